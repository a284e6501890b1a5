"""The rows of one table of a plugin: values are checked, statements made once and bound to tenant and agent."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeAlias

import sqlalchemy as sa

from parley_server.domain.errors import AlreadyExists, InvalidField, TooLarge
from parley_server.domain.ids import AgentId, TenantId
from parley_server.domain.schemas import ColumnKind, PluginTable
from parley_server.sql.expressions import InsertNew, Upsert
from parley_server.sql.queries import Params, Query, Row, Statement, Unit, Value
from parley_server.storage.schemas import Cell, Cells
from parley_server.storage.sql.generations import Generations
from parley_server.storage.sql.schemas.cells import decode, encode, size_of
from parley_server.storage.sql.schemas.checks import indexed_columns, unique_indexes
from parley_server.storage.sql.schemas.shapes import OWNER, Namespace, type_of

MAX_ROWS = 1000
MAX_BYTES = 8 * 1024 * 1024
# PostgreSQL's index entries end at about 2,700 bytes, with tenant and agent in front.
INDEXED_BYTES = 2000
_KEPT_QUERIES = 64

Owner: TypeAlias = tuple[TenantId, AgentId]


class TableRows:
    """Statements over one table. Every one of them is bound to one agent of one tenant."""

    def __init__(self, space: Namespace, plugin: str, table: PluginTable) -> None:
        """Prepare for a table that is there."""
        self._name = f"{plugin}.{table.name}"
        self._table = table
        self._columns = {column.name: column for column in table.columns}
        self._shape = space.shape(table)
        self._indexed = list(indexed_columns(table))
        self._insert = Query(self._insert_clause())
        self._put = Query(self._put_clause())
        self._queries: Generations[Query] = Generations(_KEPT_QUERIES)

    # ---- Writing ----

    def insert(self, owner: Owner, rows: Sequence[Cells]) -> Unit:
        """Return the unit that adds rows. Raises InvalidField, TooLarge; the unit AlreadyExists."""
        return self._unit(self._insert, owner, rows)

    def put(self, owner: Owner, rows: Sequence[Cells]) -> Unit:
        """Return the unit that adds or replaces rows. Raises InvalidField, TooLarge; the unit AlreadyExists."""
        return self._unit(self._put, owner, rows)

    def delete(self, owner: Owner, where: Cells) -> Statement:
        """Return the statement that deletes rows. Raises InvalidField, also when `where` is empty."""
        if not where:
            raise InvalidField("where", "names no column; every row of the table would be deleted")
        params, conditions = self._where(owner, where)
        query = self._kept(("delete", *_shape_of(where)), lambda: sa.delete(self._shape).where(*conditions))
        return query.one(params)

    def _unit(self, query: Query, owner: Owner, rows: Sequence[Cells]) -> Unit:
        if len(rows) > MAX_ROWS:
            raise TooLarge("rows", limit=MAX_ROWS, unit="rows")
        unit, size = [], 0
        for place, cells in enumerate(rows):
            stored = self._encoded(cells)
            size += sum(map(size_of, stored.values()))
            if size > MAX_BYTES:
                raise TooLarge("rows", limit=MAX_BYTES, unit="bytes")
            params = {**_owned(owner), **{_given(name): value for name, value in stored.items()}}
            unit.append(query.one(params, self._taken(place)))
        return unit

    def _taken(self, place: int) -> Callable[[], Exception]:
        return lambda: AlreadyExists("row", f"{self._name}[{place}]")

    def _encoded(self, cells: Cells) -> dict[str, Value]:
        """Return all columns of a row, with the defaults of those that are not named."""
        self._require_known(cells)
        stored = {name: encode(column, cells.get(name, column.default)) for name, column in self._columns.items()}
        for columns in self._indexed:
            if sum(size_of(stored[name]) for name in columns) > INDEXED_BYTES:
                raise TooLarge(", ".join(columns), limit=INDEXED_BYTES, unit="bytes")
        return stored

    def _insert_clause(self) -> sa.Insert:
        values: dict[str, sa.BindParameter[Any]] = {name: sa.bindparam(name) for name in OWNER}
        values |= {name: sa.bindparam(_given(name)) for name in self._columns}
        return InsertNew(self._shape).values(values).inline()

    def _put_clause(self) -> sa.Insert:
        names = [*OWNER, *self._columns]
        given = {name: sa.cast(sa.bindparam(name), self._shape.c[name].type) for name in OWNER}
        given |= {name: sa.cast(sa.bindparam(_given(name)), type_of(column)) for name, column in self._columns.items()}
        other = self._shape.alias("other")
        key = sa.tuple_(*(other.c[name] for name in self._table.primary_key))
        own_key = sa.tuple_(*(given[name] for name in self._table.primary_key))
        # A value that another row has would be a fault of the database; here it is a row that is not there.
        free = [
            ~sa.exists().where(*(other.c[name] == given[name] for name in (*OWNER, *index.columns)), key != own_key)
            for index in unique_indexes(self._table)
        ]
        row = sa.select(*(given[name] for name in names)).where(sa.true(), *free)
        return Upsert(self._shape).over(*OWNER, *self._table.primary_key).from_select(names, row)

    # ---- Reading ----

    def get(self, owner: Owner, key: Cells) -> tuple[Query, Params]:
        """Return the query for one row. Raises InvalidField unless `key` is the primary key."""
        if set(key) != set(self._table.primary_key):
            raise InvalidField("key", f"must be {', '.join(self._table.primary_key)}")
        return self.find(owner, key, order_by=(), descending=False, limit=1)

    def find(
        self, owner: Owner, where: Cells, *, order_by: Sequence[str], descending: bool, limit: int
    ) -> tuple[Query, Params]:
        """Return the query for rows, with its parameters. Raises InvalidField."""
        if not 1 <= limit <= MAX_ROWS:
            raise InvalidField("limit", f"must be 1 to {MAX_ROWS}")
        self._require_known(order_by)
        for name in order_by:
            if self._columns[name].kind is ColumnKind.JSON:
                raise InvalidField(name, "holds JSON, which has no order")
        params, conditions = self._where(owner, where)
        shape = ("find", *_shape_of(where), *order_by, descending)
        query = self._kept(shape, lambda: self._select(conditions, order_by, descending=descending))
        return query, {**params, "at_most": limit}

    def decoded(self, row: Row) -> dict[str, Cell]:
        """Return a row that a query of `find` answered."""
        decoded: dict[str, Any] = {
            name: decode(column, value) for (name, column), value in zip(self._columns.items(), row, strict=True)
        }
        return decoded

    def _select(
        self, conditions: "Sequence[sa.ColumnElement[bool]]", order_by: Sequence[str], *, descending: bool
    ) -> "sa.Select[Any]":
        order = [
            self._ordered(name, descending=descending) for name in dict.fromkeys((*order_by, *self._table.primary_key))
        ]
        found = sa.select(*(self._shape.c[name] for name in self._columns)).where(*conditions).order_by(*order)
        return found.limit(sa.bindparam("at_most"))

    def _ordered(self, name: str, *, descending: bool) -> "sa.ColumnElement[Any]":
        column = self._shape.c[name]
        ordered = column.desc() if descending else column.asc()
        if not self._columns[name].nullable:
            return ordered
        # The databases differ in this by themselves.
        return ordered.nulls_last() if descending else ordered.nulls_first()

    # ---- Both ----

    def _where(self, owner: Owner, where: Cells) -> "tuple[Params, list[sa.ColumnElement[bool]]]":
        self._require_known(where)
        params: dict[str, Value] = _owned(owner)
        conditions = [self._shape.c[name] == sa.bindparam(name) for name in OWNER]
        for name, value in where.items():
            column = self._columns[name]
            if column.kind is ColumnKind.JSON:
                raise InvalidField(name, "holds JSON, which nothing is looked for by")
            if value is None and column.nullable:
                conditions.append(self._shape.c[name].is_(None))
            else:
                params[_given(name)] = encode(column, value)
                conditions.append(self._shape.c[name] == sa.bindparam(_given(name)))
        return params, conditions

    def _kept(self, shape: tuple[object, ...], make: Callable[[], sa.sql.ClauseElement]) -> Query:
        query = self._queries.get(shape)
        if query is None:
            query = Query(make())
            self._queries.put(shape, query)
        return query

    def _require_known(self, names: Iterable[str]) -> None:
        for name in names:
            if name not in self._columns:
                raise InvalidField(str(name), f"is no column of {self._name}")


def _owned(owner: Owner) -> dict[str, Value]:
    return dict(zip(OWNER, owner, strict=True))


def _given(name: str) -> str:
    return f"given_{name}"


def _shape_of(where: Mapping[str, object]) -> tuple[object, ...]:
    return tuple((name, value is None) for name, value in where.items())
