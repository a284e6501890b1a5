"""The plugins that are there: built-in ones by name, and those that the operator has named for every agent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from parley_server.domain.models import TEXT_MODELS
from parley_server.plugin_api import Plugin
from parley_server.runtime.plugins import resolve, short_name

BOOTSTRAP = "bootstrap"
CLASSIC = "classic"


@dataclass(frozen=True, slots=True, kw_only=True)
class PluginCatalogue:
    """What agents can load. Names never install or download anything.

    `available` are all plugins by name; `everywhere` names those that each agent loads beside its own.
    """

    available: Mapping[str, Plugin]
    everywhere: Sequence[str] = field(default_factory=tuple)

    def for_agent(self, names: Sequence[str]) -> list[Plugin]:
        """Return the plugins of an agent in loading order.

        The classic plugin joins in when no other brings a text model (architecture, "State, kept small"). Raises
        ConfigurationMissing for a name that is not there.
        """
        wanted = [BOOTSTRAP, *self.everywhere, *names]
        plugins = resolve(wanted, self.available)
        if not any(model.model_type in TEXT_MODELS for plugin in plugins for model in plugin.models):
            plugins = resolve([*wanted, CLASSIC], self.available)
        return plugins

    def has(self, name: str) -> bool:
        """Tell whether a plugin is there."""
        return short_name(name) in self.available
