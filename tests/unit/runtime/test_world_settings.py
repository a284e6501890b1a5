"""The settings of worlds: kept with the world, secrets sealed, opened by one call alone."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from parley_server.codec.xml import XmlCodec
from parley_server.domain.characters import Character
from parley_server.domain.errors import ConfigurationMissing, InvalidField, NotFound
from parley_server.domain.ids import DEFAULT_TENANT, WorldId, create_unique_uuid, new_id
from parley_server.domain.json import JsonObject
from parley_server.domain.setting_changes import unset_required
from parley_server.domain.world_settings import HIDDEN, WorldSetting
from parley_server.domain.worlds import World
from parley_server.message.service import DefaultMessageService
from parley_server.orchestrator.sealing import BoxSealer
from parley_server.orchestrator.secrets import SecretBox
from parley_server.plugin_api import Runtime
from parley_server.runtime.agent_runtime import AgentRuntime, RuntimeParts
from parley_server.runtime.answers import ShapedModel
from parley_server.runtime.journal import JournalWriter
from parley_server.runtime.sealing import TextSealer
from parley_server.storage.sql.open import open_sqlite
from parley_server.storage.sql.store import SqlStore
from tests.fakes.agents import FakeClock
from tests.fakes.values import AGENT_ID

SERVER = "guild-1"
WORLD = World(world_id=WorldId(create_unique_uuid(AGENT_ID, SERVER)), agent_id=AGENT_ID, name="Guild", server_id=SERVER)
KEY = WorldSetting(name="Key", required=True, secret=True, depends_on=("PLATFORM",))
TEMPLATE = {"PLATFORM": WorldSetting(name="Platform", required=True), "KEY": KEY, "NOTE": WorldSetting(name="Note")}
# "sk-test" as elizaOS seals it with its default salt.
OLD = "000102030405060708090a0b0c0d0e0f:7c71cc9af8357f50577cdda412142d0f"
LOOKALIKE = f"{'a' * 32}:{'b' * 32}"


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqlStore]:
    async with open_sqlite(tmp_path) as store:
        yield store


def runtime_on(store: SqlStore, sealer: TextSealer | None) -> AgentRuntime:
    clock = FakeClock()
    return AgentRuntime(
        agent_id=AGENT_ID,
        character=Character(name="Ann"),
        plugins=(),
        settings={},
        parts=RuntimeParts(
            tenant=DEFAULT_TENANT,
            store=store,
            journal=JournalWriter(store.logs),
            message_service=DefaultMessageService(model=ShapedModel(XmlCodec()), clock=clock, new_id=new_id),
            clock=clock,
            new_id=new_id,
            environment={},
            sealer=sealer,
        ),
    )


@pytest.fixture
async def agent(store: SqlStore) -> Runtime:
    runtime = runtime_on(store, BoxSealer(SecretBox("k")))
    await runtime.create_world(WORLD)
    return runtime


async def stored(agent: Runtime) -> str:
    """Return everything that is kept of the world, as text."""
    world = await agent.get_world(WORLD.world_id)
    assert world is not None
    return json.dumps(world.metadata)


async def import_world(agent: Runtime, settings: JsonObject) -> None:
    """Put settings into the world as an import of somebody else's data does."""
    await agent.update_world(replace(WORLD, metadata={"settings": settings}))


async def test_a_setting_that_is_described_badly_is_named(agent: Runtime) -> None:
    with pytest.raises(InvalidField, match=r"^TOPIC\.name: must be text"):
        await agent.initialize_onboarding(WORLD, {"TOPIC": {"description": "no name"}})  # type: ignore[dict-item] # as JSON has it


async def test_onboarding_gives_a_world_the_settings_to_ask_for(agent: Runtime) -> None:
    given = await agent.initialize_onboarding(WORLD, TEMPLATE)

    assert given == TEMPLATE
    assert await agent.get_world_settings(SERVER) == TEMPLATE
    assert list(unset_required(given)) == ["PLATFORM", "KEY"]
    world = await agent.get_world(WORLD.world_id)
    assert world is not None
    assert (world.name, world.server_id) == ("Guild", SERVER)


async def test_what_a_plugin_keeps_beside_the_settings_stays(agent: Runtime) -> None:
    """Document 3, "World Management": `settings: { allowBots: true }`."""
    await import_world(agent, {"allowBots": True})
    await agent.initialize_onboarding(WORLD, TEMPLATE)
    await agent.change_world_settings(SERVER, {"PLATFORM": "discord"})

    assert await agent.get_world_settings(SERVER) == {
        **TEMPLATE,
        "PLATFORM": replace(TEMPLATE["PLATFORM"], value="discord"),
    }
    world = await agent.get_world(WORLD.world_id)
    assert world is not None
    kept = world.metadata["settings"]
    assert isinstance(kept, dict)
    assert kept["allowBots"] is True


