"""Segments, what their views share and forget, and what is damaged."""

from __future__ import annotations

import gc

from parley_server.bus.cursors import LogCursor
from parley_server.bus.filters import Filters
from parley_server.bus.reader import Gap
from parley_server.bus.segments import Segment, ViewCache, split
from parley_server.bus.tail import Tail
from parley_server.domain.bus import EventFilter
from tests.fakes.bus import TENANT, DictLogStore, LineEncoder, draft, drafts, drain, running_bus, texts


def _segment(first: int, number: int, cache: ViewCache | None = None) -> Segment:
    return Segment(drafts("e", number), range(first, first + number), LineEncoder(), cache or ViewCache(1 << 30))


def test_events_are_parted_by_number_and_by_size() -> None:
    assert [len(lot) for lot in split(drafts("e", 250))] == [100, 100, 50]
    assert [len(lot) for lot in split(drafts("e", 5, data=b"x" * 100_000))] == [2, 2, 1]
    assert [len(lot) for lot in split([draft("a"), draft("big", data=b"x" * 300_000), draft("b")])] == [1, 1, 1]


def test_views_forget_when_there_are_too_many_and_can_be_made_again() -> None:
    filters = Filters()
    compiled = filters.compile(EventFilter(types=("custom:*",)))
    cache = ViewCache(20_000)
    segments = [_segment(1 + 100 * index, 100, cache) for index in range(100)]
    blobs = [segment.view(compiled).blob(0, 100) for segment in segments]
    kept = sum(1 for segment in segments if segment._views)
    assert 5 < kept < 50
    assert segments[0].view(compiled).blob(0, 100) == blobs[0]


def test_a_view_that_forgets_while_it_is_asked_answers_all_the_same() -> None:
    compiled = Filters().compile(EventFilter(types=("custom:*",)))
    for kept in range(1, 12_000, 500):
        cache = ViewCache(kept)
        segment = _segment(1, 100, cache)
        # It is the oldest one that the cache knows, and what it is asked for now is too much.
        view = segment.view(compiled)
        assert len(view.entries()) == 100
        assert view.blob(0, 100)


def test_the_tail_is_bounded_and_lets_go_without_the_collector() -> None:
    tail = Tail(0, most_bytes=1 << 30, most_segments=20)
    compiled = Filters().compile(EventFilter())
    gc.collect()
    gc.disable()
    try:
        for index in range(100):
            tail.add(_segment(1 + 10 * index, 10))
            newest = tail.find(10 * index)
            assert newest is not None
            newest.view(compiled).blob(0, 10)
        alive = [item for item in gc.get_objects() if isinstance(item, Segment)]
    finally:
        gc.enable()
    assert len(alive) == len(tail) <= 20
    found = tail.find(tail.start)
    assert found is not None
    assert found.first == tail.start + 1
    assert tail.find(1000) is None


async def test_damaged_events_are_a_gap_and_the_others_come_in_order() -> None:
    store = DictLogStore()
    async with running_bus(store) as rig:
        await rig.publish(drafts("e", 10))
        await rig.publish(drafts("f", 5))
    store.damaged = {1, 4, 5, 10, 11, 15}
    async with running_bus(store) as rig:
        reader = await rig.reader()
        taken = await drain(reader)
        assert [item for item in taken if isinstance(item, Gap)] == [
            Gap(1, 1),
            Gap(4, 5),
            Gap(10, 10),
            Gap(11, 11),
            Gap(15, 15),
        ]
        assert [line.split("@")[1] for line in texts(taken)] == ["2", "3", "6", "7", "8", "9", "12", "13", "14"]
        assert texts(taken[:4]) == ["e1@2", "e2@3"]
        reader.release()
        log = await rig.bus.log(TENANT)
        assert list(await log.fetch([4, 6])) == [6]


async def test_a_cursor_passes_damage_and_tells_of_it_once() -> None:
    store = DictLogStore()
    async with running_bus(store) as rig:
        await rig.publish(drafts("e", 10))
    store.damaged = {3, 4}
    async with running_bus(store) as rig:
        cursor: LogCursor = (await rig.bus.log(TENANT)).cursor(EventFilter(), 0)
        places: list[int] = []
        gaps = []
        while cursor.has_more:
            places += [entry.sequence for entry in await cursor.take(100, 1 << 20)]
            gaps.append(cursor.missed())
        assert places == [1, 2, 5, 6, 7, 8, 9, 10]
        assert [gap for gap in gaps if gap] == [(3, 4)]


async def test_rows_that_are_gone_are_a_gap() -> None:
    store = DictLogStore()
    async with running_bus(store) as rig:
        await rig.publish(drafts("e", 3))
    async with running_bus(store) as rig:
        reader = await rig.reader()
        store.rows[TENANT].clear()
        assert (await drain(reader))[1:] == [Gap(1, 3)]
        reader.release()


def test_a_view_by_type_has_every_event_or_just_those_wanted() -> None:
    mixed = Segment([draft("a", type="x"), draft("b", type="y")], range(1, 3), LineEncoder(), ViewCache(1 << 30))
    filters = Filters()

    wanted = {
        types: [entry.event.event_id for entry in mixed.view(filters.compile(EventFilter(types=types))).entries()]
        for types in (("x", "y"), ("y",), ("z",))
    }

    assert wanted == {("x", "y"): ["a", "b"], ("y",): ["b"], ("z",): []}
