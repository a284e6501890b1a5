"""What publishers are told, when readers may see it, and what happens when the store fails."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from parley_server.bus.appender import QueueLimits
from parley_server.bus.bus import BusLimits
from parley_server.bus.events import Outcome, Published
from parley_server.bus.reader import Delivered, Opened
from parley_server.bus.store import EventLogStore, LogRow
from parley_server.domain.errors import Draining, EventIdReused, Overloaded, ParleyError, StoreUnavailable
from parley_server.domain.ids import TenantId
from tests.fakes.bus import TENANT, BusRig, HeldStore, TurnedClock, draft, drafts, drain, running_bus, texts

OTHER = TenantId("other")


async def _shown(rig: BusRig) -> list[str]:
    """Return all events of the log as a new reader gets them."""
    reader = await rig.reader()
    taken = await drain(reader)
    reader.release()
    return texts(taken)


async def test_events_are_numbered_in_order_and_reach_a_reader(log_store: EventLogStore) -> None:
    async with running_bus(log_store) as rig:
        reader = await rig.reader()
        assert await rig.publish(drafts("a", 2)) == Published(1, 2)
        assert await rig.publish(drafts("b", 3)) == Published(3, 3)
        taken = await drain(reader)
        assert taken[0] == Opened(0)
        assert texts(taken) == ["a0@1", "a1@2", "b0@3", "b1@4", "b2@5"]
        assert isinstance(taken[-1], Delivered)
        assert taken[-1].position == 5
        reader.release()


async def test_publishes_of_one_turn_share_an_append_and_are_answered_in_order(log_store: EventLogStore) -> None:
    store = HeldStore(log_store)
    async with running_bus(store) as rig:
        await rig.bus.log_info(TENANT)
        answers: list[Published | ParleyError] = []
        for index in range(50):
            rig.bus.publish(TENANT, drafts(f"e{index}-", 30), answers.append)
        await rig.publish([draft("last")])
        assert answers == [Published(1 + 30 * index, 30) for index in range(50)]
        assert store.appends <= 2
        rows = await log_store.read(TENANT, after=0, max_bytes=10**9)
        assert max(len(row.events) for row in rows) <= 256
        assert [sequence for row in rows for sequence, _ in row.events] == list(range(1, 1502))


async def test_a_large_publish_is_parted_into_rows_of_bounded_size(log_store: EventLogStore) -> None:
    async with running_bus(log_store) as rig:
        assert await rig.publish(drafts("e", 9, data=b"x" * 100_000)) == Published(1, 9)
        rows = await log_store.read(TENANT, after=0, max_bytes=10**9)
        assert [sequence for row in rows for sequence, _ in row.events] == list(range(1, 10))
        assert all(len(row.events) <= 3 for row in rows)


async def test_nobody_sees_an_event_before_it_is_stored(log_store: EventLogStore) -> None:
    store = HeldStore(log_store)
    async with running_bus(store) as rig:
        reader = await rig.reader()
        await drain(reader)
        store.gate.clear()
        async with asyncio.TaskGroup() as group:
            published = group.create_task(rig.publish([draft("a")]))
            await store.appending.wait()
            assert not published.done()
            assert not reader.has_work
            assert (await rig.bus.log_info(TENANT)).last_sequence == 0
            assert await _shown(rig) == []
            store.gate.set()
        assert texts(await drain(reader)) == ["a@1"]
        reader.release()


async def test_a_reader_that_reads_the_store_is_not_ahead_of_what_is_shown(log_store: EventLogStore) -> None:
    class StoredFirst(HeldStore):
        async def append(self, tenant: TenantId, rows: Sequence[LogRow], taken: Sequence[int] = ()) -> None:
            await self._store.append(tenant, rows, taken)
            self.appending.set()
            await self.gate.wait()

    async with running_bus(log_store) as rig:
        await rig.publish(drafts("old", 3))
    store = StoredFirst(log_store)
    async with running_bus(store) as rig:
        reader = await rig.reader()
        store.gate.clear()
        async with asyncio.TaskGroup() as group:
            group.create_task(rig.publish([draft("new")]))
            await store.appending.wait()
            assert texts(await drain(reader)) == ["old0@1", "old1@2", "old2@3"]
            store.gate.set()
        assert texts(await drain(reader)) == ["new@4"]
        reader.release()


# ---- Repeats ----


async def test_a_repeat_is_answered_with_the_first_place(log_store: EventLogStore) -> None:
    async with running_bus(log_store) as rig:
        await rig.publish(drafts("e", 3))
        answer = await rig.publish([draft("e1"), draft("new")])
        assert answer == Published(0, 1, [Outcome("e1", 2, duplicate=True), Outcome("new", 4)])
        assert await _shown(rig) == ["e0@1", "e1@2", "e2@3", "new@4"]


async def test_a_repeat_within_one_publish_is_stored_once(log_store: EventLogStore) -> None:
    async with running_bus(log_store) as rig:
        answer = await rig.publish([draft("a"), draft("a"), draft("b")])
        assert answer == Published(0, 2, [Outcome("a", 1), Outcome("a", 1, duplicate=True), Outcome("b", 2)])
        assert await _shown(rig) == ["a@1", "b@2"]


async def test_repeats_are_told_by_tenant_and_source(log_store: EventLogStore) -> None:
    async with running_bus(log_store) as rig:
        assert await rig.publish([draft("a")]) == Published(1, 1)
        assert await rig.publish([draft("a", source="plugin/x")]) == Published(2, 1)
        assert await rig.publish([draft("a")], tenant=OTHER) == Published(1, 1)
        mixed = [draft("b"), draft("b", source="plugin/x")]
        assert await rig.publish(mixed) == Published(3, 2)


async def test_a_repeat_is_known_after_a_restart(log_store: EventLogStore) -> None:
    async with running_bus(log_store) as rig:
        await rig.publish(drafts("e", 300))
    async with running_bus(log_store) as rig:
        assert await rig.publish([draft("e7")]) == Published(0, 0, [Outcome("e7", 8, duplicate=True)])
        assert await rig.publish([draft("new")]) == Published(301, 1)
        assert (await rig.bus.log(TENANT)).epoch == 2


async def test_what_is_remembered_after_a_restart_is_bounded(log_store: EventLogStore) -> None:
    limits = BusLimits(queue=QueueLimits(dedup_ids=10))
    clock = TurnedClock()
    async with running_bus(log_store, clock=clock) as rig:
        await rig.publish([draft("old")])
        clock.turn(minutes=11)
        await rig.publish(drafts("e", 30))
    async with running_bus(log_store, limits=limits, clock=clock) as rig:
        assert await rig.publish([draft("e29")]) == Published(0, 0, [Outcome("e29", 31, duplicate=True)])
        assert await rig.publish([draft("e0")]) == Published(32, 1)
    async with running_bus(log_store, clock=clock) as rig:
        assert await rig.publish([draft("old")]) == Published(33, 1)


async def test_an_id_with_another_body_is_refused_alone(log_store: EventLogStore) -> None:
    async with running_bus(log_store) as rig:
        await rig.publish([draft("a")])
        answer = await rig.publish([draft("a", data=b"other"), draft("b")])
        assert isinstance(answer, Published)
        assert answer.accepted == 1
        refused, fine = answer.outcomes
        assert isinstance(refused.error, EventIdReused)
        assert refused.error.metadata == {"first_sequence": "1"}
        assert fine == Outcome("b", 2)


@pytest.mark.parametrize("bad", ["stored before", "twice in it"])
async def test_an_atomic_publish_is_stored_whole_or_not_at_all(log_store: EventLogStore, bad: str) -> None:
    async with running_bus(log_store) as rig:
        await rig.publish([draft("a")])
        other = draft("a", data=b"other")
        events = [draft("b"), other] if bad == "stored before" else [draft("c"), draft("d"), draft("c", data=b"other")]
        refused = await rig.publish(events, atomic=True)
        assert isinstance(refused, Published)
        # As with any other bad event among them: each outcome says why nothing was stored.
        assert (refused.accepted, len(refused.outcomes)) == (0, len(events))
        assert {(type(outcome.error), outcome.sequence) for outcome in refused.outcomes} == {(EventIdReused, 0)}
        assert await _shown(rig) == ["a@1"]
        assert await rig.publish([draft("b"), draft("a")], atomic=True) == Published(
            0, 1, [Outcome("b", 2), Outcome("a", 1, duplicate=True)]
        )


# ---- Faults ----


async def test_an_append_that_fails_is_told_and_may_be_repeated(log_store: EventLogStore) -> None:
    store = HeldStore(log_store)
    async with running_bus(store) as rig:
        reader = await rig.reader()
        await rig.publish([draft("a")])
        store.fail_before = StoreUnavailable("the disk is full")
        assert isinstance(await rig.publish(drafts("e", 5)), StoreUnavailable)
        answer = await rig.publish(drafts("e", 5))
        assert answer == Published(7, 5)
        assert texts(await drain(reader)) == ["a@1", *(f"e{index}@{7 + index}" for index in range(5))]
        reader.release()


async def test_an_append_that_was_stored_and_failed_is_found_again(log_store: EventLogStore) -> None:
    store = HeldStore(log_store)
    async with running_bus(store) as rig:
        reader = await rig.reader()
        await rig.publish([draft("a")])
        await drain(reader)
        store.fail_after = StoreUnavailable("the connection is gone")
        assert isinstance(await rig.publish([draft("b"), draft("c")]), StoreUnavailable)
        answer = await rig.publish([draft("b"), draft("c")])
        assert answer == Published(0, 0, [Outcome("b", 2, duplicate=True), Outcome("c", 3, duplicate=True)])
        assert texts(await drain(reader)) == ["b@2", "c@3"]
        assert await rig.publish([draft("d")]) == Published(4, 1)
        assert texts(await drain(reader)) == ["d@4"]
        reader.release()


async def test_while_the_store_is_away_publishers_are_told_and_nothing_is_appended(log_store: EventLogStore) -> None:
    store = HeldStore(log_store)
    async with running_bus(store) as rig:
        await rig.publish([draft("a")])
        store.fail_after = store.fail_reads = StoreUnavailable("away")
        assert isinstance(await rig.publish([draft("b")]), StoreUnavailable)
        appends = store.appends
        assert isinstance(await rig.publish([draft("c")]), StoreUnavailable)
        assert store.appends == appends
        store.fail_reads = None
        answer = await rig.publish([draft("b"), draft("d")])
        assert isinstance(answer, Published)
        assert answer.outcomes[0] == Outcome("b", 2, duplicate=True)


async def test_a_log_that_cannot_be_opened_is_tried_again(log_store: EventLogStore) -> None:
    store = HeldStore(log_store)
    store.fail_reads = StoreUnavailable("away")
    async with running_bus(store) as rig:
        with pytest.raises(StoreUnavailable):
            await rig.bus.log_info(TENANT)
        assert isinstance(await rig.publish([draft("a")]), StoreUnavailable)
        store.fail_reads = None
        assert await rig.publish([draft("a")]) == Published(1, 1)


async def test_a_fault_of_one_publisher_harms_no_other(log_store: EventLogStore) -> None:
    def fail(_: Published | ParleyError) -> None:
        raise RuntimeError("a fault")

    async with running_bus(log_store) as rig:
        rig.bus.publish(TENANT, [draft("a")], fail)
        assert await rig.publish([draft("b")]) == Published(2, 1)


# ---- The queue ----


@pytest.mark.parametrize("limits", [QueueLimits(events=10), QueueLimits(bytes=1000)])
async def test_a_full_queue_says_when_to_come_back(log_store: EventLogStore, limits: QueueLimits) -> None:
    store = HeldStore(log_store)
    async with running_bus(store, limits=BusLimits(queue=limits)) as rig:
        answers: list[Published | ParleyError] = []
        store.gate.clear()
        rig.bus.publish(TENANT, drafts("a", 9, data=b"x" * 100), answers.append)
        await store.appending.wait()
        with pytest.raises(Overloaded) as refused:
            rig.bus.publish(TENANT, drafts("b", 2, data=b"x" * 100), answers.append)
        assert refused.value.retry_after is not None
        store.gate.set()
        await rig.publish([])
        assert await rig.publish(drafts("b", 2, data=b"x" * 100)) == Published(10, 2)


async def test_what_is_queued_at_the_end_is_stored(log_store: EventLogStore) -> None:
    answers: list[Published | ParleyError] = []
    async with running_bus(log_store) as rig:
        rig.bus.publish(TENANT, drafts("a", 3), answers.append)
        bus = rig.bus
    assert answers == [Published(1, 3)]
    with pytest.raises(Draining):
        bus.publish(TENANT, [draft("late")], answers.append)
    with pytest.raises(Draining):
        await bus.log_info(OTHER)


async def test_many_who_need_a_log_at_once_open_it_once(log_store: EventLogStore) -> None:
    async with running_bus(log_store) as rig:
        async with asyncio.TaskGroup() as group:
            opened = [group.create_task(rig.bus.log(TENANT)) for _ in range(20)]
            published = [group.create_task(rig.publish([draft(f"e{index}")])) for index in range(20)]
        assert len({id(task.result()) for task in opened}) == 1
        assert sorted(task.result().first for task in published) == list(range(1, 21))  # type: ignore[union-attr]
        assert (await rig.bus.log(TENANT)).epoch == 1
