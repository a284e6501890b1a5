"""Events as they lie in a row: heads to choose by and to check with, and all bytes one after the other.

`heads` is JSON: a list with a list for each column, in the order of Draft and then the lengths and the CRC-32 of their
bytes; a column that is the same for all events is that value instead of a list. So a flipped byte of an event costs
that event alone; the heads themselves are covered by the row's checksum. What is stored by itself (in the outbox, as a
dead letter) has its columns one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import accumulate, compress, repeat
from operator import eq, not_
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
    *columns, data = zip(*row.events, strict=True)
    heads = _dump([*map(_fold, columns), list(map(len, data)), list(map(crc32, data))])
    first, last, stored_at = row.first, row.first + len(data) - 1, to_micros(row.stored_at)
    checksum = _checksum(first, last, stored_at, heads)
    return PackedRow(last, first, stored_at, checksum, heads, b"".join(data))


def unpack(row: PackedRow) -> ReadRow:
    """Return the events of a row whose bytes are what was stored. Whatever the columns hold, it raises nothing."""
    columns = _verified(row)
    if columns is None:
        return _all_damaged(row)
    *columns, lengths, checksums = columns
    ends = list(accumulate(lengths))
    pieces = [row.data[start:end] for start, end in zip([0, *ends], ends, strict=False)]
    sequences = range(row.first_sequence, row.last_sequence + 1)
    drafts = map(tuple.__new__, repeat(Draft), zip(*columns, pieces, strict=True))
    is_whole = list(map(eq, map(crc32, pieces), checksums))
    events = list(compress(zip(sequences, drafts, strict=True), is_whole))
    damaged = list(compress(sequences, map(not_, is_whole))) if len(events) < len(pieces) else []
    return ReadRow(row.first_sequence, row.last_sequence, from_micros(row.stored_at), events, damaged)


def pack_one(event: Draft) -> bytes:
    """Return the head of an event that is stored by itself."""
    return _dump([*event[:_COLUMNS], len(event.data), crc32(event.data)])


def unpack_one(head: bytes, data: bytes) -> Draft | None:
    """Return an event that is stored by itself, None when it is damaged."""
    columns = _load(head)
    # Nothing covers this head: its own shape must do.
    if not isinstance(columns, list) or columns[_COLUMNS:] != [len(data), crc32(data)]:
        return None
    return Draft._make((*columns[:_COLUMNS], data))


def _verified(row: PackedRow) -> list[list[Any]] | None:
    # SQLite tells the kind of each value in the row itself: damaged, a column may hold anything.
    if list(map(type, row)) != _KINDS:
        return None
    if _checksum(row.first_sequence, row.last_sequence, row.stored_at, row.heads) != row.checksum:
        return None
    loaded = _load(row.heads)
    number = row.last_sequence - row.first_sequence + 1
    if not isinstance(loaded, list) or len(loaded) != _COLUMNS + 2:
        return None
    columns = [column if isinstance(column, list) else [column] * number for column in loaded]
    return columns if all(len(column) == number for column in columns) else None


def _fold(column: Sequence[Any]) -> object:
    """Return a column, or the one value that all of it is."""
    first = column[0]
    return first if column.count(first) == len(column) else column


def _dump(columns: list[Any]) -> bytes:
    # Other mappings than dicts become one.
    return orjson.dumps(columns, default=dict)


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
