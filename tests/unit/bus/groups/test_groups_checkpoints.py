"""Checkpoints of several groups go into the store together, and one that cannot get ready holds up no other."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from parley_server.bus.groups.checkpoints import SOON, Checkpoints
from parley_server.bus.memory.store import MemoryBusStore
from parley_server.bus.store import Checkpoint
from parley_server.domain.errors import StoreUnavailable
from tests.fakes.bus_groups_words import T


class FakeGroup:
    """A Kept that says what is saved of it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.fault: Exception | None = None
        self.saves = 0

    async def prepare(self) -> None:
        if self.fault is not None:
            raise self.fault

    def checkpoint(self) -> Checkpoint:
        now = datetime(2026, 1, 1, tzinfo=UTC)
        return Checkpoint(subscription_id=self.name, generation=1, floor=0, progress=b"", used_at=now)

    def saved(self, checkpoint: Checkpoint) -> None:
        self.saves += 1


@pytest.mark.parametrize("fault", [StoreUnavailable("away"), KeyError("a fault of ours")])
async def test_a_group_that_cannot_be_made_ready_fails_alone_and_is_tried_again(fault: Exception) -> None:
    good, bad = FakeGroup("good"), FakeGroup("bad")
    bad.fault = fault
    timers: list[Callable[[], None]] = []

    def call_later(delay: float, callback: Callable[[], None], /) -> asyncio.TimerHandle:
        timers.append(callback)
        return asyncio.get_running_loop().call_later(60, callback)

    async with asyncio.timeout(5), asyncio.TaskGroup() as tasks:
        checkpoints = Checkpoints(T, MemoryBusStore().subscriptions, call_later, tasks.create_task)
        waits = [tasks.create_task(outcome(checkpoints, group)) for group in (good, bad)]
        assert [await one for one in waits] == [None, fault]
        assert (good.saves, bad.saves) == (1, 0)
        assert checkpoints.is_dirty(bad)
        bad.fault = None
        timers[-1]()
        await outcome(checkpoints, good)
        assert bad.saves == 1
        checkpoints.stop()


async def test_what_falls_due_while_a_save_is_under_way_is_saved_after_it() -> None:
    first, second = FakeGroup("first"), FakeGroup("second")
    timers: list[Callable[[], None]] = []
    going, go_on = asyncio.Event(), asyncio.Event()

    class SlowGroup(FakeGroup):
        async def prepare(self) -> None:
            going.set()
            await go_on.wait()

    def call_later(_delay: float, callback: Callable[[], None], /) -> asyncio.TimerHandle:
        timers.append(callback)
        return asyncio.get_running_loop().call_later(60, callback)

    async with asyncio.timeout(5), asyncio.TaskGroup() as tasks:
        checkpoints = Checkpoints(T, MemoryBusStore().subscriptions, call_later, tasks.create_task)
        saving = tasks.create_task(outcome(checkpoints, SlowGroup("slow")))
        await going.wait()
        for group in (first, second):
            checkpoints.touch(group, SOON)
        timers[-1]()
        go_on.set()
        assert await saving is None
        # By themselves: nothing else falls due, and nobody waits.
        for _ in range(10):
            await asyncio.sleep(0)
        assert (first.saves, second.saves) == (1, 1)
        assert not checkpoints.is_dirty(first)
        checkpoints.stop()


async def outcome(checkpoints: Checkpoints, group: FakeGroup) -> Exception | None:
    try:
        await checkpoints.flush(group)
    except (StoreUnavailable, KeyError) as error:
        return error
    return None
