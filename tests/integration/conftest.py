"""What several of these tests stand on."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from parley_server.plugin_api import Plugin
from parley_server.runtime.agent_runtime import AgentRuntime
from tests.fakes.adapter import FakeAdapter
from tests.fakes.bare_agents import agent_on_disk


@pytest.fixture
def no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the environment of whoever runs the tests name no model, database or plugin."""
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "DATABASE_URL", "PARLEY_PLUGINS"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(params=["store", "adapter"])
async def runtime(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[AgentRuntime]:
    """An agent whose world is in the server's store, and one with a database of its own."""
    adapter = FakeAdapter()
    own = (Plugin(name="database", adapter=lambda _runtime: adapter),)
    async with agent_on_disk(tmp_path, *(own if request.param == "adapter" else ())) as agent:
        yield agent
