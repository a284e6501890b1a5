"""Schemas of plugins: tables of their own, declared without a database in mind."""

from dataclasses import dataclass
from enum import Enum

from parley_server.domain.json import JsonScalar


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
    """A column. One that is added later must be nullable or have a default."""

    name: str
    kind: ColumnKind = ColumnKind.TEXT
    nullable: bool = False
    default: JsonScalar = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TableIndex:
    """An index of a table, over columns in this order."""

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

    The server compares it with what is there and makes what is missing. What would lose data (a table or column that is
    gone, another kind, a column that may no longer be null) is refused, unless the plugin says `allow_destructive` or
    the operator does (PARLEY_ALLOW_DESTRUCTIVE_MIGRATIONS).
    """

    tables: tuple[PluginTable, ...]
    allow_destructive: bool = False
