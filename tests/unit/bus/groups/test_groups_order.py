"""Order by key: events of one key go one after the other, whatever happens to them."""

from dataclasses import replace
from datetime import timedelta

from parley_server.domain.bus import AckKind
from tests.fakes.bus_groups import Bench
from tests.fakes.bus_groups_words import T, ack, letters, make, nack, say, sequences, shown, status


async def test_of_each_key_one_event_is_given_out_at_a_time(bench: Bench) -> None:
    bench.log.add("a", "b", "a", "", "", "b")
    await make(bench, ordered=True)
    one, two = await bench.join(), await bench.join()

    given = await one.pull()
    assert sequences(given) == [1, 2, 4, 5]
    assert await two.pull() == []
    await ack(bench, given[1])
    assert sequences(await two.pull()) == [6]
    await ack(bench, given[0])
    assert sequences(await one.pull()) == [3]


async def test_a_key_waits_for_its_event_through_nacks_expiry_and_the_death_of_its_member(bench: Bench) -> None:
    bench.log.add("a", "a")
    await make(bench, ordered=True, backoff=(timedelta(seconds=5),))
    one, two = await bench.join(), await bench.join()
    await nack(bench, *await one.pull())
    assert await two.pull() == []
    await bench.time.advance(5)
    assert shown(await two.pull()) == [(1, 2)]
    await bench.time.advance(30)
    assert await one.pull() == []
    await bench.time.advance(5)
    assert shown(await one.pull()) == [(1, 3)]
    assert one.reader is not None
    one.reader.release()
    (last,) = await two.pull()
    assert last.attempt == 4
    await ack(bench, last)

    assert shown(await two.pull()) == [(2, 1)]


async def test_a_dead_letter_lets_its_key_go_on(bench: Bench) -> None:
    bench.log.add("a", "a")
    await make(bench, ordered=True)
    reader = await bench.join()
    await say(bench, AckKind.REJECT, await reader.pull())

    assert shown(await reader.pull()) == [(2, 1)]


async def test_parked_events_are_bounded_and_then_the_log_waits(bench: Bench) -> None:
    bench.log.add(*["a"] * 3000, "b")
    await make(bench, ordered=True, max_events=10)
    reader = await bench.join()
    (first,) = await reader.pull()

    before = await status(bench)
    assert (before.outstanding, before.backlog) == (1, 3001)
    assert len((await bench.groups._tenancy(T)).get("s").book.open) == 1010
    await ack(bench, first)
    assert sequences(await reader.pull()) == [2]


async def test_order_holds_after_a_restart(bench: Bench) -> None:
    bench.log.add("a", "b", "a", "b")
    await make(bench, ordered=True)
    await (await bench.join()).pull()
    await bench.time.advance(1)
    await bench.restart()
    reader = await bench.join()

    given = await reader.pull()
    assert shown(given) == [(1, 2), (2, 2)]
    await ack(bench, *given)
    assert shown(await reader.pull()) == [(3, 1), (4, 1)]


async def test_order_can_be_asked_for_and_given_up_while_readers_read(bench: Bench) -> None:
    bench.log.add("a", "a")
    made = await make(bench, backoff=())
    reader = await bench.join()
    given = await reader.pull()
    assert sequences(given) == [1, 2]
    await bench.groups.update(T, replace(made.subscription, ordered=True))
    bench.log.add("a")
    await nack(bench, *given)

    assert shown(await reader.pull()) == [(1, 2)]
    await bench.groups.update(T, made.subscription)
    assert shown(await reader.pull()) == [(2, 2), (3, 1)]


async def test_letters_of_one_key_are_redriven_one_after_the_other(bench: Bench) -> None:
    bench.log.add("a", "a")
    await make(bench, ordered=True)
    reader = await bench.join()
    await say(bench, AckKind.REJECT, await reader.pull())
    await say(bench, AckKind.REJECT, await reader.pull())
    assert await bench.groups.redrive(T, "s", []) == 2

    (first,) = await reader.pull()
    assert first.sequence == 1
    await ack(bench, first)
    assert sequences(await reader.pull()) == [2]
    assert await letters(bench) == []
