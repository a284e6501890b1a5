"""What a runtime remembers, as plugins store, find and forget it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

from parley_server.domain.content import (
    DOCUMENTS_TABLE,
    FACTS_TABLE,
    MEMORIES_TABLE,
    MESSAGES_TABLE,
    Memory,
    MemoryFilter,
)
from parley_server.domain.embeddings import EmbeddingSpace, check_vector
from parley_server.domain.errors import NotFound
from parley_server.domain.ids import MemoryId, RoomId
from parley_server.runtime.counts import not_negative
from parley_server.runtime.embedding_access import RuntimeEmbeddings
from parley_server.runtime.ranking import ranked
from parley_server.runtime.shared_reads import shared_read
from parley_server.storage.vectors import VectorStore

NEARLY_EQUAL = 0.95
"""So alike a memory must be to one that is there for a `unique` one not to be stored."""
_ALL_TABLES = (MEMORIES_TABLE, MESSAGES_TABLE, FACTS_TABLE, DOCUMENTS_TABLE)
_OF_EACH_TABLE = 10_000


class RuntimeMemories(RuntimeEmbeddings):
    """Implements the protocol Memories for AgentRuntime, together with what makes the vectors."""

    _vectors: VectorStore

    # ---- Storing ----

    async def create_memory(self, memory: Memory) -> MemoryId:
        """Store a memory; one whose id is there already is left as it is. See Memories.create_memory."""
        memory = replace(memory, agent_id=self._agent_id)
        if not memory.embedding:
            return await self._store(memory)
        memory = await self._with_model(memory)
        if not memory.unique:
            return await self._store(memory)
        async with self._storing_unique:
            equal = await self._nearly_equal(memory)
            if equal is None:
                return await self._store(memory)
        self._log.debug("memory_known", memory_id=equal, table=memory.table, room_id=memory.room_id)
        return equal

    @cached_property
    def _storing_unique(self) -> asyncio.Lock:
        # Held from the search to the write: two that say the same may come at once.
        return asyncio.Lock()

    async def _store(self, memory: Memory) -> MemoryId:
        with self._embeddings.storing():
            await self._memories.create(self._tenant, [memory])
        self._embeddings.stored(memory)
        self._log.debug("memory_created", memory_id=memory.memory_id, table=memory.table, room_id=memory.room_id)
        return memory.memory_id

    async def update_memory(self, memory: Memory) -> Memory:
        """Replace a memory's content and metadata; a vector of other text is dropped. See Memories.update_memory."""
        memory = replace(memory, agent_id=self._agent_id)
        if memory.embedding:
            memory = await self._with_model(memory)
        present = await self.get_memory_by_id(memory.memory_id)
        if present is None:
            raise NotFound("memory", memory.memory_id)
        # One of another revision than what is read here is not changed: the store compares.
        if present.content.text == memory.content.text:
            return await self._memories.update(self._tenant, memory, keep_vectors=True)
        # Looked at first: what is being made now may be there, and its job done, before the change is stored.
        if self._embeddings.works_on(memory.memory_id) or await self._has_vector(memory):
            memory = self.to_be_embedded(memory)
        with self._embeddings.storing():
            changed = await self._memories.update(self._tenant, memory, keep_vectors=False)
        self._embeddings.stored(replace(changed, embedding_priority=memory.embedding_priority))
        return changed

    # ---- Finding ----

    async def get_memory_by_id(self, memory_id: MemoryId) -> Memory | None:
        """Return a memory, or None."""
        found = await self._memories.get(self._tenant, self._agent_id, [memory_id])
        return found[0] if found else None

    async def get_memories_by_ids(self, memory_ids: Sequence[MemoryId]) -> list[Memory]:
        """Return those that exist, in the order of the ids."""
        return await self._memories.get(self._tenant, self._agent_id, memory_ids)

    @shared_read
    async def get_memories(self, room_id: RoomId, *, table: str, count: int) -> list[Memory]:
        """Return the newest memories of a room, newest first."""
        limit = not_negative(count)
        return await self._memories.recent(self._tenant, self._agent_id, room_id, table=table, limit=limit)

    @shared_read
    async def find_memories(self, wanted: MemoryFilter, *, count: int = 100) -> list[Memory]:
        """Return the newest memories that match, newest first."""
        return await self._memories.find(self._tenant, self._agent_id, wanted, limit=not_negative(count))

    async def get_all_memories(self) -> list[Memory]:
        """Return what the tables of every agent hold; one that cannot be read is left out."""
        found: list[Memory] = []
        for table in _ALL_TABLES:
            try:
                found += await self.find_memories(MemoryFilter(table=table), count=_OF_EACH_TABLE)
            except Exception as error:  # noqa: BLE001 - as the reference: what the others hold is better than nothing
                self._log.error("memories_not_read", table=table, error=str(error) or type(error).__name__)
        return found

    async def count_memories(self, wanted: MemoryFilter) -> int:
        """Return how many memories match."""
        return await self._memories.count(self._tenant, self._agent_id, wanted)

    async def search_memories(
        self,
        *,
        embedding: Sequence[float],
        wanted: MemoryFilter,
        embedding_model: str = "",
        query: str = "",
        match_threshold: float = 0.7,
        count: int = 10,
        unique: bool = False,
    ) -> list[Memory]:
        """Return the memories whose vectors are nearest to one, best first; see Memories.search_memories."""
        space = await self._searched(embedding, embedding_model)
        wanted = replace(wanted, unique=True) if unique else wanted
        found = await self._search(space, embedding, wanted, match_threshold=match_threshold, count=count)
        return self.rerank_memories(query, found) if query else found

    def rerank_memories(self, query: str, memories: Sequence[Memory]) -> list[Memory]:
        """Put memories in order by BM25; those without a word of the query stay, behind, in their order."""
        return [memories[place] for place in ranked(query, (memory.content.text for memory in memories))]

    async def get_relevant_memories(
        self,
        query: str,
        room_id: RoomId | None = None,
        *,
        table: str = MEMORIES_TABLE,
        count: int = 10,
        match_threshold: float = 0.7,
    ) -> list[Memory]:
        """Embed a text and search a room with it, or all of them. Raises what the model raises."""
        made = await self.embed_query(query)
        wanted = MemoryFilter(table=table, room_ids=() if room_id is None else (room_id,))
        found = await self._search(made.space, made.vector, wanted, match_threshold=match_threshold, count=count)
        return self.rerank_memories(query, found)

    # ---- Forgetting ----

    async def delete_memories(self, memory_ids: Sequence[MemoryId]) -> int:
        """Delete memories; a document takes its fragments with it. Return how many there were."""
        if not memory_ids:
            return 0
        return await self._memories.delete(self._tenant, self._agent_id, memory_ids)

    async def delete_all_memories(self, room_id: RoomId, *, table: str) -> int:
        """Delete what a table holds of a room; return how many there were."""
        wanted = MemoryFilter(table=table, room_ids=(room_id,))
        return await self._memories.delete_matching(self._tenant, self._agent_id, wanted)

    async def clear_all_agent_memories(self) -> int:
        """Delete every memory of the agent; return how many there were."""
        everything = MemoryFilter()
        count = await self.count_memories(everything)
        if not count:
            self._log.info("memories_none_to_clear")
            return 0
        self._log.info("memories_clearing", count=count)
        deleted = await self._memories.delete_matching(self._tenant, self._agent_id, everything)
        self._log.info("memories_cleared", count=deleted)
        return deleted

    # ---- Spaces ----

    async def _space_of(self, vector: Sequence[float], model: str) -> EmbeddingSpace:
        """Return the space of a vector; one that does not name its model counts as one of the space that is searched.

        Before there is such a space, as one of the model that makes vectors now. Not where it has another length.
        """
        named = EmbeddingSpace.of(model, vector)
        if model:
            return named
        present = await self._present_space()
        if present is None:
            current = self._embedding_models.current()
            return EmbeddingSpace.of(self._embedding_models.model_id(current), vector) if current else named
        return present if present.dimension == named.dimension else named

    async def _searched(self, vector: Sequence[float], model: str) -> EmbeddingSpace:
        """Return the space that a vector can search. Raises InvalidField when it has another length."""
        space = await self._space_of(vector, model)
        present = await self._present_space()
        if present is not None and model in ("", present.model_id):
            check_vector(vector, present.dimension)
        return space

    async def _present_space(self) -> EmbeddingSpace | None:
        await self._spaces.open()
        return self._spaces.searched

    async def _with_model(self, memory: Memory) -> Memory:
        space = await self._space_of(memory.embedding, memory.embedding_model)
        return replace(memory, embedding_model=space.model_id)

    async def _has_vector(self, memory: Memory) -> bool:
        space = await self._present_space()
        if space is None:
            return False
        return bool(await self._vectors.get(self._tenant, self._agent_id, space, [memory.memory_id]))

    async def _nearly_equal(self, memory: Memory) -> MemoryId | None:
        """Return a memory of the same table and room that says nearly the same, if there is one."""
        space = EmbeddingSpace.of(memory.embedding_model, memory.embedding)
        wanted = MemoryFilter(table=memory.table, room_ids=(memory.room_id,))
        found = await self._search(space, memory.embedding, wanted, match_threshold=NEARLY_EQUAL, count=1)
        return found[0].memory_id if found else None

    async def _search(
        self,
        space: EmbeddingSpace,
        vector: Sequence[float],
        wanted: MemoryFilter,
        *,
        match_threshold: float,
        count: int,
    ) -> list[Memory]:
        return await self._vectors.search(
            self._tenant, self._agent_id, space, vector, wanted, threshold=match_threshold, limit=not_negative(count)
        )
