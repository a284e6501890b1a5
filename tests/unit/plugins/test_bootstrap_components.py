"""ACTIONS, PROVIDERS, EVALUATORS, ACTION_STATE and CHOICE: what can be done, is being done, and waits."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from parley_server.domain.characters import Dialogue, Turn
from parley_server.domain.content import ActionResult, Content, Memory, State
from parley_server.domain.tasks import AWAITING_CHOICE, Task, TaskOption, TaskSpec
from parley_server.plugin_api import (
    Action,
    Evaluation,
    Evaluator,
    HandlerCallback,
    HandlerOptions,
    Plugin,
    Provider,
    ProviderResult,
    Runtime,
    TaskOptions,
    TaskWorker,
)
from tests.fakes.stored_agents import BOB, CARL, DM, GROUP, StoredAgent, stored_agent

# Names, positions and flags of the reference (reference-values D): position, dynamic, private.
EXPECTED = {
    "EVALUATORS": (0, False, True),
    "ANXIETY": (0, False, False),
    "TIME": (0, False, False),
    "ENTITIES": (0, True, False),
    "RELATIONSHIPS": (0, True, False),
    "CHOICE": (0, False, False),
    "FACTS": (0, True, False),
    "ROLES": (0, False, False),
    "SETTINGS": (0, False, False),
    "ATTACHMENTS": (0, True, False),
    "PROVIDERS": (0, False, False),
    "ACTIONS": (-1, False, False),
    "ACTION_STATE": (150, False, False),
    "CHARACTER": (0, False, False),
    "RECENT_MESSAGES": (100, False, False),
    "WORLD": (0, True, False),
}


async def _nothing(*_args: object) -> None:
    return None


async def _never(_runtime: Runtime, _message: Memory, _state: State) -> bool:
    return False


async def _broken(_runtime: Runtime, _message: Memory, _state: State) -> bool:
    raise RuntimeError("?")


@pytest.fixture
async def agent(tmp_path: Path) -> AsyncIterator[StoredAgent]:
    async with stored_agent(tmp_path) as hosted:
        yield hosted


async def test_the_providers_of_the_reference_are_there_with_their_positions_and_flags(agent: StoredAgent) -> None:
    found = {one.name: (one.position, one.dynamic, one.private) for one in agent.runtime.providers}

    assert found == EXPECTED
    assert all(one.description for one in agent.runtime.providers)


async def test_a_usual_state_begins_with_actions_and_ends_with_the_conversation(agent: StoredAgent) -> None:
    message = await agent.say("Hello?")

    state = await agent.runtime.compose_state(message)

    assert state.text.startswith("# Available actions\n- REPLY: ")
    assert state.text.endswith("# Message to answer\nBob: Hello?")
    assert state.values["providers"] == state.text
    assert len(state.text) < 4_000


# ---- ACTIONS ----


def _example(name: str) -> Dialogue:
    return Dialogue(
        turns=(
            Turn(name="{{name1}}", content=Content(text=f"Do {name}!")),
            Turn(name="{{name2}}", content=Content(text="Gladly.", actions=(name,))),
        )
    )


async def test_actions_are_told_with_descriptions_and_an_example_each(tmp_path: Path) -> None:
    actions = tuple(
        Action(
            name=f"ACT_{number}", description=f"Does {number}.", handler=_nothing, examples=(_example(f"ACT_{number}"),)
        )
        for number in range(30)
    )
    async with stored_agent(tmp_path, Plugin(name="test", actions=actions)) as agent:
        state = await agent.ask("ACTIONS")

    values = state.values
    assert "- ACT_7: Does 7." in str(values["actionsWithDescriptions"])
    assert "ACT_7" in str(values["actionNames"]).split(", ")
    examples = str(values["actionExamples"])
    assert examples.count("(actions: ") == 10
    assert "{{" not in examples
    assert state.text == f"{values['actionsWithDescriptions']}\n\n{examples}"


async def test_actions_that_do_not_apply_or_cannot_tell_are_left_out(tmp_path: Path) -> None:
    actions = tuple(
        Action(name=name, description="?", handler=_nothing, validate=check)
        for name, check in (("NEVER", _never), ("BROKEN", _broken))
    )
    async with stored_agent(tmp_path, Plugin(name="test", actions=actions)) as agent:
        names = str((await agent.ask("ACTIONS")).values["actionNames"]).split(", ")

    assert names[:3] == ["REPLY", "IGNORE", "NONE"]
    assert not {"NEVER", "BROKEN"} & set(names)


# ---- PROVIDERS and EVALUATORS ----


async def _weather(_runtime: Runtime, _message: Memory, _state: State) -> ProviderResult:
    return ProviderResult(text="Rain")


async def test_what_can_be_looked_up_is_told_by_name(tmp_path: Path) -> None:
    further = (
        Provider(name="WEATHER", description="The weather.", get=_weather, dynamic=True),
        Provider(name="INNER", description="Not for models.", get=_weather, dynamic=True, private=True),
    )
    async with stored_agent(tmp_path, Plugin(name="test", providers=further)) as agent:
        state = await agent.ask("PROVIDERS")

    assert "- WEATHER: The weather." in state.text
    assert "- FACTS: " in state.text
    assert "INNER" not in repr(state)
    assert "CHARACTER" not in state.text
    assert "- CHARACTER: " in str(state.values["providersWithDescriptions"])


async def _find_nothing(_runtime: Runtime, _message: Memory, _state: State) -> Evaluation | None:
    return None


async def test_evaluators_that_apply_are_told_with_examples(tmp_path: Path) -> None:
    example = Dialogue(
        prompt="They meet.", turns=(Turn(name="{{name1}}", content=Content(text="Hi")),), outcome="A friend."
    )
    evaluators = (
        Evaluator(name="JUDGE", description="Judges.", handler=_find_nothing, examples=(example,)),
        Evaluator(name="SLEEPER", description="Sleeps.", handler=_find_nothing, validate=_never),
    )
    async with stored_agent(tmp_path, Plugin(name="test", evaluators=evaluators)) as agent:
        state = await agent.ask("EVALUATORS")
        usual = await agent.runtime.compose_state(agent.message("Hello?"))

    assert "- JUDGE: Judges." in str(state.values["evaluators"])
    assert "JUDGE" in str(state.values["evaluatorNames"]).split(", ")
    assert "They meet." in str(state.values["evaluatorExamples"])
    assert "A friend." in str(state.values["evaluatorExamples"])
    assert "SLEEPER" not in repr(state)
    assert "JUDGE" not in usual.text


# ---- ACTION_STATE ----


async def test_actions_of_a_plan_see_how_far_it_is(tmp_path: Path) -> None:
    seen: list[str] = []

    async def act(
        _runtime: Runtime,
        _message: Memory,
        state: State,
        _options: HandlerOptions,
        _callback: HandlerCallback,
        _responses: Sequence[Memory],
    ) -> ActionResult:
        seen.append(state.text)
        return ActionResult(action_name="", text="It went well.")

    actions = tuple(Action(name=name, description="?", handler=act) for name in ("FIRST", "SECOND"))
    async with stored_agent(tmp_path, Plugin(name="test", actions=actions)) as agent:
        message = await agent.say("Do both")
        state = await agent.runtime.compose_state(message)
        plan = replace(message, content=Content(thought="Both, then.", actions=("FIRST", "SECOND")))
        await agent.runtime.process_actions(message, [plan], state, _nothing)
        after = await agent.ask("ACTION_STATE", message)

    assert "# The plan" not in state.text
    assert "# The plan\nBoth, then.\n1. FIRST (pending, now)\n2. SECOND (pending)" in seen[0]
    assert "# What earlier actions did" not in seen[0]
    assert "1. FIRST (completed)\n2. SECOND (pending, now)" in seen[1]
    assert "# What earlier actions did\n- FIRST, done: It went well." in seen[1]
    assert (after.values["hasActionResults"], after.values["completedActions"]) == (True, 2)


async def test_another_message_knows_nothing_of_a_plan(tmp_path: Path) -> None:
    async with stored_agent(tmp_path) as agent:
        message = await agent.say("Nothing, please")
        plan = replace(message, content=Content(actions=("NONE", "NONE")))
        await agent.runtime.process_actions(message, [plan], State(), _nothing)

        state = await agent.ask("ACTION_STATE")

    assert state.text == ""
    assert (state.values["hasActionPlan"], state.values["hasActionResults"]) == (False, False)


# ---- CHOICE ----


async def _publish(_runtime: Runtime, _options: TaskOptions, _task: Task) -> None:
    return None


async def test_what_waits_for_a_choice_is_told_to_who_may_choose(agent: StoredAgent) -> None:
    agent.runtime.register_task_worker(TaskWorker(name="PUBLISH", execute=_publish))
    options = (TaskOption(name="post", description="Publish it."), TaskOption(name="drop"))
    for room in (DM, GROUP):
        spec = TaskSpec(
            name="PUBLISH", description="Publish the poem?", tags=(AWAITING_CHOICE,), options=options, room_id=room
        )
        await agent.runtime.create_task(spec)

    private = await agent.ask("CHOICE")
    stranger = await agent.ask("CHOICE", agent.message("Post it", by=CARL, room=GROUP))

    assert private.text.endswith("Publish the poem?\n- post: Publish it.\n- drop")
    assert private.values["tasks"] == private.text
    assert stranger.text == ""


async def test_without_anything_to_choose_nothing_is_told(agent: StoredAgent) -> None:
    assert (await agent.ask("CHOICE", agent.message("Hm", by=BOB))).text == ""
