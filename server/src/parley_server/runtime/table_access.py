"""The tables of plugins, as the runtime makes them and as plugins use them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from parley_server.domain.errors import ComponentFailed, Failure, NotFound, ParleyError
from parley_server.domain.ids import AgentId, TenantId
from parley_server.domain.schemas import PluginSchema
from parley_server.plugin_api import Logger, Plugin
from parley_server.plugin_api.listing import ComponentKind, ComponentState, RegisteredComponent
from parley_server.plugin_api.tables import Cells, Rows
from parley_server.runtime.limits import within
from parley_server.runtime.plugins import short_name
from parley_server.storage.schemas import SchemaStore
from parley_server.storage.store import Store

if TYPE_CHECKING:
    from parley_server.runtime.agent_runtime import RuntimeParts

_MOST_ROWS = 1000


class TableRows:
    """Implements Rows: one table of a plugin in the server's store, bound to one agent."""

    def __init__(self, store: SchemaStore, tenant: TenantId, agent_id: AgentId, plugin: str, table: str) -> None:
        """Read and write there."""
        self._store = store
        self._place = (tenant, agent_id, plugin, table)

    async def insert(self, rows: Sequence[Cells]) -> None:
        """Add rows in one transaction."""
        await self._store.insert(*self._place, rows)

    async def put(self, rows: Sequence[Cells]) -> None:
        """Add rows, in place of those with the same primary key."""
        await self._store.put(*self._place, rows)

    async def get(self, key: Cells) -> Cells | None:
        """Return the row with this primary key, or None."""
        return await self._store.get(*self._place, key)

    async def find(
        self,
        where: Cells | None = None,
        *,
        order_by: Sequence[str] = (),
        descending: bool = False,
        limit: int = _MOST_ROWS,
    ) -> list[Cells]:
        """Return rows whose columns have these values."""
        found = await self._store.find(*self._place, where or {}, order_by=order_by, descending=descending, limit=limit)
        return [*found]

    async def delete(self, where: Cells) -> int:
        """Delete the rows whose columns have these values."""
        return await self._store.delete(*self._place, where)


class PluginMigrations:
    """Brings the tables of an agent's plugins to their schemas; what fails is kept, and harms no other plugin."""

    def __init__(self, store: Store, log: Logger, *, seconds: float, allow_destructive: bool) -> None:
        """Make the tables there; one plugin's may take so many seconds."""
        self._store = store
        self._log = log
        self._seconds = seconds
        self._allow_destructive = allow_destructive
        self.faults: dict[str, Failure] = {}

    async def migrate(self, plugin: Plugin) -> None:
        """Bring the tables of one plugin to its schema; `faults` tell when that failed."""
        self.faults.pop(plugin.name, None)
        if plugin.schema is None:
            return
        try:
            async with within(self._seconds, plugin.name, "tables"):
                await self._store.schemas.migrate(
                    short_name(plugin.name), plugin.schema, allow_destructive=self._allow_destructive
                )
        except Exception as error:  # noqa: BLE001 - document 2: the fault is logged, and the other plugins go on
            # What we refuse ourselves needs no traceback.
            trace = None if isinstance(error, ParleyError) and error.__cause__ is None else error
            self._log.error("plugin_not_migrated", plugin=plugin.name, error=str(error), exc_info=trace)
            ours = error if isinstance(error, ParleyError) else ComponentFailed(plugin.name, "tables", str(error))
            self.faults[plugin.name] = ours.failure()

    def forget(self, plugin: str) -> None:
        """Forget the fault of a plugin that leaves."""
        self.faults.pop(plugin, None)


class RuntimeTables:
    """Implements the protocol PluginTables for AgentRuntime."""

    _agent_id: AgentId
    _tenant: TenantId
    _plugins: dict[str, Plugin]
    _parts: RuntimeParts
    _migrations: PluginMigrations

    def get_table(self, plugin: str, table: str) -> Rows:
        """Return a table of a plugin's schema, named in any form. Raises NotFound."""
        wanted = short_name(plugin)
        why = f"this agent has no plugin {wanted!r}"
        for known in self._plugins.values():
            if short_name(known.name) != wanted:
                continue
            if table not in _tables(known.schema):
                why = "the plugin's schema has no such table"
            elif fault := self._migrations.faults.get(known.name):
                why = fault.message
            else:
                return TableRows(self._parts.store.schemas, self._tenant, self._agent_id, wanted, table)
        raise NotFound("table", f"{wanted}.{table}", why)


def list_tables(plugins: Iterable[Plugin], faults: Mapping[str, Failure]) -> Iterator[RegisteredComponent]:
    """Yield the tables of plugins, those of one whose migration failed with its fault."""
    for plugin in plugins:
        fault = faults.get(plugin.name)
        for table in _tables(plugin.schema):
            yield RegisteredComponent(
                kind=ComponentKind.TABLE,
                name=f"{short_name(plugin.name)}.{table}",
                plugin=plugin.name,
                state=ComponentState.FAILED if fault else ComponentState.READY,
                error=fault,
            )


def faults_in_words(faults: Mapping[str, Failure]) -> list[str]:
    """Return a sentence for each plugin whose tables are not as it wants them."""
    return [f"The tables of plugin {plugin} were not migrated: {fault.message}" for plugin, fault in faults.items()]


def _tables(schema: PluginSchema | None) -> list[str]:
    return [table.name for table in schema.tables] if schema else []
