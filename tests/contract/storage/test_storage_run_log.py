"""The log of a run: pages, folding, both at once."""

import asyncio

from parley_server.domain.ids import RunId
from parley_server.storage.runs import LogRecord, RunAppend
from parley_server.storage.sql.store import SqlStore
from tests.contract.storage.storage_builders import (
    MINUTE,
    NOON,
    OTHER_TENANT,
    TENANT,
    ended,
    queued_run,
    records,
    started,
    stored_run,
)


async def read_all(store: SqlStore, run_id: RunId, *, max_bytes: int = 1000) -> list[LogRecord]:
    """Read a log page by page."""
    found: list[LogRecord] = []
    while page := await store.runs.read_log(
        TENANT, run_id, after=found[-1].sequence if found else 0, max_bytes=max_bytes
    ):
        found += page
    return found


async def test_the_log_begins_behind_a_sequence(store: SqlStore) -> None:
    run = await stored_run(store, events=5)
    assert await store.runs.read_log(TENANT, run.run_id, after=3, max_bytes=1000) == records(4, 5)
    assert await store.runs.read_log(TENANT, run.run_id, after=5, max_bytes=1000) == []
    assert await store.runs.read_log(TENANT, RunId("nobody"), after=0, max_bytes=1000) == []


async def test_the_log_of_another_tenant_is_not_there(store: SqlStore) -> None:
    """Neither as rows nor as archive."""
    run = await stored_run(store, events=3, end=True)
    assert await store.runs.read_log(OTHER_TENANT, run.run_id, after=0, max_bytes=1000) == []
    await store.runs.fold(10)
    assert await store.runs.read_log(OTHER_TENANT, run.run_id, after=0, max_bytes=1000) == []
    assert await store.runs.read_log(TENANT, run.run_id, after=0, max_bytes=1000) != []


async def test_a_page_is_as_large_as_was_asked(store: SqlStore) -> None:
    run = await stored_run(store, events=50)
    page = await store.runs.read_log(TENANT, run.run_id, after=0, max_bytes=100)
    assert page == records(1, 5)


async def test_a_page_has_one_event_however_large(store: SqlStore) -> None:
    run = started(await stored_run(store))
    await store.runs.append(TENANT, RunAppend(run=run, records=records(1, 2, size=50_000)))
    assert await store.runs.read_log(TENANT, run.run_id, after=0, max_bytes=1) == records(1, 1, size=50_000)


async def test_logs_of_two_runs_do_not_mix(store: SqlStore) -> None:
    one, two = await stored_run(store, events=2), await stored_run(store, events=4)
    assert len(await read_all(store, one.run_id)) == 2
    assert len(await read_all(store, two.run_id)) == 4


async def test_sequences_may_have_gaps(store: SqlStore) -> None:
    run = started(await stored_run(store))
    gappy = [*records(2, 2), *records(900, 901)]
    await store.runs.append(TENANT, RunAppend(run=run, records=gappy))
    assert await read_all(store, run.run_id) == gappy


async def test_a_folded_log_reads_as_before(store: SqlStore) -> None:
    run = await stored_run(store, events=300, end=True)
    before = await read_all(store, run.run_id)
    assert await store.runs.fold(10) == 1
    assert await read_all(store, run.run_id) == before == records(1, 300)
    assert await store.runs.read_log(TENANT, run.run_id, after=298, max_bytes=1) == records(299, 299)


async def test_only_ended_runs_are_folded_and_only_once(store: SqlStore) -> None:
    await stored_run(store, events=1)
    await stored_run(store, end=True)
    await stored_run(store, events=1, end=True)
    assert await store.runs.fold(1) == 1
    assert await store.runs.fold(10) == 1
    assert await store.runs.fold(10) == 0


async def test_a_long_log_folds_into_parts(store: SqlStore) -> None:
    run = started(await stored_run(store))
    for first in (1, 11, 21):
        await store.runs.append(TENANT, RunAppend(run=run, records=records(first, first + 9, size=100_000)))
    await store.runs.append(TENANT, RunAppend(run=ended(run)))
    await store.runs.fold(1)
    assert await read_all(store, run.run_id, max_bytes=250_000) == records(1, 30, size=100_000)


async def test_reading_while_folding_sees_every_event_once(store: SqlStore) -> None:
    runs = [await stored_run(store, queued_run(created_at=NOON + n * MINUTE), events=60, end=True) for n in range(8)]

    async def watch(run_id: RunId) -> None:
        for _ in range(5):
            assert await read_all(store, run_id, max_bytes=200) == records(1, 60)

    async def fold() -> None:
        while await store.runs.fold(1):
            pass

    async with asyncio.TaskGroup() as group:
        for run in runs:
            group.create_task(watch(run.run_id))
        group.create_task(fold())
        group.create_task(fold())
