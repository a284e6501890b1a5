"""Settings of an agent: which layer a value comes from."""

from __future__ import annotations

import pytest

from parley_server.domain.characters import Character
from parley_server.domain.json import JsonValue
from parley_server.plugin_api import SettingLayer
from parley_server.runtime.settings import AgentSettings


@pytest.mark.parametrize(
    ("secrets", "character", "own", "environment", "value", "layer"),
    [
        ({"K": "s"}, {"K": "c"}, {"K": "o"}, {"K": "e"}, "s", SettingLayer.CHARACTER),
        ({}, {"K": "c"}, {"K": "o"}, {"K": "e"}, "c", SettingLayer.CHARACTER),
        ({}, {}, {"K": 0}, {"K": "e"}, 0, SettingLayer.AGENT),
        ({}, {"K": None}, {}, {"K": "true"}, True, SettingLayer.ENVIRONMENT),
    ],
)
def test_a_value_tells_who_set_it(
    secrets: dict[str, str],
    character: dict[str, JsonValue],
    own: dict[str, JsonValue],
    environment: dict[str, str],
    value: JsonValue,
    layer: SettingLayer,
) -> None:
    settings = AgentSettings(Character(name="Ann", secrets=secrets, settings=character), own, environment)
    settings.declare(["K"])

    found = settings.get_setting_with_layer("K")

    assert found is not None
    assert (found.value, found.layer) == (value, layer)
    assert settings.get_setting("K") == value
    assert "value" not in repr(found)


@pytest.mark.parametrize("own", [{}, {"K": {"a": 1}}, {"K": ["a"]}])
def test_what_is_missing_or_no_setting_is_none(own: dict[str, JsonValue]) -> None:
    settings = AgentSettings(Character(name="Ann"), own, {"K": "not declared"})

    assert settings.get_setting_with_layer("K") is None
    assert settings.get_setting("K") is None


def test_layers_are_ordered_by_trust() -> None:
    assert SettingLayer.CHARACTER < SettingLayer.AGENT < SettingLayer.ENVIRONMENT < SettingLayer.BUILT_IN


def test_values_of_secrets_and_of_the_environment_are_never_shown() -> None:
    character = Character(
        name="Ann",
        secrets={"PLAIN_NAME": "planted", "BOTH": "planted"},
        settings={"TONE": "kind", "BOTH": "open", "MY_API_KEY": "planted", "NESTED": {"a": "planted"}, "OFF": False},
    )
    settings = AgentSettings(character, {"LIMIT": 3}, {"FROM_OUTSIDE": "planted", "UNKNOWN": "planted"})
    settings.declare(["FROM_OUTSIDE"])
    settings.set_setting("LATE", "planted", secret=True)

    shown = {one.key: (one.value, one.secret) for one in settings.show()}
    asked = settings.show(["TONE", "FROM_OUTSIDE", "UNKNOWN", "TONE", "MISSING"])

    assert shown == {
        "BOTH": (None, True),
        "LATE": (None, True),
        "LIMIT": (3, False),
        "MY_API_KEY": (None, True),
        "OFF": (False, False),
        "PLAIN_NAME": (None, True),
        "TONE": ("kind", False),
    }
    assert [(one.key, one.value) for one in asked] == [("TONE", "kind"), ("FROM_OUTSIDE", None)]
    assert "planted" not in repr((settings.show(), asked))


def test_what_was_secret_once_stays_so() -> None:
    settings = AgentSettings(Character(name="Ann", settings={"K": "below"}), {}, {})
    settings.set_setting("K", "above", secret=True)
    settings.set_setting("K", None)

    assert settings.get_setting("K") == "below"
    assert [(one.value, one.secret) for one in settings.show()] == [(None, True)]


@pytest.mark.parametrize(
    ("secrets", "character", "own", "expected"),
    [
        ({}, {"secrets": {"K": "nested"}}, {"K": "own"}, "nested"),
        ({}, {"K": "plain", "secrets": {"K": "nested"}}, {}, "plain"),
        ({"K": "secret"}, {"secrets": {"K": "nested"}}, {}, "secret"),
        ({}, {"K": "", "secrets": {"K": "nested"}}, {}, ""),
        ({}, {"K": 0, "secrets": {"K": "nested"}}, {}, 0),
        ({}, {"K": False, "secrets": {"K": "nested"}}, {}, False),
        ({}, {"K": None, "secrets": {"K": "nested"}}, {}, "nested"),
        ({}, {"secrets": {"K": None}}, {"K": "own"}, "own"),
        ({}, {"secrets": "no object"}, {"K": "own"}, "own"),
        ({}, {"K": {"an": "object"}}, {"K": "own"}, None),
        ({}, {"K": []}, {"K": "own"}, None),
        ({}, {"K": "true"}, {}, True),
        ({}, {"K": "false"}, {}, False),
        ({"K": "false"}, {}, {}, False),
        ({}, {"K": "TRUE"}, {}, "TRUE"),
        ({}, {"K": " true"}, {}, " true"),
        ({}, {"K": "0"}, {}, "0"),
        ({}, {"K": "null"}, {}, "null"),
        ({}, {"K": 1}, {}, 1),
        ({}, {"K": -0.5}, {}, -0.5),
        ({}, {}, {"secrets": {"K": "own nested"}}, "own nested"),
        ({}, {}, {"K": "own", "secrets": {"K": "own nested"}}, "own"),
        ({"k": "other case"}, {}, {}, None),
    ],
)
def test_a_value_is_looked_up_in_secrets_settings_secrets_among_them_and_the_agents_own(
    secrets: dict[str, str], character: dict[str, JsonValue], own: dict[str, JsonValue], expected: JsonValue
) -> None:
    settings = AgentSettings(Character(name="Ann", secrets=secrets, settings=character), own, {"K": "not declared"})

    found = settings.get_setting("K")

    assert (found, type(found)) == (expected, type(expected))


@pytest.mark.parametrize("key", ["__class__", "secrets", "_set", "", "K.nested"])
def test_nothing_but_settings_is_found_under_any_name(key: str) -> None:
    character = Character(name="Ann", secrets={"K": "x"}, settings={"secrets": {"L": "y"}, "K": {"nested": "z"}})

    assert AgentSettings(character, {}, {}).get_setting(key) is None


def test_the_environment_is_seen_by_declared_keys_alone_until_they_are_withdrawn() -> None:
    settings = AgentSettings(Character(name="Ann"), {}, {"K": "e", "L": "", "M": "false"})
    settings.declare(["K", "L", "M"], defaults={"K": "default", "L": "default", "N": 0})

    assert [settings.get_setting(key) for key in "KLMN"] == ["e", "", False, 0]
    settings.withdraw(["K", "N"])
    assert [settings.get_setting(key) for key in "KLMN"] == [None, "", False, None]


def test_secrets_by_place_declaration_name_and_value_are_never_shown() -> None:
    character = Character(
        name="Ann",
        settings={
            "secrets": {"A_WORD": "planted"},
            "DATABASE": "postgres://ann:planted@db.example/x",
            "PLAIN": "https://example.com:8080/a@b",
            "CODE": "planted",
        },
    )
    settings = AgentSettings(character, {"secrets": {"OWN_WORD": "planted"}}, {})
    settings.declare(["CODE"], secrets=["CODE"])
    settings.withdraw(["CODE"])

    shown = {one.key: (one.value, one.secret) for one in settings.show()}

    assert shown == {
        "A_WORD": (None, True),
        "CODE": (None, True),
        "DATABASE": (None, True),
        "OWN_WORD": (None, True),
        "PLAIN": ("https://example.com:8080/a@b", False),
    }
