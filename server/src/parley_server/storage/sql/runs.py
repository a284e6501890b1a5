"""Runs, on SQL."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, literal_column, or_, select, update

from parley_server.domain.errors import AlreadyExists, NotFound, RunAlreadyEnded
from parley_server.domain.events import DomainEvent
from parley_server.domain.ids import RunId, TenantId
from parley_server.domain.runs import Run
from parley_server.domain.worlds import Connection
from parley_server.sql.database import Database
from parley_server.sql.outbox import Outbox
from parley_server.sql.queries import Params, Query, Statement, Value, insert_new
from parley_server.sql.tables import (
    RUN_ARCHIVES,
    RUN_BODIES,
    RUN_EVENTS,
    RUNS,
    STAGE_ENDED,
    STAGE_OPEN,
)
from parley_server.sql.times import to_micros
from parley_server.storage.requests import RequestRecord
from parley_server.storage.runs import LogRecord, RunAppend, RunFilter, StoredRun, TextAppend
from parley_server.storage.sql.memories import memories_statements
from parley_server.storage.sql.requests import request_statement
from parley_server.storage.sql.run_log import RunLog, records_statement
from parley_server.storage.sql.run_pages import filter_params, page_query
from parley_server.storage.sql.run_rows import RUN_COLUMNS, details_of, new_row, run_from_row, stored_from_row
from parley_server.storage.sql.run_texts import RunTexts
from parley_server.storage.sql.surroundings import Surroundings

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
    # What it needed to start it needs no more, and a blocked or rewritten message shall not be kept there.
    .values(outcome=bindparam("outcome"), input=bindparam("no_input"))
)

_WITH_BODY = (
    select(*RUN_COLUMNS, RUNS.c.has_effect, RUN_BODIES.c.input, RUN_BODIES.c.outcome)
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

    def __init__(self, database: Database, outbox: Outbox, surroundings: Surroundings) -> None:
        """Keep runs in this database."""
        self._database = database
        self._surroundings = surroundings
        self._outbox = outbox
        self._texts = RunTexts(database)
        self._log = RunLog(database, self._texts)

    async def recover(self) -> None:
        """Put what a stop of the last server left in its place. Before anything else."""
        await self._texts.recover()

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
        unit.append(_INSERT_RUN.one(new_row(tenant, run), lambda: AlreadyExists("run", run.run_id)))
        unit.append(_INSERT_BODY.one({"run_id": run.run_id, "tenant": tenant, "input": input, "outcome": b""}))
        since = self._surroundings.now()
        missing = self._surroundings.statements(tenant, connection)
        unit += [*missing, *self._outbox.statements(events)]
        with self._surroundings.connecting(tenant, connection, missing):
            await self._database.write(unit)
        self._surroundings.committed(tenant, connection, since=since)

    async def append(self, tenant: TenantId, step: RunAppend) -> None:
        """Commit one step of a run. Raises NotFound for an unknown run, RunAlreadyEnded for one that has ended."""
        run = step.run
        try:
            await self._database.write(self._step_unit(tenant, step))
        except _NotOpen:
            self._texts.doubt(run.run_id)
            if await self._database.read(_EXISTS, {"tenant": tenant, "which": run.run_id}):
                raise RunAlreadyEnded(run.run_id) from None
            raise NotFound("run", run.run_id) from None
        except BaseException:
            self._texts.doubt(run.run_id)
            raise
        self._texts.stepped(tenant, run.run_id, run.last_sequence, is_open=run.status.is_open)

    async def append_texts(self, steps: Sequence[TextAppend]) -> None:
        """Commit pieces of text of open runs, all or nothing; see RunStore.append_texts."""
        await self._texts.append(steps)

    async def read_log(self, tenant: TenantId, run_id: RunId, *, after: int, max_bytes: int) -> list[LogRecord]:
        """Return events behind `after` in order, at least one if there is any, about `max_bytes` at the most."""
        return await self._log.read(tenant, run_id, after=after, max_bytes=max_bytes)

    async def get(self, tenant: TenantId, run_id: RunId) -> StoredRun:
        """Return one run. Raises NotFound."""
        for row in await self._database.read(_GET, {"tenant": tenant, "which": run_id}):
            stored = stored_from_row(row)
            return replace(stored, run=self._brought_up(stored.run))
        raise NotFound("run", run_id)

    async def list_page(self, tenant: TenantId, runs: RunFilter, *, limit: int) -> list[Run]:
        """Return runs, newest first by (created_at, run_id)."""
        params = filter_params(runs)
        query = page_query(frozenset(params))
        rows = await self._database.read(query, {"tenant": tenant, "wanted": limit, **params})
        return [self._brought_up(run_from_row(row)) for row in rows]

    async def list_open(self, tenant: TenantId) -> list[StoredRun]:
        """Return every QUEUED and STARTED run, oldest first."""
        found = [stored_from_row(row) for row in await self._database.read(_LIST_OPEN, {"tenant": tenant})]
        return [replace(stored, run=self._brought_up(stored.run)) for stored in found]

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

    def _brought_up(self, run: Run) -> Run:
        """Return an open run with its true last sequence: its row knows nothing of text that came since."""
        last = self._texts.last_sequence(run.run_id)
        return replace(run, last_sequence=last) if run.status.is_open and last > run.last_sequence else run

    def _step_unit(self, tenant: TenantId, step: RunAppend) -> list[Statement]:
        """Return the statements for what there is, and no more: this is the hot path."""
        run = step.run
        params: dict[str, Value] = {
            "which": run.run_id,
            "in_tenant": tenant,
            "status": run.status.value,
            "started_at": to_micros(run.started_at) if run.started_at else None,
            "details": details_of(run),
            "last_sequence": run.last_sequence,
            "attempt": run.attempt,
            "effect": 1 if step.has_effect else 0,
        }
        if run.status.is_open:
            unit = [_STEP.one(params, _NotOpen)]
        else:
            params["ended_at"] = to_micros(run.ended_at) if run.ended_at else None
            outcome: Params = {"which": run.run_id, "in_tenant": tenant, "outcome": step.outcome, "no_input": b""}
            unit = [_END.one(params, _NotOpen), _SET_OUTCOME.one(outcome)]
        unit += self._texts.sorting(run.run_id)
        if step.records:
            unit.append(records_statement(tenant, run.run_id, step.records))
        if step.memories:
            unit += memories_statements(tenant, step.memories)
        if step.events:
            unit += self._outbox.statements(step.events)
        return unit
