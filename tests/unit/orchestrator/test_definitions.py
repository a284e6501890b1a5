"""From what callers send to agents as they are stored."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import orjson
import pytest

from parley_server.domain.agents import AgentSpec
from parley_server.domain.characters import Character
from parley_server.domain.errors import BadCharacter, InvalidField
from parley_server.domain.ids import string_to_uuid
from parley_server.domain.json import JsonValue
from parley_server.orchestrator.catalogue import PluginCatalogue
from parley_server.orchestrator.characters import secrets_of
from parley_server.orchestrator.definitions import Definition, Definitions
from parley_server.orchestrator.secrets import SecretBox
from parley_server.plugin_api import Plugin, PluginSetting

NOW = datetime(2026, 1, 1, tzinfo=UTC)
DEFINITIONS = Definitions(secrets=SecretBox("k"), catalogue=PluginCatalogue(available={}))


def read(spec: AgentSpec) -> Definition:
    return DEFINITIONS.read(spec, 0, NOW, should_run=False)


def test_an_agents_id_is_the_given_one_else_the_characters_else_derived_from_its_name() -> None:
    given, own = string_to_uuid("given"), string_to_uuid("own")
    assert read(AgentSpec(agent_id=given.upper(), character=Character(name="Ann", id=own))).agent_id == given
    assert read(AgentSpec(character=Character(name="Ann", id=own))).agent_id == own
    assert read(AgentSpec(character=Character(name="Ann"))).agent_id == string_to_uuid("Ann")


@pytest.mark.parametrize(
    "settings",
    [{"OPENAI_API_KEY": "sk-planted"}, {"secrets": {"ANY": "sk-planted"}}, {"discord_token": "sk-planted"}],
)
@pytest.mark.parametrize("place", ["character", "file", "spec"])
def test_secrets_among_the_settings_are_sealed_and_never_kept_in_clear(settings: dict[str, object], place: str) -> None:
    plain = orjson.loads(orjson.dumps(settings))
    spec = {
        "character": AgentSpec(character=Character(name="Ann", settings=plain)),
        "file": AgentSpec(character_file={"name": "Ann", "settings": plain}),
        "spec": AgentSpec(character=Character(name="Ann"), settings=plain),
    }[place]

    made = read(spec)

    assert b"planted" not in orjson.dumps([made.stored.character, made.stored.settings])
    assert b"planted" not in made.stored.sealed_secrets
    assert "planted" not in repr(made)
    assert "sk-planted" in made.character.secrets.values()
    assert DEFINITIONS.restore(made.stored).secrets == made.character.secrets


def test_a_setting_that_only_sounds_like_a_secret_stays() -> None:
    made = read(AgentSpec(character=Character(name="Ann", settings={"DEFAULT_MAX_TOKENS": 5, "TOKENIZER": "x"})))
    assert made.character.settings == {"DEFAULT_MAX_TOKENS": 5, "TOKENIZER": "x"}


def test_a_model_provider_that_is_not_there_is_a_reported_change_and_no_error() -> None:
    made = read(AgentSpec(character_file={"name": "Ann", "modelProvider": "anthropic"}))
    assert [change.change.pointer for change in made.changes] == ["/modelProvider"]


def test_mistakes_are_named_by_their_place_in_the_request() -> None:
    with pytest.raises(BadCharacter) as bad:
        read(AgentSpec(character_file={"name": 7, "bio": 8}))
    assert [problem.field for problem in bad.value.problems] == [
        "agents[0].character_file/name",
        "agents[0].character_file/bio",
    ]
    with pytest.raises(InvalidField, match="database"):
        read(AgentSpec(character=Character(name="Ann"), database="other"))


NESTED: dict[str, JsonValue] = {
    "TONE": "kind",
    "discord": {"botToken": "planted-1", "shard": 3, "lists": [{"password": "planted-2"}, "x"]},
    "urls": {"db": "postgres://ann:planted-3@db.example/x"},
}


def test_secrets_deep_in_the_settings_are_sealed_and_come_back_to_their_places() -> None:
    file: dict[str, JsonValue] = {"name": "Ann", "settings": NESTED, "custom": {"apiKey": "planted-4"}}
    made = DEFINITIONS.read(AgentSpec(character_file=file), 0, NOW, should_run=True)

    restored = DEFINITIONS.restore(made.stored)

    assert "planted" not in repr(made.stored)
    assert restored.settings == made.character.settings == NESTED
    assert restored.extra == made.character.extra
    assert restored.secrets == {}
    assert secrets_of(restored) == secrets_of(made.character)
    assert len(secrets_of(restored)) == 4


def test_secrets_deep_in_the_settings_of_a_spec_are_not_kept_since_nobody_could_read_them() -> None:
    spec = AgentSpec(character=Character(name="Ann"), settings={"deep": {"token": "planted", "a": 1}})

    made = DEFINITIONS.read(spec, 0, NOW, should_run=True)

    assert made.stored.settings == {"deep": {"a": 1}}


@pytest.mark.parametrize(
    "text", ["planted", "[]x", "[]", "[1]", "{}", '["ab"]', '[["ab", "c"]]', '[[["name"], "Bob"]]']
)
def test_a_secret_may_be_called_anything(text: str) -> None:
    character = Character(name="Ann", secrets={"/nested": text})

    made = DEFINITIONS.read(AgentSpec(character=character), 0, NOW, should_run=True)

    assert DEFINITIONS.restore(made.stored).secrets == {"/nested": text}


def test_what_a_plugin_declares_to_be_secret_is_sealed_whatever_it_is_called() -> None:
    plugin = Plugin(name="vault", settings=(PluginSetting(key="CODE", secret=True), PluginSetting(key="TONE")))
    definitions = Definitions(secrets=SecretBox("k"), catalogue=PluginCatalogue(available={"vault": plugin}))
    file: dict[str, JsonValue] = {"name": "Ann", "settings": {"CODE": "planted-1", "TONE": "kind"}}

    made = definitions.read(AgentSpec(character_file=file, settings={"CODE": "planted-2"}), 0, NOW, should_run=True)

    assert "planted" not in repr(made.stored)
    assert made.character.settings == {"TONE": "kind"}
    assert definitions.restore(made.stored).secrets == {"CODE": "planted-1"}


def test_a_change_seals_what_is_deep_and_keeps_what_its_writer_was_not_shown() -> None:
    made = DEFINITIONS.read(AgentSpec(character=Character(name="Ann", settings=NESTED)), 0, NOW, should_run=True)
    written: dict[str, JsonValue] = {
        "TONE": "rough",
        "discord": {"shard": 4, "lists": [{"password": "planted-new"}]},
        "irc": {"token": "planted-irc"},
    }

    changed = DEFINITIONS.change(
        made.stored, made.character, replace(made.character, settings=written, system="Be rough."), NOW
    )

    assert "planted" not in repr(changed.stored)
    assert DEFINITIONS.restore(changed.stored).settings == {
        "TONE": "rough",
        "discord": {"botToken": "planted-1", "shard": 4, "lists": [{"password": "planted-new"}]},
        "irc": {"token": "planted-irc"},
    }
