"""Schemas of plugins: tables of their own, declared without a database in mind."""

from dataclasses import dataclass
from enum import Enum

from parley_server.domain.json import JsonValue


class ColumnKind(Enum):
    """What a column holds: text, a whole number of 64 bits, a double, a truth value, bytes, a time (UTC), JSON."""

    TEXT = "text"
    INTEGER = "integer"
    REAL = "real"
    BOOLEAN = "boolean"
    BYTES = "bytes"
    TIME = "time"
    JSON = "json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column. One that is added later must be nullable or have a default.

    The default stands in rows that do not name the column, and in those that are there when the column is added; bytes
    and times have none.
    """

    name: str
    kind: ColumnKind = ColumnKind.TEXT
    nullable: bool = False
    default: JsonValue = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TableIndex:
    """An index of a table, over columns in this order. A unique one holds within one agent."""

    columns: tuple[str, ...]
    unique: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PluginTable:
    """A table. Its rows belong to one agent of one tenant each: both are kept beside the columns, by the server."""

    name: str
    columns: tuple[Column, ...]
    primary_key: tuple[str, ...]
    indexes: tuple[TableIndex, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PluginSchema:
    """All tables of a plugin, in a namespace of its own.

    Names of tables and columns are up to 40 small letters, digits and underscores, a letter first.

    The server compares it with what is there and makes what is missing. What would lose data (a table or column that is
    gone, another kind, a column that may no longer be null, another primary key, a unique index over values that are
    there twice) is refused, unless the plugin says `allow_destructive` or the operator does
    (PARLEY_ALLOW_DESTRUCTIVE_MIGRATIONS). Then values of another kind are dropped, nulls become the default, and of
    rows that may no longer be beside each other the one with the least key stays.
    """

    tables: tuple[PluginTable, ...]
    allow_destructive: bool = False
