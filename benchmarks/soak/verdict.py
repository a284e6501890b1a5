"""Is memory flat? Judged from samples of one process, after it has warmed up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import median

MIB = 1024 * 1024
# Slopes are taken between so many points at the most, each the median of the samples around it.
_POINTS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """Resident memory, in bytes, so many seconds after the start."""

    seconds: float
    memory: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What is flat: MiB a minute, and MiB between the medians of the first and the last third."""

    slope: float
    difference: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """How memory went after the warm-up, in MiB and MiB a minute."""

    first: float
    last: float
    slope: float
    is_flat: bool

    @property
    def difference(self) -> float:
        """By how much the median of the last third is above that of the first, in MiB."""
        return self.last - self.first


def judge(samples: Sequence[Sample], bounds: Bounds) -> Verdict:
    """Return how memory went; the samples begin behind the warm-up. Raises ValueError for fewer than six.

    The slope is the median of those between any two points (Theil and Sen): a single jump, such as a collection of
    garbage, does not decide it, and what grows all the time does not hide behind it.
    """
    if len(samples) < 6:
        raise ValueError("too few samples for a verdict")
    third = len(samples) // 3
    first, last = (median(one.memory for one in part) / MIB for part in (samples[:third], samples[-third:]))
    points = list(_points(samples))
    slopes = [(b.memory - a.memory) / (b.seconds - a.seconds) for a, b in combinations(points, 2)]
    slope = median(slopes) * 60 / MIB
    is_flat = slope <= bounds.slope and last - first <= bounds.difference
    return Verdict(first=first, last=last, slope=slope, is_flat=is_flat)


def _points(samples: Sequence[Sample]) -> Sequence[Sample]:
    size = max(1, len(samples) // _POINTS)
    groups = [samples[start : start + size] for start in range(0, len(samples), size)]
    return [
        Sample(seconds=median(one.seconds for one in group), memory=median(one.memory for one in group))
        for group in groups
    ]
