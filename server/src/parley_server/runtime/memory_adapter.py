"""Memories and vectors in a database of an agent's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from parley_server.domain.content import Memory, MemoryFilter
from parley_server.domain.embeddings import EmbeddingSpace, check_vector
from parley_server.domain.errors import NotFound, RevisionMismatch
from parley_server.domain.events import DomainEvent
from parley_server.domain.ids import AgentId, MemoryId, RoomId, TenantId
from parley_server.plugin_api import MemoryAdapter
from parley_server.storage.embeddings import EmbeddingStore, job_of
from parley_server.storage.vectors import Vector

_DELETE_AT_ONCE = 1000


class AdapterMemories:
    """Implements MemoryStore on an agent's own database, which tells nobody of its changes and takes what it is given.

    So revisions are compared here; there is no transaction around that and the change. Memories that are to be embedded
    are queued with the server, after they are stored.
    """

    def __init__(self, adapter: MemoryAdapter, queue: EmbeddingStore) -> None:
        """Keep memories there, and what waits for its vector here."""
        self._adapter = adapter
        self._queue = queue

    async def create(self, tenant: TenantId, memories: Sequence[Memory], *, events: Sequence[DomainEvent] = ()) -> None:
        """Store memories; see MemoryStore."""
        _check(memories)
        await self._adapter.create_memories(memories)
        await self._queue.add(tenant, [job for memory in memories if (job := job_of(memory)) is not None])

    async def get(self, tenant: TenantId, agent_id: AgentId, memory_ids: Sequence[MemoryId]) -> list[Memory]:
        """Return those that exist; see MemoryStore."""
        return await self._adapter.get_memories_by_ids(agent_id, memory_ids)

    async def recent(
        self, tenant: TenantId, agent_id: AgentId, room_id: RoomId, *, table: str, limit: int
    ) -> list[Memory]:
        """Return the newest memories of a room; see MemoryStore."""
        return await self._adapter.get_memories(agent_id, room_id, table=table, count=limit)

    async def find(self, tenant: TenantId, agent_id: AgentId, wanted: MemoryFilter, *, limit: int) -> list[Memory]:
        """Return the newest memories that match; see MemoryStore."""
        return await self._adapter.find_memories(agent_id, wanted, count=limit)

    async def count(self, tenant: TenantId, agent_id: AgentId, wanted: MemoryFilter) -> int:
        """Return how many memories match."""
        return await self._adapter.count_memories(agent_id, wanted)

    async def update(self, tenant: TenantId, memory: Memory, *, keep_vectors: bool) -> Memory:
        """Replace content and metadata of a memory; see MemoryStore."""
        _check([memory])
        found = await self._adapter.get_memories_by_ids(memory.agent_id, [memory.memory_id])
        if not found:
            raise NotFound("memory", memory.memory_id)
        if found[0].revision != memory.revision:
            raise RevisionMismatch("memory", memory.memory_id)
        changed = replace(
            found[0],
            content=memory.content,
            metadata=memory.metadata,
            revision=memory.revision + 1,
            embedding=memory.embedding,
            embedding_model=memory.embedding_model,
        )
        await self._adapter.update_memory(changed, keep_vectors=keep_vectors)
        if not keep_vectors and (job := job_of(memory)) is not None:
            await self._queue.add(tenant, [job])
        return replace(changed, embedding=(), embedding_model="")

    async def delete(self, tenant: TenantId, agent_id: AgentId, memory_ids: Sequence[MemoryId]) -> int:
        """Delete memories with what belongs to them; see MemoryStore."""
        return await self._adapter.delete_memories(agent_id, memory_ids)

    async def delete_matching(self, tenant: TenantId, agent_id: AgentId, wanted: MemoryFilter) -> int:
        """Delete the memories that match; see MemoryStore."""
        deleted = 0
        while found := await self._adapter.find_memories(agent_id, wanted, count=_DELETE_AT_ONCE):
            some = await self._adapter.delete_memories(agent_id, [memory.memory_id for memory in found])
            deleted += some
            if not some:
                break
        return deleted


class AdapterVectors:
    """Implements VectorStore on an agent's own database."""

    def __init__(self, adapter: MemoryAdapter) -> None:
        """Keep vectors there."""
        self._adapter = adapter

    async def put(
        self, tenant: TenantId, agent_id: AgentId, space: EmbeddingSpace, vectors: Mapping[MemoryId, Vector]
    ) -> None:
        """Store vectors; see VectorStore."""
        for vector in vectors.values():
            check_vector(vector, space.dimension)
        await self._adapter.put_vectors(agent_id, space, vectors)

    async def get(
        self, tenant: TenantId, agent_id: AgentId, space: EmbeddingSpace, memory_ids: Sequence[MemoryId]
    ) -> dict[MemoryId, tuple[float, ...]]:
        """Return the vectors that these memories have in a space."""
        return await self._adapter.get_vectors(agent_id, space, memory_ids)

    async def search(
        self,
        tenant: TenantId,
        agent_id: AgentId,
        space: EmbeddingSpace,
        vector: Vector,
        wanted: MemoryFilter,
        *,
        threshold: float,
        limit: int,
    ) -> list[Memory]:
        """Return the matching memories nearest by cosine; see VectorStore."""
        check_vector(vector, space.dimension)
        if limit < 1:
            return []
        return await self._adapter.search_memories(agent_id, space, vector, wanted, threshold=threshold, count=limit)

    async def spaces(self, tenant: TenantId, agent_id: AgentId) -> dict[EmbeddingSpace, int]:
        """Return the spaces in which memories of an agent have vectors, and how many."""
        return await self._adapter.get_embedding_spaces(agent_id)

    async def missing(
        self, tenant: TenantId, agent_id: AgentId, space: EmbeddingSpace, *, limit: int
    ) -> list[MemoryId]:
        """Return memories that have a vector in some space but not in this one."""
        return await self._adapter.get_memories_without_vector(agent_id, space, count=limit)

    async def drop(self, tenant: TenantId, agent_id: AgentId, space: EmbeddingSpace) -> None:
        """Delete all vectors of an agent in a space."""
        await self._adapter.delete_vectors(agent_id, space)


def _check(memories: Sequence[Memory]) -> None:
    for memory in memories:
        if memory.embedding:
            check_vector(memory.embedding)
