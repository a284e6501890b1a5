"""Ephemeral readers: what they get, when, and how little they cost each other."""

from __future__ import annotations

import asyncio
import gc

import pytest

from parley_server.bus.bus import BusLimits
from parley_server.bus.ephemeral import EphemeralReader
from parley_server.bus.events import Published
from parley_server.bus.log import LogLimits
from parley_server.bus.reader import Closed, CloseReason, Delivered, Gap, Opened, Progress
from parley_server.bus.segments import Segment
from parley_server.bus.store import EventLogStore
from parley_server.domain.bus import NEWEST, EventFilter, StartKind, StartPosition
from parley_server.domain.errors import StoreUnavailable
from tests.fakes.bus import TENANT, BusRig, HeldStore, draft, drafts, drain, running_bus, texts

ONLY_B = EventFilter(types=("b",))
# A tail so small that readers soon have to read the store.
SMALL = BusLimits(log=LogLimits(tail_bytes=10_000, chunk_bytes=2_000), sweep=3600, outbox_poll=3600)


def _after(sequence: int) -> StartPosition:
    return StartPosition(kind=StartKind.AFTER_SEQUENCE, sequence=sequence)


# ---- Places ----


async def test_a_reader_starts_where_it_is_told(log_store: EventLogStore) -> None:
    async with running_bus(log_store) as rig:
        await rig.publish(drafts("e", 5))
        token = rig.bus.resume_token(TENANT, 4)
        starts = {
            "newest": NEWEST,
            "after": _after(3),
            "token": StartPosition(kind=StartKind.RESUME_TOKEN, token=token),
        }
        got = {}
        for name, start in starts.items():
            reader = await rig.reader(start=start)
            got[name] = await drain(reader)
            reader.release()
        assert got["newest"] == [Opened(5)]
        assert got["after"][0] == Opened(3)
        assert texts(got["after"]) == ["e3@4", "e4@5"]
        assert texts(got["token"]) == ["e4@5"]


@pytest.mark.parametrize("limits", [None, SMALL])
async def test_all_of_the_log_is_read_in_order_wherever_it_is(
    log_store: EventLogStore, limits: BusLimits | None
) -> None:
    async with running_bus(log_store) as rig:
        for lot in range(5):
            await rig.publish(drafts(f"a{lot}-", 40))
    async with running_bus(log_store, limits=limits) as rig:
        reader = await rig.reader(max_batch=7)
        some = [await reader.take() for _ in range(4)]
        for lot in range(5):
            await rig.publish(drafts(f"b{lot}-", 40))
        lines = texts([item for item in some if item] + await drain(reader))
        assert [line.split("@")[1] for line in lines] == [str(sequence) for sequence in range(1, 401)]
        reader.release()


@pytest.mark.parametrize("limits", [None, SMALL])
async def test_a_filter_is_kept_to_in_memory_and_in_the_store(
    log_store: EventLogStore, limits: BusLimits | None
) -> None:
    async with running_bus(log_store, limits=limits) as rig:
        for lot in range(40):
            await rig.publish([draft(f"a{lot}", type="a"), draft(f"b{lot}", type="b")])
        reader = await rig.reader(ONLY_B)
        taken = await drain(reader)
        assert texts(taken) == [f"b{lot}@{2 * lot + 2}" for lot in range(40)]
        await rig.publish([draft("a", type="a")])
        assert await drain(reader) == []
        reader.release()


# ---- What is shared ----


async def test_readers_in_step_share_one_blob(log_store: EventLogStore) -> None:
    async with running_bus(log_store) as rig:
        readers = [await rig.reader(EventFilter(types=("custom:*",))) for _ in range(20)]
        await rig.publish(drafts("e", 100))
        blobs = []
        for reader in readers:
            (delivered,) = [item for item in await drain(reader) if isinstance(item, Delivered)]
            blobs.append(delivered.blob)
            reader.release()
        assert len({id(blob) for blob in blobs}) == 1
        assert (rig.encoder.sealed, rig.encoder.joined) == (100, 1)


