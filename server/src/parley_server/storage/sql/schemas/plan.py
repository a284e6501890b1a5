"""What is to be done to get from one schema to another: a list of steps, each a transaction that leaves a whole schema.

After each step the schema that is there now is noted in the same transaction. So nobody has to find out what a killed
migration has done: the next one plans from the schema that is noted.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from parley_server.domain.errors import InvalidField
from parley_server.domain.schemas import Column, PluginSchema, PluginTable, TableIndex
from parley_server.sql.queries import Statement
from parley_server.storage.sql.schemas import statements
from parley_server.storage.sql.schemas.shapes import Namespace

EMPTY = PluginSchema(tables=())
# Unique indexes, by table, under which rows that are there would be there twice.
Doubled = Collection[tuple[str, TableIndex]]


@dataclass(frozen=True, slots=True)
class Step:
    """One transaction. `schema` is what is there after it; `words` say for the log what it does."""

    words: str
    statements: Sequence[Statement]
    schema: PluginSchema


def plan(space: Namespace, present: PluginSchema, goal: PluginSchema, doubled: Doubled = ()) -> list[Step]:
    """Return the steps from one schema to another, none when they are the same but for order and defaults.

    Of rows that the indexes in `doubled` would not let be beside each other all but one are deleted. Raises
    InvalidField for a column that has nothing to put into the rows that are there.
    """
    check_addable(present, goal)
    steps: list[Step] = []
    now = present
    for table in goal.tables:
        before = table_of(now, table.name)
        twice = [index for name, index in doubled if name == table.name]
        for words, what, after in _changes(space, before, table, twice):
            now = _with(now, after)
            steps.append(Step(f"{words} {table.name}", what, now))
    for table in present.tables:
        if table_of(goal, table.name) is None:
            now = replace(now, tables=tuple(one for one in now.tables if one.name != table.name))
            steps.append(Step(f"drop table {table.name}", statements.drop_table(space, table), now))
    return steps


def check_addable(present: PluginSchema, goal: PluginSchema) -> None:
    """Raise InvalidField for a column without a value for the rows that are there."""
    for table in goal.tables:
        before = table_of(present, table.name)
        for column in table.columns if before is not None else ():
            known = column_of(before, column.name) if before else None
            has_value = column.nullable or column.default is not None
            if not has_value and (known is None or known.kind is not column.kind):
                what = "added to" if known is None else "of another kind in"
                note = f"{what} a table that is there, so it must be nullable or have a default"
                raise InvalidField(f"{table.name}.{column.name}", note)


def losses(present: PluginSchema, goal: PluginSchema) -> Iterator[str]:
    """Name what would be lost whatever the rows are, for example "notes.body: removed"."""
    for before in present.tables:
        after = table_of(goal, before.name)
        if after is None:
            yield f"{before.name}: removed"
            continue
        for column in before.columns:
            name = f"{before.name}.{column.name}"
            goes_on = column_of(after, column.name)
            if goes_on is None:
                yield f"{name}: removed"
            elif goes_on.kind is not column.kind:
                yield f"{name}: {column.kind.value} becomes {goes_on.kind.value}"
            elif column.nullable and not goes_on.nullable:
                yield f"{name}: may no longer be null"
        if before.primary_key != after.primary_key:
            yield f"{before.name}: another primary key ({', '.join(after.primary_key)})"


def new_unique_indexes(present: PluginSchema, goal: PluginSchema) -> Iterator[tuple[PluginTable, TableIndex]]:
    """Yield the unique indexes, with their tables as they are to be, that tables get which are there already."""
    for after in goal.tables:
        before = table_of(present, after.name)
        if before is not None:
            yield from ((after, index) for index in after.indexes if index.unique and index not in before.indexes)


def table_of(schema: PluginSchema, name: str) -> PluginTable | None:
    """Return a table by name, or None."""
    return next((table for table in schema.tables if table.name == name), None)


def column_of(table: PluginTable, name: str) -> Column | None:
    """Return a column by name, or None."""
    return next((column for column in table.columns if column.name == name), None)


_Change = tuple[str, Sequence[Statement], PluginTable]


def _changes(
    space: Namespace, before: PluginTable | None, goal: PluginTable, doubled: Collection[TableIndex]
) -> Iterator[_Change]:
    """Yield what is to be done with one table: words, statements, the table afterwards."""
    if before is None:
        yield "create table", statements.create_table(space, goal), goal
        return
    if _must_be_rebuilt(before, goal):
        yield "rebuild table", statements.rebuild(space, before, goal, doubled), goal
        return
    now = before
    for index in [one for one in before.indexes if one not in goal.indexes]:
        what = [statements.drop_index(space, now, index)]
        now = replace(now, indexes=tuple(one for one in now.indexes if one != index))
        yield "drop index of", what, now
    for column in [one for one in goal.columns if column_of(before, one.name) is None]:
        what = statements.add_column(space, now, column)
        now = replace(now, columns=(*now.columns, column))
        yield f"add column {column.name} to", what, now
    for index in [one for one in goal.indexes if one not in before.indexes]:
        what = [statements.drop_duplicates(space, now, index)] if index in doubled else []
        what.append(statements.create_index(space, now, index))
        now = replace(now, indexes=(*now.indexes, index))
        yield "create index of", what, now


def _must_be_rebuilt(before: PluginTable, goal: PluginTable) -> bool:
    if before.primary_key != goal.primary_key:
        return True
    goes_on = [(column, column_of(goal, column.name)) for column in before.columns]
    return any(new is None or (old.kind, old.nullable) != (new.kind, new.nullable) for old, new in goes_on)


def _with(schema: PluginSchema, table: PluginTable) -> PluginSchema:
    others = tuple(one for one in schema.tables if one.name != table.name)
    return replace(schema, tables=(*others, table))
