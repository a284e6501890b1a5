"""Subscriptions are created, changed, moved, deleted, and forgotten when nobody reads."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from parley_server.bus.reader import Closed, CloseReason, Opened
from parley_server.domain.bus import (
    EARLIEST,
    NEWEST,
    AckKind,
    AckResult,
    EventFilter,
    StartKind,
    StartPosition,
    Subscription,
)
from parley_server.domain.errors import AlreadyExists, FutureSequence, NotFound, StoreUnavailable
from parley_server.domain.ids import TenantId
from tests.fakes.bus_groups import Bench, settle
from tests.fakes.bus_groups_words import T, ack, letters, make, nack, say, sequences, shown, status


def _after(sequence: int) -> StartPosition:
    return StartPosition(kind=StartKind.AFTER_SEQUENCE, sequence=sequence)


async def test_creating_the_same_again_is_no_error_but_another_is(bench: Bench) -> None:
    bench.log.add("", "")
    one = Subscription(subscription_id="s")
    made = await bench.groups.create(T, one, NEWEST)
    assert made.acked_sequence == 2
    assert await bench.groups.create(T, one, EARLIEST) == made
    with pytest.raises(AlreadyExists):
        await bench.groups.create(T, replace(one, ordered=True), NEWEST)
    with pytest.raises(FutureSequence):
        await bench.groups.create(T, replace(one, subscription_id="t"), _after(3))


async def test_subscriptions_are_listed_by_id(bench: Bench) -> None:
    for name in ("c", "a", "b"):
        await bench.groups.create(T, Subscription(subscription_id=name), NEWEST)
    await bench.restart()

    page = await bench.groups.list_page(T, after="a", limit=5)
    assert [found.subscription.subscription_id for found in page] == ["b", "c"]
    with pytest.raises(NotFound):
        await bench.groups.get(T, "d")


async def test_the_first_notice_tells_place_and_settings(bench: Bench) -> None:
    bench.log.add("", "", "")
    await make(bench)
    reader = await bench.join()
    await ack(bench, (await reader.pull())[0])
    other = await bench.join()
    await other.pull_once()

    (opened,) = other.notices
    assert isinstance(opened, Opened)
    assert opened.after == 1
    assert opened.status is not None
    assert (opened.status.member_count, opened.status.outstanding, opened.status.backlog) == (2, 2, 2)


async def test_a_seek_closes_readers_voids_leases_and_counts_attempts_on(bench: Bench) -> None:
    bench.log.add("", "", "")
    await make(bench, max_deliveries=2, backoff=())
    reader = await bench.join()
    one, two, three = await reader.pull()
    await ack(bench, one, three)
    await nack(bench, two)
    moved = await bench.groups.seek(T, "s", EARLIEST)
    bench.log.add("")
    await reader.pull()

    assert (moved.acked_sequence, moved.backlog, moved.outstanding, moved.member_count) == (0, 3, 0, 0)
    assert reader.notices[-1] == Closed(CloseReason.CHANGED, 1)
    assert await ack(bench, two) == AckResult(stale=(two.ack_id,))
    reader = await bench.join()
    given = await reader.pull()
    assert shown(given) == [(1, 2), (2, 2), (3, 2), (4, 1)]
    assert await ack(bench, one) == AckResult(stale=(one.ack_id,))
    await nack(bench, *given)
    assert await letters(bench) == []
    await nack(bench, *await reader.pull())
    assert [letter.sequence for letter in await letters(bench)] == [1, 2, 3, 4]


async def test_a_seek_holds_over_a_restart(bench: Bench) -> None:
    bench.log.add("", "", "")
    await make(bench)
    (one, *_) = await (await bench.join()).pull()
    await bench.groups.seek(T, "s", _after(1))
    await bench.restart(kill=True)

    assert shown(await (await bench.join()).pull()) == [(2, 2), (3, 2)]
    assert await ack(bench, one) == AckResult(stale=(one.ack_id,))


async def test_redriven_letters_survive_a_seek_and_are_not_given_out_twice_at_once(bench: Bench) -> None:
    bench.log.add("", "")
    await make(bench)
    reader = await bench.join()
    await say(bench, AckKind.REJECT, await reader.pull())
    await bench.groups.redrive(T, "s", ["e1"])
    assert shown(await reader.pull()) == [(1, 2)]
    await bench.groups.seek(T, "s", EARLIEST)

    reader = await bench.join()
    given = await reader.pull()
    assert sorted(sequences(given)) == [1, 2]
    assert (1, 3) in shown(given)
    await ack(bench, *given)
    assert set(bench.store.letters[T, "s"]) == {2}


async def test_a_letter_that_is_redriven_while_its_event_is_given_out_again_voids_that(bench: Bench) -> None:
    bench.log.add("")
    await make(bench)
    reader = await bench.join()
    await say(bench, AckKind.REJECT, await reader.pull())
    await bench.groups.seek(T, "s", EARLIEST)
    reader = await bench.join()
    (second,) = await reader.pull()
    await bench.groups.redrive(T, "s", [])
    (third,) = await reader.pull()

    assert third.attempt == second.attempt + 1
    assert await ack(bench, second) == AckResult(stale=(second.ack_id,))
    assert await ack(bench, third) == AckResult()
    assert bench.store.letters[T, "s"] == {}


async def test_new_settings_hold_for_open_readers(bench: Bench) -> None:
    bench.log.add("", "", type="custom:a")
    made = await make(bench, filter=EventFilter(types=("custom:a",)), max_deliveries=5, backoff=())
    reader = await bench.join()
    given = await reader.pull()
    changed = replace(made.subscription, filter=EventFilter(types=("custom:b",)), max_deliveries=1)
    await bench.groups.update(T, changed)
    bench.log.add("", type="custom:a")
    bench.log.add("", type="custom:b")

    assert sequences(await reader.pull()) == [4]
    await nack(bench, given[0])
    assert [letter.sequence for letter in await letters(bench)] == [1]
    assert (await status(bench)).subscription == changed
    await bench.restart()
    assert (await status(bench)).subscription == changed


async def test_a_deleted_subscription_closes_its_readers_and_is_gone(bench: Bench) -> None:
    bench.log.add("")
    await make(bench)
    reader = await bench.join()
    await say(bench, AckKind.REJECT, await reader.pull())
    await bench.groups.delete(T, "s")
    await reader.pull()

    assert reader.notices[-1] == Closed(CloseReason.CHANGED, 1)
    for call in (bench.groups.get(T, "s"), bench.groups.seek(T, "s", NEWEST)):
        with pytest.raises(NotFound):
            await call
    # Whoever did not hear that it was deleted may say it again.
    await bench.groups.delete(T, "s")
    assert not bench.store.stored
    assert not bench.store.letters
    await make(bench)
    assert await letters(bench) == []


async def test_a_checkpoint_on_its_way_does_not_meet_a_new_subscription_of_the_same_name(bench: Bench) -> None:
    bench.log.add("", "")
    await make(bench)
    given = await (await bench.join()).pull()
    bench.store.gate = asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(ack(bench, *given))
        await settle()
        deleting = tasks.create_task(bench.groups.delete(T, "s"))
        await settle()
        making = tasks.create_task(make(bench))
        await settle()
        assert not deleting.done()
        assert not making.done()
        bench.store.gate.set()

    assert sequences(await (await bench.join()).pull()) == [1, 2]


async def test_a_closed_reader_says_so_once(bench: Bench) -> None:
    await make(bench)
    reader = await bench.join()
    assert reader.reader is not None
    reader.reader.close(CloseReason.CLIENT)
    reader.reader.close(CloseReason.CLIENT)
    await reader.pull()

    assert [type(notice) for notice in reader.notices] == [Opened, Closed]
    assert await reader.reader.take() is None


async def test_what_nobody_reads_is_deleted_after_its_time(bench: Bench) -> None:
    await make(bench, idle_expiry=timedelta(hours=1))
    await bench.time.advance(3000)
    reader = await bench.join()
    await bench.time.advance(36000)
    assert reader.reader is not None
    reader.reader.release()
    await bench.time.advance(3599)
    assert (await status(bench)).member_count == 0
    await bench.time.advance(1)

    with pytest.raises(NotFound):
        await status(bench)
    assert bench.store.stored == {}


@pytest.mark.parametrize("fault", [StoreUnavailable("it is away"), KeyError("a fault of ours")])
async def test_what_could_not_be_deleted_is_deleted_later(bench: Bench, fault: Exception) -> None:
    async def fail(tenant: TenantId, subscription_id: str) -> bool:
        raise fault

    await make(bench, idle_expiry=timedelta(hours=1))
    deletes = bench.store.delete
    bench.store.delete = fail  # type: ignore[method-assign]
    await bench.time.advance(3601)
    assert (await status(bench)).member_count == 0
    bench.store.delete = deletes  # type: ignore[method-assign]
    await bench.time.advance(3601)

    assert bench.store.stored == {}


async def test_after_a_restart_readers_have_a_quarter_of_the_time_at_least(bench: Bench) -> None:
    await make(bench, idle_expiry=timedelta(hours=1))
    await bench.time.advance(3000)
    await bench.restart()
    await status(bench)
    await bench.time.advance(899)
    assert (await status(bench)).member_count == 0
    await bench.time.advance(2)
    with pytest.raises(NotFound):
        await status(bench)


async def test_what_is_read_all_the_time_is_not_idle_after_a_kill(bench: Bench) -> None:
    await make(bench, idle_expiry=timedelta(hours=1))
    await bench.join()
    await bench.time.advance(36000)
    await bench.restart(kill=True)
    await bench.time.advance(2600)

    assert (await status(bench)).member_count == 0


@pytest.mark.parametrize("late", ["join", "redrive", "discard"])
async def test_what_meets_a_subscription_that_is_being_deleted_does_not_find_it(bench: Bench, late: str) -> None:
    bench.log.add("")
    await make(bench)
    calls: dict[str, Callable[[], Awaitable[object]]] = {
        "join": bench.join,
        "redrive": lambda: bench.groups.redrive(T, "s", []),
        "discard": lambda: bench.groups.discard(T, "s", []),
    }

    async with asyncio.TaskGroup() as group:
        deleting = group.create_task(bench.groups.delete(T, "s"))
        await asyncio.sleep(0)
        with pytest.raises(NotFound):
            await calls[late]()
        await deleting
    assert bench.log.listeners == []


async def test_a_reader_that_is_closed_while_it_joins_hears_that_it_was_open(bench: Bench) -> None:
    await make(bench)
    gate, count = asyncio.Event(), bench.store.count_dead_letters

    async def count_later(tenant: TenantId, subscription_id: str) -> int:
        await gate.wait()
        return await count(tenant, subscription_id)

    bench.store.count_dead_letters = count_later  # type: ignore[method-assign]
    async with asyncio.TaskGroup() as group:
        joining = group.create_task(bench.join())
        await settle()
        await bench.groups.delete(T, "s")
        gate.set()
    reader = joining.result()

    await reader.pull()

    assert [type(notice) for notice in reader.notices] == [Opened, Closed]


async def test_nothing_of_a_deleted_subscription_reaches_the_next_one_of_its_name(bench: Bench) -> None:
    bench.log.add("", "", "")
    await bench.groups.create(T, Subscription(subscription_id="s", filter=EventFilter(types=("other",))), EARLIEST)
    async with asyncio.TaskGroup() as group:
        deleting = group.create_task(bench.groups.delete(T, "s"))
        await asyncio.sleep(0)
        # The sweep found it just before.
        await bench.groups.lowest_floor(T)
        await deleting
    await make(bench)
    await bench.time.advance(5)

    assert bench.store.stored[T, "s"].floor == 0
