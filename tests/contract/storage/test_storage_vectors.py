"""Vectors: by space, each agent its own, exact in every database."""

import asyncio
import math
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parley_server.domain.content import Memory, MemoryFilter
from parley_server.domain.embeddings import EmbeddingSpace
from parley_server.domain.errors import InvalidField
from parley_server.domain.ids import AgentId, MemoryId, new_id
from parley_server.storage.sql.store import SqlStore
from tests.contract.storage.storage_builders import (
    AGENT,
    NOON,
    OTHER_AGENT,
    OTHER_ROOM,
    OTHER_TENANT,
    ROOM,
    TENANT,
    memory_of,
)

SPACE = EmbeddingSpace(model_id="model", dimension=3)
OTHER_SPACE = EmbeddingSpace(model_id="other", dimension=3)
EAST, NORTH, UP = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)
ANY = MemoryFilter()


async def stored(store: SqlStore, *memories: Memory) -> list[MemoryId]:
    """Store memories; return their ids."""
    await store.memories.create(TENANT, memories)
    return [memory.memory_id for memory in memories]


async def found(
    store: SqlStore,
    vector: tuple[float, ...] = EAST,
    wanted: MemoryFilter = ANY,
    *,
    agent: AgentId = AGENT,
    space: EmbeddingSpace = SPACE,
    threshold: float = 0.0,
    limit: int = 10,
) -> list[tuple[str, float | None]]:
    """Return text and similarity of what is found."""
    hits = await store.vectors.search(TENANT, agent, space, vector, wanted, threshold=threshold, limit=limit)
    return [(memory.content.text, memory.similarity) for memory in hits]


def with_vector(text: str, vector: tuple[float, ...], *, model: str = "model", **more: object) -> Memory:
    """Return a memory with a vector, of the model of SPACE unless another one is named."""
    return replace(memory_of(text), embedding=vector, embedding_model=model, **more)  # type: ignore[arg-type] # a test


async def test_vectors_come_back_as_32_bit_numbers(store: SqlStore) -> None:
    one, two, three = await stored(store, memory_of(), memory_of(), memory_of())
    await store.vectors.put(TENANT, AGENT, SPACE, {one: (0.1, -2.5, 1e10), two: EAST})
    kept = await store.vectors.get(TENANT, AGENT, SPACE, [one, two, three])
    assert kept == {one: (0.10000000149011612, -2.5, 1e10), two: EAST}
    assert await store.vectors.get(TENANT, AGENT, OTHER_SPACE, [one]) == {}
    assert await store.vectors.get(TENANT, OTHER_AGENT, SPACE, [one]) == {}
    assert await store.vectors.get(OTHER_TENANT, AGENT, SPACE, [one]) == {}


async def test_a_vector_takes_the_place_of_the_one_before(store: SqlStore) -> None:
    (one,) = await stored(store, memory_of())
    await store.vectors.put(TENANT, AGENT, SPACE, {one: EAST})
    await store.vectors.put(TENANT, AGENT, OTHER_SPACE, {one: UP})
    await store.vectors.put(TENANT, AGENT, SPACE, {one: NORTH})
    assert await store.vectors.get(TENANT, AGENT, SPACE, [one]) == {one: NORTH}
    assert await store.vectors.get(TENANT, AGENT, OTHER_SPACE, [one]) == {one: UP}


async def test_a_vector_of_a_memory_that_is_gone_is_dropped(store: SqlStore) -> None:
    await store.vectors.put(TENANT, AGENT, SPACE, {MemoryId("gone"): EAST})
    await store.vectors.put(TENANT, AGENT, SPACE, {})
    assert await store.vectors.spaces(TENANT, AGENT) == {}


@pytest.mark.parametrize(
    "vector",
    [(0.0, 0.0, 0.0), (1.0, 0.0), (), (math.nan, 1.0, 0.0), (math.inf, 0.0, 0.0), (1e300, 0.0, 0.0), (1e-30, 0.0, 0.0)],
    ids=str,
)
async def test_what_cannot_be_compared_is_neither_stored_nor_searched(
    store: SqlStore, vector: tuple[float, ...]
) -> None:
    (one,) = await stored(store, memory_of())
    with pytest.raises(InvalidField):
        await store.vectors.put(TENANT, AGENT, SPACE, {one: vector})
    with pytest.raises(InvalidField):
        await found(store, vector)
    if vector and len(vector) == SPACE.dimension:
        with pytest.raises(InvalidField):
            await stored(store, with_vector("two", vector))
    assert await store.vectors.spaces(TENANT, AGENT) == {}


