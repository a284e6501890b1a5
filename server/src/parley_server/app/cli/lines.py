"""Lines of standard input, read without holding up the event loop."""

from __future__ import annotations

import asyncio
import os
import queue
import select
import threading
from collections.abc import Callable
from typing import Final, Protocol

MAX_LINE_BYTES: Final = 1024 * 1024
_CHUNK: Final = 64 * 1024


class LineTooLong(Exception):
    """A line is longer than anybody types; it has been skipped."""

    def __init__(self) -> None:
        """Say how long a line may be."""
        super().__init__(f"a line is longer than {MAX_LINE_BYTES // 1024} KiB and was left out")


class Lines(Protocol):
    """Where messages come from."""

    async def next(self) -> str | None:
        """Return the next line without its end, None when there is none any more. Raises LineTooLong."""
        ...


class LineReader:
    """Lines of a file descriptor.

    They are read in a thread of its own, one when one is asked for, so that nothing piles up. The thread is a daemon
    and reads past Python's buffers: a thread that still waits for a terminal never holds up the exit.
    """

    def __init__(self, descriptor: int) -> None:
        """Read from here; the descriptor stays the caller's."""
        self._splitter = LineSplitter(lambda: _read(descriptor))
        self._wanted: queue.SimpleQueue[asyncio.Future[bytes | None]] = queue.SimpleQueue()
        self._waiting: asyncio.Future[bytes | None] | None = None
        self._thread: threading.Thread | None = None

    async def next(self) -> str | None:
        """Return the next line without its end, None at the end. Raises LineTooLong. A cancel loses no line."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._serve, name="parley-lines", daemon=True)
            self._thread.start()
        if self._waiting is None:
            self._waiting = asyncio.get_running_loop().create_future()
            self._wanted.put(self._waiting)
        waiting = self._waiting
        try:
            line = await asyncio.shield(waiting)
        finally:
            if waiting.done():
                self._waiting = None
        return None if line is None else line.decode(errors="replace")

    def _serve(self) -> None:
        while True:
            wanted = self._wanted.get()
            try:
                line, error = self._splitter.next(), None
            except LineTooLong as problem:
                line, error = None, problem
            try:
                wanted.get_loop().call_soon_threadsafe(_settle, wanted, line, error)
            except RuntimeError:
                # The loop is closed: nobody asks any more.
                return


class LineSplitter:
    """Cuts what `read` returns into lines; b"" is the end."""

    def __init__(self, read: Callable[[], bytes]) -> None:
        """Take what reads."""
        self._read = read
        self._buffer = bytearray()

    def next(self) -> bytes | None:
        """Return the next line without its end, None at the end. Raises LineTooLong once the whole line is skipped."""
        skipping = False
        while (end := self._buffer.find(b"\n")) < 0:
            if len(self._buffer) > MAX_LINE_BYTES:
                skipping = True
                self._buffer.clear()
            chunk = self._read()
            if not chunk:
                return self._rest(skipping)
            self._buffer += chunk
        line = bytes(self._buffer[:end])
        del self._buffer[: end + 1]
        if skipping or len(line) > MAX_LINE_BYTES:
            raise LineTooLong
        return line.removesuffix(b"\r")

    def _rest(self, skipping: bool) -> bytes | None:
        rest = bytes(self._buffer)
        self._buffer.clear()
        if skipping:
            raise LineTooLong
        return rest.removesuffix(b"\r") or None


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, _CHUNK)
    except BlockingIOError:
        # Whoever shares our terminal or pipe has made it non-blocking.
        select.select([descriptor], [], [])
        return _read(descriptor)
    except OSError:
        # The terminal has hung up: nobody will say anything more.
        return b""


def _settle(wanted: asyncio.Future[bytes | None], line: bytes | None, error: LineTooLong | None) -> None:
    if wanted.done():
        return
    if error is not None:
        wanted.set_exception(error)
    else:
        wanted.set_result(line)
