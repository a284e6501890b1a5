"""Events: committed with the change that they announce, or not at all."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from parley_server.domain.errors import AlreadyExists, NotFound, RunAlreadyEnded
from parley_server.domain.ids import EntityId
from parley_server.storage.requests import RequestTaken
from parley_server.storage.runs import RunAppend
from parley_server.storage.sql.store import SqlStore
from tests.contract.storage.storage_builders import (
    AGENT,
    ENTITY,
    ROOM,
    TENANT,
    RecordingOutbox,
    agent_of,
    connection_of,
    ended,
    event_of,
    memory_of,
    queued_run,
    request_of,
    started,
    stored_run,
)

Recorded = tuple[SqlStore, RecordingOutbox]


async def add_agent(store: SqlStore) -> None:
    await store.agents.add(TENANT, [agent_of("Ada")], events=[event_of()])


async def set_should_run(store: SqlStore) -> None:
    await store.agents.set_should_run(TENANT, [AGENT], True, events=[event_of()])


async def delete_agent(store: SqlStore) -> None:
    await store.agents.delete(TENANT, [AGENT], events=[event_of()])


async def start_run(store: SqlStore) -> None:
    await store.runs.start(TENANT, queued_run(), input=b"", connection=connection_of(), events=[event_of()])


async def append_to_run(store: SqlStore) -> None:
    run = await stored_run(store)
    await store.runs.append(TENANT, RunAppend(run=started(run), events=[event_of()]))


async def create_memory(store: SqlStore) -> None:
    await store.memories.create(TENANT, [memory_of()], events=[event_of()])


async def ensure_connection(store: SqlStore) -> None:
    await store.worlds.ensure_connection(TENANT, connection_of(), events=[event_of()])


async def set_participant_state(store: SqlStore) -> None:
    await store.worlds.ensure_connection(TENANT, connection_of())
    await store.worlds.set_participant_state(TENANT, AGENT, ROOM, ENTITY, None, events=[event_of()])


async def announce(store: SqlStore) -> None:
    await store.events.announce([event_of()])


@pytest.mark.parametrize(
    "change",
    [
        add_agent,
        set_should_run,
        delete_agent,
        start_run,
        append_to_run,
        create_memory,
        ensure_connection,
        set_participant_state,
        announce,
    ],
)
async def test_every_change_carries_its_event(
    recorded: Recorded, change: Callable[[SqlStore], Awaitable[None]]
) -> None:
    store, outbox = recorded
    await change(store)
    assert await outbox.announced(store.database) == ["agent:added"]


async def test_a_refused_add_announces_nothing(recorded: Recorded) -> None:
    store, outbox = recorded
    await store.agents.add(TENANT, [agent_of("Ada")])
    with pytest.raises(AlreadyExists):
        await store.agents.add(TENANT, [agent_of("Ada")], events=[event_of()])
    assert await outbox.announced(store.database) == []


async def test_a_refused_start_announces_nothing(recorded: Recorded) -> None:
    store, outbox = recorded
    await store.runs.start(TENANT, queued_run(), input=b"", connection=connection_of(), request=request_of())
    repeat = queued_run()
    with pytest.raises(RequestTaken):
        await store.runs.start(
            TENANT, repeat, input=b"", connection=connection_of(), request=request_of(), events=[event_of()]
        )
    assert await outbox.announced(store.database) == []


async def test_a_refused_step_announces_nothing(recorded: Recorded) -> None:
    store, outbox = recorded
    run = await stored_run(store, end=True)
    with pytest.raises(RunAlreadyEnded):
        await store.runs.append(TENANT, RunAppend(run=ended(run), events=[event_of()]))
    with pytest.raises(NotFound):
        await store.worlds.set_participant_state(TENANT, AGENT, ROOM, EntityId("nobody"), None, events=[event_of()])
    assert await outbox.announced(store.database) == []


async def test_a_refused_unit_takes_no_neighbour_with_it(recorded: Recorded) -> None:
    store, outbox = recorded
    dead = await stored_run(store, end=True)
    alive = [started(await stored_run(store)) for _ in range(10)]
    refused = 0

    async def append(step: RunAppend) -> None:
        nonlocal refused
        try:
            await store.runs.append(TENANT, step)
        except RunAlreadyEnded:
            refused += 1

    async with asyncio.TaskGroup() as group:
        for run in alive[:5]:
            group.create_task(append(RunAppend(run=run, events=[event_of("kept")])))
        group.create_task(append(RunAppend(run=ended(dead), events=[event_of("refused")])))
        for run in alive[5:]:
            group.create_task(append(RunAppend(run=run, events=[event_of("kept")])))
    assert refused == 1
    assert await outbox.announced(store.database) == ["kept"] * 10
    assert {stored.run.run_id for stored in await store.runs.list_open(TENANT)} == {run.run_id for run in alive}
