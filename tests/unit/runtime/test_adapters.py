"""Agents with a database of their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Self

import pytest

from parley_server.domain.content import Content, MemoryFilter, MemoryMetadata
from parley_server.domain.errors import InvalidField, NotFound, RevisionMismatch
from parley_server.domain.ids import DEFAULT_TENANT, AgentId, EntityId, MemoryId, RoomId, WorldId
from parley_server.domain.json import JsonValue
from parley_server.domain.runs import TextChunk
from parley_server.domain.worlds import ParticipantState, World
from parley_server.plugin_api import Column, DatabaseAdapter, Plugin, PluginSchema, PluginTable, Runtime
from parley_server.runtime.world_adapter import AdapterWorlds
from tests.fakes.adapter import FakeAdapter
from tests.fakes.agents import RecordingSink, make_agent, make_message
from tests.fakes.places import HOME
from tests.fakes.values import AGENT_ID, ENTITY_ID, ROOM_ID

OWN_ROOM = RoomId(AGENT_ID)


def database(adapter: DatabaseAdapter, name: str = "database") -> Plugin:
    return Plugin(name=name, adapter=lambda _runtime: adapter)


async def test_an_adapter_is_opened_once_and_closed_at_the_stop() -> None:
    adapter = FakeAdapter()
    bench = await make_agent(database(adapter))

    await bench.runtime.initialize()
    opened = list(adapter.notes)
    await bench.runtime.stop()
    await bench.runtime.initialize()

    assert (opened, adapter.notes) == (["init"], ["init", "close", "init"])


async def test_tables_of_plugins_are_made_after_it_is_open_and_before_the_agent_has_a_place_there() -> None:
    adapter = FakeAdapter()
    plugin = Plugin(
        name="database",
        adapter=lambda _runtime: adapter,
        schema=PluginSchema(tables=(PluginTable(name="books", columns=(Column(name="id"),), primary_key=("id",)),)),
    )
    bench = await make_agent(plugin, initialize=False)

    class Schemas:
        """As much of a Store as migrations ask for."""

        @property
        def schemas(self) -> Self:
            return self

        async def migrate(self, *_args: object, **_options: object) -> None:
            adapter.notes.append(f"migrate, {len(adapter.worlds.connections)} connections")

    bench.runtime._migrations._store = Schemas()  # type: ignore[assignment] # a part
    await bench.runtime.initialize()

    assert adapter.notes == ["init", "migrate, 0 connections"]
    assert len(adapter.worlds.connections) == 1


async def test_an_adapter_that_is_ready_is_neither_opened_nor_closed() -> None:
    adapter = FakeAdapter(ready=True)
    bench = await make_agent(database(adapter))
    await bench.runtime.stop()

    assert adapter.notes == []


async def test_memories_and_the_world_are_kept_there_and_not_with_the_server() -> None:
    adapter = FakeAdapter()
    bench = await make_agent(database(adapter))
    before = len(bench.store.worlds.connections)
    message = make_message()

    await bench.runtime.create_memory(message)

    assert await bench.runtime.get_memories(ROOM_ID, table="messages", count=5) == [message]
    assert list(adapter.memories.kept.values()) == [message]
    assert bench.memories() == []
    assert (OWN_ROOM in {room for _, room in adapter.worlds.rooms}, len(bench.store.worlds.connections)) == (
        True,
        before,
    )
    assert await bench.runtime.get_participants(OWN_ROOM) == [EntityId(AGENT_ID)]
    assert await bench.runtime.get_connection() is adapter


class CachingAdapter(FakeAdapter):
    """Implements CacheAdapter, too."""

    def __init__(self) -> None:
        super().__init__()
        self.cache: dict[tuple[str, str], JsonValue] = {}

    async def get_cache(self, agent_id: AgentId, key: str) -> JsonValue:
        return self.cache.get((agent_id, key))

    async def set_cache(self, agent_id: AgentId, key: str, value: JsonValue) -> None:
        self.cache[agent_id, key] = value

    async def delete_cache(self, agent_id: AgentId, key: str) -> bool:
        return self.cache.pop((agent_id, key), None) is not None


@pytest.mark.parametrize("has_cache", [True, False])
async def test_the_cache_is_kept_there_where_the_adapter_has_one_and_else_with_the_server(has_cache: bool) -> None:
    adapter = CachingAdapter()
    bench = await make_agent(database(adapter if has_cache else FakeAdapter()))
    place = adapter.cache if has_cache else bench.store.cache.kept

    await bench.runtime.set_cache("rates", {"eur": 0.9})
    found = await bench.runtime.get_cache("rates")

    assert (found, place) == ({"eur": 0.9}, {(AGENT_ID, "rates"): {"eur": 0.9}})
    assert (adapter.cache == {}) is not has_cache
    await bench.runtime.set_cache("none", 0)
    assert await bench.runtime.get_cache("none") == 0
    assert [await bench.runtime.delete_cache("rates") for _ in range(2)] == [True, False]
    assert await bench.runtime.get_cache("rates") is None


async def test_what_a_run_remembers_goes_there_and_its_events_to_its_log() -> None:
    adapter = FakeAdapter()
    bench = await make_agent(database(adapter))
    message = make_message("hello")
    event = TextChunk(message_id=message.memory_id, text="x")
    context = bench.run()
    log = context.sink
    assert isinstance(log, RecordingSink)

    await bench.runtime.enter_run(context, message)
    await context.sink.append(event, memories=[message])
    await context.sink.flush()

    room = await bench.runtime.get_room(ROOM_ID)
    entities = await bench.runtime.get_entities([ENTITY_ID])
    assert room is not None
    assert [entity.names for entity in entities] == [("Bob",)]
    assert log.events == [event]
    assert (list(adapter.memories.kept.values()), bench.memories()) == ([message], [])


async def test_of_several_adapters_the_first_counts_and_a_late_one_is_refused() -> None:
    first, second = FakeAdapter(), FakeAdapter()
    bench = await make_agent(database(first, "first"), database(second, "second"))

    assert not bench.runtime.register_database_adapter(FakeAdapter())
    assert await bench.runtime.get_connection() is first
    assert (first.notes, second.notes) == (["init"], [])


async def test_init_may_register_an_adapter() -> None:
    adapter = FakeAdapter()

    async def init(_config: Mapping[str, str], runtime: Runtime) -> None:
        runtime.register_database_adapter(adapter)

    bench = await make_agent(Plugin(name="own", init=init))

    assert await bench.runtime.get_connection() is adapter


async def test_the_plugin_of_the_database_stays_while_the_agent_runs() -> None:
    bench = await make_agent(database(FakeAdapter()))

    with pytest.raises(InvalidField, match="keeps the memories"):
        await bench.runtime.unload_plugin("database")


async def test_an_agent_stops_whatever_its_database_does() -> None:
    adapter = FakeAdapter(broken=True)
    bench = await make_agent(database(adapter))

    await bench.runtime.stop()

    assert adapter.notes == ["init", "close"]


async def test_participants_are_followed_and_muted_there() -> None:
    adapter = FakeAdapter()
    await make_agent(database(adapter))
    worlds = AdapterWorlds(adapter)
    own = EntityId(AGENT_ID)

    await worlds.set_participant_state(DEFAULT_TENANT, AGENT_ID, OWN_ROOM, own, ParticipantState.MUTED)
    muted = await worlds.participant_state(DEFAULT_TENANT, AGENT_ID, OWN_ROOM, own)
    await worlds.set_participant_state(DEFAULT_TENANT, AGENT_ID, OWN_ROOM, own, None)

    assert muted is ParticipantState.MUTED
    assert await worlds.participant_state(DEFAULT_TENANT, AGENT_ID, OWN_ROOM, own) is None


async def test_one_that_keeps_no_revisions_is_given_every_change() -> None:
    class Plain(FakeAdapter):
        """As one that was written before worlds had revisions."""

        async def get_world(self, agent_id: AgentId, world_id: WorldId) -> World | None:
            found = await super().get_world(agent_id, world_id)
            return found and replace(found, revision=0)

    runtime = (await make_agent(database(Plain()))).runtime
    world = await runtime.create_world(HOME)
    for name in ("one", "two"):
        world = await runtime.update_world(replace(world, name=name))
    assert (await runtime.change_world(HOME.world_id, lambda now: replace(now, name=now.name + "!"))).name == "two!"


async def test_memories_are_found_changed_and_forgotten_there() -> None:
    adapter = FakeAdapter()
    bench = await make_agent(database(adapter))
    runtime = bench.runtime
    document = replace(make_message("whole", number=1), metadata=MemoryMetadata(type="document", tags=("t",)))
    fragment = replace(
        make_message("part", number=2), metadata=MemoryMetadata(type="fragment", document_id=document.memory_id)
    )
    other = make_message("other", number=3)
    for memory in (document, fragment, other):
        await runtime.create_memory(memory)

    changed = await runtime.update_memory(replace(other, content=Content(text="changed")))

    assert (
        await runtime.get_memory_by_id(other.memory_id)
        == changed
        == replace(other, content=Content(text="changed"), revision=2)
    )
    with pytest.raises(RevisionMismatch):
        await runtime.update_memory(other)
    with pytest.raises(NotFound):
        await runtime.update_memory(replace(other, memory_id=MemoryId("nobody")))
    assert await runtime.find_memories(MemoryFilter(tags=("t",))) == [document]
    assert await runtime.count_memories(MemoryFilter()) == 3
    assert await runtime.delete_memories([document.memory_id]) == 1
    assert await runtime.find_memories(MemoryFilter()) == [changed]
    assert await runtime.clear_all_agent_memories() == 1
    assert adapter.memories.kept == {}
    assert bench.memories() == []


async def test_vectors_are_kept_and_searched_there() -> None:
    adapter = FakeAdapter()
    bench = await make_agent(database(adapter))
    runtime = bench.runtime
    east = replace(make_message("east", number=1), embedding=(1.0, 0.0))
    north = replace(make_message("north", number=2), embedding=(0.0, 1.0))
    for memory in (east, north):
        await runtime.create_memory(memory)
    nearly = replace(make_message("nearly east", number=3), embedding=(1.0, 0.1), unique=True)

    found = await runtime.search_memories(embedding=(2.0, 0.0), wanted=MemoryFilter(room_ids=(ROOM_ID,)))

    assert [(memory.content.text, memory.similarity) for memory in found] == [("east", 1.0)]
    assert await runtime.create_memory(nearly) == east.memory_id
    for vector in ((0.0, 0.0), ()):
        with pytest.raises(InvalidField):
            await runtime.search_memories(embedding=vector, wanted=MemoryFilter())
    with pytest.raises(InvalidField):
        await runtime.create_memory(replace(make_message("zeros", number=4), embedding=(0.0, 0.0)))
    assert await bench.store.vectors.spaces(DEFAULT_TENANT, AGENT_ID) == {}
