"""Runs: start, steps, listings, what is kept."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from parley_server.domain.errors import AlreadyExists, Failure, NotFound, RunAlreadyEnded
from parley_server.domain.ids import EntityId, RunId
from parley_server.domain.models import ModelUsage
from parley_server.domain.runs import RunStatus
from parley_server.storage.requests import RequestTaken
from parley_server.storage.runs import RunAppend, RunFilter, StoredRun
from parley_server.storage.sql.store import SqlStore
from tests.contract.storage.storage_builders import (
    AGENT,
    ENTITY,
    LATER,
    MINUTE,
    NOON,
    OTHER_AGENT,
    OTHER_ROOM,
    OTHER_TENANT,
    ROOM,
    TENANT,
    StorageBackend,
    connection_of,
    ended,
    memory_of,
    queued_run,
    records,
    request_of,
    started,
    stored_run,
)


async def test_start_stores_the_run_with_its_input(store: SqlStore) -> None:
    run = queued_run()
    await store.runs.start(TENANT, run, input=b"\x00input", connection=connection_of())
    assert await store.runs.get(TENANT, run.run_id) == StoredRun(
        run=run, input=b"\x00input", outcome=b"", has_effect=False
    )


async def test_start_makes_the_room_and_its_participants(store: SqlStore) -> None:
    await stored_run(store)
    connection = connection_of()
    assert await store.worlds.get_room(TENANT, AGENT, ROOM) == connection.room
    assert await store.worlds.get_entities(TENANT, AGENT, [ENTITY]) == [connection.entity]
    assert await store.worlds.participants(TENANT, AGENT, ROOM) == [ENTITY, EntityId(AGENT)]


async def test_start_refuses_a_run_id_that_is_taken(store: SqlStore) -> None:
    run = await stored_run(store)
    with pytest.raises(AlreadyExists):
        await store.runs.start(OTHER_TENANT, run, input=b"", connection=connection_of())
    assert await store.worlds.get_room(OTHER_TENANT, AGENT, ROOM) is None


async def test_start_refuses_a_known_request_and_stores_nothing(store: SqlStore) -> None:
    await store.runs.start(TENANT, queued_run(), input=b"", connection=connection_of(), request=request_of())
    repeat = queued_run(room=OTHER_ROOM)
    with pytest.raises(RequestTaken):
        await store.runs.start(
            TENANT, repeat, input=b"", connection=connection_of(room=OTHER_ROOM), request=request_of()
        )
    with pytest.raises(NotFound):
        await store.runs.get(TENANT, repeat.run_id)
    assert await store.worlds.get_room(TENANT, AGENT, OTHER_ROOM) is None


async def test_of_fifty_racing_starts_with_one_request_exactly_one_succeeds(store: SqlStore) -> None:
    outcomes: list[bool] = []

    async def race() -> None:
        try:
            await store.runs.start(TENANT, queued_run(), input=b"", connection=connection_of(), request=request_of())
        except RequestTaken:
            outcomes.append(False)
        else:
            outcomes.append(True)

    async with asyncio.TaskGroup() as group:
        for _ in range(50):
            group.create_task(race())
    assert sorted(outcomes) == [False] * 49 + [True]
    assert len(await store.runs.list_open(TENANT)) == 1


async def test_append_stores_every_field_of_the_run(store: SqlStore) -> None:
    run = await stored_run(store)
    run = replace(
        started(run),
        reason="why \x00 not",
        error=Failure(reason="INTERNAL", message="broken", metadata={"at": "home"}),
        usage=ModelUsage(input_tokens=3, output_tokens=0, cost=Decimal("0.10"), currency="EUR"),
        last_sequence=7,
        attempt=2,
    )
    await store.runs.append(TENANT, RunAppend(run=run, has_effect=True))
    assert await store.runs.get(TENANT, run.run_id) == StoredRun(run=run, input=b"input", outcome=b"", has_effect=True)


async def test_a_run_that_had_an_effect_keeps_it(store: SqlStore) -> None:
    run = started(await stored_run(store))
    await store.runs.append(TENANT, RunAppend(run=run, has_effect=True))
    await store.runs.append(TENANT, RunAppend(run=run))
    assert (await store.runs.get(TENANT, run.run_id)).has_effect


async def test_the_end_of_a_run_brings_its_outcome(store: SqlStore) -> None:
    run = await stored_run(store, events=3, end=True)
    found = await store.runs.get(TENANT, run.run_id)
    assert (found.run, found.outcome) == (run, b"outcome")
    assert await store.runs.list_open(TENANT) == []


async def test_append_to_an_unknown_run_is_refused(store: SqlStore) -> None:
    with pytest.raises(NotFound):
        await store.runs.append(TENANT, RunAppend(run=queued_run(), records=records(1, 1)))


async def test_append_to_an_ended_run_is_refused_and_stores_nothing(store: SqlStore) -> None:
    run = await stored_run(store, events=2, end=True)
    late = RunAppend(run=started(run), records=records(3, 4), memories=[memory_of()], has_effect=True)
    with pytest.raises(RunAlreadyEnded):
        await store.runs.append(TENANT, late)
    assert [record.sequence for record in await store.runs.read_log(TENANT, run.run_id, after=0, max_bytes=1000)] == [
        1,
        2,
    ]
    assert await store.memories.recent(TENANT, AGENT, ROOM, table="messages", limit=5) == []
    found = await store.runs.get(TENANT, run.run_id)
    assert found.run == run
    assert not found.has_effect


async def test_append_creates_memories_and_leaves_known_ones_as_they_are(store: SqlStore) -> None:
    run = started(await stored_run(store))
    first = memory_of("first")
    await store.runs.append(TENANT, RunAppend(run=run, memories=[first]))
    changed, second = memory_of("changed", memory_id=first.memory_id), memory_of("second")
    await store.runs.append(TENANT, RunAppend(run=run, memories=[changed, second]))
    assert await store.memories.recent(TENANT, AGENT, ROOM, table="messages", limit=5) == [second, first]


async def test_get_of_an_unknown_run_is_not_found(store: SqlStore) -> None:
    with pytest.raises(NotFound):
        await store.runs.get(TENANT, RunId("nobody"))


async def test_runs_of_another_tenant_are_not_there(store: SqlStore) -> None:
    run = await stored_run(store)
    with pytest.raises(NotFound):
        await store.runs.get(OTHER_TENANT, run.run_id)
    with pytest.raises(NotFound):
        await store.runs.append(OTHER_TENANT, RunAppend(run=started(run)))
    assert await store.runs.list_page(OTHER_TENANT, RunFilter(), limit=10) == []
    assert await store.runs.list_open(OTHER_TENANT) == []
    assert (await store.runs.get(TENANT, run.run_id)).run == run


async def test_list_open_returns_the_oldest_first(store: SqlStore) -> None:
    young = await stored_run(store, queued_run(created_at=NOON + MINUTE))
    old = await stored_run(store, events=1)
    await stored_run(store, end=True)
    assert [found.run for found in await store.runs.list_open(TENANT)] == [old, young]
    assert {found.input for found in await store.runs.list_open(TENANT)} == {b"input"}


async def test_pages_are_in_one_order_when_times_are_equal(store: SqlStore) -> None:
    runs = [await stored_run(store) for _ in range(7)]
    runs += [await stored_run(store, queued_run(created_at=NOON + MINUTE)) for _ in range(2)]
    expected = sorted(runs, key=lambda run: (run.created_at, run.run_id), reverse=True)
    seen = []
    place = None
    while page := await store.runs.list_page(TENANT, RunFilter(before=place), limit=2):
        seen += page
        place = (page[-1].created_at, page[-1].run_id)
    assert seen == expected


@pytest.mark.parametrize(
    ("runs", "expected"),
    [
        (RunFilter(), {"queued", "started", "elsewhere", "ended"}),
        (RunFilter(agent_id=OTHER_AGENT), {"elsewhere"}),
        (RunFilter(room_id=ROOM), {"queued", "started", "ended"}),
        (RunFilter(agent_id=AGENT, room_id=OTHER_ROOM), set()),
        (RunFilter(statuses=[RunStatus.QUEUED, RunStatus.COMPLETED]), {"queued", "elsewhere", "ended"}),
        (RunFilter(started_after=NOON), {"started", "ended"}),
        (RunFilter(started_before=NOON + timedelta(seconds=2)), {"started"}),
        (RunFilter(started_after=NOON + timedelta(seconds=1), started_before=NOON + MINUTE), {"started"}),
        (RunFilter(before=(NOON + MINUTE, RunId(""))), {"queued", "started", "elsewhere"}),
    ],
)
async def test_filters_combine(store: SqlStore, runs: RunFilter, expected: set[str]) -> None:
    await stored_run(store, queued_run("queued"))
    await stored_run(store, queued_run("started"), events=1)
    await stored_run(store, queued_run("elsewhere", agent=OTHER_AGENT, room=OTHER_ROOM))
    await stored_run(store, queued_run("ended", created_at=NOON + MINUTE), events=1, end=True)
    assert {run.run_id for run in await store.runs.list_page(TENANT, runs, limit=10)} == expected


async def test_prune_forgets_old_ended_runs_with_all_their_parts(store: SqlStore) -> None:
    old = await stored_run(store, events=3, end=True)
    folded = await stored_run(store, events=3, end=True)
    await store.runs.fold(1)
    still_open = await stored_run(store, events=1)
    young = await stored_run(store, queued_run(created_at=LATER), end=True)
    assert await store.runs.prune(before=NOON + MINUTE, keep=100) == 2
    assert {run.run_id for run in await store.runs.list_page(TENANT, RunFilter(), limit=10)} == {
        still_open.run_id,
        young.run_id,
    }
    for run in (old, folded):
        assert await store.runs.read_log(TENANT, run.run_id, after=0, max_bytes=1000) == []


async def test_prune_forgets_the_oldest_above_a_number_in_each_tenant(store: SqlStore) -> None:
    for number in range(4):
        await stored_run(store, queued_run(f"run {number}", created_at=NOON + number * MINUTE), end=True)
    await stored_run(store, queued_run("of another"), tenant=OTHER_TENANT, end=True)
    assert await store.runs.prune(before=NOON, keep=2) == 2
    assert [run.run_id for run in await store.runs.list_page(TENANT, RunFilter(), limit=10)] == ["run 3", "run 2"]
    assert len(await store.runs.list_page(OTHER_TENANT, RunFilter(), limit=10)) == 1


async def test_a_restart_finds_what_was_stored(backend: StorageBackend) -> None:
    async with backend.open() as store:
        run = await stored_run(store, events=2)
    async with backend.open() as store:
        assert [found.run for found in await store.runs.list_open(TENANT)] == [run]
        assert len(await store.runs.read_log(TENANT, run.run_id, after=0, max_bytes=1000)) == 2
        await store.runs.append(TENANT, RunAppend(run=ended(run), records=records(3, 3)))
        assert len(await store.runs.read_log(TENANT, run.run_id, after=0, max_bytes=1000)) == 3


async def test_what_a_run_needed_to_start_is_forgotten_at_its_end(store: SqlStore) -> None:
    run = await stored_run(store)
    await store.runs.append(TENANT, RunAppend(run=ended(run), records=records(1, 1), outcome=b"end"))

    stored = await store.runs.get(TENANT, run.run_id)
    assert (stored.input, stored.outcome) == (b"", b"end")
