"""Schemas of plugins, and the rows of their tables."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from parley_server.domain.ids import AgentId, TenantId
from parley_server.domain.json import JsonValue
from parley_server.domain.schemas import PluginSchema

Cell = JsonValue | bytes | datetime
Cells = Mapping[str, Cell]


class SchemaStore(Protocol):
    """Builds and changes the tables of plugins, each plugin in a namespace of its own, and keeps their rows."""

    async def migrate(self, plugin: str, schema: PluginSchema, *, allow_destructive: bool) -> bool:
        """Bring the tables of a plugin to a schema; return whether anything was to be done.

        One that is killed half way is finished by the next. Raises DestructiveMigration, naming what would be lost, and
        InvalidField or TooLarge for a schema that cannot be.
        """
        ...

    async def insert(self, tenant: TenantId, agent_id: AgentId, plugin: str, table: str, rows: Sequence[Cells]) -> None:
        """Add rows in one transaction. Raises AlreadyExists, InvalidField, TooLarge, NotFound (no such table)."""
        ...

    async def put(self, tenant: TenantId, agent_id: AgentId, plugin: str, table: str, rows: Sequence[Cells]) -> None:
        """Add rows, in place of those with the same primary key.

        Raises AlreadyExists when another row has a unique value, InvalidField, TooLarge, NotFound.
        """
        ...

    async def get(
        self, tenant: TenantId, agent_id: AgentId, plugin: str, table: str, key: Cells
    ) -> dict[str, Cell] | None:
        """Return the row with this primary key, or None. Raises InvalidField, NotFound."""
        ...

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
        """Return rows whose columns have these values. Raises InvalidField, NotFound."""
        ...

    async def delete(self, tenant: TenantId, agent_id: AgentId, plugin: str, table: str, where: Cells) -> int:
        """Delete rows whose columns have these values; return how many there were. Raises InvalidField, NotFound."""
        ...
