"""A Parley server in a process of its own, that can be killed."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import grpc

from parley.v1 import (
    agents_pb2,
    common_pb2,
    memories_pb2,
    messages_pb2,
    messages_pb2_grpc,
    runtime_pb2,
    runtime_pb2_grpc,
)

REPOSITORY = Path(__file__).resolve().parents[2]
START_SECONDS = 30.0
CALL_SECONDS = 30.0


@dataclass(slots=True)
class ServerProcess:
    """A running server: its process and its address."""

    process: asyncio.subprocess.Process
    address: str

    def kill(self) -> None:
        """End the process at once, as a crash would."""
        self.process.kill()

    def terminate(self) -> None:
        """Ask the process to stop."""
        self.process.send_signal(signal.SIGTERM)

    async def wait(self) -> int:
        """Return the exit code once the process has ended."""
        async with asyncio.timeout(START_SECONDS):
            return await self.process.wait()


async def spawn(data: Path, *, plugins: str = "", environment: Mapping[str, str] | None = None) -> ServerProcess:
    """Start a server on a free port and return it once it is ready."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "parley_server",
        "serve",
        cwd=REPOSITORY,
        env={**os.environ, **clean_environment(data, plugins), **(environment or {})},
        stdout=asyncio.subprocess.PIPE,
        stderr=None,
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(START_SECONDS):
            async for line in process.stdout:
                word, _, address = line.decode().strip().partition(" ")
                if word == "READY":
                    return ServerProcess(process, address)
    except BaseException:
        # It is nobody's: whoever gave up waiting cannot end it.
        process.kill()
        await process.wait()
        raise
    raise AssertionError(f"the server ended with {await process.wait()} before it was ready")


def clean_environment(data: Path, plugins: str) -> dict[str, str]:
    """Return the settings of a test server."""
    return {
        "PARLEY_DATA": str(data),
        "PARLEY_PORT": "0",
        "PARLEY_PLUGINS": plugins,
        "PARLEY_MODEL_PORTS": "",
        "PARLEY_LOG_LEVEL": "warning",
        "PYTHONPATH": os.pathsep.join([str(REPOSITORY), os.environ.get("PYTHONPATH", "")]),
    }


@asynccontextmanager
async def running(
    data: Path, *, plugins: str = "", environment: Mapping[str, str] | None = None
) -> AsyncIterator[ServerProcess]:
    """Run a server while the context is open; it is killed at the end if it still runs."""
    server = await spawn(data, plugins=plugins, environment=environment)
    try:
        yield server
    finally:
        if server.process.returncode is None:
            server.kill()
        await server.process.wait()


@dataclass(slots=True)
class Api:
    """The stubs of one channel."""

    channel: grpc.aio.Channel
    runtime: runtime_pb2_grpc.RuntimeServiceStub
    messages: messages_pb2_grpc.MessageServiceStub

    async def add_agent(self, name: str = "Ann") -> str:
        """Add and start an agent; return its id."""
        response = await self.runtime.AddAgents(
            runtime_pb2.AddAgentsRequest(
                agents=[agents_pb2.AgentSpec(character=agents_pb2.Character(name=name, system=f"You are {name}."))],
                auto_start=True,
            ),
            timeout=CALL_SECONDS,
        )
        return response.agents[0].agent_id

    async def submit(self, agent_id: str, text: str, *, room_id: str = "", request_id: str = "") -> messages_pb2.Run:
        """Start a run and return it."""
        response = await self.messages.SubmitMessage(
            messages_pb2.SubmitMessageRequest(agent_id=agent_id, message=said(text, room_id), request_id=request_id),
            timeout=CALL_SECONDS,
        )
        return response.run

    async def watch(self, run_id: str, after: int = 0) -> list[messages_pb2.RunEvent]:
        """Return the events of a run behind `after`, up to its end."""
        call = self.messages.WatchRun(
            messages_pb2.WatchRunRequest(run_id=run_id, after_sequence=after), timeout=CALL_SECONDS
        )
        return [event async for frame in call for event in frame.events]


def said(text: str, room_id: str = "") -> memories_pb2.Memory:
    """Return a message."""
    return memories_pb2.Memory(content=common_pb2.Content(text=text), room_id=room_id)


@asynccontextmanager
async def connect(address: str) -> AsyncIterator[Api]:
    """Open a channel of its own: no connection is shared between two of them."""
    options = [("grpc.use_local_subchannel_pool", 1)]
    async with grpc.aio.insecure_channel(address, options=options) as channel:
        yield Api(
            channel=channel,
            runtime=runtime_pb2_grpc.RuntimeServiceStub(channel),
            messages=messages_pb2_grpc.MessageServiceStub(channel),
        )


def text_of(events: list[messages_pb2.RunEvent]) -> str:
    """Rebuild the text of a run from its chunks, checking index and offset of each."""
    text, index = "", 0
    for event in events:
        if event.WhichOneof("event") == "chunk":
            assert event.chunk.index == index
            assert event.chunk.offset == len(text.encode())
            text, index = text + event.chunk.text, index + 1
    return text


def assert_whole(events: list[messages_pb2.RunEvent], after: int = 0) -> None:
    """Check that a log goes on without a gap and ends with its one terminal event."""
    assert [event.sequence for event in events] == list(range(after + 1, after + 1 + len(events)))
    kinds = [event.WhichOneof("event") for event in events]
    assert [kind in ("ended", "timeout") for kind in kinds] == [False] * (len(kinds) - 1) + [True]
