"""The door between stores and databases: units of work go in, queries come out."""

from typing import Protocol

from parley_server.sql.queries import Backend, Outcome, Params, Query, Row, Unit


class Database(Protocol):
    """Runs units and queries. Driver errors leave it as StoreUnavailable or InvalidField, never as themselves."""

    @property
    def backend(self) -> Backend:
        """Which database this is."""
        ...

    async def write(self, unit: Unit) -> list[Outcome]:
        """Run a unit of work in one transaction and return one outcome a statement.

        Raises what a statement names as its refusal when it touched no row; then nothing of the unit is stored.
        Waits while too many units are under way. When the caller is cancelled, the unit is stored whole or not at all.
        """
        ...

    async def read(self, query: Query, params: Params, *, few: bool = False) -> list[Row]:
        """Return the rows of a query. It sees every unit whose `write` has returned.

        `few` says that an index finds them and that they are few: SQLite then reads them without a thread.
        """
        ...

    async def ping(self) -> None:
        """Make sure that the database answers. Raises StoreUnavailable."""
        ...
