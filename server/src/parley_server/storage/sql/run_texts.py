"""Pieces of text of open runs: stored together, a row for all runs that speak at once, and sorted in later.

A row a piece would write a page a run with each commit; one row for all writes a few. Such rows stand in `run_events`
under a run id that no run has, and hold until the pieces are rows of their own run: with the run's next step, when
many have gathered, or when the store is opened again. Until then they are in memory too, for whoever reads.
"""

import struct
from collections.abc import Iterator, Sequence

from sqlalchemy import bindparam, delete, func, literal_column, select, update

from parley_server.domain.errors import NotFound, RunAlreadyEnded
from parley_server.domain.ids import RunId, TenantId
from parley_server.sql.database import Database
from parley_server.sql.queries import Params, Query, Statement, insert_new
from parley_server.sql.tables import RUN_EVENTS, RUNS, STAGE_OPEN
from parley_server.storage.runs import LogRecord, TextAppend

# Sorts behind all ids, so that these rows are added at the end of the table.
TOGETHER = "~texts"
# Pieces and bytes of one run that may wait to be sorted in.
_MAX_PIECES = 128
_MAX_BYTES = 64 * 1024
# Rows that hold pieces which still wait, and how often the others are deleted.
_MAX_ROWS = 512
_TRIM_EVERY = 64
_RECOVER_ROWS = 64
# Pieces that are sorted in with one commit, about.
_MAX_AT_ONCE = 1024
_HEAD = struct.Struct(">HHI")
_PIECE = struct.Struct(">qI")

_INSERT_EVENT = insert_new(RUN_EVENTS)
_IS_OPEN = RUNS.c.stage == literal_column(str(STAGE_OPEN))
_STAGE = Query(
    select(RUNS.c.stage, RUNS.c.last_sequence).where(
        RUNS.c.tenant == bindparam("tenant"), RUNS.c.run_id == bindparam("which")
    )
)
_OPEN_RUNS = Query(select(RUNS.c.run_id).where(_IS_OPEN))
_TRIM = Query(
    delete(RUN_EVENTS).where(RUN_EVENTS.c.run_id == bindparam("which"), RUN_EVENTS.c.sequence < bindparam("upto"))
)
_ROWS = Query(
    select(RUN_EVENTS.c.sequence, RUN_EVENTS.c.data)
    .where(RUN_EVENTS.c.run_id == bindparam("which"))
    .order_by(RUN_EVENTS.c.sequence)
    .limit(bindparam("at_most"))
)
_highest = (
    select(func.max(RUN_EVENTS.c.sequence))
    .where(RUN_EVENTS.c.run_id == RUNS.c.run_id)
    .correlate(RUNS)
    .scalar_subquery()
)
_CATCH_UP = Query(update(RUNS).where(_IS_OPEN, _highest > RUNS.c.last_sequence).values(last_sequence=_highest))


class _Open:
    """An open run: its last event, and the pieces that still wait to be sorted in, from which row on."""

    __slots__ = ("first_row", "in_doubt", "last", "size", "tenant", "waiting")

    def __init__(self, tenant: TenantId, last: int) -> None:
        self.tenant = tenant
        self.last = last
        self.waiting: list[LogRecord] = []
        self.size = 0
        self.first_row = 0
        # Nobody knows whether its last step was committed: it may have ended, and been folded since.
        self.in_doubt = False

    def add(self, records: Sequence[LogRecord], row: int) -> None:
        """Take note of pieces that were stored in a row for all; of a repeat, only of what is new."""
        if records[0].sequence <= self.last:
            records = [record for record in records if record.sequence > self.last]
            if not records:
                return
        if not self.waiting:
            self.first_row, self.size = row, 0
        self.waiting += records
        self.size += sum(len(record.data) for record in records)
        self.last = records[-1].sequence

    def sorted_in(self, upto: int) -> None:
        """Take note that events up to this one are rows of the run."""
        self.waiting = [record for record in self.waiting if record.sequence > upto]
        self.last = max(self.last, upto)


