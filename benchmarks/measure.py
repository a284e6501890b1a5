"""The measurements: each returns its rows. Servers that are compared are measured in turns, so that noise hits both."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from time import monotonic

import grpc

from benchmarks import peers
from benchmarks.bus import measure as bus
from benchmarks.crowd import crowd, idle_share
from benchmarks.load import Load, Seen
from benchmarks.programs import Program, add_agents, bare, parley, put_load
from benchmarks.rows import Row, at_most, compared
from parley.v1 import common_pb2, memories_pb2, messages_pb2, messages_pb2_grpc

_BARE = "bare grpc.aio"
_MIB = 1024 * 1024
# As from a model that does not stream (Order).
_AT_ONCE = -1.0
# Agents that come before those that are measured.
_EARLY = 20
# A token later than that has met the next one.
_KEEPS_UP_MS = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How long to measure. Of all rounds the median counts."""

    rounds: int
    seconds: float
    paced_tokens: int
    starts: int
    agents: int
    bus_seconds: float
    idle_seconds: float


FULL = Effort(rounds=3, seconds=6.0, paced_tokens=500, starts=5, agents=1000, bus_seconds=5.0, idle_seconds=10.0)
QUICK = Effort(rounds=1, seconds=3.0, paced_tokens=200, starts=3, agents=1000, bus_seconds=2.0, idle_seconds=3.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What a client saw in one round, and the processor seconds that the server used meanwhile."""

    seen: Seen
    cpu: float | None


PARTS = ("starts", "memory", "messages", "tokens", "peers", "bus")
_OF_RUNS = ("messages", "tokens", "peers")


async def measure_all(effort: Effort, parts: Sequence[str] = PARTS) -> list[Row]:
    """Measure these parts, telling on standard error what is at work."""
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="parley-bench-") as folder:
        path = Path(folder)
        if "starts" in parts:
            _say("starts")
            rows += await _starts(path / "starts", effort)
        if "memory" in parts:
            _say("memory")
            rows += await _memory(path / "memory", effort)
        if any(part in parts for part in _OF_RUNS):
            rows += await _runs(path / "load", effort, parts)
        if "bus" in parts:
            _say("bus")
            # A server of its own: what the runs have left in memory and on disk is not the bus's.
            async with parley(path / "bus") as server:
                rows += await bus.measure(server, path, rounds=effort.rounds, seconds=effort.bus_seconds)
    return rows


async def _runs(folder: Path, effort: Effort, parts: Sequence[str]) -> list[Row]:
    rows: list[Row] = []
    async with parley(folder) as server, bare() as ceiling:
        (agent,) = await add_agents(server, ["Ann"])
        sides = _Sides(server=server, agent=agent, ceiling=ceiling, effort=effort)
        if "messages" in parts:
            _say("messages")
            rows += await _messages(sides)
        if "tokens" in parts:
            _say("tokens")
            rows += await _tokens(sides)
        if "peers" in parts:
            _say("peers")
            rows += await peers.measure(sides.message_rate, rounds=effort.rounds, seconds=effort.seconds)
    return rows


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sides:
    """The server, and the bare one that it is compared with."""

    server: Program
    agent: str
    ceiling: Program
    effort: Effort

    async def both(self, load: Load) -> tuple[list[Measured], list[Measured]]:
        """Put a load on both in turns; return the rounds of each."""
        ours: list[Measured] = []
        bares: list[Measured] = []
        for _ in range(self.effort.rounds):
            bares.append(await _loaded(self.ceiling, load))
            ours.append(await _loaded(self.server, replace(load, agent=self.agent)))
        return ours, bares

    async def message_rate(self, in_flight: int) -> float:
        """Put so many callers on the server alone; return its messages per second."""
        load = Load(address="", agent=self.agent, in_flight=in_flight, pause=_AT_ONCE, seconds=self.effort.seconds)
        return _message_rate((await _loaded(self.server, load)).seen)


async def _loaded(program: Program, load: Load) -> Measured:
    before = program.cpu()
    seen = await put_load(replace(load, address=program.address))
    after = program.cpu()
    return Measured(seen=seen, cpu=None if before is None or after is None else after - before)


# ---- Messages ----


async def _messages(sides: _Sides) -> list[Row]:
    seconds = sides.effort.seconds
    # A room's history is full after some messages; the first ones are cheaper and do not count.
    await put_load(Load(address=sides.server.address, agent=sides.agent, in_flight=16, seconds=seconds / 2))
    rows: list[Row] = []
    for in_flight, pause, how in ((1, _AT_ONCE, ""), (16, _AT_ONCE, ""), (16, 0.0, ", ten tokens one by one")):
        ours, bares = await sides.both(Load(address="", in_flight=in_flight, pause=pause, seconds=seconds))
        where = f"{in_flight} in flight{how}"
        rate, ceiling = _middle(ours, _message_rate), _middle(bares, _message_rate)
        rows += [
            compared(f"StreamMessage, {where}", rate, "messages/s", ceiling, against=_BARE),
            _cpu(f"processor time a message, {where}", "ms", ours, bares, lambda seen: seen.messages / 1e3),
            *(_latencies(ours, bares) if in_flight == 1 else []),
        ]
    return rows


def _latencies(ours: Sequence[Measured], bares: Sequence[Measured]) -> list[Row]:
    event, chunk, whole = (
        _middle(ours, figure)
        for figure in (
            lambda seen: median(seen.first_events),
            lambda seen: median(seen.first_chunks),
            lambda seen: median(seen.whole),
        )
    )
    bare_chunk = _middle(bares, lambda seen: median(seen.first_chunks))
    return [
        at_most("first event p50, 1 in flight", event, "ms", 2),
        replace(at_most("first chunk p50, 1 in flight", chunk, "ms", 5), ratio=chunk / bare_chunk, against=_BARE),
        Row(name="whole message p50, 1 in flight", figure=whole, unit="ms"),
    ]


def _message_rate(seen: Seen) -> float:
    return seen.messages / seen.seconds


def _middle(rounds: Sequence[Measured], figure: Callable[[Seen], float]) -> float:
    return median(figure(one.seen) for one in rounds)


def _cpu(
    name: str, unit: str, ours: Sequence[Measured], bares: Sequence[Measured], count: Callable[[Seen], float]
) -> Row:
    used, bare_used = (
        median([one.cpu / count(one.seen) for one in side if one.cpu is not None] or [0.0]) for side in (ours, bares)
    )
    if not used:
        return Row(name=name, figure=None, unit=unit)
    return compared(name, used, unit, bare_used, against=_BARE)


# ---- Tokens ----


async def _tokens(sides: _Sides) -> list[Row]:
    paced = Load(address="", in_flight=300, tokens=sides.effort.paced_tokens, pause=0.02, once=True)
    ours, bares = await sides.both(paced)
    rows = []
    for share, name, bound in ((0.5, "p50", ""), (0.99, "p99", "<= 1.5")):
        ms, bare_ms = (median(_percentile(one.seen.chunks, share) for one in side) for side in (ours, bares))
        row = compared(f"300 runs x 50 tokens/s, {name}", ms, "ms", bare_ms, against=_BARE, bound=bound)
        # A ceiling that cannot keep up is none: then the ratio tells of the machine.
        rows.append(row if bare_ms < _KEEPS_UP_MS else replace(row, target=f"{row.target} (machine busy)", met=None))
    ours, bares = await sides.both(Load(address="", in_flight=8, tokens=1000, seconds=sides.effort.seconds))
    rate, ceiling = (_middle(side, lambda one: one.tokens / one.seconds) for side in (ours, bares))
    return [
        *rows,
        compared("8 runs, unpaced", rate, "tokens/s", ceiling, against=_BARE, bound=">= 0.6"),
        _cpu("processor time a token, unpaced", "us", ours, bares, lambda seen: seen.tokens / 1e6),
    ]


def _percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[int((len(ordered) - 1) * share)]


# ---- Start and size ----


async def _starts(folder: Path, effort: Effort) -> list[Row]:
    """Measure the way to READY on a warm disk, and from there to the first answer with no key and no network."""
    ready: list[float] = []
    bare_ready: list[float] = []
    used: list[float] = []
    answered: list[float] = []
    for index in range(effort.starts + 1):
        async with bare() as ceiling:
            bare_ready.append(ceiling.ready_seconds)
        async with parley(folder, plugins="") as server:
            ready.append(server.ready_seconds)
            used.append(server.cpu() or 0.0)
            begin = monotonic()
            (agent,) = await add_agents(server, [f"Ann {index}"])
            await _answer(server, agent)
            answered.append(monotonic() - begin)
    # The first one warmed the disk and made the database.
    to_ready = at_most("`parley serve` to READY", median(ready[1:]), "s", 1.5)
    return [
        replace(to_ready, ratio=median(ready[1:]) / median(bare_ready[1:]), against=_BARE),
        Row(name="processor time to READY", figure=median(used[1:]) or None, unit="s"),
        at_most("READY to the first answer, no key", median(answered[1:]), "s", 2),
    ]


async def _answer(server: Program, agent: str) -> None:
    async with grpc.aio.insecure_channel(server.address) as channel:
        request = messages_pb2.HandleMessageRequest(
            agent_id=agent, message=memories_pb2.Memory(content=common_pb2.Content(text="Hello"))
        )
        reply = await messages_pb2_grpc.MessageServiceStub(channel).HandleMessage(request, timeout=60)
        if reply.run.status != messages_pb2.RUN_STATUS_COMPLETED:
            raise RuntimeError("the first message was not answered")


async def _memory(folder: Path, effort: Effort) -> list[Row]:
    async with parley(folder) as server:
        await asyncio.sleep(1)
        idle = server.memory()
        # What the first ones bring into memory is no agent's own.
        await add_agents(server, [f"early {index}" for index in range(_EARLY)])
        before = server.memory()
        async with crowd(server.address) as everybody:
            await everybody.add(effort.agents)
            after = server.memory()
            used = await idle_share(server.cpu, effort.idle_seconds)
            present = [len(await everybody.names()), await everybody.ready(), await everybody.stop()]
            present += [await everybody.start()]
            if set(present) != {effort.agents + _EARLY} or await everybody.delete() != effort.agents:
                raise RuntimeError("an agent got lost")
            steps = [
                Row(name=f"{effort.agents} agents: {step}", figure=took, unit="s")
                for step, took in everybody.seconds.items()
            ]
    if idle is None or before is None or after is None or used is None:
        return steps
    return [
        at_most("idle server", idle / _MIB, "MiB", 150),
        at_most("an idle agent", (after - before) / effort.agents / 1024, "KiB", 200),
        at_most(f"{effort.agents} idle agents, of one processor", used * 100, "%", 2),
        *steps,
    ]


def _say(what: str) -> None:
    print(f"measuring {what} ...", file=sys.stderr, flush=True)
