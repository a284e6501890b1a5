"""After a restart: what was acknowledged stays so, everything else comes back, attempts count on."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from parley_server.domain.bus import EARLIEST, AckKind, AckResult, Subscription
from parley_server.domain.errors import StoreUnavailable
from tests.fakes.bus_groups import Bench, settle
from tests.fakes.bus_groups_words import T, ack, letters, make, nack, say, sequences, shown, status


async def test_after_a_kill_only_what_was_not_acknowledged_comes_back(bench: Bench) -> None:
    bench.log.add(*[""] * 6)
    await make(bench)
    reader = await bench.join()
    given = await reader.pull()
    await ack(bench, given[0], given[2], given[5])
    await bench.restart(kill=True)

    assert shown(await (await bench.join()).pull()) == [(2, 2), (4, 2), (5, 2)]
    assert (await status(bench)).acked_sequence == 1


async def test_deliveries_are_remembered_within_a_moment(bench: Bench) -> None:
    bench.log.add("")
    await make(bench)
    await (await bench.join()).pull()
    await bench.time.advance(0.05)
    await bench.restart(kill=True)

    assert shown(await (await bench.join()).pull()) == [(1, 2)]


async def test_attempts_count_on_over_one_restart_after_the_other(bench: Bench) -> None:
    bench.log.add("")
    await make(bench)
    for attempt in (1, 2, 3, 4):
        assert shown(await (await bench.join()).pull()) == [(1, attempt)]
        await bench.restart()


async def test_an_acknowledgement_from_before_the_restart_counts_until_then(bench: Bench) -> None:
    bench.log.add("", "", "", "")
    await make(bench)
    one, two, three, _ = await (await bench.join()).pull()
    await bench.time.advance(1)
    await bench.restart(kill=True)

    assert await ack(bench, one) == AckResult()
    assert await ack(bench, one) == AckResult(unknown=(one.ack_id,))
    reader = await bench.join()
    assert sequences(await reader.pull()) == [2, 3, 4]
    assert await ack(bench, two) == AckResult(stale=(two.ack_id,))
    assert await nack(bench, three) == AckResult(stale=(three.ack_id,))


async def test_an_acknowledgement_of_what_the_checkpoint_does_not_know_counts_too(bench: Bench) -> None:
    bench.log.add("", "", "")
    await make(bench)
    one, two, three = await (await bench.join()).pull()
    await bench.restart(kill=True)
    assert await ack(bench, two) == AckResult()
    assert await nack(bench, three) == AckResult(stale=(three.ack_id,))
    await bench.restart(kill=True)

    reader = await bench.join()
    given = await reader.pull()
    assert shown(given) == [(1, 2), (3, 2)]
    assert await ack(bench, one) == AckResult(stale=(one.ack_id,))
    await ack(bench, *given)
    assert (await status(bench)).acked_sequence == 3


async def test_progress_that_cannot_be_read_gives_out_again_what_is_behind_the_floor(bench: Bench) -> None:
    bench.log.add("", "", "")
    await make(bench)
    given = await (await bench.join()).pull()
    await ack(bench, given[0], given[2])
    for damaged in (b"{", b"[9]", b"[1,2]", b"[2,1,0,0,0,0,0,0,0,0,0,0]", b"[1,1,0,0,0,[],[],[],[]]"):
        bench.store.stored[T, "s"] = replace(bench.store.stored[T, "s"], progress=damaged)
        await bench.restart(kill=True)
        assert sequences(await (await bench.join()).pull()) == [2, 3]


async def test_waits_and_counts_of_deliveries_survive(bench: Bench) -> None:
    bench.log.add("", "")
    await make(bench, max_deliveries=2, backoff=(timedelta(seconds=20),))
    reader = await bench.join()
    one, _ = await reader.pull()
    await nack(bench, one)
    await bench.time.advance(5)
    await bench.restart()
    reader = await bench.join()

    assert shown(await reader.pull()) == [(2, 2)]
    await bench.time.advance(15)
    (again,) = await reader.pull()
    assert shown([again]) == [(1, 2)]
    await nack(bench, again)
    assert [(letter.sequence, letter.deliveries) for letter in await letters(bench)] == [(1, 2)]


async def test_a_last_delivery_from_before_keeps_its_time_and_is_not_given_out_again(bench: Bench) -> None:
    bench.log.add("", "")
    await make(bench, max_deliveries=1)
    one, _ = await (await bench.join()).pull()
    await bench.time.advance(1)
    await bench.restart(kill=True)
    reader = await bench.join()

    assert await reader.pull() == []
    assert await ack(bench, one) == AckResult()
    await bench.time.advance(31)
    assert [letter.sequence for letter in await letters(bench)] == [2]


async def test_who_acknowledges_is_answered_when_it_is_stored_and_others_gather_meanwhile(bench: Bench) -> None:
    bench.log.add(*[""] * 5)
    await make(bench)
    given = await (await bench.join()).pull()
    await bench.time.advance(1)
    bench.store.saves.clear()
    bench.store.gate = asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        waiting = []
        for delivery in given:
            waiting.append(tasks.create_task(ack(bench, delivery)))
            await settle()
        assert not any(task.done() for task in waiting)
        bench.store.gate.set()

    assert [checkpoints[0].floor for checkpoints in bench.store.saves] == [1, 5]


async def test_subscriptions_are_stored_together(bench: Bench) -> None:
    bench.log.add("")
    await make(bench)
    await bench.groups.create(T, Subscription(subscription_id="t"), EARLIEST)
    readers = [await bench.join(name) for name in ("s", "t")]
    for reader in readers:
        await reader.pull()
    await bench.time.advance(0.05)
    bench.store.saves.clear()
    bench.log.add("")
    for reader in readers:
        await reader.pull()
    await bench.time.advance(0.05)

    assert [len(checkpoints) for checkpoints in bench.store.saves] == [2]


async def test_a_store_that_fails_is_told_and_tried_again(bench: Bench) -> None:
    bench.log.add("", "")
    await make(bench, max_deliveries=1)
    one, two = await (await bench.join()).pull()
    await bench.time.advance(1)
    bench.store.down = True
    with pytest.raises(StoreUnavailable):
        await ack(bench, one)
    with pytest.raises(StoreUnavailable):
        await nack(bench, two)
    assert bench.store.stored[T, "s"].floor == 0
    bench.store.down = False
    await bench.time.advance(1)

    assert bench.store.stored[T, "s"].floor == 2
    assert [letter.sequence for letter in await letters(bench)] == [2]


async def test_a_repeated_acknowledgement_waits_for_the_store_too(bench: Bench) -> None:
    bench.log.add("")
    await make(bench)
    (one,) = await (await bench.join()).pull()
    bench.store.down = True
    for _ in range(2):
        with pytest.raises(StoreUnavailable):
            await ack(bench, one)


async def test_redriven_letters_are_on_their_way_after_a_restart(bench: Bench) -> None:
    bench.log.add("", "")
    await make(bench, max_deliveries=2, backoff=())
    await say(bench, AckKind.REJECT, await (await bench.join()).pull())
    assert await bench.groups.redrive(T, "s", ["e2"]) == 1
    await bench.restart(kill=True)
    reader = await bench.join()
    (given,) = await reader.pull()
    assert shown([given]) == [(2, 2)]
    await nack(bench, given)
    assert reader.reader is not None
    reader.reader.release()
    await bench.time.advance(1)
    await bench.restart(kill=True)

    reader = await bench.join()
    (given,) = await reader.pull()
    assert shown([given]) == [(2, 3)]
    assert (await status(bench)).dead_letter_count == 1
    await nack(bench, given)
    assert [(letter.sequence, letter.deliveries) for letter in await letters(bench)] == [(1, 1), (2, 3)]


async def test_progress_of_another_tenant_or_name_is_its_own(bench: Bench) -> None:
    bench.log.add("")
    await make(bench)
    await bench.groups.create(T, Subscription(subscription_id="t"), EARLIEST)
    await ack(bench, *await (await bench.join()).pull())

    assert sequences(await (await bench.join("t")).pull()) == [1]
