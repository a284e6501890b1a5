"""Embeddings: the queue under leases, what is done with them in one transaction, the cache, the space of an agent."""

import asyncio
from dataclasses import replace
from datetime import datetime
from hashlib import sha256

import pytest

from parley_server.domain.content import Content, Memory
from parley_server.domain.embeddings import EmbeddingJob, EmbeddingPriority, EmbeddingSpace
from parley_server.domain.errors import InvalidField
from parley_server.domain.ids import AgentId, MemoryId
from parley_server.storage.embeddings import Embedded
from parley_server.storage.runs import RunAppend
from parley_server.storage.sql.store import SqlStore
from tests.contract.storage.storage_builders import (
    AGENT,
    MINUTE,
    NOON,
    OTHER_AGENT,
    OTHER_TENANT,
    TENANT,
    StorageBackend,
    memory_of,
    started,
    stored_run,
)

HIGH, NORMAL, LOW = EmbeddingPriority
SPACE = EmbeddingSpace(model_id="m-1", dimension=3)
NEXT_SPACE = EmbeddingSpace(model_id="m-2", dimension=2)
VECTOR = (1.0, -0.5, 0.25)
LEASE = NOON + MINUTE


def job_of(
    memory_id: str,
    priority: EmbeddingPriority = NORMAL,
    *,
    agent: AgentId = AGENT,
    ready_at: datetime = NOON,
    model_id: str = "",
) -> EmbeddingJob:
    """Return a job as it is queued."""
    return EmbeddingJob(
        agent_id=agent,
        memory_id=MemoryId(memory_id),
        priority=priority,
        ready_at=ready_at,
        created_at=NOON,
        model_id=model_id,
    )


async def remembered(store: SqlStore, *memories: Memory) -> None:
    """Store memories and queue each."""
    await store.memories.create(TENANT, memories)
    await store.embeddings.add(TENANT, [job_of(memory.memory_id, agent=memory.agent_id) for memory in memories])


async def taken(store: SqlStore, limit: int = 10, now: datetime = NOON, agent: AgentId = AGENT) -> list[EmbeddingJob]:
    """Lease what is ready for a minute."""
    return (await store.embeddings.take(TENANT, agent, now=now, until=now + MINUTE, limit=limit)).jobs


def done(job: EmbeddingJob, *, text: str = "hello") -> Embedded:
    """Return a job with a vector."""
    return Embedded(job, sha256(text.encode()).digest(), VECTOR)


async def vectors(store: SqlStore) -> list[MemoryId]:
    """Return whose vectors are there."""
    known = [MemoryId("a"), MemoryId("b")]
    return [*await store.vectors.get(TENANT, AGENT, SPACE, known)]


async def test_a_job_comes_back_whole_after_a_restart(backend: StorageBackend) -> None:
    job = replace(job_of("a", LOW, model_id="m-2"), retry_count=2, max_retries=5, fence=7)
    async with backend.open() as store:
        await store.embeddings.add(TENANT, [job])
    async with backend.open() as store:
        assert await taken(store) == [replace(job, fence=8, ready_at=LEASE)]


async def test_the_most_urgent_are_taken_first_then_the_oldest(store: SqlStore) -> None:
    queued = [job_of("a", LOW), job_of("b"), job_of("c", HIGH), job_of("d", HIGH), job_of("e", ready_at=LEASE)]
    await store.embeddings.add(TENANT, queued)
    assert [job.memory_id for job in await taken(store, 3)] == ["c", "d", "b"]
    assert [job.memory_id for job in await taken(store, 3)] == ["a"]
    assert await taken(store) == []


async def test_taken_by_age_the_oldest_come_first(store: SqlStore) -> None:
    await store.embeddings.add(TENANT, [job_of("a", LOW), job_of("b", HIGH), job_of("c")])
    found = await store.embeddings.take(TENANT, AGENT, now=NOON, until=LEASE, limit=2, by_age=True)
    assert [job.memory_id for job in found.jobs] == ["a", "b"]


async def test_jobs_come_with_their_memories_where_these_are_there(store: SqlStore) -> None:
    memories = [memory_of(memory_id="a"), memory_of(memory_id="b")]
    await remembered(store, *memories)
    await store.embeddings.add(TENANT, [job_of("gone")])
    found = await store.embeddings.take(TENANT, AGENT, now=NOON, until=LEASE, limit=2)
    assert found.memories == memories
    rest = await store.embeddings.take(TENANT, AGENT, now=NOON, until=LEASE + MINUTE, limit=2)
    assert ([job.memory_id for job in rest.jobs], rest.memories) == (["gone"], [])


