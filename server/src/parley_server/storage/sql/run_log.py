"""The log of a run, on SQL: one row an event while the run is open, a compressed archive once it has ended."""

import asyncio
import struct
import zlib
from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import bindparam, delete, func, literal_column, select, update

from parley_server.domain.ids import RunId, TenantId
from parley_server.sql.database import Database
from parley_server.sql.queries import Params, Query, Statement, Value, insert_new
from parley_server.sql.tables import RUN_ARCHIVES, RUN_EVENTS, RUNS, STAGE_ENDED, STAGE_FOLDED
from parley_server.storage.runs import LogRecord
from parley_server.storage.sql.run_texts import RunTexts

# Raw bytes in one part of an archive, about.
PART_BYTES = 1024 * 1024
# Below this, a hop to a thread costs more than the work there.
_INLINE_BYTES = 4096
_HEAD = struct.Struct(">qI")
# Before any sequence.
_START = -1
# Rows that a page looks at, whatever their size.
_PAGE_ROWS = 4096
# The log of a usual run is read without a thread.
_FEW = 200

_INSERT_EVENT = insert_new(RUN_EVENTS)
_INSERT_PART = insert_new(RUN_ARCHIVES)
_BEHIND = (
    RUN_EVENTS.c.run_id == bindparam("run_id"),
    RUN_EVENTS.c.sequence > bindparam("after"),
    RUN_EVENTS.c.tenant == bindparam("tenant"),
)
# Sizes first, data afterwards: the sum must not drag megabytes along.
_size = func.length(RUN_EVENTS.c.data).label("size")
_sizes = (
    select(RUN_EVENTS.c.sequence, _size)
    .where(*_BEHIND)
    .order_by(RUN_EVENTS.c.sequence)
    .limit(bindparam("page_rows"))
    .subquery()
)
_upto = func.sum(_sizes.c.size).over(order_by=_sizes.c.sequence).label("upto")
_sums = select(_sizes.c.sequence, _sizes.c.size, _upto).subquery()
_last = select(func.max(_sums.c.sequence)).where(_sums.c.upto - _sums.c.size < bindparam("max_bytes"))
_PAGE = Query(
    select(RUN_EVENTS.c.sequence, RUN_EVENTS.c.data)
    .where(*_BEHIND, RUN_EVENTS.c.sequence <= _last.scalar_subquery())
    .order_by(RUN_EVENTS.c.sequence)
)
_PART = Query(
    select(RUN_ARCHIVES.c.data)
    .where(
        RUN_ARCHIVES.c.run_id == bindparam("run_id"),
        RUN_ARCHIVES.c.last_sequence > bindparam("after"),
        RUN_ARCHIVES.c.tenant == bindparam("tenant"),
    )
    .order_by(RUN_ARCHIVES.c.last_sequence)
    .limit(literal_column("1"))
)
_IS_ENDED = RUNS.c.stage == literal_column(str(STAGE_ENDED))
_TO_FOLD = Query(
    select(RUNS.c.run_id, RUNS.c.tenant, RUNS.c.last_sequence)
    .where(_IS_ENDED)
    .order_by(RUNS.c.run_id)
    .limit(bindparam("at_most"))
)
_SET_FOLDED = Query(
    update(RUNS).where(RUNS.c.run_id == bindparam("which"), _IS_ENDED).values(stage=literal_column(str(STAGE_FOLDED)))
)
_DELETE_EVENTS = Query(delete(RUN_EVENTS).where(RUN_EVENTS.c.run_id == bindparam("which")))


class _Folded(Exception):
    """Somebody else folded or pruned the run meanwhile."""


def records_statement(tenant: TenantId, run_id: RunId, records: Sequence[LogRecord]) -> Statement:
    """Return what stores events of a run."""
    return _INSERT_EVENT.many(
        [{"run_id": run_id, "sequence": record.sequence, "tenant": tenant, "data": record.data} for record in records]
    )


