"""What an agent has, as one list."""

from __future__ import annotations

from typing import Self

from parley_server.domain.content import Content, Memory, State
from parley_server.plugin_api import (
    Action,
    Evaluator,
    Plugin,
    Provider,
    ProviderResult,
    Route,
    RouteRequest,
    RouteResponse,
    Runtime,
    SendTarget,
    Service,
    TaskWorker,
)
from parley_server.plugin_api.components import EventParams
from parley_server.plugin_api.listing import ComponentKind, ComponentState
from tests.fakes.agents import ScriptedModel, make_agent


class Broken(Service):
    """A service that never starts."""

    service_type = "broken"
    capability_description = "Does nothing."

    @classmethod
    async def start(cls, runtime: Runtime) -> Self:  # noqa: ARG003 - the name is Service's
        raise RuntimeError("no power")

    async def stop(self) -> None:
        return


async def _nothing(*_args: object) -> None:
    return None


async def _says(_runtime: Runtime, _message: Memory, _state: State) -> ProviderResult:
    return ProviderResult()


async def _hears(_params: EventParams) -> None:
    return


async def _answers(_request: RouteRequest, _runtime: Runtime) -> RouteResponse:
    return RouteResponse()


async def _sends(_runtime: Runtime, _target: SendTarget, _content: Content) -> None:
    return


async def test_everything_is_listed_by_kind_with_its_plugin_and_state() -> None:
    low, high = ScriptedModel("low"), ScriptedModel("high", priority=5)
    plugin = Plugin(
        name="test",
        actions=(Action(name="WORK", description="Works.", handler=_nothing),),
        providers=(Provider(name="LATE", get=_says, position=9), Provider(name="EARLY", get=_says)),
        evaluators=(Evaluator(name="REFLECT", description="Thinks.", handler=_nothing),),
        models=(low.handler, high.handler),
        services=(Broken,),
        events={"joined": (_hears,)},
        task_workers=(TaskWorker(name="tidy", handler=_nothing),),
        routes=(Route(path="/items", handler=_answers, description="Lists items."),),
    )
    runtime = (await make_agent(plugin, bootstrap=False)).runtime
    runtime.register_send_handler("chat", _sends)

    listed = runtime.list_components()

    assert [(one.kind, one.name, one.plugin) for one in listed] == [
        (ComponentKind.ACTION, "WORK", "test"),
        (ComponentKind.PROVIDER, "EARLY", "test"),
        (ComponentKind.PROVIDER, "LATE", "test"),
        (ComponentKind.EVALUATOR, "REFLECT", "test"),
        (ComponentKind.MODEL, "TEXT_LARGE", "test"),
        (ComponentKind.MODEL, "TEXT_LARGE", "test"),
        (ComponentKind.SERVICE, "broken", "test"),
        (ComponentKind.EVENT_HANDLER, "joined", "test"),
        (ComponentKind.TASK_WORKER, "tidy", "test"),
        (ComponentKind.SEND_HANDLER, "chat", ""),
        (ComponentKind.ROUTE, "GET /test/items", "test"),
    ]
    assert [one.priority for one in listed if one.kind is ComponentKind.MODEL] == [5, 0]
    (broken,) = (one for one in listed if one.state is not ComponentState.READY)
    assert (broken.name, broken.state, broken.description) == ("broken", ComponentState.FAILED, "Does nothing.")
    assert broken.error is not None
    assert "no power" in broken.error.message


async def test_services_are_pending_until_the_agent_is_ready() -> None:
    bench = await make_agent(initialize=False, bootstrap=False)
    await bench.runtime.register_service(Broken)

    (pending,) = bench.runtime.list_components()

    assert (pending.name, pending.state) == ("broken", ComponentState.PENDING)
