"""What one agent remembers, as plugins store, find and forget it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from parley_server.domain.content import Memory, MemoryFilter
from parley_server.domain.embeddings import EmbeddingPriority
from parley_server.domain.ids import MemoryId, RoomId
from parley_server.plugin_api.embeddings import EmbeddingQueue


class Memories(Protocol):
    """The part of the runtime that remembers (document 2, "Memory Operations"; document 3, "Embedding Generation").

    Wherever `count` says how many at the most, a negative one raises InvalidField.
    """

    # ---- Storing ----

    async def create_memory(self, memory: Memory) -> MemoryId:
        """Store a memory; one whose id is there already is left as it is.

        A vector that it has is stored with it; one that does not name its model counts as one of the space that the
        agent searches, where it has that length, or of the present model. A memory without is embedded only if somebody
        queues it. A `unique` one whose vector is nearly equal to another's of its table and room (0.95) is not stored,
        and the other's id returned.
        """
        ...

    async def update_memory(self, memory: Memory) -> Memory:
        """Replace a memory's content and metadata; a vector of other text is dropped, and a new one queued.

        Raises NotFound, and RevisionMismatch when it was changed since it was read.
        """
        ...

    # ---- Finding ----

    async def get_memory_by_id(self, memory_id: MemoryId) -> Memory | None:
        """Return a memory, or None."""
        ...

    async def get_memories_by_ids(self, memory_ids: Sequence[MemoryId]) -> list[Memory]:
        """Return those that exist, in the order of the ids."""
        ...

    async def get_memories(self, room_id: RoomId, *, table: str, count: int) -> list[Memory]:
        """Return the newest memories of a room, newest first."""
        ...

    async def find_memories(self, wanted: MemoryFilter, *, count: int = 100) -> list[Memory]:
        """Return the newest memories that match, newest first."""
        ...

    async def get_all_memories(self) -> list[Memory]:
        """Return what the tables memories, messages, facts and documents hold, at most 10,000 of each, newest first.

        A table that cannot be read is left out, with an error in the log.
        """
        ...

    async def count_memories(self, wanted: MemoryFilter) -> int:
        """Return how many memories match."""
        ...

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
        """Return the memories whose vectors are nearest to one, best first, each with its similarity.

        Only vectors of the agent's present space are looked at, or of `embedding_model`'s. With a `query` the hits are
        put in order by its words (`rerank_memories`). With `unique`, unique memories alone. Raises InvalidField for a
        vector of another length or of zeros.
        """
        ...

    def rerank_memories(self, query: str, memories: Sequence[Memory]) -> list[Memory]:
        """Put memories in order by BM25; those without a word of the query stay, behind, in their order."""
        ...

    async def get_relevant_memories(
        self,
        query: str,
        room_id: RoomId | None = None,
        *,
        table: str = "memories",
        count: int = 10,
        match_threshold: float = 0.7,
    ) -> list[Memory]:
        """Embed a text and search a room with it, or all of them. Raises what the model raises."""
        ...

    # ---- Forgetting ----

    async def delete_memories(self, memory_ids: Sequence[MemoryId]) -> int:
        """Delete memories; a document takes its fragments with it. Return how many there were."""
        ...

    async def delete_all_memories(self, room_id: RoomId, *, table: str) -> int:
        """Delete what a table holds of a room; return how many there were."""
        ...

    async def clear_all_agent_memories(self) -> int:
        """Delete every memory of the agent; return how many there were."""
        ...

    # ---- Embeddings ----

    async def queue_embedding_generation(
        self, memory: Memory | None, priority: EmbeddingPriority | str = EmbeddingPriority.NORMAL
    ) -> bool:
        """Let a stored memory be embedded in the background ("high", "normal", "low"); survives a restart.

        False, and nothing happens, for none, one that has a vector or no text, and without a TEXT_EMBEDDING model.
        Emits EMBEDDING_GENERATION_REQUESTED, later _COMPLETED or _FAILED. Raises Overloaded when too many wait.
        """
        ...

    def to_be_embedded(self, memory: Memory, priority: EmbeddingPriority | str = EmbeddingPriority.NORMAL) -> Memory:
        """Return a memory that is queued by being stored, in the same transaction; as it is where nothing would be.

        That is where queue_embedding_generation says False, and where too many wait already.
        """
        ...

    async def ensure_embedding_dimension(self) -> int | None:
        """Return the dimension of the vectors that are searched; None before the first one, and without a model.

        Where the model has changed, what is stored is embedded anew in the background. The model is not asked.
        """
        ...

    async def get_embedding_queue(self) -> EmbeddingQueue:
        """Return how many memories wait for their vectors, and what came of it since the agent's start."""
        ...

    async def clear_embedding_queue(self) -> int:
        """Forget the memories that wait for their vectors; return how many there were."""
        ...

    async def add_embedding_to_memory(self, memory: Memory) -> Memory:
        """Return a memory with its vector, made now; one that has a vector as it is.

        When the model fails, the vector stays missing, and a stored memory is queued. Raises InvalidField without text.
        """
        ...