async def test_several_small_segments_go_in_one_frame(log_store: EventLogStore) -> None:
    async with running_bus(log_store) as rig:
        reader = await rig.reader(max_batch=10)
        for index in range(25):
            await rig.publish([draft(f"e{index}")])
        numbers = [item.number for item in await drain(reader) if isinstance(item, Delivered)]
        assert numbers == [10, 10, 5]
        reader.release()


async def test_a_frame_has_at_most_one_mebibyte(log_store: EventLogStore) -> None:
    async with running_bus(log_store) as rig:
        reader = await rig.reader()
        await rig.publish(drafts("e", 12, data=b"x" * 200_000))
        blobs = [item.blob for item in await drain(reader) if isinstance(item, Delivered)]
        assert max(len(blob) for blob in blobs) <= 1024 * 1024
        assert len(texts([Delivered(b"".join(blobs), 12, 12)])) == 12
        reader.release()


# ---- Credit ----


async def test_a_reader_gets_no_more_than_its_credit(log_store: EventLogStore) -> None:
    woken: list[int] = []
    async with running_bus(log_store) as rig:
        reader = await rig.reader(credit=(3, 0), wake=lambda: woken.append(1))
        await rig.publish(drafts("e", 10))
        assert texts(await drain(reader)) == ["e0@1", "e1@2", "e2@3"]
        assert not reader.has_work
        assert await reader.take() is None
        woken.clear()
        await rig.publish(drafts("f", 1))
        assert not woken
        reader.add_credit(2, 0)
        assert woken
        assert texts(await drain(reader)) == ["e3@4", "e4@5"]
        reader.release()


async def test_credit_by_bytes_holds_and_an_event_larger_than_it_still_goes(log_store: EventLogStore) -> None:
    async with running_bus(log_store) as rig:
        reader = await rig.reader(credit=(100, 50))
        await rig.publish([draft("a", data=b"a" * 25), draft("b", data=b"b" * 25), draft("c", data=b"c" * 200)])
        assert len(texts(await drain(reader))) == 2
        reader.add_credit(0, 10)
        (line,) = texts(await drain(reader))
        assert line.endswith("@3")
        assert not reader.has_work
        reader.release()


async def test_the_first_credit_ends_what_was_for_free(log_store: EventLogStore) -> None:
    async with running_bus(log_store) as rig:
        reader = await rig.reader()
        await rig.publish(drafts("e", 3))
        assert len(texts(await drain(reader))) == 3
        reader.add_credit(1, 0)
        await rig.publish(drafts("f", 3))
        assert texts(await drain(reader)) == ["f0@4"]
        reader.release()


# ---- Linger ----


async def test_a_lingering_reader_waits_for_a_full_batch_or_its_time(log_store: EventLogStore) -> None:
    woken = asyncio.Event()
    async with running_bus(log_store) as rig:
        reader = await rig.reader(max_batch=4, linger=0.05, wake=woken.set)
        await drain(reader)
        await rig.publish(drafts("a", 3))
        assert await drain(reader) == []
        assert not reader.has_work
        await rig.publish(drafts("b", 1))
        assert len(texts(await drain(reader))) == 4
        await rig.publish(drafts("c", 1))
        woken.clear()
        assert await drain(reader) == []
        await woken.wait()
        assert texts(await drain(reader)) == ["c0@5"]
        reader.release()


# ---- Progress ----


async def test_progress_comes_on_a_quiet_subscription_and_is_honest(log_store: EventLogStore) -> None:
    woken = asyncio.Event()
    limits = BusLimits(quiet=0.03)
    async with running_bus(log_store, limits=limits) as rig:
        reader = await rig.reader(credit=(2, 0), wake=woken.set)
        await rig.publish(drafts("e", 5))
        await drain(reader)
        woken.clear()
        await woken.wait()
        # Two of five were taken: it must not run ahead of the others.
        assert await drain(reader) == [Progress(2, 3)]
        reader.add_credit(10, 0)
        assert len(texts(await drain(reader))) == 3
        woken.clear()
        await woken.wait()
        assert await drain(reader) == [Progress(5, 0)]
        reader.release()


