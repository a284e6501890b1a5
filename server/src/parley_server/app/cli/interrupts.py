"""Ctrl-C as something to wait for, and work that goes on beside other work."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager
from typing import NoReturn, Protocol


class Leave(Exception):
    """The user wants to go."""


class Interrupts(Protocol):
    """Where Ctrl-C comes from."""

    def caught(self) -> AbstractContextManager[None]:
        """Catch it while the context is open; else it ends the program as it always does."""
        ...

    async def wait(self) -> None:
        """Return when it is pressed. Each press wakes one waiter."""
        ...

    def forget(self) -> None:
        """Forget a press that nobody waited for."""
        ...


class SignalInterrupts:
    """The SIGINT of this process."""

    def __init__(self) -> None:
        """Catch nothing yet."""
        self._pressed = asyncio.Event()

    async def wait(self) -> None:
        """Return when Ctrl-C is pressed. Each press wakes one waiter."""
        await self._pressed.wait()
        self._pressed.clear()

    def forget(self) -> None:
        """Forget a press that nobody waited for."""
        self._pressed.clear()

    @contextmanager
    def caught(self) -> Iterator[None]:
        """Catch SIGINT in the running loop, and give it back at the end."""
        loop = asyncio.get_running_loop()
        before = signal.getsignal(signal.SIGINT)
        try:
            loop.add_signal_handler(signal.SIGINT, self._pressed.set)
            in_loop = True
        except NotImplementedError:
            # No such thing on Windows; there a handler of the interpreter wakes the loop.
            signal.signal(signal.SIGINT, lambda *_: loop.call_soon_threadsafe(self._pressed.set))
            in_loop = False
        try:
            yield
        finally:
            if in_loop:
                loop.remove_signal_handler(signal.SIGINT)
            signal.signal(signal.SIGINT, before)


@asynccontextmanager
async def beside(work: Coroutine[object, object, None]) -> AsyncIterator[None]:
    """Do `work` while the body runs, and no longer. What either raises comes out as it is and ends both."""
    try:
        async with asyncio.TaskGroup() as tasks:
            task = tasks.create_task(work)
            try:
                yield
            finally:
                task.cancel()
    except BaseExceptionGroup as group:
        raise _leading(group) from None


async def leave_on(interrupts: Interrupts) -> NoReturn:
    """Wait for Ctrl-C and raise Leave."""
    await interrupts.wait()
    raise Leave


def _leading(error: BaseException) -> BaseException:
    """Return the one error that counts: who wants to go goes, whatever else went wrong in the same moment."""
    if not isinstance(error, BaseExceptionGroup):
        return error
    leaves = [_leading(inner) for inner in error.exceptions]
    return next((leaf for leaf in leaves if isinstance(leaf, Leave)), leaves[0])
