"""Plugins that leave a running agent."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Self

import pytest

from parley_server.domain.content import ActionResult, Content, Memory, State
from parley_server.domain.errors import ComponentFailed, InvalidField, NoSendHandler
from parley_server.domain.models import TEXT_LARGE, TEXT_SMALL
from parley_server.domain.targets import SendTarget
from parley_server.plugin_api import (
    Action,
    Evaluator,
    ModelHandler,
    Plugin,
    Provider,
    ProviderResult,
    Route,
    RouteRequest,
    RouteResponse,
    Runtime,
    Service,
)
from parley_server.plugin_api.components import EventParams
from tests.fakes.agents import ScriptedModel, make_agent, make_message


async def act(*_: object) -> ActionResult:
    return ActionResult(action_name="HOWL", success=True)


async def provide(_runtime: Runtime, _message: Memory, _state: State) -> ProviderResult:
    return ProviderResult(text="full moon")


async def reflect(*_: object) -> None:
    return None


async def hear(_params: EventParams) -> None:
    return None


async def phase(_request: RouteRequest, _runtime: Runtime) -> RouteResponse:
    return RouteResponse()


async def deliver(_runtime: Runtime, _target: SendTarget, _content: Content) -> None:
    return None


def noting(
    notes: list[str],
    *,
    starts: asyncio.Event | None = None,
    may_start: asyncio.Event | None = None,
    kind: str = "moon",
) -> type[Service]:
    """Return a service that notes its life; it `starts`, and waits until it may."""

    class Noting(Service):
        service_type = kind

        @classmethod
        async def start(cls, runtime: Runtime) -> Self:
            if starts is not None and may_start is not None:
                starts.set()
                await may_start.wait()
            runtime.register_event("HOWL", hear)
            notes.append(f"start {kind}")
            return cls()

        async def stop(self) -> None:
            notes.append(f"stop {kind}")

        @classmethod
        def register_send_handlers(cls, runtime: Runtime, _service: Service) -> None:
            runtime.register_send_handler("moon", deliver)

    return Noting


def moon(notes: list[str], **others: object) -> Plugin:
    """Return a plugin with one component of each kind, some of which it registers by itself."""
    model = ScriptedModel("x", model_type=TEXT_SMALL).handler
    own = ScriptedModel("y", model_type=TEXT_LARGE).handler

    async def init(_config: Mapping[str, str], runtime: Runtime) -> None:
        runtime.register_model(own, provider="far_side")
        runtime.register_event("WAXED", hear)
        runtime.register_action(Action(name="BARK", description="x", handler=act))
        runtime.register_provider(Provider(name="STARS", get=provide))
        runtime.register_evaluator(Evaluator(name="EBB", description="x", handler=reflect))

    return Plugin(
        name="@moons/plugin-moon",
        init=init,
        actions=(Action(name="HOWL", description="x", handler=act),),
        providers=(Provider(name="MOON", get=provide),),
        evaluators=(Evaluator(name="TIDES", description="x", handler=reflect),),
        models=(model,),
        events={"WANED": (hear,)},
        routes=(Route(method="GET", path="/phase", handler=phase),),
        services=(noting(notes, kind="moon"), noting(notes, kind="tide")),
        settings_keys=("MOON_KEY", "SHARED_KEY"),
        **others,  # type: ignore[arg-type] # fields of Plugin
    )


@pytest.mark.parametrize("name", ["moon", "plugin-moon", "@moons/plugin-moon"])
async def test_all_that_a_plugin_brought_or_registered_leaves_with_it(name: str) -> None:
    notes: list[str] = []
    environment = {"MOON_KEY": "1", "SHARED_KEY": "2"}
    other = Plugin(name="other", settings_keys=("SHARED_KEY",), events={"WANED": (hear,)})
    bench = await make_agent(moon(notes), other, environment=environment)
    runtime = bench.runtime
    assert (await runtime.compose_state(make_message())).values["providers"]
    assert runtime.has_model(TEXT_LARGE)

    assert await runtime.unload_plugin(name)

    assert "@moons/plugin-moon" not in runtime.plugins
    assert notes == ["start moon", "start tide", "stop tide", "stop moon"]
    assert runtime.get_service("moon") is None
    assert not {action.name for action in runtime.actions} & {"HOWL", "BARK"}
    assert not {provider.name for provider in runtime.providers} & {"MOON", "STARS"}
    assert [evaluator.name for evaluator in runtime.evaluators] == ["REFLECTION"]
    assert not [one for one in runtime.list_components() if "moon" in one.plugin]
    assert (runtime.has_model(TEXT_SMALL), runtime.has_model(TEXT_LARGE)) == (False, False)
    assert (runtime.hears("WAXED"), runtime.hears("HOWL")) == (False, False)
    assert await runtime.emit_event("WANED", {}) == 1
    with pytest.raises(NoSendHandler):
        await runtime.send_message_to_target(SendTarget(source="moon"), Content(text="x"))
    assert (runtime.get_setting("MOON_KEY"), runtime.get_setting("SHARED_KEY")) == (None, "2")
    assert "MOON" not in str((await runtime.compose_state(make_message())).data)


async def test_what_has_left_does_not_come_back_with_the_next_start_but_when_it_is_loaded_again() -> None:
    notes: list[str] = []
    bench = await make_agent(moon(notes))
    await bench.runtime.unload_plugin("moon")
    await bench.runtime.stop()
    await bench.runtime.initialize()
    assert notes[4:] == []

    await bench.runtime.register_plugin(moon(notes))

    assert notes[4:] == ["start moon", "start tide"]
    assert bench.runtime.has_model(TEXT_LARGE)


async def test_who_is_depended_on_stays() -> None:
    bench = await make_agent(Plugin(name="sea", dependencies=("plugin-moon",)), moon([]))

    with pytest.raises(InvalidField, match="sea depend on @moons/plugin-moon"):
        await bench.runtime.unload_plugin("moon")

    assert bench.runtime.get_service("moon") is not None
    assert await bench.runtime.unload_plugin("sea")
    assert await bench.runtime.unload_plugin("moon")


async def test_who_is_not_there_need_not_leave() -> None:
    bench = await make_agent()

    assert not await bench.runtime.unload_plugin("moon")


async def test_a_service_that_starts_when_its_plugin_leaves_is_stopped() -> None:
    notes: list[str] = []
    starts, may_start = asyncio.Event(), asyncio.Event()
    bench = await make_agent()
    late = Plugin(name="late", services=(noting(notes, starts=starts, may_start=may_start),))
    async with asyncio.TaskGroup() as group:
        loading = group.create_task(bench.runtime.register_plugin(late))
        await starts.wait()
        leaving = group.create_task(bench.runtime.unload_plugin("late"))
        await asyncio.sleep(0)
        may_start.set()
        await loading
        assert await leaving

    assert notes == ["start moon", "stop moon"]
    assert bench.runtime.get_service("moon") is None
    assert not bench.runtime.hears("HOWL")


async def test_a_plugin_whose_init_fails_leaves_nothing_behind() -> None:
    handler: ModelHandler = ScriptedModel("x").handler

    async def init(_config: Mapping[str, str], runtime: Runtime) -> None:
        runtime.register_model(handler, provider="elsewhere")
        runtime.register_event("RUNG", hear)
        raise RuntimeError("broken")

    bench = await make_agent()

    with pytest.raises(ComponentFailed, match="RuntimeError: broken"):
        await bench.runtime.register_plugin(Plugin(name="test", init=init))

    assert not bench.runtime.has_model(TEXT_LARGE)
    assert not bench.runtime.hears("RUNG")


async def test_an_action_that_is_at_work_ends_its_work() -> None:
    began, may_end = asyncio.Event(), asyncio.Event()

    async def slow(*_: object) -> ActionResult:
        began.set()
        await may_end.wait()
        return ActionResult(action_name="SLOW", success=True, text="done")

    plugin = Plugin(name="slow", actions=(Action(name="SLOW", description="x", handler=slow),))
    bench = await make_agent(plugin)
    message = make_message()
    response = make_message(number=2)
    named = Memory(
        memory_id=response.memory_id,
        entity_id=response.entity_id,
        agent_id=response.agent_id,
        room_id=response.room_id,
        content=Content(text="", actions=("SLOW",)),
        created_at=response.created_at,
    )

    async def nothing(_content: Content) -> None:
        return None

    async with asyncio.TaskGroup() as group:
        work = group.create_task(bench.runtime.process_actions(message, [named], State(), nothing))
        await began.wait()
        await bench.runtime.unload_plugin("slow")
        may_end.set()

    assert [result.text for result in work.result()] == ["done"]
