"""Prompts of the pipeline: templates of the character, else our own wording."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from parley_server.domain.characters import Character, Template
from parley_server.domain.content import State
from parley_server.domain.ids import RoomId
from parley_server.domain.json import JsonObject
from parley_server.domain.models import TEXT_LARGE
from parley_server.domain.runs import RunStatus
from parley_server.orchestrator.characters.reader import read_character
from parley_server.plugin_api import Plugin
from parley_server.plugins.classic import classic_plugin
from tests.fakes.agents import GROUP_ROOM, FakeClock, ScriptedModel, make_agent, make_message
from tests.fakes.models import envelope
from tests.fakes.values import ROOM_ID

SYNTAX = "Answer with one XML element of this form"
PLAN_TEMPLATE = """\
<task>Reply as {{agentName}} to {{senderName}}.</task>
{{#if bio}}<bio>{{bio}}</bio>{{/if}}
<providers>
{{providers}}
</providers>
<instructions>{{messageDirections}} Actions: {{actionNames}}</instructions>
<output>
<response>
<thought>...</thought><actions>...</actions><providers></providers><text>...</text>
</response>
</output>"""
RESPOND_TEMPLATE = """\
Should {{agentName}} answer {{senderName}}? {{recentMessages}} Actions: {{actionNames}}
<response><name>{{agentName}}</name><reasoning>...</reasoning><action>RESPOND | IGNORE | STOP</action></response>"""


async def _prompts(
    text: str = "Hello?", *answers: str, room: RoomId = ROOM_ID, **templates: Template
) -> tuple[list[str], RunStatus]:
    """Let Ann handle a message; return what her models were asked."""
    model = ScriptedModel(*(answers or (envelope("Good day."),)))
    handlers = tuple(replace(model.handler, model_type=kind) for kind in (TEXT_LARGE, "TEXT_SMALL"))
    character = Character(name="Ann", bio=("A gardener.",), templates=templates, secrets={"secret": "sk-hidden"})
    bench = await make_agent(Plugin(name="models", models=handlers), character=character)
    result = await bench.handle(make_message(text, room_id=room))
    return [request.prompt for request in model.requests], result.status


async def test_a_characters_template_is_the_prompt_of_a_plan() -> None:
    (prompt,), status = await _prompts(messageHandlerTemplate=PLAN_TEMPLATE)

    assert status is RunStatus.COMPLETED
    assert prompt.startswith("<task>Reply as Ann to Bob.</task>\n<bio>A gardener.</bio>\n<providers>\n")
    assert "Bob: Hello?\n</providers>" in prompt
    assert "Actions: REPLY, IGNORE, NONE" in prompt
    assert prompt.endswith("</response>\n</output>")
    assert SYNTAX not in prompt
    assert "{{" not in prompt


async def test_a_template_that_shows_no_response_is_followed_by_the_syntax() -> None:
    (prompt,), status = await _prompts(messageHandlerTemplate="You are {{agentName}}. {{recentMessages}}")

    assert status is RunStatus.COMPLETED
    assert prompt.startswith("You are Ann. Bob: Hello?\n\n" + SYNTAX)


async def test_a_message_that_shows_a_response_is_no_template_that_does() -> None:
    (prompt,), _ = await _prompts("<response>", messageHandlerTemplate="{{recentMessages}}")

    assert SYNTAX in prompt


async def test_after_an_unreadable_answer_the_syntax_is_named_all_the_same() -> None:
    prompts, status = await _prompts("Hello?", "what?", envelope("Good day."), messageHandlerTemplate=PLAN_TEMPLATE)

    assert status is RunStatus.COMPLETED
    assert "Your last answer could not be read as XML." in prompts[1]


async def test_a_template_may_be_a_function() -> None:
    def template(state: State) -> str:
        return "Like {{agentName}}: " + str("RECENT_MESSAGES" in str(state.data))

    (prompt,), _ = await _prompts(messageHandlerTemplate=template)

    assert prompt.startswith("Like Ann: True\n\n")


@pytest.mark.parametrize("template", ["{{#if agentName}}", "{{json agentName}}", "x" * 100_000, "{{unknown}}"])
async def test_a_template_that_cannot_be_used_costs_no_message(template: str) -> None:
    (prompt,), status = await _prompts(messageHandlerTemplate=template)

    assert status is RunStatus.COMPLETED
    assert prompt.startswith("# Task\nWrite what Ann does")
    assert prompt.count("Bob: Hello?") == 1


async def test_what_a_user_writes_is_never_read_as_a_template() -> None:
    said = "{{secret}} {{#each actors}}x{{/each}} {{system}} {{name1}}"

    (prompt,), _ = await _prompts(said, messageHandlerTemplate="{{providers}} | {{recentMessages}}")

    assert prompt.count(said) == 2
    assert "sk-hidden" not in prompt


async def test_a_template_of_the_decision_whether_to_respond_is_used_with_all_that_it_names() -> None:
    answer = "<response><reasoning>so</reasoning><action>IGNORE</action></response>"

    (prompt,), status = await _prompts("Hello?", answer, room=GROUP_ROOM, shouldRespondTemplate=RESPOND_TEMPLATE)

    assert status is RunStatus.IGNORED
    assert prompt.startswith("Should Ann answer Bob? Bob: Hello? Actions: REPLY, IGNORE")
    assert SYNTAX not in prompt


async def test_a_template_has_what_it_names_of_providers_that_usually_do_not_run() -> None:
    (prompt,), _ = await _prompts(messageHandlerTemplate="{{#if entities}}{{entities}}{{/if}} {{worldName}}|{{facts}}")
    (without,), _ = await _prompts(messageHandlerTemplate="Hi {{agentName}}")

    assert prompt.startswith("# Who is here\n- Bob")
    assert "# Who is here" not in without


async def test_models_that_answer_in_fields_need_no_template() -> None:
    character = Character(name="Ann", templates={"messageHandlerTemplate": PLAN_TEMPLATE})
    bench = await make_agent(classic_plugin(FakeClock()), character=character)

    result = await bench.handle(make_message("I am sad"))

    assert result.response_content is not None
    assert result.response_content.text


CHARACTERS = {
    path.name.split(".")[0]: json.loads(path.read_text())
    for path in sorted((Path(__file__).parents[3] / "characters").glob("*.json"))
}


@pytest.mark.parametrize("file", CHARACTERS.values(), ids=CHARACTERS)
async def test_characters_that_come_along_are_told_whole(file: JsonObject) -> None:
    character = read_character(file).character
    model = ScriptedModel(envelope("Good day."))
    bench = await make_agent(
        model.plugin(), character=replace(character, templates={"messageHandlerTemplate": PLAN_TEMPLATE})
    )

    await bench.handle()

    assert f"Reply as {character.name} to Bob." in model.requests[0].prompt
    assert "{{" not in model.requests[0].prompt
