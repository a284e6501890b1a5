"""Runs and their logs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol

from parley_server.domain.content import Memory
from parley_server.domain.events import DomainEvent
from parley_server.domain.ids import AgentId, RoomId, RunId, TenantId
from parley_server.domain.runs import Run, RunStatus
from parley_server.domain.worlds import Connection
from parley_server.storage.requests import RequestRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class LogRecord:
    """One event of a run's log, in the bytes that watchers get."""

    sequence: int
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRun:
    """A run with what the store keeps beside it.

    `input` is what it needs to start, empty once it has ended; `outcome` the bytes of its terminal event, empty while
    it is open. `has_effect` tells that an action ran or text was sent, so that it must not simply start again.
    """

    run: Run
    input: bytes
    outcome: bytes
    has_effect: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RunAppend:
    """One step forward of a run, committed as a whole.

    `run` is the run as it is after this step (its status, times, reason, error, usage, attempt and last_sequence are
    stored). `memories` are created with it; one whose id is there already is left as it is. So is a record whose
    sequence is there: a step may be repeated when it is unknown whether it was committed.
    """

    run: Run
    records: Sequence[LogRecord] = ()
    has_effect: bool = False
    outcome: bytes = b""
    memories: Sequence[Memory] = ()
    events: Sequence[DomainEvent] = ()


class TextAppend(NamedTuple):
    """Pieces of text that an open run goes on with; a tuple, because there is one for nearly every token."""

    tenant: TenantId
    run_id: RunId
    records: Sequence[LogRecord]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFilter:
    """Which runs; every field that is set must match. `before` is the place where the last page ended."""

    agent_id: AgentId | None = None
    room_id: RoomId | None = None
    statuses: Sequence[RunStatus] = ()
    started_after: datetime | None = None
    started_before: datetime | None = None
    before: tuple[datetime, RunId] | None = None


class RunStore(Protocol):
    """Keeps runs and their logs. A run's events are its own: run ids are unique."""

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
        ...

    async def append(self, tenant: TenantId, step: RunAppend) -> None:
        """Commit one step of a run. Raises NotFound for an unknown run, RunAlreadyEnded for one that has ended."""
        ...

    async def append_texts(self, steps: Sequence[TextAppend]) -> None:
        """Commit pieces of text of open runs, all or nothing: for many runs at once, and far cheaper than steps.

        Nothing else of a run changes but its last sequence, so its effect must be stored already. The appends of one
        run come one after the other. Raises what `append` raises, then nothing is stored.
        """
        ...

    async def read_log(self, tenant: TenantId, run_id: RunId, *, after: int, max_bytes: int) -> list[LogRecord]:
        """Return events behind `after` in order, at least one if there is any, about `max_bytes` at the most."""
        ...

    async def get(self, tenant: TenantId, run_id: RunId) -> StoredRun:
        """Return one run. Raises NotFound."""
        ...

    async def list_page(self, tenant: TenantId, runs: RunFilter, *, limit: int) -> list[Run]:
        """Return runs, newest first by (created_at, run_id)."""
        ...

    async def list_open(self, tenant: TenantId) -> list[StoredRun]:
        """Return every QUEUED and STARTED run, oldest first."""
        ...

    async def fold(self, limit: int) -> int:
        """Fold the events of runs that have ended into one compressed row each, sequences unchanged.

        At most `limit` runs a call, of all tenants; return how many were folded. Reading while it happens is safe.
        """
        ...

    async def prune(self, *, before: datetime, keep: int) -> int:
        """Forget ended runs made before this time, and the oldest above `keep` a tenant; return how many."""
        ...
