"""State: the context that providers put together for one message (document 2, "State Composition")."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import structlog

from parley_server.domain.content import Memory, State
from parley_server.domain.json import JsonValue
from parley_server.plugin_api import Provider, ProviderResult, Runtime
from parley_server.runtime.bounded import BoundedCache

EMPTY_STATE = State(values={}, data={}, text="")


class StateComposer:
    """Runs the providers of one agent and keeps the latest state of recent messages."""

    def __init__(self, cache: BoundedCache[State]) -> None:
        """Use this cache, by message id."""
        self._cache = cache
        self._providers: dict[str, Provider] = {}
        self._log = structlog.get_logger("parley.state")

    @property
    def providers(self) -> tuple[Provider, ...]:
        """Registered providers, in order of registration."""
        return tuple(self._providers.values())

    def register(self, provider: Provider) -> bool:
        """Add a provider; False when its name is taken (reference-values A: refused with a warning)."""
        if provider.name in self._providers:
            self._log.warning("provider_already_registered", provider=provider.name)
            return False
        self._providers[provider.name] = provider
        return True

    async def compose(
        self, runtime: Runtime, message: Memory, include: Sequence[str], *, only_include: bool, skip_cache: bool
    ) -> State:
        """Run the providers that are wanted, all at once, and put their results together."""
        cached = (None if skip_cache else self._cache.get(message.memory_id)) or EMPTY_STATE
        chosen = self._choose(include, only_include=only_include)
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(self._ask(provider, runtime, message, cached)) for provider in chosen]
        state = _merge(cached, list(zip(chosen, [task.result() for task in tasks], strict=True)))
        self._cache.put(message.memory_id, state)
        return state

    def clear(self) -> None:
        """Forget the states that are kept."""
        self._cache.clear()

    def _choose(self, include: Sequence[str], *, only_include: bool) -> list[Provider]:
        if only_include and include:
            names = set(include)
        else:
            usual = {p.name for p in self._providers.values() if not p.private and not p.dynamic}
            names = usual | set(include)
        return sorted((p for p in self._providers.values() if p.name in names), key=lambda p: p.position)

    async def _ask(self, provider: Provider, runtime: Runtime, message: Memory, state: State) -> ProviderResult:
        try:
            return await provider.get(runtime, message, state)
        except Exception as error:  # noqa: BLE001 - the spec isolates providers: one that fails adds nothing
            self._log.error("provider_failed", provider=provider.name, error=str(error), exc_info=error)
            return ProviderResult()


def _merge(cached: State, results: Sequence[tuple[Provider, ProviderResult]]) -> State:
    kept = cached.data.get("providers")
    by_name: dict[str, JsonValue] = dict(kept) if isinstance(kept, dict) else {}
    values: dict[str, JsonValue] = dict(cached.values)
    for provider, result in results:
        by_name[provider.name] = {"text": result.text, "values": dict(result.values), "data": dict(result.data)}
        values.update(result.values)
    text = "\n".join(result.text for _, result in results if result.text)
    values["providers"] = text
    return State(text=text, values=values, data={**cached.data, "providers": by_name})
