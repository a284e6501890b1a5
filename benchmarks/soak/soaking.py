"""One soak: a server of its own, the load, samples of its memory, sizes of its caches, and what came of it."""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import grpc

from benchmarks.programs import Program, running
from benchmarks.soak.load import Pace, Soak
from benchmarks.soak.plugin import ACTS_SETTING, LEAK_VARIABLE
from benchmarks.soak.verdict import MIB, Bounds, Sample, Verdict, judge
from parley.v1 import agents_pb2, runtime_pb2, runtime_pb2_grpc

AGENTS = 4
# These bounds stand in benchmarks/README.md, too.
# What is flat in ten minutes; in a short soak caches fill still.
BOUNDS = Bounds(slope=2.0, difference=8.0)
# This share of the time does not count.
WARM_UP = 0.4
_PLUGINS = ("bootstrap", "classic", "local_embeddings")
_CALL_SECONDS = 30.0
_SAMPLE_SECONDS = 0.5
_SETTLE_SECONDS = 15.0
_REPORTS = 12
# The most of each: what one agent keeps, times the agents and their visitors; generations keep up to twice their size.
_EVERYBODY = AGENTS + 3
LIMITS: Mapping[str, int] = {
    "agents": _EVERYBODY,
    "states": 256 * _EVERYBODY,
    "action_results": 512 * _EVERYBODY,
    "known_rooms": 4096,
    "known_entities": 4096,
    "known_connections": 4096,
    "known_answers": 8192,
    "known_tasks": 8192,
    "plugin_tables": 16,
    "bus_tail_bytes": 40 * MIB,
    "bus_known_ids": 401_000,
    # Some stay until the next collection of garbage: those whose watchers were cut.
    "run_contexts": 1000,
}
# Once nothing is under way, there is none of these, and hardly more tasks than at the start.
NONE_LEFT = ("open_runs", "unended_runs", "rooms_with_runs", "bus_readers")
_MORE_TASKS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How long, how much, what counts as flat, and how many bytes are lost on purpose with each run."""

    seconds: float
    bounds: Bounds = BOUNDS
    pace: Pace = field(default_factory=Pace)
    leak: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a soak has shown; it is good without problems."""

    verdict: Verdict
    done: Mapping[str, int]
    sizes: Mapping[str, int]
    problems: list[str]


@dataclass(slots=True)
class _Seen:
    samples: list[Sample] = field(default_factory=list)
    most: Counter[str] = field(default_factory=Counter)


async def soak(plan: Plan) -> Outcome:
    """Run a server, put the load on it, and judge. Raises RuntimeError when its agents do not start."""
    async with _server(plan.leak) as server, grpc.aio.insecure_channel(server.address) as channel:
        stub = runtime_pb2_grpc.RuntimeServiceStub(channel)
        load = Soak(address=server.address, agents=await _add_agents(stub), pace=plan.pace)
        before = await _sizes(stub)
        async with asyncio.TaskGroup() as group:
            group.create_task(load.run())
            seen = await _watch(server, stub, plan.seconds)
            load.over.set()
        after, left = await _settled(stub, before)
    warm = [one for one in seen.samples if one.seconds >= plan.seconds * WARM_UP]
    verdict = judge(warm, plan.bounds)
    problems = [
        *([] if verdict.is_flat else ["memory grows"]),
        *(f"{name}: {seen.most[name]}, above {limit}" for name, limit in LIMITS.items() if seen.most[name] > limit),
        *left,
        *(f"{number} x {fault}" for fault, number in sorted(load.faults.items())),
    ]
    return Outcome(verdict=verdict, done=load.done, sizes=after, problems=problems)


@asynccontextmanager
async def _server(leak: int) -> AsyncIterator[Program]:
    with tempfile.TemporaryDirectory(prefix="parley-soak-") as folder:
        data = Path(folder) / "data"
        settings = {
            "PARLEY_DATA": str(data),
            "PARLEY_PORT": "0",
            "PARLEY_PLUGINS": "benchmarks.soak.plugin:plugin",
            "PARLEY_MODEL_PORTS": "",
            "PARLEY_LOG_LEVEL": "warning",
            LEAK_VARIABLE: str(leak),
        }
        log = data.with_suffix(".log")
        async with running(("-m", "parley_server", "serve"), settings, log=log) as program:
            yield program


async def _add_agents(stub: runtime_pb2_grpc.RuntimeServiceStub) -> list[str]:
    request = runtime_pb2.AddAgentsRequest(auto_start=True)
    for number in range(AGENTS):
        character = agents_pb2.Character(name=f"Ann {number}", plugins=_PLUGINS)
        # Most talk with classic alone; one of them takes action each time.
        character.settings[ACTS_SETTING] = number == 0
        request.agents.add(character=character)
    reply = await stub.AddAgents(request, timeout=_CALL_SECONDS)
    for agent in reply.agents:
        if agent.state != agents_pb2.AGENT_STATE_RUNNING:
            raise RuntimeError(f"an agent does not run: {agent.last_error.message}")
    return [agent.agent_id for agent in reply.agents]


async def _sizes(stub: runtime_pb2_grpc.RuntimeServiceStub) -> dict[str, int]:
    return dict((await stub.GetServerInfo(runtime_pb2.GetServerInfoRequest(), timeout=_CALL_SECONDS)).sizes)


async def _watch(server: Program, stub: runtime_pb2_grpc.RuntimeServiceStub, seconds: float) -> _Seen:
    """Take samples until the time is over, and tell now and then how it goes."""
    seen, begin, reported = _Seen(), time.monotonic(), 0
    while (now := time.monotonic() - begin) < seconds:
        memory = server.memory()
        if memory is None:
            raise RuntimeError("the system does not tell the memory of a process, or the server is gone")
        seen.samples.append(Sample(seconds=now, memory=memory))
        if now >= reported * seconds / _REPORTS:
            reported += 1
            sizes = await _sizes(stub)
            # Counted among the most that there were: Counter's union.
            seen.most |= Counter(sizes)
            _say(f"{now:5.0f} s {memory / MIB:7.1f} MiB  {_shown(sizes)}")
        await asyncio.sleep(_SAMPLE_SECONDS)
    return seen


async def _settled(
    stub: runtime_pb2_grpc.RuntimeServiceStub, before: Mapping[str, int]
) -> tuple[dict[str, int], list[str]]:
    """Wait until nothing is under way any more; return the sizes then, and what is left behind for good."""
    deadline = time.monotonic() + _SETTLE_SECONDS
    while True:
        sizes = await _sizes(stub)
        left = [f"{sizes[name]} {name} left behind" for name in NONE_LEFT if sizes[name]]
        more = sizes["asyncio_tasks"] - before["asyncio_tasks"]
        if more > _MORE_TASKS:
            left.append(f"{more} tasks left behind")
        if not left or time.monotonic() > deadline:
            return sizes, left
        await asyncio.sleep(0.5)


def _shown(sizes: Mapping[str, int]) -> str:
    return " ".join(f"{name}={number}" for name, number in sorted(sizes.items()))


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
