"""What runs leave in memory: nothing that waits for a collection of garbage."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

from parley_server.app.sizes import sizes_in_memory
from parley_server.app.testing import hosted
from parley_server.plugin_api import Plugin
from parley_server.plugin_api.components import EventParams

PLAN = {"thought": "x", "actions": ["REPLY"], "text": "Good day."}


@pytest.fixture
def no_collection() -> Iterator[None]:
    """Let nothing be found by looking for circles."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("no_collection")
async def test_a_run_is_gone_with_its_end(tmp_path: Path) -> None:
    heard = 0

    async def hear(_params: EventParams) -> None:
        nonlocal heard
        heard += 1

    plugin = Plugin(name="listener", events={"RUN_STARTED": (hear,), "RUN_ENDED": (hear,)})
    async with hosted(plugin, data=tmp_path, plans=[PLAN]) as agent:
        for number in range(5):
            await agent.say(f"Hello {number}")
        async with asyncio.timeout(5):
            while heard < 10 or agent.house.host.sizes()["run_contexts"]:  # noqa: ASYNC110 - nobody tells of memory
                await asyncio.sleep(0.01)
        sizes = sizes_in_memory(agent.house)

    # States are kept, for those who ask again.
    assert (sizes["states"], sizes["agents"], sizes["running_agents"]) == (5, 1, 1)
    assert {sizes[name] for name in ("open_runs", "unended_runs", "rooms_with_runs", "run_contexts")} == {0}
