"""What stands between a conversation and a terminal or a pipe."""

from __future__ import annotations

import asyncio
import io
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

_DIM, _BOLD, _PLAIN = "\x1b[2m", "\x1b[1m", "\x1b[0m"


class Screen:
    """Prints a conversation: with prompts and colours on a terminal, plain words on a pipe."""

    def __init__(self, *, out: TextIO, err: TextIO, interactive: bool) -> None:
        """Print to these; `interactive` means that a person reads and types."""
        self._out = out
        self._err = err
        self.interactive = interactive
        self._colours = interactive and out.isatty()

    def header(self, text: str) -> None:
        """Say who answers."""
        self._line(self._style(text, _BOLD))

    def note(self, text: str) -> None:
        """Say something in passing."""
        self._err.write(self._style(text, _DIM) + "\n")
        self._err.flush()

    def error(self, text: str) -> None:
        """Say what went wrong."""
        self._err.write(f"parley: {text}\n")
        self._err.flush()

    def prompt(self) -> None:
        """Ask for a line, if anybody is there to type it."""
        if self.interactive:
            self.piece(self._style("You: ", _BOLD))

    def speaker(self, name: str) -> None:
        """Begin a reply."""
        self.piece(self._style(f"{name}: ", _BOLD))

    def piece(self, text: str) -> None:
        """Print a piece of text as it comes."""
        self._out.write(text)
        self._out.flush()

    def end(self) -> None:
        """End the line."""
        self.piece("\n")

    def _line(self, text: str) -> None:
        self.piece(text + "\n")

    def _style(self, text: str, style: str) -> str:
        return f"{style}{text}{_PLAIN}" if self._colours else text


class Lines:
    """Lines of an input, read in a thread of their own; the thread never keeps the program from leaving."""

    def __init__(self, source: TextIO) -> None:
        """Read from here, one line ahead."""
        self._source = source
        self._queue: asyncio.Queue[str | None] = asyncio.Queue()
        self._room = threading.Semaphore(0)
        self._loop = asyncio.get_running_loop()
        threading.Thread(target=self._read, name="input", daemon=True).start()

    async def next(self) -> str | None:
        """Return the next line without its end, None at the end of the input. A cancel may lose a line."""
        self._room.release()
        return await self._queue.get()

    def _read(self) -> None:
        while True:
            self._room.acquire()
            try:
                line = self._source.readline()
            except (OSError, ValueError):
                line = ""  # closed under our hands: the same as its end
            try:
                self._loop.call_soon_threadsafe(self._queue.put_nowait, line.rstrip("\r\n") if line else None)
            except RuntimeError:
                return  # the loop is closed: nobody listens any more
            if not line:
                return


class Interrupts:
    """Ctrl-C as something to wait for, instead of the end of the program."""

    def __init__(self) -> None:
        """Start with none."""
        self._count = 0
        self._pressed = asyncio.Event()

    def press(self) -> None:
        """Count a Ctrl-C."""
        self._count += 1
        self._pressed.set()

    def forget(self) -> None:
        """Forget what was pressed before: it was meant for something that is over."""
        self._count = 0
        self._pressed.clear()

    async def wait(self) -> None:
        """Return at the next Ctrl-C; one that came since the last wait counts."""
        await self._pressed.wait()
        self._count -= 1
        if not self._count:
            self._pressed.clear()


@contextmanager
def interrupts() -> Iterator[Interrupts]:
    """Take Ctrl-C over while the context is open."""
    presses = Interrupts()
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGINT, presses.press)
    try:
        yield presses
    finally:
        loop.remove_signal_handler(signal.SIGINT)


def screen_of_process() -> Screen:
    """Return the screen of this program. What the terminal cannot show is replaced, not an error."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    return Screen(out=sys.stdout, err=sys.stderr, interactive=sys.stdin is not None and sys.stdin.isatty())


def lines_of_process() -> Lines:
    """Return the lines of standard input, which is empty when there is none. Bytes that are no text are replaced."""
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")
    return Lines(sys.stdin or io.StringIO())
