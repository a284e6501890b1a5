"""Plugins of one agent: in dependency and priority order, each registered whole (document 2, "registerPlugin")."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from graphlib import CycleError, TopologicalSorter

from parley_server.domain.errors import ConfigurationMissing
from parley_server.plugin_api import Plugin


def short_name(name: str) -> str:
    """Return the name under which a plugin is known here: `@elizaos/plugin-openai` and `plugin-openai` are `openai`."""
    return name.rsplit("/", 1)[-1].removeprefix("plugin-").lower()


def resolve(names: Sequence[str], available: Mapping[str, Plugin]) -> list[Plugin]:
    """Return the named plugins and what they depend on, dependencies first, then by priority and order of naming.

    Raises ConfigurationMissing for a name that is not available (nothing is ever installed) and for a cycle.
    """
    graph: dict[str, set[str]] = {}
    missing: list[str] = []
    queue = [short_name(name) for name in names]
    order = {name: index for index, name in reversed(list(enumerate(queue)))}
    while queue:
        name = queue.pop(0)
        if name in graph or name in missing:
            continue
        plugin = available.get(name)
        if plugin is None:
            missing.append(name)
            continue
        graph[name] = {short_name(dependency) for dependency in plugin.dependencies}
        queue.extend(sorted(graph[name]))
    if missing:
        known = ", ".join(sorted(available))
        raise ConfigurationMissing(
            f"no plugin {', '.join(repr(name) for name in missing)} in this server; there are: {known}. "
            "Nothing is installed by name: `pip install` the package that holds it, "
            "then name it with PARLEY_PLUGINS=module:attribute",
            missing,
        )
    return [available[name] for name in _sorted(graph, available, order)]


def _sorted(graph: Mapping[str, set[str]], available: Mapping[str, Plugin], order: Mapping[str, int]) -> list[str]:
    sorter = TopologicalSorter(graph)
    try:
        sorter.prepare()
    except CycleError as error:
        cycle = [str(name) for name in error.args[1]]
        raise ConfigurationMissing(f"plugins depend on one another in a circle: {' -> '.join(cycle)}", cycle) from None
    result: list[str] = []
    ready: list[str] = list(sorter.get_ready())
    while ready:
        ready.sort(key=lambda name: (available[name].priority, order.get(name, len(order)), name))
        name = ready.pop(0)
        result.append(name)
        sorter.done(name)
        ready.extend(sorter.get_ready())
    return result
