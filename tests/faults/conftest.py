"""What campaigns have done is shown below the results, with `make faults`."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest

TOLD: list[str] = []

Tell = Callable[[str, object], None]


@pytest.fixture
def tell() -> Tell:
    """Return what notes a line for the end."""

    def note(name: str, what: object) -> None:
        TOLD.append(f"{name}: {what}")

    return note


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Show what was noted, when rounds were asked for."""
    if TOLD and os.environ.get("PARLEY_FAULT_ROUNDS"):
        terminalreporter.section("campaigns")
        for line in TOLD:
            terminalreporter.write_line(line)