async def test_of_one_that_waits_already_the_more_urgent_priority_counts(store: SqlStore) -> None:
    await store.embeddings.add(TENANT, [job_of("a"), job_of("b")])
    await store.embeddings.add(TENANT, [job_of("a", LOW), job_of("b", HIGH)])
    assert await store.embeddings.counts(TENANT, AGENT) == {HIGH: 1, NORMAL: 1}


async def test_a_lease_ends_and_the_fence_grows(store: SqlStore) -> None:
    await remembered(store, memory_of(memory_id="a"))
    (first,) = await taken(store)
    assert await store.embeddings.next_ready(TENANT, AGENT) == LEASE
    (second,) = await taken(store, now=LEASE)
    assert (first.fence, second.fence) == (1, 2)
    # Whose lease has ended does nothing any more.
    assert await store.embeddings.complete(TENANT, AGENT, SPACE, [done(first)]) == []
    await store.embeddings.again(TENANT, [replace(first, ready_at=NOON)])
    await store.embeddings.give_up(TENANT, [first])
    assert await store.embeddings.next_ready(TENANT, AGENT) == LEASE + MINUTE
    assert await vectors(store) == []
    assert await store.embeddings.complete(TENANT, AGENT, SPACE, [done(second)]) == ["a"]


async def test_a_job_is_taken_by_one_alone(store: SqlStore) -> None:
    await store.embeddings.add(TENANT, [job_of(f"{number:02}") for number in range(40)])
    async with asyncio.TaskGroup() as group:
        takers = [group.create_task(taken(store, 7)) for _ in range(8)]
    found = [job.memory_id for taker in takers for job in taker.result()]
    assert len(found) == len(set(found))
    found += [job.memory_id for job in await taken(store, 40)]
    assert sorted(found) == [f"{number:02}" for number in range(40)]


async def test_vectors_are_stored_and_jobs_deleted_together(store: SqlStore) -> None:
    await remembered(store, memory_of(memory_id="a"), memory_of(memory_id="b"))
    first, second = await taken(store)
    assert await store.embeddings.get_space(TENANT, AGENT) is None
    assert await store.embeddings.complete(TENANT, AGENT, SPACE, [done(second, text="b")]) == ["b"]
    assert await vectors(store) == ["b"]
    assert await store.embeddings.counts(TENANT, AGENT) == {NORMAL: 1}
    assert await store.embeddings.get_space(TENANT, AGENT) == SPACE
    assert await store.embeddings.complete(TENANT, AGENT, NEXT_SPACE, [done(first)._replace(vector=(1.0, 0.0))]) == [
        "a"
    ]
    # The first space stays until somebody says otherwise.
    assert await store.embeddings.get_space(TENANT, AGENT) == SPACE
    assert await store.embeddings.next_ready(TENANT, AGENT) is None


async def test_a_memory_that_is_gone_gets_no_vector_and_its_job_goes(store: SqlStore) -> None:
    await store.embeddings.add(TENANT, [job_of("a")])
    (job,) = await taken(store)
    assert await store.embeddings.complete(TENANT, AGENT, SPACE, [done(job)]) == []
    assert await vectors(store) == []
    assert await store.embeddings.counts(TENANT, AGENT) == {}


async def test_a_memory_with_another_text_meanwhile_is_ready_again(store: SqlStore) -> None:
    memory = memory_of(memory_id="a")
    await remembered(store, memory, memory_of(memory_id="b"))
    jobs = await taken(store)
    await store.memories.update(TENANT, replace(memory, content=Content(text="bye")), keep_vectors=False)
    assert await store.embeddings.complete(TENANT, AGENT, SPACE, [done(job) for job in jobs]) == ["b"]
    assert await vectors(store) == ["b"]
    assert [(job.memory_id, job.fence) for job in await taken(store)] == [("a", 3)]


async def test_a_vector_takes_the_place_of_the_one_before(store: SqlStore) -> None:
    await remembered(store, memory_of(memory_id="a"))
    await store.vectors.put(TENANT, AGENT, SPACE, {MemoryId("a"): (0.0, 0.0, 1.0)})
    assert await store.embeddings.complete(TENANT, AGENT, SPACE, [done(job) for job in await taken(store)]) == ["a"]
    assert await store.vectors.get(TENANT, AGENT, SPACE, [MemoryId("a")]) == {"a": VECTOR}


