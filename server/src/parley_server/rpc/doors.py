"""What the services call: the doors of the orchestrator, as they need them."""

from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from datetime import timedelta
from typing import Protocol

from parley_server.domain.agents import AddedAgents, Agent, AgentHealth, AgentSpec
from parley_server.domain.callers import Caller
from parley_server.domain.characters import Character
from parley_server.domain.content import ActionResult, ActionsDone, State
from parley_server.domain.errors import ParleyError
from parley_server.domain.ids import AgentId, MemoryId, RunId, TenantId
from parley_server.domain.json import JsonObject, JsonValue
from parley_server.domain.models import ModelCall, ModelResult
from parley_server.domain.pages import Page, PageRequest
from parley_server.domain.routes import RouteRequest, RouteResponse
from parley_server.domain.runs import (
    IncomingMessage,
    MessageRequest,
    OpenRunRequest,
    Run,
    RunOutcome,
    RunQuery,
    RunStatus,
)
from parley_server.plugin_api.listing import ComponentKind, RegisteredComponent
from parley_server.plugin_api.models import ModelPart
from parley_server.plugin_api.settings import ShownSetting


class RunService(Protocol):
    """Starts runs, shows their events, finds and cancels them."""

    def stream(self, caller: Caller, request: MessageRequest) -> AsyncIterator[Sequence[bytes]]:
        """Start a run and yield batches of its encoded events, until the terminal one.

        Closing the iterator means that the caller went away: the request's `on_disconnect` is honoured.
        """
        ...

    async def handle(self, caller: Caller, request: MessageRequest) -> RunOutcome:
        """Start a run and wait for its end."""
        ...

    async def handle_many(
        self, caller: Caller, requests: Sequence[MessageRequest | ParleyError]
    ) -> Sequence[RunOutcome | ParleyError]:
        """Start runs in parallel and wait for all. Errors in the place of requests come back in the same place."""
        ...

    async def submit(self, caller: Caller, request: MessageRequest) -> Run:
        """Start a run and return it at once."""
        ...

    def watch(self, caller: Caller, run_id: RunId, *, after: int) -> AsyncIterator[Sequence[bytes]]:
        """Yield batches of encoded events behind the sequence `after`, until the terminal one."""
        ...

    async def get(self, caller: Caller, run_id: RunId) -> RunOutcome:
        """Return a run, with what came of it once it has ended. Raises NotFound."""
        ...

    async def list_page(self, caller: Caller, query: RunQuery, page: PageRequest) -> Page[Run]:
        """Return a page of runs, newest first."""
        ...

    async def cancel(self, caller: Caller, run_id: RunId, *, reason: str) -> Run:
        """Cancel a run; harmless when it has ended. Raises NotFound."""
        ...

    async def open(self, caller: Caller, request: OpenRunRequest) -> Run:
        """Open a run without a message."""
        ...

    async def finish(self, caller: Caller, run_id: RunId, *, status: RunStatus, reason: str) -> Run:
        """End a run that was opened so. Raises NotFound, RunAlreadyEnded, InvalidField."""
        ...


class ComponentService(Protocol):
    """Tells what agents have, and calls the routes of their plugins."""

    async def list_all(
        self, caller: Caller, agent: str, *, kind: ComponentKind, names: Collection[str], wait: float
    ) -> Sequence[RegisteredComponent]:
        """Return components; waits for at most `wait` seconds until none is pending. Raises AgentNotRunning."""
        ...

    def show_settings(self, caller: Caller, agent: str, keys: Sequence[str]) -> Sequence[ShownSetting]:
        """Return settings without values that are not to be seen, no keys = all of the agent's own."""
        ...

    def action_results(self, caller: Caller, agent: str, message_id: MemoryId) -> Sequence[ActionResult]:
        """Return what the actions for a message did; empty when unknown or forgotten. Raises AgentNotRunning."""
        ...

    async def call_route(self, caller: Caller, agent: str, request: RouteRequest) -> RouteResponse:
        """Call a route of a plugin. Raises NotFound, AgentNotRunning and what the route raises."""
        ...

    async def call_service(
        self, caller: Caller, agent: str, service: str, method: str, arguments: JsonObject, *, plugin: str
    ) -> JsonValue:
        """Call a method of a service. Raises NoService, NotFound, InvalidField, AgentNotRunning."""
        ...


class ModelService(Protocol):
    """Asks the models of agents."""

    async def use(self, caller: Caller, call: ModelCall) -> ModelResult:
        """Ask a model and wait. Raises AgentNotRunning, NoModelHandler, and NotFound or RunAlreadyEnded for its run."""
        ...

    def stream(self, caller: Caller, call: ModelCall) -> AsyncIterator[ModelPart]:
        """Ask a model and yield the pieces of its answer, at last the whole; raises what `use` raises."""
        ...


class WorkService(Protocol):
    """Parts of an agent's work that callers ask for by themselves."""

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
        """Run providers for a message. Raises AgentNotRunning."""
        ...

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
        """Execute the actions that responses name. Raises AgentNotRunning, NotFound or RunAlreadyEnded for its run."""
        ...


class ChangeService(Protocol):
    """Changes agents, in editable mode."""

    def is_editable(self, tenant: TenantId) -> bool:
        """Tell whether agents can be changed."""
        ...

    async def set_editable(self, caller: Caller, *, editable: bool) -> None:
        """Let agents be changed, or forbid it again."""
        ...

    async def update(
        self,
        caller: Caller,
        agent: str,
        change: Callable[[Character], Character],
        *,
        fields: Sequence[str],
        revision: int = 0,
    ) -> Agent:
        """Change an agent; a revision other than 0 must be the present one. Raises NotEditable, RevisionMismatch."""
        ...


class FleetService(Protocol):
    """Adds, starts, stops and finds agents. Agents are named by id or by name."""

    @property
    def components(self) -> ComponentService:
        """What the agents have."""
        ...

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
        """Add agents, all or none."""
        ...

    def get(self, caller: Caller, agent: str) -> Agent:
        """Return an agent. Raises AgentNotFound."""
        ...

    def list_page(self, caller: Caller, *, ids: Sequence[str], names: Sequence[str], page: PageRequest) -> Page[Agent]:
        """Return a page of agents in order of adding; with ids and names those that match either."""
        ...

    async def start(self, caller: Caller, agents: Sequence[str]) -> tuple[Agent, ...]:
        """Start agents, none = all, and wait until they are ready or have failed. Raises AgentNotFound."""
        ...

    async def stop(self, caller: Caller, agents: Sequence[str], *, grace: timedelta | None) -> tuple[Agent, ...]:
        """Stop agents, none = all; unknown ones are ignored. `grace` None is the default time for runs to end."""
        ...

    async def delete(self, caller: Caller, agents: Sequence[str]) -> tuple[AgentId, ...]:
        """Stop agents and take them off the list; return those that were known."""
        ...

    @property
    def changes(self) -> ChangeService:
        """What lets agents be changed."""
        ...

    async def validate_api_keys(self, caller: Caller, agents: Sequence[str]) -> Mapping[AgentId, bool]:
        """Tell which agents have the key that a model plugin of theirs needs, none named = all; unknown left out."""
        ...

    async def check_health(self, caller: Caller, agents: Sequence[str]) -> tuple[AgentHealth, ...]:
        """Probe agents, none = all; one answer for each, known or not."""
        ...

    def readiness(self) -> AsyncIterator[tuple[str, bool | None]]:
        """Yield (agent name, ready), None for one that is gone: first the present state, then every change."""
        ...
