"""Places in the log, pages of it, what leaves it, and what comes from the outbox."""

from __future__ import annotations

from datetime import timedelta

import pytest

from parley_server.bus.bus import BusLimits
from parley_server.bus.events import Outcome, Published
from parley_server.bus.log import Log, LogLimits
from parley_server.bus.retention import Retention, RetentionLimits
from parley_server.bus.store import EventLogStore, Waiting
from parley_server.domain.bus import EARLIEST, EventFilter, StartKind, StartPosition
from parley_server.domain.errors import Compacted, FutureSequence, InvalidField, StoreUnavailable
from tests.fakes.bus import (
    TENANT,
    BusRig,
    DictLogStore,
    FakeNeeds,
    HeldStore,
    TurnedClock,
    draft,
    drafts,
    drain,
    running_bus,
    texts,
    until,
)

DAY = timedelta(days=1)


def _at(kind: StartKind, **values: object) -> StartPosition:
    return StartPosition(kind=kind, **values)  # type: ignore[arg-type] # one of its fields


# ---- Places ----


async def test_a_place_behind_the_end_is_refused(log_store: EventLogStore) -> None:
    async with running_bus(log_store) as rig:
        await rig.publish(drafts("e", 3))
        assert await rig.bus.place(TENANT, _at(StartKind.AFTER_SEQUENCE, sequence=3)) == 3
        with pytest.raises(FutureSequence) as refused:
            await rig.bus.place(TENANT, _at(StartKind.AFTER_SEQUENCE, sequence=4))
        assert refused.value.metadata == {"last_sequence": "3"}
        assert [problem.field for problem in refused.value.problems] == ["start.after_sequence"]
        with pytest.raises(FutureSequence) as refused:
            await rig.bus.place(TENANT, _at(StartKind.AFTER_SEQUENCE, sequence=4, path="to"))
        assert [problem.field for problem in refused.value.problems] == ["to.after_sequence"]


async def test_a_token_knows_its_log(log_store: EventLogStore) -> None:
    async with running_bus(log_store) as rig:
        await rig.publish(drafts("e", 3))
        token = rig.bus.resume_token(TENANT, 2)
        assert await rig.bus.place(TENANT, _at(StartKind.RESUME_TOKEN, token=token)) == 2
    async with running_bus(log_store) as rig:
        assert await rig.bus.place(TENANT, _at(StartKind.RESUME_TOKEN, token=token)) == 2
        await rig.publish(drafts("e", 9), tenant="other")  # type: ignore[arg-type]
        with pytest.raises(FutureSequence, match="another log"):
            await rig.bus.place("other", _at(StartKind.RESUME_TOKEN, token=token))  # type: ignore[arg-type]
        for bad in ("", "x", "k3Zr", "ä" * 20, token[:-4], token + "AAAA", "!" * 20):
            with pytest.raises(InvalidField):
                await rig.bus.place(TENANT, _at(StartKind.RESUME_TOKEN, token=bad))


async def test_a_time_is_the_place_before_the_first_event_stored_then(log_store: EventLogStore) -> None:
    clock = TurnedClock()
    async with running_bus(log_store, clock=clock) as rig:
        start = clock.now()
        await rig.publish(drafts("a", 3))
        clock.turn(hours=1)
        await rig.publish(drafts("b", 3))
        places = [
            await rig.bus.place(TENANT, _at(StartKind.AT_TIME, time=start + timedelta(minutes=minutes)))
            for minutes in (-60, 0, 30, 60, 90)
        ]
        assert places == [0, 0, 3, 3, 6]


# ---- Pages ----


