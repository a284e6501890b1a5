"""A run that is open in this process."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from enum import Enum

from parley_server.domain.errors import Failure
from parley_server.domain.ids import AgentId, RunId, TenantId
from parley_server.domain.runs import MessageResult, RunInput, RunStatus
from parley_server.orchestrator.runs.log import RunLog
from parley_server.orchestrator.runs.rooms import RoomKey
from parley_server.runtime.context import RunContext


class StopKind(Enum):
    """Why a run is stopped before its work is done."""

    CANCELLED = "cancelled"
    REPLACED = "replaced"
    DRAINED = "drained"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """The order to stop, with one sentence that is kept as the run's reason."""

    kind: StopKind
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How a run ends: status, reason, error and result."""

    status: RunStatus
    result: MessageResult
    reason: str = ""
    error: Failure | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finish:
    """What its caller says of a run at its end."""

    status: RunStatus
    reason: str = ""


@dataclass(slots=True, kw_only=True, weakref_slot=True)
class LiveRun:
    """A run that is queued or at work, with its log, its place in the room, and the order to stop once it is given.

    `ending` is set for a run that has no work left but to end, `finish` for one that ends when its caller says so.
    `callers` counts those who wait for it and asked for it to be cancelled when the last of them goes; `guests` are
    the limits of calls that work for it from outside, which end with it.
    """

    tenant: TenantId
    input: RunInput
    log: RunLog
    room: RoomKey
    stop: asyncio.Future[Stop]
    ending: Ending | None = None
    finish: asyncio.Future[Finish] | None = None
    replaces: tuple[RunId, ...] = ()
    its_turn: bool = False
    is_stored: bool = False
    is_launched: bool = False
    callers: int = 0
    guests: set[asyncio.Timeout] = field(default_factory=set)
    context: RunContext = field(init=False)

    def __post_init__(self) -> None:
        """Give the run the context that its work sees."""
        self.context = RunContext(
            run_id=self.run_id,
            sink=self.log,
            message_id=self.input.message.memory_id,
            agent_id=self.agent_id,
            hops=self.input.hops,
        )

    @property
    def run_id(self) -> RunId:
        """Id of the run."""
        return self.log.run.run_id

    @property
    def agent_id(self) -> AgentId:
        """Id of the agent at work."""
        return self.log.run.agent_id

    def send_guests_away(self) -> None:
        """Cut off the calls that work for this run from outside: it ends."""
        now = asyncio.get_running_loop().time()
        for guest in self.guests:
            guest.reschedule(now)

    def ask_to_stop(self, kind: StopKind, reason: str) -> None:
        """Give the order to stop; the first one counts."""
        if not self.stop.done():
            self.stop.set_result(Stop(kind=kind, reason=reason))
