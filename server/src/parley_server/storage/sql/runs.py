"""Runs, on SQL."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam, delete, func, literal_column, or_, select, tuple_, update

from parley_server.domain.errors import AlreadyExists, Failure, NotFound, RunAlreadyEnded
from parley_server.domain.events import DomainEvent
from parley_server.domain.ids import RunId, TenantId
from parley_server.domain.models import ModelUsage
from parley_server.domain.runs import Run, RunStatus
from parley_server.domain.worlds import Connection
from parley_server.sql.database import Database
from parley_server.sql.expressions import OneOf, texts
from parley_server.sql.outbox import Outbox
from parley_server.sql.queries import Params, Query, Row, Statement, Value, insert_new
from parley_server.sql.tables import (
    RUN_ARCHIVES,
    RUN_BODIES,
    RUN_EVENTS,
    RUNS,
    STAGE_ENDED,
    STAGE_OPEN,
)
from parley_server.sql.times import from_micros, to_micros
from parley_server.storage.requests import RequestRecord
from parley_server.storage.runs import LogRecord, RunAppend, RunFilter, StoredRun
from parley_server.storage.sql.documents import document_of
from parley_server.storage.sql.memories import memories_statement
from parley_server.storage.sql.requests import request_statement
from parley_server.storage.sql.run_log import RunLog, records_statement
from parley_server.storage.sql.worlds import connection_statements


@dataclass(frozen=True, slots=True, kw_only=True)
class _Details:
    """What of a run is stored as one document: the parts that no query asks for."""

    reason: str = ""
    error: Failure | None = None
    usage: ModelUsage = field(default_factory=ModelUsage)


_NO_USAGE = ModelUsage()
_NO_DETAILS = document_of(_Details).dump(_Details())

_INSERT_RUN = insert_new(RUNS)
_INSERT_BODY = insert_new(RUN_BODIES)

_IS_OPEN = RUNS.c.stage == literal_column(str(STAGE_OPEN))
_THIS_OPEN_RUN = (RUNS.c.run_id == bindparam("which"), RUNS.c.tenant == bindparam("in_tenant"), _IS_OPEN)
_FORWARD: dict[str, Any] = {
    name: bindparam(name) for name in ("status", "started_at", "details", "last_sequence", "attempt")
}
_EFFECT = RUNS.c.has_effect.bitwise_or(bindparam("effect"))
_STEP = Query(update(RUNS).where(*_THIS_OPEN_RUN).values(**_FORWARD, has_effect=_EFFECT))
# Apart from a step, so that a step touches no column of an index.
_END = Query(
    update(RUNS)
    .where(*_THIS_OPEN_RUN)
    .values(**_FORWARD, has_effect=_EFFECT, ended_at=bindparam("ended_at"), stage=literal_column(str(STAGE_ENDED)))
)
_SET_OUTCOME = Query(
    update(RUN_BODIES)
    .where(RUN_BODIES.c.run_id == bindparam("which"), RUN_BODIES.c.tenant == bindparam("in_tenant"))
    .values(outcome=bindparam("outcome"))
)

_RUN_COLUMNS = (
    RUNS.c.run_id,
    RUNS.c.agent_id,
    RUNS.c.message_id,
    RUNS.c.room_id,
    RUNS.c.entity_id,
    RUNS.c.source,
    RUNS.c.status,
    RUNS.c.created_at,
    RUNS.c.started_at,
    RUNS.c.ended_at,
    RUNS.c.details,
    RUNS.c.last_sequence,
    RUNS.c.attempt,
)
_WITH_BODY = (
    select(*_RUN_COLUMNS, RUNS.c.has_effect, RUN_BODIES.c.input, RUN_BODIES.c.outcome)
    .join_from(RUNS, RUN_BODIES, RUNS.c.run_id == RUN_BODIES.c.run_id)
    .where(RUNS.c.tenant == bindparam("tenant"))
)
_GET = Query(_WITH_BODY.where(RUNS.c.run_id == bindparam("which")))
_LIST_OPEN = Query(_WITH_BODY.where(_IS_OPEN).order_by(RUNS.c.created_at, RUNS.c.run_id))
_EXISTS = Query(select(RUNS.c.run_id).where(RUNS.c.tenant == bindparam("tenant"), RUNS.c.run_id == bindparam("which")))

_place = func.row_number().over(partition_by=RUNS.c.tenant, order_by=(RUNS.c.created_at.desc(), RUNS.c.run_id.desc()))
_placed = select(RUNS.c.run_id, RUNS.c.created_at, RUNS.c.stage, _place.label("place")).subquery()
_TO_PRUNE = Query(
    select(_placed.c.run_id)
    .where(
        _placed.c.stage != literal_column(str(STAGE_OPEN)),
        or_(_placed.c.created_at < bindparam("before"), _placed.c.place > bindparam("keep")),
    )
    .limit(bindparam("at_most"))
)
_DELETES = tuple(
    Query(delete(table).where(table.c.run_id == bindparam("which")))
    for table in (RUN_EVENTS, RUN_ARCHIVES, RUN_BODIES, RUNS)
)
_PRUNE_AT_MOST = 5_000
# So many in one unit that no other waits long for the writer.
_PRUNE_AT_ONCE = 50


class _NotOpen(Exception):
    """The run is unknown or has ended: why the unit of a step is refused."""


class SqlRuns:
    """The RunStore of a Database."""

    def __init__(self, database: Database, outbox: Outbox) -> None:
        """Keep runs in this database."""
        self._database = database
        self._outbox = outbox
        self._log = RunLog(database)

    async def start(
        self,
        tenant: TenantId,
        run: Run,
        *,
        input: bytes,  # noqa: A002 - the domain's word, as in StoredRun
        connection: Connection,
        request: RequestRecord | None = None,
        events: Sequence[DomainEvent] = (),
    ) -> None:
        """Store a new run, its request, and the missing rooms, worlds, entities and participants around it.

        Entity and agent take part in the room afterwards. Known worlds, rooms and entities stay as they are.
        Raises RequestTaken when the request is known, AlreadyExists when the run's id is taken.
        """
        unit = [request_statement(tenant, request)] if request else []
        unit.append(_INSERT_RUN.one(_new_row(tenant, run), lambda: AlreadyExists("run", run.run_id)))
        unit.append(_INSERT_BODY.one({"run_id": run.run_id, "tenant": tenant, "input": input, "outcome": b""}))
        unit += connection_statements(tenant, connection)
        unit += self._outbox.statements(events)
        await self._database.write(unit)

    async def append(self, tenant: TenantId, step: RunAppend) -> None:
        """Commit one step of a run. Raises NotFound for an unknown run, RunAlreadyEnded for one that has ended."""
        run = step.run
        try:
            await self._database.write(self._step_unit(tenant, step))
        except _NotOpen:
            if await self._database.read(_EXISTS, {"tenant": tenant, "which": run.run_id}):
                raise RunAlreadyEnded(run.run_id) from None
            raise NotFound("run", run.run_id) from None

    async def read_log(self, run_id: RunId, *, after: int, max_bytes: int) -> list[LogRecord]:
        """Return events behind `after` in order, at least one if there is any, about `max_bytes` at the most."""
        return await self._log.read(run_id, after=after, max_bytes=max_bytes)

    async def get(self, tenant: TenantId, run_id: RunId) -> StoredRun:
        """Return one run. Raises NotFound."""
        for row in await self._database.read(_GET, {"tenant": tenant, "which": run_id}):
            return _stored_from_row(row)
        raise NotFound("run", run_id)

    async def list_page(self, tenant: TenantId, runs: RunFilter, *, limit: int) -> list[Run]:
        """Return runs, newest first by (created_at, run_id)."""
        params = _filter_params(runs)
        query = _page_query(frozenset(params))
        rows = await self._database.read(query, {"tenant": tenant, "wanted": limit, **params})
        return [_from_row(row) for row in rows]

    async def list_open(self, tenant: TenantId) -> list[StoredRun]:
        """Return every QUEUED and STARTED run, oldest first."""
        return [_stored_from_row(row) for row in await self._database.read(_LIST_OPEN, {"tenant": tenant})]

    async def fold(self, limit: int) -> int:
        """Fold the events of runs that have ended into compressed rows, sequences unchanged; see RunLog.fold."""
        return await self._log.fold(limit)

    async def prune(self, *, before: datetime, keep: int) -> int:
        """Forget ended runs made before this time, and the oldest above `keep` a tenant; return how many."""
        total = 0
        while True:
            params = {"before": to_micros(before), "keep": keep, "at_most": _PRUNE_AT_MOST}
            found = await self._database.read(_TO_PRUNE, params)
            for start in range(0, len(found), _PRUNE_AT_ONCE):
                rows: list[Params] = [{"which": run_id} for (run_id,) in found[start : start + _PRUNE_AT_ONCE]]
                await self._database.write([query.many(rows) for query in _DELETES])
            total += len(found)
            if len(found) < _PRUNE_AT_MOST:
                return total

    def _step_unit(self, tenant: TenantId, step: RunAppend) -> list[Statement]:
        """Return the statements for what there is, and no more: this is the hot path."""
        run = step.run
        params: dict[str, Value] = {
            "which": run.run_id,
            "in_tenant": tenant,
            "status": run.status.value,
            "started_at": to_micros(run.started_at) if run.started_at else None,
            "details": _details(run),
            "last_sequence": run.last_sequence,
            "attempt": run.attempt,
            "effect": 1 if step.has_effect else 0,
        }
        if run.status.is_open:
            unit = [_STEP.one(params, _NotOpen)]
        else:
            params["ended_at"] = to_micros(run.ended_at) if run.ended_at else None
            outcome: Params = {"which": run.run_id, "in_tenant": tenant, "outcome": step.outcome}
            unit = [_END.one(params, _NotOpen), _SET_OUTCOME.one(outcome)]
        if step.records:
            unit.append(records_statement(tenant, run.run_id, step.records))
        if step.memories:
            unit.append(memories_statement(tenant, step.memories))
        if step.events:
            unit += self._outbox.statements(step.events)
        return unit


def _filter_params(runs: RunFilter) -> dict[str, Value]:
    """Return a parameter for each field that is set."""
    params: dict[str, Value] = {}
    if runs.agent_id is not None:
        params["agent_id"] = runs.agent_id
    if runs.room_id is not None:
        params["room_id"] = runs.room_id
    if runs.statuses:
        params["statuses"] = texts(status.value for status in runs.statuses)
    if runs.started_after is not None:
        params["started_after"] = to_micros(runs.started_after)
    if runs.started_before is not None:
        params["started_before"] = to_micros(runs.started_before)
    if runs.before is not None:
        params["before_time"], params["before_id"] = to_micros(runs.before[0]), runs.before[1]
    return params


@cache
def _page_query(filters: frozenset[str]) -> Query:
    """Return the query for the filters that are set: sixty-four in all, each compiled once."""
    place = tuple_(RUNS.c.created_at, RUNS.c.run_id)
    conditions = {
        "agent_id": RUNS.c.agent_id == bindparam("agent_id"),
        "room_id": RUNS.c.room_id == bindparam("room_id"),
        "statuses": OneOf(RUNS.c.status, "statuses"),
        "started_after": RUNS.c.started_at >= bindparam("started_after"),
        "started_before": RUNS.c.started_at < bindparam("started_before"),
        "before_id": place < tuple_(bindparam("before_time"), bindparam("before_id")),
    }
    chosen = [condition for name, condition in conditions.items() if name in filters]
    return Query(
        select(*_RUN_COLUMNS)
        .where(RUNS.c.tenant == bindparam("tenant"), *chosen)
        .order_by(RUNS.c.created_at.desc(), RUNS.c.run_id.desc())
        .limit(bindparam("wanted"))
    )


def _details(run: Run) -> str:
    if not run.reason and run.error is None and run.usage == _NO_USAGE:
        return _NO_DETAILS
    return document_of(_Details).dump(_Details(reason=run.reason, error=run.error, usage=run.usage))


def _new_row(tenant: TenantId, run: Run) -> Params:
    return {
        "run_id": run.run_id,
        "tenant": tenant,
        "agent_id": run.agent_id,
        "message_id": run.message_id,
        "room_id": run.room_id,
        "entity_id": run.entity_id,
        "source": run.source,
        "status": run.status.value,
        "stage": STAGE_OPEN if run.status.is_open else STAGE_ENDED,
        "created_at": to_micros(run.created_at),
        "started_at": to_micros(run.started_at) if run.started_at else None,
        "ended_at": to_micros(run.ended_at) if run.ended_at else None,
        "details": _details(run),
        "last_sequence": run.last_sequence,
        "attempt": run.attempt,
        "has_effect": 0,
    }


def _stored_from_row(row: Row) -> StoredRun:
    has_effect, run_input, outcome = row[-3:]
    return StoredRun(run=_from_row(row[:-3]), input=run_input, outcome=outcome, has_effect=bool(has_effect))


def _from_row(row: Row) -> Run:
    run_id, agent_id, message_id, room_id, entity_id, source, status, created, started, ended, text, last, attempt = row
    details = document_of(_Details).load(text)
    return Run(
        run_id=run_id,
        agent_id=agent_id,
        message_id=message_id,
        room_id=room_id,
        entity_id=entity_id,
        source=source,
        status=RunStatus(status),
        created_at=from_micros(created),
        started_at=None if started is None else from_micros(started),
        ended_at=None if ended is None else from_micros(ended),
        reason=details.reason,
        error=details.error,
        usage=details.usage,
        last_sequence=last,
        attempt=attempt,
    )
