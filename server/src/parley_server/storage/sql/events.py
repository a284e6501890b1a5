"""Events that announce what is not stored itself, on SQL."""

from collections.abc import Sequence

from parley_server.domain.events import DomainEvent
from parley_server.sql.database import Database
from parley_server.sql.outbox import Outbox


class SqlEvents:
    """The EventStore of a Database."""

    def __init__(self, database: Database, outbox: Outbox) -> None:
        """Announce here."""
        self._database = database
        self._outbox = outbox

    async def announce(self, events: Sequence[DomainEvent]) -> None:
        """Commit these events, all or none."""
        unit = self._outbox.statements(events)
        if unit:
            await self._database.write(unit)
