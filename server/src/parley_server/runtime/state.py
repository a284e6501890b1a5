"""State: the context that providers put together for one message (document 2, "State Composition")."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from parley_server.domain.clock import Clock
from parley_server.domain.content import Memory, State
from parley_server.domain.json import JsonValue
from parley_server.domain.runs import StepKind
from parley_server.plugin_api import Logger, Provider, ProviderResult, Runtime
from parley_server.plugin_api.shapes import require_shape
from parley_server.runtime.bounded import BoundedCache
from parley_server.runtime.context import current_run_id
from parley_server.runtime.limits import ComponentLimits, within
from parley_server.runtime.ownership import current_plugin
from parley_server.runtime.shared_reads import sharing_reads
from parley_server.runtime.steps import Steps


class StateComposer:
    """Runs the providers of one agent and keeps the latest state of recent messages."""

    def __init__(
        self, *, cache: BoundedCache[State], steps: Steps, clock: Clock, limits: ComponentLimits, log: Logger
    ) -> None:
        """Keep states in this cache, each for one message in one run."""
        self._cache = cache
        self._steps = steps
        self._clock = clock
        self._limits = limits
        self._providers: dict[str, tuple[Provider, str]] = {}
        # Of providers that failed when they were asked last, by name.
        self.faults: dict[str, str] = {}
        self._log = log

    def __len__(self) -> int:
        """Return how many states are kept: the cache's metric."""
        return len(self._cache)

    @property
    def providers(self) -> tuple[Provider, ...]:
        """Registered providers, in order of registration."""
        return tuple(provider for provider, _ in self._providers.values())

    @property
    def last(self) -> State | None:
        """The state that was composed or read last, or None."""
        return self._cache.last()

    def register(self, provider: Provider, *, plugin: str) -> bool:
        """Add a provider; False when its name is taken (reference-values A: refused with a warning)."""
        if provider.name in self._providers:
            self._log.warning("provider_already_registered", provider=provider.name, plugin=plugin)
            return False
        self._providers[provider.name] = (provider, plugin or current_plugin())
        return True

    def remove_of(self, plugin: str) -> None:
        """Forget the providers of a plugin, and the states that are kept: they hold what these said."""
        self._providers = {name: entry for name, entry in self._providers.items() if entry[1] != plugin}
        self.faults = {name: fault for name, fault in self.faults.items() if name in self._providers}
        self._cache.clear()

    def plugin_of(self, provider: Provider) -> str:
        """Return the plugin that brought a provider, empty for one that is gone."""
        _, plugin = self._providers.get(provider.name, (provider, ""))
        return plugin

    async def compose(
        self, runtime: Runtime, message: Memory, include: Sequence[str], *, only_include: bool, skip_cache: bool
    ) -> State:
        """Run the providers that are wanted, all at once, and put their results together.

        A provider that fails or takes too long adds nothing; the run's log and the server's say so.
        """
        key = _key(message)
        cached = State() if skip_cache else self._cache.get(key) or State()
        chosen = self._choose(include, only_include=only_include)
        with sharing_reads():
            results = await self._ask_all(chosen, runtime, message, cached)
        state = _merge(cached, results)
        if message.memory_id:
            self._cache.put(key, state)
        return state

    def kept(self, message: Memory) -> State:
        """Return the latest state of a message as far as it is kept; an empty one where it is not."""
        return self._cache.get(_key(message)) or State()

    def tell(self, message: Memory, data: Mapping[str, JsonValue]) -> None:
        """Let providers see this data in the state that is kept for a message; None takes a key away."""
        state = self._cache.get(_key(message)) or State()
        told = {key: value for key, value in {**state.data, **data}.items() if value is not None}
        self._cache.put(_key(message), replace(state, data=told))

    def clear(self) -> None:
        """Forget the states that are kept."""
        self._cache.clear()

    def _choose(self, include: Sequence[str], *, only_include: bool) -> list[Provider]:
        names = set(include)
        if not (only_include and include):
            names |= {provider.name for provider in self.providers if not provider.private and not provider.dynamic}
        return _in_order(provider for provider in self.providers if provider.name in names)

    async def _ask_all(
        self, chosen: Sequence[Provider], runtime: Runtime, message: Memory, cached: State
    ) -> list[tuple[Provider, ProviderResult]]:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(self._ask(provider, runtime, message, cached)) for provider in chosen]
        return [(provider, task.result()) for provider, task in zip(chosen, tasks, strict=True)]

    async def _ask(self, provider: Provider, runtime: Runtime, message: Memory, cached: State) -> ProviderResult:
        plugin = self.plugin_of(provider)
        started = self._clock.monotonic()
        # Each gets a copy of its own, so that one which writes into it harms neither the others nor what is kept.
        state = State(text=cached.text, values=dict(cached.values), data=dict(cached.data))
        try:
            async with within(self._limits.provider, plugin, provider.name):
                returned: ProviderResult | None = await provider.get(runtime, message, state)
            # None adds nothing, as in the reference; anything else of another shape fails here, not in the merge.
            result = require_shape(returned or ProviderResult(), ProviderResult, "providers return a")
            self.faults.pop(provider.name, None)
            self._log.debug("provider_done", provider=provider.name, ms=_ms(self._clock.monotonic() - started))
            return ProviderResult(text=result.text, values=dict(result.values), data=dict(result.data))
        except Exception as error:  # noqa: BLE001 - the spec isolates providers: one that fails adds nothing
            self.faults[provider.name] = runtime.redact_secrets(str(error)) or type(error).__name__
            self._log.error("provider_failed", provider=provider.name, plugin=plugin, error=str(error), exc_info=error)
            await self._steps.failed(
                StepKind.PROVIDER, provider.name, plugin=plugin, error=error, started=started, detail={"plugin": plugin}
            )
            return ProviderResult()


def refresh(state: State, fresh: State, providers: Iterable[Provider]) -> State:
    """Return a state with what some of its providers have said anew, its text in the order of `providers`."""
    parts = {**_parts(state), **_parts(fresh)}
    texts = [str(parts[provider.name].get("text", "")) for provider in _in_order(providers) if provider.name in parts]
    if not _parts(state):
        texts.insert(0, state.text)  # of a state that somebody else has made
    return State(
        text="\n".join(text for text in texts if text) or state.text,
        values={**state.values, **fresh.values},
        data={**state.data, **fresh.data, "providers": parts},
    )


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 3)


def _key(message: Memory) -> str:
    """Name what a state is good for: ids of messages come from callers, so a later run or another room starts anew."""
    return f"{current_run_id()}:{message.room_id}:{message.memory_id}"


def _in_order(providers: Iterable[Provider]) -> list[Provider]:
    return sorted(providers, key=lambda provider: provider.position)


def _parts(state: State) -> dict[str, Mapping[str, JsonValue]]:
    """Return what each provider has said, by its name."""
    kept = state.data.get("providers")
    items = kept.items() if isinstance(kept, Mapping) else ()
    return {name: part for name, part in items if isinstance(part, Mapping)}


def _merge(cached: State, results: Sequence[tuple[Provider, ProviderResult]]) -> State:
    parts = _parts(cached)
    values: dict[str, JsonValue] = dict(cached.values)
    for provider, result in results:
        parts[provider.name] = {"text": result.text, "values": result.values, "data": result.data}
        values.update(result.values)
    text = "\n".join(result.text for _, result in results if result.text)
    values["providers"] = text
    return State(text=text, values=values, data={**cached.data, "providers": parts})