class RunLog:
    """Reads the log of a run, wherever it is, and folds those of ended runs."""

    def __init__(self, database: Database, texts: RunTexts) -> None:
        """Read and fold in this database; `texts` knows what is not yet a row."""
        self._database = database
        self._texts = texts

    async def read(
        self, tenant: TenantId, run_id: RunId, *, after: int, max_bytes: int, few: bool = False
    ) -> list[LogRecord]:
        """Return events behind `after` in order, at least one if there is any, about `max_bytes` at the most.

        `few` says that the run has few events; see Database.read.
        """
        waiting = self._texts.waiting(tenant, run_id)
        place: dict[str, Value] = {"tenant": tenant, "run_id": run_id, "after": after}
        page = {**place, "page_rows": _PAGE_ROWS, "max_bytes": max(1, max_bytes)}
        rows = await self._database.read(_PAGE, page, few=few)
        if rows:
            return [LogRecord(sequence=sequence, data=data) for sequence, data in rows]
        if waiting and waiting[-1].sequence > after:
            return _first(waiting, after, max_bytes)
        # In this order: a log only ever moves from rows to archive, so that it is found in one or the other.
        for (part,) in await self._database.read(_PART, place):
            if len(part) <= _INLINE_BYTES:
                return _page(part, after, max_bytes)
            return await asyncio.to_thread(_page, part, after, max_bytes)
        return []

    async def fold(self, limit: int) -> int:
        """Fold the logs of at most `limit` ended runs into archives, each in one unit; return how many were folded.

        A reader sees a log either as rows or as archive, never both or none. When cancelled, the runs done so far
        stay folded.
        """
        done = 0
        for run_id, tenant, last in await self._database.read(_TO_FOLD, {"at_most": limit}):
            try:
                await self._database.write(await self._fold_unit(run_id, tenant, few=last <= _FEW))
            except _Folded:
                continue
            done += 1
        return done

    async def _fold_unit(self, run_id: RunId, tenant: TenantId, *, few: bool) -> list[Statement]:
        # Read outside the unit: an ended run gets no further events.
        parts: list[Params] = []
        after = _START
        while records := await self.read(tenant, run_id, after=after, max_bytes=PART_BYTES, few=few):
            after = records[-1].sequence
            size = sum(len(record.data) for record in records)
            data = pack(records) if size <= _INLINE_BYTES else await asyncio.to_thread(pack, records)
            parts.append({"run_id": run_id, "last_sequence": after, "tenant": tenant, "data": data})
            if size < PART_BYTES and len(records) < _PAGE_ROWS:
                break  # a page that is not full is the last one
        unit = [_SET_FOLDED.one({"which": run_id}, _Folded)]
        if parts:
            unit += [_INSERT_PART.many(parts), _DELETE_EVENTS.one({"which": run_id})]
        return unit


def pack(records: Sequence[LogRecord]) -> bytes:
    """Return records as one compressed value: each as its sequence (8 bytes), its length (4 bytes), its data."""
    raw = b"".join(_HEAD.pack(record.sequence, len(record.data)) + record.data for record in records)
    # The quick way: two thirds of the time for a usual log, and hardly more bytes.
    return zlib.compress(raw, 1)


def unpack(part: bytes) -> Iterator[LogRecord]:
    """Yield the records that `pack` packed."""
    raw = zlib.decompress(part)
    position = 0
    while position < len(raw):
        sequence, length = _HEAD.unpack_from(raw, position)
        position += _HEAD.size
        yield LogRecord(sequence=sequence, data=raw[position : position + length])
        position += length


def _page(part: bytes, after: int, max_bytes: int) -> list[LogRecord]:
    return _first(unpack(part), after, max_bytes)


def _first(records: Iterable[LogRecord], after: int, max_bytes: int) -> list[LogRecord]:
    page: list[LogRecord] = []
    size = 0
    for record in records:
        if record.sequence > after:
            if page and size >= max_bytes:
                break
            page.append(record)
            size += len(record.data)
    return page
