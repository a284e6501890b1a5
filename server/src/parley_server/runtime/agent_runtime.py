"""AgentRuntime: one agent at work (document 2, "AgentRuntime Class")."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field

from parley_server.codec.door import ResponseCodec
from parley_server.codec.xml import XmlCodec
from parley_server.domain.characters import Character
from parley_server.domain.clock import Clock
from parley_server.domain.content import ActionResult, Content, Memory, State
from parley_server.domain.errors import ComponentFailed, InvalidField, ParleyError
from parley_server.domain.ids import AgentId, EntityId, IdSource, MemoryId, RoomId, TenantId, WorldId
from parley_server.domain.json import JsonObject
from parley_server.domain.models import TEXT_MODELS, ModelResult
from parley_server.domain.routes import RouteRequest, RouteResponse
from parley_server.domain.shapes import Fields, ResponseShape
from parley_server.domain.worlds import Connection, Entity, Room, World
from parley_server.plugin_api import (
    Evaluation,
    HandlerCallback,
    Logger,
    MessageService,
    ModelPart,
    ModelRequest,
    Plugin,
)
from parley_server.plugin_api.components import EventParams, TextSink
from parley_server.plugin_api.plugin import Init
from parley_server.runtime.action_registry import ActionRegistry
from parley_server.runtime.actions import ActionRunner
from parley_server.runtime.adapters import RuntimeAdapters
from parley_server.runtime.agent_log import AgentLog
from parley_server.runtime.answers import ShapedModel
from parley_server.runtime.bounded import BoundedCache
from parley_server.runtime.cache_access import RuntimeCache
from parley_server.runtime.configuration import config_of, configure
from parley_server.runtime.connections import RuntimeConnections
from parley_server.runtime.context import current_run
from parley_server.runtime.embedding_access import RuntimeEmbeddings
from parley_server.runtime.embeddings.worker import EmbeddingWorker
from parley_server.runtime.evaluators import EvaluatorRegistry, EvaluatorRunner
from parley_server.runtime.events import EventRegistry
from parley_server.runtime.journal import AgentJournal, JournalWriter
from parley_server.runtime.limits import ComponentLimits, within
from parley_server.runtime.listing import RuntimeListing
from parley_server.runtime.log_access import RuntimeLogs
from parley_server.runtime.memory_access import RuntimeMemories
from parley_server.runtime.model_calls import ModelCalls
from parley_server.runtime.models import ModelRegistry
from parley_server.runtime.ownership import owned_by
from parley_server.runtime.plugins import arrange
from parley_server.runtime.registration import RuntimeComponents
from parley_server.runtime.routes import RouteRegistry
from parley_server.runtime.run_tracking import RuntimeRuns
from parley_server.runtime.sealing import TextSealer
from parley_server.runtime.service_access import RuntimeServices
from parley_server.runtime.setting_access import RuntimeSettings
from parley_server.runtime.settings import AgentSettings
from parley_server.runtime.state import StateComposer
from parley_server.runtime.steps import Steps
from parley_server.runtime.table_access import PluginMigrations, RuntimeTables, faults_in_words
from parley_server.runtime.tasks.agent_tasks import AgentTasks, RuntimeTasks
from parley_server.runtime.tasks.scheduler import TaskScheduler
from parley_server.runtime.unloading import RuntimeUnloading
from parley_server.runtime.world_access import RuntimeWorlds
from parley_server.runtime.world_settings import RuntimeWorldSettings
from parley_server.storage.store import Store

_CACHE_SIZE = 256
_CACHE_SECONDS = 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class RuntimeParts:
    """What a server gives to every agent.

    Without a scheduler tasks are kept, and nobody does them; without embeddings memories are queued, and wait; without
    a sealer no secret can be kept in the settings of a world. With `allow_destructive_migrations` the operator lets
    schemas of plugins lose data.
    """

    tenant: TenantId
    store: Store
    journal: JournalWriter
    message_service: MessageService
    clock: Clock
    new_id: IdSource
    environment: Mapping[str, str]
    limits: ComponentLimits = field(default_factory=ComponentLimits)
    codec: ResponseCodec = field(default_factory=XmlCodec)
    scheduler: TaskScheduler | None = None
    allow_destructive_migrations: bool = False
    sealer: TextSealer | None = None
    embeddings: EmbeddingWorker | None = None


class AgentRuntime(
    RuntimeComponents,
    RuntimeServices,
    RuntimeRuns,
    RuntimeConnections,
    RuntimeWorlds,
    RuntimeSettings,
    RuntimeWorldSettings,
    RuntimeMemories,
    RuntimeCache,
    RuntimeLogs,
    RuntimeTables,
    RuntimeEmbeddings,
    RuntimeUnloading,
    RuntimeTasks,
    RuntimeAdapters,
    RuntimeListing,
):
    """One agent: its plugins, models, services, state and actions. Built idle; `initialize` makes it ready."""

    def __init__(
        self,
        *,
        agent_id: AgentId,
        character: Character,
        plugins: Sequence[Plugin],
        settings: JsonObject,
        parts: RuntimeParts,
        all_available_plugins: Sequence[Plugin] | None = None,
    ) -> None:
        """Take the agent's definition; `plugins` are resolved and in loading order.

        With `all_available_plugins`, what they depend on is taken from these, and they are put in order. Raises
        ConfigurationMissing then for what is missing.
        """
        if all_available_plugins is not None:
            plugins = arrange(plugins, all_available_plugins)
        self._agent_id = agent_id
        self._new_id = parts.new_id
        self._tenant = parts.tenant
        self._open_stores(parts.store, parts.limits)
        self._open_worlds()
        self._character = character
        self._pending = tuple(plugins)
        self._parts = parts
        self._settings = AgentSettings(character, settings, parts.environment)
        redactor = self._settings.redactor
        self._open_world_settings(parts.sealer, redactor)
        self._log = AgentLog("parley.runtime", agent_id, self._settings.get_setting, redactor)
        self._logs = parts.store.logs
        self._journal = AgentJournal(
            tenant=parts.tenant,
            agent_id=agent_id,
            writer=parts.journal,
            clock=parts.clock,
            new_id=parts.new_id,
            redactor=redactor,
        )
        steps = Steps(clock=parts.clock, new_id=parts.new_id, redact=redactor.redact)
        self._open_models(steps)
        self._open_actions(steps)
        self._tasks = AgentTasks(
            tenant=parts.tenant,
            agent_id=agent_id,
            store=parts.store,
            clock=parts.clock,
            new_id=parts.new_id,
            scheduler=parts.scheduler,
        )
        self._events = EventRegistry(parts.limits, self._log, redactor.redact)
        self._open_services(self, parts.limits, self._log)
        self._routes = RouteRegistry(parts.limits, self._log)
        self._migrations = PluginMigrations(
            parts.store,
            self._log,
            seconds=parts.limits.plugin_migration,
            allow_destructive=parts.allow_destructive_migrations,
        )
        self._skip_migrations = False
        self._plugins: dict[str, Plugin] = {}
        self._initialized = False

    def _open_models(self, steps: Steps) -> None:
        parts = self._parts
        self._shaped = ShapedModel(parts.codec)
        self._models = ModelRegistry()
        self._calls = ModelCalls(
            registry=self._models,
            steps=steps,
            journal=self._journal,
            clock=parts.clock,
            get_setting=self._settings.get_setting,
            log=self._log,
        )
        self._open_embeddings(
            self,
            store=parts.store,
            registry=self._models,
            calls=self._calls,
            journal=self._journal,
            clock=parts.clock,
            worker=parts.embeddings,
        )

    def _open_actions(self, steps: Steps) -> None:
        """Open what turns a message into work: state, actions and evaluators."""
        parts = self._parts
        states: BoundedCache[State] = BoundedCache(size=_CACHE_SIZE, max_age=_CACHE_SECONDS, clock=parts.clock)
        self._states = StateComposer(cache=states, steps=steps, clock=parts.clock, limits=parts.limits, log=self._log)
        self._actions = ActionRegistry()
        self._runner = ActionRunner(
            registry=self._actions,
            steps=steps,
            journal=self._journal,
            results=BoundedCache(size=2 * _CACHE_SIZE, max_age=_CACHE_SECONDS, clock=parts.clock),
            tell=self._states.tell,
            clock=parts.clock,
            new_id=parts.new_id,
            log=self._log,
        )
        self._evaluators = EvaluatorRegistry()
        self._evaluation = EvaluatorRunner(
            registry=self._evaluators,
            kept_state=self._states.kept,
            steps=steps,
            journal=self._journal,
            new_id=parts.new_id,
            limits=parts.limits,
            log=self._log,
        )

    # ---- Who it is ----

    @property
    def agent_id(self) -> AgentId:
        """Id of the agent."""
        return self._agent_id

    @property
    def character(self) -> Character:
        """Who the agent is; while it works for a run, who it was at the run's begin."""
        run = current_run()
        if run is not None and run.character is not None and run.agent_id == self._agent_id:
            return run.character
        return self._character

    def change_character(self, character: Character) -> None:
        """Let the agent be somebody else from the next run on; settings and secrets count at once."""
        self._character = character
        self._settings.change_character(character)

    @property
    def message_service(self) -> MessageService:
        """What handles messages."""
        return self._parts.message_service

    @property
    def logger(self) -> Logger:
        """The agent's log, at its own level."""
        return self._log

    def problems(self) -> tuple[str, ...]:
        """Return what keeps the agent from answering, one sentence each; none when it is ready."""
        found: list[str] = []
        if not self._initialized:
            found.append("The agent is not initialised.")
        if not any(self._models.has(model) for model in TEXT_MODELS):
            found.append("There is no text model.")
        found.extend(
            f"Plugin {plugin.name}, whose text model would answer, lacks a setting that it needs, such as a key."
            for plugin in self._plugins_that_answer()
            if plugin.configured is not None and not plugin.configured(self._settings)
        )
        found.extend(f"Service {kind} did not start: {why}" for kind, why in self._services.failed.items())
        found.extend(faults_in_words(self._migrations.faults))
        return tuple(found)

    def _plugins_that_answer(self) -> list[Plugin]:
        """Return the plugins whose text models are asked first."""
        owners = {model.owner for kind in TEXT_MODELS for model in self._models.of_type(kind)[:1]}
        return [plugin for plugin in self._plugins.values() if plugin.name in owners]

    def sizes(self) -> Mapping[str, int]:
        """Return how much the agent remembers in memory, by what: its metrics."""
        return {"states": len(self._states), "action_results": len(self._runner)}

    # ---- Life ----

    @property
    def is_initialized(self) -> bool:
        """Tell whether it is ready, and not stopped since."""
        return self._initialized

    async def initialize(self, *, skip_migrations: bool = False) -> None:
        """Make the agent ready: plugins, their tables, its entity, its own room, its embeddings, then services.

        With `skip_migrations` the tables of plugins stay as they are, also those of plugins that come later. Twice is
        harmless.
        """
        if self._initialized:
            self._log.warning("agent_already_initialized")
            return
        configure(self._pending, self._settings)
        for plugin in self._pending:
            if plugin.name not in self._plugins:
                await self.register_plugin(plugin)
        await self._open_adapter()
        self._skip_migrations = skip_migrations
        for plugin in self._plugins.values():
            await self._migrate(plugin)
        await self._enter_own_room(self._own_room())
        await self.ensure_embedding_dimension()
        self._initialized = True
        self._services.tell()
        for plugin in self._plugins.values():
            self._register_events(plugin)
            self._add_services(plugin)
        await self._services.start_pending()
        await self._tasks.join(self)
        await self._embeddings.join()

    async def register_plugin(self, plugin: Plugin) -> None:
        """Initialise a plugin and register its components; one with a known name is left out with a warning.

        Its services start once the agent is ready. Raises InvalidField for one without a name, ComponentFailed or
        ComponentTimeout for its `init`, and ConfigurationMissing or BadSettings for what it declares; it is not
        registered then.
        """
        if not getattr(plugin, "name", ""):
            raise InvalidField("plugin", "Plugin or plugin name is undefined")
        if plugin.name in self._plugins:
            self._log.warning("plugin_already_registered", plugin=plugin.name)
            return
        self._configure(plugin)
        if plugin.init is not None:
            await self._init_plugin(plugin, plugin.init)
        if plugin.adapter is not None:
            with owned_by(plugin.name):
                self.register_database_adapter(plugin.adapter(self))
        self._plugins[plugin.name] = plugin
        self._add_components(plugin)
        if self._initialized:
            await self._migrate(plugin)
            self._register_events(plugin)
            self._add_services(plugin)
            await self._services.start_pending()

    async def _migrate(self, plugin: Plugin) -> None:
        if not self._skip_migrations:
            await self._migrations.migrate(plugin)

    async def stop(self) -> None:
        """Stop services and forget caches and handlers; the shared store stays open (architecture, "State").

        Afterwards `initialize` makes the agent ready again, with the plugins that it has.
        """
        await self._tasks.leave()
        await self._embeddings.leave()
        self._log.debug("agent_stopping")
        await self._services.stop()
        self._sending.clear()
        self._states.clear()
        self._runner.clear()
        self._events.clear()
        await self._close_adapter()
        self.attach_elizaos(None)
        self._initialized = False

    async def _init_plugin(self, plugin: Plugin, init: Init) -> None:
        component = f"init of plugin {plugin.name!r}"
        try:
            async with within(self._parts.limits.plugin_init, plugin.name, component):
                with owned_by(plugin.name):
                    await init(config_of(plugin, self._settings), self)
        except Exception as error:
            if _is_about_configuration(str(error)):
                # The spec warns and goes on: the plugin's components say themselves what they lack.
                self._log.warning("plugin_requires_configuration", plugin=plugin.name, error=str(error))
                return
            self._forget_components(plugin.name)
            clean = self.redact_secrets(str(error))
            if isinstance(error, ParleyError) and clean == str(error):
                raise
            self._log.error("plugin_init_failed", plugin=plugin.name, exc_info=error)
            cause = error if clean == str(error) else None
            raise ComponentFailed(plugin.name, component, f"{type(error).__name__}: {clean}") from cause

    def _add_components(self, plugin: Plugin) -> None:
        for action in plugin.actions:
            self._actions.register(action, plugin=plugin.name)
        for evaluator in plugin.evaluators:
            self._evaluators.register(evaluator, plugin=plugin.name)
        for provider in plugin.providers:
            self._states.register(provider, plugin=plugin.name)
        for model in plugin.models:
            self._models.register(model, plugin=plugin.name, default_priority=plugin.priority)
        for worker in plugin.task_workers:
            self._tasks.register_task_worker(worker, plugin=plugin.name)
        for route in plugin.routes:
            self._routes.register(route, plugin=plugin.name)
        self._embeddings.models_changed()
        self._log.debug("plugin_registered", plugin=plugin.name)

    def _register_events(self, plugin: Plugin) -> None:
        for event, handlers in plugin.events.items():
            for handler in handlers:
                self._events.register(event, handler, plugin=plugin.name)

    def _add_services(self, plugin: Plugin) -> None:
        for service in plugin.services:
            self._services.add(service, plugin=plugin.name)

    def _own_room(self) -> Connection:
        own = self._agent_id
        return Connection(
            entity=Entity(entity_id=EntityId(own), agent_id=own, names=(self._character.name,)),
            room=Room(
                room_id=RoomId(own),
                agent_id=own,
                world_id=WorldId(own),
                name=self._character.name,
                source="parley",
                type="SELF",
                channel_id=own,
                server_id=own,
            ),
            world=World(world_id=WorldId(own), agent_id=own, name=self._character.name, server_id=own),
        )

    # ---- Models, state, actions, events, services ----

    async def use_model(self, request: ModelRequest, *, provider: str = "") -> ModelResult:
        """Ask a model and wait for the whole answer."""
        return await self._calls.use(self, request, provider)

    def stream_model(self, request: ModelRequest, *, provider: str = "") -> AsyncIterator[ModelPart]:
        """Ask a model and yield the parts of its answer."""
        return self._calls.stream(self, request, provider)

    async def ask_fields(self, request: ModelRequest, shape: ResponseShape, *, attempts: int = 2) -> Fields | None:
        """Ask a model for an answer in named fields; None when no attempt gave all that the shape requires."""
        return await self._shaped.ask_fields(self, request, shape, attempts=attempts)

    async def compose_state(
        self,
        message: Memory,
        include_list: Sequence[str] = (),
        *,
        only_include: bool = False,
        skip_cache: bool = False,
    ) -> State:
        """Run providers and put their context together."""
        return await self._states.compose(self, message, include_list, only_include=only_include, skip_cache=skip_cache)

    async def process_actions(
        self,
        message: Memory,
        responses: Sequence[Memory],
        state: State | None = None,
        callback: HandlerCallback | None = None,
        *,
        on_stream_chunk: TextSink | None = None,
    ) -> tuple[ActionResult, ...]:
        """Execute the actions that responses name."""
        callback = callback or _unheard
        return await self._runner.process(self, message, responses, state or State(), callback, on_stream_chunk)

    def last_state(self) -> State | None:
        """Return the state that was composed or read last, or None."""
        return self._states.last

    def get_action_results(self, message_id: MemoryId) -> tuple[ActionResult, ...]:
        """Return what the actions for a message did."""
        return self._runner.results_of(message_id)

    async def evaluate_pre(self, message: Memory) -> Evaluation:
        """Let the gates check a message before it is stored."""
        return await self._evaluation.evaluate_pre(self, message)

    async def evaluate_post(self, message: Memory, *, did_respond: bool) -> tuple[str, ...]:
        """Let the reflections look at a message that is done with."""
        return await self._evaluation.evaluate_post(self, message, did_respond=did_respond)

    async def emit_event(self, events: str | Sequence[str], params: EventParams) -> int:
        """Call the handlers of each event; return how many ran."""
        return await self._events.emit(events, {"runtime": self, **params})

    async def call_route(self, request: RouteRequest) -> RouteResponse:
        """Answer a request for a route of a plugin. Raises NotFound and what the route raises."""
        return await self._routes.call(self, request)


async def _unheard(_content: Content) -> None:
    return


def _is_about_configuration(message: str) -> bool:
    marks = ("API key", "environment variables", "Invalid plugin configuration")
    return any(mark in message for mark in marks)
