"""Runs that plugins start by themselves, and rooms that never see one another's."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from parley_server.domain.content import ActionResult, Content, Memory, State
from parley_server.domain.ids import MemoryId, RoomId, RunId, string_to_uuid
from parley_server.domain.models import TEXT_LARGE, ModelResult
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
from parley_server.runtime.context import current_action, current_run_id, run_scope
from tests.fakes.agents import ScriptedModel, make_agent, make_message
from tests.fakes.values import ROOM_ID


async def say_nothing(_content: Content) -> None:
    return


async def test_what_follows_counts_for_the_run_until_it_ends() -> None:
    bench = await make_agent(ScriptedModel("Yes.").plugin())
    runtime = bench.runtime
    asked = ModelRequest(model_type=TEXT_LARGE, prompt="?")

    outer = runtime.start_run(ROOM_ID)
    inner = runtime.start_run()
    await runtime.use_model(asked)
    runtime.end_run()
    await runtime.use_model(asked)
    runtime.end_run()
    runtime.end_run()  # once too often is harmless
    await runtime.use_model(asked)

    entries = await bench.entries("useModel:")
    assert [entry.run_id for entry in entries] == [inner, outer, ""]
    assert entries[1].room_id == ROOM_ID
    assert len({outer, inner, runtime.create_run_id()}) == 3


async def test_who_asks_for_the_current_run_outside_of_one_starts_it() -> None:
    runtime = (await make_agent()).runtime

    first = runtime.get_current_run_id()
    again = runtime.get_current_run_id()
    runtime.end_run()

    assert first == again
    assert runtime.get_current_run_id() != first
    runtime.end_run()


async def test_within_a_run_the_current_one_is_that_run() -> None:
    bench = await make_agent()

    with run_scope(bench.run()):
        assert bench.runtime.get_current_run_id() == "run"


async def test_a_run_that_an_action_leaves_open_ends_with_the_action() -> None:
    async def work(
        runtime: Runtime,
        _message: Memory,
        _state: State,
        _options: HandlerOptions,
        _callback: HandlerCallback,
        _responses: Sequence[Memory],
    ) -> ActionResult:
        runtime.start_run()
        return ActionResult(action_name="WORK")

    bench = await make_agent(Plugin(name="test", actions=(Action(name="WORK", description="", handler=work),)))
    message = make_message()
    response = replace(message, content=Content(actions=("WORK",)))

    with run_scope(bench.run()):
        (result,) = await bench.runtime.process_actions(message, [response], State(), say_nothing)
        after = current_run_id()

    assert (result.run_id, after) == ("run", "run")


async def test_a_run_left_open_outside_does_not_reach_into_a_run() -> None:
    bench = await make_agent()
    bench.runtime.start_run()

    with run_scope(bench.run()):
        inside = bench.runtime.get_current_run_id()
    bench.runtime.end_run()

    assert inside == "run"


async def test_tasks_inherit_the_run_and_others_never_see_it() -> None:
    runtime = (await make_agent()).runtime

    async def look() -> RunId:
        return current_run_id()

    async def work() -> tuple[RunId, RunId]:
        mine = runtime.start_run()
        async with asyncio.TaskGroup() as group:
            child = group.create_task(look())
        return mine, child.result()

    async with asyncio.TaskGroup() as group:
        both = [group.create_task(work()) for _ in range(2)]

    (mine, child), (other, other_child) = (task.result() for task in both)
    assert (mine, other) == (child, other_child)
    assert mine != other
    assert current_run_id() == ""


class Room:
    """One room's work: everything in it carries the room's name, and must never carry the other's."""

    def __init__(self, name: str, message: Memory) -> None:
        self.name = name
        self.message = message
        self.words: list[str] = []

    def saw(self, *words: object) -> None:
        self.words.extend(str(word) for word in words)


