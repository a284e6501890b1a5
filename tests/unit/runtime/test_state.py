"""composeState: which providers run, how their results come together, and what never leaks."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import pytest

from parley_server.domain.content import Memory, State
from parley_server.domain.errors import RUN_CANCELLED
from parley_server.domain.ids import MemoryId
from parley_server.domain.json import JsonValue
from parley_server.domain.runs import StepKind, StepPhase
from parley_server.plugin_api import Plugin, Provider, ProviderResult, Runtime
from parley_server.runtime.context import run_scope
from parley_server.runtime.limits import ComponentLimits
from tests.fakes.agents import GROUP_ROOM, AgentBench, make_agent, make_message


class Source:
    """A provider that says its name and keeps what it was given."""

    def __init__(self, name: str, *, position: int = 0, dynamic: bool = False, private: bool = False) -> None:
        self.calls: list[tuple[Runtime, Memory, State]] = []
        self.provider = Provider(name=name, get=self._get, position=position, dynamic=dynamic, private=private)

    async def _get(self, runtime: Runtime, message: Memory, state: State) -> ProviderResult:
        self.calls.append((runtime, message, state))
        name = self.provider.name
        return ProviderResult(text=name.lower(), values={name: message.content.text}, data={"of": name})


async def agent_with(*providers: Provider, limits: ComponentLimits | None = None) -> AgentBench:
    plugin = Plugin(name="test", providers=providers)
    return await make_agent(plugin, bootstrap=False, limits=limits or ComponentLimits())


def failing(name: str, error: Exception) -> Provider:
    async def get(_runtime: Runtime, _message: Memory, _state: State) -> ProviderResult:
        raise error

    return Provider(name=name, get=get)


async def test_usual_providers_run_once_with_an_empty_state_and_their_results_come_together() -> None:
    late, early = Source("LATE", position=5), Source("EARLY", position=-1)
    hidden, dynamic = Source("HIDDEN", private=True), Source("DYNAMIC", dynamic=True)
    bench = await agent_with(late.provider, early.provider, hidden.provider, dynamic.provider)
    message = make_message("hi")

    state = await bench.runtime.compose_state(message)

    assert early.calls == late.calls == [(bench.runtime, message, State())]
    assert hidden.calls == dynamic.calls == []
    assert state.text == "early\nlate"
    assert state.values == {"EARLY": "hi", "LATE": "hi", "providers": "early\nlate"}
    assert state.data["providers"] == {
        "EARLY": {"text": "early", "values": {"EARLY": "hi"}, "data": {"of": "EARLY"}},
        "LATE": {"text": "late", "values": {"LATE": "hi"}, "data": {"of": "LATE"}},
    }


@pytest.mark.parametrize(
    ("include", "only", "expected"),
    [
        ((), False, "usual"),
        (("DYNAMIC",), False, "usual\ndynamic"),
        (("PRIVATE",), False, "usual\nprivate"),
        (("DYNAMIC",), True, "dynamic"),
        (("NOBODY",), True, ""),
        ((), True, "usual"),
    ],
)
async def test_the_include_list_adds_providers_or_stands_alone(
    include: Sequence[str], only: bool, expected: str
) -> None:
    sources = (
        Source("USUAL"),
        Source("DYNAMIC", dynamic=True, position=1),
        Source("PRIVATE", private=True, position=2),
    )
    bench = await agent_with(*(source.provider for source in sources))

    state = await bench.runtime.compose_state(make_message(), include, only_include=only)

    assert state.text == expected


async def test_a_provider_that_fails_adds_nothing_and_shows_as_a_failed_step() -> None:
    bench = await agent_with(failing("BROKEN", RuntimeError("no map")), Source("FINE").provider)

    with run_scope(bench.run()):
        state = await bench.runtime.compose_state(make_message())

    assert state.text == "fine"
    (step,) = bench.sink.steps(StepKind.PROVIDER)
    assert (step.name, step.phase) == ("BROKEN", StepPhase.FAILED)
    assert step.error is not None
    assert step.error.message == "BROKEN: no map"


async def test_a_provider_that_hangs_is_left_behind() -> None:
    cancelled: list[str] = []

    async def hang(_runtime: Runtime, _message: Memory, _state: State) -> ProviderResult:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            cancelled.append("yes")
            raise
        return ProviderResult()

    bench = await agent_with(
        Provider(name="SLOW", get=hang), Source("FINE").provider, limits=ComponentLimits(provider=0.0)
    )

    with run_scope(bench.run()):
        state = await bench.runtime.compose_state(make_message())

    assert state.text == "fine"
    assert cancelled == ["yes"]
    (step,) = bench.sink.steps(StepKind.PROVIDER)
    assert step.error is not None
    assert step.error.reason == "COMPONENT_TIMEOUT"


async def test_a_second_provider_of_the_same_name_is_left_out() -> None:
    first, second = Source("SAME"), Source("SAME")
    bench = await agent_with(first.provider, second.provider)

    await bench.runtime.compose_state(make_message())

    assert (len(first.calls), len(second.calls)) == (1, 0)


async def test_what_was_composed_before_is_kept_for_the_same_message() -> None:
    usual, dynamic = Source("USUAL"), Source("DYNAMIC", dynamic=True)
    bench = await agent_with(usual.provider, dynamic.provider)
    await bench.runtime.compose_state(make_message("hi"))

    state = await bench.runtime.compose_state(make_message("hi"), ("DYNAMIC",), only_include=True)
    fresh = await bench.runtime.compose_state(make_message("hi"), ("DYNAMIC",), only_include=True, skip_cache=True)

    assert dynamic.calls[0][2].values["USUAL"] == "hi"
    assert state.values["USUAL"] == "hi"
    assert "USUAL" not in fresh.values


async def test_a_kept_state_never_reaches_another_message_room_or_run() -> None:
    """Ids of messages come from callers: the same one may come again, elsewhere or later."""
    usual, dynamic = Source("USUAL"), Source("DYNAMIC", dynamic=True)
    bench = await agent_with(usual.provider, dynamic.provider)
    nameless = replace(make_message("secret"), memory_id=MemoryId(""))
    with run_scope(bench.run("first")):
        for message in (make_message("secret"), nameless):
            await bench.runtime.compose_state(message)

    with run_scope(bench.run("first")):
        for message in (make_message(number=2), make_message(room_id=GROUP_ROOM), nameless):
            await bench.runtime.compose_state(message, ("DYNAMIC",), only_include=True)
    with run_scope(bench.run("second")):
        await bench.runtime.compose_state(make_message(), ("DYNAMIC",), only_include=True)

    assert [dict(state.values) for _, _, state in dynamic.calls] == [{}, {}, {}, {}]


async def test_a_provider_that_writes_into_its_state_harms_nobody() -> None:
    async def scribble(_runtime: Runtime, _message: Memory, state: State) -> ProviderResult:
        values: dict[str, JsonValue] = state.values  # type: ignore[assignment] # what such a provider would do
        values["scribbled"] = True
        return ProviderResult()

    source = Source("SECOND", position=1)
    bench = await agent_with(Provider(name="FIRST", get=scribble), source.provider)

    state = await bench.runtime.compose_state(make_message())

    assert "scribbled" not in state.values
    assert "scribbled" not in source.calls[0][2].values


async def test_a_cancel_goes_through_the_providers() -> None:
    started = asyncio.Event()

    async def hang(_runtime: Runtime, _message: Memory, _state: State) -> ProviderResult:
        started.set()
        await asyncio.Event().wait()
        return ProviderResult()

    bench = await agent_with(Provider(name="SLOW", get=hang))
    async with asyncio.TaskGroup() as group:
        task = group.create_task(bench.runtime.compose_state(make_message()))
        await started.wait()
        task.cancel(RUN_CANCELLED)

    assert task.cancelled()
