"""The memories of a database of an agent's own, in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from parley_server.domain.content import Memory, MemoryFilter
from parley_server.domain.embeddings import EmbeddingSpace
from parley_server.domain.ids import DEFAULT_TENANT, AgentId, MemoryId, RoomId
from tests.fakes.memories import FakeMemories, FakeVectors


class FakeMemoryAdapter:
    """Implements MemoryAdapter on `memories` and `vectors`."""

    memories: FakeMemories
    vectors: FakeVectors

    async def create_memories(self, memories: Sequence[Memory]) -> None:
        await self.memories.create(DEFAULT_TENANT, memories)

    async def get_memories_by_ids(self, agent_id: AgentId, memory_ids: Sequence[MemoryId]) -> list[Memory]:
        return await self.memories.get(DEFAULT_TENANT, agent_id, memory_ids)

    async def get_memories(self, agent_id: AgentId, room_id: RoomId, *, table: str, count: int) -> list[Memory]:
        return await self.memories.recent(DEFAULT_TENANT, agent_id, room_id, table=table, limit=count)

    async def find_memories(self, agent_id: AgentId, wanted: MemoryFilter, *, count: int) -> list[Memory]:
        return await self.memories.find(DEFAULT_TENANT, agent_id, wanted, limit=count)

    async def count_memories(self, agent_id: AgentId, wanted: MemoryFilter) -> int:
        return await self.memories.count(DEFAULT_TENANT, agent_id, wanted)

    async def update_memory(self, memory: Memory, *, keep_vectors: bool) -> None:
        known = self.memories.kept[DEFAULT_TENANT, memory.agent_id, memory.memory_id]
        seen = replace(memory, revision=known.revision)
        await self.memories.update(DEFAULT_TENANT, seen, keep_vectors=keep_vectors)

    async def delete_memories(self, agent_id: AgentId, memory_ids: Sequence[MemoryId]) -> int:
        return await self.memories.delete(DEFAULT_TENANT, agent_id, memory_ids)

    async def put_vectors(
        self, agent_id: AgentId, space: EmbeddingSpace, vectors: Mapping[MemoryId, Sequence[float]]
    ) -> None:
        await self.vectors.put(DEFAULT_TENANT, agent_id, space, vectors)

    async def get_vectors(
        self, agent_id: AgentId, space: EmbeddingSpace, memory_ids: Sequence[MemoryId]
    ) -> dict[MemoryId, tuple[float, ...]]:
        return await self.vectors.get(DEFAULT_TENANT, agent_id, space, memory_ids)

    async def search_memories(
        self,
        agent_id: AgentId,
        space: EmbeddingSpace,
        vector: Sequence[float],
        wanted: MemoryFilter,
        *,
        threshold: float,
        count: int,
    ) -> list[Memory]:
        return await self.vectors.search(
            DEFAULT_TENANT, agent_id, space, vector, wanted, threshold=threshold, limit=count
        )

    async def get_embedding_spaces(self, agent_id: AgentId) -> dict[EmbeddingSpace, int]:
        return await self.vectors.spaces(DEFAULT_TENANT, agent_id)

    async def get_memories_without_vector(
        self, agent_id: AgentId, space: EmbeddingSpace, *, count: int
    ) -> list[MemoryId]:
        return await self.vectors.missing(DEFAULT_TENANT, agent_id, space, limit=count)

    async def delete_vectors(self, agent_id: AgentId, space: EmbeddingSpace) -> None:
        await self.vectors.drop(DEFAULT_TENANT, agent_id, space)
