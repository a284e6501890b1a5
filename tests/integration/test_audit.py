"""Who changed what is written down, and no secret with it."""

from __future__ import annotations

import asyncio
from pathlib import Path

from parley_server.app.build import House
from parley_server.domain.agents import AgentSpec
from parley_server.domain.characters import Character
from parley_server.domain.ids import AgentId
from parley_server.domain.logs import LogEntry
from parley_server.plugin_api import Plugin
from tests.integration.test_overlap import CALLER, house_with


async def audit_of(house: House, agent_id: AgentId, count: int) -> list[LogEntry]:
    """Return the entries of an agent, oldest first, once there are so many."""
    while True:
        entries = await house.store.logs.recent(CALLER.tenant, agent_id, type_prefix="audit")
        if len(entries) >= count:
            return entries[::-1]
        await asyncio.sleep(0.01)


async def test_each_change_of_an_agent_is_noted_with_who_and_what(tmp_path: Path) -> None:
    async with asyncio.timeout(10), house_with(tmp_path, Plugin(name="none")) as house:
        spec = AgentSpec(
            character=Character(
                name="Bob", settings={"TONE": "planted-setting"}, secrets={"OPENAI_API_KEY": "planted-secret"}
            ),
            settings={"LIMIT": 3},
        )
        added = await house.fleet.add(
            CALLER,
            [spec],
            ephemeral=False,
            auto_start=False,
            skip_migrations=False,
            test_mode=False,
            request_id="",
        )
        agent_id = added.agents[0].agent_id
        await house.fleet.start(CALLER, ["Bob"])
        await house.fleet.stop(CALLER, ["Bob"], grace=None)
        await house.fleet.delete(CALLER, ["Bob"])
        entries = await audit_of(house, agent_id, 4)

    assert [entry.body["what"] for entry in entries] == [
        "agent.added",
        "agent.started",
        "agent.stopped",
        "agent.deleted",
    ]
    assert {entry.body["who"] for entry in entries} == {CALLER.source}
    assert {entry.entity_id for entry in entries} == {CALLER.entity_id}
    made = entries[0].body
    assert (made["name"], made["settings"], made["secrets"]) == ("Bob", ["LIMIT", "TONE"], ["OPENAI_API_KEY"])
    assert "planted" not in repr(entries)
