"""Runs: started, watched, cancelled, drained, resumed after a restart."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import replace
from datetime import timedelta

from parley_server.domain.callers import Caller
from parley_server.domain.errors import Draining, InvalidField, ParleyError, RunAlreadyEnded
from parley_server.domain.ids import AgentId, RunId, TenantId, parse_uuid
from parley_server.domain.pages import Page, PageRequest
from parley_server.domain.runs import (
    DisconnectPolicy,
    MessageRequest,
    OpenRunRequest,
    Run,
    RunOutcome,
    RunQuery,
    RunStatus,
)
from parley_server.orchestrator.announcer import Announcer
from parley_server.orchestrator.registry import AgentRegistry
from parley_server.orchestrator.runs import intake
from parley_server.orchestrator.runs.announcements import announce_many
from parley_server.orchestrator.runs.history import RunHistory
from parley_server.orchestrator.runs.host import RunHost
from parley_server.orchestrator.runs.live import Finish, LiveRun, StopKind
from parley_server.orchestrator.runs.starter import RunStarter
from parley_server.runtime.context import run_scope

_CANCEL_WAIT_SECONDS = 2.5


class Runs:
    """What callers can do with runs. The work itself is the host's."""

    def __init__(
        self, *, registry: AgentRegistry, host: RunHost, starter: RunStarter, history: RunHistory, announcer: Announcer
    ) -> None:
        """Put the parts together."""
        self._registry = registry
        self._host = host
        self._starter = starter
        self._history = history
        self._announcer = announcer

    async def submit(self, caller: Caller, request: MessageRequest) -> Run:
        """Start a run and return it at once; a repeat of a request_id returns the run that is there.

        Raises AgentNotFound, AgentNotRunning, InvalidField, RequestIdReused, RoomBusy, Overloaded, Draining.
        """
        return (await self.get(caller, await self._accept(caller, replace(request, background=True)))).run

    async def stream(self, caller: Caller, request: MessageRequest) -> AsyncGenerator[Sequence[bytes]]:
        """Start a run and yield its events from the first, as `watch` does; raises what `submit` and `watch` raise."""
        run_id = await self._accept(caller, request)
        async with self._attached(run_id, request), aclosing(self._watch(caller, run_id, 0)) as batches:
            with self._host.waiting(None if request.background else request.sent_by, run_id):
                async for batch in batches:
                    yield batch

    async def handle(self, caller: Caller, request: MessageRequest) -> RunOutcome:
        """Start a run and wait for its end. A run that ends badly is a result, not an error.

        Raises what `submit` and `watch` raise: never is a run that is still open returned.
        """
        run_id = await self._accept(caller, request)
        async with self._attached(run_id, request):
            live = self._host.find(caller.tenant, run_id)
            if live is not None:
                with self._host.waiting(request.sent_by, run_id):
                    await live.log.finished()
                return RunOutcome(run=live.log.run, result=live.log.result)
            outcome = await self._history.get(caller.tenant, run_id)
            if outcome.run.status.is_open:
                raise self._host.absence(run_id)
            return outcome

    async def handle_many(
        self, caller: Caller, requests: Sequence[MessageRequest | ParleyError]
    ) -> Sequence[RunOutcome | ParleyError]:
        """Handle messages in parallel and wait for all; what fails stands in its place and touches no other."""
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(self._handle_one(caller, request)) for request in requests]
        outcomes = [task.result() for task in tasks]
        handled = [outcome for outcome in outcomes if isinstance(outcome, RunOutcome)]
        if handled:
            await self._announcer.tell([announce_many(caller.tenant, handled)])
        return outcomes

    def watch(self, caller: Caller, run_id: RunId, *, after: int) -> AsyncGenerator[Sequence[bytes]]:
        """Yield the events of a run behind `after`, old ones first, until its terminal event.

        Raises NotFound, FutureSequence, Draining, StoreUnavailable. Close the iterator to stop watching; the run does
        not notice.
        """
        return self._watch(caller, run_id, after)

    async def get(self, caller: Caller, run_id: RunId) -> RunOutcome:
        """Return a run and, once it has ended, what came of it. Raises NotFound."""
        live = self._host.find(caller.tenant, run_id)
        if live is not None:
            return RunOutcome(run=live.log.run, result=live.log.result)
        return await self._history.get(caller.tenant, run_id)

    async def list_page(self, caller: Caller, query: RunQuery, page: PageRequest) -> Page[Run]:
        """Return runs, newest first. An agent that is gone may be named by its id. Raises AgentNotFound."""
        agent_id = self._agent_id(caller.tenant, query.agent) if query.agent else None
        return await self._history.list_page(caller.tenant, query, agent_id, page)

    async def cancel(self, caller: Caller, run_id: RunId, *, reason: str) -> Run:
        """Stop a run with all its work and return it, ended within 2 s as a rule. Harmless when it has ended."""
        live = self._host.find(caller.tenant, run_id)
        if live is None:
            return (await self._history.get(caller.tenant, run_id)).run
        self._host.stop(live, StopKind.CANCELLED, reason)
        try:
            async with asyncio.timeout(_CANCEL_WAIT_SECONDS):
                await live.log.finished()
        except TimeoutError:
            pass  # the contract lets the answer still say STARTED
        return live.log.run

    async def open(self, caller: Caller, request: OpenRunRequest) -> Run:
        """Open a run without a message, which ends when `finish` or its timeout says so; a restart does not end it.

        It keeps no message of its room waiting. Raises AgentNotFound, AgentNotRunning, NotFound (the room),
        RequestIdReused, Overloaded, Draining.
        """
        run_id = await self._starter.open(caller, request)
        live = self._host.find(caller.tenant, run_id)
        if live is not None:
            await live.log.begun()
        return (await self.get(caller, run_id)).run

    async def finish(self, caller: Caller, run_id: RunId, *, status: RunStatus, reason: str) -> Run:
        """End a run that `open` has opened, and return it once its end is stored.

        Raises NotFound, RunAlreadyEnded, and InvalidField for the run of a message, which ends by itself.
        """
        live, finishing = await self._opened(caller, run_id)
        finishing.set_result(Finish(status=status, reason=reason))
        await live.log.finished()
        return live.log.run

    @asynccontextmanager
    async def within(self, caller: Caller, agent_id: AgentId, run_id: RunId) -> AsyncIterator[None]:
        """Do the work of this block for a run that `open` has opened: its steps go to the run's log. No id = no run.

        The run's end cancels the work, which then raises RunAlreadyEnded, or Draining where it goes on after the next
        start. Raises what `finish` raises, and InvalidField for the run of another agent.
        """
        if not run_id:
            yield
            return
        live, _ = await self._opened(caller, run_id)
        if live.agent_id != agent_id:
            raise InvalidField("run_id", "is a run of another agent")
        limit = asyncio.timeout(None)
        try:
            async with limit:
                live.guests.add(limit)
                try:
                    with run_scope(live.context):
                        yield
                finally:
                    live.guests.discard(limit)
        except TimeoutError:
            if limit.expired():
                raise _gone(live) from None
            raise

    async def stop_agent(self, tenant: TenantId, agent_id: AgentId, *, grace: timedelta, reason: str) -> None:
        """Let the runs of an agent end within the grace, then cancel them and wait for their end."""
        await self._host.stop_agent(tenant, agent_id, grace=grace, reason=reason)

    # ---- Inside ----

    async def _opened(self, caller: Caller, run_id: RunId) -> tuple[LiveRun, asyncio.Future[Finish]]:
        """Return a run that a caller has opened, and what ends it."""
        live = self._host.find(caller.tenant, run_id)
        if live is None:
            if (await self._history.get(caller.tenant, run_id)).run.status.is_open:
                raise self._host.absence(run_id)
            raise RunAlreadyEnded(run_id)
        if live.finish is None:
            raise InvalidField("run_id", "is the run of a message: it ends by itself, or by CancelRun")
        if live.finish.done() or live.stop.done():
            raise _gone(live)
        return live, live.finish

    async def _accept(self, caller: Caller, request: MessageRequest) -> RunId:
        if intake.without_message(request.message):
            raise InvalidField("message.content", "is empty: give a text or an attachment")
        return await self._starter.start(caller, request)

    async def _handle_one(self, caller: Caller, request: MessageRequest | ParleyError) -> RunOutcome | ParleyError:
        if isinstance(request, ParleyError):
            return request
        try:
            return await self.handle(caller, request)
        except ParleyError as error:
            return error

    async def _watch(self, caller: Caller, run_id: RunId, after: int) -> AsyncGenerator[Sequence[bytes]]:
        live = self._host.find(caller.tenant, run_id)
        events = live.log.watch(after) if live else self._history.watch(caller.tenant, run_id, after)
        async with aclosing(events) as batches:
            async for batch in batches:
                yield batch
        if live is None and (await self._history.get(caller.tenant, run_id)).run.status.is_open:
            raise self._host.absence(run_id)

    @asynccontextmanager
    async def _attached(self, run_id: RunId, request: MessageRequest) -> AsyncIterator[None]:
        """Count a caller who wants the run cancelled when the last such caller goes away."""
        live = self._host.by_id(run_id)
        if live is None or request.options.on_disconnect is not DisconnectPolicy.CANCEL:
            yield
            return
        live.callers += 1
        try:
            yield
        finally:
            live.callers -= 1
            if live.callers == 0 and not live.log.is_finished:
                self._host.stop(live, StopKind.CANCELLED, "the caller went away")

    def _agent_id(self, tenant: TenantId, reference: str) -> AgentId:
        entry = self._registry.find(tenant, reference)
        if entry is not None:
            return entry.agent_id
        known = parse_uuid(reference)
        return AgentId(known) if known else self._registry.get(tenant, reference).agent_id


def _gone(live: LiveRun) -> ParleyError:
    """Return why no more can be done for a run that was opened here."""
    if live.stop.done() and live.stop.result().kind is StopKind.DRAINED:
        return Draining()
    return RunAlreadyEnded(live.run_id)
