"""The statements of steps, and what they keep of the rows that are there."""

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlalchemy.schema import CreateIndex, CreateTable, DropIndex, DropTable, ExecutableDDLElement

from parley_server.domain.schemas import Column, PluginTable, TableIndex
from parley_server.sql.alterations import AddColumn, RenameTable
from parley_server.sql.expressions import InsertNew
from parley_server.sql.queries import Query, Statement, Value
from parley_server.storage.sql.schemas.cells import encode
from parley_server.storage.sql.schemas.shapes import OWNER, Namespace, column_shape, type_of


def create_namespace(space: Namespace) -> list[Statement]:
    """Make the place where the tables go, unless it is there."""
    if space.schema is None:
        return []
    return [_run(sa.schema.CreateSchema(space.schema, if_not_exists=True))]


def create_table(space: Namespace, table: PluginTable) -> list[Statement]:
    """Make a table with its indexes."""
    return [_run(CreateTable(space.shape(table))), *(create_index(space, table, index) for index in table.indexes)]


def drop_table(space: Namespace, table: PluginTable) -> list[Statement]:
    """Take a table away, with all that is in it."""
    return [_run(DropTable(space.shape(table)))]


def add_column(space: Namespace, table: PluginTable, column: Column) -> list[Statement]:
    """Add a column; rows that are there get its default."""
    shape = space.shape(table)
    added = column_shape(column, None if column.default is None else _literal(column))
    shape.append_column(added)
    return [_run(AddColumn(shape, added))]


def create_index(space: Namespace, table: PluginTable, index: TableIndex) -> Statement:
    """Make an index."""
    return _run(CreateIndex(space.index(space.shape(table), table.name, index)))


def drop_index(space: Namespace, table: PluginTable, index: TableIndex) -> Statement:
    """Take an index away."""
    return _run(DropIndex(space.index(space.shape(table), table.name, index)))


def rebuild(
    space: Namespace, before: PluginTable, after: PluginTable, doubled: Collection[TableIndex]
) -> list[Statement]:
    """Make a table anew with what stays of its rows, in one transaction.

    Of rows that would have the same key the one with the least key of before stays, and of rows that would be there
    twice under the unique indexes in `doubled` the one with the least key.
    """
    old, new = space.shape(before), space.shape(after, rebuilt=True)
    values = [old.c[name] for name in OWNER] + [kept_value(old, before, column) for column in after.columns]
    must = [
        old.c[column.name].is_not(None)
        for column in after.columns
        if not column.nullable and column.default is None and _kept(before, column) and _column(before, column).nullable
    ]
    # SQLite wants a condition between the table and ON CONFLICT.
    rows = sa.select(*values).where(sa.true(), *must).order_by(*(old.c[name] for name in (*OWNER, *before.primary_key)))
    names = [*OWNER, *(column.name for column in after.columns)]
    return [
        _run(CreateTable(new)),
        Statement(Query(InsertNew(new).from_select(names, rows)), ({},)),
        _run(DropTable(old)),
        _run(RenameTable(new, space.name_of(after.name))),
        *(drop_duplicates(space, after, index) for index in after.indexes if index in doubled),
        *(create_index(space, after, index) for index in after.indexes),
    ]


def drop_duplicates(space: Namespace, table: PluginTable, index: TableIndex) -> Statement:
    """Delete the rows that a unique index would not let be; of each group the one with the least key stays."""
    shape = space.shape(table)
    other = shape.alias("other")
    same = [other.c[name] == shape.c[name] for name in (*OWNER, *index.columns)]
    key, other_key = (sa.tuple_(*(one.c[name] for name in table.primary_key)) for one in (shape, other))
    doomed = sa.exists().where(*same, other_key < key)
    return Statement(Query(sa.delete(shape).where(doomed)), ({},))


def find_duplicates(space: Namespace, before: PluginTable, after: PluginTable, columns: tuple[str, ...]) -> Query:
    """Return the query that answers a row when rows of before would be there twice under a unique index of after."""
    shape = space.shape(before)
    by_name = {column.name: column for column in after.columns}
    values = [kept_value(shape, before, by_name[name]).label(f"value_{place}") for place, name in enumerate(columns)]
    rows = sa.select(*(shape.c[name] for name in OWNER), *values).subquery()
    given = [rows.c[f"value_{place}"] for place in range(len(columns))]
    found: sa.Select[Any] = sa.select(sa.literal_column("1")).where(*(value.is_not(None) for value in given))
    return Query(found.group_by(*(rows.c[name] for name in OWNER), *given).having(sa.func.count() > 1).limit(1))


def kept_value(shape: sa.Table, before: PluginTable, column: Column) -> "sa.ColumnElement[Any]":
    """Return what a column gets from a row of before: its own value, or the default where there is none to keep."""
    default = sa.cast(sa.bindparam(None, _stored_default(column), unique=True), type_of(column))
    if not _kept(before, column):
        return default
    value: sa.ColumnElement[Any] = shape.c[column.name]
    if column.default is None or column.nullable:
        return value
    return sa.func.coalesce(value, default)


def _kept(before: PluginTable, column: Column) -> bool:
    known = next((one for one in before.columns if one.name == column.name), None)
    return known is not None and known.kind is column.kind


def _column(table: PluginTable, like: Column) -> Column:
    return next(one for one in table.columns if one.name == like.name)


def _stored_default(column: Column) -> Value:
    return None if column.default is None else encode(column, column.default)


def _literal(column: Column) -> "sa.ColumnElement[Any]":
    stored = _stored_default(column)
    if isinstance(stored, str):
        return sa.literal_column("'" + stored.replace("'", "''") + "'")
    return sa.literal_column(repr(stored))


def _run(clause: ExecutableDDLElement) -> Statement:
    return Statement(Query(clause), ({},))
