"""The backends of the storage suite: each test runs on all of them, on a database of its own."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from parley_server.sql.outbox import Outbox
from parley_server.storage.sql.open import open_postgres, open_sqlite
from parley_server.storage.sql.store import SqlStore
from tests.contract.storage.storage_builders import RecordingOutbox, StorageBackend


class _Sqlite:
    def __init__(self, folder: Path, flush: str) -> None:
        self._folder = folder
        self._flush = flush

    def open(self, outbox: Outbox | None = None) -> AbstractAsyncContextManager[SqlStore]:
        return open_sqlite(self._folder, flush="disk" if self._flush == "disk" else "process", outbox=outbox)


class _Postgres:
    def __init__(self, url: str) -> None:
        self._url = url

    def open(self, outbox: Outbox | None = None) -> AbstractAsyncContextManager[SqlStore]:
        return open_postgres(self._url, outbox=outbox)


@pytest.fixture(params=["sqlite-process", "sqlite-disk", "postgres"])
def backend(request: pytest.FixtureRequest, tmp_path: Path) -> StorageBackend:
    """Each database in turn, empty."""
    if request.param == "postgres":
        return _Postgres(request.getfixturevalue("postgres_database"))
    return _Sqlite(tmp_path / "data", request.param.removeprefix("sqlite-"))


@pytest.fixture
async def store(backend: StorageBackend) -> AsyncIterator[SqlStore]:
    """An open store."""
    async with backend.open() as opened:
        yield opened


@pytest.fixture
async def recorded(backend: StorageBackend) -> AsyncIterator[tuple[SqlStore, RecordingOutbox]]:
    """An open store whose events are written into a table of their own."""
    outbox = RecordingOutbox()
    async with backend.open(outbox) as opened:
        await outbox.create_table(opened.database)
        yield opened, outbox
