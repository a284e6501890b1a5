"""The log of the bus, on SQL: one row for each group of events that was stored together."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime

import structlog
from sqlalchemy import (
    ColumnElement,
    LargeBinary,
    bindparam,
    cast,
    delete,
    func,
    insert,
    literal_column,
    select,
    union,
    update,
)

from parley_server.bus.sql.outbox import WAITING, WAITING_TENANTS, take_statement
from parley_server.bus.sql.rows import PackedRow, pack, unpack, unpack_one
from parley_server.bus.store import LogRow, ReadRow, Waiting
from parley_server.domain.bus import LogInfo
from parley_server.domain.ids import IdSource, TenantId, new_id
from parley_server.sql.database import Database
from parley_server.sql.queries import Params, Query, Row, insert_new
from parley_server.sql.tables import BUS_LOG, BUS_LOGS
from parley_server.sql.times import from_micros, to_micros

_log = structlog.get_logger(__name__)

# Rows whose sizes a read looks at: one for so many bytes asked for, within limits. To look at a row costs a page of the
# file, so that thousands of them would cost more than the data itself.
_BYTES_PER_ROW = 2048
_FEWEST_ROWS = 16
_MOST_ROWS = 4096
# Above this, events are taken apart in a thread.
_INLINE_BYTES = 256 * 1024
# Rows that are measured each by itself, and groups into which further ones are put.
_MEASURED_ROWS = 4096
_MEASURED_GROUPS = 1024
# Rows deleted at once, so that no other unit waits long for the writer.
_PRUNE_ROWS = 64
# Rows that were reported as damaged; so many are remembered.
_REPORTED = 10_000

_OF_TENANT = BUS_LOG.c.tenant == bindparam("tenant")
_sequence = BUS_LOG.c.last_sequence
_ONE: ColumnElement[int] = literal_column("1")

# No ON CONFLICT: a sequence that is taken must fail the append, never lose events without a word.
_APPEND = Query(insert(BUS_LOG).values({column.name: bindparam(column.name) for column in BUS_LOG.c}).inline())
_ADD_LOG = insert_new(BUS_LOGS)
_LOG_ID = Query(select(BUS_LOGS.c.log_id).where(BUS_LOGS.c.tenant == bindparam("tenant")))
_NEXT_EPOCH = Query(
    update(BUS_LOGS)
    .where(BUS_LOGS.c.tenant == bindparam("in_tenant"))
    .values(epoch=BUS_LOGS.c.epoch + _ONE)
    .returning(BUS_LOGS.c.epoch)
)
_FIRST = Query(select(BUS_LOG.c.first_sequence).where(_OF_TENANT).order_by(_sequence).limit(_ONE))
_newest = select(_sequence).where(_OF_TENANT).order_by(_sequence.desc()).limit(_ONE)
_LAST = Query(_newest)

# Sizes first, data afterwards: the sum must not drag megabytes along.
_BEHIND = (_OF_TENANT, _sequence > bindparam("after"))
_size = func.coalesce(func.length(BUS_LOG.c.heads) + func.length(BUS_LOG.c.data), _ONE).label("size")
_sizes = select(_sequence, _size).where(*_BEHIND).order_by(_sequence).limit(bindparam("page_rows")).subquery()
_upto = func.sum(_sizes.c.size).over(order_by=_sizes.c.last_sequence).label("upto")
_sums = select(_sizes.c.last_sequence, _sizes.c.size, _upto).subquery()
_page_end = select(func.max(_sums.c.last_sequence)).where(_sums.c.upto - _sums.c.size < bindparam("max_bytes"))
# As bytes whatever a damaged row says they are: the driver would fail to read them as text.
COLUMNS = [
    cast(BUS_LOG.c[name], LargeBinary) if name in ("heads", "data") else BUS_LOG.c[name] for name in PackedRow._fields
]
_PAGE = Query(
    select(*COLUMNS).where(*_BEHIND, _sequence <= _page_end.scalar_subquery()).order_by(_sequence),
)

_LAST_BEFORE = Query(
    select(_sequence)
    .where(_OF_TENANT, BUS_LOG.c.stored_at < bindparam("before"))
    .order_by(BUS_LOG.c.stored_at.desc(), _sequence.desc())
    .limit(_ONE)
)
_MEASURE = Query(
    select(_sequence, BUS_LOG.c.stored_at, _size).where(_OF_TENANT).order_by(_sequence).limit(bindparam("at_most"))
)
_MEASURE_GROUP = Query(
    select(func.max(_sequence), func.max(BUS_LOG.c.stored_at), func.sum(_size)).where(
        *_BEHIND, _sequence <= bindparam("upto")
    )
)
_oldest = (
    select(_sequence)
    .where(_OF_TENANT, _sequence <= bindparam("upto"), _sequence < _newest.scalar_subquery())
    .order_by(_sequence)
    .limit(bindparam("at_once"))
)
_PRUNE = Query(delete(BUS_LOG).where(_OF_TENANT, _sequence.in_(_oldest)))
_TENANTS = Query(union(select(BUS_LOGS.c.tenant), WAITING_TENANTS))


class SqlEventLog:
    """The EventLogStore of a Database."""

    def __init__(self, database: Database, new_log_id: IdSource = new_id) -> None:
        """Keep logs in this database; `new_log_id` names those that begin."""
        self._database = database
        self._new_log_id = new_log_id
        self._reported: set[tuple[TenantId, int]] = set()

    async def open(self, tenant: TenantId) -> LogInfo:
        """Return the log, made where there is none; see EventLogStore.open."""
        log_id = await self._value(_LOG_ID, tenant)
        if log_id is None:
            await self._database.write([_ADD_LOG.one(self._new_log(tenant))])
            log_id = await self._value(_LOG_ID, tenant)
        last = await self._value(_LAST, tenant) or 0
        return LogInfo(str(log_id), await self._first(tenant), last)

    async def next_epoch(self, tenant: TenantId) -> int:
        """Count up how often this log was opened for writing."""
        unit = [_ADD_LOG.one(self._new_log(tenant)), _NEXT_EPOCH.one({"in_tenant": tenant})]
        _, counted = await self._database.write(unit)
        return int(counted.rows[0][0])

    async def append(self, tenant: TenantId, rows: Sequence[LogRow], taken: Sequence[int] = ()) -> None:
        """Store rows and delete outbox entries in one transaction; see EventLogStore.append."""
        unit = [_APPEND.many([{"tenant": tenant, **pack(row)._asdict()} for row in rows])] if rows else []
        if taken:
            unit.append(take_statement(tenant, taken))
        if unit:
            await self._database.write(unit)

    async def read(self, tenant: TenantId, *, after: int, max_bytes: int) -> list[ReadRow]:
        """Return the rows that hold sequences behind `after`; see EventLogStore.read."""
        page_rows = min(_MOST_ROWS, max(_FEWEST_ROWS, max_bytes // _BYTES_PER_ROW))
        found = await self._database.read(
            _PAGE, {"tenant": tenant, "after": after, "page_rows": page_rows, "max_bytes": max(1, max_bytes)}
        )
        packed = [PackedRow(*row) for row in found]
        if sum(len(row.data or b"") for row in packed) > _INLINE_BYTES:
            rows = await asyncio.to_thread(_unpack_all, packed)
        else:
            rows = _unpack_all(packed)
        for row in rows:
            if row.damaged:
                self._report(tenant, row)
        return rows

    async def last_before(self, tenant: TenantId, time: datetime) -> int:
        """Return the last sequence stored before a time, 0 when there is none; times in a log never decrease."""
        rows = await self._database.read(_LAST_BEFORE, {"tenant": tenant, "before": to_micros(time)})
        return int(rows[0][0]) if rows else 0

    async def prune(self, tenant: TenantId, *, upto: int) -> int:
        """Delete whole rows up to a sequence, but not the newest, a few at a time; return the first sequence kept."""
        while True:
            statement = _PRUNE.one({"tenant": tenant, "upto": upto, "at_once": _PRUNE_ROWS})
            (done,) = await self._database.write([statement])
            if done.touched < _PRUNE_ROWS:
                return await self._first(tenant)

    async def measure(self, tenant: TenantId) -> Sequence[tuple[int, datetime, int]]:
        """Return (last sequence, stored_at, bytes) of rows, or of groups of them; see EventLogStore.measure."""
        rows = await self._database.read(_MEASURE, {"tenant": tenant, "at_most": _MEASURED_ROWS})
        if len(rows) == _MEASURED_ROWS:
            rows += await self._measure_groups(tenant, rows[-1][0], await self._value(_LAST, tenant) or 0)
        return [(last, from_micros(stored_at), int(size)) for last, stored_at, size in rows]

    async def list_waiting(self, tenant: TenantId, *, limit: int) -> list[Waiting]:
        """Return committed entries of the outbox in order; damaged ones are passed over, and stay there."""
        after = 0
        while True:
            page: Params = {"tenant": tenant, "after": after, "at_most": limit}
            rows = await self._database.read(WAITING, page, few=True)
            waiting: list[Waiting] = []
            for position, head, data in rows:
                event = unpack_one(head, data)
                if event is None:
                    _log.error("bus.outbox_damaged", tenant=tenant, position=position)
                else:
                    waiting.append(Waiting(position, event))
            if waiting or len(rows) < limit:
                return waiting
            after = rows[-1][0]

    async def list_tenants(self) -> list[TenantId]:
        """Return the tenants that have a log or something in the outbox."""
        return sorted(TenantId(tenant) for (tenant,) in await self._database.read(_TENANTS, {}))

    async def _measure_groups(self, tenant: TenantId, after: int, last: int) -> list[Row]:
        # A query a group: one for all would have to sort every row.
        span = max(1, -(-(last - after) // _MEASURED_GROUPS))
        groups: list[Row] = []
        for start in range(after, last, span):
            groups += await self._database.read(
                _MEASURE_GROUP, {"tenant": tenant, "after": start, "upto": start + span}
            )
        return [group for group in groups if group[0] is not None]

    async def _first(self, tenant: TenantId) -> int:
        first = await self._value(_FIRST, tenant)
        return 1 if first is None else first

    async def _value(self, query: Query, tenant: TenantId) -> int | None:
        rows = await self._database.read(query, {"tenant": tenant})
        return rows[0][0] if rows else None

    def _new_log(self, tenant: TenantId) -> dict[str, str | int]:
        return {"tenant": tenant, "log_id": self._new_log_id(), "epoch": 0}

    def _report(self, tenant: TenantId, row: ReadRow) -> None:
        """Say once that a row is damaged: readers meet it again and again."""
        key = (tenant, row.last)
        if key not in self._reported and len(self._reported) < _REPORTED:
            self._reported.add(key)
            _log.error("bus.log_damaged", tenant=tenant, first=row.damaged[0], last=row.damaged[-1])


def _unpack_all(rows: Sequence[PackedRow]) -> list[ReadRow]:
    return [unpack(row) for row in rows]
