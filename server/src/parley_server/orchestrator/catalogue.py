"""The plugins that are there: built-in ones by name, and those that the operator has named for every agent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from parley_server.domain.models import TEXT_MODELS
from parley_server.plugin_api import Plugin, SettingReader
from parley_server.runtime.plugins import resolve, short_name

BOOTSTRAP = "bootstrap"
OPENAI = "openai"
CLASSIC = "classic"

# Who answers for an agent whose plugins bring no text model: the first one that has what it needs.
_TEXT = (OPENAI, CLASSIC)


@dataclass(frozen=True, slots=True, kw_only=True)
class PluginCatalogue:
    """What agents can load. Names never install or download anything.

    `available` are all plugins by name; `everywhere` names those that each agent loads beside its own.
    """

    available: Mapping[str, Plugin]
    everywhere: Sequence[str] = field(default_factory=tuple)

    def for_agent(self, names: Sequence[str], settings: SettingReader) -> list[Plugin]:
        """Return the plugins of an agent in loading order.

        Where no other brings a text model, openai joins in when the settings have a key or an address for it, else
        classic (architecture, "State, kept small"). Raises ConfigurationMissing for a name that is not there.
        """
        wanted = [BOOTSTRAP, *self.everywhere, *names]
        plugins = resolve(wanted, self.available)
        if any(_brings_text(plugin) for plugin in plugins):
            return plugins
        return resolve([*wanted, *self._text_plugin(settings)], self.available)

    def declared_settings(self) -> frozenset[str]:
        """Return the keys that the plugins may read from the process environment, loaded or not."""
        return frozenset(key for plugin in self.available.values() for key in plugin.settings_keys)

    def _text_plugin(self, settings: SettingReader) -> Sequence[str]:
        for name in _TEXT:
            plugin = self.available.get(name)
            if plugin is not None and (plugin.configured is None or plugin.configured(settings)):
                return (name,)
        return ()

    def has(self, name: str) -> bool:
        """Tell whether a plugin is there."""
        return short_name(name) in self.available


def _brings_text(plugin: Plugin) -> bool:
    return not TEXT_MODELS.isdisjoint([*plugin.registers, *(model.model_type for model in plugin.models)])
