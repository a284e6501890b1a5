"""Worlds and rooms: made, changed, deleted with all that is in them and nothing else."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from parley_server.domain.errors import NotFound, RevisionMismatch
from parley_server.domain.ids import AgentId, EntityId, MemoryId, RoomId, TenantId, WorldId
from parley_server.domain.worlds import Connection, OverlapPolicy, ParticipantState, Role, Room, World
from parley_server.sql.queries import Query, insert_new
from parley_server.sql.tables import EMBEDDING_JOBS, MEMORY_VECTORS
from parley_server.storage.sql.store import SqlStore
from tests.contract.storage.storage_builders import (
    AGENT,
    ENTITY,
    OTHER_AGENT,
    OTHER_ROOM,
    OTHER_TENANT,
    ROOM,
    TENANT,
    WORLD,
    connection_of,
    memory_of,
)

ELSEWHERE = RoomId("22222222-0000-0000-0000-000000000003")
OTHER_WORLD = WorldId("44444444-0000-0000-0000-000000000002")
HOME = World(
    world_id=WORLD,
    agent_id=AGENT,
    name="home",
    server_id="s",
    owner_id=ENTITY,
    roles={ENTITY: Role.OWNER, EntityId("ada"): Role.ADMIN, EntityId("bob"): Role.NONE},
    metadata={"settings": {"greet": True}},
    revision=1,
)
PARLOUR = Room(
    room_id=ROOM,
    agent_id=AGENT,
    world_id=WORLD,
    name="parlour",
    source="discord",
    type="GROUP",
    channel_id="c",
    server_id="s",
    overlap=OverlapPolicy.REJECT,
    metadata={"topic": "bees"},
    revision=1,
)

_VECTOR, _JOB = insert_new(MEMORY_VECTORS), insert_new(EMBEDDING_JOBS)


async def test_a_world_comes_back_whole(store: SqlStore) -> None:
    await store.worlds.create_world(TENANT, HOME)
    found = await store.worlds.get_world(TENANT, AGENT, WORLD)
    assert found == HOME
    assert [type(role) for role in found.roles.values()] == [Role, Role, Role]


async def test_a_known_world_stays_as_it_is_until_it_is_updated(store: SqlStore) -> None:
    await store.worlds.create_world(TENANT, HOME)
    renamed = replace(HOME, name="castle", roles={})
    await store.worlds.create_world(TENANT, renamed)
    assert await store.worlds.get_world(TENANT, AGENT, WORLD) == HOME
    await store.worlds.update_world(TENANT, renamed)
    assert await store.worlds.get_world(TENANT, AGENT, WORLD) == renamed


async def test_a_world_that_was_changed_meanwhile_is_left_as_it_is(store: SqlStore) -> None:
    await store.worlds.create_world(TENANT, replace(HOME, revision=0))
    read = await store.worlds.get_world(TENANT, AGENT, WORLD)
    assert read is not None
    changed = await store.worlds.update_world(TENANT, replace(read, name="castle"))
    for revision in (0, 1, 3):
        with pytest.raises(RevisionMismatch):
            await store.worlds.update_world(TENANT, replace(read, name="hut", revision=revision))
    assert await store.worlds.get_world(TENANT, AGENT, WORLD) == changed
    assert (read.revision, changed.revision, changed.name) == (1, 2, "castle")


async def test_a_room_that_was_changed_meanwhile_is_left_as_it_is(store: SqlStore) -> None:
    await store.worlds.create_rooms(TENANT, [replace(PARLOUR, revision=0)])
    read = await store.worlds.get_room(TENANT, AGENT, ROOM)
    assert read is not None
    changed = await store.worlds.update_room(TENANT, replace(read, name="hall"))
    for revision in (0, 1, 3):
        with pytest.raises(RevisionMismatch):
            await store.worlds.update_room(TENANT, replace(read, name="hut", revision=revision))
    assert await store.worlds.get_room(TENANT, AGENT, ROOM) == changed
    assert (read.revision, changed.revision, changed.name) == (1, 2, "hall")


async def test_what_a_connection_creates_has_the_first_revision(store: SqlStore) -> None:
    connection = connection_of()
    unread = Connection(
        world=replace(connection.world, revision=0),
        room=replace(connection.room, revision=0),
        entity=replace(connection.entity, revision=0),
    )
    await store.worlds.ensure_connection(TENANT, unread)
    await store.worlds.update_world(TENANT, connection.world)
    await store.worlds.update_room(TENANT, connection.room)
    await store.worlds.update_entity(TENANT, connection.entity)


async def test_worlds_are_listed_by_id_each_agents_own(store: SqlStore) -> None:
    for name in ("b", "a"):
        await store.worlds.create_world(TENANT, replace(HOME, world_id=WorldId(name)))
    await store.worlds.create_world(TENANT, replace(HOME, agent_id=OTHER_AGENT))
    await store.worlds.create_world(OTHER_TENANT, HOME)
    assert [world.world_id for world in await store.worlds.list_worlds(TENANT, AGENT)] == ["a", "b"]


async def test_only_what_is_there_can_be_updated(store: SqlStore) -> None:
    await store.worlds.create_world(TENANT, HOME)
    await store.worlds.create_rooms(TENANT, [PARLOUR])
    for tenant, agent in ((TENANT, OTHER_AGENT), (OTHER_TENANT, AGENT)):
        with pytest.raises(NotFound):
            await store.worlds.update_world(tenant, replace(HOME, agent_id=agent))
        with pytest.raises(NotFound):
            await store.worlds.update_room(tenant, replace(PARLOUR, agent_id=agent))


async def test_rooms_come_back_whole_in_the_order_of_the_ids(store: SqlStore) -> None:
    other = Room(room_id=OTHER_ROOM, agent_id=AGENT)
    await store.worlds.create_rooms(TENANT, [PARLOUR, other])
    await store.worlds.create_rooms(TENANT, [replace(PARLOUR, name="changed")])
    await store.worlds.create_rooms(TENANT, [])
    wanted = [OTHER_ROOM, ELSEWHERE, ROOM]
    assert await store.worlds.get_rooms(TENANT, AGENT, wanted) == [other, PARLOUR]
    assert await store.worlds.get_rooms(TENANT, OTHER_AGENT, wanted) == []


async def test_a_room_moves_to_another_world(store: SqlStore) -> None:
    await store.worlds.create_rooms(TENANT, [PARLOUR, replace(PARLOUR, room_id=OTHER_ROOM)])
    assert [room.room_id for room in await store.worlds.rooms_of_world(TENANT, AGENT, WORLD)] == [ROOM, OTHER_ROOM]
    moved = replace(PARLOUR, world_id=OTHER_WORLD, name="hall")
    await store.worlds.update_room(TENANT, moved)
    assert await store.worlds.rooms_of_world(TENANT, AGENT, OTHER_WORLD) == [moved]
    assert [room.room_id for room in await store.worlds.rooms_of_world(TENANT, AGENT, WORLD)] == [OTHER_ROOM]
    assert await store.worlds.get_room(TENANT, AGENT, ROOM) == moved


async def test_a_room_takes_its_participants_memories_vectors_and_jobs_along(store: SqlStore) -> None:
    for room in (ROOM, OTHER_ROOM):
        await _furnish(store, room)
    await _furnish(store, ROOM, agent=OTHER_AGENT)
    await _furnish(store, ROOM, tenant=OTHER_TENANT)
    everything = await _inventory(store)
    await store.worlds.delete_room(TENANT, AGENT, ROOM)
    await store.worlds.delete_room(TENANT, AGENT, ELSEWHERE)
    assert await store.worlds.get_room(TENANT, AGENT, ROOM) is None
    assert await store.worlds.participants(TENANT, AGENT, ROOM) == []
    assert await store.memories.recent(TENANT, AGENT, ROOM, table="messages", limit=9) == []
    gone = (TENANT, AGENT, f"{ROOM} {AGENT}")
    assert await _inventory(store) == {kind: rows - {gone} for kind, rows in everything.items()}
    assert await store.worlds.participants(TENANT, AGENT, OTHER_ROOM) == [ENTITY, EntityId(AGENT)]
    assert await store.worlds.get_world(TENANT, AGENT, WORLD) is not None


async def test_a_world_takes_its_rooms_along_with_all_that_is_in_them(store: SqlStore) -> None:
    for room in (ROOM, OTHER_ROOM):
        await _furnish(store, room)
    await _furnish(store, ELSEWHERE, world=OTHER_WORLD)
    await _furnish(store, ROOM, agent=OTHER_AGENT)
    await store.worlds.delete_world(TENANT, AGENT, WORLD)
    assert [world.world_id for world in await store.worlds.list_worlds(TENANT, AGENT)] == [OTHER_WORLD]
    assert await store.worlds.get_rooms(TENANT, AGENT, [ROOM, OTHER_ROOM]) == []
    assert await store.worlds.rooms_of_participant(TENANT, AGENT, ENTITY) == [ELSEWHERE]
    left = {(TENANT, AGENT, f"{ELSEWHERE} {AGENT}"), (TENANT, OTHER_AGENT, f"{ROOM} {OTHER_AGENT}")}
    assert await _inventory(store) == {"vectors": left, "jobs": left, "memories": left}
    assert await store.worlds.get_world(TENANT, OTHER_AGENT, WORLD) is not None
    await store.worlds.delete_world(TENANT, AGENT, WORLD)


async def test_a_deleted_room_is_made_again_by_the_next_connection(store: SqlStore) -> None:
    for delete in ("room", "world", "entity", "participant", "agent"):
        connection = connection_of()
        for _ in range(2):  # the second time, all of it is known
            await store.worlds.ensure_connection(TENANT, connection)
        await store.worlds.get_room(TENANT, AGENT, ROOM)
        await store.worlds.get_entities(TENANT, AGENT, [ENTITY])
        if delete == "room":
            await store.worlds.delete_room(TENANT, AGENT, ROOM)
        elif delete == "world":
            await store.worlds.delete_world(TENANT, AGENT, WORLD)
        elif delete == "entity":
            await store.worlds.delete_entity(TENANT, AGENT, ENTITY)
        else:
            who = ENTITY if delete == "participant" else EntityId(AGENT)
            assert await store.worlds.remove_participant(TENANT, AGENT, ROOM, who)
        await store.worlds.ensure_connection(TENANT, connection)
        assert await store.worlds.get_world(TENANT, AGENT, WORLD) == connection.world
        assert await store.worlds.get_room(TENANT, AGENT, ROOM) == connection.room
        assert await store.worlds.get_entities(TENANT, AGENT, [ENTITY]) == [connection.entity]
        assert set(await store.worlds.participants(TENANT, AGENT, ROOM)) == {ENTITY, EntityId(AGENT)}, delete


async def test_participants_join_in_the_order_given_and_are_counted_once(store: SqlStore) -> None:
    ids = [EntityId(name) for name in ("z", "a", "m", "a")]
    assert await store.worlds.add_participants(TENANT, AGENT, ROOM, ids) == 3
    assert await store.worlds.add_participants(TENANT, AGENT, ROOM, [EntityId("b"), *ids]) == 1
    assert await store.worlds.add_participants(TENANT, AGENT, ROOM, []) == 0
    assert await store.worlds.participants(TENANT, AGENT, ROOM) == ["z", "a", "m", "b"]


async def test_who_joins_again_keeps_place_and_state(store: SqlStore) -> None:
    await store.worlds.add_participants(TENANT, AGENT, ROOM, [ENTITY, EntityId("b")])
    await store.worlds.set_participant_state(TENANT, AGENT, ROOM, ENTITY, ParticipantState.MUTED)
    assert await store.worlds.add_participants(TENANT, AGENT, ROOM, [ENTITY]) == 0
    assert await store.worlds.participant_state(TENANT, AGENT, ROOM, ENTITY) is ParticipantState.MUTED
    assert await store.worlds.remove_participant(TENANT, AGENT, ROOM, ENTITY)
    assert not await store.worlds.remove_participant(TENANT, AGENT, ROOM, ENTITY)
    assert await store.worlds.add_participants(TENANT, AGENT, ROOM, [ENTITY]) == 1
    assert await store.worlds.participants(TENANT, AGENT, ROOM) == ["b", ENTITY]
    assert await store.worlds.participant_state(TENANT, AGENT, ROOM, ENTITY) is None


async def test_rooms_of_a_participant_are_in_order_of_joining(store: SqlStore) -> None:
    for room in (OTHER_ROOM, ROOM):
        await store.worlds.add_participants(TENANT, AGENT, room, [ENTITY])
    await store.worlds.add_participants(TENANT, OTHER_AGENT, ELSEWHERE, [ENTITY])
    assert await store.worlds.rooms_of_participant(TENANT, AGENT, ENTITY) == [OTHER_ROOM, ROOM]


async def _furnish(
    store: SqlStore, room: RoomId, *, tenant: TenantId = TENANT, agent: AgentId = AGENT, world: WorldId = WORLD
) -> None:
    """Put somebody into a room, and one memory with its vector and a job."""
    plain = connection_of(agent=agent, room=room)
    placed = replace(plain, room=replace(plain.room, world_id=world), world=replace(plain.world, world_id=world))
    await store.worlds.ensure_connection(tenant, placed)
    memory_id = f"{room} {agent}"
    await store.memories.create(tenant, [memory_of(memory_id=memory_id, agent=agent, room=room)])
    row = {"tenant": tenant, "agent_id": agent, "memory_id": memory_id, "model_id": "m"}
    job = {"priority": 1, "ready_at": 0, "created_at": 0, "retry_count": 0, "max_retries": 3, "fence": 0}
    await store.database.write([_VECTOR.one({**row, "dimension": 1, "vector": b"\0\0\0\0"}), _JOB.one({**row, **job})])


async def _inventory(store: SqlStore) -> dict[str, set[tuple[str, str, str]]]:
    """Return whose memories are there, with vectors and with jobs."""
    found: dict[str, set[tuple[str, str, str]]] = {}
    for kind, table in (("vectors", MEMORY_VECTORS), ("jobs", EMBEDDING_JOBS)):
        query = Query(select(table.c.tenant, table.c.agent_id, table.c.memory_id))
        found[kind] = {(tenant, agent, memory) for tenant, agent, memory in await store.database.read(query, {})}
    found["memories"] = set()
    for tenant, agent, memory in found["vectors"] | found["jobs"]:
        if await store.memories.get(TenantId(tenant), AgentId(agent), [MemoryId(memory)]):
            found["memories"].add((tenant, agent, memory))
    return found
