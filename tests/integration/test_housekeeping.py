"""What runs beside all else, for as long as the server: a fault in it costs a turn, never the server."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import NoReturn

import pytest

from parley_server.app.build import build
from parley_server.app.settings import Settings
from parley_server.domain.agents import AgentState
from parley_server.domain.ids import DEFAULT_TENANT, RunId, TenantId
from parley_server.orchestrator import fleet
from parley_server.orchestrator.fleet import Fleet
from parley_server.orchestrator.runs import maintenance, starter
from parley_server.storage.runs import StoredRun
from parley_server.storage.sql.runs import SqlRuns
from tests.integration.test_fleet import add


async def test_a_fault_in_what_runs_beside_costs_a_turn_and_not_the_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(maintenance, "_FOLD_SECONDS", 0.01)
    monkeypatch.setattr(starter, "_UNENDED_SECONDS", 0.01)
    monkeypatch.setattr(fleet, "_SWEEP_SECONDS", 0.01)
    turns = dict.fromkeys(("fold", "get", "sweep"), 0)
    twice = asyncio.Event()

    def turn(what: str) -> NoReturn:
        turns[what] += 1
        if min(turns.values()) > 1:
            twice.set()
        raise TypeError(what)

    async def fold(_runs: SqlRuns, _most: int) -> int:
        turn("fold")

    async def get(_runs: SqlRuns, _tenant: TenantId, _run_id: RunId) -> StoredRun:
        turn("get")

    async def sweep_once(_fleet: Fleet) -> None:
        turn("sweep")

    monkeypatch.setattr(SqlRuns, "fold", fold)
    monkeypatch.setattr(SqlRuns, "get", get)
    monkeypatch.setattr(Fleet, "sweep_once", sweep_once)
    async with build(Settings(data=tmp_path)) as house:
        house.host.note_unended(DEFAULT_TENANT, RunId("damaged"))
        async with asyncio.timeout(5):
            await twice.wait()
        (agent,) = (await add(house)).agents
        assert agent.state is AgentState.RUNNING
