"""Plugins of installed packages, found by their entry points and loaded when an agent wants them."""

from __future__ import annotations

import importlib.metadata
import threading
from collections.abc import Collection, Iterable, Iterator, Mapping

import structlog

from parley_server.domain.errors import ComponentFailed
from parley_server.plugin_api import Plugin
from parley_server.runtime.plugins import is_valid, short_name

GROUP = "parley.plugins"


class InstalledPlugins(Mapping[str, Plugin]):
    """Plugins by name. A package's code runs when its plugin is asked for first, never because it is installed.

    Looking one up imports its module, which blocks; it raises ComponentFailed for what cannot be loaded, again each
    time: a failed import is not remembered, so that a mended package is found.
    """

    def __init__(self, points: Iterable[importlib.metadata.EntryPoint], *, taken: Collection[str] = ()) -> None:
        """Offer these entry points, without those whose names are `taken`: no package replaces a plugin of ours."""
        self._points: dict[str, list[importlib.metadata.EntryPoint]] = {}
        self._loaded: dict[str, Plugin] = {}
        self._lock = threading.Lock()
        for point in points:
            name = short_name(point.name)
            if name in taken:
                structlog.get_logger("parley.plugins").warning("plugin_name_taken", plugin=name, entry=point.value)
            elif all(point.value != other.value for other in self._points.get(name, ())):
                self._points.setdefault(name, []).append(point)

    @classmethod
    def scan(cls, *, taken: Collection[str] = ()) -> InstalledPlugins:
        """Look at the packages of this Python; no code of theirs runs."""
        return cls(importlib.metadata.entry_points(group=GROUP), taken=taken)

    def __getitem__(self, name: str) -> Plugin:
        points = self._points[name]
        with self._lock:
            if name not in self._loaded:
                self._loaded[name] = _load(name, points)
            return self._loaded[name]

    def __contains__(self, name: object) -> bool:
        return name in self._points

    def __iter__(self) -> Iterator[str]:
        return iter(self._points)

    def __len__(self) -> int:
        return len(self._points)


def _load(name: str, points: list[importlib.metadata.EntryPoint]) -> Plugin:
    if len(points) > 1:
        values = ", ".join(point.value for point in points)
        raise ComponentFailed(name, f"plugin {name}", f"several packages bring it: {values}; uninstall all but one")
    try:
        value = points[0].load()
        plugin = value() if callable(value) and not isinstance(value, Plugin) else value
    except Exception as error:
        note = f"{points[0].value} cannot be loaded: {type(error).__name__}: {error}"
        raise ComponentFailed(name, f"plugin {name}", note) from error
    if not is_valid(plugin):
        raise ComponentFailed(name, f"plugin {name}", f"{points[0].value} is no plugin with a name and components")
    if short_name(plugin.name) != name:
        raise ComponentFailed(name, f"plugin {name}", f"{points[0].value} calls itself {plugin.name!r}")
    return plugin
