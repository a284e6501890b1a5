"""Memories and their vectors in memory."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from parley_server.domain.content import FRAGMENT_TYPE, Memory, MemoryFilter
from parley_server.domain.embeddings import EmbeddingSpace, check_vector
from parley_server.domain.errors import NotFound, RevisionMismatch
from parley_server.domain.events import DomainEvent
from parley_server.domain.ids import AgentId, MemoryId, RoomId, TenantId
from parley_server.storage.vectors import Vector

Key = tuple[TenantId, AgentId, MemoryId]
Vectors = dict[Key, dict[EmbeddingSpace, tuple[float, ...]]]


@dataclass
class FakeMemories:
    """Implements MemoryStore; `kept` in the order of storing, with the vectors that they came with."""

    kept: dict[Key, Memory] = field(default_factory=dict)
    vectors: Vectors = field(default_factory=dict)

    async def create(self, tenant: TenantId, memories: Sequence[Memory], *, events: Sequence[DomainEvent] = ()) -> None:
        for memory in memories:
            key = (tenant, memory.agent_id, memory.memory_id)
            if key not in self.kept:
                self.kept[key] = memory
                self._put(key, memory)

    async def get(self, tenant: TenantId, agent_id: AgentId, memory_ids: Sequence[MemoryId]) -> list[Memory]:
        return [bare(self.kept[key]) for one in memory_ids if (key := (tenant, agent_id, one)) in self.kept]

    async def recent(
        self, tenant: TenantId, agent_id: AgentId, room_id: RoomId, *, table: str, limit: int
    ) -> list[Memory]:
        wanted = MemoryFilter(room_ids=(room_id,), table=table)
        return await self.find(tenant, agent_id, wanted, limit=limit)

    async def find(self, tenant: TenantId, agent_id: AgentId, wanted: MemoryFilter, *, limit: int) -> list[Memory]:
        return [bare(memory) for _, memory in self.matching(tenant, agent_id, wanted)][::-1][:limit]

    async def count(self, tenant: TenantId, agent_id: AgentId, wanted: MemoryFilter) -> int:
        return len(list(self.matching(tenant, agent_id, wanted)))

    async def update(self, tenant: TenantId, memory: Memory, *, keep_vectors: bool) -> Memory:
        key = (tenant, memory.agent_id, memory.memory_id)
        known = self.kept.get(key)
        if known is None:
            raise NotFound("memory", memory.memory_id)
        if known.revision != memory.revision:
            raise RevisionMismatch("memory", memory.memory_id)
        if not keep_vectors:
            self.vectors.pop(key, None)
        self._put(key, memory)
        self.kept[key] = replace(known, content=memory.content, metadata=memory.metadata, revision=memory.revision + 1)
        return bare(self.kept[key])

    async def delete(self, tenant: TenantId, agent_id: AgentId, memory_ids: Sequence[MemoryId]) -> int:
        named = {key for one in memory_ids if (key := (tenant, agent_id, one)) in self.kept}
        fragments = {
            key
            for key, memory in self.matching(tenant, agent_id, MemoryFilter(types=(FRAGMENT_TYPE,)))
            if memory.metadata.document_id in memory_ids
        }
        for key in named | fragments:
            del self.kept[key]
            self.vectors.pop(key, None)
        return len(named)

    async def delete_matching(self, tenant: TenantId, agent_id: AgentId, wanted: MemoryFilter) -> int:
        found = [key[2] for key, _ in self.matching(tenant, agent_id, wanted)]
        return await self.delete(tenant, agent_id, found)

    def matching(self, tenant: TenantId, agent_id: AgentId, wanted: MemoryFilter) -> Iterator[tuple[Key, Memory]]:
        return (
            (key, memory)
            for key, memory in self.kept.items()
            if key[:2] == (tenant, agent_id) and matches(memory, wanted)
        )

    def _put(self, key: Key, memory: Memory) -> None:
        if memory.embedding:
            check_vector(memory.embedding)
            space = EmbeddingSpace.of(memory.embedding_model, memory.embedding)
            self.vectors.setdefault(key, {})[space] = memory.embedding


@dataclass
class FakeVectors:
    """Implements VectorStore beside FakeMemories."""

    memories: FakeMemories

    async def put(
        self, tenant: TenantId, agent_id: AgentId, space: EmbeddingSpace, vectors: Mapping[MemoryId, Vector]
    ) -> None:
        for memory_id, vector in vectors.items():
            check_vector(vector, space.dimension)
            if (key := (tenant, agent_id, memory_id)) in self.memories.kept:
                self.memories.vectors.setdefault(key, {})[space] = tuple(vector)

    async def get(
        self, tenant: TenantId, agent_id: AgentId, space: EmbeddingSpace, memory_ids: Sequence[MemoryId]
    ) -> dict[MemoryId, tuple[float, ...]]:
        found = {one: self.memories.vectors.get((tenant, agent_id, one), {}) for one in memory_ids}
        return {one: vectors[space] for one, vectors in found.items() if space in vectors}

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
        check_vector(vector, space.dimension)
        hits = [
            replace(bare(memory), similarity=cosine(vectors[space], vector))
            for key, memory in self.memories.matching(tenant, agent_id, wanted)
            if space in (vectors := self.memories.vectors.get(key, {}))
        ]
        hits = [hit for hit in reversed(hits) if (hit.similarity or 0.0) >= threshold]
        return sorted(hits, key=lambda hit: -(hit.similarity or 0.0))[:limit]

    async def spaces(self, tenant: TenantId, agent_id: AgentId) -> dict[EmbeddingSpace, int]:
        found: dict[EmbeddingSpace, int] = {}
        for key, vectors in self.memories.vectors.items():
            for space in vectors if key[:2] == (tenant, agent_id) else ():
                found[space] = found.get(space, 0) + 1
        return found

    async def missing(
        self, tenant: TenantId, agent_id: AgentId, space: EmbeddingSpace, *, limit: int
    ) -> list[MemoryId]:
        found = [
            key[2]
            for key in self.memories.kept
            if key[:2] == (tenant, agent_id) and (vectors := self.memories.vectors.get(key)) and space not in vectors
        ]
        return found[::-1][:limit]

    async def drop(self, tenant: TenantId, agent_id: AgentId, space: EmbeddingSpace) -> None:
        for key, vectors in self.memories.vectors.items():
            if key[:2] == (tenant, agent_id):
                vectors.pop(space, None)


def bare(memory: Memory) -> Memory:
    """Return a memory as stores give it out: without its vector."""
    return replace(memory, embedding=(), embedding_model="") if memory.embedding else memory


def matches(memory: Memory, wanted: MemoryFilter) -> bool:
    """Tell whether a memory is what a filter asks for."""
    return all(
        (
            wanted.table in ("", memory.table),
            not wanted.room_ids or memory.room_id in wanted.room_ids,
            wanted.world_id in ("", memory.world_id),
            wanted.entity_id in ("", memory.entity_id),
            not wanted.types or memory.metadata.type in wanted.types,
            set(wanted.tags) <= set(memory.metadata.tags),
            wanted.start_time is None or memory.created_at >= wanted.start_time,
            wanted.end_time is None or memory.created_at < wanted.end_time,
            memory.unique or not wanted.unique,
        )
    )


def cosine(left: Vector, right: Vector) -> float:
    """Return the cosine of two vectors, 0 where it is negative."""
    dot = sum(a * b for a, b in zip(left, right, strict=True))
    return round(min(1.0, max(0.0, dot / math.hypot(*left) / math.hypot(*right))), 6)
