"""Plugins of agents on a whole server: what they need is there, or the agent says what is missing."""

from __future__ import annotations

import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from parley_server.app.build import build
from parley_server.app.settings import Settings
from parley_server.app.testing import AgentNotStarted, hosted
from parley_server.domain.agents import Agent, AgentSpec, AgentState
from parley_server.domain.callers import LOCAL_CALLER
from parley_server.domain.characters import Character
from parley_server.domain.content import Content
from parley_server.plugin_api import Action, Plugin, PluginSetting
from tests.fakes.packages import install

TESTED = Plugin(name="tested", description="Has tests.", test_dependencies=("plugin-tools",))
TOOLS = Plugin(name="tools", description="What tests need.")


@asynccontextmanager
async def started(data: Path, spec: AgentSpec, *plugins: Plugin, test_mode: bool = False) -> AsyncIterator[Agent]:
    """Yield an agent of a server with these plugins, started."""
    async with build(Settings(data=data, plugins=(), model_ports=()), plugins=plugins) as house:
        added = await house.fleet.add(
            LOCAL_CALLER,
            [spec],
            ephemeral=False,
            auto_start=True,
            skip_migrations=False,
            test_mode=test_mode,
            request_id="",
        )
        yield added.agents[0]


@pytest.mark.parametrize("test_mode", [False, True])
async def test_in_test_mode_what_tests_depend_on_must_be_there(tmp_path: Path, test_mode: bool) -> None:
    spec = AgentSpec(character=Character(name="Ann"))

    async with started(tmp_path, spec, TESTED, test_mode=test_mode) as agent:
        if not test_mode:
            assert agent.state is AgentState.RUNNING
            return
        assert agent.last_error is not None
        assert (agent.last_error.reason, agent.last_error.metadata) == (
            "CONFIGURATION_MISSING",
            {"missing": "plugin-tools"},
        )


async def test_in_test_mode_what_tests_depend_on_comes_first(tmp_path: Path) -> None:
    async with started(tmp_path, AgentSpec(character=Character(name="Ann")), TESTED, TOOLS, test_mode=True) as agent:
        assert agent.plugins.index("tools") < agent.plugins.index("tested")


async def test_the_plugins_of_the_quick_start_of_elizaos_are_there(tmp_path: Path) -> None:
    spec = AgentSpec(
        character=Character(name="Assistant"),
        plugins=("@elizaos/plugin-sql", "@elizaos/plugin-bootstrap"),
    )

    async with started(tmp_path, spec) as agent:
        assert agent.state is AgentState.RUNNING
        assert agent.plugins[0] == "sql"


async def test_an_agent_that_lacks_a_setting_of_a_plugin_fails_with_its_name(tmp_path: Path) -> None:
    weather = Plugin(name="weather", description="x", settings=(PluginSetting(key="WEATHER_KEY", required=True),))
    spec = AgentSpec(character=Character(name="Ann"), plugins=("weather",))

    async with started(tmp_path, spec, weather) as agent:
        assert agent.state is AgentState.FAILED
        assert agent.last_error is not None
        assert agent.last_error.reason == "CONFIGURATION_MISSING"
        assert agent.last_error.metadata == {"missing": "WEATHER_KEY"}


async def test_the_plugin_of_the_readme_works(tmp_path: Path) -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text()
    found = re.search(r"<!-- plugin:begin -->\n```python\n(.*?)```\n<!-- plugin:end -->", readme, re.DOTALL)
    assert found is not None
    names: dict[str, Any] = {}
    exec(found[1], names)  # noqa: S102 - our own page

    plan = {"thought": "A name.", "actions": ["GREET"], "text": ""}
    async with hosted(names["plugin"], data=tmp_path, plans=[plan], settings={"GREETING": "Ahoy"}) as agent:
        said = await agent.say("Bob")

    assert len(found[1].splitlines()) == 20
    assert said == ["Ahoy, Bob!"]
    assert "Cheerful." in agent.prompts[0]


async def test_what_the_agent_of_a_test_says_is_given_in_order(tmp_path: Path) -> None:
    async def count(*given: Any) -> bool:  # noqa: ANN401 - as the runtime calls it
        callback = given[4]
        await callback(Content(text="one"))
        await callback(Content(text="two"))
        return True

    plugin = Plugin(name="counting", actions=(Action(name="COUNT", description="Counts.", handler=count),))
    plans = [{"thought": "t", "actions": [*actions], "text": "hello"} for actions in (["REPLY"], ["REPLY", "COUNT"])]
    async with hosted(plugin, data=tmp_path, plans=plans) as agent:
        assert await agent.say("Hi") == ["hello"]
        assert await agent.say("Count!") == ["hello", "one", "two"]


async def test_a_test_is_told_why_its_agent_does_not_start(tmp_path: Path) -> None:
    plugin = Plugin(name="weather", description="x", settings=(PluginSetting(key="WEATHER_KEY", required=True),))

    with pytest.raises(AgentNotStarted, match="WEATHER_KEY"):
        async with hosted(plugin, data=tmp_path, plans=[]):
            pass


async def test_an_agent_gets_the_plugin_of_an_installed_package_by_its_name_at_elizaos(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = "from parley_server.plugin_api import Plugin\n\nplugin = Plugin(name='weather', description='Rain.')\n"
    (packages := tmp_path / "packages").mkdir()
    install(packages, "weather_package", source, {"weather": "weather_package:plugin"})
    monkeypatch.syspath_prepend(packages)
    monkeypatch.setattr(sys, "modules", dict(sys.modules))
    spec = AgentSpec(character=Character(name="Ann", plugins=("@elizaos/plugin-weather",)))

    async with started(tmp_path / "data", spec) as agent:
        assert agent.state is AgentState.RUNNING
        assert "weather" in agent.plugins
