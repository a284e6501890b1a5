"""Prompts made of templates."""

from __future__ import annotations

import pytest
from structlog.testing import capture_logs

from parley_server.domain.characters import Character, Template
from parley_server.domain.content import State
from parley_server.plugin_api import (
    BadTemplate,
    CharacterPrompt,
    character_prompt,
    compose_prompt,
    compose_prompt_from_state,
    example_names,
)
from parley_server.plugin_api.prompts import template_names
from tests.fakes.agents import make_agent, make_message

STATE = State(text="All of it", values={"agentName": "Ann", "providers": "All of it"}, data={"secret": "42"})


def test_a_prompt_is_made_of_the_values_of_a_state_alone() -> None:
    template = "I am {{agentName}}. {{providers}}[{{text}}{{data}}{{secret}}]"

    assert compose_prompt_from_state(template, STATE) == "I am Ann. All of it[]"
    assert compose_prompt(template, STATE.values) == "I am Ann. All of it[]"


def test_a_template_may_be_a_function_that_makes_one() -> None:
    def template(state: State) -> str:
        return "{{agentName}} " * len(state.values)

    assert compose_prompt_from_state(template, STATE) == "Ann Ann "


def test_a_function_must_return_text() -> None:
    def template(_state: State) -> str:
        return None  # type: ignore[return-value]  # what other people's functions do

    with pytest.raises(BadTemplate):
        compose_prompt_from_state(template, STATE)


def test_speakers_of_examples_have_names_the_same_for_the_same_seed() -> None:
    template = "{{name1}} {{name2}} {{name10}} {{name11}}"

    first, again, other = (compose_prompt(template, {}, seed=seed) for seed in ("a", "a", "b"))

    assert first == again != other
    assert len(set(first.split())) == 3
    assert first.split() == [example_names("a")[index] for index in (0, 1, 9)]
    assert compose_prompt("{{name1}}", {"name1": "Bob"}) == "Bob"


async def _prompt(**templates: Template) -> CharacterPrompt | None:
    bench = await make_agent(character=Character(name="Ann", templates=templates))
    return character_prompt(bench.runtime, "replyTemplate", STATE, make_message())


async def test_a_character_brings_the_template_of_a_prompt() -> None:
    made = await _prompt(replyTemplate="As {{agentName}}: {{#if providers}}{{{providers}}}{{/if}}")

    assert made is not None
    assert made.text == "As Ann: All of it"
    assert made.template == "As {{agentName}}: {{#if providers}}{{{providers}}}{{/if}}"


@pytest.mark.parametrize("template", [None, "", "  \n"])
async def test_without_a_template_the_own_prompt_counts(template: str | None) -> None:
    assert await _prompt(**({} if template is None else {"replyTemplate": template})) is None


def _broken(_state: State) -> str:
    raise RuntimeError("no")


@pytest.mark.parametrize("template", ["{{#if", "{{json x}}", "{{nothing}}", _broken])
async def test_a_template_that_cannot_be_used_is_logged_and_the_own_prompt_counts(template: Template) -> None:
    with capture_logs() as logs:
        assert await _prompt(replyTemplate=template) is None

    told = [entry for entry in logs if entry["event"] == "template_not_used"]
    assert [(entry["template"], entry["log_level"]) for entry in told] == [("replyTemplate", "warning")]


async def test_the_names_that_a_characters_template_asks_for_are_known() -> None:
    templates: dict[str, Template] = {"a": "{{facts}} {{#each x}}{{/each}}", "b": "{{#if", "c": _broken}
    bench = await make_agent(character=Character(name="Ann", templates=templates))

    names = [template_names(bench.runtime, name) for name in ("a", "b", "c", "d")]

    assert names == [{"facts", "x"}, set(), set(), set()]
