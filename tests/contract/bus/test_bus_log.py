"""The log: sequences, order, windows, retention, ids and epochs."""

from datetime import timedelta

import pytest

from parley_server.bus.memory.store import MemoryBusStore
from parley_server.bus.sql import log
from parley_server.bus.store import BusStore, LogRow
from parley_server.domain.bus import LogInfo
from parley_server.domain.errors import StoreUnavailable
from tests.contract.bus.bus_builders import (
    NOON,
    OTHER,
    TENANT,
    BusBackend,
    draft_of,
    fill,
    row_of,
    sequences,
)


async def test_a_new_log_is_empty(bus: BusStore) -> None:
    info = await bus.log.open(TENANT)
    assert (info.first_sequence, info.last_sequence) == (1, 0)
    assert info.log_id
    assert await bus.log.open(TENANT) == info
    assert await sequences(bus) == []
    assert await bus.log.measure(TENANT) == []
    assert await bus.log.last_before(TENANT, NOON) == 0
    assert await bus.log.prune(TENANT, upto=99) == 1


async def test_events_come_back_as_they_were_stored(bus: BusStore) -> None:
    event = draft_of("whatever")._replace(
        attributes={"ä": "\U0001f600", "": ""}, data=bytes(range(256)), origin=2**32 - 1
    )
    plain = draft_of("empty")._replace(attributes={}, data=b"", channel_id="channel", run_id="run")
    await fill(bus, LogRow(1, NOON, [event, plain]))
    (row,) = await bus.log.read(TENANT, after=0, max_bytes=1)
    assert (row.first, row.last) == (1, 2)
    assert row.stored_at == NOON
    assert list(row.events) == [(1, event), (2, plain)]
    assert not row.damaged


async def test_rows_are_read_in_order_of_their_sequences(bus: BusStore) -> None:
    await bus.log.open(TENANT)
    await bus.log.append(TENANT, [row_of(1, 3), row_of(4), row_of(5, 6)])
    await bus.log.append(TENANT, [row_of(20, 2)])  # a failed append left a gap
    assert await sequences(bus) == [*range(1, 11), 20, 21]
    info = await bus.log.open(TENANT)
    assert (info.first_sequence, info.last_sequence) == (1, 21)


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (0, [1, 2, 3, 4, 5, 6, 7]),
        (1, [1, 2, 3, 4, 5, 6, 7]),  # inside the first row: the row comes whole
        (2, [1, 2, 3, 4, 5, 6, 7]),
        (3, [4, 5, 6, 7]),  # at its end
        (4, [5, 6, 7]),
        (6, [5, 6, 7]),
        (7, []),
        (8, []),
        (2**62, []),
    ],
)
async def test_a_read_begins_with_the_row_behind_the_place(bus: BusStore, after: int, expected: list[int]) -> None:
    await fill(bus, row_of(1, 3), row_of(4), row_of(5, 3))
    assert await sequences(bus, after=after) == expected


async def test_a_read_is_bounded_by_bytes_but_never_empty(bus: BusStore) -> None:
    await fill(bus, *(row_of(first, size=10_000) for first in range(1, 9)))
    assert await sequences(bus, max_bytes=1) == [1]
    assert await sequences(bus, max_bytes=0) == [1]
    assert await sequences(bus, max_bytes=9_000) == [1]
    assert await sequences(bus, max_bytes=15_000) == [1, 2]
    assert await sequences(bus, after=3, max_bytes=15_000) == [4, 5]
    assert await sequences(bus, after=7, max_bytes=15_000) == [8]
    assert await sequences(bus, max_bytes=10**9) == list(range(1, 9))


async def test_a_large_page_is_whole(bus: BusStore) -> None:
    await fill(bus, *(row_of(first, 100, size=2_000) for first in range(1, 501, 100)))
    assert await sequences(bus, max_bytes=10**9) == list(range(1, 501))


async def test_reading_on_and_on_meets_every_row_once(bus: BusStore) -> None:
    await bus.log.open(TENANT)
    await bus.log.append(TENANT, [row_of(first) for first in range(1, 101)])
    seen: list[int] = []
    while found := await sequences(bus, after=seen[-1] if seen else 0, max_bytes=4_000):
        seen += found
    assert seen == list(range(1, 101))


async def test_an_append_is_stored_whole_or_not_at_all(bus: BusStore) -> None:
    await fill(bus, row_of(1), row_of(2))
    with pytest.raises(StoreUnavailable):
        await bus.log.append(TENANT, [row_of(3, 5), row_of(2)])
    assert await sequences(bus) == [1, 2]
    await bus.log.append(TENANT, [row_of(3, 5)])
    assert await sequences(bus) == [1, 2, 3, 4, 5, 6, 7]


async def test_an_append_of_nothing_does_nothing(bus: BusStore) -> None:
    await fill(bus)
    await bus.log.append(TENANT, [])
    assert await sequences(bus) == []


