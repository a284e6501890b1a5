"""The backends of the bus store: each test runs on all of them, on one of its own."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest

from parley_server.bus.memory.store import MemoryBusStore
from parley_server.bus.sql.outbox import NotifyingDatabase, SqlOutbox
from parley_server.bus.sql.store import SqlBusStore
from parley_server.bus.store import BusStore, EventLogStore
from parley_server.domain.ids import TenantId
from parley_server.sql.database import Database
from parley_server.storage.sql.open import open_postgres, open_sqlite
from parley_server.storage.sql.store import SqlStore
from tests.contract.bus.bus_builders import BusBackend, SqlParts, encode


class _Memory:
    def __init__(self) -> None:
        self._store = MemoryBusStore()

    @asynccontextmanager
    async def open(self) -> AsyncIterator[BusStore]:
        yield self._store


class SqlBackend:
    """A database in a folder, or one with an address."""

    def __init__(self, kind: str, folder: Path, url: str = "") -> None:
        self._kind = kind
        self.folder = folder
        self.url = url

    @asynccontextmanager
    async def open(self) -> AsyncIterator[BusStore]:
        async with self.parts() as parts:
            yield parts.bus

    @asynccontextmanager
    async def parts(self) -> AsyncIterator[SqlParts]:
        """Open the stores of the domain beside the bus, wired to each other."""
        told: list[TenantId] = []
        async with self._store(told) as store:
            yield SqlParts(SqlBusStore(store.database), store, told)

    def _store(self, told: list[TenantId]) -> AbstractAsyncContextManager[SqlStore]:
        def wrap(database: Database) -> Database:
            return NotifyingDatabase(database, told.append)

        outbox = SqlOutbox(encode)
        if self.url:
            return open_postgres(self.url, outbox=outbox, wrap=wrap)
        return open_sqlite(
            self.folder, flush="disk" if self._kind == "sqlite-disk" else "process", outbox=outbox, wrap=wrap
        )


SQL_KINDS = ["sqlite-process", "sqlite-disk", "postgres"]


def _sql(kind: str, request: pytest.FixtureRequest, folder: Path) -> SqlBackend:
    url = request.getfixturevalue("postgres_database") if kind == "postgres" else ""
    return SqlBackend(kind, folder / "data", url)


@pytest.fixture(params=SQL_KINDS)
def sql_backend(request: pytest.FixtureRequest, tmp_path: Path) -> SqlBackend:
    """Each database in turn, empty."""
    return _sql(request.param, request, tmp_path)


@pytest.fixture(params=["memory", *SQL_KINDS])
def backend(request: pytest.FixtureRequest, tmp_path: Path) -> BusBackend:
    """Each backend in turn, empty."""
    return _Memory() if request.param == "memory" else _sql(request.param, request, tmp_path)


@pytest.fixture
async def log_store(bus: BusStore) -> EventLogStore:
    """The log of an open store."""
    return bus.log


@pytest.fixture
async def bus(backend: BusBackend) -> AsyncIterator[BusStore]:
    """An open store."""
    async with backend.open() as opened:
        yield opened
