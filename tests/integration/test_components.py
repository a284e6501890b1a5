"""What an agent of a whole server has; plugins that fail or hang harm no other, and the fault is shown."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Self

import pytest

from parley_server.app.build import House
from parley_server.domain.agents import AgentSpec, AgentState
from parley_server.domain.characters import Character
from parley_server.domain.content import Memory, State
from parley_server.domain.errors import AgentNotFound, AgentNotRunning
from parley_server.domain.models import TEXT_LARGE, ModelResult
from parley_server.domain.runs import RunStatus
from parley_server.plugin_api import (
    ModelHandler,
    ModelRequest,
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
from parley_server.plugin_api.listing import ComponentKind, ComponentState
from tests.integration.test_overlap import CALLER, house_with, request

OPEN = "OPEN_AT_ONCE"


class Slow(Service):
    """A service that starts when it is told to."""

    service_type = "slow"
    gate: asyncio.Event
    begun: asyncio.Event

    @classmethod
    async def start(cls, runtime: Runtime) -> Self:
        cls.begun.set()
        if not runtime.has_setting(OPEN):
            await cls.gate.wait()
        return cls()

    async def stop(self) -> None:
        return


class Broken(Slow):
    """A service that never starts."""

    service_type = "broken"

    @classmethod
    async def start(cls, runtime: Runtime) -> Self:  # noqa: ARG003 - the name is Service's
        raise RuntimeError("no power")


async def _answer(_runtime: Runtime, _request: ModelRequest) -> ModelResult:
    return ModelResult(
        text="<response><thought>t</thought><actions>REPLY</actions><text>Yes.</text></response>", model_id="m"
    )


MODEL = ModelHandler(model_type=TEXT_LARGE, generate=_answer)


async def add(house: House, name: str, plugins: tuple[str, ...] = (), **settings: bool) -> AgentState:
    added = await house.fleet.add(
        CALLER,
        [AgentSpec(character=Character(name=name, plugins=plugins, settings=settings))],
        ephemeral=False,
        auto_start=True,
        skip_migrations=False,
        test_mode=False,
        request_id="",
    )
    return added.agents[0].state


async def test_who_waits_is_told_when_nothing_is_pending_any_more(tmp_path: Path) -> None:
    Slow.gate, Slow.begun = asyncio.Event(), asyncio.Event()
    plugin = Plugin(name="slow", models=(MODEL,), services=(Slow,))
    async with asyncio.timeout(10), house_with(tmp_path, Plugin(name="other", models=(MODEL,))) as house:
        await house.fleet.stop(CALLER, ["Ann"], grace=None)
        with pytest.raises(AgentNotRunning):
            await house.fleet.components.list_all(CALLER, "Ann", kind=ComponentKind.SERVICE, names=(), wait=0)
        with pytest.raises(AgentNotFound):
            await house.fleet.components.list_all(CALLER, "Bob", kind=ComponentKind.SERVICE, names=(), wait=0)
        await house.fleet.start(CALLER, ["Ann"])
        runtime = house.fleet._registry.get(CALLER.tenant, "Ann").runtime
        assert runtime is not None
        async with asyncio.TaskGroup() as group:
            group.create_task(runtime.register_plugin(plugin))
            await Slow.begun.wait()
            (early,) = await house.fleet.components.list_all(
                CALLER, "Ann", kind=ComponentKind.SERVICE, names=("slow",), wait=0.01
            )
            waiting = group.create_task(
                house.fleet.components.list_all(CALLER, "Ann", kind=ComponentKind.UNSPECIFIED, names=("slow",), wait=5)
            )
            await asyncio.sleep(0)
            Slow.gate.set()

    assert early.state is ComponentState.PENDING
    (late,) = waiting.result()
    assert (late.state, late.plugin) == (ComponentState.READY, "slow")


@pytest.mark.parametrize("fault", ["fails", "hangs"])
async def test_a_bad_plugin_harms_no_other_and_its_fault_is_shown(tmp_path: Path, fault: str) -> None:
    async def wrong(*_args: object) -> None:
        if fault == "hangs":
            await asyncio.Event().wait()
        raise RuntimeError("no power")

    async def provide(_runtime: Runtime, _message: Memory, _state: State) -> ProviderResult:
        raise RuntimeError("no words")

    async def handle(_params: EventParams) -> None:
        await wrong()

    async def route(_request: RouteRequest, _runtime: Runtime) -> RouteResponse:
        return RouteResponse(body=b"fine")

    bad = Plugin(
        name="bad",
        models=(MODEL,),
        services=(Broken,),
        providers=(Provider(name="BAD", get=provide),),
        events={"RUN_STARTED": (handle,), "MESSAGE_SENT": (handle,)},
        routes=(Route(path="/ping", handler=route),),
    )
    async with asyncio.timeout(20), house_with(tmp_path, bad) as house:
        outcome = await house.runs.handle(CALLER, request("one"))
        listed = await house.fleet.components.list_all(CALLER, "Ann", kind=ComponentKind.SERVICE, names=(), wait=1)
        answer = await house.fleet.components.call_route(CALLER, "Ann", RouteRequest(method="GET", path="/bad/ping"))
        (health,) = await house.fleet.check_health(CALLER, ["Ann"])

    assert outcome.run.status is RunStatus.COMPLETED
    (broken,) = (one for one in listed if one.name == "broken")
    assert broken.state is ComponentState.FAILED
    assert any("Service broken did not start: no power" in problem for problem in health.problems)
    assert answer.body == b"fine"


async def test_a_plugin_whose_init_fails_costs_its_own_agents_alone(tmp_path: Path) -> None:
    async def init(_config: Mapping[str, str], runtime: Runtime) -> None:
        if runtime.has_setting("BREAK"):
            raise RuntimeError("no power")

    async with asyncio.timeout(10), house_with(tmp_path, Plugin(name="bad", init=init, models=(MODEL,))) as house:
        state = await add(house, "Bob", ("bad",), BREAK=True)
        outcome = await house.runs.handle(CALLER, request("one"))
        (health,) = await house.fleet.check_health(CALLER, ["Bob"])

    assert state is AgentState.FAILED
    assert outcome.run.status is RunStatus.COMPLETED
    assert any("no power" in problem for problem in health.problems)
