"""What a schema must be before a database sees anything of it: plugins are not trusted with identifiers."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain

from parley_server.domain.errors import InvalidField, ParleyError
from parley_server.domain.schemas import Column, ColumnKind, PluginSchema, PluginTable, TableIndex
from parley_server.storage.sql.schemas.cells import encode

# PostgreSQL cuts names of more than 63 bytes: with what we put around them, these stay below.
NAME_LIMIT = 40
MAX_TABLES = 64
MAX_COLUMNS = 100
MAX_INDEXES = 16
MAX_KEY_COLUMNS = 8

_PLUGIN = re.compile(rf"[a-z0-9][a-z0-9_]{{0,{NAME_LIMIT - 1}}}")
_NAME = re.compile(rf"[a-z][a-z0-9_]{{0,{NAME_LIMIT - 1}}}")
_NAME_NOTE = f"up to {NAME_LIMIT} of a-z, 0-9 and _, a letter first"
# Ours, and those that PostgreSQL and SQLite have in every table.
_OURS = ("tenant", "agent_id")
_THEIRS = ("ctid", "xmin", "xmax", "cmin", "cmax", "tableoid", "oid", "rowid", "_rowid_")
_WITHOUT_DEFAULT = (ColumnKind.BYTES, ColumnKind.TIME)


def check_plugin_name(plugin: str) -> None:
    """Raise InvalidField for a plugin whose name cannot be that of a namespace."""
    if not _PLUGIN.fullmatch(plugin):
        raise InvalidField("plugin", f"a plugin with tables is named by up to {NAME_LIMIT} of a-z, 0-9 and _")


def check_schema(schema: PluginSchema) -> None:
    """Raise InvalidField for a schema that cannot be, or TooLarge."""
    _check_number("tables", schema.tables, MAX_TABLES, at_least=0)
    _check_different("tables", (table.name for table in schema.tables))
    for place, table in enumerate(schema.tables):
        _check_table(f"tables[{place}]", table)


def _check_table(path: str, table: PluginTable) -> None:
    _check_name(f"{path}.name", table.name)
    _check_number(f"{path}.columns", table.columns, MAX_COLUMNS)
    _check_different(f"{path}.columns", (column.name for column in table.columns))
    for place, column in enumerate(table.columns):
        _check_column(f"{path}.columns[{place}]", column)
    keyable = {column.name: column for column in table.columns if column.kind is not ColumnKind.JSON}
    _check_columns(f"{path}.primary_key", table.primary_key, keyable)
    for name in table.primary_key:
        if keyable[name].nullable:
            raise InvalidField(f"{path}.primary_key", f"{name} may be null")
    _check_number(f"{path}.indexes", table.indexes, MAX_INDEXES, at_least=0)
    _check_different(f"{path}.indexes", (index.columns for index in table.indexes))
    for place, index in enumerate(table.indexes):
        _check_columns(f"{path}.indexes[{place}].columns", index.columns, keyable)


def _check_column(path: str, column: Column) -> None:
    _check_name(f"{path}.name", column.name)
    if column.name in (*_OURS, *_THEIRS):
        raise InvalidField(f"{path}.name", f"{column.name} is kept by the server or by the database")
    if column.default is None:
        return
    if column.kind in _WITHOUT_DEFAULT:
        raise InvalidField(f"{path}.default", f"a column of kind {column.kind.value} has none")
    try:
        encode(column, column.default)
    except ParleyError as error:
        raise InvalidField(f"{path}.default", error.message) from None


def _check_columns(path: str, names: Sequence[str], keyable: Collection[str]) -> None:
    _check_number(path, names, MAX_KEY_COLUMNS)
    _check_different(path, names)
    for name in names:
        if name not in keyable:
            raise InvalidField(path, f"{name!r} is no column of this table, or holds JSON")


def _check_name(path: str, name: str) -> None:
    if not _NAME.fullmatch(name):
        raise InvalidField(path, _NAME_NOTE)


def _check_number(path: str, items: Sequence[object], limit: int, *, at_least: int = 1) -> None:
    if not isinstance(items, (tuple, list)):
        raise InvalidField(path, "is a tuple, also of one: (...,)")
    if not at_least <= len(items) <= limit:
        raise InvalidField(path, f"{at_least} to {limit} of them, not {len(items)}")


def _check_different(path: str, items: Iterable[object]) -> None:
    known = list(items)
    if len(set(known)) != len(known):
        raise InvalidField(path, "two of the same")


def indexed_columns(table: PluginTable) -> Iterator[tuple[str, ...]]:
    """Yield the columns of the primary key, then those of each index."""
    return chain((table.primary_key,), (index.columns for index in table.indexes))


def unique_indexes(table: PluginTable) -> list[TableIndex]:
    """Return the unique indexes beside the primary key."""
    return [index for index in table.indexes if index.unique]
