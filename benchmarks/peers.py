"""Peers that are measured where they are installed; a row without a figure says that one was not."""

from __future__ import annotations

from benchmarks.rows import Row, missing


def rows() -> list[Row]:
    """Return the comparisons with peers."""
    return [
        missing("elizaOS, stock store", "messages/s", against="elizaOS stock", target=">= 20 x elizaOS stock"),
        missing(
            "elizaOS, in-memory store, 16 in flight",
            "messages/s",
            against="elizaOS in-memory",
            target=">= 1 x elizaOS in-memory",
        ),
    ]
