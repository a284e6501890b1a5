"""Events of one agent: handlers run side by side and isolated from one another (document 2, "Event System")."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from parley_server.plugin_api import EventHandler, Logger
from parley_server.plugin_api.components import EventParams
from parley_server.runtime.limits import ComponentLimits, within
from parley_server.runtime.ownership import current_plugin

DEFAULT_SOURCE = "runtime"


@dataclass(slots=True)
class _Entry:
    """A handler with its plugin, and what went wrong when it was called last."""

    handler: EventHandler
    plugin: str
    fault: str = ""


class EventRegistry:
    """Keeps the handlers of one agent, by event."""

    def __init__(self, limits: ComponentLimits, log: Logger, redact: Callable[[str], str]) -> None:
        """Start empty; `redact` takes secrets out of faults."""
        self._redact = redact
        self._limits = limits
        self._handlers: dict[str, list[_Entry]] = {}
        self._log = log

    def register(self, event: str, handler: EventHandler, *, plugin: str = "") -> None:
        """Let a handler of a plugin, by default of the one that is at work, hear an event."""
        self._handlers.setdefault(event, []).append(_Entry(handler, plugin or current_plugin()))

    def unregister(self, event: str, handler: EventHandler) -> None:
        """Let a handler hear an event no more; one that does not is left alone."""
        handlers = self._handlers.get(event, [])
        known = next((entry for entry in handlers if entry.handler == handler), None)
        if known is not None:
            handlers.remove(known)

    def remove_of(self, plugin: str) -> None:
        """Let the handlers of a plugin hear nothing more."""
        for event, handlers in self._handlers.items():
            self._handlers[event] = [entry for entry in handlers if entry.plugin != plugin]

    def get(self, event: str) -> tuple[EventHandler, ...]:
        """Return the handlers of an event, in order of registration."""
        return tuple(entry.handler for entry in self._handlers.get(event, ()))

    def listed(self) -> list[tuple[str, str, str]]:
        """Return (event, plugin, fault) for every handler, in order of registration; mostly there is no fault."""
        return [(event, entry.plugin, entry.fault) for event, known in self._handlers.items() for entry in known]

    @property
    def faults(self) -> Mapping[str, str]:
        """Events of which a handler failed when it was called last, with its fault."""
        return {event: fault for event, _, fault in self.listed() if fault}

    def by_event(self) -> dict[str, tuple[EventHandler, ...]]:
        """Return all handlers by event."""
        return {event: self.get(event) for event, known in self._handlers.items() if known}

    async def emit(self, events: str | Sequence[str], params: EventParams) -> int:
        """Call the handlers of each event, one event after the other, and wait for them; return how many ran.

        Params without a `source` get "runtime" (reference-values 1.4).
        """
        params = {**params, "source": params.get("source") or DEFAULT_SOURCE}
        ran = 0
        for name in [events] if isinstance(events, str) else events:
            handlers = tuple(self._handlers.get(name, ()))
            async with asyncio.TaskGroup() as group:
                for entry in handlers:
                    group.create_task(self._call(name, entry, params))
            ran += len(handlers)
        return ran

    def clear(self) -> None:
        """Forget every handler."""
        self._handlers.clear()

    async def _call(self, event: str, entry: _Entry, params: EventParams) -> None:
        try:
            async with within(self._limits.event_handler, entry.plugin, event):
                await entry.handler(params)
            entry.fault = ""
        except Exception as error:  # noqa: BLE001 - the spec isolates event handlers from one another
            entry.fault = self._redact(str(error)) or type(error).__name__
            self._log.error(
                "event_handler_failed", event_type=event, plugin=entry.plugin, error=str(error), exc_info=error
            )
