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
