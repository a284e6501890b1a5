"""SQL that the two dialects write differently, or alike but each in a module of its own."""

from collections.abc import Iterable, Sequence
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Insert, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import Boolean


class OneOf(ColumnElement[bool]):
    """True when a text column is one of a list; the list is one parameter, made by `texts`.

    An IN with one parameter an item would have to be compiled anew for each length.
    """

    inherit_cache = False
    type = Boolean()

    def __init__(self, column: ColumnElement[str], name: str) -> None:
        """Compare a column with the parameter called `name`."""
        self.column = column
        self.texts: ColumnElement[Any] = bindparam(name)


def texts(values: Iterable[str]) -> str:
    """Return the parameter for a OneOf."""
    return orjson.dumps(list(values)).decode()


class InsertNew(Insert):
    """An insert that leaves a row with the same key as it is; it answers no rows."""

    inherit_cache = False


class InsertOrReplace(Insert):
    """An insert of a select that overwrites the row with the same primary key; it answers no rows."""

    inherit_cache = False
    replaced: Sequence[str] = ()


@compiles(InsertNew)
def _insert_new(element: InsertNew, compiler: SQLCompiler, **options: Any) -> str:
    insert = compiler.visit_insert(element, **options)  # type: ignore[no-untyped-call] # as SQLAlchemy has it
    return f"{insert} ON CONFLICT DO NOTHING"


@compiles(InsertOrReplace)
def _insert_or_replace(element: InsertOrReplace, compiler: SQLCompiler, **options: Any) -> str:
    insert = compiler.visit_insert(element, **options)  # type: ignore[no-untyped-call] # as SQLAlchemy has it
    quote = compiler.preparer.quote
    table: Any = element.table
    key = ", ".join(quote(column.name) for column in table.primary_key)
    changes = ", ".join(f"{quote(name)} = excluded.{quote(name)}" for name in element.replaced)
    return f"{insert} ON CONFLICT ({key}) DO UPDATE SET {changes}"


@compiles(OneOf, "sqlite")
def _one_of_sqlite(element: OneOf, compiler: SQLCompiler, **options: Any) -> str:
    column, values = compiler.process(element.column, **options), compiler.process(element.texts, **options)
    return f"{column} IN (SELECT value FROM json_each({values}))"  # noqa: S608 - compiled parts, no values


@compiles(OneOf, "postgresql")
def _one_of_postgres(element: OneOf, compiler: SQLCompiler, **options: Any) -> str:
    column, values = compiler.process(element.column, **options), compiler.process(element.texts, **options)
    return f"{column} IN (SELECT jsonb_array_elements_text(CAST({values} AS jsonb)))"
