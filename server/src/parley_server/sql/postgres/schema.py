"""Brings a database to the newest schema, or says why it cannot."""

from typing import Any

from parley_server.sql.errors import StoreDamaged
from parley_server.sql.postgres.address import shown
from parley_server.sql.queries import Backend
from parley_server.sql.schema import HEAD, VERSION_TABLE, create_script
from parley_server.sql.tables import METADATA

# One that an administrator has made is left as it is, and asks for no rights.
_PGVECTOR = "CREATE EXTENSION IF NOT EXISTS vector"
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"


async def prepare(connection: Any, url: str) -> None:
    """Make the schema in an empty database, migrate an older one. `connection` holds the lock.

    Raises StoreDamaged when the tables there are not ours, StoreTooNew when a newer release wrote them.
    """
    revision = await _revision(connection, url)
    if revision != HEAD:
        await connection.execute(_PGVECTOR)
    if revision is None:
        # Sent at once they are one transaction: a crash in the middle leaves nothing, not half a schema.
        await connection.execute(";\n".join(create_script(Backend.POSTGRES)))
    elif revision != HEAD:
        from parley_server.sql.migrations.upgrade import upgrade_postgres  # on use: Alembic takes 0.2 s to import

        await upgrade_postgres(url, revision)


async def _revision(connection: Any, url: str) -> str | None:
    """Return the revision of the schema, None when nothing of ours is there."""
    tables = {str(name) for (name,) in await connection.fetch(_TABLES)}
    if VERSION_TABLE in tables:
        found = await connection.fetchval(f"SELECT version_num FROM {VERSION_TABLE}")  # noqa: S608 - a constant
        if found is None:
            raise StoreDamaged(shown(url), "does not say which schema it has")
        return str(found)
    if tables.intersection(METADATA.tables):
        raise StoreDamaged(shown(url), "has tables of something else")
    return None
