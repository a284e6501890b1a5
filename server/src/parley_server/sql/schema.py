"""The schema as a script: what a fresh database gets at once, without Alembic's start-up time."""

from sqlalchemy.schema import CreateIndex, CreateTable

from parley_server.sql.queries import Backend, dialect_of
from parley_server.sql.tables import METADATA, declare_postgres_options

# The newest revision in migrations/versions, which the tables above correspond to.
HEAD = "0004"
VERSION_TABLE = "alembic_version"


def create_script(backend: Backend) -> list[str]:
    """Return the statements that make an empty database one of revision HEAD."""
    dialect = dialect_of(backend)
    if backend is Backend.POSTGRES:
        declare_postgres_options()
    statements: list[str] = []
    for table in METADATA.sorted_tables:
        statements.append(str(CreateTable(table).compile(dialect=dialect)).strip())
        indexes = sorted(table.indexes, key=lambda index: str(index.name))
        statements.extend(str(CreateIndex(index).compile(dialect=dialect)).strip() for index in indexes)
    statements.append(
        f"CREATE TABLE {VERSION_TABLE} (version_num VARCHAR(32) NOT NULL, "
        f"CONSTRAINT {VERSION_TABLE}_pkc PRIMARY KEY (version_num))"
    )
    statements.append(f"INSERT INTO {VERSION_TABLE} (version_num) VALUES ('{HEAD}')")  # noqa: S608 - two constants
    return statements
