"""Text of open runs, stored for many at once: it reads like any other event, whatever happens in between."""

from dataclasses import replace

import pytest

from parley_server.domain.errors import NotFound, RunAlreadyEnded, StoreUnavailable
from parley_server.domain.ids import RunId
from parley_server.domain.runs import Run
from parley_server.sql.queries import Outcome, Unit
from parley_server.storage.runs import LogRecord, RunAppend, RunFilter, TextAppend
from parley_server.storage.sql import run_texts
from parley_server.storage.sql.run_texts import TOGETHER, pack_together, unpack_together
from parley_server.storage.sql.store import SqlStore
from tests.contract.storage.storage_builders import (
    OTHER_TENANT,
    TENANT,
    StorageBackend,
    ended,
    records,
    started,
    stored_run,
)


async def speaking(store: SqlStore) -> Run:
    """Return a run at work whose log has one event."""
    run = replace(started(await stored_run(store)), last_sequence=1)
    await store.runs.append(TENANT, RunAppend(run=run, records=records(1, 1), has_effect=True))
    return run


async def say(store: SqlStore, run: Run, first: int, last: int) -> None:
    """Append these events of a run as text, each with a commit of its own."""
    for sequence in range(first, last + 1):
        step = TextAppend(tenant=TENANT, run_id=run.run_id, records=records(sequence, sequence))
        await store.runs.append_texts([step])


async def read_all(store: SqlStore, run: Run) -> list[LogRecord]:
    """Read a log in small pages."""
    found: list[LogRecord] = []
    while page := await store.runs.read_log(
        TENANT, run.run_id, after=found[-1].sequence if found else 0, max_bytes=100
    ):
        found += page
    return found


async def test_text_is_read_as_soon_as_it_is_stored(store: SqlStore) -> None:
    run = await speaking(store)
    await say(store, run, 2, 5)
    assert await read_all(store, run) == records(1, 5)
    assert await store.runs.read_log(TENANT, run.run_id, after=3, max_bytes=1) == records(4, 4)
    assert await store.runs.read_log(OTHER_TENANT, run.run_id, after=0, max_bytes=1000) == []


async def test_a_run_shows_the_last_sequence_of_its_text(store: SqlStore) -> None:
    run = await speaking(store)
    await say(store, run, 2, 5)
    (listed,) = await store.runs.list_page(TENANT, RunFilter(), limit=10)
    (found,) = await store.runs.list_open(TENANT)
    stored = await store.runs.get(TENANT, run.run_id)
    assert [listed.last_sequence, found.run.last_sequence, stored.run.last_sequence] == [5, 5, 5]


async def test_text_of_several_runs_is_told_apart(store: SqlStore) -> None:
    one, two = await speaking(store), await speaking(store)
    for sequence in range(2, 6):
        await store.runs.append_texts(
            [
                TextAppend(TENANT, run.run_id, records(sequence, sequence))
                for run in (one, two)
                if sequence < 4 or run is two
            ]
        )
    assert await read_all(store, one) == records(1, 3)
    assert await read_all(store, two) == records(1, 5)


async def test_the_next_step_follows_the_text(store: SqlStore) -> None:
    run = await speaking(store)
    await say(store, run, 2, 5)
    await store.runs.append(
        TENANT, RunAppend(run=started(replace(run, last_sequence=6)), records=records(6, 6), has_effect=True)
    )
    await say(store, run, 7, 8)
    await store.runs.append(TENANT, RunAppend(run=ended(replace(run, last_sequence=9)), records=records(9, 9)))
    assert await read_all(store, run) == records(1, 9)
    assert await store.runs.fold(10) == 1
    assert await read_all(store, run) == records(1, 9)