async def test_a_vector_of_another_length_is_refused(store: SqlStore) -> None:
    await remembered(store, memory_of(memory_id="a"))
    (job,) = await taken(store)
    with pytest.raises(InvalidField):
        await store.embeddings.complete(TENANT, AGENT, SPACE, [done(job)._replace(vector=(1.0,))])


async def test_what_fails_is_put_back_or_given_up(store: SqlStore) -> None:
    await store.embeddings.add(TENANT, [job_of("a"), job_of("b")])
    first, second = await taken(store)
    await store.embeddings.again(TENANT, [replace(first, ready_at=NOON, retry_count=1, priority=LOW)])
    await store.embeddings.give_up(TENANT, [second])
    assert await taken(store) == [replace(first, fence=2, retry_count=1, priority=LOW)]


async def test_agents_and_tenants_are_apart(store: SqlStore) -> None:
    await store.embeddings.add(TENANT, [job_of("a"), job_of("a", agent=OTHER_AGENT)])
    assert await store.embeddings.counts(OTHER_TENANT, AGENT) == {}
    assert await store.embeddings.clear(TENANT, AGENT) == 1
    assert [job.agent_id for job in await taken(store, agent=OTHER_AGENT)] == [OTHER_AGENT]


async def test_a_job_rides_with_its_memory_once(store: SqlStore) -> None:
    memory = replace(memory_of(memory_id="a"), embedding_priority=HIGH)
    await store.memories.create(TENANT, [memory, memory_of()])
    (job,) = await taken(store)
    assert (job.memory_id, job.priority) == ("a", HIGH)
    assert await store.embeddings.complete(TENANT, AGENT, SPACE, [done(job)]) == ["a"]
    # A memory that is there already has had its turn.
    await store.memories.create(TENANT, [memory])
    assert await taken(store) == []
    assert await store.memories.get(TENANT, AGENT, [MemoryId("a")]) == [memory]


async def test_a_job_rides_with_the_memory_of_a_run(store: SqlStore) -> None:
    run = started(await stored_run(store))
    memory = replace(memory_of(memory_id="a"), embedding_priority=NORMAL)
    await store.runs.append(TENANT, RunAppend(run=run, memories=[memory, memory_of()]))
    assert [job.memory_id for job in await taken(store)] == ["a"]


async def test_texts_are_known_by_model_until_they_are_too_many(store: SqlStore) -> None:
    keys = [sha256(str(number).encode()).digest() for number in range(5)]
    for number, key in enumerate(keys):
        await store.embeddings.remember(TENANT, "m-1", {key: (float(number), 1.5)})
    await store.embeddings.remember(OTHER_TENANT, "m-1", {keys[0]: (9.0,)})
    assert await store.embeddings.cached(TENANT, "m-1", [keys[1], b"other", keys[4]]) == {
        keys[1]: (1.0, 1.5),
        keys[4]: (4.0, 1.5),
    }
    assert await store.embeddings.cached(TENANT, "m-2", keys) == {}
    assert await store.embeddings.trim(TENANT, keep=2) == 2
    assert set(await store.embeddings.cached(TENANT, "m-1", keys)) == set(keys[3:])
    assert await store.embeddings.trim(OTHER_TENANT, keep=2) == 1


async def test_what_is_done_is_known_for_its_text(store: SqlStore) -> None:
    await remembered(store, memory_of(memory_id="a"))
    (job,) = await taken(store)
    await store.embeddings.complete(TENANT, AGENT, SPACE, [done(job)])
    key = sha256(b"hello").digest()
    assert await store.embeddings.cached(TENANT, "m-1", [key]) == {key: VECTOR}
    await store.embeddings.remember(TENANT, "m-1", {key: (1.0, 2.0)})
    assert await store.embeddings.cached(TENANT, "m-1", [key]) == {key: (1.0, 2.0)}


async def test_the_space_before_is_left_behind_until_it_is_forgotten(store: SqlStore) -> None:
    await store.embeddings.set_space(TENANT, AGENT, SPACE)
    assert await store.embeddings.left_behind(TENANT, AGENT) is None
    await store.embeddings.set_space(TENANT, AGENT, NEXT_SPACE)
    assert await store.embeddings.get_space(TENANT, AGENT) == NEXT_SPACE
    assert await store.embeddings.left_behind(TENANT, AGENT) == SPACE
    await store.embeddings.forget_left_behind(TENANT, AGENT)
    assert await store.embeddings.left_behind(TENANT, AGENT) is None
    assert await store.embeddings.get_space(TENANT, OTHER_AGENT) is None
