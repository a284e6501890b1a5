"""The in-process plugins of this server: the built-in ones, and those that the operator names."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from parley_server.app.discovery import InstalledPlugins
from parley_server.app.errors import BadPlugin, StartError
from parley_server.app.settings import Settings
from parley_server.domain.clock import Clock
from parley_server.domain.errors import InvalidField
from parley_server.orchestrator.catalogue import PluginCatalogue
from parley_server.plugin_api import LoadPriority, Plugin, Reach
from parley_server.plugins.bootstrap import bootstrap_plugin
from parley_server.plugins.classic.plugin import classic_plugin
from parley_server.plugins.local_embeddings import local_embeddings_plugin
from parley_server.plugins.openai.plugin import openai_plugin
from parley_server.plugins.openai.sections import PROVIDERS, split_names
from parley_server.runtime.plugins import only_valid, short_name

BUILT_IN = frozenset({"sql", "bootstrap", "classic", "local_embeddings", "openai"})
"""Names of our own plugins; no package of others replaces one of them."""

# Scripts of the operator's for the classic plugin; the setting CLASSIC_SCRIPT names one of them.
_SCRIPTS = "scripts"
# Models of the operator's for local_embeddings; a character names one of them by LOCAL_EMBEDDING_MODEL.
_MODELS = "models"
# Characters of elizaOS list it. What it brings there, every agent has here.
_SQL = Plugin(name="sql", description="The server's own store.", priority=LoadPriority.DATABASES)


def load_plugins(
    settings: Settings, clock: Clock, further: Sequence[Plugin] = (), environment: Mapping[str, str] | None = None
) -> PluginCatalogue:
    """Return all plugins that agents can load.

    Those of PARLEY_PLUGINS and the `further` ones of a program that embeds the server are loaded by every agent; of the
    latter those that are not valid are left out with a warning. Those of installed packages (entry points of the group
    parley.plugins) are loaded by the agents that list them. Modules are looked for in the current folder, too, behind
    all other places: an installed command does not do so by itself.

    Raises StartError for an entry of PARLEY_PLUGINS that is none, and for a bad name in OPENAI_PROVIDERS of the
    `environment`.
    """
    built_in = [
        _SQL,
        bootstrap_plugin(clock),
        classic_plugin(clock, scripts=settings.data / _SCRIPTS),
        local_embeddings_plugin(models=settings.data / _MODELS),
        openai_plugin(
            _providers(environment or {}),
            reach=Reach(settings.allow_private_addresses),
            ports=settings.model_ports,
        ),
    ]
    named = [*_operators(settings.plugins), *only_valid(further)]
    available = {short_name(plugin.name): plugin for plugin in (*built_in, *named)}
    return PluginCatalogue(
        available=available, everywhere=_names(named), installed=InstalledPlugins.scan(taken=available)
    )


def _providers(environment: Mapping[str, str]) -> tuple[str, ...]:
    try:
        return split_names(environment.get(PROVIDERS))
    except InvalidField as error:
        raise StartError(error.message) from None


def _operators(entries: Sequence[str]) -> list[Plugin]:
    """Load the entries of PARLEY_PLUGINS; of two plugins with one name none is guessed."""
    plugins: dict[str, tuple[str, Plugin]] = {}
    for entry in entries:
        plugin = load_plugin(entry)
        other, known = plugins.setdefault(short_name(plugin.name), (entry, plugin))
        if known is not plugin:
            raise BadPlugin(entry, f"is a plugin called {plugin.name!r}, and so is {other!r}")
    return [plugin for _, plugin in plugins.values()]


def _names(plugins: Sequence[Plugin]) -> tuple[str, ...]:
    return tuple(short_name(plugin.name) for plugin in plugins)


def load_plugin(name: str) -> Plugin:
    """Return the plugin of an entry of PARLEY_PLUGINS. Raises BadPlugin, whatever the code that is named raises.

    Modules are looked for in the current folder, too, behind all other places: an installed command does not do so by
    itself.
    """
    if (here := str(Path.cwd())) not in sys.path:
        sys.path.append(here)
    module_name, _, attribute = name.partition(":")
    if not module_name or not attribute:
        raise BadPlugin(name, "is not of the form module:attribute")
    try:
        module = importlib.import_module(module_name)
        plugin = getattr(module, attribute, None)
        if callable(plugin) and not isinstance(plugin, Plugin):
            plugin = plugin()
    except ImportError as error:
        raise BadPlugin(name, f"cannot be imported: {error}") from error
    except Exception as error:
        raise BadPlugin(name, f"fails when it is loaded: {type(error).__name__}: {error}") from error
    if plugin is None:
        raise BadPlugin(name, f"cannot be found: {module_name} has no {attribute!r}")
    if not isinstance(plugin, Plugin):
        raise BadPlugin(name, f"is no Plugin but {type(plugin).__name__}")
    return plugin
