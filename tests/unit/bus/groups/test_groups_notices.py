"""Progress, gaps, counters, retention, metrics."""

from datetime import timedelta

from parley_server.bus.reader import Gap, Progress
from parley_server.domain.bus import EARLIEST, AckKind, EventFilter, Subscription
from tests.fakes.bus_groups import Bench
from tests.fakes.bus_groups_words import T, ack, letters, make, nack, say, sequences, status

A = EventFilter(types=("custom:a",))


async def test_progress_comes_every_five_quiet_seconds(bench: Bench) -> None:
    bench.log.add("", "")
    await make(bench)
    reader = await bench.join()
    await reader.pull()
    await bench.time.advance(4)
    bench.log.add("")
    await reader.pull()
    await bench.time.advance(4)
    await reader.pull()
    assert [notice for notice in reader.notices if isinstance(notice, Progress)] == []
    for _ in range(2):
        await bench.time.advance(5)
        await reader.pull()

    assert [notice for notice in reader.notices if isinstance(notice, Progress)] == [Progress(3, 0)] * 2


async def test_progress_never_overtakes_an_event(bench: Bench) -> None:
    bench.log.add("a", "a", "a")
    await make(bench, ordered=True)
    reader = await bench.join()
    await reader.pull()
    await bench.time.advance(5)
    await reader.pull()

    assert reader.notices[-1] == Progress(1, 2)


async def test_progress_passes_events_that_nobody_wants(bench: Bench) -> None:
    await make(bench, filter=A)
    reader = await bench.join()
    bench.log.add("", "", type="custom:b")
    assert await reader.pull() == []
    await bench.time.advance(5)
    await reader.pull()

    assert reader.notices[-1] == Progress(2, 0)
    assert bench.store.stored[T, "s"].floor == 2


async def test_a_reader_that_takes_nothing_gets_one_progress_alone(bench: Bench) -> None:
    await make(bench)
    reader = await bench.join()
    await bench.time.advance(60)
    await reader.pull()

    assert len(reader.notices) == 1
    await bench.time.advance(60)
    await reader.pull()
    assert len(reader.notices) == 2


async def test_the_backlog_counts_what_matches(bench: Bench) -> None:
    for _ in range(5):
        bench.log.add("", type="custom:a")
        bench.log.add("", type="custom:b")
    await make(bench, filter=A, max_events=2)
    assert (await status(bench)).backlog == 5
    reader = await bench.join()
    given = await reader.pull()
    now = await status(bench)
    assert (now.backlog, now.outstanding) == (5, 2)
    await ack(bench, given[0])
    assert (await status(bench)).backlog == 4
    await reader.pull()
    bench.log.add("", type="custom:a")
    assert (await status(bench)).backlog == 5


async def test_a_long_backlog_is_counted_in_pieces(bench: Bench) -> None:
    bench.log.add(*[""] * 15_000, type="custom:b")

    assert (await make(bench, filter=A)).backlog == 5000
    assert (await status(bench)).backlog == 0


async def test_the_lowest_floor_passes_what_idle_groups_do_not_want(bench: Bench) -> None:
    assert await bench.groups.lowest_floor(T) is None
    bench.log.add("", "", type="custom:b")
    bench.log.add("", type="custom:a")
    await bench.groups.create(T, Subscription(subscription_id="s", filter=A), EARLIEST)
    await bench.groups.create(T, Subscription(subscription_id="t", filter=EventFilter(types=("custom:c",))), EARLIEST)

    assert await bench.groups.lowest_floor(T) == 2
    given = await (await bench.join()).pull()
    assert sequences(given) == [3]
    assert await bench.groups.lowest_floor(T) == 2
    await ack(bench, *given)
    assert await bench.groups.lowest_floor(T) == 3


async def test_what_expires_becomes_dead_letters_with_a_gap(bench: Bench) -> None:
    bench.log.add(*[""] * 8)
    await make(bench, max_events=4)
    reader = await bench.join()
    given = await reader.pull()
    await ack(bench, given[0])
    await bench.groups.expire(T, 7)
    bench.log.prune(7)

    assert [letter.sequence for letter in await letters(bench)] == [2, 3, 4, 5, 6]
    assert await bench.groups.lowest_floor(T) == 6
    assert sequences(await reader.pull()) == [7, 8]
    assert [notice for notice in reader.notices if isinstance(notice, Gap)] == [Gap(2, 6)]


