"""The models of agents, for callers: asked by type, for a run where they name one."""

from __future__ import annotations

from collections.abc import AsyncIterator

from parley_server.domain.callers import Caller
from parley_server.domain.errors import NoModelHandler
from parley_server.domain.json import JsonValue
from parley_server.domain.models import ModelCall, ModelResult
from parley_server.orchestrator.registry import AgentRegistry
from parley_server.orchestrator.runs import Runs
from parley_server.plugin_api import ModelPart, ModelRequest
from parley_server.runtime.agent_runtime import AgentRuntime
from parley_server.runtime.limits import within
from parley_server.runtime.streams import closing

MODEL_SECONDS = 300.0
"""Longest time of one call outside of a message's run, whatever its caller's deadline."""


class AgentModels:
    """Asks the models of agents that run."""

    def __init__(self, registry: AgentRegistry, runs: Runs) -> None:
        """Find agents and runs here."""
        self._registry = registry
        self._runs = runs

    async def use(self, caller: Caller, call: ModelCall) -> ModelResult:
        """Ask a model and wait for the whole answer.

        Raises AgentNotFound, AgentNotRunning, NoModelHandler, ComponentTimeout, what `Runs.within` raises, and what the
        handler raises.
        """
        entry, runtime = self._registry.running(caller.tenant, call.agent)
        request = _request(runtime, call)
        async with self._runs.within(caller, entry.agent_id, call.run_id), within(MODEL_SECONDS, "", call.model_type):
            return await runtime.use_model(request, provider=call.provider)

    async def stream(self, caller: Caller, call: ModelCall) -> AsyncIterator[ModelPart]:
        """Ask a model and yield its pieces, at last the whole result; raises what `use` raises. Close it to stop."""
        entry, runtime = self._registry.running(caller.tenant, call.agent)
        request = _request(runtime, call)
        parts = runtime.stream_model(request, provider=call.provider)
        async with (
            self._runs.within(caller, entry.agent_id, call.run_id),
            within(MODEL_SECONDS, "", call.model_type),
            closing(parts),
        ):
            async for part in parts:
                yield part


def _request(runtime: AgentRuntime, call: ModelCall) -> ModelRequest:
    if call.strict_provider and not runtime.has_model_of(call.model_type, call.provider):
        raise NoModelHandler(call.model_type)
    params = dict(call.params)
    prompt = _take(params, "prompt") or _take(params, "text") or _take(params, "input")
    return ModelRequest(
        model_type=call.model_type,
        prompt=prompt,
        system=_take(params, "system"),
        user_text=prompt,
        params=params,
        agent_id=runtime.agent_id,
    )


def _take(params: dict[str, JsonValue], key: str) -> str:
    """Take a text out of the parameters; anything else under its name stays there."""
    value = params.get(key)
    if not isinstance(value, str):
        return ""
    del params[key]
    return value
