"""The queue of memories that wait for their vectors, the cache of vectors, and which space an agent searches."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple, Protocol

from parley_server.domain.content import Memory
from parley_server.domain.embeddings import EmbeddingJob, EmbeddingPriority, EmbeddingSpace
from parley_server.domain.ids import AgentId, MemoryId, TenantId
from parley_server.storage.vectors import Vector

_AT_ONCE = datetime(1970, 1, 1, tzinfo=UTC)


class Embedded(NamedTuple):
    """A job that is done: the SHA-256 of the text, and its vector."""

    job: EmbeddingJob
    hash: bytes
    vector: Vector


class Taken(NamedTuple):
    """Jobs that are leased, and their memories as far as the store has them."""

    jobs: list[EmbeddingJob]
    memories: list[Memory]


def job_of(memory: Memory) -> EmbeddingJob | None:
    """Return the job of a memory that is to be embedded once it is stored, None for any other one."""
    if memory.embedding_priority is None:
        return None
    return EmbeddingJob(
        agent_id=memory.agent_id,
        memory_id=memory.memory_id,
        priority=memory.embedding_priority,
        ready_at=_AT_ONCE,
        created_at=memory.created_at,
    )


class EmbeddingStore(Protocol):
    """Keeps the queue. Who takes a job has a lease, under a fence, until `ready_at`."""

    async def add(self, tenant: TenantId, jobs: Sequence[EmbeddingJob]) -> None:
        """Queue memories. Of one that waits already, the more urgent priority counts."""
        ...

    async def counts(self, tenant: TenantId, agent_id: AgentId) -> Mapping[EmbeddingPriority, int]:
        """Return how many memories wait, those that are worked on included; priorities without any are left out."""
        ...

    async def take(
        self, tenant: TenantId, agent_id: AgentId, *, now: datetime, until: datetime, limit: int, by_age: bool = False
    ) -> Taken:
        """Lease the jobs that are ready, the most urgent first, then the oldest; `by_age` the oldest of all first."""
        ...

    async def next_ready(self, tenant: TenantId, agent_id: AgentId) -> datetime | None:
        """Return when the next job is ready, None without one."""
        ...

    async def complete(
        self,
        tenant: TenantId,
        agent_id: AgentId,
        space: EmbeddingSpace,
        done: Sequence[Embedded],
        *,
        elsewhere: bool = False,
    ) -> Sequence[MemoryId]:
        """Store vectors, keep them for their texts and delete the jobs, in one transaction; return for whom.

        Not for those whose job is held by somebody else meanwhile (or by nobody, since the text has changed), or whose
        memory is gone (that job is deleted). `elsewhere`: the memories and their vectors are in a database of the
        agent's own, and stored there already. An agent without a space searches this one from now on. Raises
        InvalidField for a vector that cannot be compared in this space.
        """
        ...

    async def again(self, tenant: TenantId, jobs: Sequence[EmbeddingJob]) -> None:
        """Put jobs back, as they are given, those that are still held under their fence."""
        ...

    async def give_up(self, tenant: TenantId, jobs: Sequence[EmbeddingJob]) -> None:
        """Delete jobs that are still held under their fence: there will be no vector."""
        ...

    async def clear(self, tenant: TenantId, agent_id: AgentId) -> int:
        """Delete all jobs of an agent; return how many there were."""
        ...

    # ---- Cache ----

    async def cached(
        self, tenant: TenantId, model_id: str, hashes: Sequence[bytes]
    ) -> Mapping[bytes, tuple[float, ...]]:
        """Return the vectors of texts that are known, by the SHA-256 of the text."""
        ...

    async def remember(self, tenant: TenantId, model_id: str, vectors: Mapping[bytes, Vector]) -> None:
        """Keep vectors of texts, in place of those that are known."""
        ...

    async def trim(self, tenant: TenantId, *, keep: int) -> int:
        """Let the oldest vectors of texts beyond `keep` go; return how many there are now."""
        ...

    # ---- Space ----

    async def get_space(self, tenant: TenantId, agent_id: AgentId) -> EmbeddingSpace | None:
        """Return the space that an agent searches, or None before the first vector."""
        ...

    async def set_space(self, tenant: TenantId, agent_id: AgentId, space: EmbeddingSpace) -> None:
        """Let an agent search this space from now on. The one before it is left behind, until `forget_left_behind`."""
        ...

    async def left_behind(self, tenant: TenantId, agent_id: AgentId) -> EmbeddingSpace | None:
        """Return the space that an agent searched before and whose vectors are still to be dropped."""
        ...

    async def forget_left_behind(self, tenant: TenantId, agent_id: AgentId) -> None:
        """Note that the vectors of the space before are gone."""
        ...
