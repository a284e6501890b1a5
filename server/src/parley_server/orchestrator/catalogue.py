"""The plugins that are there: built-in ones by name, and those that the operator has named for every agent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from parley_server.domain.models import TEXT_MODELS
from parley_server.plugin_api import Plugin, SettingReader
from parley_server.runtime.plugins import is_valid, resolve, short_name

BOOTSTRAP = "bootstrap"
OPENAI = "openai"
CLASSIC = "classic"

# Who answers for an agent whose plugins bring no text model: the first one that has what it needs.
_TEXT = (OPENAI, CLASSIC)


@dataclass(frozen=True, slots=True, kw_only=True)
class PluginCatalogue:
    """What agents can load. Names never install or download anything.

    `available` are plugins by name; `everywhere` names those that each agent loads beside its own. `installed` are
    those of further packages, whose code runs when they are looked up.
    """

    available: Mapping[str, Plugin]
    everywhere: Sequence[str] = field(default_factory=tuple)
    installed: Mapping[str, Plugin] = field(default_factory=dict)

    def for_agent(
        self,
        names: Sequence[str],
        settings: SettingReader,
        *,
        test_mode: bool = False,
        given: Sequence[Plugin] = (),
    ) -> list[Plugin]:
        """Return the plugins of an agent in loading order. Blocks: modules of installed packages may be imported.

        Those that are `given` stand in the place of others of their names; of two of a name the first counts. Where no
        other brings a text model, openai joins in when the settings have a key or an address for it, else classic
        (architecture, "State, kept small").
        Raises ConfigurationMissing for a name that is not there, ComponentFailed for an installed one that cannot be
        loaded.
        """
        wanted = [BOOTSTRAP, *self.everywhere, *names]
        offer = self._offer(given)
        plugins = resolve(wanted, offer, test_mode=test_mode)
        if any(_brings_text(plugin) for plugin in plugins):
            return plugins
        return resolve([*wanted, *self._text_plugin(settings)], offer, test_mode=test_mode)

    def find(self, plugin: Plugin | str) -> Plugin | None:
        """Return a plugin by any form of its name; a plugin itself is returned as it is. None for what is none.

        Blocks as `for_agent` does.
        """
        if isinstance(plugin, str):
            return _Offer(self.available, self.installed).get(short_name(plugin))
        return plugin if is_valid(plugin) else None

    def has_keys(self, names: Sequence[str], settings: SettingReader, *, given: Sequence[Plugin] = ()) -> bool:
        """Tell whether a text model of an agent has the key, or the address, that it needs; blocks as `for_agent` does.

        One that needs none counts when the agent lists it, not when it stands in since nothing else is there. Raises
        what `for_agent` raises.
        """
        offer = self._offer(given)
        named = [plugin for plugin in resolve([*self.everywhere, *names], offer) if _brings_text(plugin)]
        if named:
            return any(plugin.configured is None or plugin.configured(settings) for plugin in named)
        others = [self.available[name] for name in _TEXT if name in self.available]
        return any(plugin.configured is not None and plugin.configured(settings) for plugin in others)

    def _offer(self, given: Sequence[Plugin]) -> Mapping[str, Plugin]:
        offer = _Offer(self.available, self.installed)
        return _Offer({short_name(plugin.name): plugin for plugin in reversed(given)}, offer) if given else offer

    def declared_settings(self) -> frozenset[str]:
        """Return the keys that the plugins may read from the process environment, loaded or not.

        Those of installed packages are left out: what they declare is known once they are loaded.
        """
        return frozenset(key for plugin in self.available.values() for key in plugin.environment_keys)

    def secret_settings(self) -> frozenset[str]:
        """Return the keys that plugins declare to be secret; those of installed packages are not known before."""
        declared = (setting for plugin in self.available.values() for setting in plugin.settings)
        return frozenset(setting.key for setting in declared if setting.secret)

    def _text_plugin(self, settings: SettingReader) -> Sequence[str]:
        for name in _TEXT:
            plugin = self.available.get(name)
            if plugin is not None and (plugin.configured is None or plugin.configured(settings)):
                return (name,)
        return ()

    def has(self, name: str) -> bool:
        """Tell whether a plugin is there."""
        return short_name(name) in _Offer(self.available, self.installed)


class _Offer(Mapping[str, Plugin]):
    """Two catalogues as one; the first wins. Looking into it loads nothing but what is asked for."""

    def __init__(self, first: Mapping[str, Plugin], second: Mapping[str, Plugin]) -> None:
        self._first, self._second = first, second

    def __getitem__(self, name: str) -> Plugin:
        return self._first[name] if name in self._first else self._second[name]

    def __contains__(self, name: object) -> bool:
        return name in self._first or name in self._second

    def __iter__(self) -> Iterator[str]:
        return iter({*self._first, *self._second})

    def __len__(self) -> int:
        return len({*self._first, *self._second})


def _brings_text(plugin: Plugin) -> bool:
    return not TEXT_MODELS.isdisjoint([*plugin.registers, *(model.model_type for model in plugin.models)])
