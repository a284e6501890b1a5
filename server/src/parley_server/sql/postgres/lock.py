"""One server at a time: an advisory lock on the database, held by a connection of its own.

PostgreSQL gives the lock back when the connection ends, so a server that dies leaves nothing behind. A server whose
connection is cut must take the lock again before it writes: another one may have taken it meanwhile.
"""

import asyncio
import os
from datetime import datetime
from typing import Any, Self

import asyncpg  # type: ignore[import-untyped] # it has no types
import structlog

from parley_server.domain.errors import StoreUnavailable
from parley_server.sql.errors import FolderInUse, Holder
from parley_server.sql.postgres.address import driver_url, shown
from parley_server.sql.postgres.errors import DRIVER_ERRORS, not_opened, translate

# "parley" in ASCII: any other number would do, as long as it stays the same.
_KEY = 0x7061726C6579
_TIMEOUT_SECONDS = 10.0
# PostgreSQL notices a moment later that a server was killed: 70 ms were seen.
_TRIES = 25
_PAUSE_SECONDS = 0.02
_APPLICATION = "parley"
# PostgreSQL cuts longer names.
_NAME_LIMIT = 63

_TAKE = "SELECT pg_try_advisory_lock($1)"
_HOLDER = """
    SELECT activity.application_name, activity.backend_start
    FROM pg_locks AS locks JOIN pg_stat_activity AS activity USING (pid)
    WHERE locks.locktype = 'advisory' AND locks.granted AND locks.objsubid = 1
        AND locks.classid::bigint = $1::bigint >> 32 AND locks.objid::bigint = $1::bigint & 4294967295
        AND activity.datname = current_database()
"""

_log = structlog.get_logger(__name__)


class DatabaseLock:
    """The lock of a database, held from `acquire` to `release`."""

    def __init__(self, url: str) -> None:
        """Lock the database at this address; use `acquire`."""
        self._url = url
        self._name = f"{_APPLICATION} {os.getpid()}"
        self._connection: Any = None
        self._regaining = asyncio.Lock()
        # A connection does one thing at a time: whoever comes in between would take it for broken.
        self._using = asyncio.Lock()
        self._released = False
        self._failed_at = 0.0

    @classmethod
    async def acquire(cls, url: str) -> Self:
        """Lock a database for this process.

        Raises FolderInUse when another server holds it, StoreUnreachable when it does not answer within 10 s.
        """
        lock = cls(url)
        try:
            await lock._take()
        except DRIVER_ERRORS as error:
            raise not_opened(error, shown(url)) from None
        return lock

    @property
    def connection(self) -> Any:
        """The connection that holds the lock; for work before the store is open."""
        return self._connection

    async def write_address(self, address: str) -> None:
        """Tell others where this server listens, for example "127.0.0.1:7777". Raises StoreUnavailable."""
        self._name = f"{_APPLICATION} {os.getpid()} {address}"[:_NAME_LIMIT]
        async with self._using:
            try:
                await self._connection.execute("SELECT set_config('application_name', $1, false)", self._name)
            except DRIVER_ERRORS as error:
                raise translate(error, "telling the address") from None

    async def ensure(self) -> None:
        """Make sure that the lock is still held, and take it again when its connection was cut.

        Raises StoreUnavailable when that is not possible, above all when another server has it now.
        """
        if self._is_held():
            return
        loop = asyncio.get_running_loop()
        asked_at = loop.time()
        async with self._regaining:
            if self._failed_at > asked_at:
                # Tried while this one waited: each of a queue of writers would wait for a deadline of its own.
                raise StoreUnavailable("the store does not answer")
            if self._released:
                raise StoreUnavailable("the store is closed")
            if self._is_held():
                return
            try:
                await self._regain()
            except StoreUnavailable:
                self._failed_at = loop.time()
                raise

    async def ping(self) -> None:
        """Ask the connection whether it lives: one that was cut without a word is only noticed by use."""
        await self.ensure()
        async with self._using:
            try:
                await self._connection.fetchval("SELECT 1")
            except DRIVER_ERRORS as error:
                self._connection.terminate()
                raise translate(error, "asking for the lock") from None

    async def release(self) -> None:
        """Give the database back, for good."""
        self._released = True
        try:
            await self._connection.close(timeout=_TIMEOUT_SECONDS)
        except DRIVER_ERRORS as error:
            _log.warning("store.lock_not_closed", error=str(error))

    async def _regain(self) -> None:
        _log.warning("store.lock_lost", place=shown(self._url))
        try:
            await self._take()
        except FolderInUse as error:
            _log.error("store.lock_taken_over", place=error.place)
            raise StoreUnavailable("another server has taken over the store") from None
        except DRIVER_ERRORS as error:
            # What is lost cannot be the fault of a value.
            raise StoreUnavailable(translate(error, "taking the lock again").message) from None
        if self._released:
            self._connection.terminate()
            raise StoreUnavailable("the store is closed")

    def _is_held(self) -> bool:
        return not self._connection.is_closed()

    async def _take(self) -> None:
        connection = await asyncpg.connect(
            driver_url(self._url),
            timeout=_TIMEOUT_SECONDS,
            command_timeout=_TIMEOUT_SECONDS,
            # The server's side notices in about a minute when ours is gone without a word, and frees the lock.
            server_settings={
                "application_name": self._name,
                "tcp_keepalives_idle": "30",
                "tcp_keepalives_interval": "10",
                "tcp_keepalives_count": "3",
            },
        )
        try:
            for _ in range(_TRIES):
                if await connection.fetchval(_TAKE, _KEY):
                    break
                await asyncio.sleep(_PAUSE_SECONDS)
            else:
                raise FolderInUse(shown(self._url), _holder(await connection.fetch(_HOLDER, _KEY)))
        except BaseException:
            connection.terminate()
            raise
        self._connection = connection


def _holder(rows: list[tuple[str, datetime]]) -> Holder | None:
    """Return who holds the lock, told by the name of the connection: "parley", process id, address."""
    for name, started_at in rows:
        application, pid, address = ([*name.split(" "), "", ""])[:3]
        if application == _APPLICATION and pid.isdigit():
            return Holder(pid=int(pid), address=address, started_at=started_at)
    return None
