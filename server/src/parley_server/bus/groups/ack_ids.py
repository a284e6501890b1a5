"""The ids of deliveries: opaque text that names generation, epoch, sequence and attempt.

18 bytes in base64url: 3 of generation, 3 of epoch, 8 of sequence, 4 of attempt. The first 6 make 8 characters that all
ids of an open group share, so that a batch is written and read in one go.
"""

from __future__ import annotations

import binascii
import struct
from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

_LENGTH = 24
_SIZE = 18
_BODY = 16
_TO_URL = bytes.maketrans(b"+/", b"-_")
_FROM_URL = bytes.maketrans(b"-_", b"+/")
_PAIR = struct.Struct(">QI")
_ALL = struct.Struct(">6xQI")

Pair = tuple[int, int]
"""A sequence and an attempt."""


class AckId(NamedTuple):
    """What an ack id says."""

    generation: int
    epoch: int
    sequence: int
    attempt: int


def make_prefix(generation: int, epoch: int) -> str:
    """Return what ids of this generation and epoch begin with."""
    packed = (generation & 0xFFFFFF).to_bytes(3, "big") + (epoch & 0xFFFFFF).to_bytes(3, "big")
    return binascii.b2a_base64(packed, newline=False).translate(_TO_URL).decode("ascii")


def write(prefix: str, pairs: Sequence[Pair]) -> list[bytes]:
    """Return the ids of deliveries, in ASCII."""
    number = len(pairs)
    packed = struct.pack(">" + "QI" * number, *chain.from_iterable(pairs))
    text = binascii.b2a_base64(packed, newline=False).translate(_TO_URL)
    head = prefix.encode("ascii")
    return [head + text[place : place + _BODY] for place in range(0, number * _BODY, _BODY)]


def read_alike(prefix: str, ack_ids: Sequence[str]) -> list[Pair] | None:
    """Return what ids with this prefix name; None when one of them has another or is none."""
    if set(map(len, ack_ids)) != {_LENGTH}:
        return None
    packed = _decode("".join(ack_ids))
    head = _decode(prefix)
    if packed is None or head is None:
        return None
    number = len(ack_ids)
    if any(packed[place::_SIZE] != head[place : place + 1] * number for place in range(len(head))):
        return None
    return list(_ALL.iter_unpack(packed))


def read(ack_id: str) -> AckId | None:
    """Return what an id names; None when it is none."""
    packed = _decode(ack_id) if len(ack_id) == _LENGTH else None
    if packed is None:
        return None
    sequence, attempt = _PAIR.unpack_from(packed, 6)
    generation, epoch = int.from_bytes(packed[:3], "big"), int.from_bytes(packed[3:6], "big")
    return AckId(generation, epoch, sequence, attempt)


def _decode(text: str) -> bytes | None:
    try:
        packed = binascii.a2b_base64(text.encode("ascii").translate(_FROM_URL), strict_mode=True)
    except (UnicodeEncodeError, binascii.Error):
        return None
    return packed if len(packed) * 4 == len(text) * 3 else None
