"""A fleet of agents that do nothing."""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from dataclasses import replace
from datetime import timedelta

from parley_server.domain.agents import AddedAgents, Agent, AgentHealth, AgentSpec
from parley_server.domain.callers import Caller
from parley_server.domain.characters import Character
from parley_server.domain.content import ActionResult, ActionsDone, State
from parley_server.domain.errors import AgentNotFound, NotEditable, RevisionMismatch
from parley_server.domain.ids import AgentId, MemoryId, RunId, TenantId, new_id
from parley_server.domain.json import JsonObject, JsonValue
from parley_server.domain.models import ModelCall, ModelResult
from parley_server.domain.pages import Page, PageRequest
from parley_server.domain.routes import RouteRequest, RouteResponse
from parley_server.domain.runs import IncomingMessage
from parley_server.plugin_api import ModelPart
from parley_server.plugin_api.listing import ComponentKind, RegisteredComponent
from parley_server.plugin_api.settings import ShownSetting
from tests.fakes.values import make_agent


class FakeComponents:
    """Implements ComponentService with what it is given."""

    def __init__(self) -> None:
        self.listed: list[RegisteredComponent] = []
        self.waits: list[float] = []
        self.settings: list[ShownSetting] = []
        self.requests: list[RouteRequest] = []

    async def list_all(
        self, caller: Caller, agent: str, *, kind: ComponentKind, names: Collection[str], wait: float
    ) -> Sequence[RegisteredComponent]:
        self.waits.append(wait)
        return [one for one in self.listed if not names or one.name in names]

    def show_settings(self, caller: Caller, agent: str, keys: Sequence[str]) -> Sequence[ShownSetting]:
        return [one for one in self.settings if not keys or one.key in keys]

    def action_results(self, caller: Caller, agent: str, message_id: MemoryId) -> Sequence[ActionResult]:
        return [ActionResult(action_name="WORK", text=message_id)]

    async def call_route(self, caller: Caller, agent: str, request: RouteRequest) -> RouteResponse:
        self.requests.append(request)
        return RouteResponse(status=201, headers={"Content-Type": "text/plain"}, body=b"made")

    async def call_service(
        self, caller: Caller, agent: str, service: str, method: str, arguments: JsonObject, *, plugin: str
    ) -> JsonValue:
        return {"service": service, "method": method, "arguments": arguments, "plugin": plugin}


class FakeModels:
    """Implements ModelService with a model that says what it was asked."""

    async def use(self, caller: Caller, call: ModelCall) -> ModelResult:
        return ModelResult(text=str(call.params.get("prompt", "")), model_id=call.model_type)

    async def stream(self, caller: Caller, call: ModelCall) -> AsyncIterator[ModelPart]:
        yield ModelResult(text=str(call.params.get("prompt", "")), model_id=call.model_type)


class FakeWork:
    """Implements WorkService with what is fixed."""

    async def compose_state(
        self,
        caller: Caller,
        agent: str,
        message: IncomingMessage,
        *,
        include_list: Sequence[str],
        only_include: bool,
        skip_cache: bool,
    ) -> State:
        return State(text=message.content.text)

    async def process_actions(
        self,
        caller: Caller,
        agent: str,
        message: IncomingMessage,
        responses: Sequence[IncomingMessage],
        *,
        state: State | None,
        run_id: RunId,
    ) -> ActionsDone:
        return ActionsDone(results=(), callbacks=())


class FakeChanges:
    """Implements ChangeService on the agents of a FakeFleet."""

    def __init__(self, agents: dict[str, Agent]) -> None:
        self.agents = agents
        self.editable = False
        self.told: list[tuple[str, ...]] = []

    def is_editable(self, tenant: TenantId) -> bool:
        return self.editable

    async def set_editable(self, caller: Caller, *, editable: bool) -> None:
        self.editable = editable

    async def update(
        self,
        caller: Caller,
        agent: str,
        change: Callable[[Character], Character],
        *,
        fields: Sequence[str],
        revision: int = 0,
    ) -> Agent:
        if not self.editable:
            raise NotEditable
        present = self.agents.get(agent)
        if present is None:
            raise AgentNotFound(agent)
        if revision not in (0, present.revision):
            raise RevisionMismatch("agent", present.agent_id)
        self.told.append(tuple(fields))
        self.agents[agent] = replace(present, character=change(present.character), revision=present.revision + 1)
        return self.agents[agent]


class FakeFleet:
    """Implements FleetService. `news` is what readiness() tells after the first agent's state."""

    def __init__(self) -> None:
        self.agents = {"Assistant": make_agent()}
        self.components = FakeComponents()
        self.changes = FakeChanges(self.agents)
        self.specs: list[AgentSpec] = []
        self.graces: list[timedelta | None] = []
        self.news: asyncio.Queue[tuple[str, bool | None]] = asyncio.Queue(maxsize=10)

    async def add(
        self,
        caller: Caller,
        specs: Sequence[AgentSpec],
        *,
        ephemeral: bool,
        auto_start: bool,
        skip_migrations: bool,
        test_mode: bool,
        request_id: str,
    ) -> AddedAgents:
        self.specs.extend(specs)
        agents = tuple(
            make_agent(AgentId(new_id()), spec.character.name if spec.character else "from a file") for spec in specs
        )
        return AddedAgents(agents=agents)

    def get(self, caller: Caller, agent: str) -> Agent:
        for known in self.agents.values():
            if agent in (known.agent_id, known.character.name):
                return known
        raise AgentNotFound(agent)

    def list_page(self, caller: Caller, *, ids: Sequence[str], names: Sequence[str], page: PageRequest) -> Page[Agent]:
        agents = list(self.agents.values())
        start = int(page.after_key or 0)
        end = start + page.size
        return Page(items=agents[start:end], next_key=str(end) if end < len(agents) else None)

    async def start(self, caller: Caller, agents: Sequence[str]) -> tuple[Agent, ...]:
        return tuple(self.get(caller, agent) for agent in agents)

    async def stop(self, caller: Caller, agents: Sequence[str], *, grace: timedelta | None) -> tuple[Agent, ...]:
        self.graces.append(grace)
        return tuple(self.agents.values())

    async def delete(self, caller: Caller, agents: Sequence[str]) -> tuple[AgentId, ...]:
        return tuple(agent.agent_id for agent in self.agents.values() if agent.agent_id in agents)

    async def validate_api_keys(self, caller: Caller, agents: Sequence[str]) -> dict[AgentId, bool]:
        return {agent.agent_id: True for agent in self.agents.values() if agent.agent_id in agents}

    async def check_health(self, caller: Caller, agents: Sequence[str]) -> tuple[AgentHealth, ...]:
        return tuple(
            AgentHealth(agent_id=agent, alive=True, responsive=True, ready=True, uptime=1.5) for agent in agents
        )

    async def readiness(self) -> AsyncIterator[tuple[str, bool | None]]:
        for name in self.agents:
            yield name, True
        while True:
            yield await self.news.get()