async def test_expiry_of_what_is_done_or_not_wanted_is_no_gap(bench: Bench) -> None:
    bench.log.add("", type="custom:a")
    bench.log.add("", "", type="custom:b")
    await make(bench, filter=A)
    reader = await bench.join()
    await ack(bench, *await reader.pull())
    await bench.groups.expire(T, 4)

    await reader.pull()
    assert [notice for notice in reader.notices if isinstance(notice, Gap)] == []
    assert await letters(bench) == []


async def test_a_log_that_was_pruned_meanwhile_is_a_gap(bench: Bench) -> None:
    bench.log.add(*[""] * 5)
    await make(bench)
    reader = await bench.join()
    bench.log.prune(4)

    assert sequences(await reader.pull()) == [4, 5]
    assert Gap(1, 3) in reader.notices


async def test_events_that_cannot_be_read_are_a_gap_and_harm_no_other(bench: Bench) -> None:
    bench.log.add(*[""] * 5)
    bench.log.damaged = {2, 3}
    await make(bench)
    reader = await bench.join()

    given = await reader.pull()
    assert sequences(given) == [1, 4, 5]
    assert Gap(2, 3) in reader.notices
    await ack(bench, *given)
    assert (await status(bench)).acked_sequence == 5


async def test_a_reader_lingers_for_more_events(bench: Bench) -> None:
    await make(bench)
    reader = await bench.join(max_batch=3, linger=0.005)
    await reader.pull()
    bench.log.add("")
    assert await reader.pull() == []
    await bench.time.advance(0.002)
    bench.log.add("")
    assert await reader.pull() == []
    woken = reader.woken
    await bench.time.advance(0.003)
    assert reader.woken > woken
    assert sequences(await reader.pull()) == [1, 2]
    bench.log.add("", "", "")
    assert sequences(await reader.pull()) == [3, 4, 5]


async def test_a_timer_that_is_early_does_not_let_a_reader_linger_for_good(bench: Bench) -> None:
    await make(bench)
    reader = await bench.join(max_batch=3, linger=0.005)
    bench.time.early = 0.001
    await reader.pull()
    bench.log.add("")
    assert bench.time.early == 0.0
    assert await reader.pull() == []
    woken = reader.woken
    await bench.time.advance(0.005)
    assert reader.woken > woken
    assert sequences(await reader.pull()) == [1]


class _Counted:
    def __init__(self) -> None:
        self.delivered_ = 0
        self.failed_ = 0
        self.times: list[tuple[str, float, int]] = []

    def delivered(self, event_type: str, number: int) -> None:
        assert event_type == "custom:a"
        self.delivered_ += number

    def failed(self, event_type: str) -> None:
        assert event_type == "custom:a"
        self.failed_ += 1

    def acknowledged(self, event_type: str, seconds: float, number: int) -> None:
        self.times.append((event_type, seconds, number))


async def test_deliveries_failures_and_times_are_counted() -> None:
    counted = _Counted()
    bench = Bench(counted)
    await bench.open()
    bench.log.add("", "", "")
    await make(bench, backoff=())
    reader = await bench.join()
    given = await reader.pull()
    await bench.time.advance(2)
    await ack(bench, *given[:2])
    await nack(bench, given[2])
    await bench.time.advance(1)
    (again,) = await reader.pull()
    await bench.time.advance(0.5)
    await ack(bench, again)
    await bench.close()

    assert (counted.delivered_, counted.failed_) == (4, 1)
    assert counted.times == [("custom:a", 2.0, 2), ("custom:a", 0.5, 1)]


async def test_a_lease_that_ends_after_the_last_delivery_is_buried_without_a_word_from_anybody(bench: Bench) -> None:
    bench.log.add("")
    await make(bench, max_deliveries=1, ack_deadline=timedelta(seconds=2))
    await (await bench.join()).pull()
    await bench.time.advance(2.1)

    assert set(bench.store.letters[T, "s"]) == {1}
    assert await say(bench, AckKind.ACK, []) is not None
