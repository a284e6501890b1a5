"""Everything that an agent has, as one list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import starmap
from typing import TypedDict

from parley_server.domain.errors import ComponentFailed, Failure
from parley_server.plugin_api import Plugin
from parley_server.plugin_api.listing import ComponentKind, ComponentState, RegisteredComponent
from parley_server.plugin_api.service_methods import methods_of
from parley_server.plugin_api.services import ServiceStatus
from parley_server.plugin_api.tasks import TaskWorker
from parley_server.runtime.action_registry import ActionRegistry
from parley_server.runtime.evaluators import EvaluatorRegistry
from parley_server.runtime.events import EventRegistry
from parley_server.runtime.models import ModelRegistry
from parley_server.runtime.routes import RouteRegistry
from parley_server.runtime.sending import SendRegistry
from parley_server.runtime.services import ServiceEntry, ServiceRegistry
from parley_server.runtime.state import StateComposer
from parley_server.runtime.table_access import PluginMigrations, list_tables
from parley_server.runtime.tasks.agent_tasks import AgentTasks

_STATES = {
    ServiceStatus.PENDING: ComponentState.PENDING,
    ServiceStatus.REGISTERING: ComponentState.PENDING,
    ServiceStatus.REGISTERED: ComponentState.READY,
    ServiceStatus.FAILED: ComponentState.FAILED,
}


class _Standing(TypedDict):
    state: ComponentState
    error: Failure | None


class RuntimeListing:
    """Lists the components of AgentRuntime."""

    _actions: ActionRegistry
    _evaluators: EvaluatorRegistry
    _events: EventRegistry
    _models: ModelRegistry
    _routes: RouteRegistry
    _sending: SendRegistry
    _services: ServiceRegistry
    _states: StateComposer
    _tasks: AgentTasks
    _plugins: dict[str, Plugin]
    _migrations: PluginMigrations

    def list_components(self) -> Sequence[RegisteredComponent]:
        """Return all components by kind; models by type and priority, providers by position, others as registered."""
        return (
            *self._list_context(),
            *self._list_models(),
            *map(_service, self._services.entries),
            *(_component(ComponentKind.EVENT_HANDLER, *one) for one in self._events.listed()),
            *starmap(_task_worker, self._tasks.listed()),
            *(_component(ComponentKind.SEND_HANDLER, source, "") for source in self._sending.sources),
            *(
                RegisteredComponent(
                    kind=ComponentKind.ROUTE,
                    name=one.key,
                    plugin=one.plugin,
                    description=one.route.description,
                    spec=one.route,
                )
                for one in self._routes.routes
            ),
            *list_tables(self._plugins.values(), self._migrations.faults),
        )

    def faults(self) -> tuple[str, ...]:
        """Return a sentence for each provider, event and task of which the last try failed; the agent answers still."""
        return (
            *(f"Provider {name} failed: {why}" for name, why in self._states.faults.items()),
            *(f"A handler of {event} failed: {why}" for event, why in self._events.faults.items()),
            *(f"Task worker {worker.name} failed: {why}" for worker, _, why in self._tasks.listed() if why),
        )

    def _list_context(self) -> Iterator[RegisteredComponent]:
        for action in self._actions.actions:
            yield RegisteredComponent(
                kind=ComponentKind.ACTION,
                name=action.name,
                plugin=self._actions.plugin_of(action),
                description=action.description,
                spec=action,
            )
        for provider in sorted(self._states.providers, key=lambda one: one.position):
            yield RegisteredComponent(
                kind=ComponentKind.PROVIDER,
                name=provider.name,
                plugin=self._states.plugin_of(provider),
                description=provider.description,
                spec=provider,
                **_standing(
                    self._states.plugin_of(provider), provider.name, self._states.faults.get(provider.name, "")
                ),
            )
        for evaluator in self._evaluators.evaluators:
            yield RegisteredComponent(
                kind=ComponentKind.EVALUATOR,
                name=evaluator.name,
                plugin=self._evaluators.plugin_of(evaluator),
                description=evaluator.description,
                spec=evaluator,
            )

    def _list_models(self) -> Iterator[RegisteredComponent]:
        for model in sorted(self._models.list_all(), key=lambda one: (one.handler.model_type, -one.priority)):
            yield RegisteredComponent(
                kind=ComponentKind.MODEL,
                name=model.handler.model_type,
                plugin=model.plugin,
                priority=model.priority,
                spec=model.handler,
            )


def _component(kind: ComponentKind, name: str, plugin: str, fault: str = "") -> RegisteredComponent:
    return RegisteredComponent(kind=kind, name=name, plugin=plugin, **_standing(plugin, name, fault))


def _standing(plugin: str, name: str, fault: str) -> _Standing:
    if not fault:
        return {"state": ComponentState.READY, "error": None}
    return {"state": ComponentState.FAILED, "error": ComponentFailed(plugin, name, fault).failure()}


def _service(entry: ServiceEntry) -> RegisteredComponent:
    error = ComponentFailed(entry.plugin, entry.kind, entry.error).failure() if entry.error else None
    return RegisteredComponent(
        kind=ComponentKind.SERVICE,
        name=entry.kind,
        plugin=entry.plugin,
        description=entry.service_class.capability_description,
        state=_STATES[entry.status],
        error=error,
        methods=methods_of(entry.service_class),
    )


def _task_worker(worker: TaskWorker, plugin: str, fault: str) -> RegisteredComponent:
    return RegisteredComponent(
        kind=ComponentKind.TASK_WORKER,
        name=worker.name,
        plugin=plugin,
        spec=worker,
        **_standing(plugin, worker.name, fault),
    )
