"""Reads: a few connections that cannot write, each in a thread of its own, and one for short reads in the loop."""

import asyncio
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from parley_server.domain.errors import StoreUnavailable
from parley_server.sql.queries import Backend, Params, Query, Row
from parley_server.sql.sqlite.connection import DRIVER_ERRORS, INLINE_BUSY_SECONDS, connect_reader, translate

READERS = 3
_TIMEOUT_SECONDS = 30.0


class Readers:
    """Runs queries in threads. Callers beyond the number of threads wait for their turn."""

    def __init__(self, path: Path, *, readers: int = READERS, timeout: float = _TIMEOUT_SECONDS) -> None:
        """Read this file; connections of threads are made on first use."""
        self._path = path
        self._inline = connect_reader(path, timeout=INLINE_BUSY_SECONDS)
        self._timeout = timeout
        self._turns = asyncio.Semaphore(readers)
        self._threads = ThreadPoolExecutor(max_workers=readers, thread_name_prefix="parley-reader")
        self._own = threading.local()
        self._connections: list[sqlite3.Connection] = [self._inline]
        self._lock = threading.Lock()
        self._closed = False

    async def read(self, query: Query, params: Params) -> list[Row]:
        """Return the rows of a query; see Database.read. Raises StoreUnavailable after 30 s."""
        text, bind, _ = query.compiled(Backend.SQLITE)
        values = bind(params)
        try:
            async with asyncio.timeout(self._timeout), self._turns:
                if self._closed:
                    raise StoreUnavailable("the store is closed")
                loop = asyncio.get_running_loop()
                return await loop.run_in_executor(self._threads, self._select, text, values)
        except TimeoutError as error:
            raise translate(error, "reading") from None

    def read_inline(self, query: Query, params: Params) -> list[Row]:
        """Return the rows of a query that are few and found by an index.

        A hand-over to a thread and back costs several times as much, and the thread has to wait for a busy loop.
        """
        if self._closed:
            raise StoreUnavailable("the store is closed")
        text, bind, _ = query.compiled(Backend.SQLITE)
        return _rows(self._inline, text, bind(params))

    async def close(self) -> None:
        """Wait for the reads under way, then close the connections; further reads raise StoreUnavailable."""
        self._closed = True
        await asyncio.to_thread(self._threads.shutdown)
        for connection in self._connections:
            connection.close()

    def _select(self, text: str, values: tuple[object, ...]) -> list[Row]:
        return _rows(self._connection(), text, values)

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._own, "connection", None)
        if connection is None:
            connection = self._own.connection = connect_reader(self._path)
            with self._lock:
                self._connections.append(connection)
        return connection


def _rows(connection: sqlite3.Connection, text: str, values: tuple[object, ...]) -> list[Row]:
    try:
        return connection.execute(text, values).fetchall()
    except DRIVER_ERRORS as error:
        # From None: a driver's error would otherwise leave as the context of ours.
        raise translate(error, "reading") from None
