"""The agents of a program: added, started, stopped, found, changed, told of (behaviours, "Orchestrator")."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from parley_server import ElizaOS
from parley_server.app import build as build_module
from parley_server.domain.characters import Character
from parley_server.domain.content import State
from parley_server.domain.errors import (
    AgentNotFound,
    AlreadyExists,
    BadCharacter,
    ConfigurationMissing,
    InvalidField,
    NotEditable,
)
from parley_server.domain.ids import AgentId, EntityId, string_to_uuid
from parley_server.domain.models import TEXT_LARGE, ModelResult
from parley_server.orchestrator.elizaos import AgentsNotStarted
from parley_server.plugin_api import (
    Column,
    ColumnKind,
    ModelHandler,
    ModelRequest,
    Plugin,
    PluginSchema,
    PluginTable,
    Provider,
    ProviderResult,
    Runtime,
)
from parley_server.runtime.agent_runtime import AgentRuntime
from tests.fakes.adapter import FakeAdapter
from tests.fakes.embedded import Ear, speaking

ANN = {"character": {"name": "Ann"}}
BOB = {"character": {"name": "Bob"}}


@pytest.fixture(autouse=True)
def _no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "DATABASE_URL", "PARLEY_PLUGINS"):
        monkeypatch.delenv(name, raising=False)


async def test_agents_are_added_started_stopped_and_deleted_and_each_step_is_told() -> None:
    ear = Ear()
    async with ElizaOS() as elizaos:
        ear.listen(elizaos)
        ann, bob = await elizaos.add_agents([ANN, BOB])
        assert [one.agent_id for one in elizaos.get_agents()] == [ann, bob]
        assert [one.has_elizaos() for one in elizaos.get_agents()] == [True, True]

        await elizaos.start_agents()
        runtime = elizaos.get_agent(ann)
        assert runtime is not None
        assert runtime.elizaos is elizaos

        await elizaos.stop_agents([ann, str(uuid4())])
        stopped = elizaos.get_agent(ann)
        assert stopped is not None, "it stays registered"
        assert (stopped.elizaos, stopped.has_elizaos()) == (None, False)
        assert (await elizaos.health_check([ann]))[ann].alive is False

        await elizaos.start_agents([ann])
        again = elizaos.get_agent(ann)
        assert again is not None
        assert again.elizaos is elizaos

        await elizaos.delete_agents([ann, str(uuid4())])
        assert [one.agent_id for one in elizaos.get_agents()] == [bob]
        assert elizaos.get_agent(ann) is None

    assert [
        {"agent_id": ann, "character": Character(name="Ann"), "ephemeral": False},
        {"agent_id": bob, "character": Character(name="Bob"), "ephemeral": False},
    ] == ear.of("agent:added")
    assert ear.of("agents:added") == [{"agent_ids": (ann, bob), "count": 2, "ephemeral": False}]
    assert ear.of("agent:started") == [{"agent_id": ann}, {"agent_id": bob}, {"agent_id": ann}]
    assert ear.of("agents:started") == [{"agent_ids": (ann, bob), "count": 2}, {"agent_ids": (ann,), "count": 1}]
    assert ear.of("agent:stopped") == [{"agent_id": ann}, {"agent_id": ann}]
    assert ear.of("agents:stopped")[0] == {"agent_ids": (ann,), "count": 1}
    assert ear.of("agent:deleted") == [{"agent_id": ann}]
    assert ear.of("agents:deleted") == [{"agent_ids": (ann,), "count": 1}]


async def test_all_are_stopped_and_started_when_none_is_named_and_nobody_for_an_empty_list() -> None:
    async with ElizaOS() as elizaos:
        ann, bob = await elizaos.add_agents([ANN, BOB], auto_start=True)
        await elizaos.stop_agents([])
        assert [one.alive for one in (await elizaos.health_check()).values()] == [True, True]
        await elizaos.stop_agents()
        await elizaos.start_agents([])
        assert [one.alive for one in (await elizaos.health_check()).values()] == [False, False]
        await elizaos.start_agents()
        assert list(await elizaos.health_check()) == [ann, bob]
        assert await elizaos.health_check([]) == {}


async def test_an_unknown_agent_keeps_all_from_being_started() -> None:
    unknown = str(uuid4())
    async with ElizaOS() as elizaos:
        (ann,) = await elizaos.add_agents([ANN])
        with pytest.raises(AgentNotFound, match=f"^Agent {unknown} not found$"):
            await elizaos.start_agents([ann, unknown])
        assert (await elizaos.health_check([ann]))[ann].alive is False


async def test_agents_are_found_by_id_and_by_name_in_any_case() -> None:
    async with ElizaOS() as elizaos:
        ann, bob = await elizaos.add_agents([ANN, BOB])

        def names(runtimes: list[Runtime]) -> list[str]:
            return [one.character.name for one in runtimes]

        found = elizaos.get_agent_by_name("aNN")
        assert found is not None
        assert found.agent_id == ann
        assert elizaos.get_agent_by_name("Cid") is None
        assert elizaos.get_agent_by_name(ann) is None, "an id is no name"
        assert elizaos.get_agent("Ann") is None, "a name is no id"
        assert names(elizaos.get_agents_by_ids([bob, str(uuid4()), ann])) == ["Bob", "Ann"]
        assert names(elizaos.get_agents_by_names(["BOB", "Cid", "ann"])) == ["Bob", "Ann"]


async def test_what_the_program_gives_is_copied_and_an_id_derives_from_the_name() -> None:
    character: dict[str, Any] = {"name": "Ann", "settings": {"deep": {"list": [1]}}, "message_examples": []}
    given = {"character": character, "settings": {"OWN": "mine"}}
    async with ElizaOS() as elizaos:
        (ann,) = await elizaos.add_agents([given])
        character["settings"]["deep"]["list"].append(2)
        character["name"] = "Zoe"
        runtime = elizaos.get_agent(ann)
        assert runtime is not None
        assert ann == string_to_uuid("Ann")
        assert runtime.character.settings == {"deep": {"list": [1]}}
        assert runtime.get_setting("OWN") == "mine"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (
            {"character": {"name": "Ann"}, "databaseAdapter": None},
            r"agents\[0\].databaseAdapter: it is called database_",
        ),
        ({"character": {"name": "Ann"}, "colour": 1}, r"agents\[0\].colour"),
        ({}, r"agents\[0\].character"),
        ({"character": {"name": "Ann"}, "agent_id": "no"}, r"agents\[0\].agent_id"),
    ],
)
async def test_what_is_wrong_with_an_agent_is_named(given: Mapping[str, Any], field: str) -> None:
    async with ElizaOS() as elizaos:
        with pytest.raises(InvalidField, match=field):
            await elizaos.add_agents([given])
        with pytest.raises(BadCharacter):
            await elizaos.add_agents([{"character": {"bio": 5}}])
        assert elizaos.get_agents() == []


async def test_plugins_are_objects_or_names_and_two_agents_may_have_two_of_one_name() -> None:
    async def one(runtime: Runtime, message: object, state: object) -> ProviderResult:
        return ProviderResult(text="one")

    mine = Plugin(name="mine", providers=(Provider(name="ONE", get=one),))
    yours = Plugin(name="mine", providers=(Provider(name="TWO", get=one),))
    async with ElizaOS() as elizaos:
        await elizaos.add_agents(
            [
                {**ANN, "plugins": ["@elizaos/plugin-sql", mine]},
                {**BOB, "plugins": [yours, "classic", None]},  # what is no plugin is left out
            ],
            auto_start=True,
        )
        ann, bob = elizaos.get_agents()
        assert "ONE" in {provider.name for provider in ann.providers}
        assert "TWO" in {provider.name for provider in bob.providers} - {provider.name for provider in ann.providers}
        assert {"sql", "mine"} <= set(ann.plugins)
        assert {"mine", "classic"} <= set(bob.plugins)


async def test_an_agent_that_runs_is_not_asked_for_with_other_plugins_and_then_nobody_is_changed() -> None:
    async with ElizaOS() as elizaos:
        given = [{**ANN, "plugins": [speaking()]}, {**BOB, "plugins": [speaking(name="other")]}]
        ann, bob = await elizaos.add_agents(given)
        await elizaos.start_agents([bob])
        idle = elizaos.get_agent(ann)
        with pytest.raises(AlreadyExists, match="Bob"):
            await elizaos.add_agents([{**ANN, "plugins": [speaking()]}, {**BOB, "plugins": [speaking(name="other")]}])
        assert elizaos.get_agent(ann) is idle
        assert await elizaos.add_agents(given) == [ann, bob]


async def test_a_plugin_that_is_not_there_fails_the_start_and_the_others_run() -> None:
    async with ElizaOS() as elizaos:
        ann, bob = await elizaos.add_agents([{**ANN, "plugins": ["plugin-nowhere"]}, BOB])
        with pytest.raises(AgentsNotStarted, match="Ann: no plugin 'plugin-nowhere'") as raised:
            await elizaos.start_agents()
        assert raised.value.failures[ann].reason == ConfigurationMissing.reason
        assert (await elizaos.health_check([bob]))[bob].alive


async def test_init_functions_are_called_once_when_all_run(tmp_path: Path) -> None:
    seen: list[tuple[str, list[bool]]] = []
    async with ElizaOS() as elizaos:

        async def init(runtime: Runtime) -> None:
            health = await elizaos.health_check()
            seen.append((runtime.character.name, [one.alive for one in health.values()]))

        ids = await elizaos.add_agents([{**ANN, "init": init}, {**BOB, "init": init}])
        assert seen == []
        await elizaos.start_agents()
        await elizaos.stop_agents(ids)
        await elizaos.start_agents()

    assert seen == [("Ann", [True, True]), ("Bob", [True, True])]


async def test_an_init_function_that_fails_fails_its_agent_alone() -> None:
    async def bad(_runtime: Runtime) -> None:
        raise LookupError("no bread")

    async with ElizaOS() as elizaos:
        ann, bob = await elizaos.add_agents([{**ANN, "init": bad}, BOB])
        with pytest.raises(AgentsNotStarted, match="no bread") as raised:
            await elizaos.start_agents()
        assert list(raised.value.failures) == [ann]
        assert [one.alive for one in (await elizaos.health_check([ann, bob])).values()] == [False, True]


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


async def test_health_is_measured_and_an_unknown_agent_is_not_alive() -> None:
    unknown = str(uuid4())
    async with ElizaOS() as elizaos:
        (ann,) = await elizaos.add_agents([ANN], auto_start=True)
        health = await elizaos.health_check([ann, unknown])

    assert (health[ann].alive, health[ann].responsive, health[ann].ready) == (True, True, True)
    assert health[ann].uptime is not None
    assert health[ann].memory_bytes is not None
    assert (health[unknown].alive, health[unknown].responsive) == (False, False)


async def test_a_store_that_does_not_answer_shows_in_health(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = asyncio.Event()
    async with ElizaOS() as elizaos:
        (ann,) = await elizaos.add_agents([ANN], auto_start=True)

        async def hang() -> None:
            await answers.wait()

        monkeypatch.setattr("parley_server.orchestrator.health.PROBE_SECONDS", 0.05)
        monkeypatch.setattr(elizaos._parts.fleet._store, "ping", hang, raising=False)
        health = await elizaos.health_check([ann])
        answers.set()

    assert (health[ann].alive, health[ann].responsive) == (True, False)


async def test_it_is_told_who_has_the_key_that_its_model_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    unknown = str(uuid4())
    async with ElizaOS() as elizaos:
        none, own, needless = await elizaos.add_agents(
            [
                ANN,
                {"character": {"name": "Bob", "secrets": {"OPENAI_API_KEY": "sk-1"}}},
                {"character": {"name": "Cid"}, "plugins": [speaking()]},
            ]
        )
        assert await elizaos.validate_api_keys() == {none: False, own: True, needless: True}
        assert await elizaos.validate_api_keys([own, unknown]) == {own: True}
        assert await elizaos.validate_api_keys([]) == {}


async def test_the_last_state_of_an_agent_can_be_looked_at() -> None:
    async with ElizaOS() as elizaos:
        (ann,) = await elizaos.add_agents([ANN], auto_start=True)
        accessor = elizaos.get_runtime_accessor()
        assert accessor.get_state(ann) is None
        await elizaos.handle_message(ann, {"content": "hello", "room_id": uuid4()})
        state = accessor.get_state(ann)
        assert state is not None
        assert state.text
        assert accessor.get_state(str(uuid4())) is None
        assert accessor.get_agent(ann) is elizaos.get_agent(ann)


async def test_a_listener_that_fails_harms_nobody_and_one_that_is_removed_hears_no_more() -> None:
    heard: list[str] = []
    later = asyncio.Event()

    def bad(event: object) -> None:
        raise LookupError("no")

    async def slow(event: object) -> None:
        later.set()
        raise LookupError("no")

    def kept(event: object) -> None:
        heard.append("kept")

    def gone(event: object) -> None:
        heard.append("gone")

    async with ElizaOS() as elizaos:
        for listener in (bad, slow, kept, kept):
            elizaos.add_event_listener("agent:added", listener)
        elizaos.add_event_listener("agent:added", gone)
        elizaos.remove_event_listener("agent:added", gone)
        elizaos.remove_event_listener("agent:added", gone)
        await elizaos.add_agents([ANN])
        async with asyncio.timeout(5):
            await later.wait()
        with pytest.raises(ValueError, match="agent:aded"):
            elizaos.add_event_listener("agent:aded", gone)

    assert heard == ["kept"], "twice the same is once"


async def test_what_is_told_of_an_agent_has_no_secrets() -> None:
    ear = Ear()
    async with ElizaOS() as elizaos:
        ear.listen(elizaos)
        await elizaos.enable_editable_mode()
        (ann,) = await elizaos.add_agents([{"character": {"name": "Ann", "secrets": {"KEY": "sk-planted"}}}])
        await elizaos.update_agent(ann, {"secrets": {"OTHER_KEY": "sk-planted"}, "settings": {"A_TOKEN": "sk-planted"}})

    assert "sk-planted" not in repr([vars(event.detail) for event in ear.events])
    assert {"agent:added", "agent:updated", "mode:editable"} <= set(ear.types)


async def test_an_agent_is_changed_in_editable_mode_alone() -> None:
    ear, unknown = Ear(), str(uuid4())
    async with ElizaOS() as elizaos:
        ear.listen(elizaos)
        (ann,) = await elizaos.add_agents([{"character": {"name": "Ann", "secrets": {"KEY": "s"}}}], auto_start=True)
        with pytest.raises(NotEditable, match=r"^Editable mode not enabled$"):
            await elizaos.update_agent(unknown, {"system": "Be brief."})
        await elizaos.enable_editable_mode()
        with pytest.raises(AgentNotFound, match=f"^Agent {unknown} not found$"):
            await elizaos.update_agent(unknown, {"system": "Be brief."})
        with pytest.raises(InvalidField, match=r"updates\.sytem"):
            await elizaos.update_agent(ann, {"sytem": "Be brief."})

        await elizaos.update_agent(ann, {"system": "Be brief.", "topics": ["bread"]})
        runtime = elizaos.get_agent(ann)
        assert runtime is not None
        assert (runtime.character.system, runtime.character.topics) == ("Be brief.", ("bread",))
        assert runtime.get_setting("KEY") == "s", "secrets that are not given stay"

    assert ear.of("mode:editable") == [{"editable": True}]
    assert ear.of("agent:updated") == [
        {"agent_id": ann, "updates": {"system": "Be brief.", "topics": ("bread",)}},
    ]


async def test_a_folder_keeps_agents_and_their_changes_until_the_next_program(tmp_path: Path) -> None:
    mine = speaking(name="mine")
    given: list[dict[str, Any]] = [{**ANN, "plugins": [mine]}, BOB]
    async with ElizaOS(data=tmp_path) as elizaos:
        ids = await elizaos.add_agents(given, auto_start=True)
        await elizaos.enable_editable_mode()
        await elizaos.update_agent(ids[1], {"system": "Be brief."})

    async with ElizaOS(data=tmp_path) as elizaos:
        # Bob is back at work; Ann waits for her plugin, which only this program can bring.
        assert {key: one.alive for key, one in (await elizaos.health_check()).items()} == {ids[0]: False, ids[1]: True}
        bob = elizaos.get_agent_by_name("Bob")
        assert bob is not None
        assert bob.character.system == "Be brief."
        with pytest.raises(NotEditable):
            await elizaos.update_agent(ids[1], {"system": ""})
        assert await elizaos.add_agents(given[:1]) == ids[:1]
        await elizaos.start_agents()
        assert all(one.alive for one in (await elizaos.health_check()).values())


async def test_messages_that_a_program_leaves_behind_are_answered_when_the_next_one_starts_their_agent(
    tmp_path: Path,
) -> None:
    waiting, may_go = asyncio.Event(), asyncio.Event()

    async def answer(_runtime: Runtime, request: ModelRequest) -> ModelResult:
        waiting.set()
        await may_go.wait()
        return ModelResult(object={"thought": "t", "actions": ["REPLY"], "text": f"re: {request.user_text}"})

    slow = Plugin(name="slow", models=(ModelHandler(model_type=TEXT_LARGE, generate=answer, structured=True),))
    given = {**ANN, "plugins": [slow]}
    async with ElizaOS(data=tmp_path, grace=0) as elizaos:
        (ann,) = await elizaos.add_agents([given], auto_start=True)
        for text in ("one", "two"):
            message = {"content": text, "room_id": "0b0b0b0b-0000-4000-8000-000000000001"}
            await elizaos.handle_message(ann, message, on_response=ignored, on_error=ignored)
        await waiting.wait()

    replies: list[str] = []
    both = asyncio.Event()

    async def answered(params: Mapping[str, Any]) -> None:
        replies.append(params["message"].content.text)
        if len(replies) == 2:
            both.set()

    ear = Plugin(name="ear", events={"MESSAGE_SENT": (answered,)})
    may_go.set()
    async with ElizaOS(data=tmp_path, plugins=[ear]) as elizaos:
        assert replies == []
        await elizaos.add_agents([given], auto_start=True)
        async with asyncio.timeout(10):
            await both.wait()

    assert replies == ["re: one", "re: two"]


def ignored(_anything: object) -> None:
    """Take no notice."""


async def test_a_temporary_folder_is_gone_at_the_end_whatever_the_environment_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PARLEY_DATA", str(tmp_path / "servers"))
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing")
    folders: list[Path] = []
    original = build_module.open_store

    def remember(settings: Any, **further: Any) -> Any:  # noqa: ANN401 - as the original
        folders.append(settings.data)
        return original(settings, **further)

    monkeypatch.setattr(build_module, "open_store", remember)
    async with ElizaOS() as elizaos:
        await elizaos.add_agents([ANN])
        assert folders[0].exists()

    assert [folder.exists() for folder in (*folders, tmp_path / "servers")] == [False, False]


async def test_two_in_one_process_know_nothing_of_each_other() -> None:
    async with ElizaOS() as one, ElizaOS() as two:
        (ann,) = await one.add_agents([ANN], auto_start=True)
        (other,) = await two.add_agents([ANN], auto_start=True)
        assert ann == other
        theirs = two.get_agent(other)
        assert theirs is not None
        assert one.get_agent(ann) is not theirs
        with pytest.raises(AgentNotFound, match="not found in registry"):
            await one.handle_message(theirs, {"content": "hello"})
        await one.delete_agents([ann])
        assert two.get_agent(ann) is not None


async def test_it_must_be_open_and_opens_again() -> None:
    elizaos = ElizaOS()
    for _ in range(2):
        with pytest.raises(RuntimeError, match="async with"):
            elizaos.get_agents()
        async with elizaos:
            assert elizaos.get_agents() == []
            with pytest.raises(RuntimeError, match="open already"):
                await elizaos.__aenter__()