async def test_the_last_sequence_before_a_time(bus: BusStore) -> None:
    await fill(bus, row_of(1, 3, minutes=0), row_of(4, minutes=1), row_of(5, 2, minutes=1), row_of(7, minutes=3))
    tick = timedelta(microseconds=1)
    expected = {
        NOON - timedelta(days=1): 0,
        NOON: 0,
        NOON + tick: 3,
        NOON + timedelta(minutes=1): 3,
        NOON + timedelta(minutes=1) + tick: 6,
        NOON + timedelta(minutes=3): 6,
        NOON + timedelta(days=1): 7,
    }
    assert {time: await bus.log.last_before(TENANT, time) for time in expected} == expected


async def test_pruning_deletes_whole_rows(bus: BusStore) -> None:
    await fill(bus, row_of(1, 3), row_of(4), row_of(5, 3), row_of(8))
    assert await bus.log.prune(TENANT, upto=0) == 1
    assert await bus.log.prune(TENANT, upto=2) == 1
    assert await bus.log.prune(TENANT, upto=3) == 4
    assert await bus.log.prune(TENANT, upto=6) == 5
    assert await sequences(bus) == [5, 6, 7, 8]
    info = await bus.log.open(TENANT)
    assert (info.first_sequence, info.last_sequence) == (5, 8)


async def test_pruning_never_deletes_the_newest_row(bus: BusStore) -> None:
    await fill(bus, row_of(1, 3), row_of(4, 2))
    assert await bus.log.prune(TENANT, upto=10**9) == 4
    assert await bus.log.prune(TENANT, upto=5) == 4
    info = await bus.log.open(TENANT)
    assert (info.first_sequence, info.last_sequence) == (4, 5)


async def test_pruning_deletes_many_rows(bus: BusStore) -> None:
    await bus.log.open(TENANT)
    await bus.log.append(TENANT, [row_of(first) for first in range(1, 301)])
    assert await bus.log.prune(TENANT, upto=250) == 251
    assert await sequences(bus) == list(range(251, 301))


async def test_measuring_tells_each_row(bus: BusStore) -> None:
    await fill(bus, row_of(1, 3, size=100), row_of(4, minutes=5, size=5_000))
    (first, at, small), (second, later, large) = await bus.log.measure(TENANT)
    assert (first, at, second, later) == (3, NOON, 4, NOON + timedelta(minutes=5))
    assert 300 <= small < 2_000
    assert 5_000 <= large < 6_000


async def test_the_measure_of_a_long_log_is_short_and_tells_all_bytes(
    bus: BusStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [row_of(first, minutes=first, size=100) for first in range(1, 101)]
    await fill(bus)
    await bus.log.append(TENANT, rows)
    each = await bus.log.measure(TENANT)
    monkeypatch.setattr(log, "_MEASURED_ROWS", 10)
    monkeypatch.setattr(log, "_MEASURED_GROUPS", 7)
    measured = await bus.log.measure(TENANT)
    if not isinstance(bus, MemoryBusStore):
        assert len(measured) == 10 + 7
    assert sum(size for _, _, size in measured) == sum(size for _, _, size in each)
    assert measured[-1][:2] == (100, NOON + timedelta(minutes=100))
    assert {(last, at) for last, at, _ in measured} <= {(last, at) for last, at, _ in each}
    for last, _, _ in measured[:-1]:
        assert await bus.log.prune(TENANT, upto=last) == last + 1


async def test_log_id_and_content_outlive_a_restart_and_epochs_count(backend: BusBackend) -> None:
    seen: list[LogInfo] = []
    for epoch in (1, 2, 3):
        async with backend.open() as bus:
            assert await bus.log.next_epoch(TENANT) == epoch
            seen.append(await bus.log.open(TENANT))
            await bus.log.append(TENANT, [row_of(epoch)])
    assert len({info.log_id for info in seen}) == 1
    assert [info.last_sequence for info in seen] == [0, 1, 2]
    async with backend.open() as bus:
        assert await sequences(bus) == [1, 2, 3]
        assert await bus.log.next_epoch(OTHER) == 1


async def test_a_wall_stands_between_tenants(bus: BusStore) -> None:
    await fill(bus, row_of(1, 3), row_of(4))
    await fill(bus, row_of(1), row_of(2), row_of(3), tenant=OTHER)
    assert await sequences(bus) == [1, 2, 3, 4]
    assert [row.last for row in await bus.log.read(OTHER, after=0, max_bytes=10**6)] == [1, 2, 3]
    assert await bus.log.prune(OTHER, upto=9) == 3
    assert (await bus.log.open(TENANT)).first_sequence == 1
    assert len(await bus.log.measure(OTHER)) == 1
    assert await bus.log.last_before(OTHER, NOON + timedelta(days=1)) == 3
    assert (await bus.log.open(TENANT)).log_id != (await bus.log.open(OTHER)).log_id
    assert await bus.log.list_tenants() == [TENANT, OTHER]
