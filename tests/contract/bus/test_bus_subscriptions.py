"""Durable subscriptions: settings, progress, dead letters."""

from dataclasses import replace
from datetime import timedelta

from parley_server.bus.store import BusStore
from parley_server.domain.bus import EventFilter, Subscription
from tests.contract.bus.bus_builders import (
    NOON,
    OTHER,
    TENANT,
    BusBackend,
    checkpoint_of,
    letter_of,
    stored_of,
)

FULL = Subscription(
    subscription_id="full",
    filter=EventFilter(
        types=("custom:*", "RUN_ENDED"),
        exclude_types=("custom:noise",),
        agent_ids=frozenset({"a", "b"}),
        room_ids=frozenset({"r"}),
        channel_ids=frozenset({"c"}),
        run_ids=frozenset({"x"}),
        attributes=frozenset({("k", "v"), ("l", "w")}),
    ),
    ack_deadline=timedelta(milliseconds=1500),
    max_events=7,
    max_bytes=8,
    ordered=True,
    max_deliveries=9,
    backoff=(timedelta(microseconds=1), timedelta(days=2)),
    drop_dead_letters=True,
    idle_expiry=timedelta(days=30),
)


async def letters(bus: BusStore, *, redriven: bool = False) -> list[int]:
    found = await bus.subscriptions.dead_letters(TENANT, "billing", after=0, limit=100, redriven=redriven)
    return [letter.sequence for letter in found]


async def test_a_subscription_comes_back_as_it_was_stored(backend: BusBackend) -> None:
    stored = replace(stored_of(generation=3, floor=41), subscription=FULL, progress=bytes(range(256)))
    async with backend.open() as bus:
        assert await bus.subscriptions.create(TENANT, stored)
        assert await bus.subscriptions.create(TENANT, stored_of())
    async with backend.open() as bus:
        assert await bus.subscriptions.get(TENANT, "full") == stored
        assert await bus.subscriptions.get(TENANT, "billing") == stored_of()
        assert await bus.subscriptions.get(TENANT, "nobody") is None


async def test_an_id_is_taken_once(bus: BusStore) -> None:
    assert await bus.subscriptions.create(TENANT, stored_of(floor=1))
    assert not await bus.subscriptions.create(TENANT, stored_of(floor=2))
    assert await bus.subscriptions.get(TENANT, "billing") == stored_of(floor=1)


async def test_pages_go_by_id(bus: BusStore) -> None:
    for name in ("b", "a.1", "c", "a-1", "a_1", "0"):
        await bus.subscriptions.create(TENANT, stored_of(name))
    await bus.subscriptions.create(OTHER, stored_of("a"))
    seen: list[str] = []
    while page := await bus.subscriptions.list_page(TENANT, after=seen[-1] if seen else "", limit=2):
        assert len(page) <= 2
        seen += [stored.subscription.subscription_id for stored in page]
    assert seen == sorted(["b", "a.1", "c", "a-1", "a_1", "0"])


async def test_new_settings_leave_the_progress(bus: BusStore) -> None:
    await bus.subscriptions.create(TENANT, stored_of("full", floor=3))
    await bus.subscriptions.save(TENANT, [checkpoint_of("full", floor=9)])
    assert await bus.subscriptions.update(TENANT, FULL)
    stored = await bus.subscriptions.get(TENANT, "full")
    assert stored is not None
    assert (stored.subscription, stored.floor, stored.progress) == (FULL, 9, b"\x00progress")
    assert not await bus.subscriptions.update(OTHER, FULL)


async def test_deleting_takes_the_dead_letters_along(bus: BusStore) -> None:
    await bus.subscriptions.create(TENANT, stored_of())
    await bus.subscriptions.create(OTHER, stored_of())
    await bus.subscriptions.save(TENANT, [checkpoint_of(buried=[letter_of(3)])])
    assert await bus.subscriptions.delete(TENANT, "billing")
    assert not await bus.subscriptions.delete(TENANT, "billing")
    assert await bus.subscriptions.get(TENANT, "billing") is None
    await bus.subscriptions.create(TENANT, stored_of())
    assert await letters(bus) == []
    assert await bus.subscriptions.get(OTHER, "billing") is not None


async def test_checkpoints_of_several_are_stored_together(bus: BusStore) -> None:
    names = [f"s{number}" for number in range(5)]
    for name in names:
        await bus.subscriptions.create(TENANT, stored_of(name))
    await bus.subscriptions.save(TENANT, [])
    await bus.subscriptions.save(TENANT, [checkpoint_of(name, floor=place) for place, name in enumerate(names)])
    page = await bus.subscriptions.list_page(TENANT, after="", limit=10)
    assert [stored.floor for stored in page] == [0, 1, 2, 3, 4]
    assert {(stored.progress, stored.used_at) for stored in page} == {(b"\x00progress", NOON + timedelta(minutes=1))}


