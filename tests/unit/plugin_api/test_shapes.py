"""What a plugin's author got wrong is said in words that help, where it stands."""

from __future__ import annotations

from typing import Any

import pytest

from parley_server.domain.content import Content
from parley_server.plugin_api import Action, Evaluator, Plugin, PluginSetting, Provider, ProviderResult
from parley_server.plugin_api.shapes import require_shape


async def anything(*_: object) -> Any:  # noqa: ANN401 - never called
    """Do nothing."""


PROVIDER = Provider(name="P", get=anything)


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"providers": PROVIDER}, "providers"),
        ({"dependencies": "sql"}, "dependencies"),
        ({"services": ProviderResult}, "services"),
        ({"events": {"RUN_STARTED": anything}}, "event RUN_STARTED: handlers"),
    ],
)
def test_one_component_without_a_tuple_around_it_is_refused_where_it_is_written(
    fields: dict[str, Any], name: str
) -> None:
    with pytest.raises(TypeError, match=rf"^Plugin 'mine': {name} is a tuple, also of one: write \w+=\(\.\.\.,\)$"):
        Plugin(name="mine", **fields)


@pytest.mark.parametrize("kind", [Action, Evaluator])
def test_a_simile_is_not_taken_letter_by_letter(kind: type[Action | Evaluator]) -> None:
    with pytest.raises(TypeError, match=f"{kind.__name__} 'GREET': similes is a tuple"):
        kind(name="GREET", description="", handler=anything, similes="HI")  # type: ignore[arg-type] # what is refused


@pytest.mark.parametrize(
    ("wrong", "why"), [({"type": "int"}, "type is one of text, "), ({"choices": "ab"}, "choices is a")]
)
def test_a_setting_that_cannot_be_checked_is_refused_where_it_is_declared(wrong: dict[str, Any], why: str) -> None:
    with pytest.raises(TypeError, match=f"PluginSetting 'COUNT': {why}"):
        PluginSetting(key="COUNT", **wrong)


def test_a_list_is_as_good_as_a_tuple() -> None:
    assert Plugin(name="mine", providers=[PROVIDER]).providers == [PROVIDER]  # type: ignore[arg-type, comparison-overlap] # a list


def test_what_has_another_shape_is_named_with_the_one_that_belongs_there() -> None:
    given = Content(text="hello")
    assert require_shape(given, Content, "callbacks are given a") is given
    with pytest.raises(TypeError, match=r"^callbacks are given a Content, not str$"):
        require_shape("hello", Content, "callbacks are given a")
