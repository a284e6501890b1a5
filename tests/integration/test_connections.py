"""People come to rooms: connections, in the server's store and in a database of the agent's own."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from pathlib import Path

from parley_server.domain.ids import (
    EntityId,
    RoomId,
    WorldId,
    create_unique_uuid,
    string_to_uuid,
)
from parley_server.domain.worlds import (
    Connection,
    Entity,
    Room,
    World,
)
from parley_server.plugin_api import connection_of
from parley_server.runtime.agent_runtime import AgentRuntime
from parley_server.storage.sql.open import open_sqlite
from tests.fakes.bare_agents import agent_on_disk, stored_agent
from tests.fakes.places import ADA, ATTIC, BOB, HALL, HOME, STRANGER, person, room


async def test_an_agent_with_a_new_name_is_known_by_it_and_by_the_old_one(tmp_path: Path) -> None:
    async with open_sqlite(tmp_path) as store:
        for name, names in (("Ann", ("Ann",)), ("Beth", ("Beth", "Ann")), ("Beth", ("Beth", "Ann"))):
            agent = await stored_agent(store, name=name, agent_id=STRANGER)
            (entity,) = await agent.get_entities([EntityId(STRANGER)])
            assert entity.names == names
            await agent.stop()


async def test_a_world_gets_its_id_and_name_from_its_server(runtime: AgentRuntime) -> None:
    nameless = World(world_id=WorldId(""), agent_id=STRANGER, server_id="guild")
    await runtime.ensure_connection(
        Connection(entity=person(ADA, "Ada"), room=replace(room(HALL), world_id=WorldId("")), world=nameless)
    )
    world_id = WorldId(create_unique_uuid(runtime.agent_id, "guild"))
    world, hall = await runtime.get_world(world_id), await runtime.get_room(HALL)
    assert world is not None
    assert hall is not None
    assert (world.name, world.server_id) == ("World for server guild", "guild")
    assert (hall.world_id, hall.server_id) == (world_id, "guild")
    assert await runtime.get_participants(HALL) == [ADA, EntityId(runtime.agent_id)]


async def test_a_world_without_a_server_is_of_the_default_one(runtime: AgentRuntime) -> None:
    bare = World(world_id=HOME.world_id, agent_id=STRANGER)
    await runtime.ensure_connection(Connection(entity=person(ADA), room=room(HALL), world=bare))
    world = await runtime.get_world(HOME.world_id)
    assert world is not None
    assert (world.name, world.server_id) == ("World for server default", "default")


async def test_without_world_and_server_there_is_a_room_all_the_same(runtime: AgentRuntime) -> None:
    before = await runtime.get_all_worlds()
    nowhere = World(world_id=WorldId(""), agent_id=STRANGER)
    await runtime.ensure_connection(
        Connection(entity=person(ADA), room=Room(room_id=HALL, agent_id=STRANGER), world=nowhere)
    )
    assert await runtime.get_participants(HALL) == [ADA, EntityId(runtime.agent_id)]
    assert await runtime.get_all_worlds() == before


async def test_the_parameters_of_the_document_make_a_connection(runtime: AgentRuntime) -> None:
    await runtime.ensure_connection(
        connection_of(
            entity_id=ADA,
            room_id=HALL,
            source="discord",
            name="Ada",
            user_name="countess",
            user_id="77",
            type="GROUP",
            channel_id="c1",
            server_id="guild",
            world_name="Castle",
            metadata={"topic": "bees"},
        )
    )
    own = EntityId(runtime.agent_id)
    (ada,) = await runtime.get_entities([ADA])
    assert ada.names == ("Ada", "countess")
    assert ada.metadata == {"discord": {"id": "77", "name": "Ada", "userName": "countess"}}
    hall = await runtime.get_room(HALL)
    assert hall is not None
    assert (hall.name, hall.source, hall.type) == ("Ada", "discord", "GROUP")
    assert (hall.channel_id, hall.server_id) == ("c1", "guild")
    world = await runtime.get_world(hall.world_id)
    assert world is not None
    assert (world.name, world.server_id, world.metadata) == ("Castle", "guild", {"topic": "bees"})
    assert await runtime.get_participants(HALL) == [ADA, own]
    # What is not told takes nothing away.
    await runtime.ensure_connection(connection_of(entity_id=ADA, room_id=HALL, source="discord", name="A."))
    (ada,) = await runtime.get_entities([ADA])
    assert ada.metadata == {"discord": {"id": "77", "name": "A.", "userName": "countess"}}


async def test_a_known_entity_learns_names_and_what_platforms_tell(runtime: AgentRuntime) -> None:
    async def connect(entity: Entity) -> Entity:
        await runtime.ensure_connection(Connection(entity=entity, room=room(HALL), world=HOME))
        return (await runtime.get_entities([ADA]))[0]

    await connect(person(ADA, "Ada", "", "Ada", id="1", name="Ada"))
    await connect(replace(person(ADA, "Countess"), metadata={"telegram": {"id": "9"}}))
    entity = await connect(person(ADA, "Ada L.", "Ada", name="Ada L."))
    assert entity.names == ("Ada", "Countess", "Ada L.")
    assert entity.metadata == {"discord": {"id": "1", "name": "Ada L."}, "telegram": {"id": "9"}}


async def test_what_many_tell_of_somebody_at_once_is_all_learnt(runtime: AgentRuntime) -> None:
    await runtime.create_entities([person(ADA, "Ada")])
    async with asyncio.TaskGroup() as group:
        for n in range(20):
            told = replace(person(ADA, f"Ada {n}"), metadata={f"platform {n}": {"id": "1"}})
            group.create_task(
                runtime.ensure_connection(Connection(entity=told, room=room(RoomId(f"room {n % 3}")), world=HOME))
            )
    (ada,) = await runtime.get_entities([ADA])
    assert set(ada.names) == {"Ada", *(f"Ada {n}" for n in range(20))}
    assert set(ada.metadata) == {f"platform {n}" for n in range(20)}


async def test_known_worlds_and_rooms_stay_as_they_are_when_connected(runtime: AgentRuntime) -> None:
    await runtime.ensure_connection(Connection(entity=person(ADA), room=room(HALL, name="hall"), world=HOME))
    other = replace(HOME, name="castle")
    await runtime.ensure_connection(Connection(entity=person(ADA), room=room(HALL, name="changed"), world=other))
    await runtime.ensure_connections([], [room(HALL, name="changed")], source="telegram", world=other)
    found, world = await runtime.get_room(HALL), await runtime.get_world(HOME.world_id)
    assert found is not None
    assert world is not None
    assert (found.name, found.source, world.name) == ("hall", "discord", "home")


async def test_many_are_connected_created_where_missing_and_taught_where_known(runtime: AgentRuntime) -> None:
    await runtime.create_entities([person(ADA, "Ada", id="1")])
    people = [person(BOB, "Bob"), person(ADA, "Countess", name="C."), person(BOB, "Bobby")]
    rooms = [replace(room(HALL), source="", world_id=WorldId("")), room(ATTIC)]
    await runtime.ensure_connections(people, rooms, source="slack", world=replace(HOME, server_id="guild"))
    hall = await runtime.get_room(HALL)
    assert hall is not None
    assert (hall.world_id, hall.server_id, hall.source) == (HOME.world_id, "guild", "slack")
    ada, bob = await runtime.get_entities([ADA, BOB])
    assert (ada.names, ada.metadata) == (("Ada", "Countess"), {"discord": {"id": "1", "name": "C."}})
    assert bob.names == ("Bob", "Bobby")
    assert await runtime.get_participants(HALL) == [EntityId(runtime.agent_id), BOB, ADA]
    assert await runtime.get_participants(ATTIC) == [EntityId(runtime.agent_id)]


async def test_without_a_room_nobody_is_connected(runtime: AgentRuntime) -> None:
    await runtime.ensure_connections([person(ADA)], [], source="discord", world=HOME)
    assert (await runtime.get_world(HOME.world_id), await runtime.get_entities([ADA])) == (None, [])


async def test_rooms_of_many_get_the_id_of_a_world_that_has_only_a_server(runtime: AgentRuntime) -> None:
    world = World(world_id=WorldId(""), agent_id=STRANGER, server_id="guild")
    await runtime.ensure_connections([], [replace(room(HALL), world_id=WorldId(""))], source="discord", world=world)
    world_id = WorldId(create_unique_uuid(runtime.agent_id, "guild"))
    assert [one.room_id for one in await runtime.get_rooms_by_world(world_id)] == [HALL]


async def test_ten_thousand_people_are_connected_within_seconds(tmp_path: Path) -> None:
    people = [person(EntityId(string_to_uuid(n)), f"person {n}", id=str(n)) for n in range(10_000)]
    async with agent_on_disk(tmp_path) as runtime:
        started = time.monotonic()
        for told in (people, people, [replace(one, names=(*one.names, "x")) for one in people]):
            await runtime.ensure_connections(told, [room(HALL)], source="discord", world=HOME)
        assert time.monotonic() - started < 20  # three times, on a busy machine
        assert await runtime.get_participants(HALL) == [EntityId(runtime.agent_id), *(one.entity_id for one in people)]
        assert {one.names[1:] for one in await runtime.get_entities_for_room(HALL)} == {(), ("x",)}