async def test_text_is_there_after_a_restart(backend: StorageBackend) -> None:
    async with backend.open() as store:
        one, two, over = await speaking(store), await speaking(store), await speaking(store)
        await say(store, one, 2, 90)
        await say(store, two, 2, 3)
        await say(store, over, 2, 3)
        await store.runs.append(TENANT, RunAppend(run=ended(replace(over, last_sequence=4)), records=records(4, 4)))
    async with backend.open() as store:
        assert await read_all(store, one) == records(1, 90)
        assert await read_all(store, two) == records(1, 3)
        assert await read_all(store, over) == records(1, 4)
        lasts = {found.run.run_id: found.run.last_sequence for found in await store.runs.list_open(TENANT)}
        assert lasts == {one.run_id: 90, two.run_id: 3}
        await say(store, one, 91, 92)
        assert await read_all(store, one) == records(1, 92)


async def test_rows_for_all_are_kept_while_they_are_needed_and_no_longer(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_texts, "_TRIM_EVERY", 4)
    monkeypatch.setattr(run_texts, "_MAX_PIECES", 8)
    monkeypatch.setattr(run_texts, "_MAX_ROWS", 16)
    quiet, loud = await speaking(store), await speaking(store)
    await say(store, quiet, 2, 2)
    await say(store, loud, 2, 100)
    left = await store.runs.read_log("", RunId(TOGETHER), after=0, max_bytes=1_000_000)  # type: ignore[arg-type] # of none
    assert len(left) < 24
    assert await read_all(store, loud) == records(1, 100)
    assert await read_all(store, quiet) == records(1, 2)


async def test_text_behind_the_end_is_refused(backend: StorageBackend) -> None:
    async with backend.open() as store:
        run = await speaking(store)
        await store.runs.append(TENANT, RunAppend(run=ended(replace(run, last_sequence=2)), records=records(2, 2)))
        with pytest.raises(RunAlreadyEnded):
            await say(store, run, 3, 3)
    async with backend.open() as store:
        with pytest.raises(RunAlreadyEnded):
            await say(store, run, 3, 3)
        assert await read_all(store, run) == records(1, 2)


async def test_text_of_nobody_or_of_another_tenant_is_refused_with_all_that_came_with_it(store: SqlStore) -> None:
    run = await speaking(store)
    for stranger in (
        TextAppend(TENANT, RunId("nobody"), records(1, 1)),
        TextAppend(OTHER_TENANT, run.run_id, records(2, 2)),
    ):
        with pytest.raises(NotFound):
            await store.runs.append_texts([TextAppend(TENANT, run.run_id, records(2, 2)), stranger])
    assert await read_all(store, run) == records(1, 1)


async def test_text_that_comes_twice_is_one(backend: StorageBackend) -> None:
    async with backend.open() as store:
        run = await speaking(store)
        await say(store, run, 2, 3)
        await say(store, run, 2, 3)
        assert await read_all(store, run) == records(1, 3)
    async with backend.open() as store:
        assert await read_all(store, run) == records(1, 3)


def test_pieces_of_many_runs_are_packed_and_unpacked() -> None:
    steps = [
        TextAppend(TENANT, RunId("one"), records(1, 3)),
        TextAppend(OTHER_TENANT, RunId("zwei ü"), [LogRecord(sequence=2**40, data=b"")]),
    ]
    assert list(unpack_together(pack_together(steps))) == steps


async def test_text_of_a_run_whose_end_was_not_heard_of_never_comes_back(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its end was committed, but the answer got lost; it is folded then, and its text still waits in memory."""
    monkeypatch.setattr(run_texts, "_TRIM_EVERY", 4)
    monkeypatch.setattr(run_texts, "_MAX_ROWS", 4)
    lost, other = await speaking(store), await speaking(store)
    await say(store, lost, 2, 5)
    write = store.database.write

    async def write_and_fail(unit: Unit) -> list[Outcome]:
        await write(unit)
        raise StoreUnavailable("the connection broke after the commit")

    with monkeypatch.context() as broken:
        broken.setattr(store.database, "write", write_and_fail)
        with pytest.raises(StoreUnavailable):
            await store.runs.append(TENANT, RunAppend(run=ended(replace(lost, last_sequence=6)), records=records(6, 6)))
    assert await store.runs.fold(10) == 1
    await say(store, other, 2, 40)
    assert await read_all(store, lost) == records(1, 6)
    with pytest.raises(RunAlreadyEnded):
        await say(store, lost, 7, 7)
