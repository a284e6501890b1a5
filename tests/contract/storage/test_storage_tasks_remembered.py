"""What the store remembers of tasks is never older than what it has answered."""

from collections.abc import Callable, Coroutine
from dataclasses import replace

import pytest

from parley_server.domain.tasks import Task
from parley_server.sql.outbox import NoOutbox
from parley_server.storage.sql.store import SqlStore
from tests.contract.storage.gated_database import GatedDatabase
from tests.contract.storage.storage_builders import AGENT, MINUTE, NOON, ROOM, TENANT
from tests.contract.storage.test_storage_tasks import task_of

Change = Callable[[SqlStore, Task], Coroutine[object, object, object]]
LEASE = NOON + MINUTE


async def _take(store: SqlStore, task: Task) -> Task:
    taken = await store.tasks.take(TENANT, task, now=NOON, until=LEASE)
    assert taken is not None
    return taken


async def _renew(store: SqlStore, task: Task) -> None:
    taken = await _take(store, task)
    await _found(store)
    await store.tasks.renew(TENANT, [taken], until=LEASE + MINUTE)


CHANGES: dict[str, Change] = {
    "create": lambda store, _task: store.tasks.create(TENANT, task_of("another", room_id=ROOM)),
    "take": _take,
    "renew": _renew,
    "replace": lambda store, task: store.tasks.replace(TENANT, replace(task, attempts=7)),
    "complete": lambda store, task: store.tasks.complete(TENANT, task),
    "delete": lambda store, task: store.tasks.delete(TENANT, AGENT, task.task_id),
}


@pytest.fixture
def database(store: SqlStore) -> GatedDatabase:
    return GatedDatabase(store.database)


@pytest.fixture
def gated(store: SqlStore, database: GatedDatabase) -> SqlStore:
    return SqlStore(database, flush=store.flush, outbox=NoOutbox(), write_address=store.write_address)


async def _found(store: SqlStore) -> list[Task]:
    return await store.tasks.find(TENANT, AGENT, tags=("queue",), room_id=ROOM)


async def test_the_tasks_of_a_room_are_not_read_again(gated: SqlStore, database: GatedDatabase) -> None:
    await gated.tasks.create(TENANT, task_of(room_id=ROOM))
    first = await _found(gated)
    reads = database.reads
    assert await _found(gated) == first
    assert database.reads == reads


@pytest.mark.parametrize("name", CHANGES)
async def test_tasks_that_are_looked_for_after_a_change_show_it(store: SqlStore, gated: SqlStore, name: str) -> None:
    task = task_of(room_id=ROOM)
    await gated.tasks.create(TENANT, task)
    before = await _found(gated)
    await CHANGES[name](gated, task)
    after = await _found(gated)
    assert after != before
    assert after == await _found(store)
