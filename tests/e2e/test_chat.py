"""`parley chat` as people start it: on a pipe, on a terminal, beside a server."""

from __future__ import annotations

import asyncio
import os
import pty
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.e2e.server import REPOSITORY, clean_environment, running

PACED = "tests.fakes.models:paced"
SECONDS = 40


@asynccontextmanager
async def chatting(data: Path, *arguments: str, plugins: str = "") -> AsyncIterator[asyncio.subprocess.Process]:
    """Run `parley chat` on pipes; it is killed at the end if it still runs."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "parley_server", "chat", *arguments),
        cwd=REPOSITORY,
        env={**os.environ, **clean_environment(data, plugins), "OPENAI_API_KEY": ""},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(SECONDS):
            yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def read_until(process: asyncio.subprocess.Process, text: str) -> str:
    assert process.stdout is not None
    seen = b""
    while text.encode() not in seen:
        piece = await process.stdout.read(64)
        assert piece, seen
        seen += piece
    return seen.decode()


async def test_two_lines_on_a_pipe_are_two_replies(tmp_path: Path) -> None:
    async with chatting(tmp_path) as process:
        out, err = await process.communicate(b"hello\nI am sad about my work\n")
    header, *replies = out.decode().splitlines()
    assert process.returncode == 0
    assert header.startswith("Juno at 127.0.0.1:")
    assert header.endswith("classic, no key found; set OPENAI_API_KEY")
    assert len(replies) == 2
    assert all(reply.startswith("Juno: ") and len(reply) > 10 for reply in replies)
    assert err == b""


async def test_a_running_server_is_joined(tmp_path: Path) -> None:
    async with running(tmp_path) as server, chatting(tmp_path) as process:
        out, _ = await process.communicate(b"hello\n")
        assert out.decode().startswith(f"Juno at {server.address}: ")
        assert process.returncode == 0


async def test_ctrl_c_cancels_the_reply_and_the_next_line_is_answered(tmp_path: Path) -> None:
    async with chatting(tmp_path, plugins=PACED) as process:
        assert process.stdin is not None
        process.stdin.write(b"one\ntwo\n")
        seen = await read_until(process, "word-3")
        process.send_signal(signal.SIGINT)
        seen += await read_until(process, "[cancelled]\n")
        process.stdin.close()
        out, err = await process.communicate()
    assert seen.count("Juno: ") + out.decode().count("Juno: ") == 2
    assert out.decode().endswith("word-249-ü\n")
    assert err == b""
    assert process.returncode == 1


async def test_a_reader_that_leaves_ends_the_chat_quietly(tmp_path: Path) -> None:
    async with chatting(tmp_path, plugins=PACED) as process:
        assert process.stdin is not None
        assert process.stderr is not None
        process.stdin.write(b"one\ntwo\n")
        await read_until(process, "word-3")
        pipe = process._transport.get_pipe_transport(1)  # type: ignore[attr-defined]  # asyncio has no other way
        pipe.close()
        assert await process.wait() == 0
        assert await process.stderr.read() == b""


@pytest.mark.parametrize("keys", [b"\x03", b"\x04"], ids=["ctrl-c", "ctrl-d"])
async def test_a_person_leaves_at_the_prompt(tmp_path: Path, keys: bytes) -> None:
    """The thread that waits for the terminal does not hold up the exit."""
    ours, theirs = pty.openpty()
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *(
            "-c",
            "import os, sys; os.setsid(); from fcntl import ioctl; import termios; ioctl(0, termios.TIOCSCTTY, 0);"
            "os.execv(sys.executable, [sys.executable, '-m', 'parley_server', 'chat'])",
        ),
        cwd=REPOSITORY,
        env={**os.environ, **clean_environment(tmp_path, ""), "TERM": "dumb"},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    try:
        async with asyncio.timeout(SECONDS):
            await asyncio.to_thread(_read_until, ours, b"You: ")
            os.write(ours, keys)
            assert await process.wait() == 0
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
        os.close(ours)


def _read_until(descriptor: int, text: bytes) -> None:
    seen = b""
    while text not in seen:
        seen += os.read(descriptor, 1024)


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--character", "/nowhere/at/all.json"], 1, "is not there"),
        (["--agent", "Nobody"], 1, "no agent 'Nobody' here"),
        (["--agent", "A", "--character", "b.json"], 2, "use one of them"),
        (["--room"], 2, "requires an argument"),
    ],
)
async def test_what_cannot_be_done_is_told(tmp_path: Path, arguments: list[str], code: int, words: str) -> None:
    async with chatting(tmp_path, *arguments) as process:
        out, err = await process.communicate(b"hello\n")
    assert process.returncode == code
    assert words in " ".join(err.decode().replace("│", " ").split())
    assert "Traceback" not in err.decode()
    assert out == b""
