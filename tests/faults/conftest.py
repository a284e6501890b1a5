"""What campaigns have done is shown below the results, with `make faults`."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest

TOLD: list[str] = []
ASKED = os.environ.get("PARLEY_FAULT_DATABASES", "").split()

on_both_databases = pytest.mark.parametrize("database", ASKED or ["sqlite", "postgres"], indirect=True)

Tell = Callable[[str, object], None]


@pytest.fixture
def tell() -> Tell:
    """Return what notes a line for the end."""

    def note(name: str, what: object) -> None:
        TOLD.append(f"{name}: {what}")

    return note


@pytest.fixture(params=ASKED or ["sqlite"])
def database(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The kind of database that servers are started on: SQLite unless PARLEY_FAULT_DATABASES asks for others."""
    if request.param == "postgres":
        monkeypatch.setenv("DATABASE_URL", request.getfixturevalue("postgres_database"))
    return str(request.param)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Show what was noted, when rounds were asked for."""
    if TOLD and os.environ.get("PARLEY_FAULT_ROUNDS"):
        terminalreporter.section("campaigns")
        for line in TOLD:
            terminalreporter.write_line(line)
