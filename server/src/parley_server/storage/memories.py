"""Memories: what agents remember."""

from collections.abc import Sequence
from typing import Protocol

from parley_server.domain.content import Memory
from parley_server.domain.events import DomainEvent
from parley_server.domain.ids import AgentId, MemoryId, RoomId, TenantId


class MemoryStore(Protocol):
    """Keeps memories, keyed by (tenant, agent, id)."""

    async def create(self, tenant: TenantId, memories: Sequence[Memory], *, events: Sequence[DomainEvent] = ()) -> None:
        """Store memories in one transaction; one whose id is there already is left as it is."""
        ...

    async def get(self, tenant: TenantId, agent_id: AgentId, memory_ids: Sequence[MemoryId]) -> list[Memory]:
        """Return those that exist, in the order of the ids."""
        ...

    async def recent(
        self, tenant: TenantId, agent_id: AgentId, room_id: RoomId, *, table: str, limit: int
    ) -> list[Memory]:
        """Return the newest memories of a room in one table, newest first by the order of storing."""
        ...
