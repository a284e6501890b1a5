"""Where domain events leave a transaction: statements that the store adds to the unit of the change itself."""

from collections.abc import Sequence
from typing import Protocol

from parley_server.domain.events import DomainEvent
from parley_server.sql.queries import Statement


class Outbox(Protocol):
    """Turns events into statements. Pure: it is called before the unit runs, perhaps for one that is refused."""

    def statements(self, events: Sequence[DomainEvent]) -> Sequence[Statement]:
        """Return what to run in the transaction of the change that these events announce."""
        ...


class NoOutbox:
    """Announces nothing: for a server without a bus log."""

    def statements(self, events: Sequence[DomainEvent]) -> Sequence[Statement]:
        """Return no statements."""
        return ()
