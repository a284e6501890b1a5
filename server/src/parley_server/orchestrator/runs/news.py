"""What plugins hear of a run: its begin, its steps, its replies and its end (document 4, "Events")."""

from __future__ import annotations

import asyncio
from collections import deque
from contextvars import Context
from datetime import datetime

import structlog

from parley_server.domain.errors import ParleyError
from parley_server.domain.events import MESSAGE_SENT, RUN_ENDED, RUN_STARTED, RUN_TIMEOUT
from parley_server.domain.runs import MessageSent, Run, RunEventBody, RunStarted, RunStatus, Step
from parley_server.orchestrator.registry import AgentRegistry
from parley_server.orchestrator.runs.announcements import announced_type
from parley_server.orchestrator.runs.live import LiveRun
from parley_server.orchestrator.runs.step_news import step_params
from parley_server.plugin_api.components import EventParams
from parley_server.runtime.agent_runtime import AgentRuntime
from parley_server.runtime.context import hop_scope

# What waits for slow handlers; what comes then is not told to them.
_MAX_WAITING = 256
# After the run's end, for all that is still to be told.
FINISH_SECONDS = 5.0


class RunNews:
    """Tells the event handlers of an agent's plugins what was stored of one run, in order and beside it.

    Nobody waits for them: the run, its watchers and its room go on, and the run's end cuts off what takes too long.
    """

    def __init__(self, live: LiveRun, registry: AgentRegistry, group: asyncio.TaskGroup) -> None:
        """Tell in a task of this group, which is there only when somebody hears."""
        self._live = live
        self._registry = registry
        self._group = group
        self._waiting: deque[tuple[AgentRuntime, str, EventParams]] = deque()
        self._task: asyncio.Task[None] | None = None
        self._log = structlog.get_logger("parley.runs")

    def hear(self, run: Run, body: RunEventBody) -> None:
        """Take an event that is stored now; `run` is the run behind it."""
        if not announced_type(body):
            return
        try:
            runtime = self._registry.at_work(self._live.tenant, self._live.agent_id)
        except ParleyError:
            return  # an agent that is gone has no handlers; it finds its memories when it is back
        if isinstance(body, MessageSent):
            runtime.memory_stored(body.message, run.run_id)
        event, params = _announced(run, body)
        if not runtime.hears(event):
            return
        if len(self._waiting) >= _MAX_WAITING:
            self._log.warning("event_not_told", event_type=event, run_id=run.run_id)
            return
        self._waiting.append((runtime, event, params))
        if self._task is None or self._task.done():
            # A context of its own: what handlers do is no part of the run. What they send is passed on all the same.
            self._task = self._group.create_task(self._tell(), context=Context())

    async def finish(self) -> None:
        """Give handlers some seconds to hear the rest, then stop them."""
        if self._task is None:
            return
        await asyncio.wait({self._task}, timeout=FINISH_SECONDS)
        if not self._task.done():
            self._log.warning("events_cut_off", run_id=self._live.run_id, count=len(self._waiting))
            self._task.cancel()

    async def _tell(self) -> None:
        with hop_scope(self._live.input.hops):
            while self._waiting:
                runtime, event, params = self._waiting.popleft()
                await runtime.emit_event(event, params)


def _announced(run: Run, body: RunEventBody) -> tuple[str, EventParams]:
    """Return the event and its fields under the names of document 4; times are milliseconds since 1970."""
    if isinstance(body, Step):
        return announced_type(body), step_params(run, body)
    if isinstance(body, MessageSent):
        return MESSAGE_SENT, {"message": body.message, "source": body.source}
    params: dict[str, object] = {
        "source": run.source,
        "runId": run.run_id,
        "messageId": run.message_id,
        "roomId": run.room_id,
        "entityId": run.entity_id,
        "startTime": _milliseconds(run.started_at or run.created_at),
        "status": run.status.value,
    }
    if isinstance(body, RunStarted):
        return RUN_STARTED, params
    end = _milliseconds(run.ended_at or run.created_at)
    params |= {"endTime": end, "duration": end - _milliseconds(run.started_at or run.created_at)}
    if run.error is not None:
        params["error"] = run.error.message
    return RUN_TIMEOUT if run.status is RunStatus.TIMEOUT else RUN_ENDED, params


def _milliseconds(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)
