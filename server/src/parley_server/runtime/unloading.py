"""Plugins leave a running agent: with all that they brought, and all that they registered by themselves."""

from __future__ import annotations

from parley_server.domain.errors import InvalidField, ParleyError
from parley_server.plugin_api import Plugin
from parley_server.runtime.action_registry import ActionRegistry
from parley_server.runtime.configuration import configure
from parley_server.runtime.embeddings.desk import EmbeddingDesk
from parley_server.runtime.evaluators import EvaluatorRegistry
from parley_server.runtime.events import EventRegistry
from parley_server.runtime.models import ModelRegistry
from parley_server.runtime.plugins import short_name
from parley_server.runtime.routes import RouteRegistry
from parley_server.runtime.sending import SendRegistry
from parley_server.runtime.services import ServiceRegistry
from parley_server.runtime.settings import AgentSettings
from parley_server.runtime.state import StateComposer
from parley_server.runtime.table_access import PluginMigrations
from parley_server.runtime.tasks.agent_tasks import AgentTasks


class RuntimeUnloading:
    """The half of AgentRuntime that lets plugins go."""

    _plugins: dict[str, Plugin]
    _pending: tuple[Plugin, ...]
    _actions: ActionRegistry
    _evaluators: EvaluatorRegistry
    _states: StateComposer
    _models: ModelRegistry
    _events: EventRegistry
    _sending: SendRegistry
    _routes: RouteRegistry
    _services: ServiceRegistry
    _settings: AgentSettings
    _adapter_plugin: str
    _tasks: AgentTasks
    _migrations: PluginMigrations
    _embeddings: EmbeddingDesk

    async def unload_plugin(self, name: str) -> bool:
        """Let a plugin go, named in any form; False when it is not there. What is at work for a run ends its work.

        Its services are stopped, the last one first. Raises InvalidField while other plugins depend on it,
        and for the plugin of the agent's database.
        """
        wanted = short_name(name)
        plugin = next((one for one in self._plugins.values() if short_name(one.name) == wanted), None)
        if plugin is None:
            return False
        dependants = [one.name for one in self._plugins.values() if wanted in map(short_name, one.dependencies)]
        if dependants:
            raise InvalidField("plugin", f"{', '.join(dependants)} depend on {plugin.name}: unload these first")
        if plugin.name == self._adapter_plugin:
            raise InvalidField("plugin", f"{plugin.name} keeps the memories of this agent: stop the agent instead")
        del self._plugins[plugin.name]
        self._pending = tuple(one for one in self._pending if one.name != plugin.name)
        self._forget_components(plugin.name)
        self._withdraw(plugin)
        self._migrations.forget(plugin.name)
        await self._services.stop(plugin=plugin.name)
        # A service may have registered more until its very end.
        self._forget_components(plugin.name)
        return True

    def _configure(self, plugin: Plugin) -> None:
        """Check what a plugin declares, and let it see its keys. Raises what `configure` raises."""
        try:
            configure([plugin], self._settings)
        except ParleyError:
            self._withdraw(plugin)
            raise

    def _withdraw(self, plugin: Plugin) -> None:
        """Take the keys away that no other plugin declares."""
        still_declared = {key for one in self._plugins.values() for key in one.environment_keys}
        self._settings.withdraw(set(plugin.environment_keys) - still_declared)

    def _forget_components(self, plugin: str) -> None:
        """Forget what a plugin brought or registered, services aside. What is kept of its providers' words goes too."""
        self._actions.remove_of(plugin)
        self._evaluators.remove_of(plugin)
        self._states.remove_of(plugin)
        self._models.remove_of(plugin)
        self._events.remove_of(plugin)
        self._sending.remove_of(plugin)
        self._routes.remove_of(plugin)
        self._tasks.remove_of(plugin)
        self._embeddings.models_changed()
