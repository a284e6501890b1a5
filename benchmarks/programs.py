"""Programs under measurement: servers and clients, each in a process of its own."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, nullcontext
from dataclasses import asdict, dataclass
from pathlib import Path

import grpc

from benchmarks.load import Load, Seen
from parley.v1 import agents_pb2, runtime_pb2, runtime_pb2_grpc

ROOT = Path(__file__).resolve().parent.parent
_START_SECONDS = 60.0
_CALL_SECONDS = 120.0
# Keys of the operator's own must not decide what is measured.
_FOREIGN = ("PARLEY_", "OPENAI_", "ANTHROPIC_", "OLLAMA_", "DATABASE_URL", "API_PORT", "AGENT_ID")


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """A server at work. `ready_seconds` is the time from its start to its line READY."""

    pid: int
    address: str
    ready_seconds: float

    def cpu(self) -> float | None:
        """Return the seconds of processor time used so far; None where the system does not tell."""
        try:
            text = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii")
        except OSError:
            return None
        user, system = text.rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    def memory(self) -> float | None:
        """Return the resident memory in bytes; None where the system does not tell."""
        try:
            pages = Path(f"/proc/{self.pid}/statm").read_text(encoding="ascii").split()[1]
        except OSError:
            return None
        return int(pages) * os.sysconf("SC_PAGE_SIZE")


@asynccontextmanager
async def parley(data: Path, *, plugins: str = "benchmarks.stub:plugin") -> AsyncIterator[Program]:
    """Run `parley serve` on this data folder while the context is open."""
    settings = {"PARLEY_DATA": str(data), "PARLEY_PORT": "0", "PARLEY_PLUGINS": plugins, "PARLEY_DRAIN_GRACE": "0"}
    async with running(("-m", "parley_server", "serve"), settings, log=data.with_suffix(".log")) as program:
        yield program


@asynccontextmanager
async def bare() -> AsyncIterator[Program]:
    """Run the bare server while the context is open."""
    async with running(("-m", "benchmarks.bare"), {}) as program:
        yield program


@asynccontextmanager
async def running(
    arguments: Sequence[str], settings: dict[str, str], *, log: Path | None = None, python: str = sys.executable
) -> AsyncIterator[Program]:
    """Run a program that says READY and its address; one of another Python finds nothing but its own packages."""
    begin = time.monotonic()
    with log.open("ab") if log else nullcontext() as errors:
        process = await asyncio.create_subprocess_exec(
            python,
            *arguments,
            cwd=ROOT,
            env=environment(settings, own_packages=python == sys.executable),
            stdout=asyncio.subprocess.PIPE,
            stderr=errors,
        )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(_START_SECONDS):
            word, _, address = (await process.stdout.readline()).decode().strip().partition(" ")
        if word != "READY":
            raise RuntimeError(f"{' '.join(arguments)} did not start")
        yield Program(pid=process.pid, address=address, ready_seconds=time.monotonic() - begin)
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


def environment(settings: dict[str, str], *, own_packages: bool = True) -> dict[str, str]:
    """Return the variables of a program: those of this process, but no settings and keys of the operator's own."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(_FOREIGN)}
    path = os.pathsep.join(filter(None, [str(ROOT), own.get("PYTHONPATH", "") if own_packages else ""]))
    if own.pop("PYTHONDONTWRITEBYTECODE", ""):
        # Else each start compiles all modules anew, which is what would be measured.
        own["PYTHONPYCACHEPREFIX"] = str(Path(tempfile.gettempdir()) / "parley-bench-bytecode")
    return {**own, "PYTHONPATH": path, **settings}


async def put_load(load: Load) -> Seen:
    """Let a client of its own process put a load on a server; return what it saw."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "benchmarks.load",
        json.dumps(asdict(load)),
        cwd=ROOT,
        env=environment({}),
        stdout=asyncio.subprocess.PIPE,
    )
    output, _ = await process.communicate()
    if process.returncode:
        raise RuntimeError("the client failed; its error stands above")
    return Seen(**json.loads(output))


async def add_agents(program: Program, names: Sequence[str]) -> list[str]:
    """Add and start agents of nothing but a name; return their ids."""
    async with grpc.aio.insecure_channel(program.address) as channel:
        stub = runtime_pb2_grpc.RuntimeServiceStub(channel)
        specs = [agents_pb2.AgentSpec(character=agents_pb2.Character(name=name)) for name in names]
        request = runtime_pb2.AddAgentsRequest(agents=specs, auto_start=True)
        reply = await stub.AddAgents(request, timeout=_CALL_SECONDS)
        return [agent.agent_id for agent in reply.agents]
