"""The message service: from receipt to stored reply."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parley_server.domain.content import ActionResult, Content, Memory, State
from parley_server.domain.errors import ActionError, ComponentFailed
from parley_server.domain.ids import EntityId, RoomId, string_to_uuid
from parley_server.domain.models import TEXT_LARGE, TEXT_SMALL, ModelResult
from parley_server.domain.runs import (
    MessageOptions,
    MessageSent,
    ModelSize,
    Response,
    ResponseMode,
    RunStatus,
    StepKind,
    TextChunk,
)
from parley_server.domain.worlds import ParticipantState
from parley_server.plugin_api import (
    Action,
    HandlerCallback,
    HandlerOptions,
    ModelHandler,
    ModelRequest,
    Plugin,
    Provider,
    ProviderResult,
    Runtime,
)
from parley_server.runtime.context import current_run_id
from tests.fakes.agents import GROUP_ROOM, AgentBench, ScriptedModel, make_agent, make_message
from tests.fakes.models import envelope
from tests.fakes.values import AGENT_ID, ROOM_ID


def texts(bench: AgentBench) -> list[str]:
    """Return the texts of the replies that the caller got whole."""
    return [response.content.text for response in bench.sink.of(Response)]


def streamed(bench: AgentBench) -> str:
    """Return what the caller got piece by piece."""
    return "".join(chunk.text for chunk in bench.sink.of(TextChunk))


def decision(action: str) -> str:
    return f"<response><name>Ann</name><reasoning>so</reasoning><action>{action}</action></response>"


@pytest.mark.parametrize("streams", [False, True])
async def test_a_message_is_stored_answered_and_the_reply_stored_under_its_id(streams: bool) -> None:
    bench = await make_agent(ScriptedModel(envelope("Good day."), streams=streams).plugin())
    message = make_message("Hello")

    result = await bench.handle(message)

    assert (result.status, result.mode, result.did_respond) == (RunStatus.COMPLETED, ResponseMode.SIMPLE, True)
    stored, reply = bench.memories()
    assert stored == message
    assert (reply.entity_id, reply.content.text) == (EntityId(AGENT_ID), "Good day.")
    assert reply.content.in_reply_to == message.memory_id
    assert texts(bench) == [streamed(bench)] == ["Good day."]
    assert bench.sink.of(Response)[0].message_id == reply.memory_id == reply.content.response_id
    assert [sent.message for sent in bench.sink.of(MessageSent)] == [reply]
    assert result.response_content == reply.content


async def test_a_message_that_is_stored_already_is_not_stored_twice() -> None:
    bench = await make_agent(ScriptedModel(envelope("Good day.")).plugin())
    await bench.runtime.create_memory(make_message("Hello"))

    await bench.handle(make_message("Hello"))

    assert [memory.content.text for memory in bench.memories()] == ["Hello", "Good day."]


async def test_the_agents_own_message_is_left_alone() -> None:
    model = ScriptedModel(envelope("Good day."))
    bench = await make_agent(model.plugin())

    result = await bench.handle(make_message(entity_id=EntityId(AGENT_ID)))

    assert (result.status, bench.memories(), bench.sink.events, model.requests) == (RunStatus.IGNORED, [], [], [])


async def test_three_answers_that_cannot_be_read_are_three_calls_and_an_error() -> None:
    model = ScriptedModel("no markup at all")
    bench = await make_agent(model.plugin())

    with pytest.raises(ComponentFailed, match="could not be read, 3 times"):
        await bench.handle()

    assert len(model.requests) == 3
    assert texts(bench) == []
    assert "could not be read" not in model.requests[0].prompt
    assert "could not be read" in model.requests[1].prompt


async def test_the_number_of_attempts_can_be_set() -> None:
    model = ScriptedModel("no markup at all")
    bench = await make_agent(model.plugin())

    with pytest.raises(ComponentFailed):
        await bench.handle(options=MessageOptions(max_retries=1))

    assert len(model.requests) == 1


@pytest.mark.parametrize(
    "answer",
    [
        "<response><thought/><actions>REPLY</actions><text>Hi</text></response>",
        "<response><thought></thought><actions>REPLY</actions><text/></response>",
        "<response><thought>t</thought><actions></actions><text/></response>",
        "<response/>",
        "",
    ],
)
async def test_empty_elements_never_crash(answer: str) -> None:
    bench = await make_agent(ScriptedModel(answer, envelope("Now then.")).plugin())

    result = await bench.handle()

    assert result.status in (RunStatus.COMPLETED, RunStatus.IGNORED)


async def test_an_empty_text_in_a_readable_plan_never_crashes() -> None:
    answer = "<response><thought>t</thought><actions>REPLY</actions><text/></response>"
    bench = await make_agent(ScriptedModel(answer, "From the action.").plugin())

    result = await bench.handle()

    assert result.mode is ResponseMode.ACTIONS
    assert texts(bench) == ["From the action."]


async def test_what_was_streamed_of_an_unreadable_answer_is_the_reply() -> None:
    answer = ModelResult(text="<response><actions>REPLY</actions><text>Half a sent", cut_short=False)
    model = ScriptedModel(answer, streams=True)
    bench = await make_agent(model.plugin())

    result = await bench.handle()

    assert len(model.requests) == 1
    assert result.response_content is not None
    assert result.response_content.text == streamed(bench)
    assert streamed(bench).startswith("Half")


@pytest.mark.parametrize("silence", ["IGNORE", "STOP"])
async def test_silence_is_a_callback_and_a_stored_memory(silence: str) -> None:
    bench = await make_agent(ScriptedModel(envelope("", actions=silence, thought="Not for me.")).plugin())

    result = await bench.handle()

    assert (result.status, result.mode, result.did_respond) == (RunStatus.IGNORED, ResponseMode.NONE, False)
    (response,) = bench.sink.of(Response)
    assert (response.content.actions, response.content.text) == ((silence,), "")
    assert bench.memories()[-1].content == response.content
    assert response.content.thought == "Not for me."


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ("RESPOND", RunStatus.COMPLETED),
        ("IGNORE", RunStatus.IGNORED),
        ("STOP", RunStatus.IGNORED),
        ("", RunStatus.IGNORED),
    ],
)
async def test_in_a_group_the_model_decides_whether_to_respond(answer: str, status: RunStatus) -> None:
    small, large = ScriptedModel(decision(answer), model_type=TEXT_SMALL), ScriptedModel(envelope("Yes?"))
    bench = await make_agent(Plugin(name="models", models=(small.handler, large.handler)))

    result = await bench.handle(make_message(room_id=GROUP_ROOM))

    assert result.status is status
    assert len(small.requests) == 1
    if status is RunStatus.IGNORED:
        (response,) = bench.sink.of(Response)
        assert response.content.actions == ("STOP" if answer == "STOP" else "IGNORE",)
        assert response.content.thought == "Agent decided not to respond to this message."
        assert bench.memories()[-1].content == response.content
        assert large.requests == []


async def test_an_agent_that_is_off_by_default_answers_where_it_follows() -> None:
    model = ScriptedModel(envelope("Here I am."))
    bench = await make_agent(model.plugin(), settings={"BOOTSTRAP_DEFLLMOFF": "true"})
    off = await bench.handle(make_message("Ann?"))
    assert (off.status, off.did_respond, model.requests) == (RunStatus.OFF, False, [])
    assert [memory.content.text for memory in bench.memories()] == ["Ann?"]

    await bench.runtime.set_participant_state(ROOM_ID, EntityId(AGENT_ID), ParticipantState.FOLLOWED)
    assert (await bench.handle(make_message("Ann?", number=2), run="second")).status is RunStatus.COMPLETED


async def test_the_model_that_decides_is_told_when_the_agent_follows_the_room() -> None:
    model = ScriptedModel("<response><action>IGNORE</action></response>")
    bench = await make_agent(model.plugin())
    await bench.handle(make_message(room_id=GROUP_ROOM))
    await bench.runtime.set_participant_state(GROUP_ROOM, EntityId(AGENT_ID), ParticipantState.FOLLOWED)
    await bench.handle(make_message(room_id=GROUP_ROOM, number=2), run="second")

    assert ["follows this conversation" in request.prompt for request in model.requests] == [False, True]


async def test_the_model_of_the_decision_can_be_the_large_one() -> None:
    small, large = ScriptedModel("", model_type=TEXT_SMALL), ScriptedModel(decision("IGNORE"))
    plugin = Plugin(name="models", models=(small.handler, large.handler))
    by_option = await make_agent(plugin)
    by_setting = await make_agent(plugin, settings={"SHOULD_RESPOND_MODEL": "large"})

    await by_option.handle(make_message(room_id=GROUP_ROOM), MessageOptions(should_respond_model=ModelSize.LARGE))
    await by_setting.handle(make_message(room_id=GROUP_ROOM))

    assert (len(small.requests), len(large.requests)) == (0, 2)


async def test_an_agent_with_one_text_model_does_everything_with_it() -> None:
    small = ScriptedModel(decision("RESPOND"), envelope("Yes?"), model_type=TEXT_SMALL)
    bench = await make_agent(small.plugin())

    await bench.handle(make_message(room_id=GROUP_ROOM))

    assert texts(bench) == ["Yes?"]


async def test_a_room_that_is_not_there_gets_no_reply() -> None:
    bench = await make_agent(ScriptedModel(envelope("Yes?")).plugin())

    result = await bench.handle(make_message(room_id=RoomId("nowhere")))

    assert (result.status, result.reason, texts(bench)) == (RunStatus.IGNORED, "no room context", [])


async def _lamp(
    _runtime: Runtime,
    _message: Memory,
    _state: State,
    _options: HandlerOptions,
    callback: HandlerCallback,
    _responses: Sequence[Memory],
) -> ActionResult:
    await callback(Content(text="The lamp is on."))
    return ActionResult(action_name="LAMP", text="on")


async def _quiet(
    _runtime: Runtime,
    _message: Memory,
    _state: State,
    _options: HandlerOptions,
    _callback: HandlerCallback,
    _responses: Sequence[Memory],
) -> None:
    return None


LAMP = Action(name="LAMP", description="Switches the lamp.", handler=_lamp)
QUIET = Action(name="QUIET", description="Says nothing.", handler=_quiet)


async def test_the_actions_of_a_plan_are_executed_and_what_they_say_is_stored() -> None:
    model = ScriptedModel(envelope("Right away.", actions="REPLY,LAMP"))
    bench = await make_agent(model.plugin(), Plugin(name="home", actions=(LAMP,)))

    result = await bench.handle()

    assert result.mode is ResponseMode.ACTIONS
    assert [(response.action_name, response.content.text) for response in bench.sink.of(Response)] == [
        ("REPLY", "Right away."),
        ("LAMP", "The lamp is on."),
    ]
    assert [one.action_name for one in result.action_results] == ["REPLY", "LAMP"]
    said = [memory.content.text for memory in bench.memories() if memory.metadata.type == "message"]
    assert said == ["Hello?", "Right away.", "The lamp is on."]


@pytest.mark.parametrize(
    ("planned", "says", "breaks", "replies"),
    [
        ("", None, False, ["The lamp is on."]),
        ("", "The lamp is on. And on.", False, ["The lamp is on. And on."]),
        ("", "Something else.", False, ["The lamp is on.", "Something else."]),
        ("Right away.", None, False, ["The lamp is on."]),
        ("The lamp is on. I think.", None, False, ["The lamp is on. I think."]),
        ("", None, True, ["The lamp is on."]),
    ],
)
async def test_an_action_shows_its_words_while_it_writes_them(
    planned: str, says: str | None, breaks: bool, replies: list[str]
) -> None:
    async def glow(
        _runtime: Runtime,
        _message: Memory,
        _state: State,
        options: HandlerOptions,
        callback: HandlerCallback,
        _responses: Sequence[Memory],
    ) -> None:
        assert options.on_stream_chunk is not None
        for piece in ("The lamp ", "is on."):
            await options.on_stream_chunk(piece)
        if says is not None:
            await callback(Content(text=says))
        if breaks:
            raise RuntimeError("no bulb")

    plugin = Plugin(name="home", actions=(Action(name="GLOW", description="", handler=glow),))
    bench = await make_agent(ScriptedModel(envelope(planned, actions="GLOW")).plugin(), plugin)

    with pytest.raises(ActionError) if breaks else nullcontext():
        await bench.handle()

    assert [chunk.text for chunk in bench.sink.of(TextChunk)][:2] == ["The lamp ", "is on."]
    assert texts(bench) == replies
    assert streamed(bench) == "".join(replies)


async def test_words_of_a_plan_that_no_action_says_are_not_lost() -> None:
    model = ScriptedModel(envelope("I am at it.", actions="QUIET"))
    bench = await make_agent(model.plugin(), Plugin(name="home", actions=(QUIET,)))

    await bench.handle()

    assert texts(bench) == ["I am at it."]


async def test_the_providers_that_a_plan_names_are_there_for_its_actions() -> None:
    seen: list[str] = []

    async def tides(_runtime: Runtime, _message: Memory, _state: State) -> ProviderResult:
        return ProviderResult(text="High at noon.")

    async def look(
        _runtime: Runtime,
        _message: Memory,
        state: State,
        _options: HandlerOptions,
        _callback: HandlerCallback,
        _responses: Sequence[Memory],
    ) -> None:
        seen.append(state.text)

    answer = envelope("", actions="LOOK").replace("<providers></providers>", "<providers>TIDES</providers>")
    plugin = Plugin(
        name="sea",
        actions=(Action(name="LOOK", description="", handler=look),),
        providers=(Provider(name="TIDES", get=tides, dynamic=True),),
    )
    bench = await make_agent(ScriptedModel(answer).plugin(), plugin)

    await bench.handle()

    assert "High at noon." in seen[0]


async def test_the_state_comes_along_when_asked_for() -> None:
    bench = await make_agent(ScriptedModel(envelope("Yes?")).plugin())

    result = await bench.handle(options=MessageOptions(include_state=True))

    assert result.state is not None
    assert result.state.values["agentName"] == "Ann"
    assert (await bench.handle(make_message(number=2), run="other")).state is None


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 3), min_size=4, max_size=24))
async def test_rooms_at_once_never_see_each_others_run_prompts_or_state(pauses: list[int]) -> None:
    """Two rooms work interleaved; each run sees its own id, words and state alone."""
    waits = iter(pauses * 20)
    seen: list[tuple[str, str, str]] = []

    async def pause() -> None:
        for _ in range(next(waits, 0)):
            await asyncio.sleep(0)

    async def say(_runtime: Runtime, request: ModelRequest) -> ModelResult:
        run_id, text = current_run_id(), request.user_text
        await pause()
        assert current_run_id() == run_id
        seen.append((run_id, text, request.prompt))
        return ModelResult(text=envelope(f"to {text}", actions="REPLY,LOOK"))

    async def look(
        _runtime: Runtime,
        message: Memory,
        state: State,
        _options: HandlerOptions,
        callback: HandlerCallback,
        _responses: Sequence[Memory],
    ) -> ActionResult:
        await pause()
        await callback(Content(text=f"{current_run_id()} {state.values['said']} {message.content.text}"))
        return ActionResult(action_name="LOOK")

    async def said(_runtime: Runtime, message: Memory, _state: State) -> ProviderResult:
        await pause()
        return ProviderResult(text=f"said {message.content.text}", values={"said": message.content.text})

    bench = await make_agent(
        Plugin(
            name="test",
            models=(ModelHandler(model_type=TEXT_LARGE, generate=say),),
            actions=(Action(name="LOOK", description="", handler=look),),
            providers=(Provider(name="SAID", get=said),),
        )
    )
    other = replace(bench.store.worlds.rooms[AGENT_ID, ROOM_ID], room_id=RoomId(string_to_uuid("another")))
    bench.store.worlds.rooms[AGENT_ID, other.room_id] = other
    rooms = {"alpha": ROOM_ID, "beta": other.room_id}

    async with asyncio.TaskGroup() as group:
        for number, (name, room_id) in enumerate(rooms.items()):
            group.create_task(bench.handle(make_message(name, number=number, room_id=room_id), run=name))

    for name, stranger in (("alpha", "beta"), ("beta", "alpha")):
        replies = [response.content.text for response in bench.sinks[name].of(Response)]
        assert replies == [f"to {name}", f"{name} {name} {name}"]
        assert [(run, text) for run, text, _ in seen if run == name] == [(name, name)]
        assert not any(stranger in prompt for run, _, prompt in seen if run == name)
        assert {result.run_id for step in bench.sinks[name].steps(StepKind.ACTION) if (result := step.result)} == {name}
    assert {entry.run_id for entry in await bench.entries()} == {"alpha", "beta"}
