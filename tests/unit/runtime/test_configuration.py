"""Settings that plugins declare."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from parley_server.domain.characters import Character
from parley_server.domain.errors import BadSettings, ConfigurationMissing
from parley_server.domain.json import JsonValue
from parley_server.plugin_api import Plugin, PluginSetting, Runtime, SettingLayer
from tests.fakes.agents import make_agent

KEY = PluginSetting(key="WEATHER_KEY", required=True, description="from weather.example")
PLACE = PluginSetting(key="WEATHER_PLACE", required=True)


def weather(*settings: PluginSetting, name: str = "weather", config: Mapping[str, str] | None = None) -> Plugin:
    return Plugin(name=name, settings=settings, config=config or {})


async def test_all_that_is_required_and_missing_is_named_over_all_plugins() -> None:
    other = weather(PluginSetting(key="SEA_KEY", required=True), name="sea")
    bench = await make_agent(weather(KEY, PLACE), other, environment={"WEATHER_PLACE": ""}, initialize=False)

    with pytest.raises(ConfigurationMissing, match=r"weather needs WEATHER_KEY \(from weather.example\)") as caught:
        await bench.runtime.initialize()

    assert caught.value.metadata["missing"] == "WEATHER_KEY,WEATHER_PLACE,SEA_KEY"


async def test_nothing_of_a_plugin_runs_that_lacks_a_setting() -> None:
    calls: list[str] = []

    async def init(_config: Mapping[str, str], _runtime: Runtime) -> None:
        calls.append("init")

    bench = await make_agent()

    with pytest.raises(ConfigurationMissing):
        await bench.runtime.register_plugin(Plugin(name="weather", init=init, settings=(KEY,)))

    assert (calls, "weather" in bench.runtime.plugins) == ([], False)


@pytest.mark.parametrize("place", ["secrets", "settings", "own", "environment", "config"])
async def test_a_required_setting_may_be_in_any_place(place: str) -> None:
    values = {"WEATHER_KEY": "k"}
    bench = await make_agent(
        weather(KEY, config=values if place == "config" else None),
        character=Character(
            name="Ann",
            secrets=values if place == "secrets" else {},
            settings=dict(values) if place == "settings" else {},
        ),
        settings=dict(values) if place == "own" else {},
        environment=values if place == "environment" else {},
    )

    assert bench.runtime.get_setting("WEATHER_KEY") == "k"


@pytest.mark.parametrize(
    ("setting", "value", "fits"),
    [
        (PluginSetting(key="K", type="integer"), "12", True),
        (PluginSetting(key="K", type="integer"), 12, True),
        (PluginSetting(key="K", type="integer"), "1.5", False),
        (PluginSetting(key="K", type="integer"), True, False),
        (PluginSetting(key="K", type="number"), "1.5", True),
        (PluginSetting(key="K", type="number"), "nan", False),
        (PluginSetting(key="K", type="number"), "many", False),
        (PluginSetting(key="K", type="boolean"), "true", True),
        (PluginSetting(key="K", type="boolean"), "off", True),
        (PluginSetting(key="K", type="boolean"), "perhaps", False),
        (PluginSetting(key="K", type="integer"), "", True),
        (PluginSetting(key="K"), 7, True),
        (PluginSetting(key="K", choices=("C", "F")), "F", True),
        (PluginSetting(key="K", choices=("C", "F")), "K", False),
    ],
)
async def test_a_setting_is_of_the_kind_that_is_declared(setting: PluginSetting, value: JsonValue, fits: bool) -> None:
    bench = await make_agent(weather(setting), settings={"K": value}, initialize=False)

    if fits:
        await bench.runtime.initialize()
    else:
        with pytest.raises(BadSettings, match="K: plugin weather wants"):
            await bench.runtime.initialize()


async def test_all_settings_of_a_wrong_kind_are_named_and_none_is_shown() -> None:
    plugin = weather(PluginSetting(key="PORT", type="integer"), PluginSetting(key="LOUD", type="boolean"))
    bench = await make_agent(plugin, settings={"PORT": "s3cret", "LOUD": "s3cret"}, initialize=False)

    with pytest.raises(BadSettings) as caught:
        await bench.runtime.initialize()

    assert [problem.field for problem in caught.value.problems] == ["PORT", "LOUD"]
    assert "s3cret" not in str(caught.value)


async def test_a_default_stands_in_and_is_the_plugins_own() -> None:
    unit = PluginSetting(key="UNIT", default="C")
    bench = await make_agent(weather(unit), weather(PluginSetting(key="UNIT", default="F"), name="other"))

    found = bench.runtime.get_setting_with_layer("UNIT")

    assert found is not None
    assert (found.value, found.layer) == ("C", SettingLayer.BUILT_IN)


async def test_init_is_given_the_values_as_texts() -> None:
    given: list[Mapping[str, str]] = []

    async def init(config: Mapping[str, str], _runtime: Runtime) -> None:
        given.append(config)

    settings = (KEY, PluginSetting(key="LOUD", type="boolean"), PluginSetting(key="TIMES", type="integer", default=3))
    plugin = Plugin(name="weather", init=init, config={"OTHER": "x"}, settings=(*settings, PluginSetting(key="NONE")))
    await make_agent(plugin, environment={"WEATHER_KEY": "k", "LOUD": "true"})

    assert given == [{"OTHER": "x", "WEATHER_KEY": "k", "LOUD": "true", "TIMES": "3"}]


async def test_a_plugin_that_lacks_a_setting_or_has_left_opens_no_key_of_the_environment() -> None:
    further = PluginSetting(key="DATABASE", default="none")
    bench = await make_agent(environment={"DATABASE": "x", "OTHER": "y"})

    with pytest.raises(ConfigurationMissing):
        await bench.runtime.register_plugin(weather(KEY, further))
    after_failure = bench.runtime.get_setting("DATABASE")
    await bench.runtime.register_plugin(weather(further))
    loaded = bench.runtime.get_setting("DATABASE")
    await bench.runtime.unload_plugin("weather")

    assert (after_failure, loaded, bench.runtime.get_setting("DATABASE")) == (None, "x", None)


async def test_what_a_plugin_has_by_itself_is_not_shown_to_callers() -> None:
    """Its code may have taken it from the environment."""
    bench = await make_agent(weather(KEY, config={"WEATHER_KEY": "s3cret"}))

    (shown,) = bench.runtime._settings.show(["WEATHER_KEY"])

    assert (shown.key, shown.value) == ("WEATHER_KEY", None)
