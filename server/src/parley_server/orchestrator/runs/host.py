"""The host of open runs: whose turn it is, what is at work, how it all ends."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from contextvars import Context
from datetime import timedelta
from weakref import WeakValueDictionary

import structlog

from parley_server.domain.errors import Draining, Overloaded, ParleyError, StoreUnavailable
from parley_server.domain.ids import AgentId, RunId, TenantId
from parley_server.domain.worlds import OverlapPolicy
from parley_server.orchestrator.apart import background
from parley_server.orchestrator.runs.execution import RunExecution
from parley_server.orchestrator.runs.live import Ending, LiveRun, StopKind
from parley_server.orchestrator.runs.rooms import RoomQueues
from parley_server.orchestrator.runs.texts import TextWriter
from parley_server.orchestrator.runs.waits import Waits

MAX_OPEN_RUNS = 10_000
_LEAVING = "the server is shutting down"


class RunHost:
    """Keeps the open runs of this process and carries them out, each in a task of its own."""

    def __init__(self, execution: RunExecution, texts: TextWriter) -> None:
        """Carry runs out with this execution; `texts` stores what they say, and works as long as the host serves."""
        self.texts = texts
        self._execution = execution
        self._rooms = RoomQueues()
        self._live: dict[RunId, LiveRun] = {}
        self._in_memory: WeakValueDictionary[RunId, LiveRun] = WeakValueDictionary()
        self._unended: dict[RunId, TenantId] = {}
        self._waits = Waits()
        self._group: asyncio.TaskGroup | None = None
        self._draining = False
        self._idle = asyncio.Event()
        self._log = structlog.get_logger("parley.runs")

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[None]:
        """Carry runs out while the context is open; at its end what is still at work is left for the next start."""
        async with background(self.texts.work()) as group:
            self._group = group
            try:
                yield
            finally:
                await self.drain(timedelta(0))
                self._group = None

    def __len__(self) -> int:
        """Return the number of open runs."""
        return len(self._live)

    def sizes(self) -> Mapping[str, int]:
        """Return how many runs are open, in how many rooms, and how many are in memory, ended or not."""
        return {
            "open_runs": len(self._live),
            "unended_runs": len(self._unended),
            "rooms_with_runs": len(self._rooms),
            "run_contexts": len(self._in_memory),
            "waiting_runs": len(self._waits),
        }

    @property
    def group(self) -> asyncio.TaskGroup:
        """The group that owns the tasks of runs. Raises Draining when the host is closed."""
        if self._group is None:
            raise Draining
        return self._group

    def require_open(self) -> None:
        """Raise Draining or Overloaded when no run can be taken in."""
        if self._draining or self._group is None:
            raise Draining
        if len(self._live) >= MAX_OPEN_RUNS:
            raise Overloaded("open runs", MAX_OPEN_RUNS)

    def absence(self, run_id: RunId) -> ParleyError:
        """Return why an open run is not at work here: the server leaves, or its end could not be stored."""
        return Draining() if self._draining else StoreUnavailable(f"run {run_id} is not at work here")

    def is_busy(self, tenant: TenantId, agent_id: AgentId) -> bool:
        """Tell whether an agent has open runs."""
        return any(live.tenant == tenant and live.agent_id == agent_id for live in self._live.values())

    def by_id(self, run_id: RunId) -> LiveRun | None:
        """Return an open run, or None."""
        return self._live.get(run_id)

    def find(self, tenant: TenantId, run_id: RunId) -> LiveRun | None:
        """Return an open run of this tenant, or None."""
        live = self._live.get(run_id)
        return live if live is not None and live.tenant == tenant and live.is_stored else None

    # ---- Taking in and letting go ----

    def admit(self, live: LiveRun, policy: OverlapPolicy, *, keep_ready: bool = False) -> None:
        """Give a run its place in its room, and order those that it replaces to stop once it is stored.

        With `keep_ready` an older run whose reply is ready is not replaced. Raises RoomBusy and Overloaded. Nothing
        happens before `begin`.
        """
        admission = self._rooms.admit(
            live.room, live.run_id, policy, lambda run_id: self._gives_way(run_id, keep_ready=keep_ready)
        )
        live.replaces = admission.replaced
        live.its_turn = admission.starts
        self._live[live.run_id] = live
        self._in_memory[live.run_id] = live
        self._idle.clear()

    def begin(self, live: LiveRun) -> None:
        """Let a run start as soon as it is its turn: it is stored now.

        One that a drain has sent away while it was being stored is left for the next start.
        """
        live.is_stored = True
        if live.run_id not in self._live:
            return
        for run_id in live.replaces:
            older = self._live.get(run_id)
            if older is not None:
                self.stop(older, StopKind.REPLACED, f"replaced by run {live.run_id}")
        if live.its_turn or live.stop.done():
            self._launch(live)

    def leave(self, live: LiveRun) -> None:
        """Let a run go, and the next one of its room begin."""
        if self._live.pop(live.run_id, None) is None:
            return
        self._give_turn(self._rooms.leave(live.room, live.run_id))
        if not self._live:
            self._idle.set()

    def end_at_once(self, live: LiveRun, make_ending: Callable[[RunExecution], Ending]) -> None:
        """End a run without any work, for example one that a crash has cut."""
        self._live[live.run_id] = live
        self._idle.clear()
        live.is_stored = True
        live.ending = make_ending(self._execution)
        self._launch(live)

    def note_unended(self, tenant: TenantId, run_id: RunId) -> None:
        """Remember a run whose end could not be stored, or of which nobody knows whether it is."""
        self._unended[run_id] = tenant

    def take_unended(self) -> list[tuple[TenantId, RunId]]:
        """Return the runs that are still to be ended, and forget them."""
        unended, self._unended = self._unended, {}
        return [(tenant, run_id) for run_id, tenant in unended.items()]

    def stop(self, live: LiveRun, kind: StopKind, reason: str) -> None:
        """Order a run to stop; one that waits for its turn ends at once."""
        live.ask_to_stop(kind, reason)
        if live.is_stored:
            self._launch(live)

    @contextmanager
    def waiting(self, waiter: RunId | None, run_id: RunId) -> Iterator[None]:
        """Note that the work of one run waits for the end of another, as long as the context is open.

        Where that closes a circle, since one of the runs waits in a room for another of them to end, that one begins at
        once: nobody would ever begin otherwise.
        """
        if waiter is None or waiter not in self._live:
            yield
            return
        self._waits.add(waiter, run_id)
        try:
            self._open_circles(waiter, run_id)
            yield
        finally:
            self._waits.remove(waiter, run_id)

    def _open_circles(self, waiter: RunId, run_id: RunId) -> None:
        while path := self._waits.path(run_id, waiter, self._ahead):
            queued = next((one for one in path if self._ahead(one)), None)
            if queued is None:
                return  # they await one another, and no room is to blame: their timeouts end them
            live = self._live[queued]
            self._log.info("run_begins_out_of_turn", run_id=queued, why="a run before it waits for it")
            self._rooms.start(live.room, queued)
            self._give_turn(queued)

    def _ahead(self, run_id: RunId) -> Sequence[RunId]:
        live = self._live.get(run_id)
        return self._rooms.ahead(live.room, run_id) if live is not None else ()

    def _gives_way(self, run_id: RunId, *, keep_ready: bool) -> bool:
        older = self._live.get(run_id)
        return older is not None and not (keep_ready and older.context.reply_ready)

    def _give_turn(self, run_id: RunId | None) -> None:
        live = self._live.get(run_id) if run_id else None
        if live is None:
            return
        live.its_turn = True
        if live.is_stored and not self._draining:
            self._launch(live)

    def _launch(self, live: LiveRun) -> None:
        if live.is_launched or self._group is None:
            return
        live.is_launched = True
        # A context of its own: what surrounds the caller, such as another run's action, must not reach this run.
        self._group.create_task(self._carry_out(live), context=Context(), name=f"run {live.run_id}")

    async def _carry_out(self, live: LiveRun) -> None:
        structlog.contextvars.bind_contextvars(run_id=live.run_id, agent_id=live.agent_id)
        try:
            await self._execution.execute(live, on_end=self.leave)
        except Exception as error:  # noqa: BLE001 - a broken run must not take the host's other runs with it
            self._log.error("run_execution_broken", exc_info=error)
            live.log.close(StoreUnavailable("the run could not be carried out; its log says how far it came"))
        finally:
            if not live.log.is_finished and not self._draining:
                self.note_unended(live.tenant, live.run_id)
            self.leave(live)

    # ---- Stopping many ----

    async def stop_agent(self, tenant: TenantId, agent_id: AgentId, *, grace: timedelta, reason: str) -> None:
        """Let the runs of an agent end within the grace, then cancel them and wait for their end."""
        runs = [live for live in self._live.values() if live.tenant == tenant and live.agent_id == agent_id]
        for live in runs:
            if live.finish is not None:
                self.stop(live, StopKind.CANCELLED, reason)  # it has no work of its own to end
        await _wait_for(runs, grace.total_seconds())
        for live in runs:
            self.stop(live, StopKind.CANCELLED, reason)
        await _wait_for(runs, None)

    async def drain(self, grace: timedelta) -> None:
        """Take in nothing more, let what is at work end within the grace, and leave the rest for the next start.

        Watchers of what is left get Draining.
        """
        self._draining = True
        waiting = [live for live in self._live.values() if not live.is_launched]
        for live in waiting:
            live.log.close(Draining())
            self.leave(live)
        for live in list(self._live.values()):
            if live.finish is not None:
                self.stop(live, StopKind.DRAINED, _LEAVING)  # it goes on after the next start
        try:
            async with asyncio.timeout(grace.total_seconds()):
                await self._until_idle()
        except TimeoutError:
            pass
        for live in list(self._live.values()):
            self.stop(live, StopKind.DRAINED, _LEAVING)
        await self._until_idle()

    async def _until_idle(self) -> None:
        while self._live:
            self._idle.clear()
            await self._idle.wait()


async def _wait_for(runs: Sequence[LiveRun], seconds: float | None) -> None:
    """Wait until all runs have ended, at most `seconds`."""
    try:
        async with asyncio.timeout(seconds):
            for live in runs:
                await live.log.settled()
    except TimeoutError:
        pass
