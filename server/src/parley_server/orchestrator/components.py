"""What agents have, for callers: their components, and the routes of their plugins."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence

from parley_server.domain.callers import Caller
from parley_server.domain.content import ActionResult
from parley_server.domain.errors import AgentNotRunning
from parley_server.domain.ids import MemoryId
from parley_server.domain.json import JsonObject, JsonValue
from parley_server.domain.routes import RouteRequest, RouteResponse
from parley_server.orchestrator.registry import AgentRegistry
from parley_server.plugin_api.listing import ComponentKind, ComponentState, RegisteredComponent
from parley_server.plugin_api.settings import ShownSetting
from parley_server.runtime.agent_runtime import AgentRuntime
from parley_server.runtime.settings import AgentSettings


class AgentComponents:
    """Answers for agents that run or are about to."""

    def __init__(self, registry: AgentRegistry) -> None:
        """Find agents here."""
        self._registry = registry

    async def list_all(
        self, caller: Caller, agent: str, *, kind: ComponentKind, names: Collection[str], wait: float
    ) -> Sequence[RegisteredComponent]:
        """Return the components of a kind and of these names, none given = all.

        Waits for at most `wait` seconds until none of them is pending. Raises AgentNotFound, AgentNotRunning.
        """
        runtime = self._runtime(caller, agent)
        if wait > 0:
            try:
                async with asyncio.timeout(wait):
                    await runtime.settled(lambda: not _pending(_chosen(runtime, kind, names)))
            except TimeoutError:
                pass  # the answer tells what is pending still
        return _chosen(runtime, kind, names)

    def show_settings(self, caller: Caller, agent: str, keys: Sequence[str]) -> Sequence[ShownSetting]:
        """Return settings as callers may see them, no keys = all of the agent's own. Raises AgentNotFound.

        Only while the agent runs it is known what its plugins may read from the process environment.
        """
        entry = self._registry.get(caller.tenant, agent)
        if entry.runtime is None:
            return AgentSettings(entry.character, entry.stored.settings, {}).show(keys)
        return entry.runtime.show_settings(keys)

    def action_results(self, caller: Caller, agent: str, message_id: MemoryId) -> Sequence[ActionResult]:
        """Return what the actions for a message did. Raises AgentNotFound, AgentNotRunning."""
        return self._runtime(caller, agent).get_action_results(message_id)

    async def call_route(self, caller: Caller, agent: str, request: RouteRequest) -> RouteResponse:
        """Call a route of a plugin. Raises NotFound, what the handler raises, AgentNotFound, AgentNotRunning."""
        _, runtime = self._registry.running(caller.tenant, agent)
        return await runtime.call_route(request)

    async def call_service(
        self, caller: Caller, agent: str, service: str, method: str, arguments: JsonObject, *, plugin: str
    ) -> JsonValue:
        """Call a method of a service. Raises what AgentRuntime.call_service raises, AgentNotFound, AgentNotRunning."""
        _, runtime = self._registry.running(caller.tenant, agent)
        return await runtime.call_service(service, method, arguments, plugin=plugin)

    def _runtime(self, caller: Caller, agent: str) -> AgentRuntime:
        entry = self._registry.get(caller.tenant, agent)
        if entry.runtime is None:
            raise AgentNotRunning(agent, entry.state.value)
        return entry.runtime


def _chosen(runtime: AgentRuntime, kind: ComponentKind, names: Collection[str]) -> Sequence[RegisteredComponent]:
    return [
        one
        for one in runtime.list_components()
        if kind in (ComponentKind.UNSPECIFIED, one.kind) and (not names or one.name in names)
    ]


def _pending(components: Sequence[RegisteredComponent]) -> bool:
    return any(one.state is ComponentState.PENDING for one in components)
