"""Components of one agent as plugins add and look them up, beside those that their Plugin names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from parley_server.plugin_api.adapter import DatabaseAdapter
from parley_server.plugin_api.components import Action, Evaluator, EventHandler, Provider
from parley_server.plugin_api.models import ModelHandler
from parley_server.plugin_api.routes import Route

if TYPE_CHECKING:
    from parley_server.plugin_api.plugin import Plugin


class Registration(Protocol):
    """The part of the runtime that has to do with components (document 2; document 3, "Core Interface")."""

    @property
    def plugins(self) -> Sequence[str]:
        """Names of the registered plugins, in loading order."""
        ...

    @property
    def events(self) -> Mapping[str, Sequence[EventHandler]]:
        """Handlers by event."""
        ...

    @property
    def routes(self) -> Sequence[Route]:
        """Registered routes, in order of registration."""
        ...

    async def register_plugin(self, plugin: Plugin) -> None:
        """Initialise a plugin and register its components; one with a known name is left out with a warning."""
        ...

    def register_database_adapter(self, adapter: DatabaseAdapter) -> bool:
        """Keep memories and world data there; False, with a warning, when it is too late.

        That is, when the agent has an adapter already or is initialised: it has begun to remember elsewhere.
        """
        ...

    def register_action(self, action: Action, *, plugin: str = "") -> bool:
        """Add an action; False, with a warning, when its name is taken."""
        ...

    def register_provider(self, provider: Provider, *, plugin: str = "") -> bool:
        """Add a provider; False, with a warning, when its name is taken."""
        ...

    def register_evaluator(self, evaluator: Evaluator, *, plugin: str = "") -> bool:
        """Add an evaluator; False, with a warning, when its name is taken."""
        ...

    def get_model(self, model_type: str, provider: str = "") -> ModelHandler | None:
        """Return the handler that `use_model` would ask first, or None."""
        ...

    def get_event(self, event: str) -> Sequence[EventHandler]:
        """Return the handlers of an event, in order of registration."""
        ...
