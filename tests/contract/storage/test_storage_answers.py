"""Kept answers about places and people are never older than what is stored, whatever is written and however."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import replace

import pytest

from parley_server.domain.ids import EntityId, RoomId
from parley_server.domain.worlds import ParticipantState
from parley_server.sql.outbox import NoOutbox
from parley_server.storage.sql.store import SqlStore
from tests.contract.storage.storage_builders import AGENT, ENTITY, ROOM, TENANT, connection_of, queued_run
from tests.contract.storage.test_storage_worlds_remembered import CONNECTION, GatedDatabase

WORLD = CONNECTION.world
OTHER = connection_of(entity=EntityId("late"))
Change = Callable[[SqlStore], Coroutine[object, object, object]]
CHANGES: dict[str, Change] = {
    "a connection": lambda store: store.worlds.ensure_connection(TENANT, OTHER),
    "a run": lambda store: store.runs.start(TENANT, queued_run(), input=b"", connection=OTHER),
    "new participants": lambda store: store.worlds.add_participants(TENANT, AGENT, ROOM, [EntityId("new")]),
    "one participant less": lambda store: store.worlds.remove_participant(TENANT, AGENT, ROOM, ENTITY),
    "a state": lambda store: store.worlds.set_participant_state(TENANT, AGENT, ROOM, ENTITY, ParticipantState.MUTED),
    "another world": lambda store: store.worlds.update_world(TENANT, replace(WORLD, name="Mars")),
    "a new world": lambda store: store.worlds.create_world(TENANT, replace(WORLD, world_id=CONNECTION.room.world_id)),
    "no world": lambda store: store.worlds.delete_world(TENANT, AGENT, WORLD.world_id),
    "a new room": lambda store: store.worlds.create_rooms(TENANT, [replace(CONNECTION.room, room_id=RoomId("hall"))]),
    "another room": lambda store: store.worlds.update_room(TENANT, replace(CONNECTION.room, name="hall")),
    "no room": lambda store: store.worlds.delete_room(TENANT, AGENT, ROOM),
    "no entity": lambda store: store.worlds.delete_entity(TENANT, AGENT, ENTITY),
}
every_change = pytest.mark.parametrize("name", CHANGES)


async def told(store: SqlStore) -> list[object]:
    """Ask all that is kept."""
    worlds = store.worlds
    return [
        await worlds.get_world(TENANT, AGENT, WORLD.world_id),
        await worlds.participants(TENANT, AGENT, ROOM),
        await worlds.rooms_of_participant(TENANT, AGENT, ENTITY),
        await worlds.participant_state(TENANT, AGENT, ROOM, ENTITY),
        await worlds.rooms_of_world(TENANT, AGENT, WORLD.world_id),
    ]


@pytest.fixture
def database(store: SqlStore) -> GatedDatabase:
    return GatedDatabase(store.database)


@pytest.fixture
async def gated(store: SqlStore, database: GatedDatabase) -> SqlStore:
    opened = SqlStore(database, flush=store.flush, outbox=NoOutbox(), write_address=store.write_address)
    await opened.worlds.ensure_connection(TENANT, CONNECTION)
    return opened


def fresh(store: SqlStore) -> SqlStore:
    """Return a store on the same database that has kept nothing."""
    return SqlStore(store.database, flush=store.flush, outbox=NoOutbox(), write_address=store.write_address)


async def test_what_was_asked_is_not_asked_again(gated: SqlStore, database: GatedDatabase) -> None:
    first = await told(gated)
    reads = database.reads
    assert (await told(gated), database.reads - reads) == (first, 0)


@every_change
async def test_a_change_is_seen(store: SqlStore, gated: SqlStore, name: str) -> None:
    await told(gated)
    await CHANGES[name](gated)
    assert await told(gated) == await told(fresh(store))


@every_change
async def test_a_read_that_began_before_a_change_brings_nothing_back(
    store: SqlStore, gated: SqlStore, database: GatedDatabase, name: str
) -> None:
    database.hold_reads = True
    async with asyncio.TaskGroup() as group:
        group.create_task(told(gated))
        await database.arrived.wait()
        await CHANGES[name](gated)
        database.gate.set()
    assert await told(gated) == await told(fresh(store))


@every_change
async def test_a_read_while_a_change_is_answered_keeps_nothing(
    store: SqlStore, gated: SqlStore, database: GatedDatabase, name: str
) -> None:
    database.hold_writes = True
    async with asyncio.TaskGroup() as group:
        group.create_task(CHANGES[name](gated))
        await database.arrived.wait()
        await told(gated)
        database.gate.set()
    assert await told(gated) == await told(fresh(store))


@every_change
async def test_a_change_that_is_committed_after_its_caller_has_gone_is_seen(
    store: SqlStore, gated: SqlStore, database: GatedDatabase, name: str
) -> None:
    await told(gated)
    database.lose_writes = True
    async with asyncio.TaskGroup() as group:
        task: asyncio.Task[object] = group.create_task(CHANGES[name](gated))
        await database.arrived.wait()
        task.cancel()
    database.lose_writes = False
    await told(gated)
    await database.commit_what_was_lost()
    assert await told(gated) == await told(fresh(store))


async def test_answers_are_kept_again_after_the_next_write(gated: SqlStore, database: GatedDatabase) -> None:
    database.lose_writes = True
    async with asyncio.TaskGroup() as group:
        task: asyncio.Task[object] = group.create_task(CHANGES["a state"](gated))
        await database.arrived.wait()
        task.cancel()
    database.lose_writes = False
    await CHANGES["a state"](gated)
    await told(gated)
    reads = database.reads
    await told(gated)
    assert database.reads == reads
