"""Leases: who holds what, how deliveries fail, and what late acknowledgements do."""

import asyncio
from datetime import timedelta

import pytest

from parley_server.bus.groups import ack_ids
from parley_server.bus.reader import Gap
from parley_server.domain.bus import AckKind, AckResult
from tests.fakes.bus_groups import Bench, settle
from tests.fakes.bus_groups_words import T, ack, letters, make, nack, say, sequences, shown, status


async def test_what_is_given_out_and_acknowledged_moves_the_floor(bench: Bench) -> None:
    bench.log.add("", "", "")
    await make(bench)
    reader = await bench.join()
    given = await reader.pull()

    assert shown(given) == [(1, 1), (2, 1), (3, 1)]
    assert await ack(bench, given[0], given[2]) == AckResult()
    assert bench.store.stored[T, "s"].floor == 1
    await ack(bench, given[1])
    assert bench.store.stored[T, "s"].floor == 3


async def test_members_share_the_events_each_within_its_credit_and_batch(bench: Bench) -> None:
    bench.log.add(*[""] * 10)
    await make(bench)
    one, two = await bench.join(credit=(3, 0)), await bench.join(credit=(100, 0), max_batch=4)

    first, second = await one.pull(), await two.pull()

    assert sequences(first) == [1, 2, 3]
    assert sequences(second) == [4, 5, 6, 7, 8, 9, 10]
    assert [frame.number for frame in two.frames] == [4, 3]
    bench.log.add("", "")
    assert one.reader is not None
    assert not one.reader.has_work
    one.reader.add_credit(1, 0)
    assert sequences(await one.pull()) == [11]


async def test_credit_by_bytes_stops_once_it_is_spent(bench: Bench) -> None:
    bench.log.add("", "", "", size=100)
    await make(bench)
    reader = await bench.join(credit=(100, 150))

    assert sequences(await reader.pull()) == [1, 2]


@pytest.mark.parametrize(
    ("begun", "added", "given"),
    [
        pytest.param((2, 150), (3, 0), [3, 4, 5], id="no bytes said: no limit by bytes any more"),
        pytest.param((2, 0), (3, 1), [3, 4, 5], id="what had no limit by bytes gets none"),
        pytest.param((2, 150), (3, 100), [3], id="bytes are added, too"),
        pytest.param(None, (3, 0), [3, 4, 5], id="the first credit ends what was for free"),
    ],
)
async def test_credit_adds_up_as_for_readers_of_their_own(
    bench: Bench, begun: tuple[int, int] | None, added: tuple[int, int], given: list[int]
) -> None:
    bench.log.add("", "", size=100)
    await make(bench)
    reader = await bench.join(credit=begun)
    await reader.pull()
    bench.log.add(*[""] * 5, size=100)

    assert reader.reader is not None
    reader.reader.add_credit(*added)

    assert sequences(await reader.pull()) == given


async def test_a_group_holds_no_more_than_its_bounds(bench: Bench) -> None:
    bench.log.add(*[""] * 10, size=100)
    await make(bench, max_events=4)
    one, two = await bench.join(), await bench.join()

    given = await one.pull() + await two.pull()
    assert sequences(given) == [1, 2, 3, 4]
    woken = two.woken
    await ack(bench, given[0])
    assert two.woken > woken
    assert sequences(await two.pull()) == [5]


async def test_a_group_holds_no_more_bytes_than_its_bounds(bench: Bench) -> None:
    bench.log.add(*[""] * 10, size=100)
    await make(bench, max_bytes=250)
    reader = await bench.join()

    given = await reader.pull()
    assert sequences(given) == [1, 2, 3]
    await ack(bench, *given)
    assert sequences(await reader.pull()) == [4, 5, 6]


async def test_frames_stay_below_a_mebibyte(bench: Bench) -> None:
    bench.log.add(*[""] * 8, size=256 * 1024)
    await make(bench)
    reader = await bench.join()

    assert sequences(await reader.pull()) == list(range(1, 9))
    assert max(len(frame.blob) for frame in reader.frames) < 1024 * 1024


async def test_a_lease_that_ends_is_a_failed_delivery_which_waits_for_its_backoff(bench: Bench) -> None:
    bench.log.add("")
    await make(bench, ack_deadline=timedelta(seconds=10), backoff=(timedelta(seconds=1), timedelta(seconds=5)))
    reader = await bench.join()
    seen = []
    for wait in (0.0, 11.0, 15.0, 15.0):
        await bench.time.advance(wait - 0.5 if wait else 0)
        assert not wait or await reader.pull() == []
        await bench.time.advance(0.5)
        seen += shown(await reader.pull())

    assert seen == [(1, 1), (1, 2), (1, 3), (1, 4)]


