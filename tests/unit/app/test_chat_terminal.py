"""Both ends of a terminal: lines, Ctrl-C, the screen."""

from __future__ import annotations

import asyncio
import io
import os
import signal
from collections.abc import Iterator

import pytest

from parley_server.app.cli.interrupts import Leave, SignalInterrupts, beside, leave_on
from parley_server.app.cli.lines import MAX_LINE_BYTES, LineReader, LineSplitter, LineTooLong
from parley_server.app.cli.screen import Screen
from tests.fakes.console import FakeInterrupts

# ---- Lines ----


def split(*chunks: bytes) -> Iterator[bytes | None]:
    rest = iter((*chunks, b""))
    splitter = LineSplitter(lambda: next(rest, b""))
    while True:
        yield splitter.next()


def test_lines_are_cut_wherever_the_chunks_end() -> None:
    lines = split(b"on", b"e\r\ntwo\n", b"\n", b"last")
    assert [next(lines) for _ in range(6)] == [b"one", b"two", b"", b"last", None, None]


@pytest.mark.parametrize("end", [b"\nnext\n", b""])
def test_a_line_that_is_too_long_is_skipped_whole(end: bytes) -> None:
    piece = b"x" * (MAX_LINE_BYTES // 2)
    chunks = iter([piece, piece, piece, end, b""])
    splitter = LineSplitter(lambda: next(chunks, b""))
    with pytest.raises(LineTooLong):
        splitter.next()
    assert splitter.next() == (b"next" if end else None)


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    reading, writing = os.pipe()
    yield reading, writing
    os.close(writing)


async def test_reader_reads_a_line_when_asked(pipe: tuple[int, int]) -> None:
    reader = LineReader(pipe[0])
    os.write(pipe[1], "grüße\nb\n".encode() + b"\xff\n")
    assert [await reader.next() for _ in range(3)] == ["grüße", "b", "\ufffd"]


async def test_reader_tells_the_end() -> None:
    reading, writing = os.pipe()
    os.close(writing)
    reader = LineReader(reading)
    assert await reader.next() is None
    assert await reader.next() is None


async def test_a_cancel_loses_no_line(pipe: tuple[int, int]) -> None:
    reader = LineReader(pipe[0])
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            await reader.next()
    os.write(pipe[1], b"late\n")
    assert await reader.next() == "late"


def test_a_reader_that_waits_does_not_hold_up_the_end(pipe: tuple[int, int]) -> None:
    async def leave() -> None:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01):
                await LineReader(pipe[0]).next()

    asyncio.run(leave())
    os.write(pipe[1], b"nobody listens\n")


async def test_a_non_blocking_pipe_is_read_too(pipe: tuple[int, int]) -> None:
    os.set_blocking(pipe[0], False)
    reader = LineReader(pipe[0])
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            await reader.next()
    os.write(pipe[1], b"a\n")
    assert await reader.next() == "a"


# ---- Ctrl-C ----


async def test_a_signal_wakes_one_waiter_for_each_press() -> None:
    interrupts = SignalInterrupts()
    with interrupts.caught():
        for _ in range(2):
            os.kill(os.getpid(), signal.SIGINT)
            await interrupts.wait()
        os.kill(os.getpid(), signal.SIGINT)
        await interrupts._pressed.wait()
        interrupts.forget()
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01):
                await interrupts.wait()


async def test_the_signal_is_given_back() -> None:
    before = signal.getsignal(signal.SIGINT)
    with SignalInterrupts().caught():
        assert signal.getsignal(signal.SIGINT) is not before
    assert signal.getsignal(signal.SIGINT) is before


async def test_work_beside_ends_with_the_body() -> None:
    ended = []

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append("work")

    async with beside(work()):
        await asyncio.sleep(0)
    assert ended == ["work"]


async def test_an_error_of_the_body_comes_out_as_it_is() -> None:
    with pytest.raises(KeyError):
        async with beside(asyncio.Event().wait()):  # type: ignore[arg-type]  # what it returns is nobody's concern
            raise KeyError


async def test_leaving_goes_before_any_other_error() -> None:
    interrupts = FakeInterrupts()

    async def body() -> None:
        async with beside(leave_on(interrupts)):
            interrupts.press()
            try:
                await asyncio.Event().wait()
            finally:
                raise KeyError

    with pytest.raises(Leave):
        await body()


# ---- Screen ----


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_sees_a_prompt_and_no_control_characters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    out, err = Terminal(), io.StringIO()
    screen = Screen(out=out, err=err, interactive=True)
    screen.header("[bold]Juno")
    screen.prompt()
    screen.typed()
    screen.speaker("Juno")
    screen.piece("a\x1b[2Jb\x9b\tc\nd")
    screen.end_line()
    assert "You: " in out.getvalue()
    assert "[bold]Juno" in out.getvalue()
    assert out.getvalue().endswith("a[2Jb\tc\nd\n")


def test_a_pipe_sees_the_text_as_it_is() -> None:
    out = io.StringIO()
    screen = Screen(out=out, err=out, interactive=False)
    screen.prompt()
    screen.speaker("Juno")
    screen.piece("a\x1b[2Jb\n")
    screen.end_line()
    assert out.getvalue() == "Juno: a\x1b[2Jb\n"


def test_errors_begin_on_a_line_of_their_own() -> None:
    out = io.StringIO()
    screen = Screen(out=out, err=out, interactive=False)
    screen.speaker("Juno")
    screen.error("gone")
    assert out.getvalue() == "Juno: \nparley: gone\n"