@pytest.mark.parametrize("tail_bytes", [32 * 1024 * 1024, 5_000])
async def test_pages_go_through_all_of_the_log(log_store: EventLogStore, tail_bytes: int) -> None:
    limits = BusLimits(log=LogLimits(tail_bytes=tail_bytes), sweep=3600)
    async with running_bus(log_store, limits=limits) as rig:
        for lot in range(10):
            await rig.publish([draft(f"a{lot}-{index}", type="ab"[index % 2]) for index in range(20)])
        found: list[int] = []
        after: int | None = 0
        while after is not None:
            page = await rig.bus.list_events(TENANT, EventFilter(types=("b",)), after=after, limit=7)
            assert len(page.entries) <= 7
            found += [entry.sequence for entry in page.entries]
            assert all(entry.sealed.endswith(b"@%d" % entry.sequence) for entry in page.entries)
            after = page.next_after
        assert found == list(range(2, 201, 2))


async def test_a_page_has_about_one_mebibyte(log_store: EventLogStore) -> None:
    async with running_bus(log_store) as rig:
        await rig.publish(drafts("e", 10, data=b"x" * 200_000))
        page = await rig.bus.list_events(TENANT, EventFilter(), after=0, limit=1000)
        assert 4 <= len(page.entries) <= 6
        assert page.next_after == page.entries[-1].sequence


async def test_a_page_does_not_search_the_whole_log_for_a_rare_event() -> None:
    limits = BusLimits(log=LogLimits(tail_bytes=1, chunk_bytes=1), sweep=3600)
    store = HeldStore(DictLogStore())
    async with running_bus(store, limits=limits) as rig:
        for lot in range(100):
            await rig.publish(drafts(f"e{lot}-", 2))
        await rig.publish([draft("rare", type="rare")])
        reads = store.reads
        rare = EventFilter(types=("rare",))
        page = await rig.bus.list_events(TENANT, rare, after=0, limit=10)
        assert page.entries == []
        assert page.next_after is not None
        assert 10 < store.reads - reads < 80
        last = await rig.bus.list_events(TENANT, rare, after=page.next_after, limit=10)
        assert [entry.sequence for entry in last.entries] == [201]
        assert last.next_after is None


@pytest.mark.parametrize("tail_bytes", [32 * 1024 * 1024, 5_000])
async def test_single_events_are_fetched_wherever_they_are(log_store: EventLogStore, tail_bytes: int) -> None:
    limits = BusLimits(log=LogLimits(tail_bytes=tail_bytes), sweep=3600)
    async with running_bus(log_store, limits=limits) as rig:
        for lot in range(10):
            await rig.publish(drafts(f"e{lot}-", 20))
        log = await rig.bus.log(TENANT)
        found = await log.fetch([200, 5, 1, 101, 0, 201])
        assert {sequence: entry.event.event_id for sequence, entry in found.items()} == {
            1: "e0-0",
            5: "e0-4",
            101: "e5-0",
            200: "e9-19",
        }


# ---- What leaves ----


async def _log_of_days(rig: BusRig, days: int) -> Log:
    """Publish ten events a day."""
    for day in range(days):
        await rig.publish(drafts(f"d{day}-", 10, data=b"x" * 100))
        rig.clock.turn(days=1)
    return await rig.bus.log(TENANT)


@pytest.mark.parametrize(
    ("limits", "first"),
    [
        (RetentionLimits(age=5 * DAY + DAY / 2), 51),
        (RetentionLimits(age=timedelta(0)), 91),
        (RetentionLimits(size=3_500), 71),
        (RetentionLimits(age=20 * DAY), 1),
    ],
)
async def test_old_rows_leave_by_age_and_by_size_but_never_the_newest(limits: RetentionLimits, first: int) -> None:
    store, needs = DictLogStore(), FakeNeeds()
    async with running_bus(store) as rig:
        log = await _log_of_days(rig, 10)
        await Retention(store, needs, rig.clock, limits).sweep(log)
        assert log.info.first_sequence == first
        assert await rig.bus.place(TENANT, EARLIEST) == first - 1
        assert (await store.open(TENANT)).first_sequence == first
        if first > 1:
            with pytest.raises(Compacted) as refused:
                await rig.bus.place(TENANT, _at(StartKind.AFTER_SEQUENCE, sequence=first - 2))
            assert refused.value.metadata == {"first_available": str(first)}
            with pytest.raises(Compacted):
                await rig.bus.list_events(TENANT, EventFilter(), after=first - 2, limit=10)
    async with running_bus(store) as rig:
        assert await rig.publish([draft("next")]) == Published(101, 1)


