"""Actions: found by name, executed in order, each with what it leaves behind."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from parley_server.domain.content import ActionResult, Content, Memory, State
from parley_server.domain.errors import ActionError, NoModelHandler
from parley_server.domain.ids import MemoryId, WorldId
from parley_server.domain.json import JsonValue
from parley_server.domain.models import TEXT_EMBEDDING, TEXT_LARGE
from parley_server.domain.runs import StepKind, StepPhase
from parley_server.domain.world_settings import HIDDEN
from parley_server.plugin_api import (
    Action,
    HandlerCallback,
    HandlerOptions,
    ModelRequest,
    Plugin,
    Provider,
    ProviderResult,
    Runtime,
)
from parley_server.plugin_api.components import ActionReturn
from parley_server.runtime.action_log import LONGEST, shortened
from parley_server.runtime.action_registry import ActionRegistry
from parley_server.runtime.context import current_action, run_scope
from tests.fakes.agents import AgentBench, ScriptedModel, make_agent, make_message
from tests.fakes.values import AGENT_ID, ENTITY_ID, NOW


class Recorder:
    """An action that keeps what it was given and does as told."""

    def __init__(
        self, name: str = "WORK", *, returns: ActionReturn = None, says: str = "", fails: Exception | None = None
    ) -> None:
        self.states: list[State] = []
        self.options: list[HandlerOptions] = []
        self.responses: list[Sequence[Memory]] = []
        self._returns, self._says, self._fails = returns, says, fails
        self.action = Action(name=name, description="Works.", handler=self._work)

    async def _work(
        self,
        _runtime: Runtime,
        _message: Memory,
        state: State,
        options: HandlerOptions,
        callback: HandlerCallback,
        responses: Sequence[Memory],
    ) -> ActionReturn:
        self.states.append(state)
        self.options.append(options)
        self.responses.append(responses)
        if self._says:
            await callback(Content(text=self._says))
        if self._fails:
            raise self._fails
        return self._returns


async def process(bench: AgentBench, *actions: str, thought: str = "") -> tuple[list[str], tuple[ActionResult, ...]]:
    """Execute actions; return what they said and did."""
    said: list[str] = []

    async def hear(content: Content) -> None:
        said.append(content.text)

    message = replace(make_message(), world_id=WorldId("world"))
    response = make_message("", number=2)
    content = Content(actions=actions, thought=thought)
    response = Memory(
        memory_id=response.memory_id,
        entity_id=response.entity_id,
        agent_id=response.agent_id,
        room_id=response.room_id,
        content=content,
        created_at=response.created_at,
    )
    with run_scope(bench.run()):
        results = await bench.runtime.process_actions(message, [response], State(text="plan"), hear)
    return said, results


async def _nothing(*_args: object) -> None:
    return None


def registry(**similes: tuple[str, ...]) -> ActionRegistry:
    actions = ActionRegistry()
    for name, others in similes.items():
        actions.register(Action(name=name, description="", handler=_nothing, similes=others), plugin="test")
    return actions


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("REPLY", "REPLY"),
        ("reply", "REPLY"),
        ("REPLY_WITH_IMAGE", "REPLY_WITH_IMAGE"),
        ("replywithimage", "REPLY_WITH_IMAGE"),
        ("Send_Mail_To", "SEND_MAIL"),
        ("MAIL", "SEND_MAIL"),
        ("POST_LETTER", "SEND_MAIL"),
        ("UNKNOWN", None),
        ("", None),
        ("__", None),
    ],
)
def test_an_action_is_found_by_name_then_part_then_simile(wanted: str, found: str | None) -> None:
    actions = registry(REPLY_WITH_IMAGE=(), REPLY=("ANSWER",), SEND_MAIL=("POST_LETTER",))

    action = actions.find(wanted)

    assert (action.name if action else None) == found


def test_similes_are_tried_action_by_action() -> None:
    """The first action with any matching simile wins, even over a later one whose simile is exact."""
    actions = registry(FIRST=("GO_HOME_NOW",), SECOND=("GO_HOME",))

    action = actions.find("go_home")

    assert action is not None
    assert action.name == "FIRST"


def test_a_second_action_of_the_same_name_is_left_out() -> None:
    actions = registry(REPLY=())

    taken = actions.register(Action(name="REPLY", description="another", handler=_nothing), plugin="other")

    assert not taken
    assert [action.description for action in actions.actions] == [""]


async def test_a_handler_gets_the_state_the_results_before_it_and_the_plan() -> None:
    first = Recorder("FIRST", returns=ActionResult(action_name="", text="found 3"))
    second = Recorder("SECOND")
    bench = await make_agent(Plugin(name="test", actions=(first.action, second.action)))

    await process(bench, "FIRST", "SECOND", thought="look, then tell")

    assert first.states[0].data["actionResults"] == []
    assert first.options[0].action_context.previous_results == ()
    results = second.states[0].data["actionResults"]
    assert isinstance(results, list)
    assert [(one["actionName"], one["text"], one["success"]) for one in results] == [("FIRST", "found 3", True)]
    options = second.options[0]
    previous = options.action_context.get_previous_result("FIRST")
    assert previous is not None
    assert previous.text == "found 3"
    assert options.action_plan is not None
    assert (options.action_plan.current_step, options.action_plan.total_steps) == (2, 2)
    assert options.action_plan.thought == "look, then tell"
    assert [step.status for step in options.action_plan.steps] == ["completed", "pending"]
    assert second.responses[0][0].content.actions == ("FIRST", "SECOND")


async def test_a_single_action_has_no_plan() -> None:
    work = Recorder()
    bench = await make_agent(Plugin(name="test", actions=(work.action,)))

    await process(bench, "WORK")

    assert work.options[0].action_plan is None


@pytest.mark.parametrize(
    ("returned", "status", "results"),
    [
        (None, "completed", 0),
        (True, "completed", 0),
        (False, "completed", 0),
        (ActionResult(action_name="", success=True), "completed", 1),
        (ActionResult(action_name="", success=False, error="no"), "failed", 1),
    ],
)
async def test_what_an_action_returns_is_remembered(returned: ActionReturn, status: str, results: int) -> None:
    bench = await make_agent(Plugin(name="test", actions=(Recorder(returns=returned).action,)))

    _, done = await process(bench, "WORK")

    assert len(done) == results
    memory = bench.memories()[-1]
    assert memory.metadata.type == "action_result"
    assert memory.content.text == "Executed action: WORK"
    assert memory.metadata.extra is not None
    assert memory.metadata.extra.json == {
        "actionName": "WORK",
        "actionStatus": status,
        "runId": "run",
        "planStep": "1/1",
    }


async def test_an_unknown_action_is_noted_and_the_others_go_on() -> None:
    work = Recorder()
    bench = await make_agent(Plugin(name="test", actions=(work.action,)), bootstrap=False)

    await process(bench, "QUUX", "WORK")

    assert len(work.states) == 1
    assert bench.memories()[0].content.thought == "Action not found: QUUX"
    assert [entry.body["action"] for entry in await bench.entries("action")] == ["WORK"]


async def test_an_action_that_fails_ends_the_chain_with_its_error_remembered() -> None:
    later = Recorder("LATER")
    broken = Recorder("BROKEN", fails=RuntimeError("no paper"))
    bench = await make_agent(Plugin(name="test", actions=(broken.action, later.action)))

    with pytest.raises(ActionError, match="no paper"):
        await process(bench, "BROKEN", "LATER")

    assert later.states == []
    (memory,) = bench.memories()
    assert (memory.content.thought, memory.content.source) == ("BROKEN: no paper", "auto")
    message = make_message()
    assert (memory.entity_id, memory.table) == (message.entity_id, "messages")
    assert (memory.room_id, memory.world_id) == (message.room_id, "world")
    end = bench.sink.steps(StepKind.ACTION)[-1]
    assert end.phase is StepPhase.FAILED
    assert end.error is not None
    assert end.error.reason == "COMPONENT_FAILED"
    assert await bench.entries("action") == []
    assert current_action() is None


async def test_an_error_of_ours_keeps_its_reason() -> None:
    bench = await make_agent(Plugin(name="test", actions=(Recorder(fails=NoModelHandler("IMAGE")).action,)))

    with pytest.raises(NoModelHandler):
        await process(bench, "WORK")


async def test_what_an_action_says_goes_out_after_its_step_even_if_it_fails() -> None:
    async def write(
        _runtime: Runtime,
        _message: Memory,
        _state: State,
        _options: HandlerOptions,
        callback: HandlerCallback,
        _responses: Sequence[Memory],
    ) -> None:
        for text in ("I begin.", "I stop."):
            await callback(Content(text=text))
        raise RuntimeError("no paper")

    bench = await make_agent(Plugin(name="test", actions=(Action(name="WORK", description="", handler=write),)))
    said: list[tuple[str, int]] = []

    async def hear(content: Content) -> None:
        said.append((content.text, len(bench.sink.steps(StepKind.ACTION))))

    response = make_message(number=2)
    with run_scope(bench.run()), pytest.raises(ActionError):
        await bench.runtime.process_actions(make_message(), [_with_actions(response, "WORK")], State(), hear)

    assert said == [("I begin.", 2), ("I stop.", 2)]


def _with_actions(memory: Memory, *actions: str) -> Memory:
    return Memory(
        memory_id=memory.memory_id,
        entity_id=memory.entity_id,
        agent_id=memory.agent_id,
        room_id=memory.room_id,
        content=Content(actions=actions),
        created_at=memory.created_at,
    )


async def test_what_an_action_did_is_the_agents_and_what_is_unknown_is_the_senders() -> None:
    bench = await make_agent(Plugin(name="test", actions=(Recorder().action,)), bootstrap=False)

    await process(bench, "QUUX", "WORK")

    assert [memory.entity_id for memory in bench.memories()] == [ENTITY_ID, AGENT_ID]


async def test_the_log_entry_of_an_action_tells_what_it_was_asked_and_what_it_knew() -> None:
    async def tell(_runtime: Runtime, _message: Memory, _state: State) -> ProviderResult:
        return ProviderResult(text="the key is sk-planted-1", values={"mood": "sk-planted-1", "long": "x" * LONGEST})

    async def ask(runtime: Runtime, *_rest: object) -> None:
        await runtime.use_model(ModelRequest(model_type=TEXT_LARGE, prompt="paint"))

    plugin = Plugin(
        name="test",
        actions=(Action(name="ASK", description="", handler=ask),),
        providers=(Provider(name="RECENT_MESSAGES", get=tell),),
        models=(ScriptedModel("ok").handler,),
    )
    bench = await make_agent(plugin, settings={"API_KEY": "sk-planted-1"}, bootstrap=False)

    await process(bench, "ASK", thought="I ask.")

    (entry,) = await bench.entries("action")
    assert (entry.body["messageId"], entry.body["message"]) == (make_message().memory_id, "Hello?")
    state, responses, prompts = (entry.body[key] for key in ("state", "responses", "prompts"))
    assert isinstance(state, dict)
    assert (state["text"].splitlines()[-1], state["values"]["mood"]) == (f"the key is {HIDDEN}", HIDDEN)
    assert len(json.dumps(state)) < LONGEST + 200
    assert responses == [
        {
            "id": make_message(number=2).memory_id,
            "text": "",
            "thought": "I ask.",
            "actions": ["ASK"],
            "providers": [],
        }
    ]
    assert prompts == [{"modelType": TEXT_LARGE, "prompt": "paint", "timestamp": round(NOW.timestamp() * 1000)}]


async def test_what_a_provider_tells_that_is_no_json_costs_neither_the_action_nor_its_log_entry() -> None:
    async def tell(_runtime: Runtime, _message: Memory, _state: State) -> ProviderResult:
        values: Any = {"when": NOW, 7: "seven", "some": {"a"}}
        return ProviderResult(values=values)

    provider = Provider(name="RECENT_MESSAGES", get=tell)
    plugin = Plugin(name="test", actions=(Recorder().action,), providers=(provider,))
    bench = await make_agent(plugin, bootstrap=False)

    await process(bench, "WORK")

    (entry,) = await bench.entries("action")
    state = entry.body["state"]
    assert isinstance(state, dict)
    assert {**state["values"], "providers": ""} == {"when": str(NOW), "7": "seven", "some": "{'a'}", "providers": ""}


@pytest.mark.parametrize(
    ("value", "longest", "shorter"),
    [
        ({"a": "12345", "b": "67890"}, 20, {"a": "12345", "b": "67890"}),
        ({"a": "12345", "b": "67890"}, 9, {"a": "12345", "b": "6…"}),
        ({"a": "12345", "b": "67890"}, 7, {"a": "12345"}),
        ([1, [2, [3, [4]]]], 5, [1, [2, []]]),
        ([""] * 9, 5, [""] * 4),
        ([[]] * 9, 5, [[]] * 4),
        ("12345", 0, "…"),
    ],
)
def test_long_values_are_shortened_in_the_log(value: JsonValue, longest: int, shorter: JsonValue) -> None:
    assert shortened(value, longest, str) == shorter


def test_a_value_that_holds_itself_is_cut_in_the_log() -> None:
    endless: dict[str, JsonValue] = {}
    endless["self"] = endless
    assert str(shortened(endless, LONGEST, str)).count("self") == 50


def test_half_a_secret_never_stands_in_the_log() -> None:
    assert shortened("a sk-planted", 8, lambda text: text.replace("sk-planted", HIDDEN)) == "a ******…"


async def test_results_are_found_by_the_message_and_unknown_ones_are_empty() -> None:
    work = Recorder(returns=ActionResult(action_name="", text="done"))
    bench = await make_agent(Plugin(name="test", actions=(work.action,)))

    await process(bench, "WORK")

    assert [result.text for result in bench.runtime.get_action_results(make_message().memory_id)] == ["done"]
    assert bench.runtime.get_action_results(MemoryId("unknown")) == ()


async def test_state_and_callback_may_be_left_out() -> None:
    work = Recorder(says="unheard", returns=ActionResult(action_name="", text="done"))
    bench = await make_agent(Plugin(name="test", actions=(work.action,)))

    with run_scope(bench.run()):
        (result,) = await bench.runtime.process_actions(make_message(), [_with_actions(make_message(), "WORK")])

    assert result.text == "done"


async def test_responses_without_actions_do_nothing() -> None:
    bench = await make_agent()

    assert await process(bench) == ([], ())


async def test_prompts_of_parallel_actions_stay_apart_and_leave_out_embeddings() -> None:
    async def ask(
        runtime: Runtime,
        message: Memory,
        _state: State,
        _options: HandlerOptions,
        _callback: HandlerCallback,
        _responses: Sequence[Memory],
    ) -> None:
        for number in range(3):
            await runtime.use_model(ModelRequest(model_type=TEXT_LARGE, prompt=f"{message.content.text} {number}"))
            await runtime.use_model(ModelRequest(model_type=TEXT_EMBEDDING, prompt="embed"))
            await asyncio.sleep(0)

    model, embedding = ScriptedModel("ok"), ScriptedModel("", model_type=TEXT_EMBEDDING)
    action = Action(name="ASK", description="", handler=ask)
    bench = await make_agent(Plugin(name="test", actions=(action,), models=(model.handler, embedding.handler)))

    async def hear(_content: Content) -> None:
        return

    async def act(name: str, number: int) -> None:
        with run_scope(bench.run(name)):
            message = make_message(name, number=number)
            await bench.runtime.process_actions(message, [_with_actions(message, "ASK")], State(), hear)

    async with asyncio.TaskGroup() as group:
        for number, name in enumerate(("one", "two")):
            group.create_task(act(name, number))

    logged = {entry.run_id: entry.body for entry in await bench.entries("action")}
    for name in ("one", "two"):
        prompts = logged[name]["prompts"]
        assert isinstance(prompts, list)
        assert [prompt["prompt"] for prompt in prompts] == [f"{name} 0", f"{name} 1", f"{name} 2"]
        assert logged[name]["promptCount"] == 3
    for entry in await bench.entries("useModel"):
        context = entry.body["actionContext"]
        assert isinstance(context, dict)
        assert context["actionId"] == logged[entry.run_id]["actionId"]


async def test_a_model_call_is_a_step_within_its_action_and_the_action_within_nothing() -> None:
    bench = await make_agent(ScriptedModel("words").plugin())

    await process(bench, "REPLY")

    (action, _), (model, _) = bench.sink.steps(StepKind.ACTION), bench.sink.steps(StepKind.MODEL)
    assert action.parent_step_id == ""
    assert model.parent_step_id == action.step_id


async def test_the_state_of_an_action_has_the_plan_and_the_working_memory() -> None:
    first = Recorder("FIRST", returns=ActionResult(action_name="", text="found", data={"n": 1}))
    second = Recorder("SECOND")
    bench = await make_agent(Plugin(name="test", actions=(first.action, second.action)))

    await process(bench, "FIRST", "SECOND", thought="two things")

    seen = second.states[0].data
    plan, memory = seen["actionPlan"], seen["workingMemory"]
    assert isinstance(plan, dict)
    assert isinstance(memory, dict)
    assert (plan["totalSteps"], plan["currentStep"], plan["thought"]) == (2, 2, "two things")
    assert [(step["action"], step["status"]) for step in plan["steps"]] == [
        ("FIRST", "completed"),
        ("SECOND", "pending"),
    ]
    (entry,) = memory.values()
    assert (entry["actionName"], entry["result"]["text"], entry["result"]["data"]) == ("FIRST", "found", {"n": 1})
    assert first.states[0].data["workingMemory"] == {}


async def test_the_working_memory_keeps_the_newest_50() -> None:
    work = Recorder(returns=ActionResult(action_name="", text="done"))
    last = Recorder("LAST")
    bench = await make_agent(Plugin(name="test", actions=(work.action, last.action)))

    _, results = await process(bench, *["WORK"] * 60, "LAST")

    memory = last.states[0].data["workingMemory"]
    assert isinstance(memory, dict)
    assert [entry["result"]["actionId"] for entry in memory.values()] == [one.action_id for one in results[-50:]]
