"""docs/coming-from-elizaos.md names what is there, and nothing else."""

from __future__ import annotations

import importlib
import inspect
import re
from pathlib import Path

import pytest

from parley_server import ElizaOS
from parley_server.plugin_api import Plugin
from parley_server.runtime.agent_runtime import AgentRuntime

PAGE = Path(__file__).resolve().parents[2] / "docs/coming-from-elizaos.md"
NAME = re.compile(r"`([A-Za-z_]+)`")
MODULE = re.compile(r"`([a-z_.]+)`")
CODE = re.compile(r"`([a-z_]+)`")
# Words of the right column that are no methods of the runtime.
OTHER_WORDS = {"facts", "schema"}


def names_of(heading: str) -> list[str]:
    """Return the names in the right column of the table below a heading."""
    part = PAGE.read_text().split(f"\n## {heading}")[1].split("\n## ")[0]
    rows = [line.split(" | ") for line in part.splitlines() if line.startswith("| `")]
    return [name for row in rows for name in CODE.findall(row[1])]


@pytest.mark.parametrize(
    "name", [name for name in names_of("The runtime") if name not in OTHER_WORDS], ids=lambda name: name
)
def test_the_runtime_has_what_the_page_names(name: str) -> None:
    assert hasattr(AgentRuntime, name)


def test_the_orchestrator_has_what_the_page_names() -> None:
    given = {
        parameter
        for method in (ElizaOS.add_agents, ElizaOS.handle_message)
        for parameter in inspect.signature(method).parameters
    }
    names = names_of("The orchestrator")
    assert len(names) > 20
    assert [name for name in names if not hasattr(ElizaOS, name) and name not in given] == []


@pytest.mark.parametrize("name", names_of("Plugins"), ids=lambda name: name)
def test_a_plugin_has_what_the_page_names(name: str) -> None:
    assert name in Plugin.__dataclass_fields__


def helpers() -> list[tuple[str, str]]:
    """Return module and name of each helper that the page names."""
    part = PAGE.read_text().split("\n## Helpers")[1]
    rows = [line.split(" | ") for line in part.splitlines() if line.startswith(("| `", "| what"))]
    return [(module, name) for row in rows for module in MODULE.findall(row[2]) for name in NAME.findall(row[1])]


@pytest.mark.parametrize(("module", "name"), helpers())
def test_a_helper_is_where_the_page_says(module: str, name: str) -> None:
    assert callable(getattr(importlib.import_module(f"parley_server.{module}"), name))


def test_the_page_names_helpers() -> None:
    assert len(helpers()) > 20
