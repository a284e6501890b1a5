"""Schemas for the storage suite, and databases that count and stop."""

from collections.abc import Mapping, Sequence

from parley_server.domain.ids import AgentId, TenantId
from parley_server.domain.schemas import Column, ColumnKind, PluginSchema, PluginTable, TableIndex
from parley_server.sql.database import Database
from parley_server.sql.queries import Backend, Outcome, Params, Query, Row, Unit
from parley_server.storage.schemas import Cell, Cells, SchemaStore
from tests.contract.storage.storage_builders import AGENT, TENANT

PLUGIN = "notes"
ID = Column(name="id")
RANK = Column(name="rank", kind=ColumnKind.INTEGER, nullable=True)
BODY = Column(name="body", default="")
BY_RANK = TableIndex(columns=("rank",))
ONE_RANK = TableIndex(columns=("rank",), unique=True)


def table_of(
    *columns: Column,
    name: str = "entries",
    key: Sequence[str] = ("id",),
    indexes: Sequence[TableIndex] = (),
) -> PluginTable:
    """Return a table."""
    return PluginTable(name=name, columns=columns, primary_key=tuple(key), indexes=tuple(indexes))


def schema_of(*tables: PluginTable, allow_destructive: bool = False) -> PluginSchema:
    """Return a schema."""
    return PluginSchema(tables=tables, allow_destructive=allow_destructive)


V1 = schema_of(
    table_of(ID, RANK, Column(name="old", nullable=True), indexes=[BY_RANK]), table_of(ID, BODY, name="gone")
)
# Three additions, an index gone, one new, a new table.
ADDED = schema_of(
    table_of(
        ID,
        RANK,
        Column(name="old", nullable=True),
        BODY,
        Column(name="done", kind=ColumnKind.BOOLEAN, default=False),
        Column(name="at", kind=ColumnKind.TIME, nullable=True),
        indexes=[TableIndex(columns=("body", "rank"))],
    ),
    table_of(ID, BODY, name="gone"),
    table_of(ID, name="more", indexes=[TableIndex(columns=("id",))]),
)
# All that loses data: a table, a column, another kind, null no more, another key, and a unique index.
CHANGED = schema_of(
    table_of(
        Column(name="id", kind=ColumnKind.INTEGER, default=7),
        Column(name="rank", kind=ColumnKind.INTEGER, default=0),
        BODY,
        key=["rank"],
        indexes=[TableIndex(columns=("body", "id"), unique=True)],
    ),
    table_of(ID, name="more"),
)


class Rows:
    """One table of the plugin, as one agent sees it."""

    def __init__(
        self,
        schemas: SchemaStore,
        table: str = "entries",
        *,
        plugin: str = PLUGIN,
        tenant: TenantId = TENANT,
        agent: AgentId = AGENT,
    ) -> None:
        self._schemas = schemas
        self._place = (tenant, agent, plugin, table)

    async def insert(self, *rows: Cells) -> None:
        """Add rows."""
        await self._schemas.insert(*self._place, rows)

    async def put(self, *rows: Cells) -> None:
        """Add or replace rows."""
        await self._schemas.put(*self._place, rows)

    async def get(self, **key: Cell) -> Mapping[str, Cell] | None:
        """Return a row."""
        return await self._schemas.get(*self._place, key)

    async def find(
        self, *order_by: str, descending: bool = False, limit: int = 1000, **where: Cell
    ) -> list[dict[str, Cell]]:
        """Return rows."""
        return await self._schemas.find(*self._place, where, order_by=order_by, descending=descending, limit=limit)

    async def delete(self, **where: Cell) -> int:
        """Delete rows."""
        return await self._schemas.delete(*self._place, where)


def row(**cells: Cell) -> Cells:
    """Return a row."""
    return cells


class Stopped(Exception):
    """The process ends here."""


class WatchedDatabase:
    """Counts what goes through, and lets nothing more through after so many writes."""

    def __init__(self, inner: Database, *, stop_after: int | None = None) -> None:
        self._inner = inner
        self._stop_after = stop_after
        self.writes = 0
        self.reads = 0

    @property
    def backend(self) -> Backend:
        """Which database this is."""
        return self._inner.backend

    async def write(self, unit: Unit) -> list[Outcome]:
        """Write, unless it is over."""
        if self.writes == self._stop_after:
            raise Stopped
        self.writes += 1
        return await self._inner.write(unit)

    async def read(self, query: Query, params: Params, *, few: bool = False) -> list[Row]:
        """Read."""
        self.reads += 1
        return await self._inner.read(query, params, few=few)

    async def ping(self) -> None:
        """Ask the database."""
        await self._inner.ping()
