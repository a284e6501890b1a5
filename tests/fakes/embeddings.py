"""The queue of embeddings in memory, and agents with embeddings on a real store."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from parley_server.domain.embeddings import EmbeddingJob, EmbeddingPriority, EmbeddingSpace
from parley_server.domain.ids import AgentId, MemoryId, TenantId
from parley_server.storage.embeddings import Embedded, Taken
from parley_server.storage.vectors import Vector

_Key = tuple[TenantId, AgentId, MemoryId, str]


@dataclass
class FakeEmbeddings:
    """Implements EmbeddingStore; `jobs` in the order of queueing."""

    jobs: dict[_Key, EmbeddingJob] = field(default_factory=dict)
    texts: dict[tuple[TenantId, str, bytes], tuple[float, ...]] = field(default_factory=dict)
    vectors: dict[tuple[AgentId, EmbeddingSpace, MemoryId], Vector] = field(default_factory=dict)
    space: dict[tuple[TenantId, AgentId], EmbeddingSpace] = field(default_factory=dict)
    old: dict[tuple[TenantId, AgentId], EmbeddingSpace] = field(default_factory=dict)

    async def add(self, tenant: TenantId, jobs: Sequence[EmbeddingJob]) -> None:
        for job in jobs:
            known = self.jobs.setdefault(_key(tenant, job), job)
            self.jobs[_key(tenant, job)] = replace(known, priority=min(known.priority, job.priority))

    async def counts(self, tenant: TenantId, agent_id: AgentId) -> Mapping[EmbeddingPriority, int]:
        return Counter(job.priority for job in self._of(tenant, agent_id))

    async def take(
        self, tenant: TenantId, agent_id: AgentId, *, now: datetime, until: datetime, limit: int, by_age: bool = False
    ) -> Taken:
        ready = [job for job in self._of(tenant, agent_id) if job.ready_at <= now]
        ready.sort(key=lambda job: 0 if by_age else job.priority)
        taken = [replace(job, ready_at=until, fence=job.fence + 1) for job in ready[:limit]]
        self.jobs |= {_key(tenant, job): job for job in taken}
        return Taken(taken, [])

    async def next_ready(self, tenant: TenantId, agent_id: AgentId) -> datetime | None:
        return min((job.ready_at for job in self._of(tenant, agent_id)), default=None)

    async def complete(
        self,
        tenant: TenantId,
        agent_id: AgentId,
        space: EmbeddingSpace,
        done: Sequence[Embedded],
        *,
        elsewhere: bool = False,
    ) -> Sequence[MemoryId]:
        self.space.setdefault((tenant, agent_id), space)
        held = [one for one in done if self._is_held(tenant, one.job)]
        for one in held:
            del self.jobs[_key(tenant, one.job)]
            self.vectors[agent_id, space, one.job.memory_id] = one.vector
            self.texts[tenant, space.model_id, one.hash] = tuple(one.vector)
        return [one.job.memory_id for one in held]

    async def again(self, tenant: TenantId, jobs: Sequence[EmbeddingJob]) -> None:
        self.jobs |= {_key(tenant, job): job for job in jobs if self._is_held(tenant, job)}

    async def give_up(self, tenant: TenantId, jobs: Sequence[EmbeddingJob]) -> None:
        for job in jobs:
            if self._is_held(tenant, job):
                del self.jobs[_key(tenant, job)]

    async def clear(self, tenant: TenantId, agent_id: AgentId) -> int:
        found = self._of(tenant, agent_id)
        for job in found:
            del self.jobs[_key(tenant, job)]
        return len(found)

    async def cached(
        self, tenant: TenantId, model_id: str, hashes: Sequence[bytes]
    ) -> Mapping[bytes, tuple[float, ...]]:
        return {one: self.texts[key] for one in hashes if (key := (tenant, model_id, one)) in self.texts}

    async def remember(self, tenant: TenantId, model_id: str, vectors: Mapping[bytes, Vector]) -> None:
        self.texts |= {(tenant, model_id, one): tuple(vector) for one, vector in vectors.items()}

    async def trim(self, tenant: TenantId, *, keep: int) -> int:
        known = [key for key in self.texts if key[0] == tenant]
        for key in known[: max(0, len(known) - keep)]:
            del self.texts[key]
        return min(len(known), keep)

    async def get_space(self, tenant: TenantId, agent_id: AgentId) -> EmbeddingSpace | None:
        return self.space.get((tenant, agent_id))

    async def set_space(self, tenant: TenantId, agent_id: AgentId, space: EmbeddingSpace) -> None:
        before = self.space.get((tenant, agent_id))
        if before is not None:
            self.old[tenant, agent_id] = before
        self.space[tenant, agent_id] = space

    async def left_behind(self, tenant: TenantId, agent_id: AgentId) -> EmbeddingSpace | None:
        return self.old.get((tenant, agent_id))

    async def forget_left_behind(self, tenant: TenantId, agent_id: AgentId) -> None:
        self.old.pop((tenant, agent_id), None)

    def _of(self, tenant: TenantId, agent_id: AgentId) -> list[EmbeddingJob]:
        return [job for key, job in self.jobs.items() if key[:2] == (tenant, agent_id)]

    def _is_held(self, tenant: TenantId, job: EmbeddingJob) -> bool:
        known = self.jobs.get(_key(tenant, job))
        return known is not None and known.fence == job.fence


def _key(tenant: TenantId, job: EmbeddingJob) -> _Key:
    return tenant, job.agent_id, job.memory_id, job.model_id
