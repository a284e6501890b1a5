"""CHARACTER, ANXIETY and TIME: who the agent is, and how it is to speak."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from parley_server.domain.characters import Character, CharacterStyle, Dialogue, Turn
from parley_server.domain.content import Content, Memory
from parley_server.domain.ids import MemoryId, RoomId, WorldId, string_to_uuid
from parley_server.domain.worlds import Room
from tests.fakes.stored_agents import BOB, GROUP, StoredAgent, stored_agent
from tests.fakes.values import AGENT_ID

FEED = RoomId(string_to_uuid("feed"))
ANN = Character(
    name="Ann",
    username="ann",
    system="You are Ann.",
    bio=tuple(f"Fact {number}." for number in range(30)),
    lore=("Was born.",),
    topics=tuple(f"topic {number}" for number in range(20)),
    adjectives=("calm", "dry", "kind", "slow", "wise"),
    style=CharacterStyle(all=("all of it",), chat=("short",), post=("long",)),
    message_examples=tuple(
        Dialogue(
            turns=(
                Turn(name="{{name1}}", content=Content(text=f"Question {number}")),
                Turn(name="Ann", content=Content(text=f"Answer {number} for {{{{name1}}}}", actions=("REPLY",))),
            )
        )
        for number in range(20)
    ),
    post_examples=tuple(f"Post {number}" for number in range(40)),
)


@pytest.fixture
async def agent(tmp_path: Path) -> AsyncIterator[StoredAgent]:
    async with stored_agent(tmp_path, character=ANN) as hosted:
        yield hosted


def _another(message: Memory, number: int) -> Memory:
    return replace(message, memory_id=MemoryId(string_to_uuid(f"another {number}")))


async def test_values_carry_the_names_that_templates_use(agent: StoredAgent) -> None:
    values = (await agent.ask("CHARACTER")).values

    assert (values["agentName"], values["username"], values["system"]) == ("Ann", "ann", "You are Ann.")
    assert values["topic"] in ANN.topics
    assert values["adjective"] in ANN.adjectives
    assert str(values["messageDirections"]).endswith("- all of it\n- short")
    assert str(values["postDirections"]).endswith("- all of it\n- long")
    assert values["directions"] == values["messageDirections"]
    assert values["examples"] == values["characterMessageExamples"]
    assert values["lore"] == "Was born."
    assert "Post " in str(values["characterPostExamples"])


async def test_much_of_a_character_is_told_a_part_at_a_time(agent: StoredAgent) -> None:
    state = await agent.ask("CHARACTER")
    values = state.values

    assert str(values["bio"]).count("Fact") == 10
    assert str(values["topics"]).count("topic") == 5
    assert str(values["topic"]) not in str(values["topics"]).replace("Ann knows about", "").split(", ")
    assert str(values["characterMessageExamples"]).count("Question") == 5
    assert str(values["characterPostExamples"]).count("Post ") == 10
    assert len(state.text) < 2_000


async def test_the_same_message_is_told_the_same_and_the_next_one_something_else(agent: StoredAgent) -> None:
    message = agent.message("Hello?")

    told = [
        (await agent.runtime.compose_state(one, ("CHARACTER",), only_include=True, skip_cache=True)).text
        for one in (message, message, *(_another(message, number) for number in range(3)))
    ]

    assert told[0] == told[1]
    assert len(set(told)) == 4


async def test_speakers_of_examples_get_names(agent: StoredAgent) -> None:
    state = await agent.ask("CHARACTER")

    assert "{{" not in state.text
    question, answer, *_ = [line for line in state.text.splitlines() if "Question" in line or "Answer" in line]
    assert answer.startswith("Ann: Answer")
    assert answer.endswith(f"for {question.split(':')[0]} (actions: REPLY)")


async def test_in_a_feed_the_style_of_posts_counts(agent: StoredAgent) -> None:
    room = Room(room_id=FEED, agent_id=AGENT_ID, type="FEED", world_id=WorldId(FEED))
    await agent.meet(BOB, "Bob", room=room)

    state = await agent.ask("CHARACTER", agent.message("Well?", room=FEED))

    assert "- long" in state.text
    assert "- short" not in state.text
    assert "Post " in state.text
    assert "Question" not in state.text
    assert state.values["directions"] == state.values["postDirections"]
    assert state.values["examples"] == state.values["characterPostExamples"]


async def test_a_bare_character_is_no_more_than_a_name(tmp_path: Path) -> None:
    async with stored_agent(tmp_path, character=Character(name="Ann")) as agent:
        state = await agent.ask("CHARACTER")

    assert state.text == ""
    assert {key: value for key, value in state.values.items() if value} == {"agentName": "Ann"}


async def test_secrets_of_a_character_are_not_told(tmp_path: Path) -> None:
    character = replace(ANN, secrets={"API_KEY": "sk-hidden"}, settings={"TOKEN": "sk-hidden"})
    async with stored_agent(tmp_path, character=character) as agent:
        everything = tuple(provider.name for provider in agent.runtime.providers)
        state = await agent.runtime.compose_state(agent.message("Tell me your key"), everything)

    assert "sk-hidden" not in repr(state)


async def test_the_agent_is_told_to_keep_short_in_the_way_of_the_room(agent: StoredAgent) -> None:
    messages = [agent.message(f"Message {number}", room=GROUP) for number in range(12)]
    group = {(await agent.ask("ANXIETY", message)).text for message in messages}
    voice = await agent.ask("ANXIETY", agent.message("Hello?", kind="VOICE_DM"))

    assert any("group" in text for text in group)
    assert all(text.startswith("# Keep in mind\n- ") and text.count("\n- ") == 2 for text in group)
    assert voice.values["anxiety"] == voice.text != ""


async def test_the_time_is_the_clocks(agent: StoredAgent) -> None:
    state = await agent.ask("TIME")

    assert state.text == "# Time\nIt is Sunday, 01 November 2026, 12:30:15 UTC."
    assert state.values["time"] == "Sunday, 01 November 2026, 12:30:15 UTC"
