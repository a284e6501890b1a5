"""Counts by type, and times that are about right."""

import pytest

from parley_server.bus.metrics import MOST_TYPES, Metrics
from parley_server.domain.bus import TypeMetrics


def test_a_type_without_times_has_none() -> None:
    metrics = Metrics()
    metrics.published({"a": 2})
    metrics.delivered({"a": 3})
    metrics.failed("a")
    assert metrics.list() == [TypeMetrics(type="a", published=2, delivered=3, failed=1)]


def test_percentiles_are_within_a_bucket() -> None:
    metrics = Metrics()
    for milliseconds in range(1, 1001):
        metrics.handled("a", milliseconds / 1000)
    (row,) = metrics.list(["a"])
    assert row.mean == pytest.approx(0.5005)
    for value, exact in ((row.p50, 0.5), (row.p95, 0.95), (row.p99, 0.99)):
        assert value is not None
        assert exact <= value <= exact * 1.2


@pytest.mark.parametrize("seconds", [-1.0, 0.0, 1e-9, 1e9])
def test_times_without_measure_are_counted_nevertheless(seconds: float) -> None:
    metrics = Metrics()
    metrics.handled("a", seconds, 3)
    (row,) = metrics.list()
    assert row.p99 is not None


def test_types_beyond_the_first_are_counted_together_unless_they_are_core() -> None:
    metrics = Metrics()
    for index in range(MOST_TYPES + 50):
        metrics.published({f"custom:{index}": 1})
    metrics.published({"RUN_STARTED": 1, "custom:3": 1, "custom:240": 1})
    rows = {row.type: row.published for row in metrics.list()}
    assert len(rows) == MOST_TYPES + 2
    assert rows["*"] == 51
    assert rows["RUN_STARTED"] == 1
    assert rows["custom:3"] == 2
    assert {row.type for row in metrics.list(["custom:19*"])} == {"custom:19", *(f"custom:19{n}" for n in range(10))}