async def test_progress_passes_what_is_not_wanted(log_store: EventLogStore) -> None:
    woken = asyncio.Event()
    async with running_bus(log_store, limits=BusLimits(quiet=0.03)) as rig:
        reader = await rig.reader(ONLY_B, wake=woken.set)
        await drain(reader)
        await rig.publish(drafts("a", 5, type="a"))
        woken.clear()
        await woken.wait()
        assert await drain(reader) == [Progress(5, 0)]
        reader.release()


# ---- Transient events ----


async def test_transient_events_reach_those_who_listen_now(log_store: EventLogStore) -> None:
    async with running_bus(log_store) as rig:
        first, second = await rig.reader(), await rig.reader(ONLY_B)
        await rig.publish([draft("stored", type="b")])
        rig.bus.publish_transient(TENANT, [draft("a", type="a"), draft("b", type="b")])
        late = await rig.reader()
        assert sorted(texts(await drain(first))) == ["a", "b", "stored@1"]
        assert sorted(texts(await drain(second))) == ["b", "stored@1"]
        assert texts(await drain(late)) == ["stored@1"]
        assert (await rig.bus.log_info(TENANT)).last_sequence == 1
        for reader in (first, second, late):
            reader.release()


async def test_transient_events_miss_a_reader_without_credit(log_store: EventLogStore) -> None:
    async with running_bus(log_store) as rig:
        reader = await rig.reader(credit=(2, 0))
        rig.bus.publish_transient(TENANT, drafts("a", 3))
        rig.bus.publish_transient(TENANT, drafts("b", 3))
        assert texts(await drain(reader)) == ["a0", "a1"]
        reader.add_credit(10, 0)
        assert await drain(reader) == []
        rig.bus.publish_transient(TENANT, drafts("c", 3))
        assert texts(await drain(reader)) == ["c0", "c1", "c2"]
        assert (await rig.bus.log(TENANT)).metrics.transients_missed == 4
        reader.release()


async def test_transient_events_for_a_stalled_reader_are_bounded(log_store: EventLogStore) -> None:
    async with running_bus(log_store) as rig:
        reader = await rig.reader()
        for index in range(50):
            rig.bus.publish_transient(TENANT, drafts(f"e{index}-", 100))
        assert len(texts(await drain(reader))) == 1000
        for index in range(30):
            rig.bus.publish_transient(TENANT, [draft(f"big{index}", data=b"x" * 250_000)])
        size = sum(len(item.blob) for item in await drain(reader) if isinstance(item, Delivered))
        assert 3_000_000 < size < 5_000_000
        reader.release()


# ---- Falling behind, and the end ----


async def test_a_reader_whose_events_have_left_the_log_is_closed_or_skips(log_store: EventLogStore) -> None:
    async with running_bus(log_store, limits=SMALL) as rig:
        closing = await rig.reader()
        skipping = await rig.reader(skips=True)
        for lot in range(10):
            await rig.publish(drafts(f"e{lot}-", 30))
        log = await rig.bus.log(TENANT)
        log.pruned(90, 91)
        first = await log_store.prune(TENANT, upto=90)
        assert first == 91
        assert await drain(closing) == [Opened(0), Closed(CloseReason.COMPACTED, 91)]
        assert not closing.has_work
        taken = await drain(skipping)
        assert taken[:2] == [Opened(0), Gap(1, 90)]
        assert texts(taken)[0] == "e3-0@91"
        assert len(texts(taken)) == 210
        skipping.release()


