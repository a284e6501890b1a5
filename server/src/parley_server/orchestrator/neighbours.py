"""The agents of a server as one of them sees the others: its `runtime.elizaos` (document 3, "ElizaOS Type Guard")."""

from __future__ import annotations

from collections.abc import Sequence

from parley_server.domain.agents import AgentState
from parley_server.domain.ids import AgentId, TenantId
from parley_server.domain.runs import IncomingMessage, MessageOptions
from parley_server.orchestrator.deliveries import DEFAULT_OPTIONS, Deliveries
from parley_server.orchestrator.registry import AgentRegistry
from parley_server.plugin_api import Delivered, Runtime


class Neighbours:
    """Implements Orchestrator for the agents of one tenant. Ephemeral agents are found by nobody."""

    def __init__(self, *, tenant: TenantId, registry: AgentRegistry, deliveries: Deliveries) -> None:
        """Find agents here, and give them messages over this way."""
        self._tenant = tenant
        self._registry = registry
        self._deliveries = deliveries

    def get_agent(self, agent_id: AgentId) -> Runtime | None:
        """Return a running agent by id, or None."""
        return next((runtime for runtime in self.get_agents() if runtime.agent_id == agent_id), None)

    def get_agent_by_name(self, name: str) -> Runtime | None:
        """Return a running agent by name, in any case, or None."""
        wanted = name.casefold()
        return next((one for one in self.get_agents() if one.character.name.casefold() == wanted), None)

    def get_agents(self) -> Sequence[Runtime]:
        """Return the running agents, in order of adding."""
        listed = self._registry.listed(self._tenant)
        return [entry.runtime for entry in listed if entry.runtime and entry.state is AgentState.RUNNING]

    async def handle_message(
        self, target: AgentId | Runtime, message: IncomingMessage, options: MessageOptions | None = None
    ) -> Delivered:
        """Give a message to an agent and wait for the end of its run."""
        agent_id = AgentId(target) if isinstance(target, str) else target.agent_id
        entry, _ = self._registry.running(self._tenant, agent_id)
        complete = self._deliveries.complete(entry.agent_id, message)
        return await self._deliveries.deliver(complete, options or DEFAULT_OPTIONS)