async def test_a_nack_waits_as_it_says_or_for_the_backoff(bench: Bench) -> None:
    bench.log.add("", "", "")
    await make(bench, backoff=(timedelta(seconds=2),))
    reader = await bench.join()
    one, two, three = await reader.pull()
    await nack(bench, one)
    await nack(bench, two, delay=0)
    await nack(bench, three, delay=3)

    assert shown(await reader.pull()) == [(2, 2)]
    await bench.time.advance(2)
    assert shown(await reader.pull()) == [(1, 2)]
    await bench.time.advance(1)
    assert shown(await reader.pull()) == [(3, 2)]


async def test_extend_moves_the_deadline_but_not_beyond_ten_minutes(bench: Bench) -> None:
    bench.log.add("", "")
    await make(bench, ack_deadline=timedelta(seconds=10), backoff=())
    reader = await bench.join()
    one, two = await reader.pull()
    assert await say(bench, AckKind.EXTEND, [one], delay=3600) == AckResult()
    await bench.time.advance(9)
    assert await say(bench, AckKind.EXTEND, [two]) == AckResult()
    await bench.time.advance(9)
    assert await reader.pull() == []
    await bench.time.advance(1)
    assert shown(await reader.pull()) == [(2, 2)]
    await bench.time.advance(581)

    assert (1, 2) in shown(await reader.pull())


async def test_a_late_acknowledgement_counts_until_the_event_is_given_out_again(bench: Bench) -> None:
    bench.log.add("", "")
    await make(bench, backoff=(timedelta(seconds=5),))
    reader = await bench.join()
    one, two = await reader.pull()
    await bench.time.advance(31)

    assert await say(bench, AckKind.NACK, [one]) == AckResult(stale=(one.ack_id,))
    assert await say(bench, AckKind.EXTEND, [one]) == AckResult(stale=(one.ack_id,))
    assert await ack(bench, one) == AckResult()
    await bench.time.advance(5)
    assert shown(await reader.pull()) == [(2, 2)]
    assert await ack(bench, two) == AckResult(stale=(two.ack_id,))
    assert await ack(bench, one) == AckResult(unknown=(one.ack_id,))


async def test_ids_that_name_nothing_are_unknown(bench: Bench) -> None:
    bench.log.add("")
    await make(bench)
    reader = await bench.join()
    (one,) = await reader.pull()
    prefix, later = ack_ids.make_prefix(1, 1), ack_ids.make_prefix(2, 1)
    made = [
        *("", "x", "ä" * 24, "=" * 24, one.ack_id + "A", one.ack_id[:-1]),
        *[ack_id.decode() for ack_id in ack_ids.write(prefix, [(1, 2), (2, 1), (2**63, 1)])],
        *[ack_id.decode() for ack_id in ack_ids.write(later, [(1, 1)])],
        *[ack_id.decode() for ack_id in ack_ids.write(ack_ids.make_prefix(1, 2), [(1, 1)])],
    ]
    for ack_id in made:
        one.ack_id, kept = ack_id, one.ack_id
        assert await ack(bench, one) == AckResult(unknown=(ack_id,)), ack_id
        one.ack_id = kept
    assert await ack(bench, one) == AckResult()


async def test_good_and_bad_ids_of_one_request_are_told_apart(bench: Bench) -> None:
    bench.log.add("", "", "")
    await make(bench, backoff=())
    reader = await bench.join()
    given = await reader.pull()
    await nack(bench, given[1])
    await reader.pull()
    done = given[0]
    await ack(bench, done)

    assert await ack(bench, *given) == AckResult(stale=(given[1].ack_id,), unknown=(done.ack_id,))
    assert bench.store.stored[T, "s"].floor == 1


async def test_a_member_that_goes_away_gives_back_at_once(bench: Bench) -> None:
    bench.log.add("", "")
    await make(bench)
    one, two = await bench.join(), await bench.join()
    given = await one.pull()
    woken = two.woken
    assert one.reader is not None
    one.reader.release()
    one.reader.release()

    assert two.woken > woken
    assert shown(await two.pull()) == [(1, 2), (2, 2)]
    assert (await status(bench)).member_count == 1
    assert await ack(bench, given[0]) == AckResult(stale=(given[0].ack_id,))


