"""Work that is finished even when its caller goes away."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import TypeVar

T = TypeVar("T")


async def apart(
    group: asyncio.TaskGroup, work: Coroutine[object, object, T], *, unwanted: Callable[[T], None] | None = None
) -> T:
    """Do `work` in a task of `group` and return what it returns; its errors are the caller's, never the group's.

    A caller that is cancelled leaves the work running; `unwanted` is then called with its result.
    """
    done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
    group.create_task(_settle(work, done))
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


def _hand_over(done: asyncio.Future[T], unwanted: Callable[[T], None] | None) -> None:
    if done.cancelled() or done.exception() is not None:
        return
    if unwanted is not None:
        unwanted(done.result())
