"""Which plugins an agent gets, and in which order."""

from __future__ import annotations

import itertools

import pytest

from parley_server.domain.errors import ConfigurationMissing
from parley_server.plugin_api import LoadPriority, Plugin
from parley_server.runtime.plugins import arrange, is_valid, resolve, short_name
from tests.fakes.agents import make_agent


def plugin(name: str, *dependencies: str, test: tuple[str, ...] = (), priority: int = 0) -> Plugin:
    """Return a plugin that says what it is."""
    return Plugin(name=name, description="x", dependencies=dependencies, test_dependencies=test, priority=priority)


@pytest.mark.parametrize(
    "name",
    ["@elizaos/plugin-local-ai", "plugin-local-ai", "local_ai", "Local-AI", "parley-plugin-local-ai", "local_ai@1.2"],
)
def test_a_plugin_has_many_names(name: str) -> None:
    assert short_name(name) == "local_ai"


@pytest.mark.parametrize("value", [None, "text", 7, object(), Plugin(name=""), Plugin(name=" "), Plugin(name="bare")])
def test_what_has_no_name_or_brings_nothing_is_no_plugin(value: object) -> None:
    assert not is_valid(value)


def test_what_is_no_plugin_is_left_out_and_the_others_stay() -> None:
    given: list[object] = [plugin("a"), None, plugin(""), plugin("b")]

    assert [one.name for one in arrange(given, [])] == ["a", "b"]  # type: ignore[arg-type] # what else is passed


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_what_is_depended_on_comes_first_whatever_the_order_of_naming(order: tuple[int, ...]) -> None:
    plugins = [plugin("a"), plugin("b", "plugin-a"), plugin("c", "@elizaos/plugin-b")]

    assert [one.name for one in arrange([plugins[index] for index in order])] == ["a", "b", "c"]


def test_dependencies_are_taken_from_all_that_is_available() -> None:
    mine = plugin("mine", "plugin-theirs")
    theirs, unused = plugin("theirs"), plugin("unused")

    assert arrange([mine], [unused, theirs, plugin("mine")]) == [theirs, mine]


def test_kinds_of_plugins_load_in_the_order_of_their_priorities() -> None:
    plugins = [plugin(kind.name, priority=kind) for kind in reversed(LoadPriority)]

    assert [one.name for one in arrange(plugins)] == ["DATABASES", "MODEL_PROVIDERS", "CORE", "FEATURES", "PLATFORMS"]
    assert [one.priority for one in arrange(plugins)] == [-100, -50, 0, 50, 100]


def test_a_dependency_comes_first_whatever_its_priority() -> None:
    late = plugin("late", priority=100)

    assert [one.name for one in arrange([plugin("early", "late", priority=-100), late])] == ["late", "early"]


def test_what_tests_depend_on_counts_in_test_mode_alone() -> None:
    available = {"a": plugin("a", test=("b",)), "b": plugin("b")}

    assert [one.name for one in resolve(["a"], available)] == ["a"]
    assert [one.name for one in resolve(["a"], available, test_mode=True)] == ["b", "a"]


def test_a_missing_test_dependency_is_reported_in_test_mode() -> None:
    available = {"a": plugin("a", test=("gone",))}

    assert resolve(["a"], available)
    with pytest.raises(ConfigurationMissing, match="'gone', which 'a' depends on"):
        resolve(["a"], available, test_mode=True)


def test_all_that_is_missing_is_named_at_once_with_who_needs_it() -> None:
    available = {"a": plugin("a", "@elizaos/plugin-x", "y")}

    with pytest.raises(
        ConfigurationMissing, match=r"'plugin-z'; '@elizaos/plugin-x', which 'a' depends on; 'y', which"
    ) as caught:
        resolve(["a", "plugin-z"], available)

    assert caught.value.metadata["missing"] == "plugin-z,@elizaos/plugin-x,y"


@pytest.mark.parametrize("plugins", [[plugin("a", "a")], [plugin("a", "b"), plugin("b", "c"), plugin("c", "a")]])
def test_a_circle_is_named_whole(plugins: list[Plugin]) -> None:
    with pytest.raises(ConfigurationMissing, match="in a circle") as caught:
        arrange(plugins)

    assert set(caught.value.metadata["missing"].split(",")) == {one.name for one in plugins}


def test_arranging_what_is_arranged_changes_nothing() -> None:
    plugins = [plugin("d", "b", priority=-5), plugin("c"), plugin("b", priority=50), plugin("a", priority=-5)]
    once = arrange(plugins)

    assert arrange(once) == once


async def test_an_agent_takes_what_its_plugins_depend_on_from_all_that_is_available() -> None:
    mine = plugin("mine", "@elizaos/plugin-theirs")

    bench = await make_agent(mine, bootstrap=False, all_available_plugins=[plugin("unused"), plugin("theirs")])

    assert bench.runtime.plugins == ("theirs", "mine")


async def test_an_agent_whose_plugins_lack_something_is_not_made() -> None:
    with pytest.raises(ConfigurationMissing, match="'theirs', which 'mine' depends on"):
        await make_agent(plugin("mine", "theirs"), bootstrap=False, all_available_plugins=[])
