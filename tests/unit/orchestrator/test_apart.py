"""Work that is finished even when its caller goes away."""

from __future__ import annotations

import asyncio

import pytest

from parley_server.orchestrator.apart import apart


async def test_errors_are_the_callers_and_never_the_groups() -> None:
    async def fail() -> None:
        raise ValueError("no")

    async with asyncio.TaskGroup() as group:
        with pytest.raises(ValueError, match="no"):
            await apart(group, fail())


async def test_nobody_waits_for_work_whose_group_ends_before_it_begins() -> None:
    async def work() -> None:
        raise AssertionError

    async with asyncio.TaskGroup() as callers:
        with pytest.raises(ExceptionGroup):
            async with asyncio.TaskGroup() as group:
                caller = callers.create_task(apart(group, work()))
                # The caller has asked; the work itself has not begun.
                await asyncio.sleep(0)
                raise ValueError
        async with asyncio.timeout(5):
            await asyncio.wait({caller})
    assert caller.cancelled()


async def test_a_cancelled_caller_leaves_the_work_running_and_its_result_unwanted() -> None:
    started, gate = asyncio.Event(), asyncio.Event()
    unwanted: list[int] = []

    async def work() -> int:
        started.set()
        await gate.wait()
        return 7

    async with asyncio.TaskGroup() as group:
        async with asyncio.TaskGroup() as callers:
            caller = callers.create_task(apart(group, work(), unwanted=unwanted.append))
            await started.wait()
            caller.cancel()
        gate.set()
    assert caller.cancelled()
    assert unwanted == [7]
