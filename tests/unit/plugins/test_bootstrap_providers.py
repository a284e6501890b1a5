"""What bootstrap's providers and actions tell a model, and do."""

from __future__ import annotations

from dataclasses import replace

from parley_server.domain.characters import Character, CharacterStyle, Dialogue, Turn
from parley_server.domain.content import Content, Memory, MemoryMetadata, State
from parley_server.domain.ids import EntityId
from parley_server.plugin_api import Action, Plugin, Runtime
from tests.fakes.agents import ScriptedModel, make_agent, make_message
from tests.fakes.values import AGENT_ID


async def _nothing(*_args: object) -> None:
    return None


async def test_the_character_is_described_without_its_empty_parts() -> None:
    example = Dialogue(turns=(Turn(name="{{name1}}", content=Content(text="Hi")),))
    character = Character(
        name="Ann", bio=("A gardener.",), style=CharacterStyle(all=("short",)), message_examples=(example,)
    )
    bench = await make_agent(character=character)

    state = await bench.runtime.compose_state(make_message(), ("CHARACTER",), only_include=True)

    assert "# About Ann\nA gardener." in state.text
    assert "- short" in state.text
    assert "{{" not in state.text
    assert ": Hi" in state.text
    assert "talk about" not in state.text
    assert state.values["agentName"] == "Ann"


async def test_the_conversation_is_told_in_order_with_names_and_without_the_message_itself() -> None:
    bench = await make_agent(settings={"CONVERSATION_LENGTH": 3})
    note = MemoryMetadata(type="action_result")
    said: list[Memory] = [
        make_message("too old", number=1),
        make_message("Hello", number=2),
        replace(make_message("Good day", number=3), entity_id=EntityId(AGENT_ID)),
        make_message("Executed", number=4),
    ]
    said[3] = replace(said[3], metadata=note)
    for memory in said:
        await bench.runtime.create_memory(memory)

    state = await bench.runtime.compose_state(make_message(number=9), ("RECENT_MESSAGES",), only_include=True)
    asked = await bench.runtime.compose_state(make_message(number=3), ("RECENT_MESSAGES",), only_include=True)

    assert state.text == "# Conversation so far\nBob: Hello\nAnn: Good day\n\n# Message to answer\nBob: Hello?"
    assert asked.text == "# Conversation so far\nBob: Hello\n\n# Message to answer\nBob: Hello?"


async def test_actions_that_apply_are_listed_and_a_broken_check_hides_only_its_own() -> None:
    async def never(_runtime: Runtime, _message: Memory, _state: State) -> bool:
        return False

    async def broken(_runtime: Runtime, _message: Memory, _state: State) -> bool:
        raise RuntimeError("?")

    actions = tuple(
        Action(name=name, description=f"Does {name}.", handler=_nothing, validate=check)
        for name, check in (("NEVER", never), ("BROKEN", broken))
    )
    bench = await make_agent(Plugin(name="test", actions=actions))

    state = await bench.runtime.compose_state(make_message(), ("ACTIONS",), only_include=True)

    names = str(state.values["actionNames"]).split(", ")
    assert names[:3] == ["REPLY", "IGNORE", "NONE"]
    assert not {"NEVER", "BROKEN"} & set(names)
    assert "- REPLY: " in state.text


async def test_the_time_is_the_clocks() -> None:
    bench = await make_agent()

    state = await bench.runtime.compose_state(make_message(), ("TIME",), only_include=True)

    assert state.text == "# Time\nIt is Sunday, 01 November 2026, 12:30:15 UTC."


async def _perform(action: str, *, text: str = "", thought: str = "") -> tuple[list[Content], ScriptedModel]:
    model = ScriptedModel("  Written now. ")
    bench = await make_agent(model.plugin())
    said: list[Content] = []

    async def hear(content: Content) -> None:
        said.append(content)

    response = replace(make_message(number=2), content=Content(text=text, thought=thought, actions=(action,)))
    await bench.runtime.process_actions(make_message("Hm?"), [response], State(text="What is known"), hear)
    return said, model


async def test_reply_says_the_words_of_the_plan() -> None:
    said, model = await _perform("REPLY", text="Planned.", thought="Easy.")

    assert said == [Content(text="Planned.", thought="Easy.", actions=("REPLY",))]
    assert model.requests == []


async def test_reply_writes_what_the_plan_left_open() -> None:
    said, model = await _perform("REPLY")

    assert [content.text for content in said] == ["Written now."]
    assert "What is known" in model.requests[0].prompt or "Conversation" in model.requests[0].prompt
    assert model.requests[0].user_text == "Hm?"


async def test_ignore_tells_its_thought_and_none_tells_nothing() -> None:
    ignored, _ = await _perform("IGNORE", thought="Not mine.")
    nothing, _ = await _perform("NONE")

    assert ignored == [Content(thought="Not mine.", actions=("IGNORE",))]
    assert nothing == []
