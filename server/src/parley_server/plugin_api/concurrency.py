"""Concurrency for plugins: a semaphore as document 2 has it."""

from __future__ import annotations

import asyncio
from types import TracebackType


class Semaphore:
    """Lets `count` holders in at once; who waits is let in in order of asking (document 2, "Semaphore").

    `async with` acquires and releases. A wait that is cancelled takes no permit.
    """

    def __init__(self, count: int) -> None:
        """Start with `count` permits; ValueError for fewer than none."""
        self._inner = asyncio.Semaphore(count)

    async def acquire(self) -> None:
        """Take a permit, waiting for one where there is none."""
        await self._inner.acquire()

    def release(self) -> None:
        """Give a permit back, or one more."""
        self._inner.release()

    async def __aenter__(self) -> Semaphore:
        """Take a permit."""
        await self.acquire()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Give the permit back."""
        self.release()