async def test_a_checkpoint_of_an_older_generation_is_left_out(bus: BusStore) -> None:
    await bus.subscriptions.create(TENANT, stored_of())
    await bus.subscriptions.save(TENANT, [checkpoint_of(buried=[letter_of(1), letter_of(2)])])
    await bus.subscriptions.move(TENANT, checkpoint_of(generation=2, floor=0))
    late = checkpoint_of(generation=1, floor=99, buried=[letter_of(3), letter_of(2, deliveries=50)], settled=[1])
    await bus.subscriptions.save(TENANT, [late])
    await bus.subscriptions.move(TENANT, late)
    stored = await bus.subscriptions.get(TENANT, "billing")
    assert stored is not None
    assert (stored.generation, stored.floor) == (2, 0)
    found = await bus.subscriptions.dead_letters(TENANT, "billing", after=0, limit=9)
    assert found == [letter_of(1), letter_of(2)]


async def test_a_checkpoint_of_what_is_gone_is_left_out(bus: BusStore) -> None:
    await bus.subscriptions.create(TENANT, stored_of("here"))
    gone = checkpoint_of("gone", buried=[letter_of(1)])
    await bus.subscriptions.save(TENANT, [gone, checkpoint_of("here", floor=4), checkpoint_of("gone")])
    assert await bus.subscriptions.get(TENANT, "gone") is None
    assert await bus.subscriptions.dead_letters(TENANT, "gone", after=0, limit=9) == []
    here = await bus.subscriptions.get(TENANT, "here")
    assert here is not None
    assert here.floor == 4


async def test_dead_letters_are_listed_by_sequence_in_pages(bus: BusStore) -> None:
    await bus.subscriptions.create(TENANT, stored_of())
    await bus.subscriptions.save(TENANT, [checkpoint_of(buried=[letter_of(place) for place in (9, 2, 5, 11)])])
    first = await bus.subscriptions.dead_letters(TENANT, "billing", after=0, limit=3)
    assert first == [letter_of(2), letter_of(5), letter_of(9)]
    assert await bus.subscriptions.dead_letters(TENANT, "billing", after=9, limit=3) == [letter_of(11)]
    assert await bus.subscriptions.dead_letters(TENANT, "billing", after=11, limit=3) == []
    assert await bus.subscriptions.count_dead_letters(TENANT, "billing") == 4


async def test_a_redriven_letter_is_listed_no_more(bus: BusStore) -> None:
    await bus.subscriptions.create(TENANT, stored_of())
    await bus.subscriptions.save(TENANT, [checkpoint_of(buried=[letter_of(1), letter_of(2), letter_of(3)])])
    await bus.subscriptions.save(TENANT, [checkpoint_of(buried=[letter_of(2, redriven=True)])])
    assert (await letters(bus), await letters(bus, redriven=True)) == ([1, 3], [2])
    assert await bus.subscriptions.count_dead_letters(TENANT, "billing") == 2
    # It fails again, and another one is acknowledged at last.
    await bus.subscriptions.save(TENANT, [checkpoint_of(buried=[letter_of(2, deliveries=10)], settled=[3])])
    found = await bus.subscriptions.dead_letters(TENANT, "billing", after=0, limit=9)
    assert found == [letter_of(1), letter_of(2, deliveries=10)]
    assert await letters(bus, redriven=True) == []


async def test_settling_a_redriven_letter_deletes_it(bus: BusStore) -> None:
    await bus.subscriptions.create(TENANT, stored_of())
    await bus.subscriptions.save(TENANT, [checkpoint_of(buried=[letter_of(1, redriven=True), letter_of(2)])])
    await bus.subscriptions.save(TENANT, [checkpoint_of(settled=[1, 77])])
    assert (await letters(bus), await letters(bus, redriven=True)) == ([2], [])


async def test_what_is_both_settled_and_buried_is_kept(bus: BusStore) -> None:
    await bus.subscriptions.create(TENANT, stored_of())
    await bus.subscriptions.save(TENANT, [checkpoint_of(buried=[letter_of(1)], settled=[1])])
    assert await letters(bus) == [1]


async def test_a_wall_stands_between_tenants(bus: BusStore) -> None:
    for tenant in (TENANT, OTHER):
        await bus.subscriptions.create(tenant, stored_of())
    await bus.subscriptions.save(TENANT, [checkpoint_of(buried=[letter_of(1)])])
    await bus.subscriptions.save(OTHER, [checkpoint_of(floor=2, settled=[1])])
    assert await letters(bus) == [1]
    assert await bus.subscriptions.count_dead_letters(OTHER, "billing") == 0
    other, ours = await bus.subscriptions.get(OTHER, "billing"), await bus.subscriptions.get(TENANT, "billing")
    assert other is not None
    assert ours is not None
    assert (other.floor, ours.floor) == (2, 5)
