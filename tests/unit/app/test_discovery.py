"""Plugins of installed packages."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from parley_server.app.doctor.program import check_plugins
from parley_server.app.plugins import load_plugins
from parley_server.app.settings import Settings
from parley_server.domain.characters import Character
from parley_server.domain.clock import SystemClock
from parley_server.domain.errors import ComponentFailed, ConfigurationMissing
from parley_server.orchestrator.catalogue import PluginCatalogue
from parley_server.plugin_api import Plugin
from parley_server.runtime.settings import AgentSettings
from tests.fakes.packages import install

WEATHER = """
from parley_server.plugin_api import Plugin

plugin = Plugin(name="weather", description="Rain.", dependencies=("clouds",))
"""
CLOUDS = """
from parley_server.plugin_api import Plugin


def make():
    return Plugin(name="@elizaos/plugin-clouds", description="Grey.")
"""
NOTHING = AgentSettings(Character(name="Ann"), {}, {})


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of packages that Python sees; what is imported from it is forgotten afterwards."""
    folder = tmp_path / "packages"
    folder.mkdir()
    monkeypatch.syspath_prepend(folder)
    monkeypatch.setattr(sys, "modules", dict(sys.modules))
    return folder


def catalogue(data: Path) -> PluginCatalogue:
    return load_plugins(Settings(data=data, plugins=()), SystemClock())


def loaded(found: PluginCatalogue, *names: str) -> list[str]:
    return [plugin.name for plugin in found.for_agent(names, NOTHING)]


@pytest.mark.parametrize("name", ["weather", "plugin-weather", "@elizaos/plugin-weather"])
def test_an_installed_package_is_found_with_what_it_depends_on(tmp_path: Path, packages: Path, name: str) -> None:
    install(packages, "weather_package", WEATHER, {"plugin-weather": "weather_package:plugin"})
    install(packages, "clouds_package", CLOUDS, {"clouds": "clouds_package:make"})

    names = loaded(catalogue(tmp_path), name)

    assert names.index("@elizaos/plugin-clouds") < names.index("weather")


def test_no_code_of_a_package_runs_before_an_agent_wants_it(tmp_path: Path, packages: Path) -> None:
    install(packages, "weather_package", "raise RuntimeError('loaded')", {"weather": "weather_package:plugin"})
    found = catalogue(tmp_path)

    assert "weather" not in loaded(found)
    assert found.declared_settings()
    assert found.has("weather")
    assert "weather_package" not in sys.modules


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("raise RuntimeError('no power')", "RuntimeError: no power"),
        ("import nowhere_to_be_found", "nowhere_to_be_found"),
        ("", "has no attribute"),
        ("plugin = 7", "is no plugin"),
        (WEATHER.replace('"weather"', '"other"'), "calls itself 'other'"),
    ],
)
def test_a_package_that_cannot_be_loaded_is_named_with_its_fault(
    tmp_path: Path, packages: Path, source: str, why: str
) -> None:
    install(packages, "weather_package", source, {"weather": "weather_package:plugin"})
    found = catalogue(tmp_path)

    for _ in range(2):
        with pytest.raises(ComponentFailed, match=why):
            loaded(found, "weather")
    assert loaded(found) == ["bootstrap", "classic"]


def test_of_two_packages_with_one_plugin_neither_is_guessed(tmp_path: Path, packages: Path) -> None:
    install(packages, "weather_package", WEATHER, {"weather": "weather_package:plugin"})
    install(packages, "other_package", WEATHER, {"plugin-weather": "other_package:plugin"})

    with pytest.raises(ComponentFailed, match="several packages bring it"):
        loaded(catalogue(tmp_path), "weather")


def test_no_package_takes_the_place_of_a_plugin_of_ours(tmp_path: Path, packages: Path) -> None:
    install(packages, "thief", "raise RuntimeError('loaded')", {"@elizaos/plugin-openai": "thief:plugin"})

    assert "openai" in loaded(catalogue(tmp_path), "openai")


def test_a_missing_plugin_is_told_with_those_that_are_installed(tmp_path: Path, packages: Path) -> None:
    install(packages, "clouds_package", CLOUDS, {"clouds": "clouds_package:make"})

    with pytest.raises(
        ConfigurationMissing, match=r"no plugin '@elizaos/plugin-sunshine'.*clouds.*Nothing is installed by name"
    ):
        loaded(catalogue(tmp_path), "@elizaos/plugin-sunshine")


@pytest.mark.parametrize("name", ["@elizaos/plugin-sql", "@elizaos/plugin-bootstrap", "@elizaos/plugin-openai"])
def test_what_characters_of_elizaos_list_is_there(tmp_path: Path, name: str) -> None:
    assert catalogue(tmp_path).find(name) is not None


def test_a_plugin_is_found_as_it_is_or_by_name(tmp_path: Path) -> None:
    found = catalogue(tmp_path)
    mine = Plugin(name="mine", description="x")

    assert found.find(mine) is mine
    assert found.find("plugin-classic") is found.available["classic"]
    assert found.find(Plugin(name="")) is None
    assert found.find("@elizaos/plugin-unknown") is None


def test_the_doctor_names_what_is_installed_and_runs_none_of_it(tmp_path: Path, packages: Path) -> None:
    install(packages, "weather_package", "raise RuntimeError('loaded')", {"weather": "weather_package:plugin"})

    (finding,) = check_plugins(Settings(data=tmp_path, plugins=()))

    assert "weather" in str(finding)
    assert "weather_package" not in sys.modules
