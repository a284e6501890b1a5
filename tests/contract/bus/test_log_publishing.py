"""What publishers are told, and when readers may see it."""

from __future__ import annotations

import asyncio

from parley_server.bus.events import Published
from parley_server.bus.reader import Delivered, Opened
from tests.fakes.bus import DictLogStore, HeldStore, draft, drafts, drain, running_bus, texts


async def test_events_are_numbered_in_order_and_reach_a_reader() -> None:
    async with running_bus(DictLogStore()) as rig:
        reader = await rig.reader()
        assert await rig.publish(drafts("a", 2)) == Published(1, 2)
        assert await rig.publish(drafts("b", 3)) == Published(3, 3)
        taken = await drain(reader)
        assert taken[0] == Opened(0)
        assert texts(taken) == ["a0@1", "a1@2", "b0@3", "b1@4", "b2@5"]
        assert isinstance(taken[-1], Delivered)
        assert taken[-1].position == 5
        reader.release()


async def test_nobody_sees_an_event_before_it_is_stored() -> None:
    store = HeldStore(DictLogStore())
    async with running_bus(store) as rig:
        reader = await rig.reader()
        await drain(reader)
        store.gate.clear()
        async with asyncio.TaskGroup() as group:
            published = group.create_task(rig.publish([draft("a")]))
            await store.appending.wait()
            assert not published.done()
            assert not reader.has_work
            assert (await rig.bus.log_info("default")).last_sequence == 0  # type: ignore[arg-type]
            store.gate.set()
        assert texts(await drain(reader)) == ["a@1"]
        reader.release()
