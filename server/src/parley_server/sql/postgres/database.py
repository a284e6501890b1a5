"""One PostgreSQL database as a Database."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import asyncpg  # type: ignore[import-untyped] # it has no types

from parley_server.sql.postgres.address import driver_url, shown
from parley_server.sql.postgres.errors import DRIVER_ERRORS, TRY_AGAIN, not_opened, translate
from parley_server.sql.postgres.lock import DatabaseLock
from parley_server.sql.postgres.schema import prepare
from parley_server.sql.postgres.vectors import teach_vectors
from parley_server.sql.queries import Backend, Outcome, Params, Query, Row, Statement, Unit

# Connections; units and queries beyond them wait for their turn.
POOL_SIZE = 16
# Seconds: for a connection of the pool, for one statement.
_ACQUIRE_TIMEOUT = 10.0
_COMMAND_TIMEOUT = 30.0
_STATEMENTS = 512
# A unit that met a deadlock or a concurrent change runs so often.
_TRIES = 4


class PostgresDatabase:
    """A pool of connections. Opened by `open_database`."""

    backend = Backend.POSTGRES

    def __init__(self, pool: Any, lock: DatabaseLock) -> None:
        """Use a pool and the lock that must be held; `open_database` closes both."""
        self._pool = pool
        self._lock = lock

    async def write(self, unit: Unit) -> list[Outcome]:
        """Run a unit of work in one transaction; see Database.write."""
        await self._lock.ensure()
        try:
            for _ in range(1, _TRIES):
                try:
                    return await self._write_once(unit)
                except TRY_AGAIN:
                    continue
            return await self._write_once(unit)
        except DRIVER_ERRORS as error:
            # From None: a driver's error would otherwise leave as the context of ours.
            raise translate(error, "writing") from None

    async def read(self, query: Query, params: Params, *, few: bool = False) -> list[Row]:
        """Return the rows of a query; see Database.read."""
        text, bind, _ = query.compiled(Backend.POSTGRES)
        try:
            async with self._pool.acquire(timeout=_ACQUIRE_TIMEOUT) as connection:
                return [tuple(row) for row in await connection.fetch(text, *bind(params))]
        except DRIVER_ERRORS as error:
            raise translate(error, "reading") from None

    async def ping(self) -> None:
        """Make sure that the database answers and that it is still ours; see Database.ping."""
        await self._lock.ping()
        try:
            async with self._pool.acquire(timeout=_ACQUIRE_TIMEOUT) as connection:
                await connection.fetchval("SELECT 1")
        except DRIVER_ERRORS as error:
            raise translate(error, "asking") from None

    async def _write_once(self, unit: Unit) -> list[Outcome]:
        async with self._pool.acquire(timeout=_ACQUIRE_TIMEOUT) as connection:
            if len(unit) == 1:
                # A statement by itself is a transaction already; that saves two round trips.
                return [await _run(connection, unit[0])]
            async with connection.transaction():
                return [await _run(connection, statement) for statement in unit]


@asynccontextmanager
async def open_database(url: str) -> AsyncIterator[tuple[PostgresDatabase, DatabaseLock]]:
    """Open a database, made or migrated first, and lock it for this process.

    Raises FolderInUse, StoreUnreachable, StoreDamaged or StoreTooNew.
    """
    async with AsyncExitStack() as stack:
        lock = await DatabaseLock.acquire(url)
        stack.push_async_callback(lock.release)
        try:
            await prepare(lock.connection, url)
            pool = await stack.enter_async_context(_pool(url))
        except DRIVER_ERRORS as error:
            raise not_opened(error, shown(url)) from None
        yield PostgresDatabase(pool, lock), lock


def _pool(url: str) -> Any:
    return asyncpg.create_pool(
        driver_url(url),
        min_size=1,
        max_size=POOL_SIZE,
        timeout=_ACQUIRE_TIMEOUT,
        command_timeout=_COMMAND_TIMEOUT,
        statement_cache_size=_STATEMENTS,
        connection_class=_Connection,
        init=teach_vectors,
        server_settings={"application_name": "parley store"},
    )


class _Connection(asyncpg.Connection):  # type: ignore[misc] # asyncpg has no types
    """A connection that is given back as it is: no unit leaves session state, and a reset is a round trip."""

    def get_reset_query(self) -> str:
        """Return nothing to be run."""
        return ""


async def _run(connection: Any, statement: Statement) -> Outcome:
    query, rows, refusal = statement
    text, bind, returns_rows = query.compiled(Backend.POSTGRES)
    if len(rows) != 1:
        if rows:
            await connection.executemany(text, [bind(row) for row in rows])
        return Outcome(-1, [])
    if returns_rows:
        found = [tuple(row) for row in await connection.fetch(text, *bind(rows[0]))]
        outcome = Outcome(len(found), found)
    else:
        outcome = Outcome(_touched(await connection.execute(text, *bind(rows[0]))), [])
    if refusal is not None and outcome.touched < 1:
        raise refusal()
    return outcome


def _touched(status: str) -> int:
    """Return the number of rows in PostgreSQL's words, such as "INSERT 0 1" or "CREATE TABLE"."""
    number = status.rpartition(" ")[2]
    return int(number) if number.isdigit() else 0
