"""SQL that the two dialects write differently, or alike but each in a module of its own."""

from collections.abc import Iterable, Sequence
from typing import Any, cast

import orjson
from sqlalchemy import ColumnElement, Insert, Table, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.operators import OperatorType
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

    def self_group(self, against: OperatorType | None = None) -> "OneOf":
        """Stay as it is: SQLAlchemy would write `= 1` behind it for SQLite, which then uses no index."""
        return self


class EachOf(FunctionElement[str]):
    """The texts of a list as rows, in order, with one column called `value`; the list is made by `texts`."""

    inherit_cache = False
    name = "each_of"

    def __init__(self, name: str) -> None:
        """Take the list from the parameter called `name`."""
        super().__init__(bindparam(name))


def texts(values: Iterable[str]) -> str:
    """Return the parameter for a OneOf or an EachOf."""
    return orjson.dumps(list(values)).decode()


class InsertNew(Insert):
    """An insert that leaves a row with the same key as it is; it answers no rows."""

    inherit_cache = False


@compiles(InsertNew)
def _insert_new(element: InsertNew, compiler: SQLCompiler, **options: Any) -> str:
    insert = compiler.visit_insert(element, **options)  # type: ignore[no-untyped-call] # as SQLAlchemy has it
    return f"{insert} ON CONFLICT DO NOTHING"


class Upsert(Insert):
    """An insert that takes the place of a row with the same values in the columns `keys`; it answers no rows."""

    inherit_cache = False
    keys: Sequence[str] = ()

    def over(self, *keys: str) -> "Upsert":
        """Return this insert with the columns of a unique key."""
        self.keys = keys
        return self


@compiles(Upsert)
def _upsert(element: Upsert, compiler: SQLCompiler, **options: Any) -> str:
    insert = compiler.visit_insert(element, **options)  # type: ignore[no-untyped-call] # as SQLAlchemy has it
    table = cast("Table", element.table)
    columns = [column.name for column in table.columns if column is not table.autoincrement_column]
    quote = compiler.preparer.quote
    # Without any other column the key itself, so that the row counts as touched.
    changed = [name for name in columns if name not in element.keys] or element.keys[:1]
    changes = ", ".join(f"{quote(name)} = excluded.{quote(name)}" for name in changed)
    return f"{insert} ON CONFLICT ({', '.join(map(quote, element.keys))}) DO UPDATE SET {changes}"


@compiles(OneOf, "sqlite")
def _one_of_sqlite(element: OneOf, compiler: SQLCompiler, **options: Any) -> str:
    column, values = compiler.process(element.column, **options), compiler.process(element.texts, **options)
    return f"{column} IN (SELECT value FROM json_each({values}))"  # noqa: S608 - compiled parts, no values


@compiles(OneOf, "postgresql")
def _one_of_postgres(element: OneOf, compiler: SQLCompiler, **options: Any) -> str:
    column, values = compiler.process(element.column, **options), compiler.process(element.texts, **options)
    return f"{column} IN (SELECT jsonb_array_elements_text(CAST({values} AS jsonb)))"


@compiles(EachOf, "sqlite")
def _each_of_sqlite(element: EachOf, compiler: SQLCompiler, **options: Any) -> str:
    return f"json_each({compiler.process(element.clauses, **options)})"


@compiles(EachOf, "postgresql")
def _each_of_postgres(element: EachOf, compiler: SQLCompiler, **options: Any) -> str:
    return f"jsonb_array_elements_text(CAST({compiler.process(element.clauses, **options)} AS jsonb))"
