"""The agents of a program: added, started, stopped, found, changed (behaviours, "Orchestrator")."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from parley_server import ElizaOS
from parley_server.domain.characters import Character
from parley_server.domain.errors import (
    AgentNotFound,
    AlreadyExists,
    BadCharacter,
    ConfigurationMissing,
    InvalidField,
    NotEditable,
)
from parley_server.domain.ids import string_to_uuid
from parley_server.orchestrator.elizaos import AgentsNotStarted
from parley_server.plugin_api import (
    Plugin,
    Provider,
    ProviderResult,
    Runtime,
)
from tests.fakes.embedded import Ear, speaking

pytestmark = pytest.mark.usefixtures("no_keys")

ANN = {"character": {"name": "Ann"}}
BOB = {"character": {"name": "Bob"}}


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
        ({"character": {"name": "Ann"}, "plugins": "openai"}, r"agents\[0\].plugins: give a list"),
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


async def test_one_thing_where_a_list_belongs_is_never_taken_letter_by_letter() -> None:
    async with ElizaOS() as elizaos:
        (ann,) = await elizaos.add_agents([ANN])
        given: Any = ann
        for call in (elizaos.start_agents, elizaos.stop_agents, elizaos.health_check, elizaos.validate_api_keys):
            with pytest.raises(InvalidField, match=r"^agent_ids: give a list"):
                await call(given)
        for further, field in (
            (elizaos.delete_agents(given), "agents"),
            (elizaos.add_agents(ANN), "agents"),  # type: ignore[call-overload] # what is refused
            (elizaos.handle_messages({"agent_id": ann, "message": "hello"}), "messages"),  # type: ignore[arg-type] # what is refused
        ):
            with pytest.raises(InvalidField, match=f"^{field}: give a list"):
                await further
        with pytest.raises(InvalidField, match=r"^names: give a list"):
            elizaos.get_agents_by_names("Ann")
        assert len(elizaos.get_agents()) == 1


async def test_plugins_are_objects_or_names_and_two_agents_may_have_two_of_one_name() -> None:
    async def one(runtime: Runtime, message: object, state: object) -> ProviderResult:
        return ProviderResult(text="one")

    mine = Plugin(name="mine", providers=(Provider(name="ONE", get=one),))
    yours = Plugin(name="mine", providers=(Provider(name="TWO", get=one),))
    async with ElizaOS() as elizaos:
        await elizaos.add_agents(
            [
                {**ANN, "plugins": ["@elizaos/plugin-sql", mine]},
                # What is no plugin is left out, and of two of a name the first counts.
                {**BOB, "plugins": [yours, "classic", None, mine]},
            ],
            auto_start=True,
        )
        ann, bob = elizaos.get_agents()
        assert "ONE" in {provider.name for provider in ann.providers}
        assert {"ONE", "TWO"} & {provider.name for provider in bob.providers} == {"TWO"}
        assert {"sql", "mine"} <= set(ann.plugins)
        assert {"mine", "classic"} <= set(bob.plugins)


async def test_an_agent_that_runs_is_not_asked_for_with_other_plugins_and_then_nobody_is_changed() -> None:
    async with ElizaOS() as elizaos:
        given = [{**ANN, "plugins": [speaking()]}, {**BOB, "plugins": [speaking(name="other")]}]
        ann, bob = await elizaos.add_agents(given)
        await elizaos.start_agents([bob])
        idle = elizaos.get_agent(ann)
        with pytest.raises(AlreadyExists, match="agent 'Ann' is there already, with another character"):
            await elizaos.add_agents([{"character": {"name": "Ann", "bio": "another"}}])
        with pytest.raises(AlreadyExists, match="agent 'Bob' runs with other plugins"):
            await elizaos.add_agents([{**ANN, "plugins": [speaking()]}, {**BOB, "plugins": [speaking(name="other")]}])
        assert elizaos.get_agent(ann) is idle
        assert await elizaos.add_agents(given) == [ann, bob]


async def test_a_plugin_that_is_not_there_fails_the_start_and_the_others_run() -> None:
    async with ElizaOS() as elizaos:
        ann, bob = await elizaos.add_agents([{**ANN, "plugins": ["plugin-nowhere"]}, BOB])
        with pytest.raises(AgentsNotStarted, match="Ann: this server has no plugin 'plugin-nowhere'") as raised:
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
