"""The components of a runtime, as plugins add and look them up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from parley_server.plugin_api import Action, Evaluator, EventHandler, ModelHandler, Plugin, Provider, Route
from parley_server.runtime.action_registry import ActionRegistry
from parley_server.runtime.embeddings.desk import EmbeddingDesk
from parley_server.runtime.evaluators import EvaluatorRegistry
from parley_server.runtime.events import EventRegistry
from parley_server.runtime.models import ModelRegistry
from parley_server.runtime.routes import RouteRegistry
from parley_server.runtime.state import StateComposer


class RuntimeComponents:
    """Implements the protocol Registration for AgentRuntime."""

    _actions: ActionRegistry
    _embeddings: EmbeddingDesk
    _evaluators: EvaluatorRegistry
    _events: EventRegistry
    _models: ModelRegistry
    _plugins: dict[str, Plugin]
    _routes: RouteRegistry
    _states: StateComposer

    @property
    def plugins(self) -> tuple[str, ...]:
        """Names of the registered plugins, in loading order."""
        return tuple(self._plugins)

    @property
    def actions(self) -> Sequence[Action]:
        """Registered actions, in order of registration."""
        return self._actions.actions

    @property
    def providers(self) -> Sequence[Provider]:
        """Registered providers, in order of registration."""
        return self._states.providers

    @property
    def evaluators(self) -> Sequence[Evaluator]:
        """Registered evaluators, in order of registration."""
        return self._evaluators.evaluators

    @property
    def events(self) -> Mapping[str, Sequence[EventHandler]]:
        """Handlers by event."""
        return self._events.by_event()

    @property
    def routes(self) -> Sequence[Route]:
        """Registered routes, in order of registration."""
        return tuple(known.route for known in self._routes.routes)

    def register_action(self, action: Action, *, plugin: str = "") -> bool:
        """Add an action."""
        return self._actions.register(action, plugin=plugin)

    def register_provider(self, provider: Provider, *, plugin: str = "") -> bool:
        """Add a provider."""
        return self._states.register(provider, plugin=plugin)

    def register_evaluator(self, evaluator: Evaluator, *, plugin: str = "") -> bool:
        """Add an evaluator."""
        return self._evaluators.register(evaluator, plugin=plugin)

    def register_model(self, handler: ModelHandler, *, provider: str, priority: int = 0) -> None:
        """Add a model handler under a provider's name."""
        self._models.register(handler, plugin=provider, default_priority=priority)
        self._embeddings.models_changed()

    def has_model(self, model_type: str) -> bool:
        """Tell whether anybody handles a model type."""
        return self._models.has(model_type)

    def has_model_of(self, model_type: str, provider: str) -> bool:
        """Tell whether a provider, by itself, handles a model type."""
        return self._models.has(model_type) and self._models.get(model_type, provider=provider).plugin == provider

    def get_model(self, model_type: str, provider: str = "") -> ModelHandler | None:
        """Return the handler that `use_model` would ask first, or None."""
        return self._models.get(model_type, provider=provider).handler if self._models.has(model_type) else None

    def get_event(self, event: str) -> Sequence[EventHandler]:
        """Return the handlers of an event, in order of registration."""
        return self._events.get(event)

    def register_event(self, event: str, handler: EventHandler) -> None:
        """Let a handler hear an event."""
        self._events.register(event, handler)

    def unregister_event(self, event: str, handler: EventHandler) -> None:
        """Let a handler hear an event no more."""
        self._events.unregister(event, handler)

    def hears(self, event: str) -> bool:
        """Tell whether any handler hears an event."""
        return bool(self._events.get(event))