async def test_values_survive_a_new_template(agent: Runtime) -> None:
    await agent.initialize_onboarding(WORLD, TEMPLATE)
    await agent.change_world_settings(SERVER, {"PLATFORM": "discord", "KEY": "sk-planted", "NOTE": "hi"})

    after = await agent.initialize_onboarding(
        WORLD,
        {
            "KEY": WorldSetting(name="Key of the platform", value="not taken over"),
            "COLOUR": WorldSetting(name="Colour", required=True),
            "NOTE": WorldSetting(name="Note", secret=True),
        },
    )

    assert {key: (one.name, one.shown, one.secret) for key, one in after.items()} == {
        "KEY": ("Key of the platform", HIDDEN, True),
        "COLOUR": ("Colour", "Not set", False),
        "NOTE": ("Note", HIDDEN, True),
        "PLATFORM": ("Platform", "discord", False),
    }
    assert await agent.get_world_setting(SERVER, "KEY") == "sk-planted"
    assert await agent.get_world_setting(SERVER, "NOTE") == "hi"
    assert '"hi"' not in await stored(agent)


async def test_a_secret_is_opened_by_one_call_and_shown_by_none(agent: Runtime) -> None:
    await agent.initialize_onboarding(WORLD, TEMPLATE)

    outcomes = await agent.change_world_settings(SERVER, {"PLATFORM": "discord", "KEY": "sk-planted"})

    settings = await agent.get_world_settings(SERVER)
    assert settings is not None
    assert settings["KEY"].shown == HIDDEN
    assert settings["PLATFORM"].shown == "discord"
    assert "sk-planted" not in f"{settings} {settings['KEY'].value} {outcomes} {await stored(agent)}"
    assert await agent.get_world_setting(SERVER, "KEY") == "sk-planted"
    assert await agent.get_world_setting(SERVER, "PLATFORM") == "discord"
    assert await agent.get_world_setting(SERVER, "NOTE") is None
    assert await agent.get_world_setting(SERVER, "UNKNOWN") is None


@pytest.mark.parametrize("secret", [LOOKALIKE, OLD, "parley1:looks", "postgres://user:password@localhost:5432/db"])
async def test_what_somebody_says_is_sealed_whatever_it_looks_like(agent: Runtime, secret: str) -> None:
    await agent.initialize_onboarding(WORLD, {"KEY": WorldSetting(name="Key", secret=True)})

    await agent.change_world_settings(SERVER, {"KEY": secret})

    assert secret not in await stored(agent)
    assert await agent.get_world_setting(SERVER, "KEY") == secret


async def test_settings_that_were_read_can_be_written_back_with_changes(agent: Runtime) -> None:
    await agent.initialize_onboarding(WORLD, TEMPLATE)
    await agent.change_world_settings(SERVER, {"PLATFORM": "discord", "KEY": "sk-planted"})
    settings = await agent.get_world_settings(SERVER)
    assert settings is not None

    changed = {
        **settings,
        "NOTE": replace(settings["NOTE"], value="hi"),
        "NEW_TOKEN": WorldSetting(name="T", value="tk-planted"),
    }
    assert await agent.update_world_settings(SERVER, changed)

    assert (await agent.get_world_settings(SERVER) or {})["KEY"] == settings["KEY"]
    assert await agent.get_world_setting(SERVER, "KEY") == "sk-planted"
    assert await agent.get_world_setting(SERVER, "NOTE") == "hi"
    assert await agent.get_world_setting(SERVER, "NEW_TOKEN") == "tk-planted"
    assert "planted" not in await stored(agent)


async def test_texts_of_secrets_alone_are_sealed(agent: Runtime) -> None:
    values = {"A": None, "B": True, "C": 12, "D": "", "E": "text"}
    settings = {key: WorldSetting(name=key, secret=True, value=value) for key, value in values.items()}
    plain = WorldSetting(name="P", value="https://example.com")

    await agent.update_world_settings(SERVER, {**settings, "P": plain})

    kept = await agent.get_world_settings(SERVER)
    assert kept is not None
    assert {key: one.value for key, one in kept.items() if key != "E"} == {
        "A": None, "B": True, "C": 12, "D": "", "P": "https://example.com",
    }  # fmt: skip
    assert str(kept["E"].value).startswith("parley1:")


async def test_a_sealed_value_does_not_open_as_another_setting_or_in_another_world(agent: Runtime) -> None:
    other = replace(WORLD, world_id=WorldId(create_unique_uuid(AGENT_ID, "guild-2")), server_id="guild-2")
    await agent.create_world(other)
    for world in (WORLD, other):
        await agent.initialize_onboarding(world, {"KEY": WorldSetting(name="Key", secret=True)})
    await agent.change_world_settings(SERVER, {"KEY": "sk-planted"})
    sealed = (await agent.get_world_settings(SERVER) or {})["KEY"]

    await agent.update_world_settings("guild-2", {"KEY": sealed, "MINE": replace(sealed, secret=False)})

    assert await agent.get_world_setting("guild-2", "KEY") == sealed.value
    assert await agent.get_world_setting("guild-2", "MINE") == sealed.value


