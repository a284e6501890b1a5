"""Looks at a store without opening it: nothing is locked, made or migrated. For the doctor."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from parley_server.sql.errors import StoreDamaged, StoreTooNew, StoreUnreachable
from parley_server.sql.postgres.address import driver_url, shown
from parley_server.sql.schema import HEAD, VERSION_TABLE
from parley_server.sql.sqlite.connection import FILE_NAME, connect_reader
from parley_server.sql.sqlite.structure import find_break

_TIMEOUT_SECONDS = 5.0
_MAGIC = b"SQLite format 3\0"
# The structure of larger files is looked at when one asks for it.
_CHECKED_BYTES = 1024 * 1024 * 1024
_REVISION = f"SELECT version_num FROM {VERSION_TABLE}"  # noqa: S608 - a constant

# INSERT ... RETURNING came with it.
OLDEST_SQLITE = (3, 35, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreState:
    """What a store is. `revision` is that of its schema, empty where nothing of ours is there yet."""

    place: str
    version: str
    revision: str = ""

    @property
    def is_current(self) -> bool:
        """Tell whether this release can use it as it is."""
        return self.revision == HEAD


def sqlite_version() -> tuple[int, ...]:
    """Return the version of the SQLite library."""
    return sqlite3.sqlite_version_info


def inspect_sqlite(folder: Path, *, deep: bool = False) -> StoreState:
    """Look at the file in a data folder, also while a server uses it. Blocks; `deep` for minutes if it is huge.

    Raises StoreDamaged, StoreTooNew or StoreUnreachable.
    """
    path = folder / FILE_NAME
    version = f"SQLite {sqlite3.sqlite_version}"
    try:
        if not path.exists() or not path.stat().st_size:
            return StoreState(place=str(path), version=version)
        with path.open("rb") as file:
            start = file.read(len(_MAGIC))
        if start != _MAGIC:
            raise StoreDamaged(str(path), "is not a SQLite database")
        with closing(connect_reader(path)) as connection:
            tables = {str(name) for (name,) in connection.execute("SELECT name FROM sqlite_schema")}
            found = connection.execute(_REVISION).fetchone() if VERSION_TABLE in tables else None
            broken = find_break(connection, path, at_most=None if deep else _CHECKED_BYTES)
    except OSError as error:
        raise StoreUnreachable(str(path), error.strerror or str(error)) from None
    except sqlite3.OperationalError as error:
        raise StoreUnreachable(str(path), str(error)) from None
    except sqlite3.DatabaseError as error:
        raise StoreDamaged(str(path), f"is damaged ({error})") from None
    if broken:
        raise StoreDamaged(str(path), f"is damaged ({broken})")
    if tables and found is None:
        raise StoreDamaged(str(path), "is a database of something else")
    return _known(StoreState(place=str(path), version=version, revision=str(found[0]) if found else ""))


async def inspect_postgres(url: str) -> StoreState:
    """Look at a PostgreSQL database, for 5 s at the most.

    Raises StoreTooNew or StoreUnreachable, whose texts never tell user or password.
    """
    place = shown(url)
    try:
        import asyncpg  # type: ignore[import-untyped] # it has no types
    except ImportError as error:
        raise StoreUnreachable(place, f"{error.name} is not installed; install parley[postgres]") from None
    try:
        connection = await asyncpg.connect(driver_url(url), timeout=_TIMEOUT_SECONDS, command_timeout=_TIMEOUT_SECONDS)
        try:
            version = f"PostgreSQL {connection.get_server_version().major}"
            known = await connection.fetchval("SELECT to_regclass($1)::text", VERSION_TABLE)
            found = await connection.fetchval(_REVISION) if known else None
        finally:
            connection.terminate()
    except (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError, ValueError) as error:
        raise StoreUnreachable(place, _why(error)) from None
    return _known(StoreState(place=place, version=version, revision=str(found or "")))


def _why(error: Exception) -> str:
    if isinstance(error, ValueError):
        return "the address cannot be read"  # its text would repeat parts of the address
    if isinstance(error, TimeoutError | asyncio.TimeoutError):
        return "it does not answer within 5 s"
    return str(error) or type(error).__name__


def _known(state: StoreState) -> StoreState:
    if state.revision.isdigit() and int(state.revision) > int(HEAD):
        raise StoreTooNew(state.place, state.revision)
    return state
