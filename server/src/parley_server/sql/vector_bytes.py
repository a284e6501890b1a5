"""Vectors as bytes: 32-bit floats, least byte first, in every database."""

import sys
from array import array
from collections.abc import Sequence


def pack_vector(vector: Sequence[float]) -> bytes:
    """Return a vector as it is stored."""
    numbers = array("f", vector)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers.tobytes()


def unpack_vector(stored: bytes) -> tuple[float, ...]:
    """Return the vector that `pack_vector` stored."""
    numbers = array("f")
    numbers.frombytes(stored)
    if sys.byteorder == "big":
        numbers.byteswap()
    return tuple(numbers)
