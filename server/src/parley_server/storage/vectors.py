"""Vectors of memories, and the search over them."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from parley_server.domain.content import Memory, MemoryFilter
from parley_server.domain.embeddings import EmbeddingSpace
from parley_server.domain.ids import AgentId, MemoryId, TenantId

Vector = Sequence[float]


class VectorStore(Protocol):
    """Keeps the vectors of memories, by space: a memory may have one in each, only those of one space are compared."""

    async def put(
        self, tenant: TenantId, agent_id: AgentId, space: EmbeddingSpace, vectors: Mapping[MemoryId, Vector]
    ) -> None:
        """Store vectors, in place of older ones of the same space; those of memories that are gone are dropped.

        Raises InvalidField for a vector of another length, or one that cannot be compared, such as zeros.
        """
        ...

    async def get(
        self, tenant: TenantId, agent_id: AgentId, space: EmbeddingSpace, memory_ids: Sequence[MemoryId]
    ) -> dict[MemoryId, tuple[float, ...]]:
        """Return the vectors that these memories have in a space."""
        ...

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
        """Return the matching memories nearest by cosine, best first, with a similarity of `threshold` or more.

        The similarity is the cosine, 0 where it is negative, to six digits; of those equally near the newest is first.
        Raises InvalidField for a vector of another length or of zeros, and ConfigurationMissing where NumPy is needed
        and not installed.
        """
        ...

    async def spaces(self, tenant: TenantId, agent_id: AgentId) -> dict[EmbeddingSpace, int]:
        """Return the spaces in which memories of an agent have vectors, and how many."""
        ...

    async def missing(
        self, tenant: TenantId, agent_id: AgentId, space: EmbeddingSpace, *, limit: int
    ) -> list[MemoryId]:
        """Return memories that have a vector in some space but not in this one, the newest first."""
        ...

    async def drop(self, tenant: TenantId, agent_id: AgentId, space: EmbeddingSpace) -> None:
        """Delete all vectors of an agent in a space."""
        ...
