"""Tasks: what they are comes back exactly; who takes one has it alone, until the lease ends."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from parley_server.domain.errors import AlreadyExists, InvalidField
from parley_server.domain.ids import AgentId, EntityId, TaskId, new_id
from parley_server.domain.tasks import Task, TaskOption, TaskQueue, TaskSpec, TaskStatus
from parley_server.storage.sql.store import SqlStore
from parley_server.storage.tasks import MAX_QUERY_TAGS
from tests.contract.storage.storage_builders import (
    AGENT,
    ENTITY,
    MINUTE,
    NOON,
    OTHER_AGENT,
    OTHER_ROOM,
    OTHER_TENANT,
    ROOM,
    TENANT,
    WORLD,
    StorageBackend,
)

LEASE = NOON + MINUTE


def task_of(
    name: str = "tidy",
    *,
    agent: AgentId = AGENT,
    ready_at: datetime | None = NOON,
    tags: tuple[str, ...] = ("queue",),
    **spec: object,
) -> Task:
    """Return a new task."""
    made = replace(TaskSpec(name=name, tags=tags), **spec)  # type: ignore[arg-type] # by name, in these tests
    return Task(
        task_id=TaskId(new_id()), agent_id=agent, spec=made, created_at=NOON, updated_at=NOON, ready_at=ready_at
    )


async def stored(store: SqlStore, task: Task) -> Task:
    """Store a task and return it."""
    await store.tasks.create(TENANT, task)
    return task


async def test_a_task_comes_back_whole_after_a_restart(backend: StorageBackend) -> None:
    task = replace(
        task_of(
            tags=("queue", "repeat", 'odd"queue"\\'),
            description="every day",
            due_at=NOON + MINUTE,
            repeat_interval=timedelta(days=1, microseconds=1),
            cron="0 9 * * MON",
            time_zone="Europe/Berlin",
            options=(TaskOption(name="YES", description="do it"), TaskOption(name="NO")),
            room_id=ROOM,
            world_id=WORLD,
            entity_id=EntityId(ENTITY),
            metadata={"updateInterval": 1000, "nested": [1, None, {"a": 1.5}]},
        ),
        status=TaskStatus.FAILED,
        occurrence=3,
        attempts=2,
        last_error="no power",
        hops=2,
    )
    async with backend.open() as store:
        await store.tasks.create(TENANT, task)
    async with backend.open() as store:
        assert await store.tasks.get(TENANT, AGENT, task.task_id) == task


async def test_an_id_is_given_once(store: SqlStore) -> None:
    task = await stored(store, task_of())
    with pytest.raises(AlreadyExists):
        await store.tasks.create(TENANT, task)


async def test_tasks_are_found_by_all_of_their_tags_name_and_room(store: SqlStore) -> None:
    one = await stored(store, task_of("one", tags=("queue", "repeat"), room_id=ROOM))
    two = await stored(store, task_of("two", tags=("queue",), room_id=OTHER_ROOM))
    odd = await stored(store, task_of("one", tags=('a"queue"b', "repeat-not", "%")))
    assert await store.tasks.find(TENANT, AGENT) == [one, two, odd]
    assert await store.tasks.find(TENANT, AGENT, limit=2) == [one, two]
    assert await store.tasks.find(TENANT, AGENT, tags=["queue"]) == [one, two]
    assert await store.tasks.find(TENANT, AGENT, tags=["repeat", "queue"]) == [one]
    assert await store.tasks.find(TENANT, AGENT, tags=['a"queue"b']) == [odd]
    assert await store.tasks.find(TENANT, AGENT, name="one") == [one, odd]
    assert await store.tasks.find(TENANT, AGENT, name="one", tags=["queue"], room_id=ROOM) == [one]
    assert await store.tasks.find(TENANT, AGENT, name="") == []
    with pytest.raises(InvalidField):
        await store.tasks.find(TENANT, AGENT, tags=["t"] * (MAX_QUERY_TAGS + 1))


async def test_tasks_belong_to_one_agent_of_one_tenant(store: SqlStore) -> None:
    task = await stored(store, task_of())
    elsewhere = replace(task, agent_id=OTHER_AGENT)
    for tenant, seen in ((TENANT, elsewhere), (OTHER_TENANT, task)):
        assert await store.tasks.get(tenant, seen.agent_id, task.task_id) is None
        assert await store.tasks.find(tenant, seen.agent_id) == []
        assert await store.tasks.next_ready(tenant, seen.agent_id, names=["tidy"], limit=9) == []
        assert await store.tasks.take(tenant, seen, now=NOON, until=LEASE) is None
        assert not await store.tasks.replace(tenant, seen)
        assert not await store.tasks.complete(tenant, seen)
        assert not await store.tasks.delete(tenant, seen.agent_id, task.task_id)
    assert await store.tasks.get(TENANT, AGENT, task.task_id) == task


async def test_what_is_ready_first_comes_first_and_what_nobody_can_do_stays_out(store: SqlStore) -> None:
    later = await stored(store, task_of("later", ready_at=NOON + MINUTE))
    now = await stored(store, task_of("now"))
    await stored(store, task_of("unknown"))
    await stored(store, task_of("now", ready_at=None))
    assert await store.tasks.next_ready(TENANT, AGENT, names=["now", "later"], limit=9) == [now, later]
    assert await store.tasks.next_ready(TENANT, AGENT, names=["now", "later"], limit=1) == [now]
    assert await store.tasks.next_ready(TENANT, AGENT, names=[], limit=9) == []


async def test_a_task_is_taken_by_one_and_again_once_its_lease_has_ended(store: SqlStore) -> None:
    task = await stored(store, task_of())
    assert await store.tasks.take(TENANT, task, now=NOON - MINUTE, until=LEASE) is None
    taken = await store.tasks.take(TENANT, task, now=NOON, until=LEASE)
    assert taken == replace(task, status=TaskStatus.RUNNING, fence=1, ready_at=LEASE)
    assert await store.tasks.take(TENANT, task, now=LEASE, until=LEASE + MINUTE) is None
    assert await store.tasks.take(TENANT, taken, now=LEASE - MINUTE, until=LEASE + MINUTE) is None

    again = await store.tasks.take(TENANT, taken, now=LEASE, until=LEASE + MINUTE)
    assert again is not None
    # The execution that never came to an end counts.
    assert (again.fence, again.attempts, again.occurrence) == (2, 1, 0)
    # Who lost the lease can record nothing.
    assert not await store.tasks.complete(TENANT, taken)
    assert not await store.tasks.replace(TENANT, taken)
    assert await store.tasks.complete(TENANT, again)
    assert await store.tasks.get(TENANT, AGENT, task.task_id) is None


async def test_of_many_who_take_a_task_at_once_one_gets_it(store: SqlStore) -> None:
    task = await stored(store, task_of())
    async with asyncio.TaskGroup() as group:
        tries = [group.create_task(store.tasks.take(TENANT, task, now=NOON, until=LEASE)) for _ in range(10)]
    assert sum(one.result() is not None for one in tries) == 1


async def test_a_lease_is_renewed_only_by_who_has_it(store: SqlStore) -> None:
    task = await stored(store, task_of())
    taken = await store.tasks.take(TENANT, task, now=NOON, until=LEASE)
    assert taken is not None
    await store.tasks.renew(TENANT, [taken, replace(taken, task_id=TaskId("gone"))], until=LEASE + MINUTE)
    assert await store.tasks.take(TENANT, taken, now=LEASE, until=LEASE + 2 * MINUTE) is None
    again = await store.tasks.take(TENANT, taken, now=LEASE + MINUTE, until=LEASE + 2 * MINUTE)
    assert again is not None
    await store.tasks.renew(TENANT, [taken], until=LEASE + 9 * MINUTE)
    assert await store.tasks.get(TENANT, AGENT, task.task_id) == again
    await store.tasks.renew(TENANT, [], until=LEASE)


async def test_of_two_changes_of_the_same_state_one_wins(store: SqlStore) -> None:
    task = await stored(store, task_of())
    changed = replace(task, spec=replace(task.spec, description="new", tags=("x",)), ready_at=None, attempts=1)
    assert await store.tasks.replace(TENANT, changed)
    assert not await store.tasks.replace(TENANT, changed)
    assert not await store.tasks.complete(TENANT, task)
    assert await store.tasks.get(TENANT, AGENT, task.task_id) == replace(changed, revision=1)


async def test_a_deleted_task_is_gone(store: SqlStore) -> None:
    task = await stored(store, task_of())
    assert await store.tasks.delete(TENANT, AGENT, task.task_id)
    assert not await store.tasks.delete(TENANT, AGENT, task.task_id)
    assert await store.tasks.find(TENANT, AGENT) == []


async def test_a_task_is_taken_before_its_time_by_who_says_so_but_never_from_another(store: SqlStore) -> None:
    waiting = await stored(store, task_of("choose", ready_at=None))
    assert await store.tasks.take(TENANT, waiting, now=NOON, until=LEASE) is None
    taken = await store.tasks.take(TENANT, waiting, now=NOON, until=LEASE, early=True)
    assert taken == replace(waiting, status=TaskStatus.RUNNING, fence=1, ready_at=LEASE)
    assert await store.tasks.take(TENANT, taken, now=NOON, until=LEASE + MINUTE, early=True) is None
    again = await store.tasks.take(TENANT, taken, now=LEASE, until=LEASE + MINUTE, early=True)
    assert again is not None
    assert (again.fence, again.attempts) == (2, 1)
    later = await stored(store, task_of("later", ready_at=NOON + MINUTE))
    assert await store.tasks.take(TENANT, later, now=NOON, until=LEASE, early=True) is not None


async def test_the_queue_of_an_agent_is_what_has_a_time(store: SqlStore) -> None:
    assert await store.tasks.queue(TENANT, AGENT) == TaskQueue(size=0, at_work=0, next_due=None)
    due = await stored(store, task_of("due"))
    await stored(store, task_of("later", ready_at=NOON + MINUTE))
    await stored(store, task_of("waiting", ready_at=None))
    await stored(store, task_of("elsewhere", agent=OTHER_AGENT))
    assert await store.tasks.queue(TENANT, AGENT) == TaskQueue(size=2, at_work=0, next_due=NOON)
    await store.tasks.take(TENANT, due, now=NOON, until=LEASE)
    assert await store.tasks.queue(TENANT, AGENT) == TaskQueue(size=2, at_work=1, next_due=NOON + MINUTE)
    assert await store.tasks.queue(OTHER_TENANT, AGENT) == TaskQueue(size=0, at_work=0, next_due=None)
