"""Dead letters: listed, redriven, discarded."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from parley_server.bus.reader import Gap
from parley_server.bus.store import Checkpoint, DeadLetter
from parley_server.domain.bus import EARLIEST, NEWEST, AckKind, AckResult, StartPosition, Subscription
from parley_server.domain.errors import NotFound, StoreUnavailable
from parley_server.domain.ids import TenantId
from tests.fakes.bus_groups import Bench, settle
from tests.fakes.bus_groups_words import T, ack, letters, make, nack, say, sequences, shown, status


async def _bury(bench: Bench, number: int) -> None:
    bench.log.add(*[""] * number)
    await make(bench, max_deliveries=2, backoff=(), max_events=5000)
    reader = await bench.join(max_batch=1000)
    await say(bench, AckKind.REJECT, await reader.pull())
    assert reader.reader is not None
    reader.reader.release()


async def test_letters_come_in_pages(bench: Bench) -> None:
    await _bury(bench, 3)

    page = await bench.groups.dead_letters(T, "s", after=1, limit=1)
    assert [letter.event.event_id for letter in page] == ["e2"]


async def test_a_redriven_letter_is_delivered_again_to_its_subscription_alone(bench: Bench) -> None:
    await _bury(bench, 3)
    await bench.groups.create(T, Subscription(subscription_id="other"), EARLIEST)
    other = await bench.join("other")
    await other.pull()
    reader = await bench.join()
    assert await reader.pull() == []
    woken = reader.woken
    assert await bench.groups.redrive(T, "s", ["e1", "e3", "nothing"]) == 2
    bench.log.prune(4)

    assert reader.woken > woken
    one, three = given = await reader.pull()
    assert shown(given) == [(1, 2), (3, 2)]
    assert await other.pull() == []
    assert [letter.sequence for letter in await letters(bench)] == [2]
    await ack(bench, one)
    await nack(bench, three)
    (three,) = await reader.pull()
    assert three.attempt == 3
    await nack(bench, three)
    assert [(letter.sequence, letter.deliveries) for letter in await letters(bench)] == [(2, 1), (3, 3)]
    assert set(bench.store.letters[T, "s"]) == {2, 3}


async def test_ids_of_before_a_redrive_are_stale(bench: Bench) -> None:
    bench.log.add("")
    await make(bench)
    reader = await bench.join()
    given = await reader.pull()
    await say(bench, AckKind.REJECT, given)
    await bench.groups.redrive(T, "s", [])

    assert await ack(bench, *given) == AckResult(stale=(given[0].ack_id,))
    again = await reader.pull()
    assert await ack(bench, *given) == AckResult(stale=(given[0].ack_id,))
    assert await ack(bench, *again) == AckResult()
    assert bench.store.letters[T, "s"] == {}


async def test_a_great_many_letters_are_redriven_in_pieces(bench: Bench) -> None:
    await _bury(bench, 1234)
    assert (await status(bench)).dead_letter_count == 1234
    assert await bench.groups.redrive(T, "s", []) == 1234
    reader = await bench.join()

    given = await reader.pull()
    assert sequences(given) == list(range(1, 1235))
    await ack(bench, *given)
    assert bench.store.letters[T, "s"] == {}


async def test_discarded_letters_are_gone(bench: Bench) -> None:
    await _bury(bench, 3)

    assert await bench.groups.discard(T, "s", ["e2"]) == 1
    assert [letter.sequence for letter in await letters(bench)] == [1, 3]
    assert await bench.groups.discard(T, "s", []) == 2
    assert bench.store.letters[T, "s"] == {}
    assert await bench.groups.redrive(T, "s", []) == 0


async def test_letters_of_nothing_are_not_found(bench: Bench) -> None:
    for call in (bench.groups.redrive(T, "x", []), bench.groups.discard(T, "x", [])):
        with pytest.raises(NotFound):
            await call
    with pytest.raises(NotFound):
        await bench.groups.dead_letters(T, "x", after=0, limit=1)


async def test_letters_redriven_while_the_store_fails_come_once_it_is_back(bench: Bench) -> None:
    await _bury(bench, 2)
    await letters(bench)
    reader = await bench.join()
    await reader.pull()
    saves = bench.store.save

    async def fail(tenant: TenantId, checkpoints: Sequence[Checkpoint]) -> None:
        raise StoreUnavailable("it is away")

    bench.store.save = fail  # type: ignore[method-assign]
    with pytest.raises(StoreUnavailable):
        await bench.groups.redrive(T, "s", [])
    await reader.pull()
    bench.store.save = saves  # type: ignore[method-assign]
    await bench.time.advance(3)

    assert shown(await reader.pull()) == [(1, 2), (2, 2)]


async def test_a_seek_while_a_redriven_letter_is_given_up_leaves_one_of_it(bench: Bench) -> None:
    await _bury(bench, 1)
    await bench.groups.redrive(T, "s", [])
    reader = await bench.join()
    given = await reader.pull()
    place, read = bench.log.place, bench.store.dead_letters
    placing, reading = asyncio.Event(), asyncio.Event()

    async def place_later(start: StartPosition) -> int:
        await placing.wait()
        return await place(start)

    async def read_later(*args: Any, **options: Any) -> list[DeadLetter]:  # noqa: ANN401 - as they come
        await reading.wait()
        return await read(*args, **options)

    bench.log.place = place_later  # type: ignore[method-assign]
    async with asyncio.TaskGroup() as group:
        seeking = group.create_task(bench.groups.seek(T, "s", NEWEST))
        await settle()
        bench.store.dead_letters = read_later  # type: ignore[method-assign]
        group.create_task(say(bench, AckKind.REJECT, given))
        await settle()
        placing.set()
        await seeking
        reading.set()
    again = await bench.join()

    (one,) = await again.pull()
    await nack(bench, one)
    (two,) = await again.pull()
    await ack(bench, two)
    assert bench.store.letters[T, "s"] == {}
    assert not any(isinstance(notice, Gap) for notice in again.notices)
