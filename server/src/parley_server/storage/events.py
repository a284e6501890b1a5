"""Events that announce what is not stored itself, such as the start of an agent."""

from collections.abc import Sequence
from typing import Protocol

from parley_server.domain.events import DomainEvent


class EventStore(Protocol):
    """Hands events to the outbox in a transaction of their own."""

    async def announce(self, events: Sequence[DomainEvent]) -> None:
        """Commit these events, all or none."""
        ...
