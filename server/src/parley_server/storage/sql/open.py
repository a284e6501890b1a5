"""Opens a store, and closes it in order: the composition root calls this and nothing else of the backends."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import TypeAlias

from parley_server.domain.clock import Clock, SystemClock
from parley_server.sql.database import Database
from parley_server.sql.errors import StoreUnreachable
from parley_server.sql.lock import FolderLock
from parley_server.sql.outbox import NoOutbox, Outbox
from parley_server.sql.postgres.address import shown
from parley_server.sql.sqlite.connection import Flush
from parley_server.sql.sqlite.database import open_database
from parley_server.storage.sql.store import SqlStore

# Puts something between the stores and their database, such as what tells of written outbox entries.
Wrap: TypeAlias = Callable[[Database], Database]


@asynccontextmanager
async def open_sqlite(
    folder: Path,
    *,
    flush: Flush = "process",
    outbox: Outbox | None = None,
    wrap: Wrap | None = None,
    clock: Clock | None = None,
) -> AsyncIterator[SqlStore]:
    """Open the store in a folder, which is made when missing.

    `flush` is what a returned write has survived: "process" a crash of the server, "disk" a power cut too.
    The stores use what `wrap` makes of the database.
    Raises a StoreNotOpened: FolderInUse, LockUnsupported, StoreDamaged, StoreTooNew, StoreUnreachable.
    On the way out, waiting writes are finished.
    """
    started_at = (clock or SystemClock()).now()
    async with AsyncExitStack() as stack:
        lock = await asyncio.to_thread(_lock_folder, folder, started_at)
        stack.callback(lock.release)
        database: Database = await stack.enter_async_context(open_database(folder, flush=flush))

        async def write_address(address: str) -> None:
            await asyncio.to_thread(lock.write_address, address)

        database = wrap(database) if wrap else database
        store = SqlStore(database, flush=flush, outbox=outbox or NoOutbox(), write_address=write_address)
        await store.runs.recover()
        yield store


@asynccontextmanager
async def open_postgres(url: str, *, outbox: Outbox | None = None, wrap: Wrap | None = None) -> AsyncIterator[SqlStore]:
    """Open the store in a PostgreSQL database: postgresql://, postgres:// or postgresql+asyncpg://.

    The stores use what `wrap` makes of the database.
    What is written has survived a power cut ("disk"), unless the server is configured otherwise.
    Raises a StoreNotOpened: FolderInUse, StoreDamaged, StoreTooNew, StoreUnreachable;
    ValueError for another kind of address.
    """
    place = shown(url)
    try:
        from parley_server.sql.postgres.database import open_database as open_postgres_database
    except ImportError as error:
        raise StoreUnreachable(place, f"{error.name} is not installed; install parley[postgres]") from None
    async with open_postgres_database(url) as (opened, lock):
        database: Database = wrap(opened) if wrap else opened
        store = SqlStore(database, flush="disk", outbox=outbox or NoOutbox(), write_address=lock.write_address)
        await store.runs.recover()
        yield store


def _lock_folder(folder: Path, started_at: datetime) -> FolderLock:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return FolderLock.acquire(folder, started_at=started_at)
    except OSError as error:
        raise StoreUnreachable(str(folder), error.strerror or str(error)) from None