async def test_what_is_taken_from_the_log_for_a_member_that_leaves_meanwhile_is_not_lost(bench: Bench) -> None:
    bench.log.add("", "")
    await make(bench)
    one, two = await bench.join(), await bench.join()
    assert one.reader is not None
    await one.pull_once()
    await two.pull_once()
    bench.log.pause = asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        taking = tasks.create_task(one.reader.take())
        await settle()
        one.reader.release()
        bench.log.pause.set()
    bench.log.pause = None

    assert taking.result() is None
    assert shown(await two.pull()) == [(1, 1), (2, 1)]


async def test_a_take_that_is_cancelled_loses_nothing(bench: Bench) -> None:
    bench.log.add("", "")
    await make(bench)
    reader = await bench.join()
    assert reader.reader is not None
    await reader.pull_once()
    bench.log.pause = asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        taking = tasks.create_task(reader.reader.take())
        await settle()
        taking.cancel()
    bench.log.pause = None

    assert shown(await reader.pull()) == [(1, 1), (2, 1)]


async def test_who_joins_after_a_cancelled_take_still_hears_of_new_events(bench: Bench) -> None:
    bench.log.add("")
    await make(bench)
    reader = await bench.join()
    assert reader.reader is not None
    await reader.pull_once()
    bench.log.pause = asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        taking = tasks.create_task(reader.reader.take())
        await settle()
        reader.reader.release()
        taking.cancel()
    bench.log.pause = None
    other = await bench.join()
    assert sequences(await other.pull()) == [1]
    woken = other.woken
    bench.log.add("")

    assert other.woken > woken
    assert sequences(await other.pull()) == [2]


async def test_an_event_is_a_dead_letter_exactly_at_its_last_delivery(bench: Bench) -> None:
    bench.log.add("")
    await make(bench, max_deliveries=3, backoff=())
    reader = await bench.join()
    for attempt in (1, 2, 3):
        assert await letters(bench) == []
        (given,) = await reader.pull()
        assert given.attempt == attempt
        await nack(bench, given, reason=f"no {attempt}")

    assert await reader.pull() == []
    (letter,) = await letters(bench)
    assert (letter.sequence, letter.deliveries, letter.reason) == (1, 3, "no 3")
    assert letter.event.data == b"e#1"
    after = await status(bench)
    assert (after.acked_sequence, after.backlog, after.outstanding, after.dead_letter_count) == (1, 0, 0, 1)


async def test_the_last_delivery_of_a_member_that_goes_away_may_still_be_acknowledged(bench: Bench) -> None:
    bench.log.add("", "")
    await make(bench, max_deliveries=1)
    reader = await bench.join()
    one, _ = await reader.pull()
    assert reader.reader is not None
    reader.reader.release()
    other = await bench.join()

    assert await other.pull() == []
    assert await ack(bench, one) == AckResult()
    await bench.time.advance(31)
    assert [letter.sequence for letter in await letters(bench)] == [2]


async def test_reject_makes_a_dead_letter_at_once(bench: Bench) -> None:
    bench.log.add("", "")
    await make(bench)
    reader = await bench.join()
    one, two = await reader.pull()
    assert await say(bench, AckKind.REJECT, [one], reason="broken") == AckResult()

    assert [(letter.sequence, letter.reason) for letter in await letters(bench)] == [(1, "broken")]
    assert await ack(bench, one) == AckResult(stale=(one.ack_id,))
    assert await ack(bench, two) == AckResult()
    assert bench.store.stored[T, "s"].floor == 2


async def test_dead_letters_are_dropped_where_that_is_wanted(bench: Bench) -> None:
    bench.log.add("")
    await make(bench, drop_dead_letters=True)
    reader = await bench.join()
    await say(bench, AckKind.REJECT, await reader.pull())

    assert await letters(bench) == []
    assert (await status(bench)).acked_sequence == 1


async def test_an_event_that_is_gone_from_the_log_when_it_is_to_be_given_again_is_a_gap(bench: Bench) -> None:
    bench.log.add("", "")
    await make(bench, backoff=())
    reader = await bench.join()
    given = await reader.pull()
    await nack(bench, *given)
    bench.log.prune(2)

    assert shown(await reader.pull()) == [(2, 2)]
    assert Gap(1, 1) in reader.notices
    assert (await status(bench)).acked_sequence == 1


async def test_nothing_is_left_armed_when_all_is_closed() -> None:
    bench = Bench()
    await bench.open()
    bench.log.add("", "")
    await make(bench, idle_expiry=timedelta(days=1))
    reader = await bench.join()
    await reader.pull()
    await bench.close()

    assert bench.time.armed == 0
    assert bench.log.listeners == []
