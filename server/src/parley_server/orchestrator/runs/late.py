"""Open runs of agents that a program has yet to start: they go on when their agent runs."""

from __future__ import annotations

from collections.abc import Sequence

from parley_server.domain.agents import AgentState
from parley_server.domain.events import AGENT_STARTED, DomainEvent
from parley_server.domain.ids import AgentId, TenantId
from parley_server.orchestrator.registry import AgentRegistry
from parley_server.orchestrator.runs.starter import RunStarter
from parley_server.storage.runs import StoredRun


class LateRuns:
    """Takes up what a stop has left open, as soon as its agent is there. What never is stays open in the store."""

    def __init__(self, *, tenant: TenantId, registry: AgentRegistry, starter: RunStarter) -> None:
        """Take up the runs of this tenant."""
        self._tenant = tenant
        self._registry = registry
        self._starter = starter
        self._waiting: dict[AgentId, list[StoredRun]] = {}

    def take_up(self, runs: Sequence[StoredRun]) -> None:
        """Let runs of agents that run go on now, and others later."""
        for stored in runs:
            entry = self._registry.find(self._tenant, stored.run.agent_id)
            if entry is not None and entry.state is AgentState.RUNNING:
                self._starter.resume(self._tenant, stored)
            else:
                self._waiting.setdefault(stored.run.agent_id, []).append(stored)

    def hear(self, event: DomainEvent) -> None:
        """Let the runs of an agent go on that has been started (a listener of the announcer)."""
        if event.type == AGENT_STARTED:
            for stored in self._waiting.pop(AgentId(event.agent_id), ()):
                self._starter.resume(self._tenant, stored)
