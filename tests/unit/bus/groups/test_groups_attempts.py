"""Attempts count on over a kill: what may have been given out and was not stored yet counts as given out."""

import asyncio
import random
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parley_server.domain.bus import EARLIEST, AckResult, StartKind, StartPosition
from parley_server.domain.errors import StoreUnavailable
from tests.fakes.bus_groups import Bench, Consumer, Given, settle
from tests.fakes.bus_groups_words import T, ack, make, nack, sequences, shown, status


async def test_deliveries_that_were_not_stored_yet_count(bench: Bench) -> None:
    bench.log.add("", "")
    await make(bench)
    for attempt in (1, 2, 3, 4):
        reader = await bench.join()
        assert shown(await reader.pull()) == [(1, attempt), (2, attempt)]
        await bench.restart(kill=True)


async def test_repeats_that_were_not_stored_yet_count(bench: Bench) -> None:
    bench.log.add("", "")
    await make(bench, max_deliveries=100, backoff=())
    reader = await bench.join()
    given, _ = await reader.pull()
    for attempt in (2, 3, 4):
        await nack(bench, given, delay=0.0)
        (given,) = await reader.pull()
        assert shown([given]) == [(1, attempt)]
    await bench.restart(kill=True)

    assert shown(await (await bench.join()).pull()) == [(1, 5), (2, 2)]


async def test_what_others_got_from_a_reader_that_left_counts(bench: Bench) -> None:
    bench.log.add("")
    await make(bench)
    first, second = await bench.join(), await bench.join()
    assert shown(await first.pull()) == [(1, 1)]
    assert first.reader is not None
    first.reader.release()
    assert shown(await second.pull()) == [(1, 2)]
    await bench.restart(kill=True)

    assert shown(await (await bench.join()).pull()) == [(1, 3)]


async def test_events_in_order_that_were_taken_and_then_given_out_count(bench: Bench) -> None:
    bench.log.add("a", "a", "a")
    await make(bench, ordered=True)
    reader = await bench.join()
    await ack(bench, *await reader.pull())
    assert shown(await reader.pull()) == [(2, 1)]
    await bench.restart(kill=True)

    (second,) = await (await bench.join()).pull()
    assert shown([second]) == [(2, 2)]


async def test_what_came_after_the_kill_begins_at_one(bench: Bench) -> None:
    bench.log.add("")
    await make(bench)
    await ack(bench, *await (await bench.join()).pull())
    await bench.restart(kill=True)
    bench.log.add("", "")

    assert shown(await (await bench.join()).pull()) == [(2, 1), (3, 1)]


async def test_what_nobody_could_have_been_given_begins_at_one(bench: Bench) -> None:
    await make(bench)
    reader = await bench.join()
    bench.log.add("")
    await ack(bench, *await reader.pull())
    assert reader.reader is not None
    reader.reader.release()
    await bench.time.advance(0.05)
    bench.log.add("")
    await bench.restart(kill=True)

    assert shown(await (await bench.join()).pull()) == [(2, 1)]


async def test_an_orderly_stop_forgets_nothing_and_adds_nothing(bench: Bench) -> None:
    bench.log.add("", "")
    await make(bench)
    reader = await bench.join(credit=(1, 0))
    assert shown(await reader.pull()) == [(1, 1)]
    await bench.time.advance(1)
    await bench.restart()

    assert shown(await (await bench.join()).pull()) == [(1, 2), (2, 1)]


async def test_a_kill_costs_only_a_few_events_their_first_attempt(bench: Bench) -> None:
    bench.log.add(*[""] * 1000)
    await make(bench, max_events=10)
    await (await bench.join()).pull()
    await bench.restart(kill=True)

    reader = await bench.join()
    attempts: list[int] = []
    while given := await reader.pull():
        attempts += [delivery.attempt for delivery in given]
        await ack(bench, *given)
    assert attempts == sorted(attempts, reverse=True)
    assert set(attempts) == {1, 2}
    assert attempts.count(2) <= 100


async def test_so_it_does_far_on_in_the_log(bench: Bench) -> None:
    bench.log.add(*[""] * 1000)
    await make(bench, max_events=10)
    await bench.groups.seek(T, "s", StartPosition(kind=StartKind.AFTER_SEQUENCE, sequence=500))
    await (await bench.join()).pull()
    await bench.restart(kill=True)
    # What was opened anew begins far on, too.
    await (await bench.join()).pull()
    await bench.restart(kill=True)

    reader = await bench.join()
    attempts: list[int] = []
    while given := await reader.pull():
        attempts += [delivery.attempt for delivery in given]
        await ack(bench, *given)
    assert len(attempts) == 500
    assert attempts.count(1) >= 400


async def test_a_seek_after_a_kill_counts_on(bench: Bench) -> None:
    bench.log.add("", "")
    await make(bench, backoff=())
    reader = await bench.join()
    one, _ = await reader.pull()
    await nack(bench, one, delay=0.0)
    assert shown(await reader.pull()) == [(1, 2)]
    await bench.restart(kill=True)
    await bench.groups.seek(T, "s", EARLIEST)
    first, second = await (await bench.join()).pull()
    assert first.attempt > 2
    assert second.attempt > 1
    await bench.restart(kill=True)
    await bench.groups.seek(T, "s", StartPosition(kind=StartKind.AFTER_SEQUENCE, sequence=1))
    (again,) = await (await bench.join()).pull()
    assert again.attempt > second.attempt


