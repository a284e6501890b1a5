"""The SchemaStore of a Database."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from parley_server.domain.clock import Clock, SystemClock
from parley_server.domain.errors import NotFound
from parley_server.domain.ids import AgentId, TenantId
from parley_server.domain.schemas import PluginSchema
from parley_server.sql.database import Database
from parley_server.storage.schemas import Cell, Cells
from parley_server.storage.sql.schemas.checks import check_plugin_name, check_schema
from parley_server.storage.sql.schemas.migration import Migration, dump_schema, load_schema
from parley_server.storage.sql.schemas.rows import TableRows
from parley_server.storage.sql.schemas.shapes import Namespace


class _Known(NamedTuple):
    text: str
    tables: Mapping[str, TableRows]


class SqlSchemas:
    """Keeps the tables of plugins. What it remembers of a plugin is small, and bounded by the number of plugins."""

    def __init__(self, database: Database, clock: Clock | None = None) -> None:
        """Keep them in this database."""
        self._database = database
        self._clock = clock or SystemClock()
        self._known: dict[str, _Known] = {}
        self._locks: dict[str, asyncio.Lock] = {}

    def __len__(self) -> int:
        """Return how many tables are known: the cache's metric."""
        return sum(len(known.tables) for known in self._known.values())

    async def migrate(self, plugin: str, schema: PluginSchema, *, allow_destructive: bool) -> bool:
        """Bring the tables of a plugin to a schema; return whether anything was to be done. See SchemaStore."""
        check_plugin_name(plugin)
        check_schema(schema)
        async with self._locks.setdefault(plugin, asyncio.Lock()):
            try:
                changed = await Migration(self._database, self._clock, plugin).run(
                    schema, allow_destructive=allow_destructive
                )
            except BaseException:
                # Who knows how far it came: what is noted is looked up again.
                self._known.pop(plugin, None)
                raise
            self._remember(plugin, dump_schema(schema))
            return changed

    async def insert(self, tenant: TenantId, agent_id: AgentId, plugin: str, table: str, rows: Sequence[Cells]) -> None:
        """Add rows in one transaction; see SchemaStore."""
        unit = (await self._table(plugin, table)).insert((tenant, agent_id), rows)
        if unit:
            await self._database.write(unit)

    async def put(self, tenant: TenantId, agent_id: AgentId, plugin: str, table: str, rows: Sequence[Cells]) -> None:
        """Add rows, in place of those with the same primary key; see SchemaStore."""
        unit = (await self._table(plugin, table)).put((tenant, agent_id), rows)
        if unit:
            await self._database.write(unit)

    async def get(
        self, tenant: TenantId, agent_id: AgentId, plugin: str, table: str, key: Cells
    ) -> dict[str, Cell] | None:
        """Return the row with a primary key, or None; see SchemaStore."""
        known = await self._table(plugin, table)
        rows = await self._database.read(*known.get((tenant, agent_id), key))
        return known.decoded(rows[0]) if rows else None

    async def find(
        self,
        tenant: TenantId,
        agent_id: AgentId,
        plugin: str,
        table: str,
        where: Cells,
        *,
        order_by: Sequence[str],
        descending: bool,
        limit: int,
    ) -> list[dict[str, Cell]]:
        """Return rows whose columns have these values; see SchemaStore."""
        known = await self._table(plugin, table)
        query = known.find((tenant, agent_id), where, order_by=order_by, descending=descending, limit=limit)
        return [known.decoded(row) for row in await self._database.read(*query)]

    async def delete(self, tenant: TenantId, agent_id: AgentId, plugin: str, table: str, where: Cells) -> int:
        """Delete rows whose columns have these values; return how many there were. See SchemaStore."""
        statement = (await self._table(plugin, table)).delete((tenant, agent_id), where)
        [outcome] = await self._database.write([statement])
        return outcome.touched

    async def _table(self, plugin: str, table: str) -> TableRows:
        """Return a table that is there, also one that an earlier process made. Raises NotFound."""
        known = self._known.get(plugin)
        if known is None:
            check_plugin_name(plugin)
            noted = await Migration(self._database, self._clock, plugin).noted()
            known = self._remember(plugin, noted.present) if noted else None
        found = known.tables.get(table) if known else None
        if found is None:
            raise NotFound("table", f"{plugin}.{table}")
        return found

    def _remember(self, plugin: str, text: str) -> _Known:
        known = self._known.get(plugin)
        if known is None or known.text != text:
            space = Namespace(self._database.backend, plugin)
            tables = {table.name: TableRows(space, plugin, table) for table in load_schema(text).tables}
            known = self._known[plugin] = _Known(text, tables)
        return known
