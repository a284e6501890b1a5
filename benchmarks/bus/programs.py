"""The programs of the bus rows: servers, publishers and subscribers, each in a process of its own."""

from __future__ import annotations

import asyncio
import json
import socket
import sys
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from benchmarks.bus.sides import BUCKET_NS, Heard, Plan, Sent
from benchmarks.programs import ROOT, Program, environment, running

PEERS = ROOT / "benchmarks/.peers"
_START_SECONDS = 30.0
# A side that takes longer than its plan and this is stuck.
_SPARE_SECONDS = 40.0
# What comes at the very beginning does not count.
_WARM_SHARE = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """What came of a plan: what was sent, what was heard, and the processor seconds of the server meanwhile."""

    sent: Sent
    heard: Heard
    cpu: float | None

    @property
    def rate(self) -> float:
        """Return the events heard a second, all subscribers together, from the warm-up to the last one."""
        since = self.sent.begin + int((self.sent.end - self.sent.begin) * _WARM_SHARE)
        first = since // BUCKET_NS + 1
        counted = sum(count for bucket, count in self.heard.buckets.items() if int(bucket) >= first)
        return counted / max((max(self.heard.last, self.sent.end) - first * BUCKET_NS) / 1e9, 1e-9)

    def age(self, share: float) -> float:
        """Return the age in milliseconds that this share of the events behind the warm-up did not exceed."""
        ages = self.heard.ages
        ordered = sorted(ages[int(len(ages) * _WARM_SHARE) :])
        return ordered[int((len(ordered) - 1) * share)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bus:
    """A bus at work, and the module whose sides talk to it; `python` runs them."""

    name: str
    module: str
    server: Program
    python: str = sys.executable
    own_environment: bool = False

    async def play(self, plan: Plan) -> Round | None:
        """Let a plan be carried out; None if a side fails: its error stands on standard error."""
        plan = replace(plan, address=self.server.address, run=f"b{uuid.uuid4().hex[:12]}")
        try:
            async with asyncio.timeout(plan.seconds + _SPARE_SECONDS):
                return await self._play(plan)
        except (TimeoutError, OSError, ValueError) as error:
            print(f"{self.name} failed: {type(error).__name__} {error}", file=sys.stderr)
            return None

    async def _play(self, plan: Plan) -> Round:
        async with self._side("subscribe", plan) as subscriber:
            assert subscriber.stdout is not None
            if await subscriber.stdout.readline() != b"READY\n":
                raise ValueError("the subscriber did not start")
            before = self.server.cpu()
            async with self._side("publish", plan) as publisher:
                said, _ = await publisher.communicate()
            sent = Sent(**json.loads(said))
            said, _ = await subscriber.communicate(f"{sent.events}\n".encode())
            heard = Heard(**json.loads(said))
            after = self.server.cpu()
        if not heard.events:
            raise ValueError("nothing was heard")
        return Round(sent=sent, heard=heard, cpu=None if before is None or after is None else after - before)

    @asynccontextmanager
    async def _side(self, side: str, plan: Plan) -> AsyncIterator[asyncio.subprocess.Process]:
        process = await asyncio.create_subprocess_exec(
            *(self.python, "-m", self.module, side, json.dumps(asdict(plan))),
            cwd=ROOT,
            env=environment({}, own_packages=not self.own_environment),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            limit=64 * 1024 * 1024,
        )
        try:
            yield process
        finally:
            if process.returncode is None:
                with suppress(ProcessLookupError):
                    process.kill()
                await process.wait()


def peer(name: str) -> Path | None:
    """Return the environment of a peer, if it is installed."""
    folder = PEERS / name
    return folder if (folder / "bin/python").exists() else None


@asynccontextmanager
async def bare() -> AsyncIterator[Bus]:
    """Run the bare bus."""
    async with running(("-m", "benchmarks.bus.bare", "serve"), {}) as program:
        yield Bus(name="bare bus", module="benchmarks.bus.bare", server=program)


@asynccontextmanager
async def autogen(folder: Path) -> AsyncIterator[Bus]:
    """Run AutoGen's host."""
    python, module = str(folder / "bin/python"), "benchmarks.bus.autogen_peer"
    async with running(("-m", module, "serve"), {}, python=python) as program:
        yield Bus(name="AutoGen", module=module, server=program, python=python, own_environment=True)


@asynccontextmanager
async def nats(folder: Path, data: Path) -> AsyncIterator[Bus]:
    """Run nats-server with JetStream, which keeps its files in `data`."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = await asyncio.create_subprocess_exec(
        *(str(folder / "bin/nats-server"), "-a", "127.0.0.1", "-p", str(port), "-js", "-sd", str(data)),
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        await _until_listening(port)
        program = Program(pid=process.pid, address=f"nats://127.0.0.1:{port}", ready_seconds=0.0)
        module = "benchmarks.bus.nats_peer"
        yield Bus(name="NATS", module=module, server=program, python=str(folder / "bin/python"), own_environment=True)
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def _until_listening(port: int) -> None:
    async with asyncio.timeout(_START_SECONDS):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.05)
                continue
            writer.close()
            return


@asynccontextmanager
async def idle_streams(address: str, streams: int) -> AsyncIterator[None]:
    """Hold so many subscribed streams that have nothing to do."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "benchmarks.bus.idle", json.dumps({"address": address, "streams": streams})),
        cwd=ROOT,
        env=environment({}),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(_START_SECONDS):
            if await process.stdout.readline() != b"READY\n":
                raise ValueError("the idle streams were not opened")
        yield
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
