"""The soak: what it calls flat, and that it notices a server which leaks."""

from __future__ import annotations

import math

import pytest

from benchmarks.soak.load import Pace
from benchmarks.soak.soaking import BOUNDS, Plan, soak
from benchmarks.soak.verdict import MIB, Bounds, Sample, judge


def samples(memory_at: object, *, minutes: int = 6) -> list[Sample]:
    """Return samples, two a second; `memory_at` is told the minute and tells MiB."""
    assert callable(memory_at)
    return [Sample(seconds=half / 2, memory=memory_at(half / 120) * MIB) for half in range(minutes * 120)]


@pytest.mark.parametrize(
    "memory_at",
    [
        lambda _minute: 200.0,
        lambda minute: 200 + 20 * math.sin(minute * 40),
        # Garbage that is collected every half minute.
        lambda minute: 200 + 30 * (minute * 2 % 1),
        # One spike, and one step that is small.
        lambda minute: 400 if 3 < minute < 3.1 else 200,
        lambda minute: 200 + (4 if minute > 3 else 0),
        # Memory that is given back.
        lambda minute: 200 - 5 * minute,
        lambda minute: 200 + 0.5 * minute,
    ],
)
def test_what_comes_and_goes_is_flat(memory_at: object) -> None:
    assert judge(samples(memory_at), BOUNDS).is_flat


@pytest.mark.parametrize(
    "memory_at",
    [
        lambda minute: 200 + 2.5 * minute,
        # A leak below garbage that is collected.
        lambda minute: 200 + 3 * minute + 30 * (minute * 2 % 1),
        # Steps: something grows by doubling.
        lambda minute: 200 + 12 * math.floor(minute / 2),
    ],
)
def test_what_grows_is_not(memory_at: object) -> None:
    assert not judge(samples(memory_at), BOUNDS).is_flat


def test_a_slope_is_told_per_minute() -> None:
    verdict = judge(samples(lambda minute: 100 + 2 * minute), BOUNDS)
    assert verdict.slope == pytest.approx(2, abs=0.05)
    assert verdict.difference == pytest.approx(8, abs=0.1)


def test_too_little_is_no_verdict() -> None:
    with pytest.raises(ValueError, match="too few"):
        judge(samples(lambda _minute: 1.0)[:5], BOUNDS)


@pytest.mark.timeout(120)
async def test_a_leak_is_noticed_where_none_is_not() -> None:
    # In some seconds caches fill still; a leak of two mebibytes a run is ten times that.
    bounds, pace = Bounds(slope=600.0, difference=150.0), Pace(talkers=1, pause=0.4)
    healthy = await soak(Plan(seconds=9, bounds=bounds, pace=pace))
    assert healthy.problems == []
    assert healthy.done["messages"] > 10
    assert {"states", "action_results", "run_contexts", "known_rooms", "known_connections"} <= set(healthy.sizes)

    leaking = await soak(Plan(seconds=9, bounds=bounds, pace=pace, leak=2 * MIB))
    assert "memory grows" in leaking.problems
