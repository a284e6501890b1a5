"""What happened to events, by type: counted by the batch, times in buckets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import ceil, log2

from parley_server.domain.bus import TypeMetrics, is_core_type

MOST_TYPES = 200
OTHERS = "*"

# From 10 µs on, four buckets for each doubling: a percentile is at most 19 % too high. The last one begins at 3 h.
_SMALLEST = 1e-5
_PER_DOUBLING = 4
_BUCKETS = 120


class _Times:
    __slots__ = ("buckets", "count", "total")

    def __init__(self) -> None:
        self.count = 0
        self.total = 0.0
        self.buckets = [0] * _BUCKETS

    def add(self, seconds: float, number: int) -> None:
        self.count += number
        self.total += seconds * number
        index = 0 if seconds <= _SMALLEST else ceil(log2(seconds / _SMALLEST) * _PER_DOUBLING)
        self.buckets[min(index, _BUCKETS - 1)] += number

    def percentile(self, share: float) -> float:
        rank = ceil(self.count * share)
        for index, number in enumerate(self.buckets):
            rank -= number
            if rank <= 0:
                return float(_SMALLEST * 2 ** (index / _PER_DOUBLING))
        raise AssertionError("a percentile of nothing")


class _Row:
    __slots__ = ("delivered", "failed", "published", "times")

    def __init__(self) -> None:
        self.published = 0
        self.delivered = 0
        self.failed = 0
        self.times: _Times | None = None


class Metrics:
    """Counts events of one tenant by type since the start of the server.

    Types that are not core are counted together beyond the first 200.
    """

    def __init__(self) -> None:
        """Count from zero."""
        self._rows: dict[str, _Row] = {}
        self._own_types = 0
        self.transients_missed = 0
        """Transient events that a reader did not get, since it had no credit or too many waited."""

    def published(self, counts: Mapping[str, int]) -> None:
        """Count published events by type."""
        for name, number in counts.items():
            self._row(name).published += number

    def delivered(self, counts: Mapping[str, int]) -> None:
        """Count events given to one reader by type, repeats included."""
        for name, number in counts.items():
            self._row(name).delivered += number

    def failed(self, event_type: str, number: int = 1) -> None:
        """Count deliveries that failed."""
        self._row(event_type).failed += number

    def handled(self, event_type: str, seconds: float, number: int = 1) -> None:
        """Measure the handling of events, from sending to acknowledgement."""
        row = self._row(event_type)
        if row.times is None:
            row.times = _Times()
        row.times.add(seconds, number)

    def list(self, types: Sequence[str] = ()) -> list[TypeMetrics]:
        """Return the metrics of types (exact, or with "*" at the end for a prefix; none = all) by name."""
        return [_as_value(name, self._rows[name]) for name in sorted(self._rows) if _wanted(name, types)]

    def _row(self, name: str) -> _Row:
        row = self._rows.get(name)
        if row is not None:
            return row
        if not is_core_type(name) and name != OTHERS:
            if self._own_types >= MOST_TYPES:
                return self._row(OTHERS)
            self._own_types += 1
        row = self._rows[name] = _Row()
        return row


def _wanted(name: str, types: Iterable[str]) -> bool:
    if not types:
        return True
    return any(name == wanted or (wanted.endswith("*") and name.startswith(wanted[:-1])) for wanted in types)


def _as_value(name: str, row: _Row) -> TypeMetrics:
    times = row.times
    if times is None:
        return TypeMetrics(type=name, published=row.published, delivered=row.delivered, failed=row.failed)
    return TypeMetrics(
        type=name,
        published=row.published,
        delivered=row.delivered,
        failed=row.failed,
        mean=times.total / times.count,
        p50=times.percentile(0.5),
        p95=times.percentile(0.95),
        p99=times.percentile(0.99),
    )
