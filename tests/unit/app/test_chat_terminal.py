"""What stands between a conversation and its terminal."""

from __future__ import annotations

import asyncio
import io

from parley_server.app.cli.terminal import Interrupts, Lines, Screen


async def test_presses_in_a_row_are_all_seen() -> None:
    presses = Interrupts()
    presses.press()
    presses.press()

    async with asyncio.timeout(1):
        await presses.wait()
        await presses.wait()


async def test_forgotten_presses_are_not_seen() -> None:
    presses = Interrupts()
    presses.press()
    presses.forget()

    waiting = asyncio.wait_for(presses.wait(), 0.01)
    try:
        await waiting
    except TimeoutError:
        return
    raise AssertionError("it returned")


async def test_lines_come_without_their_ends_and_end_with_none() -> None:
    lines = Lines(io.StringIO("one\r\n\ntwo"))

    assert [await lines.next() for _ in range(4)] == ["one", "", "two", None]


async def test_a_pipe_sees_no_prompt_and_no_colours() -> None:
    out = io.StringIO()
    screen = Screen(out=out, err=io.StringIO(), interactive=False)

    screen.header("Juno")
    screen.prompt()
    screen.speaker("Juno")
    screen.end()

    assert out.getvalue() == "Juno\nJuno: \n"
