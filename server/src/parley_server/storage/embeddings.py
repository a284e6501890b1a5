"""The queue of memories that wait for their vectors, the cache of vectors, and which space an agent searches."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from parley_server.domain.embeddings import EmbeddingJob, EmbeddingSpace
from parley_server.domain.ids import AgentId, MemoryId, TenantId
from parley_server.storage.vectors import Vector


class EmbeddingStore(Protocol):
    """Keeps the queue. Who takes a job has a lease, under a fence, until `ready_at`."""

    async def add(self, tenant: TenantId, jobs: Sequence[EmbeddingJob]) -> None:
        """Queue memories. Of one that waits already, the more urgent priority counts."""
        ...

    async def count(self, tenant: TenantId, agent_id: AgentId) -> int:
        """Return how many memories wait, those that are worked on included."""
        ...

    async def take(
        self, tenant: TenantId, agent_id: AgentId, *, now: datetime, until: datetime, limit: int
    ) -> list[EmbeddingJob]:
        """Lease the jobs that are ready, the most urgent first, then the oldest."""
        ...

    async def next_ready(self, tenant: TenantId, agent_id: AgentId) -> datetime | None:
        """Return when the next job is ready, None without one."""
        ...

    async def complete(
        self,
        tenant: TenantId,
        agent_id: AgentId,
        space: EmbeddingSpace,
        done: Sequence[tuple[EmbeddingJob, Vector]],
    ) -> Sequence[MemoryId]:
        """Store vectors and delete their jobs, in one transaction; return for whom.

        Not for those whose job is held by somebody else meanwhile, or whose memory is gone (that job is deleted).
        """
        ...

    async def again(self, tenant: TenantId, job: EmbeddingJob) -> None:
        """Put a job back, as it is given, if it is still held under its fence."""
        ...

    async def give_up(self, tenant: TenantId, job: EmbeddingJob) -> None:
        """Delete a job that is still held under its fence: its embedding has failed."""
        ...

    # ---- Cache and space ----

    async def cached(
        self, tenant: TenantId, space: EmbeddingSpace, hashes: Sequence[bytes]
    ) -> Mapping[bytes, tuple[float, ...]]:
        """Return the vectors of texts that are known, by the SHA-256 of the text."""
        ...

    async def remember(
        self, tenant: TenantId, space: EmbeddingSpace, vectors: Mapping[bytes, Vector], *, keep: int
    ) -> None:
        """Keep vectors of texts; beyond `keep` of a tenant the oldest go."""
        ...

    async def get_space(self, tenant: TenantId, agent_id: AgentId) -> EmbeddingSpace | None:
        """Return the space that an agent searches, or None before the first vector."""
        ...

    async def set_space(self, tenant: TenantId, agent_id: AgentId, space: EmbeddingSpace) -> None:
        """Let an agent search this space from now on."""
        ...
