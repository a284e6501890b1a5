"""What the store remembers of rooms, entities and connections is never older than what it has answered."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import replace

import pytest

from parley_server.domain.ids import EntityId, RoomId
from parley_server.domain.worlds import Entity, Room
from parley_server.sql.outbox import NoOutbox
from parley_server.storage.sql.store import SqlStore
from tests.contract.storage.gated_database import GatedDatabase
from tests.contract.storage.storage_builders import AGENT, ENTITY, ROOM, TENANT, connection_of, queued_run

CONNECTION = connection_of()
OLD_ROOM, OLD_ENTITY = CONNECTION.room, CONNECTION.entity
NEW_ROOM, NEW_ENTITY = replace(OLD_ROOM, name="hall"), replace(OLD_ENTITY, names=("Countess",))


@pytest.fixture
def database(store: SqlStore) -> GatedDatabase:
    return GatedDatabase(store.database)


@pytest.fixture
async def gated(store: SqlStore, database: GatedDatabase) -> SqlStore:
    """A store on the gated database, in which entity and agent are in the room."""
    opened = SqlStore(database, flush=store.flush, outbox=NoOutbox(), write_address=store.write_address)
    await opened.worlds.ensure_connection(TENANT, CONNECTION)
    return opened


async def _room(store: SqlStore) -> Room | None:
    return await store.worlds.get_room(TENANT, AGENT, ROOM)


async def _entity(store: SqlStore) -> Entity | None:
    return next(iter(await store.worlds.get_entities(TENANT, AGENT, [ENTITY])), None)


Change = Callable[[SqlStore], Coroutine[object, object, object]]
CHANGES: dict[str, tuple[Change, Room | None, Entity | None]] = {
    "update room": (lambda store: store.worlds.update_room(TENANT, NEW_ROOM), NEW_ROOM, OLD_ENTITY),
    "update entity": (lambda store: store.worlds.update_entity(TENANT, NEW_ENTITY), OLD_ROOM, NEW_ENTITY),
    "update entities": (lambda store: store.worlds.update_entities(TENANT, AGENT, [NEW_ENTITY]), OLD_ROOM, NEW_ENTITY),
    "delete room": (lambda store: store.worlds.delete_room(TENANT, AGENT, ROOM), None, OLD_ENTITY),
    "delete world": (lambda store: store.worlds.delete_world(TENANT, AGENT, OLD_ROOM.world_id), None, OLD_ENTITY),
    "delete entity": (lambda store: store.worlds.delete_entity(TENANT, AGENT, ENTITY), OLD_ROOM, None),
}
every_change = pytest.mark.parametrize("name", CHANGES)


async def test_of_several_rooms_only_those_are_read_that_are_not_known(
    gated: SqlStore, database: GatedDatabase
) -> None:
    hall = replace(NEW_ROOM, room_id=RoomId("hall"))
    await gated.worlds.create_rooms(TENANT, [hall])
    await _room(gated)
    reads = database.reads
    for _ in range(2):
        assert await gated.worlds.get_rooms(TENANT, AGENT, [hall.room_id, ROOM]) == [hall, OLD_ROOM]
    assert database.reads == reads + 1


async def test_what_is_known_is_neither_read_nor_written_again(gated: SqlStore, database: GatedDatabase) -> None:
    for _ in range(3):
        await _room(gated)
        await _entity(gated)
        await gated.worlds.ensure_connection(TENANT, CONNECTION)
    assert (database.reads, database.writes) == (2, 1)


@every_change
async def test_a_read_after_a_change_sees_it(gated: SqlStore, name: str) -> None:
    change, room, entity = CHANGES[name]
    await _room(gated)
    await _entity(gated)
    await change(gated)
    for _ in range(2):
        assert (await _room(gated), await _entity(gated)) == (room, entity)


@every_change
@pytest.mark.parametrize("read", [_room, _entity])
async def test_a_read_that_began_before_a_change_brings_nothing_back(
    gated: SqlStore, database: GatedDatabase, name: str, read: Change
) -> None:
    change, room, entity = CHANGES[name]
    database.hold_reads = True
    async with asyncio.TaskGroup() as group:
        group.create_task(read(gated))
        await database.arrived.wait()
        await change(gated)
        database.gate.set()
    assert (await _room(gated), await _entity(gated)) == (room, entity)


@every_change
async def test_a_read_while_a_change_is_answered_brings_nothing_back(
    gated: SqlStore, database: GatedDatabase, name: str
) -> None:
    change, room, entity = CHANGES[name]
    database.hold_writes = True
    async with asyncio.TaskGroup() as group:
        group.create_task(change(gated))
        await database.arrived.wait()
        await _room(gated)
        await _entity(gated)
        database.gate.set()
    assert (await _room(gated), await _entity(gated)) == (room, entity)


@every_change
async def test_a_change_that_is_committed_after_its_caller_has_gone_is_seen(
    gated: SqlStore, database: GatedDatabase, name: str
) -> None:
    change, room, entity = CHANGES[name]
    database.lose_writes = True
    async with asyncio.TaskGroup() as group:
        task = group.create_task(change(gated))
        await database.arrived.wait()
        task.cancel()
    database.lose_writes = False
    assert (await _room(gated), await _entity(gated)) == (OLD_ROOM, OLD_ENTITY)
    await database.commit_what_was_lost()
    assert (await _room(gated), await _entity(gated)) == (room, entity)


async def test_after_a_lost_change_the_next_write_lets_the_store_remember_again(
    gated: SqlStore, database: GatedDatabase
) -> None:
    database.lose_writes = True
    async with asyncio.TaskGroup() as group:
        task = group.create_task(gated.worlds.update_room(TENANT, NEW_ROOM))
        await database.arrived.wait()
        task.cancel()
    database.lose_writes = False
    for _ in range(3):
        await gated.worlds.ensure_connection(TENANT, CONNECTION)
        await _room(gated)
    assert (database.reads, database.writes) == (1, 3)


@pytest.mark.parametrize("starts_a_run", [True, False])
async def test_a_connection_that_was_deleted_while_it_was_stored_is_made_again(
    gated: SqlStore, database: GatedDatabase, *, starts_a_run: bool
) -> None:
    connection = connection_of(entity=EntityId("late"))
    database.hold_writes = True
    async with asyncio.TaskGroup() as group:
        if starts_a_run:
            group.create_task(gated.runs.start(TENANT, queued_run(), input=b"", connection=connection))
        else:
            group.create_task(gated.worlds.ensure_connection(TENANT, connection))
        await database.arrived.wait()
        await gated.worlds.delete_room(TENANT, AGENT, ROOM)
        database.gate.set()
    await gated.runs.start(TENANT, queued_run(), input=b"", connection=connection)
    assert await gated.worlds.participants(TENANT, AGENT, ROOM) == ["late", AGENT]


async def test_a_connection_made_while_its_room_is_deleted_is_stored_anew(
    gated: SqlStore, database: GatedDatabase
) -> None:
    database.hold_writes = True
    async with asyncio.TaskGroup() as group:
        group.create_task(gated.worlds.delete_room(TENANT, AGENT, ROOM))
        await database.arrived.wait()
        await gated.worlds.ensure_connection(TENANT, CONNECTION)
        database.gate.set()
    assert await _room(gated) == OLD_ROOM
