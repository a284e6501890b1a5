"""Plugins that fail or hang, over gRPC: no other plugin or agent is harmed, and the fault shows wherever one looks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Self

import grpc
import pytest
from structlog.testing import capture_logs

from parley.v1 import agents_pb2, components_pb2, messages_pb2, runtime_pb2
from parley_server.app.serve import open_server
from parley_server.app.settings import Settings
from parley_server.domain.models import TEXT_LARGE, ModelResult
from parley_server.domain.tasks import Task, TaskSpec
from parley_server.plugin_api import (
    ModelHandler,
    ModelRequest,
    Plugin,
    Provider,
    ProviderResult,
    Runtime,
    Service,
    TaskWorker,
)
from parley_server.plugin_api.components import EventParams
from parley_server.runtime.limits import ComponentLimits
from tests.e2e.server import Api, connect, said

PLACES = ("init", "provider", "service", "event handler", "task")
# How the log tells of each.
LOGGED = {
    "init": "agent_failed",
    "provider": "provider_failed",
    "service": "service_failed_to_start",
    "event handler": "event_handler_failed",
    "task": "task_failed",
}
KIND = {
    "provider": components_pb2.COMPONENT_KIND_PROVIDER,
    "service": components_pb2.COMPONENT_KIND_SERVICE,
    "event handler": components_pb2.COMPONENT_KIND_EVENT_HANDLER,
    "task": components_pb2.COMPONENT_KIND_TASK_WORKER,
}
CALL_SECONDS = 10.0
# How long the place that hangs has; every other one has as long as always, however busy the machine is.
USUAL = ComponentLimits()
SHORT = {
    "init": ComponentLimits(plugin_init=2),
    "provider": ComponentLimits(provider=2),
    "service": ComponentLimits(service_start=2, service_turn=0.1),
    "event handler": ComponentLimits(event_handler=2),
    "task": USUAL,
}
TASK_SECONDS = 2


@dataclass
class Working:
    """The good plugin: notes what of it has been called."""

    called: dict[str, asyncio.Event] = field(default_factory=lambda: {place: asyncio.Event() for place in PLACES})

    async def do(self, place: str) -> None:
        """Take note."""
        self.called[place].set()


def plugin_of(name: str, do: Callable[[str], Awaitable[None]], task_seconds: float = 300) -> Plugin:
    """Return a plugin with one component in each place, all of which do the same."""

    async def init(_config: Mapping[str, str], runtime: Runtime) -> None:
        await do("init")
        if not await runtime.get_tasks(name=name):
            await runtime.create_task(TaskSpec(name=name, tags=("queue",)))

    async def provide(_runtime: Runtime, _message: object, _state: object) -> ProviderResult:
        await do("provider")
        return ProviderResult(text=f"{name} is well.")

    async def handle(_params: EventParams) -> None:
        await do("event handler")

    async def work(_runtime: Runtime, _task: Task) -> None:
        await do("task")

    class Serving(Service):
        """A service."""

        service_type = name

        @classmethod
        async def start(cls, runtime: Runtime) -> Self:  # noqa: ARG003 - the name is Service's
            await do("service")
            return cls()

        async def stop(self) -> None:
            return

    return Plugin(
        name=name,
        init=init,
        providers=(Provider(name=name, get=provide),),
        services=(Serving,),
        events={"RUN_STARTED": (handle,)},
        task_workers=(TaskWorker(name=name, handler=work, timeout=timedelta(seconds=task_seconds)),),
    )


async def _answer(_runtime: Runtime, _request: ModelRequest) -> ModelResult:
    return ModelResult(
        text="<response><thought>t</thought><actions>REPLY</actions><text>Yes.</text></response>", model_id="m"
    )


MODEL = Plugin(name="model", models=(ModelHandler(model_type=TEXT_LARGE, generate=_answer),))


@asynccontextmanager
async def served(data: Path, good: Working, bad: Plugin, limits: ComponentLimits = USUAL) -> AsyncIterator[Api]:
    """Yield a channel to a server whose agents have the good plugin; those that list it have the bad one, too."""
    settings = Settings(data=data, port=0, plugins=(), model_ports=())
    async with open_server(settings, plugins=[MODEL, plugin_of("good", good.do)]) as server:
        launcher = server.house.fleet._launcher
        launcher._parts = replace(launcher._parts, limits=limits)
        launcher._catalogue.available["bad"] = bad  # type: ignore[index] # a dict, with more than the server brings
        async with connect(server.address) as api:
            yield api


async def add(api: Api, name: str, *plugins: str) -> agents_pb2.Agent:
    specs = [agents_pb2.AgentSpec(character=agents_pb2.Character(name=name, plugins=plugins))]
    request = runtime_pb2.AddAgentsRequest(agents=specs, auto_start=True)
    return (await api.runtime.AddAgents(request, timeout=CALL_SECONDS)).agents[0]


async def answered(api: Api, agent: agents_pb2.Agent) -> int:
    """Talk to an agent; return how its run ended."""
    request = messages_pb2.HandleMessageRequest(agent_id=agent.agent_id, message=said("Hello"))
    return (await api.messages.HandleMessage(request, timeout=CALL_SECONDS)).run.status


async def components(api: Api, agent: agents_pb2.Agent, kind: int = 0) -> list[runtime_pb2.RegisteredComponent]:
    request = runtime_pb2.ListComponentsRequest(agent_id=agent.agent_id, wait=True, page_size=200)
    request.kind = kind  # type: ignore[assignment] # a number of the enum
    return list((await api.runtime.ListComponents(request, timeout=CALL_SECONDS)).components)


async def health(api: Api, agent: agents_pb2.Agent) -> runtime_pb2.AgentHealth:
    request = runtime_pb2.CheckHealthRequest(agent_ids=[agent.agent_id])
    return (await api.runtime.CheckHealth(request, timeout=CALL_SECONDS)).agents[0]


async def failed_component(api: Api, agent: agents_pb2.Agent, place: str) -> runtime_pb2.RegisteredComponent:
    """Wait until the fault of the bad plugin is listed."""
    async with asyncio.timeout(CALL_SECONDS):
        while True:
            for one in await components(api, agent, KIND[place]):
                if one.plugin == "bad" and one.state == runtime_pb2.COMPONENT_STATE_FAILED:
                    return one
            await asyncio.sleep(0.05)


@pytest.mark.parametrize("fault", ["fails", "hangs"])
@pytest.mark.parametrize("place", PLACES)
async def test_a_bad_plugin_harms_no_other_and_its_fault_shows(tmp_path: Path, place: str, fault: str) -> None:
    good = Working()

    async def go_wrong(where: str) -> None:
        if where != place:
            return
        if fault == "hangs":
            await asyncio.Event().wait()
        raise RuntimeError("no power")

    limits = SHORT[place] if fault == "hangs" else USUAL
    with capture_logs() as logs:
        async with asyncio.timeout(30), served(tmp_path, good, plugin_of("bad", go_wrong, TASK_SECONDS), limits) as api:
            other = await add(api, "Bob")
            agent = await add(api, "Ann", "bad")
            if place == "init":
                assert agent.state == agents_pb2.AGENT_STATE_FAILED
                with pytest.raises(grpc.aio.AioRpcError, match="failed; start it first"):
                    await answered(api, agent)
            else:
                assert agent.state == agents_pb2.AGENT_STATE_RUNNING
                # The agent answers all the same, with all that the good plugin brings.
                assert await answered(api, agent) == messages_pb2.RUN_STATUS_COMPLETED
                shown = await failed_component(api, agent, place)
                assert shown.error.message
                faulty = [one for one in await components(api, agent) if one.state != runtime_pb2.COMPONENT_STATE_READY]
                assert [one.plugin for one in faulty] == ["bad"]
            assert await answered(api, other) == messages_pb2.RUN_STATUS_COMPLETED
            for event in good.called.values():
                await event.wait()
            ill, well = await health(api, agent), await health(api, other)

    expected = "no power" if fault == "fails" else "took longer"
    assert any(expected in problem for problem in ill.problems), ill.problems
    assert (well.ready, list(well.problems)) == (True, [])
    # What the agent can do without is no reason to send nobody to it.
    assert ill.ready == (place not in ("init", "service"))
    assert any(one["event"] == LOGGED[place] for one in logs), sorted({one["event"] for one in logs})


async def test_a_fault_is_shown_no_more_once_the_component_does_its_work(tmp_path: Path) -> None:
    broken = True

    async def go_wrong(where: str) -> None:
        if broken and where in ("provider", "event handler"):
            raise RuntimeError("no power")

    async with asyncio.timeout(30), served(tmp_path, Working(), plugin_of("bad", go_wrong)) as api:
        agent = await add(api, "Ann", "bad")
        await answered(api, agent)
        for place in ("provider", "event handler"):
            await failed_component(api, agent, place)
        broken = False
        await answered(api, agent)
        async with asyncio.timeout(CALL_SECONDS):
            # Handlers hear beside the run.
            while (await health(api, agent)).problems:  # noqa: ASYNC110 - asked over gRPC
                await asyncio.sleep(0.05)
        assert {one.state for one in await components(api, agent)} == {runtime_pb2.COMPONENT_STATE_READY}
