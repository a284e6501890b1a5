"""What a program gives its agents that a server cannot: runtimes, functions, a database, a mode for tests."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from parley_server import ElizaOS
from parley_server.domain.characters import Character
from parley_server.domain.content import State
from parley_server.domain.errors import (
    AgentNotFound,
    AlreadyExists,
)
from parley_server.domain.ids import AgentId, EntityId, string_to_uuid
from parley_server.plugin_api import (
    Column,
    ColumnKind,
    Plugin,
    PluginSchema,
    PluginTable,
)
from parley_server.runtime.agent_runtime import AgentRuntime
from tests.fakes.adapter import FakeAdapter
from tests.fakes.embedded import Ear, speaking

pytestmark = pytest.mark.usefixtures("no_keys")

ANN = {"character": {"name": "Ann"}}
BOB = {"character": {"name": "Bob"}}


async def test_ephemeral_agents_are_in_no_registry_and_their_runtimes_come_in_the_order_given() -> None:
    ear = Ear()
    async with ElizaOS() as elizaos:
        ear.listen(elizaos)
        runtimes = await elizaos.add_agents([BOB, ANN], ephemeral=True, auto_start=True, return_runtimes=True)
        assert [one.character.name for one in runtimes] == ["Bob", "Ann"]
        assert all(one.message_service is not None for one in runtimes)
        assert elizaos.get_agents() == []
        assert elizaos.get_agent(runtimes[0].agent_id) is None
        assert elizaos.get_agent_by_name("Bob") is None
        result = await elizaos.handle_message(runtimes[0], {"content": "hello", "room_id": uuid4()})
        assert result.processing is not None
        with pytest.raises(AgentNotFound, match="not found in registry"):
            await elizaos.handle_message(runtimes[0].agent_id, {"content": "hello"})

        await elizaos.delete_agents([runtimes[1]])
        with pytest.raises(AgentNotFound):
            await elizaos.handle_message(runtimes[1], {"content": "hello"})

    assert [one["ephemeral"] for one in ear.of("agent:added")] == [True, True]
    assert ear.of("agents:added")[0]["ephemeral"] is True


@pytest.mark.parametrize("ephemeral", [False, True])
async def test_the_cache_of_an_agent_is_gone_with_it(ephemeral: bool) -> None:
    async with ElizaOS() as elizaos:
        (ann,) = await elizaos.add_agents([ANN], ephemeral=ephemeral, auto_start=True, return_runtimes=True)
        await ann.set_cache("rates", 1)
        assert await ann.get_cache("rates") == 1
        await elizaos.delete_agents([ann])
        (again,) = await elizaos.add_agents([ANN], ephemeral=ephemeral, auto_start=True, return_runtimes=True)
        assert (again.agent_id, await again.get_cache("rates")) == (ann.agent_id, None)


async def test_an_ephemeral_agent_is_registered_once_and_then_found() -> None:
    ear = Ear()
    async with ElizaOS() as elizaos:
        ear.listen(elizaos)
        (ann,) = await elizaos.add_agents([ANN], ephemeral=True, auto_start=True, return_runtimes=True)
        await elizaos.register_agent(ann)
        assert elizaos.get_agents() == [ann]
        assert ann.elizaos is elizaos
        with pytest.raises(AlreadyExists, match=f"^Agent {ann.agent_id} already registered$"):
            await elizaos.register_agent(ann)

    assert ear.of("agent:registered") == [{"agent_id": ann.agent_id, "runtime": ann}]


async def test_a_runtime_that_the_program_has_made_is_registered_started_and_answers() -> None:
    ear = Ear()
    async with ElizaOS() as elizaos:
        ear.listen(elizaos)
        (other,) = await elizaos.add_agents([BOB], auto_start=True, return_runtimes=True)
        assert isinstance(other, AgentRuntime)
        made = [
            AgentRuntime(
                agent_id=AgentId(string_to_uuid(name)),
                character=Character(name=name),
                plugins=[speaking()],
                settings={},
                parts=other._parts,
            )
            for name in ("Ann", "Zoe")
        ]
        await made[1].initialize()
        for runtime in made:
            await elizaos.register_agent(runtime)
        with pytest.raises(AlreadyExists, match="already registered"):
            await elizaos.register_agent(made[0])
        await elizaos.start_agents()
        assert [one.elizaos is elizaos for one in made] == [True, True]
        for runtime in made:
            assert elizaos.get_agent(runtime.agent_id) is runtime
            result = await elizaos.handle_message(runtime.agent_id, {"content": "hello", "room_id": uuid4()})
            assert result.processing is not None
            assert result.processing.response_content is not None
            assert result.processing.response_content.text == "You said: hello"
        await elizaos.delete_agents([one.agent_id for one in made])
        assert elizaos.get_agents() == [other]

    assert ear.of("agent:registered") == [{"agent_id": one.agent_id, "runtime": one} for one in made]


async def test_templates_may_be_functions_and_stay_when_the_agent_is_changed() -> None:
    def template(state: State) -> str:
        return "Say something."

    async with ElizaOS() as elizaos:
        await elizaos.enable_editable_mode()
        given = {"name": "Ann", "templates": {"messageHandlerTemplate": template, "other": "text"}}
        typed = Character(name="Bob", templates={"messageHandlerTemplate": template})
        ids = await elizaos.add_agents([{"character": given}, {"character": typed}], auto_start=True)
        for agent_id in ids:
            await elizaos.update_agent(agent_id, {"system": "Be brief."})
        ann, bob = elizaos.get_agents()
        assert ann.character.templates == {"messageHandlerTemplate": template, "other": "text"}
        assert bob.character.templates == {"messageHandlerTemplate": template}


async def test_migrations_may_be_skipped(tmp_path: Path) -> None:
    table = PluginTable(name="notes", columns=(Column(name="text", kind=ColumnKind.TEXT),), primary_key=("text",))
    notebook = Plugin(name="notebook", schema=PluginSchema(tables=(table,)))
    async with ElizaOS(data=tmp_path) as elizaos:
        (ann,) = await elizaos.add_agents([{**ANN, "plugins": [notebook]}], skip_migrations=True, auto_start=True)
        assert "plugin.notebook" not in await asyncio.to_thread(tables_of, tmp_path)
        await elizaos.delete_agents([ann])
        await elizaos.add_agents([{**ANN, "plugins": [notebook]}], auto_start=True)
        assert "plugin.notebook" in await asyncio.to_thread(tables_of, tmp_path)


def tables_of(folder: Path) -> str:
    with closing(sqlite3.connect(folder / "parley.db")) as connection:
        return " ".join(name for (name,) in connection.execute("SELECT name FROM sqlite_master"))


async def test_an_agent_with_a_database_of_its_own_keeps_its_memories_there_and_has_no_sql_plugin() -> None:
    adapter = FakeAdapter()
    given = {"plugins": ["@elizaos/plugin-sql", "plugin-bootstrap"], "database_adapter": adapter}
    async with ElizaOS() as elizaos:
        await elizaos.add_agents([{**ANN, **given}, {**BOB, "plugins": ["plugin-sql"], "database_adapter": adapter}])
        await elizaos.start_agents()
        ann, bob = elizaos.get_agents()
        assert await ann.get_connection() is adapter
        assert "sql" not in ann.plugins
        assert "sql" in bob.plugins, "by that very name alone"
        result = await elizaos.handle_message(ann.agent_id, {"content": "remember this", "room_id": uuid4()})
        kept = await adapter.get_memories_by_ids(ann.agent_id, [result.message_id])
        assert [one.content.text for one in kept] == ["remember this"]


@pytest.mark.parametrize(
    "character",
    [
        {"name": "Ann", "plugins": ["@elizaos/plugin-sql", "plugin-bootstrap"]},
        Character(name="Ann", plugins=("@elizaos/plugin-sql", "plugin-bootstrap")),
    ],
    ids=["dictionary", "Character"],
)
async def test_a_database_drops_the_sql_plugin_of_the_character_too(character: Character | dict[str, Any]) -> None:
    async with ElizaOS() as elizaos:
        await elizaos.add_agents([{"character": character, "database_adapter": FakeAdapter()}], auto_start=True)
        (ann,) = elizaos.get_agents()

    assert "sql" not in ann.plugins


async def test_a_database_may_work_on_behalf_of_who_speaks() -> None:
    spoken_for: list[EntityId] = []

    class Guarded(FakeAdapter):
        async def with_entity_context(self, entity_id: EntityId, work: Callable[[], Awaitable[Any]]) -> object:
            spoken_for.append(entity_id)
            return await work()

    who = uuid4()
    async with ElizaOS() as elizaos:
        (ann,) = await elizaos.add_agents([{**ANN, "database_adapter": Guarded()}], auto_start=True)
        result = await elizaos.handle_message(ann, {"content": "hello", "entity_id": who})

    assert result.processing is not None
    assert result.processing.did_respond
    assert spoken_for == [str(who)]


async def test_in_test_mode_no_secret_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAKERY_API_KEY", "sk-1")
    monkeypatch.setenv("BAKERY_STREET", "Long")
    bakery = Plugin(name="bakery", description="x", settings_keys=("BAKERY_API_KEY", "BAKERY_STREET"))
    async with ElizaOS() as elizaos:
        (ann,) = await elizaos.add_agents(
            [{**ANN, "plugins": [bakery]}], is_test_mode=True, auto_start=True, return_runtimes=True
        )
        (bob,) = await elizaos.add_agents([{**BOB, "plugins": [bakery]}], auto_start=True, return_runtimes=True)
        assert (ann.get_setting("BAKERY_API_KEY"), ann.get_setting("BAKERY_STREET")) == (None, "Long")
        assert bob.get_setting("BAKERY_API_KEY") == "sk-1"
