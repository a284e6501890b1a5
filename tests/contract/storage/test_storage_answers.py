"""What the store remembers of worlds, and of who is where, is never older than what it has answered."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import replace

import pytest

from parley_server.domain.ids import EntityId, RoomId, WorldId
from parley_server.domain.worlds import ParticipantState, Room, World
from parley_server.sql.outbox import NoOutbox
from parley_server.storage.sql.store import SqlStore
from tests.contract.storage.gated_database import GatedDatabase
from tests.contract.storage.storage_builders import AGENT, ENTITY, ROOM, TENANT, connection_of, queued_run

CONNECTION = connection_of()
WORLD, OLD_ROOM = CONNECTION.room.world_id, CONNECTION.room
ELSEWHERE, LATE = WorldId("elsewhere"), EntityId("late")
ATTIC = Room(room_id=RoomId("attic"), agent_id=AGENT, world_id=WORLD)


@pytest.fixture
def database(store: SqlStore) -> GatedDatabase:
    return GatedDatabase(store.database)


@pytest.fixture
async def gated(store: SqlStore, database: GatedDatabase) -> SqlStore:
    """A store on the gated database, in which entity and agent are in the room."""
    opened = SqlStore(database, flush=store.flush, outbox=NoOutbox(), write_address=store.write_address)
    await opened.worlds.ensure_connection(TENANT, CONNECTION)
    return opened


def _fresh(store: SqlStore, database: GatedDatabase) -> SqlStore:
    """Return a store on the same database that remembers nothing."""
    return SqlStore(database, flush=store.flush, outbox=NoOutbox(), write_address=store.write_address)


async def _picture(store: SqlStore) -> list[object]:
    """Return all that may be remembered, read at once."""
    worlds, found = store.worlds, list[object]()
    for world_id in (WORLD, ELSEWHERE):
        found.append(await worlds.get_world(TENANT, AGENT, world_id))
        found.append(await worlds.rooms_of_world(TENANT, AGENT, world_id))
    found.append(await worlds.participants(TENANT, AGENT, ROOM))
    for entity_id in (ENTITY, LATE):
        found.append(await worlds.rooms_of_participant(TENANT, AGENT, entity_id))
        found.append(await worlds.participant_state(TENANT, AGENT, ROOM, entity_id))
    return found


Change = Callable[[SqlStore], Coroutine[object, object, object]]
_LATE = connection_of(entity=LATE)
CHANGES: dict[str, Change] = {
    "create world": lambda store: store.worlds.create_world(TENANT, World(world_id=ELSEWHERE, agent_id=AGENT)),
    "update world": lambda store: store.worlds.update_world(TENANT, replace(CONNECTION.world, name="Castle")),
    "delete world": lambda store: store.worlds.delete_world(TENANT, AGENT, WORLD),
    "create rooms": lambda store: store.worlds.create_rooms(TENANT, [ATTIC]),
    "move room": lambda store: store.worlds.update_room(TENANT, replace(OLD_ROOM, world_id=ELSEWHERE)),
    "delete room": lambda store: store.worlds.delete_room(TENANT, AGENT, ROOM),
    "add": lambda store: store.worlds.add_participants(TENANT, AGENT, ROOM, [LATE]),
    "remove": lambda store: store.worlds.remove_participant(TENANT, AGENT, ROOM, ENTITY),
    "mute": lambda store: store.worlds.set_participant_state(TENANT, AGENT, ROOM, ENTITY, ParticipantState.MUTED),
    "delete entity": lambda store: store.worlds.delete_entity(TENANT, AGENT, ENTITY),
    "connect": lambda store: store.worlds.ensure_connection(TENANT, _LATE),
    "start a run": lambda store: store.runs.start(TENANT, queued_run(), input=b"", connection=_LATE),
}
READS: list[Change] = [
    lambda store: store.worlds.get_world(TENANT, AGENT, WORLD),
    lambda store: store.worlds.rooms_of_world(TENANT, AGENT, WORLD),
    lambda store: store.worlds.participants(TENANT, AGENT, ROOM),
    lambda store: store.worlds.rooms_of_participant(TENANT, AGENT, ENTITY),
    lambda store: store.worlds.participant_state(TENANT, AGENT, ROOM, ENTITY),
]
every_change = pytest.mark.parametrize("name", CHANGES)


async def test_what_is_known_is_not_read_again(gated: SqlStore, database: GatedDatabase) -> None:
    first = await _picture(gated)
    reads = database.reads
    assert await _picture(gated) == first
    assert database.reads == reads


async def test_what_one_agent_changes_leaves_what_is_known_of_another(gated: SqlStore, database: GatedDatabase) -> None:
    await _picture(gated)
    reads = database.reads
    await gated.worlds.create_world(TENANT, World(world_id=ELSEWHERE, agent_id=AGENT + "2"))  # type: ignore[arg-type] # a new type is text
    await _picture(gated)
    assert database.reads == reads


async def test_what_is_known_of_many_rooms_is_not_read_again(gated: SqlStore, database: GatedDatabase) -> None:
    rooms = [RoomId(f"room-{number}") for number in range(100)]

    async def look() -> None:
        for room_id in rooms:
            await gated.worlds.participants(TENANT, AGENT, room_id)
            await gated.worlds.participant_state(TENANT, AGENT, room_id, ENTITY)

    await look()
    reads = database.reads
    await look()
    assert database.reads == reads


async def test_long_answers_are_read_each_time(gated: SqlStore, database: GatedDatabase) -> None:
    many = [EntityId(f"e{number}") for number in range(200)]
    await gated.worlds.add_participants(TENANT, AGENT, ROOM, many)
    reads = database.reads
    for _ in range(2):
        assert len(await gated.worlds.participants(TENANT, AGENT, ROOM)) == len(many) + 2
    assert database.reads == reads + 2


@every_change
async def test_a_read_after_a_change_sees_it(gated: SqlStore, database: GatedDatabase, name: str) -> None:
    before = await _picture(gated)
    await CHANGES[name](gated)
    after = await _picture(gated)
    assert after == await _picture(_fresh(gated, database))
    assert after != before


@every_change
@pytest.mark.parametrize("read", READS)
async def test_a_read_that_began_before_a_change_brings_nothing_back(
    gated: SqlStore, database: GatedDatabase, name: str, read: Change
) -> None:
    database.hold_reads = True
    async with asyncio.TaskGroup() as group:
        group.create_task(read(gated))
        await database.arrived.wait()
        await CHANGES[name](gated)
        database.gate.set()
    assert await _picture(gated) == await _picture(_fresh(gated, database))


@every_change
async def test_reads_while_a_change_is_answered_bring_nothing_back(
    gated: SqlStore, database: GatedDatabase, name: str
) -> None:
    database.hold_writes = True
    async with asyncio.TaskGroup() as group:
        group.create_task(CHANGES[name](gated))
        await database.arrived.wait()
        await _picture(gated)
        database.gate.set()
    assert await _picture(gated) == await _picture(_fresh(gated, database))


@every_change
async def test_a_change_that_is_committed_after_its_caller_has_gone_is_seen(
    gated: SqlStore, database: GatedDatabase, name: str
) -> None:
    database.lose_writes = True
    async with asyncio.TaskGroup() as group:
        task = group.create_task(CHANGES[name](gated))
        await database.arrived.wait()
        task.cancel()
    database.lose_writes = False
    await _picture(gated)
    await database.commit_what_was_lost()
    assert await _picture(gated) == await _picture(_fresh(gated, database))
