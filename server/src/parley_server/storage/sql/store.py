"""All stores of one SQL database."""

from typing import Protocol

from sqlalchemy import text

from parley_server.sql.database import Database
from parley_server.sql.outbox import Outbox
from parley_server.sql.queries import Query
from parley_server.storage.sql.agents import SqlAgents
from parley_server.storage.sql.logs import SqlLogs
from parley_server.storage.sql.memories import SqlMemories
from parley_server.storage.sql.requests import SqlRequests
from parley_server.storage.sql.runs import SqlRuns
from parley_server.storage.sql.worlds import SqlWorlds

_PING = Query(text("SELECT 1"), returns_rows=True)


class Lock(Protocol):
    """What keeps a second server out, and tells others where this one is."""

    def write_address(self, address: str) -> None:
        """Tell others where this server listens, for example "127.0.0.1:7777"."""
        ...


class SqlStore:
    """The Store of a Database; opened by open.py, which also closes it."""

    def __init__(self, database: Database, *, flush: str, lock: Lock, outbox: Outbox) -> None:
        """Put the roles together. `database` and `lock` belong to the opener."""
        self.database = database
        self.lock = lock
        self.flush = flush
        self.agents = SqlAgents(database, outbox)
        self.runs = SqlRuns(database, outbox)
        self.memories = SqlMemories(database, outbox)
        self.worlds = SqlWorlds(database, outbox)
        self.logs = SqlLogs(database)
        self.requests = SqlRequests(database)

    async def ping(self) -> None:
        """Make sure that the database answers. Raises StoreUnavailable."""
        await self.database.read(_PING, {})
