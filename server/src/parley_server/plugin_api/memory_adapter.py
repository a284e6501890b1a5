"""What a database of an agent's own offers for memories and their vectors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from parley_server.domain.content import Memory, MemoryFilter
from parley_server.domain.embeddings import EmbeddingSpace
from parley_server.domain.ids import AgentId, MemoryId, RoomId


class MemoryAdapter(Protocol):
    """The part of DatabaseAdapter that keeps memories, and their vectors by space: only those of one are compared.

    Memories come back without their vectors. What is asked for has been checked: vectors can be compared and have the
    length of their space.
    """

    # ---- Memories ----

    async def create_memories(self, memories: Sequence[Memory]) -> None:
        """Store memories, all or none; one whose id is there already is left as it is.

        One with an `embedding` has a vector in the space EmbeddingSpace.of(memory.embedding_model, memory.embedding).
        """
        ...

    async def get_memories_by_ids(self, agent_id: AgentId, memory_ids: Sequence[MemoryId]) -> list[Memory]:
        """Return those that exist, in the order of the ids."""
        ...

    async def get_memories(self, agent_id: AgentId, room_id: RoomId, *, table: str, count: int) -> list[Memory]:
        """Return the newest memories of a room in one table, newest first by the order of storing."""
        ...

    async def find_memories(self, agent_id: AgentId, wanted: MemoryFilter, *, count: int) -> list[Memory]:
        """Return the newest memories that match, newest first by the order of storing."""
        ...

    async def count_memories(self, agent_id: AgentId, wanted: MemoryFilter) -> int:
        """Return how many memories match."""
        ...

    async def update_memory(self, memory: Memory, *, keep_vectors: bool) -> None:
        """Replace content, metadata and revision of a memory, which is there.

        Without `keep_vectors` its vectors are deleted. One that it brings is stored.
        """
        ...

    async def delete_memories(self, agent_id: AgentId, memory_ids: Sequence[MemoryId]) -> int:
        """Delete memories with their vectors, and with a document the memories of type "fragment" that name it.

        Return how many there were of those that were named.
        """
        ...

    # ---- Vectors ----

    async def put_vectors(
        self, agent_id: AgentId, space: EmbeddingSpace, vectors: Mapping[MemoryId, Sequence[float]]
    ) -> None:
        """Store vectors, in place of older ones of the same space; those of memories that are gone are dropped."""
        ...

    async def get_vectors(
        self, agent_id: AgentId, space: EmbeddingSpace, memory_ids: Sequence[MemoryId]
    ) -> dict[MemoryId, tuple[float, ...]]:
        """Return the vectors that these memories have in a space."""
        ...

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
        """Return the matching memories nearest by cosine, best first, each with its `similarity`, 0 to 1.

        None below the threshold; a negative cosine counts as 0.
        """
        ...

    async def get_embedding_spaces(self, agent_id: AgentId) -> dict[EmbeddingSpace, int]:
        """Return the spaces in which memories have vectors, and how many."""
        ...

    async def get_memories_without_vector(
        self, agent_id: AgentId, space: EmbeddingSpace, *, count: int
    ) -> list[MemoryId]:
        """Return memories that have a vector in some space but not in this one, the newest first."""
        ...

    async def delete_vectors(self, agent_id: AgentId, space: EmbeddingSpace) -> None:
        """Delete all vectors of an agent in a space."""
        ...
