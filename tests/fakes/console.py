"""The user's end of a chat: lines to say, Ctrl-C to press, and what could be read on the screen."""

from __future__ import annotations

import asyncio
import io
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from parley_server.app.cli.lines import LineTooLong


class FakeLines:
    """Lines that are said one after the other; a function is called at its turn, and then the next line is said."""

    def __init__(self, *lines: str | LineTooLong | Callable[[], None]) -> None:
        self._lines = deque(lines)
        self.at_end: asyncio.Event | None = None

    async def next(self) -> str | None:
        while self._lines:
            # Nobody types so fast that a waiting Ctrl-C would not go first.
            for _ in range(10):
                await asyncio.sleep(0)
            line = self._lines.popleft()
            if isinstance(line, LineTooLong):
                raise line
            if isinstance(line, str):
                return line
            line()
        if self.at_end is not None:
            await self.at_end.wait()
        return None


class FakeInterrupts:
    """Ctrl-C, pressed by hand."""

    def __init__(self) -> None:
        self._presses = asyncio.Semaphore(0)
        self.catching = False

    def press(self) -> None:
        self._presses.release()

    async def wait(self) -> None:
        await self._presses.acquire()

    def forget(self) -> None:
        self._presses = asyncio.Semaphore(0)

    @contextmanager
    def caught(self) -> Iterator[None]:
        self.catching = True
        try:
            yield
        finally:
            self.catching = False


class WatchedText(io.StringIO):
    """Text that somebody waits for."""

    def __init__(self) -> None:
        super().__init__()
        self.on_write: Callable[[str], None] | None = None
        self._written = asyncio.Event()

    def write(self, text: str) -> int:
        count = super().write(text)
        self._written.set()
        if self.on_write is not None:
            self.on_write(text)
        return count

    async def wait_for(self, text: str) -> None:
        """Return once `text` has been written."""
        while text not in self.getvalue():
            await self._written.wait()
            self._written.clear()