async def test_what_a_durable_subscription_needs_is_kept_up_to_a_hard_cap(log_store: EventLogStore) -> None:
    needs = FakeNeeds()
    async with running_bus(log_store) as rig:
        log = await _log_of_days(rig, 10)
        limits = RetentionLimits(age=DAY * 1.5, hard_factor=4)
        retention = Retention(log_store, needs, rig.clock, limits)
        needs.done_upto = 75
        await retention.sweep(log)
        # Six days are the cap; the subscription needs 76 and more, and rows go whole.
        assert log.info.first_sequence == 71
        assert needs.expired == []
        needs.done_upto = 12
        await retention.sweep(log)
        assert log.info.first_sequence == 71
        rig.clock.turn(days=4)
        await retention.sweep(log)
        assert needs.expired == [81]
        assert log.info.first_sequence == 81


async def test_logs_are_swept_while_the_bus_runs(log_store: EventLogStore) -> None:
    limits = BusLimits(retention=RetentionLimits(age=DAY), sweep=0.02)
    async with running_bus(log_store, limits=limits) as rig:
        log = await _log_of_days(rig, 5)
        await until(lambda: log.info.first_sequence >= 41)


# ---- The outbox ----


async def test_events_of_domain_transactions_are_moved_into_the_log() -> None:
    store = DictLogStore()
    store.outbox[TENANT] = [Waiting(7, draft("before-the-start"))]
    async with running_bus(store) as rig:
        reader = await rig.reader()
        await rig.publish([draft("published")])
        store.outbox[TENANT] += [Waiting(9, draft("told")), Waiting(12, draft("before-the-start"))]
        rig.bus.outbox_written(TENANT)
        assert await rig.publish([draft("last")]) == Published(4, 1)
        assert texts(await drain(reader)) == ["before-the-start@1", "published@2", "told@3", "last@4"]
        assert store.outbox[TENANT] == []
        reader.release()


async def test_an_outbox_whose_writer_is_silent_is_read_at_the_start_and_then_now_and_then() -> None:
    store = DictLogStore()
    store.outbox[TENANT] = [Waiting(1, draft("a"))]
    async with running_bus(store):
        await until(lambda: bool(store.rows.get(TENANT)))
        store.outbox[TENANT] = [Waiting(2, draft("b"))]
        await until(lambda: len(store.rows[TENANT]) == 2)


async def test_an_event_of_the_outbox_survives_a_failed_append() -> None:
    inner = DictLogStore()
    store = HeldStore(inner)
    async with running_bus(store) as rig:
        await rig.publish([draft("a")])
        inner.outbox[TENANT] = [Waiting(1, draft("b"))]
        store.fail_before = StoreUnavailable("away")
        rig.bus.outbox_written(TENANT)
        await until(lambda: len(inner.rows[TENANT]) == 2)
        assert await rig.publish([draft("b")]) == Published(0, 0, [Outcome("b", 3, duplicate=True)])


# ---- Metrics ----


async def test_metrics_tell_what_was_published_and_delivered(log_store: EventLogStore) -> None:
    async with running_bus(log_store) as rig:
        readers = [await rig.reader() for _ in range(3)]
        await rig.publish([draft("a", type="x"), draft("b", type="y"), draft("c", type="x")])
        rig.bus.publish_transient(TENANT, [draft("t", type="y")])
        for reader in readers:
            await drain(reader)
        metrics = await rig.bus.metrics(TENANT, [])
        assert [(row.type, row.published, row.delivered) for row in metrics.types] == [("x", 2, 6), ("y", 2, 6)]
        assert metrics.open_subscriptions == 3
        assert metrics.log.last_sequence == 3
        assert [row.type for row in (await rig.bus.metrics(TENANT, ["y*", "z"])).types] == ["y"]
        for reader in readers:
            reader.release()
