"""An agent with a database of its own, on a whole server."""

from __future__ import annotations

from pathlib import Path

from parley_server.app.testing import hosted
from parley_server.domain.ids import DEFAULT_TENANT, AgentId, MemoryId
from parley_server.plugin_api import Plugin, Runtime
from tests.fakes.adapter import FakeAdapter

PLAN = {"thought": "x", "actions": ["REPLY"], "text": "Good day."}


async def test_a_conversation_is_remembered_in_the_agents_own_database_alone(tmp_path: Path) -> None:
    made: list[FakeAdapter] = []

    def make(_runtime: Runtime) -> FakeAdapter:
        made.append(FakeAdapter())
        return made[-1]

    async with hosted(Plugin(name="database", adapter=make), data=tmp_path, plans=[PLAN]) as agent:
        await agent.say("My name is Zoe.")
        await agent.say("Who am I?")
        (adapter,) = made
        kept = list(adapter.memories.kept.values())
        agent_id = AgentId(kept[0].agent_id)
        ids = [MemoryId(memory.memory_id) for memory in kept]
        in_the_server = await agent.house.store.memories.get(DEFAULT_TENANT, agent_id, ids)

    texts = [memory.content.text for memory in kept if memory.table == "messages"]
    assert [text for text in texts if text in ("My name is Zoe.", "Good day.", "Who am I?")] == texts
    assert texts[:3] == ["My name is Zoe.", "Good day.", "Who am I?"]
    assert in_the_server == []
    assert "My name is Zoe." in agent.prompts[1]
    assert len(adapter.worlds.entities) == 2
    assert adapter.notes == ["init", "close"]
