"""Work that goes on beside its caller: in a group with the life of a context, finished even when the caller leaves."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import TypeVar

T = TypeVar("T")


@asynccontextmanager
async def background(*endless: Coroutine[object, object, None]) -> AsyncIterator[asyncio.TaskGroup]:
    """Run endless work while the context is open and cancel it at the end; yields the group for further tasks.

    An error of the context's body is raised as it is, not wrapped in a group.
    """
    failure: Exception | None = None
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(work) for work in endless]
        try:
            yield group
        except Exception as error:  # noqa: BLE001 - raised again below, outside of the group
            failure = error
        finally:
            for task in tasks:
                task.cancel()
    if failure is not None:
        raise failure


async def apart(
    group: asyncio.TaskGroup, work: Coroutine[object, object, T], *, unwanted: Callable[[T], None] | None = None
) -> T:
    """Do `work` in a task of `group` and return what it returns; its errors are the caller's, never the group's.

    A caller that is cancelled leaves the work running; `unwanted` is then called with its result.
    """
    done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
    task = group.create_task(_settle(work, done))
    task.add_done_callback(lambda _task: _never_begun(work, done))
    try:
        return await asyncio.shield(done)
    except asyncio.CancelledError:
        done.add_done_callback(lambda future: _hand_over(future, unwanted))
        raise


async def _settle(work: Coroutine[object, object, T], done: asyncio.Future[T]) -> None:
    try:
        result = await work
    except asyncio.CancelledError:
        done.cancel()
        raise
    except Exception as error:  # noqa: BLE001 - handed to the caller, who raises it
        done.set_exception(error)
    else:
        done.set_result(result)


def _never_begun(work: Coroutine[object, object, T], done: asyncio.Future[T]) -> None:
    """Tell the caller where the group has ended before the work could begin; else all of this has happened already."""
    work.close()
    done.cancel()


def _hand_over(done: asyncio.Future[T], unwanted: Callable[[T], None] | None) -> None:
    if done.cancelled() or done.exception() is not None:
        return
    if unwanted is not None:
        unwanted(done.result())
