"""Brings the file to the newest schema, or says why it cannot."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from parley_server.sql.errors import StoreDamaged, StoreUnreachable
from parley_server.sql.queries import Backend
from parley_server.sql.schema import HEAD, VERSION_TABLE, create_script
from parley_server.sql.sqlite.structure import find_break

_MAGIC = b"SQLite format 3\0"
# The structure of larger files is left to the doctor: a start must not take seconds.
_CHECKED_BYTES = 128 * 1024 * 1024


def prepare(path: Path) -> None:
    """Make the schema in a new file, migrate an older one, check that it is a database of ours. Blocks.

    Raises StoreDamaged, StoreTooNew or StoreUnreachable.
    """
    _check_file(path)
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            revision = _revision(connection, path)
            if revision is None:
                _create(connection)
            elif words := find_break(connection, path, at_most=_CHECKED_BYTES):
                raise StoreDamaged(str(path), f"is damaged ({words})")
    except sqlite3.OperationalError as error:
        raise StoreUnreachable(str(path), str(error)) from None
    except sqlite3.DatabaseError as error:
        raise StoreDamaged(str(path), f"is damaged ({error})") from None
    if revision not in (None, HEAD):
        from parley_server.sql.migrations.upgrade import upgrade_sqlite  # on use: Alembic takes 0.2 s to import

        upgrade_sqlite(path, revision)


def _check_file(path: Path) -> None:
    """Look at the first bytes, which cost nothing."""
    try:
        # Secrets of agents are in it: for the owner's eyes only.
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_CREAT, 0o600), "rb") as file:
            start = file.read(len(_MAGIC))
    except OSError as error:
        raise StoreUnreachable(str(path), error.strerror or str(error)) from None
    if start and start != _MAGIC:
        raise StoreDamaged(str(path), "is not a SQLite database")


def _revision(connection: sqlite3.Connection, path: Path) -> str | None:
    """Return the revision of the schema, None for an empty file."""
    tables = {str(name) for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    if not tables:
        return None
    if VERSION_TABLE not in tables:
        raise StoreDamaged(str(path), "is a database of something else")
    found = connection.execute(f"SELECT version_num FROM {VERSION_TABLE}").fetchone()  # noqa: S608 - a constant
    if found is None:
        raise StoreDamaged(str(path), "does not say which schema it has")
    return str(found[0])


def _create(connection: sqlite3.Connection) -> None:
    # One transaction: a crash in the middle leaves an empty file, not half a schema.
    connection.execute("BEGIN EXCLUSIVE")
    for statement in create_script(Backend.SQLITE):
        connection.execute(statement)
    connection.execute("COMMIT")
