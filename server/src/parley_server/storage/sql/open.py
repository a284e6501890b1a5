"""Opens a store, and closes it in order: the composition root calls this and nothing else of the backends."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from parley_server.domain.clock import Clock, SystemClock
from parley_server.sql.lock import FolderLock
from parley_server.sql.outbox import NoOutbox, Outbox
from parley_server.sql.sqlite.connection import Flush
from parley_server.sql.sqlite.database import open_database
from parley_server.storage.sql.store import SqlStore


@asynccontextmanager
async def open_sqlite(
    folder: Path, *, flush: Flush = "process", outbox: Outbox | None = None, clock: Clock | None = None
) -> AsyncIterator[SqlStore]:
    """Open the store in a folder, which is made when missing.

    `flush` is what a returned write has survived: "process" a crash of the server, "disk" a power cut too.
    Raises FolderInUse, LockUnsupported, StoreDamaged or StoreTooNew. On the way out, waiting writes are finished.
    """
    started_at = (clock or SystemClock()).now()
    async with AsyncExitStack() as stack:
        await asyncio.to_thread(folder.mkdir, mode=0o700, parents=True, exist_ok=True)
        lock = await asyncio.to_thread(FolderLock.acquire, folder, started_at=started_at)
        stack.callback(lock.release)
        database = await stack.enter_async_context(open_database(folder, flush=flush))
        yield SqlStore(database, flush=flush, lock=lock, outbox=outbox or NoOutbox())
