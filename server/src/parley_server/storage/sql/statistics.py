"""What PostgreSQL knows of the memories before it has looked at them by itself, which it does once a minute."""

from contextlib import suppress

from sqlalchemy import text

from parley_server.domain.errors import ParleyError
from parley_server.sql.database import Database
from parley_server.sql.queries import Backend, Query

_ARE_THERE = Query(
    text("SELECT 1 FROM pg_stats WHERE schemaname = current_schema() AND tablename = 'memories' LIMIT 1"),
    returns_rows=True,
)
_LOOK = Query(text("ANALYZE memories"))
# From so many on it matters by which index a memory is found.
_MANY = 500


class Statistics:
    """Has PostgreSQL look at a table that is filled faster than it looks by itself.

    Until then it takes each index for as good as any other, and reads all memories of an agent to find one.
    """

    def __init__(self, database: Database) -> None:
        """Watch what is stored in this database."""
        self._database = database
        self._stored = 0
        self._is_done = database.backend is not Backend.POSTGRES

    async def stored(self, count: int) -> None:
        """Take note that so many memories were stored. What fails is no fault of the one who stored them."""
        self._stored += count
        if self._is_done or self._stored < _MANY:
            return
        self._is_done = True
        with suppress(ParleyError):
            if not await self._database.read(_ARE_THERE, {}):
                await self._database.write([_LOOK.one({})])
