"""The semaphore that plugins use."""

from __future__ import annotations

import asyncio

from parley_server.plugin_api import Semaphore


async def test_no_more_than_its_count_are_in_at_once_and_who_waits_comes_in_order() -> None:
    semaphore = Semaphore(2)
    inside, most, order = 0, 0, list[int]()

    async def work(number: int) -> None:
        nonlocal inside, most
        async with semaphore:
            inside, most = inside + 1, max(most, inside + 1)
            order.append(number)
            await asyncio.sleep(0)
            inside -= 1

    async with asyncio.TaskGroup() as group:
        for number in range(6):
            group.create_task(work(number))

    assert (most, order) == (2, list(range(6)))


async def test_a_wait_that_is_cancelled_takes_no_permit() -> None:
    semaphore = Semaphore(1)
    await semaphore.acquire()
    async with asyncio.TaskGroup() as group:
        waiting = group.create_task(semaphore.acquire())
        await asyncio.sleep(0)
        waiting.cancel()

    semaphore.release()

    async with asyncio.timeout(1):
        await semaphore.acquire()
