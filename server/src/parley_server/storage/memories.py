"""Memories: what agents remember."""

from collections.abc import Sequence
from typing import Protocol

from parley_server.domain.content import Memory, MemoryFilter
from parley_server.domain.events import DomainEvent
from parley_server.domain.ids import AgentId, MemoryId, RoomId, TenantId

MAX_FILTER_TAGS = 32


class MemoryStore(Protocol):
    """Keeps memories, keyed by (tenant, agent, id)."""

    async def create(self, tenant: TenantId, memories: Sequence[Memory], *, events: Sequence[DomainEvent] = ()) -> None:
        """Store memories in one transaction, with their vectors; one whose id is there already is left as it is.

        A vector that does not say by which model it was made is one of an unknown model. Raises InvalidField for one
        that cannot be compared, such as zeros.
        """
        ...

    async def get(self, tenant: TenantId, agent_id: AgentId, memory_ids: Sequence[MemoryId]) -> list[Memory]:
        """Return those that exist, in the order of the ids, without their vectors."""
        ...

    async def recent(
        self, tenant: TenantId, agent_id: AgentId, room_id: RoomId, *, table: str, limit: int
    ) -> list[Memory]:
        """Return the newest memories of a room in one table, newest first by the order of storing."""
        ...

    async def find(self, tenant: TenantId, agent_id: AgentId, wanted: MemoryFilter, *, limit: int) -> list[Memory]:
        """Return the newest memories that match, newest first by the order of storing.

        Raises InvalidField, as do the others that take a filter, for more than MAX_FILTER_TAGS tags.
        """
        ...

    async def count(self, tenant: TenantId, agent_id: AgentId, wanted: MemoryFilter) -> int:
        """Return how many memories match."""
        ...

    async def update(self, tenant: TenantId, memory: Memory, *, keep_vectors: bool) -> Memory:
        """Replace content and metadata of the memory that has this revision, which grows by one; return it.

        Without `keep_vectors` its vectors are deleted, and with an `embedding_priority` it is queued for a new one; one
        that it brings is stored. Raises NotFound and RevisionMismatch.
        """
        ...

    async def delete(self, tenant: TenantId, agent_id: AgentId, memory_ids: Sequence[MemoryId]) -> int:
        """Delete memories with their vectors, and the fragments of documents with them.

        Return how many there were of those that were named.
        """
        ...

    async def delete_matching(self, tenant: TenantId, agent_id: AgentId, wanted: MemoryFilter) -> int:
        """Delete the memories that match, as `delete` does; return how many there were.

        Many are deleted in groups; when that is cut off, the rest stays.
        """
        ...
