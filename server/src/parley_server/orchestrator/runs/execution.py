"""The work of one run: from its turn to its one terminal event."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import structlog

from parley_server.domain.clock import Clock
from parley_server.domain.content import Content
from parley_server.domain.errors import (
    INTERNAL,
    RUN_CANCELLED,
    RUN_INTERRUPTED,
    RUN_TIMEOUT,
    ComponentFailed,
    Draining,
    Failure,
    ParleyError,
    first_of_ours,
)
from parley_server.domain.runs import (
    MessageResult,
    ResponseMode,
    RunEnded,
    RunStarted,
    RunStatus,
)
from parley_server.orchestrator.registry import AgentRegistry
from parley_server.orchestrator.runs.live import Ending, Finish, LiveRun, Stop, StopKind
from parley_server.orchestrator.runs.news import RunNews
from parley_server.runtime.context import run_scope

DEFAULT_TIMEOUT = timedelta(hours=1)
# After an order to stop, the work has this long to obey; then its run ends without it and its events are refused.
STOP_GRACE_SECONDS = 2.0


class RunExecution:
    """Carries runs out. Each call of `execute` is one task of the owner's group; a run's fault is no error of it."""

    def __init__(self, *, registry: AgentRegistry, clock: Clock) -> None:
        """Find the agents at work here."""
        self._registry = registry
        self._clock = clock
        self._log = structlog.get_logger("parley.runs")

    async def execute(self, live: LiveRun, *, on_end: Callable[[LiveRun], None]) -> None:
        """Work until the run has its terminal event, or is drained and left as it is for the next start.

        `on_end` is called as soon as that is so; work that does not obey its cancellation is still waited for, and so
        are, for some seconds, plugins that hear what happened.
        """
        async with asyncio.TaskGroup() as group:
            news = RunNews(live, self._registry, group)
            live.log.listener = news.hear
            group.create_task(live.log.write_behind())
            ending = live.ending or await self._ending(live, group)
            live.send_guests_away()
            if ending is None:
                live.log.close(Draining())
            else:
                self.end(live, ending)
                await self._until_stored(live)
            on_end(live)
            await news.finish()
            # Else the run, its log and its news hold one another until the next collection of garbage.
            live.log.listener = None

    def end(self, live: LiveRun, ending: Ending) -> None:
        """Append the terminal event."""
        run = replace(
            live.log.run,
            status=ending.status,
            reason=ending.reason,
            error=ending.error,
            ended_at=self._clock.now(),
        )
        try:
            live.log.put(RunEnded(run=run, result=ending.result))
        except ParleyError as error:
            self._log.error("run_not_ended", run_id=live.run_id, reason=error.reason)

    def interrupted(self, live: LiveRun, why: str) -> Ending:
        """Return the ending of a run that was cut and cannot start again (contract rule 11)."""
        return Ending(
            status=RunStatus.ERROR,
            result=self._partial(live),
            reason=why,
            error=Failure(reason=RUN_INTERRUPTED, message=why),
        )

    def failed(self, live: LiveRun, error: ParleyError) -> Ending:
        """Return the ending of a run that cannot be worked on."""
        return Ending(status=RunStatus.ERROR, result=self._partial(live), reason=error.message, error=error.failure())

    def _begin(self, live: LiveRun) -> None:
        run = replace(live.log.run, status=RunStatus.STARTED, started_at=self._clock.now())
        live.log.put(RunStarted(run=run))

    async def _ending(self, live: LiveRun, group: asyncio.TaskGroup) -> Ending | None:
        if live.stop.done():
            return self._stopped(live, live.stop.result())
        self._begin(live)
        return await self._work(live, group)

    async def _work(self, live: LiveRun, group: asyncio.TaskGroup) -> Ending | None:
        limit = live.input.options.timeout or DEFAULT_TIMEOUT
        work = group.create_task(self._handle(live) if live.finish is None else self._await_finish(live, live.finish))
        either: set[asyncio.Future[Ending] | asyncio.Future[Stop]] = {work, live.stop}
        await asyncio.wait(either, timeout=self._left(live, limit), return_when=asyncio.FIRST_COMPLETED)
        by_itself = work.done()
        if not by_itself:
            work.cancel()
            await asyncio.wait({work}, timeout=STOP_GRACE_SECONDS)
            if not work.done():
                self._log.error("run_does_not_stop", run_id=live.run_id, agent_id=live.agent_id)
        if work.done() and not work.cancelled():
            return work.result()
        if (result := live.context.result) is not None:
            return Ending(status=result.status, result=result, reason=result.reason)
        if live.stop.done():
            return self._stopped(live, live.stop.result())
        if by_itself:
            # Nobody told it to: a component let the cancellation of something else out.
            return self._broken(live, RuntimeError("the work cancelled itself"))
        return self._timed_out(live, limit)

    def _left(self, live: LiveRun, limit: timedelta) -> float:
        """Return for how many seconds a run may go on. One that its caller has opened is not prolonged by a restart."""
        if live.finish is not None:
            limit -= self._clock.now() - live.log.run.created_at
        return max(0.0, limit.total_seconds())

    async def _await_finish(self, live: LiveRun, finish: asyncio.Future[Finish]) -> Ending:
        """Wait for the caller who has opened the run to end it."""
        said = await finish
        error = None
        if said.status is RunStatus.CANCELLED:
            error = Failure(reason=RUN_CANCELLED, message=said.reason or "cancelled")
        elif said.status is RunStatus.ERROR:
            error = ComponentFailed("", live.log.run.source or "the caller's work", said.reason or "failed").failure()
        return Ending(status=said.status, result=self._partial(live), reason=said.reason, error=error)

    async def _handle(self, live: LiveRun) -> Ending:
        """Let the agent's message service work; whatever goes wrong there is how the run ends."""
        try:
            runtime = self._registry.at_work(live.tenant, live.agent_id)
            message = live.input.message
            # Who the agent is does not change while it works.
            live.context.character = runtime.character
            await runtime.enter_run(live.context, message)
            with run_scope(live.context):
                result = await runtime.in_entity_context(
                    message.entity_id,
                    lambda: runtime.message_service.handle_message(runtime, message, live.input.options),
                )
        except ParleyError as error:
            self._log.warning("run_failed", run_id=live.run_id, reason=error.reason, error=error.message)
            return self.failed(live, error)
        except Exception as error:  # noqa: BLE001 - a fault of one run is that run's end, never the server's
            return self._broken(live, error)
        return Ending(status=result.status, result=result, reason=result.reason)

    def _broken(self, live: LiveRun, error: Exception) -> Ending:
        known = first_of_ours(error)
        if known is not None:
            return self.failed(live, known)
        self._log.error("run_broken", run_id=live.run_id, agent_id=live.agent_id, exc_info=error)
        note = "a fault of the server; its log names this run"
        return Ending(
            status=RunStatus.ERROR,
            result=self._partial(live),
            reason=note,
            error=Failure(reason=INTERNAL, message=note, metadata={"run_id": live.run_id}),
        )

    def _stopped(self, live: LiveRun, stop: Stop) -> Ending | None:
        if stop.kind is StopKind.DRAINED:
            return None
        if stop.kind is StopKind.REPLACED:
            return Ending(status=RunStatus.REPLACED, result=self._partial(live), reason=stop.reason)
        return Ending(
            status=RunStatus.CANCELLED,
            result=self._partial(live),
            reason=stop.reason,
            error=Failure(reason=RUN_CANCELLED, message=stop.reason or "cancelled"),
        )

    def _timed_out(self, live: LiveRun, limit: timedelta) -> Ending:
        note = "Run exceeded timeout"
        failure = Failure(reason=RUN_TIMEOUT, message=note, metadata={"timeout": f"{limit.total_seconds():g}s"})
        return Ending(status=RunStatus.TIMEOUT, result=self._partial(live), reason=note, error=failure)

    def _partial(self, live: LiveRun) -> MessageResult:
        """Return what came of a run so far."""
        sent = tuple(live.log.sent)
        results = tuple(live.log.action_results)
        content: Content | None = sent[-1].content if sent else None
        mode = ResponseMode.ACTIONS if results else ResponseMode.SIMPLE if sent else ResponseMode.NONE
        return MessageResult(
            did_respond=bool(sent or results),
            response_content=content,
            response_messages=sent,
            mode=mode,
            action_results=results,
        )

    async def _until_stored(self, live: LiveRun) -> None:
        try:
            await live.log.finished()
        except ParleyError as error:
            self._log.error("run_end_not_stored", run_id=live.run_id, reason=error.reason)
