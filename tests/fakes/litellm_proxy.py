"""The proxy of litellm, a model server that others wrote, in a process of its own; `make peers` brings it."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
CONFIG = REPOSITORY / "tests/fixtures/litellm/config.yaml"
KEY = "sk-litellm-the-one-key"
START_SECONDS = 100.0
WAIT_SECONDS = 20.0


def find_litellm() -> str | None:
    """Return the program: PARLEY_TEST_LITELLM, what `make peers` has made whole, or one on the PATH."""
    own = REPOSITORY / ".venv-litellm"
    ours = str(own / "bin/litellm") if (own / "installed").is_file() else None
    return os.environ.get("PARLEY_TEST_LITELLM") or ours or shutil.which("litellm")


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy that runs. Its scripted models write down in `folder` what they live through."""

    url: str
    folder: Path

    def events(self, model: str) -> list[str]:
        """Return what a scripted model has lived through."""
        path = self.folder / model
        return path.read_text().splitlines() if path.exists() else []

    async def event(self, model: str, *wanted: str) -> str:
        """Wait until a scripted model has lived through one of these; return it."""
        async with asyncio.timeout(WAIT_SECONDS):
            while not (found := [one for one in self.events(model) if one in wanted]):  # noqa: ASYNC110 - another process
                await asyncio.sleep(0.02)
        return found[0]

    def go(self) -> None:
        """Let the gated model go on."""
        (self.folder / "go").touch()


@contextmanager
def litellm_proxy(program: str, folder: Path) -> Iterator[Proxy]:
    """Run the proxy while the context is open. It asks nobody, and keeps nothing outside `folder`."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        "PATH": f"{Path(program).parent}:{os.environ['PATH']}",
        "HOME": str(folder),
        "PEER_KEY": KEY,
        "PEER_FOLDER": str(folder),
        # Nothing is fetched from anywhere.
        "LITELLM_LOCAL_MODEL_COST_MAP": "True",
    }
    command = (program, "--config", str(CONFIG), "--host", "127.0.0.1", "--port", str(port), "--telemetry", "False")
    with (folder / "proxy.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)
    try:
        _wait_until_it_listens(process, port, folder / "proxy.log")
        yield Proxy(f"http://127.0.0.1:{port}/v1", folder)
    finally:
        process.kill()
        process.wait()


def _wait_until_it_listens(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < until:
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError(f"litellm does not start:\n{log.read_text(errors='replace')[-2000:]}")
