"""Peers that are measured where they are installed; a row without a figure says that one was not, or failed."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

from benchmarks.rows import Row, compared, missing

# Returns our own messages per second, with so many callers.
Ours = Callable[[int], Awaitable[float]]

_ELIZA = Path(__file__).resolve().parent / "eliza"
_UNIT = "messages/s"
_START_SECONDS = 120.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Load:
    """What driver.mjs is told."""

    store: str
    in_flight: int
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Comparison:
    """A row: ours with so many callers, against elizaOS on one of its stores."""

    name: str
    against: str
    store: str
    in_flight: int
    bound: str


_COMPARISONS = (
    _Comparison(
        name="StreamMessage, 1 in flight, against elizaOS stock",
        against="elizaOS stock",
        store="stock",
        in_flight=1,
        bound=">= 20",
    ),
    _Comparison(
        name="StreamMessage, 16 in flight, against elizaOS in memory",
        against="elizaOS in memory",
        store="memory",
        in_flight=16,
        bound=">= 1",
    ),
)


async def measure(ours: Ours, *, rounds: int, seconds: float) -> list[Row]:
    """Return the comparisons with peers, each measured in turns with ours."""
    node = _node()
    if node is None:
        return [_missing(one) for one in _COMPARISONS]
    return [await _compare(node, one, ours, rounds=rounds, seconds=seconds) for one in _COMPARISONS]


def how_to_install() -> str | None:
    """Return what to do about a peer that is not there; None where all are."""
    if _node():
        return None
    return "elizaOS was not measured. With Node.js 20 or newer: npm install --ignore-scripts --prefix benchmarks/eliza"


def _node() -> str | None:
    """Return Node.js, if elizaOS is there for it."""
    return shutil.which("node") if (_ELIZA / "node_modules").is_dir() else None


def _missing(one: _Comparison) -> Row:
    return missing(one.name, _UNIT, against=one.against, target=f"{one.bound} x {one.against}")


async def _compare(node: str, one: _Comparison, ours: Ours, *, rounds: int, seconds: float) -> Row:
    load = _Load(store=one.store, in_flight=one.in_flight, seconds=seconds)
    theirs_seen, ours_seen = [], []
    for _ in range(rounds):
        rate = await _eliza(node, load)
        if rate is None:
            return _missing(one)
        theirs_seen.append(rate)
        ours_seen.append(await ours(one.in_flight))
    return compared(one.name, median(ours_seen), _UNIT, median(theirs_seen), against=one.against, bound=one.bound)


async def _eliza(node: str, load: _Load) -> float | None:
    """Let elizaOS answer messages in an empty folder, where it finds no settings; return how many a second.

    None if it fails: its own error stands on standard error, and our figures are not lost for it.
    """
    with tempfile.TemporaryDirectory(prefix="parley-bench-eliza-") as folder:
        process = await asyncio.create_subprocess_exec(
            node,
            str(_ELIZA / "driver.mjs"),
            json.dumps(asdict(load)),
            cwd=folder,
            env={"HOME": folder, "PATH": os.environ.get("PATH", os.defpath)},
            stdout=asyncio.subprocess.PIPE,
        )
        try:
            output, _ = await asyncio.wait_for(process.communicate(), _START_SECONDS + 2 * load.seconds)
        except TimeoutError:
            return None
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
    if process.returncode:
        return None
    return float(json.loads(output.splitlines()[-1])["messages_per_second"])
