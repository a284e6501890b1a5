"""Many agents in one server process: added in pages, listed, healthy, idle, stopped, started, deleted."""

from __future__ import annotations

from pathlib import Path

import grpc
import pytest

from benchmarks.crowd import crowd, idle_share
from benchmarks.programs import Program
from tests.e2e.server import connect, running

AGENTS = 500


async def test_hundreds_of_agents_live_in_one_server(tmp_path: Path) -> None:
    async with running(tmp_path) as server, crowd(server.address) as everybody:
        before = await everybody.sizes()
        await everybody.add(AGENTS)
        names = await everybody.names()
        assert names == [f"agent {number}" for number in range(AGENTS)]
        assert await everybody.ready() == AGENTS

        # Nobody asks anything: no agent may cost a tick. A share of one processor, on a machine that is busy.
        used = await idle_share(Program(pid=server.process.pid, address="", ready_seconds=0).cpu, 2.0)
        assert used is None or used < 0.15

        assert await everybody.stop() == AGENTS
        assert await everybody.ready() == 0
        assert len(await everybody.names()) == AGENTS
        assert await everybody.start() == AGENTS
        assert (await everybody.sizes())["running_agents"] == AGENTS
        assert await everybody.delete() == AGENTS
        assert await everybody.names() == []
        after = await everybody.sizes()

    # What came with the agents has gone with them.
    assert {name: after[name] for name in ("agents", "running_agents", "states", "open_runs")} == {
        "agents": 0,
        "running_agents": 0,
        "states": 0,
        "open_runs": 0,
    }
    assert after["asyncio_tasks"] <= before["asyncio_tasks"] + 5


async def test_a_page_with_one_bad_agent_adds_none_of_it(tmp_path: Path) -> None:
    async with running(tmp_path) as server, crowd(server.address) as everybody, connect(server.address) as api:
        await api.add_agent("agent 7")
        # The same name with another definition: all or none.
        with pytest.raises(grpc.aio.AioRpcError, match="agent 7"):
            await everybody.add(100)
        assert await everybody.names() == ["agent 7"]
