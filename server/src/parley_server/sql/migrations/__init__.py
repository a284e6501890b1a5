"""Migrations by Alembic, imported only when an older database is found."""

from pathlib import Path

from parley_server.sql.errors import StoreTooNew


def upgrade_sqlite(path: Path, revision: str) -> None:
    """Bring an older file to the newest schema. Blocks. Raises StoreTooNew for a revision that is not known here."""
    # There is no older revision yet.
    raise StoreTooNew(str(path), revision)


async def upgrade_postgres(url: str, revision: str) -> None:
    """Bring an older database to the newest schema. Raises StoreTooNew for a revision that is not known here."""
    raise StoreTooNew(url, revision)
