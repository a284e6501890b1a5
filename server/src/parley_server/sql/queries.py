"""Statements as values: SQLAlchemy builds and compiles them, once per dialect; the drivers themselves execute them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import Enum
from functools import cache
from operator import itemgetter
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy import Table, bindparam
from sqlalchemy.dialects.sqlite.base import SQLiteDialect
from sqlalchemy.engine import Dialect
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.compiler import SQLCompiler

from parley_server.sql.expressions import InsertNew

Value: TypeAlias = str | int | float | bytes | None
Params: TypeAlias = Mapping[str, Value]
# Columns are primitive, so what a driver returns is what was stored; the stores give rows their types.
Row: TypeAlias = tuple[Any, ...]
Refusal: TypeAlias = Callable[[], Exception]


class Backend(Enum):
    """The databases that statements are compiled for."""

    SQLITE = "sqlite"
    POSTGRES = "postgres"


class Compiled(NamedTuple):
    """A statement in one dialect: its text, how parameters become positions, whether it answers rows."""

    text: str
    bind: Callable[[Params], tuple[Value, ...]]
    returns_rows: bool


class Query:
    """A SQLAlchemy Core construct with named parameters, compiled once per dialect.

    `returns_rows` need only be told for plain text; constructs know by themselves.
    """

    __slots__ = ("_clause", "_compiled", "_returns_rows")

    def __init__(self, clause: ClauseElement, *, returns_rows: bool | None = None) -> None:
        """Wrap a construct; nothing is compiled yet."""
        self._clause = clause
        self._returns_rows = returns_rows
        self._compiled: dict[Backend, Compiled] = {}

    def compiled(self, backend: Backend) -> Compiled:
        """Return the statement in a dialect."""
        known = self._compiled.get(backend)
        if known is None:
            known = self._compiled[backend] = self._compile(backend)
        return known

    def one(self, params: Params, refusal: Refusal | None = None) -> "Statement":
        """Return this query with one set of parameters; without a row, the unit is refused with `refusal`."""
        return Statement(self, (params,), refusal)

    def many(self, rows: Sequence[Params]) -> "Statement":
        """Return this query with several sets of parameters, executed in order."""
        return Statement(self, rows, None)

    def _compile(self, backend: Backend) -> Compiled:
        compiled = self._clause.compile(dialect=dialect_of(backend))
        if not isinstance(compiled, SQLCompiler):  # a schema element: no parameters
            return Compiled(str(compiled), _binder((), {}), False)
        returns = self._returns_rows
        if returns is None:
            returns = bool(getattr(self._clause, "is_select", False) or compiled.effective_returning)
        return Compiled(compiled.string, _binder(tuple(compiled.positiontup or ()), compiled.params), returns)


class Statement(NamedTuple):
    """One step of a unit of work: a query, its sets of parameters, and what to raise when no row was touched."""

    query: Query
    rows: Sequence[Params]
    refusal: Refusal | None = None


Unit: TypeAlias = Sequence[Statement]


class Outcome(NamedTuple):
    """What a statement did: how many rows it touched, and those that it returned.

    `touched` is -1 for several sets of parameters at once: not every driver counts them.
    """

    touched: int
    rows: list[Row]


@cache
def dialect_of(backend: Backend) -> Dialect:
    """Return the SQLAlchemy dialect with positional parameters, which never meets a driver."""
    if backend is Backend.POSTGRES:
        from sqlalchemy.dialects.postgresql.base import PGDialect  # on use: it brings the dialects of all drivers

        # A plain PostgreSQL dialect: asyncpg's own would add a cast to every parameter.
        return PGDialect(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call] # as SQLAlchemy has it
    return SQLiteDialect(paramstyle="qmark")


def insert_new(table: Table) -> Query:
    """Return the insert of a row into `table` that leaves a row with the same key as it is.

    Parameters are named like the columns, without those that the database counts by itself.
    """
    given = [column.name for column in table.columns if column is not table.autoincrement_column]
    values: dict[str, Any] = {name: bindparam(name) for name in given}
    return Query(InsertNew(table).values(values).inline())


def _binder(names: tuple[str, ...], constants: Mapping[str, Value]) -> Callable[[Params], tuple[Value, ...]]:
    if not names:
        return lambda _params: ()
    if any(constants.get(name) is not None for name in names):
        return lambda params: tuple(_pick(names, params, constants))
    if len(names) == 1:
        name = names[0]
        return lambda params: (params[name],)
    return itemgetter(*names)


def _pick(names: Sequence[str], params: Params, constants: Mapping[str, Value]) -> Iterable[Value]:
    for name in names:
        # A name without a constant must be given: a forgotten parameter is a KeyError, never a silent NULL.
        yield constants[name] if name not in params and constants.get(name) is not None else params[name]
