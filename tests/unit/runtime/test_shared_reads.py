"""Reads that are shared while a state is composed."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from parley_server.runtime.shared_reads import shared_change, shared_read, sharing_reads


class Shelf:
    """Something to read from, that waits until it is let go."""

    def __init__(self) -> None:
        self.reads: list[str] = []
        self.let_go = asyncio.Event()
        self.fails = False

    @shared_read
    async def read(self, title: str, pages: Sequence[int] = (), *, count: int = 1) -> list[str]:
        self.reads.append(title)
        await self.let_go.wait()
        if self.fails:
            self.fails = False
            raise RuntimeError("torn")
        return [f"{title} {page}" for page in pages] * count

    @shared_change
    async def write(self) -> None:
        return None


async def test_a_read_from_before_a_change_is_not_joined_after_it() -> None:
    shelf = Shelf()
    async with asyncio.TaskGroup() as group:
        with sharing_reads():
            before = group.create_task(shelf.read("a", [1]))
            await asyncio.sleep(0)
            await shelf.write()
            after = group.create_task(shelf.read("a", [1]))
            await asyncio.sleep(0)
            shelf.let_go.set()

    assert shelf.reads == ["a", "a"]
    assert before.result() == after.result()


async def test_who_asks_for_the_same_at_the_same_time_reads_once_and_gets_a_list_of_its_own() -> None:
    shelf = Shelf()
    async with asyncio.TaskGroup() as group:
        with sharing_reads():
            tasks = [group.create_task(shelf.read("a", [1, 2], count=1)) for _ in range(3)]
            other = group.create_task(shelf.read("a", [3]))
        await asyncio.sleep(0)
        shelf.let_go.set()
    first, second, third = (task.result() for task in tasks)

    assert shelf.reads == ["a", "a"]
    assert first == second == third == ["a 1", "a 2"]
    assert first is not second
    assert other.result() == ["a 3"]


async def test_what_was_read_counts_until_something_changes() -> None:
    shelf = Shelf()
    shelf.let_go.set()
    with sharing_reads():
        first = await shelf.read("a", [1])
        first.append("scribble")
        again = await shelf.read("a", [1])
        await shelf.write()
        await shelf.read("a", [1])
    with sharing_reads():
        await shelf.read("a", [1])

    assert shelf.reads == ["a", "a", "a"]
    assert again == ["a 1"]


async def test_outside_of_composing_nothing_is_shared() -> None:
    shelf = Shelf()
    async with asyncio.TaskGroup() as group:
        for _ in range(2):
            group.create_task(shelf.read("a"))
        await asyncio.sleep(0)
        shelf.let_go.set()

    assert shelf.reads == ["a", "a"]


@pytest.mark.parametrize("cut", [True, False], ids=["cut", "failed"])
async def test_when_the_one_who_reads_fails_the_others_read_for_themselves(cut: bool) -> None:
    shelf = Shelf()
    shelf.fails = not cut
    with sharing_reads():
        first = asyncio.ensure_future(shelf.read("a", [1]))  # noqa: TID251 - a task to be cancelled, awaited below
        second = asyncio.ensure_future(shelf.read("a", [1]))  # noqa: TID251 - as above
    await asyncio.sleep(0)
    if cut:
        first.cancel()
    shelf.let_go.set()
    outcomes = [await asyncio.wait_for(asyncio.shield(second), 5)]

    assert outcomes == [["a 1"]]
    with pytest.raises((RuntimeError, asyncio.CancelledError)):
        await first


async def test_one_who_waits_may_be_cut_off_without_harm() -> None:
    shelf = Shelf()
    async with asyncio.TaskGroup() as group:
        with sharing_reads():
            tasks = [group.create_task(shelf.read("a", [1])) for _ in range(3)]
        await asyncio.sleep(0)
        tasks[1].cancel()
        await asyncio.sleep(0)
        shelf.let_go.set()

    assert [task.result() for task in (tasks[0], tasks[2])] == [["a 1"], ["a 1"]]
