"""All stores of one SQL database."""

from collections.abc import Awaitable, Callable, Mapping

from parley_server.sql.database import Database
from parley_server.sql.outbox import Outbox
from parley_server.storage.sql.agents import SqlAgents
from parley_server.storage.sql.cache import SqlCache
from parley_server.storage.sql.embeddings import SqlEmbeddings
from parley_server.storage.sql.events import SqlEvents
from parley_server.storage.sql.logs import SqlLogs
from parley_server.storage.sql.memories import SqlMemories
from parley_server.storage.sql.requests import SqlRequests
from parley_server.storage.sql.runs import SqlRuns
from parley_server.storage.sql.schemas.store import SqlSchemas
from parley_server.storage.sql.surroundings import Surroundings
from parley_server.storage.sql.tasks import SqlTasks
from parley_server.storage.sql.vectors import SqlVectors
from parley_server.storage.sql.worlds import SqlWorlds


class SqlStore:
    """The Store of a Database; opened by open.py, which also closes it."""

    def __init__(
        self, database: Database, *, flush: str, outbox: Outbox, write_address: Callable[[str], Awaitable[None]]
    ) -> None:
        """Put the roles together. `database` belongs to the opener, as does the lock that `write_address` writes to."""
        self.database = database
        self._write_address = write_address
        self.flush = flush
        self.agents = SqlAgents(database, outbox)
        self._surroundings = surroundings = Surroundings()
        self.runs = SqlRuns(database, outbox, surroundings)
        self.memories = SqlMemories(database, outbox)
        self.vectors = SqlVectors(database)
        self.worlds = SqlWorlds(database, outbox, surroundings, self.memories)
        self.events = SqlEvents(database, outbox)
        self.cache = SqlCache(database)
        self.logs = SqlLogs(database)
        self.requests = SqlRequests(database)
        self.tasks = SqlTasks(database)
        self.embeddings = SqlEmbeddings(database)
        self.schemas = SqlSchemas(database)

    def sizes(self) -> Mapping[str, int]:
        """Return how much of the store is remembered in memory, by what."""
        return {**self._surroundings.sizes(), **self.tasks.sizes(), "plugin_tables": len(self.schemas)}

    async def ping(self) -> None:
        """Make sure that the database answers. Raises StoreUnavailable."""
        await self.database.ping()

    async def write_address(self, address: str) -> None:
        """Tell whoever meets the lock where this server listens, for example "127.0.0.1:7777"."""
        await self._write_address(address)
