"""The runtime as plugins see it: one agent, its components, its models, its memory."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Protocol

from parley_server.domain.characters import Character
from parley_server.domain.content import ActionResult, Memory, State
from parley_server.domain.ids import AgentId, MemoryId
from parley_server.domain.json import JsonObject, JsonValue
from parley_server.domain.logs import LogEntry
from parley_server.domain.models import ModelResult
from parley_server.domain.shapes import Fields, ResponseShape
from parley_server.plugin_api.cache import Cache
from parley_server.plugin_api.components import (
    Action,
    Evaluation,
    Evaluator,
    EventHandler,
    EventParams,
    HandlerCallback,
    Provider,
    TextSink,
)
from parley_server.plugin_api.connections import Connections
from parley_server.plugin_api.logs import Logger
from parley_server.plugin_api.memories import Memories
from parley_server.plugin_api.messages import MessageService
from parley_server.plugin_api.models import ModelHandler, ModelPart, ModelRequest
from parley_server.plugin_api.registration import Registration
from parley_server.plugin_api.runs import RunTracking
from parley_server.plugin_api.services import ServiceAccess
from parley_server.plugin_api.settings import LayeredSetting
from parley_server.plugin_api.tables import PluginTables
from parley_server.plugin_api.tasks import Tasks
from parley_server.plugin_api.world_settings import WorldSettingsAccess
from parley_server.plugin_api.worlds import Worlds


class Runtime(
    Registration,
    ServiceAccess,
    RunTracking,
    Connections,
    Worlds,
    WorldSettingsAccess,
    Memories,
    Cache,
    Tasks,
    PluginTables,
    Protocol,
):
    """One agent at work (document 2, "AgentRuntime Class"). Safe to use from many rooms at once."""

    @property
    def agent_id(self) -> AgentId:
        """Id of the agent."""
        ...

    @property
    def character(self) -> Character:
        """Who the agent is."""
        ...

    @property
    def actions(self) -> Sequence[Action]:
        """Registered actions, in order of registration."""
        ...

    @property
    def providers(self) -> Sequence[Provider]:
        """Registered providers, in order of registration."""
        ...

    @property
    def evaluators(self) -> Sequence[Evaluator]:
        """Registered evaluators, in order of registration."""
        ...

    @property
    def message_service(self) -> MessageService:
        """What handles messages."""
        ...

    @property
    def logger(self) -> Logger:
        """The agent's log, at its own level."""
        ...

    def get_setting(self, key: str) -> JsonValue:
        """Return a setting, None when it is missing; "true" and "false" become booleans (reference-values A)."""
        ...

    def get_setting_with_layer(self, key: str) -> LayeredSetting | None:
        """Return a setting as get_setting does, and who set it; None when it is missing.

        A secret goes only to an address that is set in the same or a more trusted layer.
        """
        ...

    def has_setting(self, key: str) -> bool:
        """Tell whether a setting has a value; 0, False and "" are values (document 3, "Settings Management")."""
        ...

    def set_setting(self, key: str, value: JsonValue, *, secret: bool = False) -> None:
        """Set a setting for as long as the agent runs; None lets the layers below count again.

        Nothing is stored; no call returns the value of a secret. It counts as set by the character, so that a key is
        never sent to a more trusted address.
        """
        ...

    def redact_secrets(self, text: str) -> str:
        """Return a text without the secrets of this agent that are 8 characters long or more.

        Known are those of its settings, of the environment as far as plugins declare them, and those of worlds that
        were set or opened since it runs. Its log, log entries and errors of components are redacted already.
        """
        ...

    def get_conversation_length(self) -> int:
        """Return how many messages go into the context; default 32."""
        ...

    async def use_model(self, request: ModelRequest, *, provider: str = "") -> ModelResult:
        """Ask the handler of the highest priority, or that of the plugin `provider`, and wait for the whole answer.

        One that is not available (ModelUnavailable) is followed by the next one, unless it was asked for by name.
        Embeddings stay with their model. Raises NoModelHandler when nobody handles the type; other errors of the
        handler pass through.
        """
        ...

    def stream_model(self, request: ModelRequest, *, provider: str = "") -> AsyncIterator[ModelPart]:
        """Ask as use_model does and yield pieces as they come; the last part is the whole ModelResult.

        Once a piece has come, no other handler takes over. A handler that cannot stream yields its result alone.
        Close the iterator to stop the model.
        """
        ...

    async def ask_fields(self, request: ModelRequest, shape: ResponseShape, *, attempts: int = 2) -> Fields | None:
        """Ask a model for an answer in named fields; None when no attempt gave all that the shape requires.

        The request's prompt needs no word about the form: the agent's codec adds it, and names it again after an answer
        that could not be read; models that keep to a shape by themselves do so. Raises what the model raises.
        """
        ...

    def register_model(self, handler: ModelHandler, *, provider: str, priority: int = 0) -> None:
        """Add a model handler under a provider's name (document 2, "Model Registration and Priority").

        The handler's own priority wins over `priority`.
        """
        ...

    def has_model(self, model_type: str) -> bool:
        """Tell whether anybody handles a model type."""
        ...

    async def compose_state(
        self,
        message: Memory,
        include_list: Sequence[str] = (),
        *,
        only_include: bool = False,
        skip_cache: bool = False,
    ) -> State:
        """Run providers and put their context together (document 2, "State Composition")."""
        ...

    async def process_actions(
        self,
        message: Memory,
        responses: Sequence[Memory],
        state: State | None = None,
        callback: HandlerCallback | None = None,
        *,
        on_stream_chunk: TextSink | None = None,
    ) -> tuple[ActionResult, ...]:
        """Execute the actions that responses name, in order (document 2, "Action Processing").

        Without a callback nobody hears what they say; `on_stream_chunk` is what they may stream to.
        """
        ...

    def get_action_results(self, message_id: MemoryId) -> tuple[ActionResult, ...]:
        """Return what the actions for a message did; empty when unknown or forgotten."""
        ...

    async def evaluate_pre(self, message: Memory) -> Evaluation:
        """Let PRE evaluators check a message before it is stored, in order, each on what the one before it left.

        They all run, even after a block. One that fails is passed over, unless it is to fail closed.
        """
        ...

    async def evaluate_post(self, message: Memory, *, did_respond: bool) -> tuple[str, ...]:
        """Let POST evaluators look at a message that is done with; return the names of those that did their work.

        Without a response only those that always run do so. Failures are logged.
        """
        ...

    async def write_log(
        self, kind: str, *, body: JsonObject, room_id: str = "", entity_id: str = "", run_id: str = ""
    ) -> None:
        """Add an entry of the type `kind` to the agent's log entries, written in the background.

        Without ids it counts for the run, room and entity around the caller, else for the agent's own.
        """
        ...

    async def get_logs(
        self, *, kind: str = "", run_id: str = "", room_id: str = "", entity_id: str = "", count: int = 50
    ) -> list[LogEntry]:
        """Return the agent's log entries of types that begin with `kind`, newest first; what is given must match.

        What was written a moment ago may not be there yet.
        """
        ...

    async def unload_plugin(self, name: str) -> bool:
        """Let a plugin go, named in any form; False when it is not there. What is at work for a run ends its work.

        Its components leave, what its `init` and its services registered too, and its services are stopped. Raises
        InvalidField while other plugins depend on it.
        """
        ...

    def register_event(self, event: str, handler: EventHandler) -> None:
        """Let a handler hear an event."""
        ...

    def unregister_event(self, event: str, handler: EventHandler) -> None:
        """Let a handler hear an event no more; one that does not is left alone."""
        ...

    async def emit_event(self, events: str | Sequence[str], params: EventParams) -> int:
        """Call the handlers of each event and wait for them; return how many ran. Failures are logged.

        Handlers are given this runtime as `runtime`; params without a `source` get "runtime".
        """
        ...