async def test_the_nearest_come_first_with_their_similarity(store: SqlStore) -> None:
    await stored(
        store,
        with_vector("north", NORTH),
        with_vector("east", (7.0, 0.0, 0.0)),
        with_vector("between", (1.0, 1.0, 0.0)),
        with_vector("west", (-1.0, 0.0, 0.0)),
        memory_of("without"),
    )
    assert await found(store) == [("east", 1.0), ("between", 0.707107), ("north", 0.0), ("west", 0.0)]
    assert await found(store, threshold=0.7) == [("east", 1.0), ("between", 0.707107)]
    assert await found(store, threshold=1.0) == [("east", 1.0)]
    assert await found(store, limit=1) == [("east", 1.0)]
    assert await found(store, limit=0) == []


async def test_a_search_gives_whole_memories(store: SqlStore) -> None:
    memory = with_vector("east", EAST)
    await stored(store, memory)
    (hit,) = await store.vectors.search(TENANT, AGENT, SPACE, EAST, ANY, threshold=0.0, limit=1)
    assert hit == replace(memory, embedding=(), embedding_model="", similarity=1.0)


async def test_of_those_equally_near_the_newest_is_first(store: SqlStore) -> None:
    await stored(store, with_vector("old", EAST), with_vector("new", (2.0, 0.0, 0.0)))
    assert await found(store) == [("new", 1.0), ("old", 1.0)]


async def test_the_filter_applies_before_the_limit(store: SqlStore) -> None:
    await stored(
        store,
        *(with_vector("of another room", EAST, room_id=OTHER_ROOM) for _ in range(20)),
        with_vector("here", NORTH),
        with_vector("a fact", EAST, table="facts"),
    )
    here = MemoryFilter(room_ids=(ROOM,), table="messages")
    assert await found(store, wanted=here, limit=1) == [("here", 0.0)]
    assert await found(store, wanted=MemoryFilter(table="facts", start_time=NOON), limit=3) == [("a fact", 1.0)]
    assert len(await found(store, wanted=MemoryFilter(room_ids=(ROOM, OTHER_ROOM)), limit=30)) == 22


async def test_spaces_are_never_mixed(store: SqlStore) -> None:
    one, two = await stored(store, memory_of("one"), memory_of("two"))
    longer = EmbeddingSpace(model_id="model", dimension=2)
    await store.vectors.put(TENANT, AGENT, SPACE, {one: EAST})
    await store.vectors.put(TENANT, AGENT, OTHER_SPACE, {two: EAST})
    await store.vectors.put(TENANT, AGENT, longer, {one: (1.0, 1.0), two: (1.0, 1.0)})
    assert await found(store) == [("one", 1.0)]
    assert await found(store, space=OTHER_SPACE) == [("two", 1.0)]
    assert await found(store, (1.0, 1.0), space=longer) == [("two", 1.0), ("one", 1.0)]
    assert await store.vectors.spaces(TENANT, AGENT) == {SPACE: 1, OTHER_SPACE: 1, longer: 2}


async def test_an_agent_never_sees_another_ones(store: SqlStore) -> None:
    await stored(store, with_vector("mine", EAST), with_vector("yours", EAST, agent_id=OTHER_AGENT))
    await store.memories.create(OTHER_TENANT, [with_vector("of another tenant", EAST)])
    assert await found(store) == [("mine", 1.0)]
    assert await found(store, agent=OTHER_AGENT) == [("yours", 1.0)]
    assert await store.vectors.spaces(TENANT, AGENT) == {SPACE: 1}


async def test_a_vector_without_a_model_is_of_an_unknown_one(store: SqlStore) -> None:
    await stored(store, replace(memory_of("who made it?"), embedding=EAST))
    unknown = EmbeddingSpace(model_id="unknown", dimension=3)
    assert await store.vectors.spaces(TENANT, AGENT) == {unknown: 1}
    assert await found(store, space=unknown) == [("who made it?", 1.0)]


async def test_a_known_memory_keeps_its_vectors(store: SqlStore) -> None:
    first = with_vector("first", EAST)
    await stored(store, first, memory := memory_of("without"))
    await stored(store, replace(first, embedding=NORTH, embedding_model="other"), replace(memory, embedding=UP))
    assert await store.vectors.spaces(TENANT, AGENT) == {SPACE: 1}
    assert await store.vectors.get(TENANT, AGENT, SPACE, [first.memory_id]) == {first.memory_id: EAST}


