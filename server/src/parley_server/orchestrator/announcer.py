"""Tells the bus of what is not stored: that agents run or have stopped, that messages were sent together."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import structlog

from parley_server.domain.errors import ParleyError
from parley_server.domain.events import DomainEvent
from parley_server.storage.events import EventStore


class Announcer:
    """Announces what has happened already: a store that is away takes nothing of it back, and is logged."""

    def __init__(self, events: EventStore) -> None:
        """Announce here."""
        self._events = events
        self._listeners: list[Callable[[DomainEvent], None]] = []
        self._log = structlog.get_logger("parley.bus")

    def listen(self, listener: Callable[[DomainEvent], None]) -> None:
        """Call a listener of this process with each event, once it has happened. It must not fail."""
        self._listeners.append(listener)

    def told(self, events: Sequence[DomainEvent]) -> None:
        """Tell the listeners of this process what was stored, for the bus, with the change itself."""
        for event in events:
            for listener in self._listeners:
                listener(event)

    async def tell(self, events: Sequence[DomainEvent]) -> None:
        """Put events into the outbox, and tell the listeners; never fails."""
        if not events:
            return
        self.told(events)
        try:
            await self._events.announce(events)
        except ParleyError as error:
            types = sorted({event.type for event in events})
            self._log.error("events_not_announced", event_types=types, count=len(events), reason=error.reason)
