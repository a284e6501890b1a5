"""Plugins of one agent: in dependency and priority order, each registered whole (document 2, "registerPlugin")."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from typing import TypeGuard

import structlog

from parley_server.domain.errors import ConfigurationMissing
from parley_server.plugin_api import Plugin

# What may stand in front of a plugin's name, in the packages of both worlds.
_PREFIXES = ("parley_plugin_", "plugin_")


def short_name(name: str) -> str:
    """Return the name under which a plugin is known here.

    `@elizaos/plugin-openai`, `plugin-openai` and `OpenAI` are `openai`; hyphens count as underscores, versions do not.
    """
    last = name.strip().rsplit("/", 1)[-1].partition("@")[0].lower().replace("-", "_")
    return next((last.removeprefix(prefix) for prefix in _PREFIXES if last.startswith(prefix)), last)


def is_valid(value: object) -> TypeGuard[Plugin]:
    """Tell whether this is a plugin that can be loaded: it has a name, and brings something or says what it is."""
    if not isinstance(value, Plugin) or not short_name(str(value.name or "")):
        return False
    brings = (
        value.init,
        value.services,
        value.providers,
        value.actions,
        value.evaluators,
        value.models,
        value.events,
        value.routes,
        value.task_workers,
        value.adapter,
        value.schema,
        value.dependencies,
        value.description,
    )
    return any(brings)


def only_valid(plugins: Iterable[object]) -> list[Plugin]:
    """Return the plugins that can be loaded; any other is left out with a warning."""
    found: list[Plugin] = []
    for plugin in plugins:
        if is_valid(plugin):
            found.append(plugin)
        else:
            structlog.get_logger("parley.plugins").warning("plugin_not_valid", plugin=_shown(plugin))
    return found


def _shown(value: object) -> str:
    """Return what may be told of it: a plugin's configuration may hold secrets."""
    return f"plugin {value.name!r}" if isinstance(value, Plugin) else type(value).__name__


def arrange(
    plugins: Sequence[Plugin], all_available: Sequence[Plugin] = (), *, test_mode: bool = False
) -> list[Plugin]:
    """Return these plugins and what they depend on, which is taken from `all_available`, in loading order.

    Of two of a name the first counts. Raises ConfigurationMissing as `resolve` does.
    """
    ours = only_valid(plugins)
    available: dict[str, Plugin] = {}
    for plugin in (*ours, *only_valid(all_available)):
        available.setdefault(short_name(plugin.name), plugin)
    return resolve([plugin.name for plugin in ours], available, test_mode=test_mode)


def resolve(names: Sequence[str], available: Mapping[str, Plugin], *, test_mode: bool = False) -> list[Plugin]:
    """Return the named plugins and what they depend on, dependencies first, then by priority and order of naming.

    What plugins need for their tests alone counts in `test_mode` alone. Raises ConfigurationMissing for names that are
    not available (nothing is ever installed), all of them, and for a circle.
    """
    found: dict[str, Plugin] = {}
    graph: dict[str, set[str]] = {}
    missing: dict[str, tuple[str, str]] = {}
    queue = [(name, "") for name in names]
    order = {short_name(name): index for index, name in reversed(list(enumerate(names)))}
    while queue:
        written, wanted_by = queue.pop(0)
        name = short_name(written)
        if name in graph or name in missing:
            continue
        if name not in available:
            missing[name] = (written, wanted_by)
            continue
        plugin = found[name] = available[name]
        needed = (*plugin.dependencies, *(plugin.test_dependencies if test_mode else ()))
        graph[name] = {short_name(dependency) for dependency in needed}
        queue.extend((dependency, name) for dependency in sorted(needed, key=short_name))
    if missing:
        raise _missing(missing.values(), available)
    return [found[name] for name in _sorted(graph, found, order)]


def _missing(missing: Iterable[tuple[str, str]], available: Iterable[str]) -> ConfigurationMissing:
    """Name what is missing as it was written, each with the plugin that depends on it."""
    named = [f"{name!r}, which {by!r} depends on" if by else repr(name) for name, by in missing]
    known = ", ".join(sorted(available))
    return ConfigurationMissing(
        f"this server has no plugin {'; '.join(named)}. It has: {known}. "
        "Nothing is installed by name: `pip install` the package that holds it; one without an entry point of the "
        "group parley.plugins is then named with PARLEY_PLUGINS=module:attribute",
        [name for name, _ in missing],
    )


def _sorted(graph: Mapping[str, set[str]], plugins: Mapping[str, Plugin], order: Mapping[str, int]) -> list[str]:
    sorter = TopologicalSorter(graph)
    try:
        sorter.prepare()
    except CycleError as error:
        cycle = [str(name) for name in error.args[1]]
        raise ConfigurationMissing(f"plugins depend on one another in a circle: {' -> '.join(cycle)}", cycle) from None
    result: list[str] = []
    ready: list[str] = list(sorter.get_ready())
    while ready:
        ready.sort(key=lambda name: (plugins[name].priority, order.get(name, len(order)), name))
        name = ready.pop(0)
        result.append(name)
        sorter.done(name)
        ready.extend(sorter.get_ready())
    return result