async def test_what_is_missing_in_a_space_is_named_newest_first(store: SqlStore) -> None:
    _, two, three, _ = await stored(
        store, with_vector("one", EAST), memory_of("two"), memory_of("three"), memory_of("never had one")
    )
    await store.vectors.put(TENANT, AGENT, OTHER_SPACE, {two: UP, three: UP})
    assert await store.vectors.missing(TENANT, AGENT, SPACE, limit=10) == [three, two]
    assert await store.vectors.missing(TENANT, AGENT, SPACE, limit=1) == [three]
    assert await store.vectors.missing(TENANT, OTHER_AGENT, SPACE, limit=10) == []


async def test_a_space_can_be_dropped(store: SqlStore) -> None:
    ids = await stored(store, *(with_vector("x", EAST) for _ in range(3)))
    await store.vectors.put(TENANT, AGENT, OTHER_SPACE, dict.fromkeys(ids, UP))
    await store.vectors.drop(TENANT, AGENT, SPACE)
    assert await store.vectors.spaces(TENANT, AGENT) == {OTHER_SPACE: 3}


async def test_more_vectors_than_are_looked_at_at_once(store: SqlStore) -> None:
    many = [with_vector(str(number), (1.0, number / 1000, 0.0)) for number in range(5000)]
    await stored(store, *many)
    assert [text for text, _ in await found(store, limit=3)] == ["0", "1", "2"]
    assert [text for text, _ in await found(store, NORTH, limit=2)] == ["4999", "4998"]


NUMBERS = st.floats(-100, 100, width=32)
VECTORS = st.tuples(NUMBERS, NUMBERS, NUMBERS).filter(lambda vector: math.hypot(*vector) > 1e-3)


def cosine(left: tuple[float, ...], right: tuple[float, ...]) -> float:
    """Return the cosine, the naive way, 0 where it is negative."""
    dot = sum(a * b for a, b in zip(left, right, strict=True))
    return max(0.0, dot / math.hypot(*left) / math.hypot(*right))


PLACES = st.tuples(st.booleans(), st.booleans(), st.booleans())


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    vectors=st.lists(st.tuples(VECTORS, PLACES), max_size=16),
    query=VECTORS,
    threshold=st.floats(0, 1),
    limit=st.integers(1, 15),
)
async def test_a_search_agrees_with_the_naive_one(
    store: SqlStore,
    vectors: list[tuple[tuple[float, ...], tuple[bool, bool, bool]]],
    query: tuple[float, ...],
    threshold: float,
    limit: int,
) -> None:
    agent, another = AgentId(new_id()), AgentId(new_id())
    memories = [
        with_vector(
            f"{vector}",
            vector,
            agent_id=agent if mine else another,
            room_id=ROOM if here else OTHER_ROOM,
            model="model" if of_space else "other",
        )
        for vector, (mine, here, of_space) in vectors
    ]
    await store.memories.create(TENANT, memories)

    hits = await store.vectors.search(
        TENANT, agent, SPACE, query, MemoryFilter(room_ids=(ROOM,)), threshold=threshold, limit=limit
    )

    expected = {
        memory.memory_id: cosine(memory.embedding, query)
        for memory in memories
        if (memory.agent_id, memory.room_id, memory.embedding_model) == (agent, ROOM, "model")
    }
    told = [hit.similarity or 0.0 for hit in hits]
    assert told == sorted(told, reverse=True)
    assert [expected[hit.memory_id] for hit in hits] == pytest.approx(told, abs=1e-5)
    # All above the threshold are there, but for the limit and for those that rounding may put on either side.
    sure = sorted((value for value in expected.values() if value >= threshold + 1e-5), reverse=True)[:limit]
    assert told[: len(sure)] == pytest.approx(sure, abs=1e-5)
    assert all(value >= threshold for value in told)


async def test_no_vector_outlives_its_memory_whoever_is_faster(store: SqlStore) -> None:
    memories = [with_vector(str(number), EAST) for number in range(60)]
    ids = await stored(store, *memories)

    async def forget(some: list[MemoryId]) -> None:
        await store.memories.delete(TENANT, AGENT, some)

    async def embed(some: list[MemoryId]) -> None:
        await store.vectors.put(TENANT, AGENT, OTHER_SPACE, dict.fromkeys(some, UP))

    async with asyncio.TaskGroup() as group:
        for start in range(0, 60, 6):
            some = ids[start : start + 6]
            group.create_task(embed(some))
            group.create_task(forget(some))
            group.create_task(embed(some[::-1]))

    assert await store.memories.count(TENANT, AGENT, ANY) == 0
    assert await store.vectors.spaces(TENANT, AGENT) == {}