class RunTexts:
    """Stores pieces of text, and knows what of them is not yet where the rest of a run's log is."""

    def __init__(self, database: Database) -> None:
        """Store in this database."""
        self._database = database
        self._open: dict[RunId, _Open] = {}
        self._next_row = 1
        self._writing: set[int] = set()

    async def recover(self) -> None:
        """Sort in what the last server left, and bring up the last sequences of open runs. Before anything else."""
        still_open = {run_id for (run_id,) in await self._database.read(_OPEN_RUNS, {})}
        while rows := await self._database.read(_ROWS, {"which": TOGETHER, "at_most": _RECOVER_ROWS}):
            events = [
                _row(step.tenant, step.run_id, record)
                for _, data in rows
                for step in unpack_together(data)
                if step.run_id in still_open
                for record in step.records
            ]
            unit = [_INSERT_EVENT.many(events)] if events else []
            await self._database.write([*unit, _TRIM.one({"which": TOGETHER, "upto": rows[-1][0] + 1})])
        await self._database.write([_CATCH_UP.one({})])

    async def append(self, steps: Sequence[TextAppend]) -> None:
        """Commit pieces of text of open runs, all or nothing; see RunStore.append_texts."""
        if self._next_row % _TRIM_EVERY == 0:
            await self._resolve_doubts()
        runs = [self._known(step) or await self._require_open(step) for step in steps]
        row = self._next_row
        self._next_row += 1
        together: Params = {"run_id": TOGETHER, "sequence": row, "tenant": "", "data": pack_together(steps)}
        unit = [_INSERT_EVENT.one(together)]
        due = self._due(steps, row)
        unit += [_INSERT_EVENT.many(_rows(run_id, run)) for run_id, run in due]
        lasts = [run.waiting[-1].sequence for _, run in due]
        if row % _TRIM_EVERY == 0:
            unit.append(_TRIM.one({"which": TOGETHER, "upto": self._oldest_row(row)}))
        self._writing.add(row)
        try:
            await self._database.write(unit)
            # First the old ones: what then waits, waits from this row on.
            for (_, run), last in zip(due, lasts, strict=True):
                run.sorted_in(last)
            for step, run in zip(steps, runs, strict=True):
                run.add(step.records, row)
        finally:
            self._writing.discard(row)

    def sorting(self, run_id: RunId) -> list[Statement]:
        """Return what sorts in the pieces of a run that wait; `stepped` follows once it is committed."""
        run = self._open.get(run_id)
        return [_INSERT_EVENT.many(_rows(run_id, run))] if run is not None and run.waiting else []

    def stepped(self, tenant: TenantId, run_id: RunId, last: int, *, is_open: bool) -> None:
        """Take note of a step that was committed together with what `sorting` returned."""
        if not is_open:
            self._open.pop(run_id, None)
            return
        run = self._open.get(run_id)
        if run is None:
            self._open[run_id] = _Open(tenant, last)
        else:
            run.sorted_in(last)
            run.in_doubt = False

    def doubt(self, run_id: RunId) -> None:
        """Take note of a failed step that may be stored all the same: pieces of an ended run must not come back."""
        run = self._open.get(run_id)
        if run is not None:
            run.in_doubt = True

    def waiting(self, tenant: TenantId, run_id: RunId) -> list[LogRecord]:
        """Return the pieces of a run that are not among its rows. Ask before looking at the rows, not after."""
        run = self._open.get(run_id)
        return run.waiting[:] if run is not None and run.tenant == tenant else []

    def last_sequence(self, run_id: RunId) -> int:
        """Return the last event of an open run as far as it is known here, else 0."""
        run = self._open.get(run_id)
        return run.last if run is not None else 0

    def _due(self, steps: Sequence[TextAppend], row: int) -> list[tuple[RunId, _Open]]:
        """Return runs that are to be sorted in now: not many at once, so that no commit takes long."""
        # All runs are looked at from time to time only: one that has fallen silent keeps old rows from being deleted.
        run_ids = self._open if row % _TRIM_EVERY == 0 else {step.run_id for step in steps}
        due: list[tuple[RunId, _Open]] = []
        pieces = 0
        for run_id in run_ids:
            run = self._open.get(run_id)
            if run is None or run.in_doubt:
                continue
            held = len(run.waiting)
            if held >= _MAX_PIECES or run.size >= _MAX_BYTES or (held and run.first_row < row - _MAX_ROWS):
                due.append((run_id, run))
                pieces += held
                if pieces >= _MAX_AT_ONCE:
                    break
        return due

    def _oldest_row(self, row: int) -> int:
        """Return the first row that is still needed."""
        return min((row, *self._writing, *(run.first_row for run in self._open.values() if run.waiting)))

    async def _resolve_doubts(self) -> None:
        for run_id, run in [(run_id, run) for run_id, run in self._open.items() if run.in_doubt]:
            found = await self._database.read(_STAGE, {"tenant": run.tenant, "which": run_id})
            if found and found[0][0] == STAGE_OPEN:
                run.in_doubt = False
            else:
                self._open.pop(run_id, None)

    def _known(self, step: TextAppend) -> _Open | None:
        run = self._open.get(step.run_id)
        return run if run is not None and run.tenant == step.tenant else None

    async def _require_open(self, step: TextAppend) -> _Open:
        for stage, last in await self._database.read(_STAGE, {"tenant": step.tenant, "which": step.run_id}):
            if stage != STAGE_OPEN:
                raise RunAlreadyEnded(step.run_id)
            return self._open.setdefault(step.run_id, _Open(step.tenant, last))
        raise NotFound("run", step.run_id)


def pack_together(steps: Sequence[TextAppend]) -> bytes:
    """Return the pieces of several runs as one value."""
    parts: list[bytes] = []
    for step in steps:
        tenant, run_id = step.tenant.encode(), step.run_id.encode()
        parts += (_HEAD.pack(len(tenant), len(run_id), len(step.records)), tenant, run_id)
        for record in step.records:
            parts += (_PIECE.pack(record.sequence, len(record.data)), record.data)
    return b"".join(parts)


def unpack_together(data: bytes) -> Iterator[TextAppend]:
    """Yield what `pack_together` packed."""
    place = 0
    while place < len(data):
        tenant_size, id_size, count = _HEAD.unpack_from(data, place)
        place += _HEAD.size
        tenant = data[place : place + tenant_size].decode()
        run_id = data[place + tenant_size : place + tenant_size + id_size].decode()
        place += tenant_size + id_size
        records: list[LogRecord] = []
        for _ in range(count):
            sequence, size = _PIECE.unpack_from(data, place)
            place += _PIECE.size
            records.append(LogRecord(sequence=sequence, data=data[place : place + size]))
            place += size
        yield TextAppend(tenant=TenantId(tenant), run_id=RunId(run_id), records=records)


def _rows(run_id: RunId, run: _Open) -> list[Params]:
    return [_row(run.tenant, run_id, record) for record in run.waiting]


def _row(tenant: TenantId, run_id: RunId, record: LogRecord) -> Params:
    return {"run_id": run_id, "sequence": record.sequence, "tenant": tenant, "data": record.data}