async def test_a_letter_that_was_redriven_counts_on(bench: Bench) -> None:
    bench.log.add("")
    await make(bench, max_deliveries=1)
    (one,) = await (await bench.join()).pull()
    await nack(bench, one)
    assert await bench.groups.redrive(T, "s", []) == 1
    reader = await bench.join()
    assert shown(await reader.pull()) == [(1, 2)]
    await bench.restart(kill=True)

    assert shown(await (await bench.join()).pull()) == [(1, 3)]


async def test_nothing_is_given_out_before_that_it_may_be_is_stored(bench: Bench) -> None:
    bench.log.add("", "")
    await make(bench)
    reader = await bench.join()
    bench.store.gate = asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        pulling = tasks.create_task(reader.pull())
        await settle()
        assert not pulling.done()
        bench.store.gate.set()
    assert shown(reader.given) == [(1, 1), (2, 1)]


async def test_a_store_that_is_away_keeps_back_what_is_not_stored_and_loses_nothing(bench: Bench) -> None:
    bench.log.add("", "")
    await make(bench)
    reader = await bench.join()
    bench.store.down = True
    with pytest.raises(StoreUnavailable):
        await reader.pull()
    bench.store.down = False
    assert shown(await reader.pull()) == [(1, 1), (2, 1)]
    await ack(bench, *reader.given)
    assert (await status(bench)).acked_sequence == 2


async def test_readers_at_work_do_not_wait_for_the_store(bench: Bench) -> None:
    await make(bench, max_events=100)
    reader = await bench.join()
    bench.log.add(*[""] * 20)
    await ack(bench, *await reader.pull())
    bench.store.gate = asyncio.Event()
    for _ in range(5):
        bench.log.add(*[""] * 20)
        async with asyncio.timeout(1):
            assert len(await reader.pull()) == 20
    bench.store.gate.set()


async def test_an_acknowledgement_of_the_last_delivery_counts_after_a_kill(bench: Bench) -> None:
    bench.log.add("", "")
    await make(bench, backoff=())
    reader = await bench.join()
    one, two = await reader.pull()
    await nack(bench, one, delay=0.0)
    (again,) = await reader.pull()
    await bench.restart(kill=True)

    assert await ack(bench, one) == AckResult(stale=(one.ack_id,))
    assert await ack(bench, again, two) == AckResult()
    assert sequences(await (await bench.join()).pull()) == []


async def test_an_older_acknowledgement_does_not_count_after_two_kills(bench: Bench) -> None:
    bench.log.add("", "")
    await make(bench)
    one, two = await (await bench.join()).pull()
    await bench.restart(kill=True)
    one_again, _ = await (await bench.join()).pull()
    await bench.restart(kill=True)

    assert await ack(bench, one, two) == AckResult(stale=(one.ack_id, two.ack_id))
    assert await ack(bench, one_again) == AckResult()
    assert shown(await (await bench.join()).pull()) == [(2, 3)]


class Life:
    """Members come and go, fail and acknowledge by chance, and the server is killed at any moment."""

    def __init__(self, seed: int, *, ordered: bool) -> None:
        self.chance = random.Random(seed)
        self.ordered = ordered
        self.bench = Bench()
        self.consumers: list[Consumer] = []
        self.newest: dict[int, Given] = {}
        self.older: list[Given] = []

    async def play(self, steps: int) -> None:
        await self.bench.open()
        await make(self.bench, ordered=self.ordered, max_deliveries=100, backoff=(), max_events=4)
        usual = [self.publish, self.join, self.pull, self.pull, self.fail, self.acknowledge, self.repeat, self.leave]
        for _ in range(steps):
            await self.chance.choice([*usual, *usual, self.wait, self.kill, self.seek])()
        await self.bench.close()

    async def publish(self) -> None:
        self.bench.log.add(*self.chance.choices(["", "a", "b"], k=3))

    async def join(self) -> None:
        if len(self.consumers) < 3:
            self.consumers.append(await self.bench.join(max_batch=self.chance.randint(1, 4)))

    async def pull(self) -> None:
        if self.consumers:
            for given in await self.chance.choice(self.consumers).pull():
                before = self.newest.get(given.sequence)
                if before is not None:
                    assert given.attempt > before.attempt, f"{given} after {before}"
                    self.older.append(before)
                self.newest[given.sequence] = given

    def some(self, given: Sequence[Given]) -> list[Given]:
        return self.chance.sample(given, min(len(given), 2))

    async def fail(self) -> None:
        await nack(self.bench, *self.some(list(self.newest.values())), delay=0.0)

    async def acknowledge(self) -> None:
        await ack(self.bench, *self.some(list(self.newest.values())))

    async def repeat(self) -> None:
        chosen = self.some(self.older)
        refused = await ack(self.bench, *chosen)
        assert {*refused.stale, *refused.unknown} == {given.ack_id for given in chosen}

    async def leave(self) -> None:
        if self.consumers:
            reader = self.consumers.pop().reader
            assert reader is not None
            reader.release()

    async def wait(self) -> None:
        await self.bench.time.advance(self.chance.choice([0.05, 31.0]))

    async def kill(self) -> None:
        await self.bench.restart(kill=True)
        self.consumers.clear()

    async def seek(self) -> None:
        place = self.chance.randint(0, len(self.bench.log.entries))
        await self.bench.groups.seek(T, "s", StartPosition(kind=StartKind.AFTER_SEQUENCE, sequence=place))
        self.consumers.clear()


@given(seed=st.integers(0, 2**32), ordered=st.booleans(), steps=st.integers(10, 120))
@settings(max_examples=100, deadline=None)
def test_no_attempt_comes_twice_whenever_the_server_is_killed(seed: int, ordered: bool, steps: int) -> None:
    asyncio.run(Life(seed, ordered=ordered).play(steps))
