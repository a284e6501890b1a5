"""Brings an older database to the newest schema, all in one transaction."""

import asyncio
from pathlib import Path
from typing import Any

import structlog
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import URL, Connection, NullPool, create_engine, event

from parley_server.sql.errors import StoreTooNew
from parley_server.sql.postgres.address import driver_url, shown

_log = structlog.get_logger(__name__)


def upgrade_sqlite(path: Path, revision: str | None) -> None:
    """Bring a file of an older revision (None: an empty one) to the newest schema. Blocks.

    Raises StoreTooNew for a revision that this release does not know.
    """
    _check(revision, str(path))
    engine = create_engine(URL.create("sqlite", database=str(path)), poolclass=NullPool)
    event.listen(engine, "connect", _leave_transactions_to_us)
    event.listen(engine, "begin", _begin)
    with engine.begin() as connection:
        _upgrade(connection)
    _log.info("store.migrated", place=str(path), revision=revision)


async def upgrade_postgres(url: str, revision: str | None) -> None:
    """Bring a database of an older revision (None: an empty one) to the newest schema.

    Raises StoreTooNew for a revision that this release does not know.
    """
    # In a thread with a loop of its own: Alembic reads its files wherever it is.
    await asyncio.to_thread(asyncio.run, _upgrade_postgres(url, revision))


async def _upgrade_postgres(url: str, revision: str | None) -> None:
    import asyncpg  # type: ignore[import-untyped] # on use: an extra, without types
    from sqlalchemy.ext.asyncio import create_async_engine

    _check(revision, shown(url))

    async def connect() -> Any:
        # By ourselves: SQLAlchemy does not read all that asyncpg does in an address, sslmode for one.
        return await asyncpg.connect(driver_url(url))

    engine = create_async_engine("postgresql+asyncpg://", async_creator=connect, poolclass=NullPool)
    async with engine.begin() as connection:
        await connection.run_sync(_upgrade)
    _log.info("store.migrated", place=shown(url), revision=revision)


def revisions() -> list[str]:
    """Return every revision that this release knows, newest first."""
    return [script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()]


def _check(revision: str | None, place: str) -> None:
    if revision is not None and revision not in revisions():
        raise StoreTooNew(place, revision)


def _upgrade(connection: Connection) -> None:
    config = _config()
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise RuntimeError(f"migration failed: {error}") from error


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _leave_transactions_to_us(connection: Any, _record: object) -> None:
    # Python's sqlite3 begins no transaction before a change of the schema; a crash would leave half of it.
    connection.isolation_level = None


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN EXCLUSIVE")
