"""Settings of a world as data (reference, settings.ts)."""

from __future__ import annotations

import pytest

from parley_server.domain.errors import InvalidField
from parley_server.domain.json import JsonObject, JsonValue
from parley_server.domain.world_settings import (
    SettingRule,
    WorldSetting,
    create_setting_from_config,
    read_settings,
    write_settings,
)

FULL = WorldSetting(
    name="Key",
    description="A key",
    usage_description="Take it from their page",
    value="sealed",
    required=True,
    public=True,
    secret=True,
    validation=SettingRule(kind="text", choices=("a",), minimum=1, maximum=9, starts_with=("sk-",)),
    depends_on=("PLATFORM",),
    on_set_action="I try it at once.",
    visible_if={"PLATFORM": "twitter", "LIVE": True},
)


def test_a_setting_has_the_defaults_of_the_reference() -> None:
    config: JsonObject = {"name": "API_KEY", "description": "API key", "usageDescription": "", "required": True}

    assert create_setting_from_config(config) == WorldSetting(
        name="API_KEY",
        description="API key",
        usage_description="",
        value=None,
        required=True,
        public=False,
        secret=False,
        validation=None,
        depends_on=(),
        on_set_action="",
        visible_if={},
    )


@pytest.mark.parametrize("usage", ["usageDescription", "usage_description"])
def test_names_are_those_of_the_reference_or_ours(usage: str) -> None:
    setting = create_setting_from_config({"name": "A", usage: "When asked", "dependsOn": ["B"], "value": "no value"})

    assert setting == WorldSetting(name="A", usage_description="When asked", depends_on=("B",))
    assert create_setting_from_config(FULL) == create_setting_from_config(write_settings({"K": FULL})["K"])  # type: ignore[arg-type] # an object


@pytest.mark.parametrize(
    ("config", "field"),
    [
        ({}, "name"),
        ({"name": ""}, "name"),
        ({"name": "A", "description": 1}, "description"),
        ({"name": "A", "secret": "yes"}, "secret"),
        ({"name": "A", "validation": {"kind": "code"}}, "validation.kind"),
    ],
)
def test_what_is_no_setting_is_refused(config: JsonObject, field: str) -> None:
    with pytest.raises(InvalidField, match=field):
        create_setting_from_config(config)


def test_settings_are_read_as_they_were_written() -> None:
    settings = {"KEY": FULL, "PLATFORM": WorldSetting(name="Platform", value="twitter")}

    assert read_settings({"settings": write_settings(settings), "other": 1}) == settings


@pytest.mark.parametrize("metadata", [{}, {"settings": None}, {"settings": "text"}, {"settings": []}])
def test_a_world_may_have_none(metadata: JsonObject) -> None:
    assert read_settings(metadata) is None


def test_what_is_no_setting_is_passed_over_and_code_counts_for_nothing() -> None:
    kept: JsonObject = {
        "A": {"value": 0, "validation": "(value) => true", "onSetAction": "", "visibleIf": "x", "dependsOn": "B"},
        "B": "text",
        "C": {"name": 1},
        "D": {"name": "D", "value": {"deep": 1}},
    }

    found = read_settings({"settings": kept})

    assert found == {"A": WorldSetting(name="A", value=0), "D": WorldSetting(name="D")}


def test_what_is_called_like_a_secret_is_one() -> None:
    found = read_settings({"settings": {"OPENAI_API_KEY": {"name": "Key", "value": "planted", "secret": False}}})

    assert found is not None
    assert found["OPENAI_API_KEY"].secret


@pytest.mark.parametrize(
    ("value", "secret", "shown"),
    [
        (None, False, "Not set"),
        (None, True, "Not set"),
        ("", False, ""),
        ("text", False, "text"),
        (True, False, "true"),
        (0, False, "0"),
        ("planted", True, "****************"),
        (1234, True, "****************"),
        ("", True, "****************"),
    ],
)
def test_a_secret_is_never_shown(value: str | int | bool | None, secret: bool, shown: str) -> None:
    setting = WorldSetting(name="A", value=value, secret=secret)

    assert setting.shown == shown
    assert "planted" not in repr(setting)
    assert "planted" not in f"{setting}"


def test_a_setting_is_set_by_any_value() -> None:
    values: list[tuple[JsonValue, bool]] = [(None, False), ("", True), (0, True), (False, True)]
    assert [WorldSetting(name="A", value=value).is_set for value, _ in values] == [  # type: ignore[arg-type] # scalars
        is_set for _, is_set in values
    ]