async def test_what_was_imported_in_clear_or_in_the_old_form_is_never_given_as_it_is(agent: Runtime) -> None:
    await import_world(
        agent,
        {
            "OLD": {"name": "Old", "secret": True, "value": OLD},
            "CLEAR": {"name": "Clear", "secret": True, "value": "sk-planted"},
            "BOT_TOKEN": {"name": "Named", "value": "tk-planted"},
        },
    )

    settings = await agent.get_world_settings(SERVER)

    assert settings is not None
    assert all(str(one.value).startswith("parley1:") for one in settings.values())
    assert await agent.get_world_setting(SERVER, "OLD") == "sk-test"
    assert await agent.get_world_setting(SERVER, "CLEAR") == "sk-planted"
    await agent.change_world_settings(SERVER, {"OLD": "sk-new"})
    assert "planted" not in await stored(agent)
    assert OLD not in await stored(agent)
    assert await agent.get_world_setting(SERVER, "BOT_TOKEN") == "tk-planted"


async def test_what_was_sealed_with_a_lost_key_is_told_and_left_alone(store: SqlStore, agent: Runtime) -> None:
    await agent.initialize_onboarding(WORLD, TEMPLATE)
    await agent.change_world_settings(SERVER, {"PLATFORM": "discord", "KEY": "sk-planted"})
    before = (await agent.get_world_settings(SERVER) or {})["KEY"]

    later = runtime_on(store, BoxSealer(SecretBox("another")))
    await later.change_world_settings(SERVER, {"NOTE": "hi"})
    await later.initialize_onboarding(WORLD, TEMPLATE)

    with pytest.raises(ConfigurationMissing, match="PARLEY_SECRET_KEY"):
        await later.get_world_setting(SERVER, "KEY")
    assert (await agent.get_world_settings(SERVER) or {})["KEY"] == before
    assert await agent.get_world_setting(SERVER, "KEY") == "sk-planted"


async def test_without_a_sealer_no_secret_is_kept(store: SqlStore, agent: Runtime) -> None:
    bare = runtime_on(store, None)
    await bare.initialize_onboarding(
        WORLD, {"KEY": WorldSetting(name="Key", secret=True), "NOTE": WorldSetting(name="N")}
    )

    await bare.change_world_settings(SERVER, {"NOTE": "hi"})
    with pytest.raises(ConfigurationMissing):
        await bare.change_world_settings(SERVER, {"KEY": "sk-planted"})

    assert "planted" not in await stored(agent)


async def test_changes_at_once_do_not_write_over_each_other(agent: Runtime) -> None:
    await agent.initialize_onboarding(WORLD, {f"S{number}": WorldSetting(name="S") for number in range(20)})

    async with asyncio.TaskGroup() as group:
        for number in range(20):
            group.create_task(agent.change_world_settings(SERVER, {f"S{number}": number}))

    settings = await agent.get_world_settings(SERVER)
    assert settings is not None
    assert [one.value for one in settings.values()] == list(range(20))


async def test_what_is_refused_changes_nothing(agent: Runtime) -> None:
    await agent.initialize_onboarding(WORLD, TEMPLATE)
    before = await stored(agent)

    outcomes = await agent.change_world_settings(SERVER, {"KEY": "sk-planted"})

    assert [(one.applied, one.note) for one in outcomes] == [(False, "Key can be set after Platform.")]
    assert await stored(agent) == before


@pytest.mark.parametrize("by", [SERVER, WORLD.world_id])
async def test_a_world_is_found_by_its_server_or_its_id(agent: Runtime, by: str) -> None:
    await agent.initialize_onboarding(WORLD, TEMPLATE)

    assert await agent.get_world_settings(by) == TEMPLATE


async def test_a_world_with_an_id_of_its_own_is_found_by_its_server(agent: Runtime) -> None:
    other = replace(WORLD, world_id=WorldId(new_id()), server_id="elsewhere")
    await agent.create_world(other)
    await agent.initialize_onboarding(other, TEMPLATE)

    assert await agent.get_world_settings("elsewhere") == TEMPLATE
    assert await agent.get_world_settings(SERVER) is None


async def test_an_unknown_world_has_no_settings_and_gets_none(agent: Runtime) -> None:
    assert await agent.get_world_settings("nowhere") is None
    assert await agent.get_world_settings("") is None
    assert await agent.get_world_setting("nowhere", "KEY") is None
    assert await agent.update_world_settings("nowhere", TEMPLATE) is False
    with pytest.raises(NotFound):
        await agent.change_world_settings("nowhere", {"KEY": "x"})
    with pytest.raises(NotFound):
        await agent.change_world_settings(SERVER, {"KEY": "x"})
    with pytest.raises(NotFound):
        await agent.initialize_onboarding(replace(WORLD, world_id=WorldId(new_id())), TEMPLATE)