class TwoRooms:
    """Two rooms of one agent, and a plugin whose parts pause as told and note what they see."""

    def __init__(self, pauses: list[int], *, same_id: bool) -> None:
        named = [("alpha", ROOM_ID), ("beta", RoomId(string_to_uuid("beta")))]
        self.rooms = {
            room_id: Room(name, make_message(name, number=1 if same_id else number, room_id=room_id))
            for number, (name, room_id) in enumerate(named)
        }
        self.plugin = Plugin(
            name="test",
            models=(ModelHandler(model_type=TEXT_LARGE, generate=self._generate),),
            providers=(Provider(name="RECENT_MESSAGES", get=self._say), Provider(name="SAID", get=self._say)),
            actions=(Action(name="WORK", description="", handler=self._work),),
        )
        self._waits = iter(pauses * 40)

    async def handle(self, runtime: Runtime, room: Room) -> None:
        state = await runtime.compose_state(room.message)
        room.saw(state.text, state.values)
        await self._pause()
        response = replace(room.message, content=Content(actions=("WORK", "WORK")))
        results = await runtime.process_actions(room.message, [response], state, say_nothing)
        await self._pause()
        kept = runtime.get_action_results(room.message.memory_id)
        assert kept == results
        room.saw(*(result.run_id for result in kept))

    async def _pause(self) -> None:
        for _ in range(next(self._waits, 0)):
            await asyncio.sleep(0)

    async def _generate(self, _runtime: Runtime, request: ModelRequest) -> ModelResult:
        await self._pause()
        return ModelResult(text=f"{request.prompt} in {current_run_id()}")

    async def _say(self, runtime: Runtime, message: Memory, state: State) -> ProviderResult:
        before = [result.text for result in runtime.get_action_results(message.memory_id)]
        await self._pause()
        return ProviderResult(text=f"{message.content.text} {before} {state.text}", values={"said": current_run_id()})

    async def _work(
        self,
        runtime: Runtime,
        message: Memory,
        state: State,
        options: HandlerOptions,
        _callback: HandlerCallback,
        _responses: Sequence[Memory],
    ) -> ActionResult:
        room = self.rooms[message.room_id]
        frame = current_action()
        assert frame is not None
        await self._pause()
        answer = await runtime.use_model(ModelRequest(model_type=TEXT_LARGE, prompt=room.name))
        await self._pause()
        assert current_action() is frame
        assert [prompt.prompt for prompt in frame.prompts] == [room.name]
        earlier = [result.text for result in options.action_context.previous_results]
        room.saw(answer.text, state.text, state.values, earlier, runtime.get_current_run_id())
        return ActionResult(action_name="WORK", text=f"{room.name} did")


@settings(max_examples=60, deadline=None)
@given(pauses=st.lists(st.integers(0, 4), min_size=4, max_size=40), same_id=st.booleans(), own_runs=st.booleans())
async def test_two_rooms_at_once_share_nothing(pauses: list[int], same_id: bool, own_runs: bool) -> None:
    """Whatever the order in which two rooms take their steps, also over messages with one id."""
    two = TwoRooms(pauses, same_id=same_id)
    bench = await make_agent(two.plugin, bootstrap=False)
    runtime = bench.runtime

    async def live(room: Room) -> None:
        with run_scope(replace(bench.run(room.name), message_id=room.message.memory_id)):
            if own_runs:
                runtime.start_run(room.message.room_id)
            await two.handle(runtime, room)
            if own_runs:
                runtime.end_run()
            assert runtime.get_current_run_id() == room.name

    async with asyncio.TaskGroup() as group:
        for room in two.rooms.values():
            group.create_task(live(room))

    alpha, beta = two.rooms.values()
    assert not any("beta" in word for word in alpha.words)
    assert not any("alpha" in word for word in beta.words)
    runs = {entry.room_id: entry.run_id for entry in await bench.entries("action")}
    assert len(set(runs.values())) == 2


async def test_results_of_an_earlier_message_are_found_in_a_later_run() -> None:
    async def work(
        _runtime: Runtime,
        _message: Memory,
        _state: State,
        _options: HandlerOptions,
        _callback: HandlerCallback,
        _responses: Sequence[Memory],
    ) -> ActionResult:
        return ActionResult(action_name="WORK", text="done")

    bench = await make_agent(Plugin(name="test", actions=(Action(name="WORK", description="", handler=work),)))
    message = make_message()
    with run_scope(replace(bench.run("first"), message_id=message.memory_id)):
        response = replace(message, content=Content(actions=("WORK",)))
        await bench.runtime.process_actions(message, [response], State(), say_nothing)

    with run_scope(replace(bench.run("later"), message_id=MemoryId("another"))):
        found = bench.runtime.get_action_results(message.memory_id)

    assert [result.text for result in found] == ["done"]
