"""One SQLite file as a Database: opened, prepared, closed in order."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from sqlalchemy import text

from parley_server.sql.errors import StoreUnreachable
from parley_server.sql.queries import Backend, Outcome, Params, Query, Row, Unit
from parley_server.sql.sqlite.batch import BatchRunner
from parley_server.sql.sqlite.checkpoints import Checkpointer
from parley_server.sql.sqlite.connection import FILE_NAME, Flush, connect_writer
from parley_server.sql.sqlite.readers import Readers
from parley_server.sql.sqlite.schema import prepare
from parley_server.sql.sqlite.writer import InlineWriter, ThreadWriter, Writer

_PING = Query(text("SELECT 1"), returns_rows=True)


class SqliteDatabase:
    """The file behind one writer and a few readers. Opened by `open_database`."""

    backend = Backend.SQLITE

    def __init__(self, writer: Writer, readers: Readers) -> None:
        """Put the parts together; `open_database` closes them."""
        self._writer = writer
        self._readers = readers

    async def write(self, unit: Unit) -> list[Outcome]:
        """Run a unit of work in the writer's next transaction; see Database.write."""
        return await self._writer.submit(unit)

    async def read(self, query: Query, params: Params, *, few: bool = False) -> list[Row]:
        """Return the rows of a query; see Database.read."""
        if few:
            return self._readers.read_inline(query, params)
        return await self._readers.read(query, params)

    async def ping(self) -> None:
        """Make sure that the file can be read; see Database.ping."""
        await self._readers.read(_PING, {})


@asynccontextmanager
async def open_database(folder: Path, *, flush: Flush) -> AsyncIterator[SqliteDatabase]:
    """Open `folder`/parley.db, made or migrated first. The caller holds the folder's lock.

    Raises StoreDamaged when the file is none of ours, StoreTooNew when a newer release wrote it, StoreUnreachable when
    the system does not let us.
    """
    path = folder / FILE_NAME
    async with AsyncExitStack() as stack:
        await asyncio.to_thread(prepare, path)
        try:
            connection = await asyncio.to_thread(connect_writer, path, flush)
        except sqlite3.Error as error:
            raise StoreUnreachable(str(path), str(error)) from None
        stack.push_async_callback(asyncio.to_thread, _close_writer, connection)
        checkpointer = Checkpointer(path)
        checkpointer.start()
        stack.push_async_callback(asyncio.to_thread, checkpointer.stop)
        readers = await asyncio.to_thread(Readers, path)
        stack.push_async_callback(readers.close)
        runner = BatchRunner(connection, checkpointer.committed)
        writer: Writer = ThreadWriter(runner) if flush == "disk" else InlineWriter(runner)
        stack.push_async_callback(writer.close)
        yield SqliteDatabase(writer, readers)


def _close_writer(connection: sqlite3.Connection) -> None:
    # The last one out leaves one file behind, easy to copy.
    try:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    finally:
        connection.close()
