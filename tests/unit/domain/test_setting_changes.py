"""Setting values of a world: rules, dependencies, what is still missing."""

from __future__ import annotations

import pytest

from parley_server.domain.setting_changes import (
    MAX_TEXT,
    change_settings,
    check_value,
    is_visible,
    unmet_dependencies,
    unset_required,
)
from parley_server.domain.world_settings import SettingRule, SettingValue, WorldSetting

PLATFORM = WorldSetting(
    name="Platform", required=True, validation=SettingRule(choices=("discord", "twitter")), on_set_action="Good choice."
)
TOKEN = WorldSetting(
    name="Token", required=True, secret=True, depends_on=("PLATFORM",), validation=SettingRule(starts_with=("tk-",))
)
HANDLE = WorldSetting(name="Handle", required=True, visible_if={"PLATFORM": "twitter"})
NOTE = WorldSetting(name="Note")
SETTINGS = {"PLATFORM": PLATFORM, "TOKEN": TOKEN, "HANDLE": HANDLE, "NOTE": NOTE}


def test_values_are_set_after_what_they_depend_on_whatever_the_order() -> None:
    changed = change_settings(SETTINGS, {"TOKEN": "tk-1", "NOTE": "hi", "PLATFORM": "discord"})

    assert [(one.key, one.applied, one.note) for one in changed.outcomes] == [
        ("TOKEN", True, "Token is set."),
        ("NOTE", True, "Note is set."),
        ("PLATFORM", True, "Platform is set. Good choice."),
    ]
    assert changed.applied == ("TOKEN", "NOTE", "PLATFORM")
    assert {key: one.value for key, one in changed.settings.items()} == {
        "PLATFORM": "discord",
        "TOKEN": "tk-1",
        "HANDLE": None,
        "NOTE": "hi",
    }
    assert SETTINGS["NOTE"].value is None


def test_what_cannot_be_set_is_said_without_its_value_and_the_others_are() -> None:
    changed = change_settings(
        SETTINGS, {"TOKEN": "tk-planted", "PLATFORM": "planted", "NOTE": "kept", "UNKNOWN": "planted"}
    )

    assert [(one.key, one.applied, one.note) for one in changed.outcomes] == [
        ("TOKEN", False, "Token can be set after Platform."),
        ("PLATFORM", False, "Platform must be one of discord, twitter."),
        ("NOTE", True, "Note is set."),
        ("UNKNOWN", False, "There is no setting 'UNKNOWN'."),
    ]
    assert "planted" not in repr(changed)


def test_dependencies_in_a_circle_wait_for_ever_and_say_so() -> None:
    circle = {"A": WorldSetting(name="A", depends_on=("B",)), "B": WorldSetting(name="B", depends_on=("A", "GONE"))}

    changed = change_settings(circle, {"A": 1, "B": 2})

    assert [one.note for one in changed.outcomes] == ["A can be set after B.", "B can be set after A, GONE."]
    assert unmet_dependencies(circle["B"], circle) == ("A", "GONE")


def test_no_value_takes_one_away() -> None:
    settings = {"NOTE": WorldSetting(name="Note", value="old")}

    changed = change_settings(settings, {"NOTE": None})

    assert changed.settings["NOTE"].value is None
    assert [one.note for one in changed.outcomes] == ["Note has no value any more."]


@pytest.mark.parametrize(
    ("rule", "value", "kept", "refusal"),
    [
        (None, "text", "text", ""),
        (None, 0, 0, ""),
        (None, False, False, ""),
        (None, "", "", ""),
        (None, "x" * MAX_TEXT, "x" * MAX_TEXT, ""),
        (None, "x" * (MAX_TEXT + 1), None, "must have at most 8192 characters"),
        (SettingRule(), 12, "12", ""),
        (SettingRule(), True, "true", ""),
        (SettingRule(choices=("true",)), True, "true", ""),
        (SettingRule(minimum=2, maximum=3), "a", None, "must have at least 2 characters"),
        (SettingRule(minimum=2, maximum=3), "abcd", None, "must have at most 3 characters"),
        (SettingRule(starts_with=("a", "b")), "c", None, "must begin with a or b"),
        (SettingRule(kind="number"), " 12 ", 12, ""),
        (SettingRule(kind="number"), "1.5", 1.5, ""),
        (SettingRule(kind="number", minimum=1, maximum=65535), 65536, None, "must be at most 65535"),
        (SettingRule(kind="number", minimum=0.5), 0, None, "must be at least 0.5"),
        (SettingRule(kind="number"), "inf", None, "must be a number"),
        (SettingRule(kind="number"), "9" * 5000, None, "must be a number"),
        (SettingRule(kind="number"), "9" * 400, None, "must be a number"),
        (SettingRule(kind="number"), "ten", None, "must be a number"),
        (SettingRule(kind="number"), True, None, "must be a number"),
        (SettingRule(kind="boolean"), " Yes", True, ""),
        (SettingRule(kind="boolean"), "off", False, ""),
        (SettingRule(kind="boolean"), 1, True, ""),
        (SettingRule(kind="boolean"), "maybe", None, "must be true or false"),
    ],
)
def test_a_value_follows_its_rule(
    rule: SettingRule | None, value: SettingValue, kept: SettingValue, refusal: str
) -> None:
    found, why = check_value(WorldSetting(name="A", validation=rule), value)

    assert (found, type(found), why) == (kept, type(kept), refusal)


@pytest.mark.parametrize(
    ("rule", "value", "kept"),
    [(None, 1234, "1234"), (None, True, "true"), (SettingRule(kind="number"), 12, "12")],
)
def test_a_secret_is_always_text_since_texts_alone_are_sealed(
    rule: SettingRule | None, value: SettingValue, kept: str
) -> None:
    assert check_value(WorldSetting(name="A", secret=True, validation=rule), value) == (kept, "")


def test_what_is_required_and_shows_is_asked_for() -> None:
    assert list(unset_required(SETTINGS)) == ["PLATFORM", "TOKEN"]
    assert list(unset_required(change_settings(SETTINGS, {"PLATFORM": "twitter"}).settings)) == ["TOKEN", "HANDLE"]


@pytest.mark.parametrize(
    ("other", "visible"),
    [
        (WorldSetting(name="O", value=True), True),
        (WorldSetting(name="O", value=1), False),
        (WorldSetting(name="O", value=False), False),
        (WorldSetting(name="O", value=True, secret=True), False),
        (WorldSetting(name="O"), False),
    ],
)
def test_a_setting_shows_by_the_values_of_others(other: WorldSetting, visible: bool) -> None:
    assert is_visible(WorldSetting(name="A", visible_if={"O": True}), {"O": other}) is visible
    assert is_visible(WorldSetting(name="A", visible_if={"GONE": True}), {}) is False