async def test_a_closed_reader_says_so_once_and_is_forgotten(log_store: EventLogStore) -> None:
    async with running_bus(log_store) as rig:
        reader = await rig.reader()
        await rig.publish(drafts("e", 3))
        reader.close(CloseReason.CLIENT)
        assert await drain(reader) == [Opened(0), Closed(CloseReason.CLIENT, 1)]
        assert await reader.take() is None
        assert (await rig.bus.log(TENANT)).readers == 0


async def test_a_reader_waits_for_a_store_that_is_away(
    log_store: EventLogStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("parley_server.bus.ephemeral._REST_SECONDS", 0.02)
    woken = asyncio.Event()
    async with running_bus(log_store) as rig:
        await rig.publish(drafts("e", 3))
    store = HeldStore(log_store)
    async with running_bus(store) as rig:
        reader = await rig.reader(wake=woken.set)
        store.fail_reads = StoreUnavailable("away")
        assert await drain(reader) == [Opened(0)]
        assert not reader.has_work
        store.fail_reads = None
        woken.clear()
        await woken.wait()
        assert len(texts(await drain(reader))) == 3
        reader.release()


# ---- What readers cost ----


async def test_a_stream_that_fails_when_it_is_woken_harms_no_other(log_store: EventLogStore) -> None:
    def fail() -> None:
        raise RuntimeError("a fault")

    async with running_bus(log_store) as rig:
        broken = await rig.reader(wake=fail)
        reader = await rig.reader()
        assert await rig.publish([draft("a")]) == Published(1, 1)
        assert texts(await drain(reader)) == ["a@1"]
        assert await rig.publish([draft("b")]) == Published(2, 1)
        broken.release()
        reader.release()


async def test_a_slow_reader_costs_nobody_anything(log_store: EventLogStore) -> None:
    limits = BusLimits(log=LogLimits(tail_bytes=200_000, view_bytes=100_000))
    async with running_bus(log_store, limits=limits) as rig:
        stalled = [await rig.reader(EventFilter(types=(f"custom:{index}", "custom:*"))) for index in range(20)]
        for reader in stalled:
            await reader.take()
        fast = await rig.reader()
        for lot in range(50):
            await rig.publish(drafts(f"e{lot}-", 100))
            assert len(texts(await drain(fast))) == 100
        log = await rig.bus.log(TENANT)
        assert log.memory <= 200_000
        gc.collect()
        alive = sum(1 for item in gc.get_objects() if isinstance(item, Segment) and item.last <= 5000)
        assert alive <= 5
        assert len(texts(await drain(stalled[0]))) == 5000
        for reader in [*stalled, fast]:
            reader.release()


async def test_readers_that_catch_up_together_read_the_store_once(log_store: EventLogStore) -> None:
    async with running_bus(log_store) as rig:
        for lot in range(10):
            await rig.publish(drafts(f"e{lot}-", 100))
    store = HeldStore(log_store)
    async with running_bus(store) as rig:
        readers = [await rig.reader() for _ in range(50)]
        opening = store.reads
        for reader in readers:
            assert len(texts(await drain(reader))) == 1000
            reader.release()
        assert store.reads - opening <= 2


async def _come_and_go(rig: BusRig, number: int) -> None:
    for index in range(number):
        reader = await rig.reader(EventFilter(types=(f"t{index}", "custom:*")), linger=0.5, credit=(2, 0))
        await drain(reader)
        rig.bus.publish_transient(TENANT, [draft("t")])
        if index % 2:
            reader.release()
            reader.release()
        else:
            reader.close(CloseReason.CLIENT)
            await drain(reader)


async def test_a_thousand_readers_that_come_and_go_leave_nothing(log_store: EventLogStore) -> None:
    async with running_bus(log_store) as rig:
        await rig.publish(drafts("e", 10))
        log = await rig.bus.log(TENANT)
        await _come_and_go(rig, 1000)
        assert log.readers == 0
        assert not log._listeners
        assert not log._audience
        gc.collect()
        assert not [item for item in gc.get_objects() if isinstance(item, EphemeralReader)]
