"""The common ground of what a program does with its agents: the parts of the house, and tasks that are never lost."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass

from parley_server.domain.callers import Caller
from parley_server.domain.errors import Overloaded
from parley_server.domain.events import AGENT_REGISTERED, DomainEvent
from parley_server.domain.ids import AgentId, TenantId
from parley_server.orchestrator.announcer import Announcer
from parley_server.orchestrator.deliveries import Deliveries
from parley_server.orchestrator.elizaos.events import EventTarget, detail_of
from parley_server.orchestrator.fleet import Fleet
from parley_server.orchestrator.registry import AgentEntry, AgentRegistry
from parley_server.orchestrator.runs.host import RunHost
from parley_server.plugin_api import Runtime

MAX_TASKS = 10_000
"""So many messages in the background and asynchronous listeners may be at work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbeddedParts:
    """What a program needs of the house that it opens."""

    tenant: TenantId
    fleet: Fleet
    registry: AgentRegistry
    deliveries: Deliveries
    announcer: Announcer
    host: RunHost


class Embedded(EventTarget):
    """Holds the parts while the house is open, and owns the tasks that go on beside callers."""

    def __init__(self) -> None:
        """Start closed."""
        super().__init__()
        self._open_parts: EmbeddedParts | None = None
        self._group: asyncio.TaskGroup | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def _parts(self) -> EmbeddedParts:
        if self._open_parts is None:
            raise RuntimeError("it is not open: write `async with ElizaOS() as elizaos:`")
        return self._open_parts

    def _take(self, parts: EmbeddedParts, group: asyncio.TaskGroup) -> None:
        """Begin to work with these parts; tasks live in this group."""
        self._open_parts, self._group = parts, group
        parts.announcer.listen(self._hear)

    def _let_go(self) -> None:
        self._open_parts = self._group = None

    @property
    def _caller(self) -> Caller:
        return self._parts.deliveries.caller()

    def _spawn(self, work: Coroutine[object, object, None]) -> None:
        if self._group is None or len(self._tasks) >= MAX_TASKS:
            work.close()
            if self._group is not None:
                raise Overloaded("tasks in the background", MAX_TASKS)
            return
        task = self._group.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _finish_tasks(self, seconds: float) -> None:
        """Wait for what goes on beside callers, and for what that starts, at most so long."""
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        while self._tasks and (left := end - loop.time()) > 0:
            await asyncio.wait(set(self._tasks), timeout=left, return_when=asyncio.FIRST_COMPLETED)

    def _hear(self, event: DomainEvent) -> None:
        detail = detail_of(event)
        if detail is None:
            return
        if event.type == AGENT_REGISTERED:
            detail = {**detail, "runtime": self._runtime_of(AgentId(event.agent_id))}
        self._dispatch(event.type, **detail)

    def _listed(self, reference: str) -> AgentEntry | None:
        """Return an agent of the registry by id, or None; ephemeral ones are not in it."""
        entry = self._parts.registry.find(self._parts.tenant, str(reference))
        return None if entry is None or entry.ephemeral or entry.agent_id != str(reference).lower() else entry

    def _runtime_of(self, agent_id: AgentId) -> Runtime | None:
        entry = self._parts.registry.find(self._parts.tenant, agent_id)
        return None if entry is None else entry.runtime or entry.idle
