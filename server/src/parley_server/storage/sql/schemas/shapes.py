"""Tables of plugins as SQLAlchemy knows them: one namespace a plugin, names that nobody else can have.

PostgreSQL: the schema `plugin_<plugin>`. SQLite: tables called `plugin.<plugin>.<table>`, with dots that no declared
name can hold. In front of each key and index stand tenant and agent.
"""

import hashlib
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.elements import quoted_name
from sqlalchemy.types import TypeEngine

from parley_server.domain.schemas import Column, ColumnKind, PluginTable, TableIndex
from parley_server.sql.queries import Backend

OWNER = ("tenant", "agent_id")
# While a table is built anew, it is called so.
_REBUILT = ".new"

# The same order of text in both databases, whatever the locale of the server.
_TEXT: "TypeEngine[Any]" = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_TYPES: "dict[ColumnKind, TypeEngine[Any]]" = {
    ColumnKind.TEXT: _TEXT,
    ColumnKind.INTEGER: sa.BigInteger(),
    ColumnKind.REAL: sa.Double(),
    ColumnKind.BOOLEAN: sa.SmallInteger(),
    ColumnKind.BYTES: sa.LargeBinary(),
    ColumnKind.TIME: sa.BigInteger(),
    ColumnKind.JSON: _TEXT,
}


class Namespace:
    """Where the tables of one plugin are in one kind of database."""

    def __init__(self, backend: Backend, plugin: str) -> None:
        """Name it after a plugin, whose name has been checked."""
        self.backend = backend
        self._prefix = f"plugin.{plugin}." if backend is Backend.SQLITE else ""
        self.schema = f"plugin_{plugin}" if backend is Backend.POSTGRES else None

    def shape(self, table: PluginTable, *, rebuilt: bool = False) -> sa.Table:
        """Return a table without its indexes; `rebuilt` under the name that it has while it is built anew."""
        return sa.Table(
            self.name_of(table.name, rebuilt=rebuilt),
            sa.MetaData(),
            *(sa.Column(name, _TEXT, nullable=False) for name in OWNER),
            *(column_shape(column) for column in table.columns),
            sa.PrimaryKeyConstraint(*OWNER, *table.primary_key),
            schema=self.schema,
        )

    def name_of(self, table: str, *, rebuilt: bool = False) -> quoted_name:
        """Return the name of a table in the database."""
        return quoted_name(f"{self._prefix}{table}{_REBUILT if rebuilt else ''}", True)

    def index(self, shape: sa.Table, table: str, index: TableIndex) -> sa.Index:
        """Return an index of a table; its name says the same as it does."""
        said = ",".join((*index.columns, "unique" if index.unique else ""))
        name = f"{self._prefix}{table}.{hashlib.sha256(said.encode()).hexdigest()[:12]}"
        columns = [shape.c[column] for column in (*OWNER, *index.columns)]
        return sa.Index(quoted_name(name, True), *columns, unique=index.unique)


def column_shape(column: Column, default: "sa.ColumnElement[Any] | None" = None) -> "sa.Column[Any]":
    """Return a column; `default` is what rows get that are there already."""
    kept: Any = default
    return sa.Column(quoted_name(column.name, True), _TYPES[column.kind], nullable=column.nullable, server_default=kept)


def type_of(column: Column) -> "TypeEngine[Any]":
    """Return how a column is kept."""
    return _TYPES[column.kind]
