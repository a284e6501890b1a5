"""Events as they lie in a row: heads to choose by and to check with, and all bytes one after the other.

`heads` is JSON: a list with one list an event, its columns in the order of Draft and then the length and the CRC-32 of
its bytes. So a flipped byte of an event costs that event alone; the heads themselves are covered by the row's checksum.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple
from zlib import crc32

import orjson

from parley_server.bus.events import Draft
from parley_server.bus.store import LogRow, ReadRow
from parley_server.sql.times import from_micros, to_micros

# Columns before the bytes; in a head, the length and the checksum stand in their place.
_COLUMNS = len(Draft._fields) - 1
_KINDS = [int, int, int, int, bytes, bytes]
# No row holds more events; of a damaged row that says otherwise, only the last sequence is believed.
_MOST_EVENTS = 1 << 16
_UNKNOWN_TIME = datetime(1970, 1, 1, tzinfo=UTC)


class PackedRow(NamedTuple):
    """A row of the log as its columns."""

    last_sequence: int
    first_sequence: int
    stored_at: int
    checksum: int
    heads: bytes
    data: bytes


def pack(row: LogRow) -> PackedRow:
    """Return the columns of a row. Few operations an event: this is the hot path of publishing."""
    events = row.events
    heads = pack_heads(events)
    first, last, stored_at = row.first, row.first + len(events) - 1, to_micros(row.stored_at)
    checksum = _checksum(first, last, stored_at, heads)
    return PackedRow(last, first, stored_at, checksum, heads, b"".join([event.data for event in events]))


def unpack(row: PackedRow) -> ReadRow:
    """Return the events of a row whose bytes are what was stored. Whatever the columns hold, it raises nothing."""
    heads = _verified(row)
    if heads is None:
        return _all_damaged(row)
    events: list[tuple[int, Draft]] = []
    damaged: list[int] = []
    start = 0
    for sequence, head in enumerate(heads, row.first_sequence):
        checksum = head.pop()
        end = start + head[_COLUMNS]
        # The bytes take the place of their length: the head is then what a Draft is.
        head[_COLUMNS] = piece = row.data[start:end]
        start = end
        if crc32(piece) == checksum:
            events.append((sequence, Draft._make(head)))
        else:
            damaged.append(sequence)
    return ReadRow(row.first_sequence, row.last_sequence, from_micros(row.stored_at), events, damaged)


def pack_heads(events: Sequence[Draft]) -> bytes:
    """Return the heads of events."""
    # A slice of a named tuple is a plain tuple, which orjson takes; other mappings than dicts become one.
    return orjson.dumps(
        [event[:_COLUMNS] + (len(event.data), crc32(event.data)) for event in events],  # noqa: RUF005 - twice as fast
        default=dict,
    )


def unpack_one(head: bytes, data: bytes) -> Draft | None:
    """Return an event that is stored by itself, None when it is damaged."""
    heads = _load(head)
    # Nothing covers this head: its own shape must do.
    if not isinstance(heads, list) or len(heads) != 1 or not isinstance(heads[0], list):
        return None
    columns, check = heads[0][:_COLUMNS], heads[0][_COLUMNS:]
    if check != [len(data), crc32(data)]:
        return None
    return Draft._make((*columns, data))


def _verified(row: PackedRow) -> list[list[Any]] | None:
    # SQLite tells the kind of each value in the row itself: damaged, a column may hold anything.
    if list(map(type, row)) != _KINDS:
        return None
    if _checksum(row.first_sequence, row.last_sequence, row.stored_at, row.heads) != row.checksum:
        return None
    loaded = _load(row.heads)
    return loaded if isinstance(loaded, list) and len(loaded) == row.last_sequence - row.first_sequence + 1 else None


def _load(heads: bytes) -> object:
    try:
        return orjson.loads(heads)
    except orjson.JSONDecodeError:
        return None


def _checksum(first: int, last: int, stored_at: int, heads: bytes) -> int:
    return crc32(heads, crc32(b"%d %d %d" % (first, last, stored_at)))


def _all_damaged(row: PackedRow) -> ReadRow:
    last, first = row.last_sequence, row.first_sequence
    if type(first) is not int or not last - _MOST_EVENTS < first <= last:
        first = last
    try:
        stored_at = from_micros(row.stored_at)
    except (OverflowError, TypeError):
        stored_at = _UNKNOWN_TIME
    return ReadRow(first, last, stored_at, (), range(first, last + 1))
