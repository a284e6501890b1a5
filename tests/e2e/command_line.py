"""The command `parley` in a process of its own: on pipes, or on a terminal that a test types at."""

from __future__ import annotations

import asyncio
import os
import pty
import select
import signal
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.e2e.server import REPOSITORY, clean_environment

PATIENCE_SECONDS = 30.0
# What the environment of a developer may hold, and would change what is printed.
UNWANTED = ("OPENAI_API_KEY", "OPENAI_BASE_URL", "DATABASE_URL", "PARLEY_DATABASE_URL", "AGENT_ID", "PARLEY_AGENT_ID")


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str


def environment_of(data: Path, plugins: str = "", further: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the environment of a command that keeps to a folder of the test's."""
    inherited = {name: value for name, value in os.environ.items() if name not in UNWANTED}
    return {**inherited, **clean_environment(data, plugins), **(further or {})}


async def start(
    data: Path, *arguments: str, plugins: str = "", environment: Mapping[str, str] | None = None
) -> asyncio.subprocess.Process:
    """Start a command on pipes."""
    return await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "parley_server", *arguments),
        cwd=REPOSITORY,
        env=environment_of(data, plugins, environment),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def parley(
    data: Path,
    *arguments: str,
    typed: str | bytes = "",
    plugins: str = "",
    environment: Mapping[str, str] | None = None,
) -> Ended:
    """Run a command on pipes to its end."""
    process = await start(data, *arguments, plugins=plugins, environment=environment)
    words = typed.encode() if isinstance(typed, str) else typed
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            out, err = await process.communicate(words)
    finally:
        if process.returncode is None:
            process.kill()
    assert process.returncode is not None
    return Ended(process.returncode, out.decode(), err.decode())


class Terminal:
    """A command on a terminal of its own."""

    def __init__(self, pid: int, descriptor: int) -> None:
        self.pid = pid
        self._descriptor = descriptor
        self._seen = b""
        self.code: int | None = None

    def type(self, text: str) -> None:
        os.write(self._descriptor, text.encode())

    def press_ctrl_c(self) -> None:
        self.type("\x03")

    def read_until(self, text: str) -> str:
        """Return what is printed up to `text`."""
        wanted = text.encode()
        deadline = time.monotonic() + PATIENCE_SECONDS
        while wanted not in self._seen:
            assert time.monotonic() < deadline, f"{text!r} did not come, but {self._seen!r}"
            assert self._read(), f"{text!r} did not come before the end, but {self._seen!r}"
        head, _, self._seen = self._seen.partition(wanted)
        return head.decode(errors="replace")

    def wait(self) -> int:
        """Return the exit code once the command has ended."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while self.code is None:
            assert time.monotonic() < deadline, f"still there: {self._seen!r}"
            self._read()
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.code = os.waitstatus_to_exitcode(status)
        while self._read():
            pass
        return self.code

    @property
    def rest(self) -> str:
        """What was printed and not read yet."""
        return self._seen.decode(errors="replace")

    def close(self) -> None:
        if self.code is None:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        os.close(self._descriptor)

    def _read(self) -> bool:
        """Read what there is, waiting a moment; False at the end."""
        if not select.select([self._descriptor], [], [], 0.1)[0]:
            return self.code is None
        try:
            piece = os.read(self._descriptor, 4096)
        except OSError:
            return False  # how Linux tells that the other side is closed
        self._seen += piece
        return bool(piece)


@contextmanager
def terminal(
    data: Path, *arguments: str, plugins: str = "", environment: Mapping[str, str] | None = None
) -> Iterator[Terminal]:
    """Run a command on a terminal while the context is open."""
    if sys.platform != "linux":
        pytest.skip("setsid --ctty is Linux's")
    program = [sys.executable, "-m", "parley_server", *arguments]
    settings = {**environment_of(data, plugins, environment), "TERM": "xterm"}
    main, side = pty.openpty()
    # Not forkpty: a fork of this process, with its threads, could stand still before it is the program.
    pid = os.posix_spawn(
        "/usr/bin/env",
        ["env", "-C", str(REPOSITORY), "setsid", "--ctty", "--wait", *program],
        settings,
        file_actions=[(os.POSIX_SPAWN_DUP2, side, descriptor) for descriptor in (0, 1, 2)],
    )
    os.close(side)
    one = Terminal(pid, main)
    try:
        yield one
    finally:
        one.close()
