"""What agents remember: stored, found, changed and forgotten through their runtime, on a real store."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from parley_server.domain.content import Content, Memory, MemoryFilter, MemoryMetadata
from parley_server.domain.errors import InvalidField, NoModelHandler, NotFound, RevisionMismatch, StoreUnavailable
from parley_server.domain.ids import DEFAULT_TENANT, AgentId, MemoryId, RoomId, TenantId
from parley_server.domain.models import TEXT_EMBEDDING, ModelResult
from parley_server.plugin_api import ModelHandler, ModelRequest, Plugin, Runtime
from parley_server.runtime.agent_runtime import AgentRuntime
from parley_server.storage.memories import MemoryStore
from tests.fakes.embedding_bench import EmbeddingBench, embedding_bench

EAST, NORTH = (1.0, 0.0), (0.0, 1.0)
NEARLY_EAST, HALF_WAY = (1.0, 0.1), (1.0, 1.0)
ROOM, OTHER_ROOM = RoomId("room"), RoomId("another room")


def compass(model_id: str = "compass") -> Plugin:
    """Return a model that knows where words lie."""

    async def embed(_runtime: Runtime, request: ModelRequest) -> ModelResult:
        known = {"east": EAST, "north": NORTH}
        return ModelResult(embedding=known.get(request.prompt.split()[0], HALF_WAY), model_id=model_id)

    handler = ModelHandler(model_type=TEXT_EMBEDDING, generate=embed, model_id=model_id)
    return Plugin(name="compass", models=(handler,))


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[EmbeddingBench]:
    """A store with room for agents."""
    async with embedding_bench(tmp_path) as opened:
        yield opened


def memory_of(
    bench: EmbeddingBench,
    agent: AgentRuntime,
    text: str,
    vector: tuple[float, ...] = (),
    *,
    room: RoomId = ROOM,
    table: str = "memories",
    unique: bool = False,
) -> Memory:
    """Return a memory of an agent."""
    return replace(bench.memory(agent, text), embedding=vector, room_id=room, table=table, unique=unique)


def texts(memories: Sequence[Memory]) -> list[str]:
    """Return what memories say."""
    return [memory.content.text for memory in memories]


# ---- Storing and finding ----


async def test_memories_are_found_by_id_room_and_filter(bench: EmbeddingBench) -> None:
    agent = await bench.agent()
    one, two = memory_of(bench, agent, "one"), memory_of(bench, agent, "two", table="facts")
    elsewhere = replace(memory_of(bench, agent, "elsewhere", room=OTHER_ROOM), metadata=MemoryMetadata(tags=("t",)))
    for memory in (one, two, elsewhere):
        assert await agent.create_memory(memory) == memory.memory_id

    assert await agent.get_memory_by_id(one.memory_id) == one
    assert await agent.get_memory_by_id(MemoryId("nobody")) is None
    assert await agent.get_memories_by_ids([two.memory_id, MemoryId("nobody"), one.memory_id]) == [two, one]
    assert await agent.get_memories(ROOM, table="memories", count=5) == [one]
    assert texts(await agent.find_memories(MemoryFilter())) == ["elsewhere", "two", "one"]
    assert texts(await agent.find_memories(MemoryFilter(tags=("t",)))) == ["elsewhere"]
    assert texts(await agent.find_memories(MemoryFilter(), count=1)) == ["elsewhere"]
    assert await agent.count_memories(MemoryFilter(room_ids=(ROOM,))) == 2


async def test_less_than_none_cannot_be_read(bench: EmbeddingBench) -> None:
    agent = await bench.agent(compass())
    for reading in (
        agent.get_memories(ROOM, table="memories", count=-1),
        agent.find_memories(MemoryFilter(), count=-1),
        agent.get_relevant_memories("east", count=-1),
        agent.get_logs(count=-1),
        agent.get_tasks(limit=-1),
    ):
        with pytest.raises(InvalidField, match="must not be negative"):
            await reading
    assert await agent.get_memories(ROOM, table="memories", count=0) == []


async def test_an_agent_never_sees_or_changes_what_another_remembers(bench: EmbeddingBench) -> None:
    ann, bob = await bench.agent(compass(), name="Ann"), await bench.agent(compass(), name="Bob")
    hers, his = memory_of(bench, ann, "hers", EAST), memory_of(bench, bob, "his", EAST)
    await ann.create_memory(hers)
    # Whatever agent a memory names, it belongs to the one that stores it.
    await bob.create_memory(replace(his, agent_id=ann.agent_id))

    everything = MemoryFilter()
    assert texts(await ann.find_memories(everything)) == ["hers"]
    assert texts(await bob.find_memories(everything)) == ["his"]
    assert await bob.get_memory_by_id(hers.memory_id) is None
    assert texts(await bob.search_memories(embedding=EAST, wanted=everything)) == ["his"]
    assert texts(await bob.get_relevant_memories("east", ROOM)) == ["his"]
    assert await bob.delete_memories([hers.memory_id]) == 0
    with pytest.raises(NotFound):
        await bob.update_memory(hers)
    assert await bob.clear_all_agent_memories() == 1
    assert texts(await ann.search_memories(embedding=EAST, wanted=everything)) == ["hers"]


async def test_all_memories_are_those_of_the_four_tables(bench: EmbeddingBench) -> None:
    agent = await bench.agent()
    for table in ("messages", "documents", "of a plugin", "facts", "memories"):
        await agent.create_memory(memory_of(bench, agent, table, table=table))
    assert texts(await agent.get_all_memories()) == ["memories", "messages", "facts", "documents"]


class _WithoutFacts:
    """A MemoryStore whose table of facts is broken; keeps how many were asked for."""

    def __init__(self, inner: MemoryStore) -> None:
        self._inner = inner
        self.limits: list[int] = []

    async def find(self, tenant: TenantId, agent_id: AgentId, wanted: MemoryFilter, *, limit: int) -> list[Memory]:
        self.limits.append(limit)
        if wanted.table == "facts":
            raise StoreUnavailable("broken")
        return await self._inner.find(tenant, agent_id, wanted, limit=limit)


async def test_a_table_that_cannot_be_read_is_left_out_of_all_memories(bench: EmbeddingBench) -> None:
    agent = await bench.agent()
    for table in ("facts", "messages"):
        await agent.create_memory(memory_of(bench, agent, table, table=table))
    broken = _WithoutFacts(agent._memories)
    agent._memories = broken  # type: ignore[assignment] # reads alone

    assert texts(await agent.get_all_memories()) == ["messages"]
    assert broken.limits == [10_000] * 4


# ---- Unique ----


async def test_a_unique_memory_is_not_stored_beside_a_nearly_equal_one(bench: EmbeddingBench) -> None:
    agent = await bench.agent()
    first = memory_of(bench, agent, "first", EAST, table="facts")
    await agent.create_memory(first)

    async def stored(text: str, vector: tuple[float, ...], *, room: RoomId = ROOM, table: str = "facts") -> bool:
        memory = memory_of(bench, agent, text, vector, room=room, table=table, unique=True)
        stored_as = await agent.create_memory(memory)
        assert stored_as in (memory.memory_id, first.memory_id)
        return stored_as == memory.memory_id

    assert not await stored("nearly the same", NEARLY_EAST)
    assert await stored("something else", NORTH)
    assert await stored("in another room", EAST, room=OTHER_ROOM)
    assert await stored("in another table", EAST, table="documents")
    assert await stored("without a vector", ())
    # Only unique ones are compared.
    await agent.create_memory(memory_of(bench, agent, "again", EAST, table="facts"))

    everything = await agent.find_memories(MemoryFilter())
    assert sorted(texts(everything)) == sorted(
        ["first", "something else", "in another room", "in another table", "without a vector", "again"]
    )
    only = await agent.search_memories(embedding=EAST, wanted=MemoryFilter(table="facts"), unique=True)
    assert texts(only) == ["in another room"]


async def test_of_equal_unique_memories_at_the_same_moment_one_is_stored(bench: EmbeddingBench) -> None:
    agent, other = await bench.agent(), await bench.agent(name="Bob")
    everything = [memory_of(bench, agent, f"{number}", EAST, unique=True) for number in range(5)]

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(agent.create_memory(memory)) for memory in everything]
        group.create_task(other.create_memory(memory_of(bench, other, "its own", EAST, unique=True)))

    (stored,) = await agent.find_memories(MemoryFilter())
    assert {task.result() for task in tasks} == {stored.memory_id}
    assert texts(await other.find_memories(MemoryFilter())) == ["its own"]


# ---- Searching ----


async def test_a_search_finds_what_is_near_in_the_room(bench: EmbeddingBench) -> None:
    agent = await bench.agent()
    for text, vector, room in (
        ("far", NORTH, ROOM),
        ("half way", HALF_WAY, ROOM),
        ("near", EAST, ROOM),
        ("elsewhere", EAST, OTHER_ROOM),
        ("of no vector", (), ROOM),
    ):
        await agent.create_memory(memory_of(bench, agent, text, vector, room=room))
    here = MemoryFilter(room_ids=(ROOM,))

    found = await agent.search_memories(embedding=EAST, wanted=here)

    assert [(memory.content.text, memory.similarity) for memory in found] == [("near", 1.0), ("half way", 0.707107)]
    assert texts(await agent.search_memories(embedding=EAST, wanted=here, count=1)) == ["near"]
    assert texts(await agent.search_memories(embedding=EAST, wanted=here, match_threshold=0.0)) == [
        "near",
        "half way",
        "far",
    ]
    with pytest.raises(InvalidField):
        await agent.search_memories(embedding=(0.0, 0.0), wanted=here)


async def test_with_a_query_its_words_decide_the_order_and_no_hit_is_lost(bench: EmbeddingBench) -> None:
    agent = await bench.agent()
    for text, vector in (("no overlap", EAST), ("a fox", NEARLY_EAST), ("", HALF_WAY), ("quick fox", HALF_WAY)):
        await agent.create_memory(memory_of(bench, agent, text, vector))

    async def search(query: str) -> list[str]:
        return texts(await agent.search_memories(embedding=EAST, wanted=MemoryFilter(), query=query))

    assert await search("Quick fox!") == ["quick fox", "a fox", "no overlap", ""]
    assert await search("") == ["no overlap", "a fox", "quick fox", ""]
    assert await search("?") == await search("")


async def test_reranking_knows_nothing_of_ids(bench: EmbeddingBench) -> None:
    agent = await bench.agent()
    memories = [memory_of(bench, agent, "one"), replace(memory_of(bench, agent, "two"), memory_id=MemoryId("cafe-42"))]
    assert agent.rerank_memories("cafe 42", memories) == memories
    assert agent.rerank_memories("", [memory_of(bench, agent, "")])[0].content.text == ""
    assert agent.rerank_memories("two", []) == []


async def test_relevant_memories_are_searched_with_the_vector_of_the_query(bench: EmbeddingBench) -> None:
    agent = await bench.agent(compass())
    for text in ("north is cold", "east is where the sun rises", "the fox went half way"):
        memory = memory_of(bench, agent, text)
        await agent.create_memory(memory)
        assert await agent.queue_embedding_generation(memory)
    await agent.create_memory(memory_of(bench, agent, "of another table", EAST, table="facts"))
    await bench.turn()

    assert texts(await agent.get_relevant_memories("east", ROOM)) == [
        "east is where the sun rises",
        "the fox went half way",
    ]
    assert texts(await agent.get_relevant_memories("east, or the fox", ROOM)) == texts(
        await agent.get_relevant_memories("fox", ROOM)
    )
    assert texts(await agent.get_relevant_memories("east", ROOM, table="facts")) == ["of another table"]
    assert await agent.get_relevant_memories("east", OTHER_ROOM) == []
    assert texts(await agent.get_relevant_memories("east")) == ["east is where the sun rises", "the fox went half way"]


async def test_relevant_are_ten_at_the_most_and_no_less_alike_than_0_7(bench: EmbeddingBench) -> None:
    agent = await bench.agent(compass())
    for text, vector in (("a bit", (0.71, 0.704)), ("too little", (0.69, 0.724))):
        await agent.create_memory(memory_of(bench, agent, text, vector))
    assert texts(await agent.get_relevant_memories("east", ROOM)) == ["a bit"]

    for number in range(10):
        await agent.create_memory(memory_of(bench, agent, f"near {number}", EAST))
    found = texts(await agent.get_relevant_memories("east", ROOM))
    assert len(found) == 10
    assert "a bit" not in found


async def test_without_a_model_there_are_no_relevant_memories(bench: EmbeddingBench) -> None:
    agent = await bench.agent()
    with pytest.raises(NoModelHandler):
        await agent.get_relevant_memories("east", ROOM)


async def test_vectors_that_name_no_model_are_of_the_space_that_is_searched(bench: EmbeddingBench) -> None:
    agent = await bench.agent(compass())
    (first,) = await bench.remembered(agent, "east of here")
    await bench.turn()
    await agent.create_memory(memory_of(bench, agent, "of no model", EAST))
    await agent.create_memory(replace(memory_of(bench, agent, "of another model", EAST), embedding_model="other"))
    await agent.create_memory(memory_of(bench, agent, "longer", (1.0, 0.0, 0.0)))

    async def search(model: str = "", vector: tuple[float, ...] = EAST) -> list[str]:
        found = await agent.search_memories(embedding=vector, wanted=MemoryFilter(), embedding_model=model)
        return texts(found)

    assert await search() == ["of no model", first.content.text]
    assert await search("compass") == ["of no model", first.content.text]
    assert await search("other") == ["of another model"]
    assert await search("nobody") == []
    with pytest.raises(InvalidField):
        await search("", (1.0, 0.0, 0.0))


# ---- Changing ----


async def test_a_changed_memory_is_searched_by_its_new_text(bench: EmbeddingBench) -> None:
    agent = await bench.agent(compass())
    (memory,) = await bench.remembered(agent, "north of here")
    await bench.turn()
    everything = MemoryFilter()

    changed = await agent.update_memory(replace(memory, content=Content(text="east of here")))
    at_once = await agent.search_memories(embedding=NORTH, wanted=everything)
    await bench.turn()

    assert changed.revision == 2
    assert at_once == []
    assert texts(await agent.search_memories(embedding=EAST, wanted=everything)) == ["east of here"]
    assert await agent.search_memories(embedding=NORTH, wanted=everything) == []


async def test_a_change_beside_the_text_keeps_the_vector(bench: EmbeddingBench) -> None:
    agent = await bench.agent()
    memory = memory_of(bench, agent, "east", EAST)
    await agent.create_memory(memory)

    tagged = replace(memory, embedding=(), metadata=MemoryMetadata(tags=("t",)))
    await agent.update_memory(tagged)

    (found,) = await agent.search_memories(embedding=EAST, wanted=MemoryFilter(tags=("t",)))
    assert found == replace(tagged, revision=2, similarity=1.0)
    with pytest.raises(RevisionMismatch):
        await agent.update_memory(tagged)


async def test_a_changed_memory_may_bring_its_new_vector(bench: EmbeddingBench) -> None:
    agent = await bench.agent()
    memory = memory_of(bench, agent, "east", EAST)
    await agent.create_memory(memory)
    await agent.update_memory(replace(memory, content=Content(text="north"), embedding=NORTH))
    assert texts(await agent.search_memories(embedding=NORTH, wanted=MemoryFilter())) == ["north"]
    assert await agent.search_memories(embedding=EAST, wanted=MemoryFilter()) == []


# ---- Forgetting ----


async def test_a_document_is_forgotten_with_its_fragments(bench: EmbeddingBench) -> None:
    agent = await bench.agent()
    document = replace(memory_of(bench, agent, "whole"), metadata=MemoryMetadata(type="document"))
    fragment = replace(
        memory_of(bench, agent, "part"),
        metadata=MemoryMetadata(type="fragment", document_id=document.memory_id, position=0),
    )
    for memory in (document, fragment, other := memory_of(bench, agent, "other")):
        await agent.create_memory(memory)

    assert await agent.delete_memories([document.memory_id]) == 1

    assert texts(await agent.find_memories(MemoryFilter())) == ["other"]
    assert await agent.delete_memories([]) == 0
    assert await agent.delete_memories([other.memory_id, MemoryId("nobody")]) == 1


async def test_the_memories_of_a_table_in_a_room_are_forgotten(bench: EmbeddingBench) -> None:
    agent = await bench.agent()
    for text, room, table in (("gone", ROOM, "facts"), ("stays", ROOM, "memories"), ("too", OTHER_ROOM, "facts")):
        await agent.create_memory(memory_of(bench, agent, text, room=room, table=table))
    assert await agent.delete_all_memories(ROOM, table="facts") == 1
    assert texts(await agent.find_memories(MemoryFilter())) == ["too", "stays"]


class _NoDeleting:
    """A MemoryStore that is not to be asked to delete."""

    def __init__(self, inner: MemoryStore) -> None:
        self._inner = inner

    async def count(self, tenant: TenantId, agent_id: AgentId, wanted: MemoryFilter) -> int:
        return await self._inner.count(tenant, agent_id, wanted)


async def test_all_memories_of_an_agent_are_cleared_and_without_any_nothing_is_deleted(bench: EmbeddingBench) -> None:
    agent, other = await bench.agent(), await bench.agent(name="Bob")
    await other.create_memory(memory_of(bench, other, "stays", EAST))
    for number in range(3):
        await agent.create_memory(memory_of(bench, agent, str(number), EAST, table=f"table {number}"))

    assert await agent.clear_all_agent_memories() == 3

    assert await agent.find_memories(MemoryFilter()) == []
    assert await bench.store.vectors.spaces(DEFAULT_TENANT, agent.agent_id) == {}
    assert await other.count_memories(MemoryFilter()) == 1
    agent._memories = _NoDeleting(agent._memories)  # type: ignore[assignment] # it counts, and no more
    assert await agent.clear_all_agent_memories() == 0


# ---- Log entries ----


async def test_log_entries_of_an_agent_are_found_by_type_and_run(bench: EmbeddingBench) -> None:
    ann, bob = await bench.agent(name="Ann"), await bench.agent(name="Bob")
    await ann.write_log("garden:dug", body={"beds": 2}, run_id="run-1")
    await ann.write_log("garden:sown", body={}, room_id="garden", entity_id="gardener")
    await ann.write_log("kitchen", body={})
    await bob.write_log("garden:dug", body={})
    async with asyncio.timeout(5):
        while not await bob.get_logs():  # noqa: ASYNC110 - written in the background; nobody tells when
            await asyncio.sleep(0)

    assert [entry.type for entry in await ann.get_logs()] == ["kitchen", "garden:sown", "garden:dug"]
    assert [entry.type for entry in await ann.get_logs(kind="garden", count=1)] == ["garden:sown"]
    for found in (await ann.get_logs(room_id="garden"), await ann.get_logs(entity_id="gardener")):
        assert [entry.type for entry in found] == ["garden:sown"]
    (dug,) = await ann.get_logs(run_id="run-1")
    assert (dug.agent_id, dug.body) == (ann.agent_id, {"beds": 2})
