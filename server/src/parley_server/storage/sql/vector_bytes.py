"""Vectors in the database: 32-bit floats, least byte first."""

import struct
from array import array
from sys import byteorder

from parley_server.storage.vectors import Vector


def to_bytes(vector: Vector) -> bytes:
    """Return a vector as bytes, four a number."""
    return struct.pack(f"<{len(vector)}f", *vector)


def from_bytes(data: bytes) -> tuple[float, ...]:
    """Return the numbers of a vector, as exact as 32 bits are."""
    numbers = array("f", data)
    if byteorder == "big":
        numbers.byteswap()
    return tuple(numbers)
