"""A plugin that gives what it should not: its author is told by the run or the log, in plain words."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from structlog.testing import capture_logs

from parley_server import ElizaOS
from parley_server.domain.content import Content, Memory, State
from parley_server.domain.ids import ComponentId, EntityId
from parley_server.domain.models import TEXT_LARGE, ModelResult
from parley_server.domain.tasks import TaskSpec
from parley_server.domain.worlds import EntityComponent
from parley_server.plugin_api import (
    Action,
    Evaluator,
    HandlerCallback,
    HandlerOptions,
    ModelHandler,
    ModelRequest,
    Plugin,
    Provider,
    RunFailed,
    Runtime,
)

NOW = datetime(2026, 11, 21, tzinfo=UTC)

# Any: what these components give is wrong on purpose.
Act = Callable[[HandlerCallback], Awaitable[Any]]

pytestmark = pytest.mark.usefixtures("no_keys")


async def say(callback: Any) -> None:  # noqa: ANN401 - called with what is wrong
    await callback("hello")


async def say_a_dictionary(callback: Any) -> None:  # noqa: ANN401 - called with what is wrong
    await callback({"text": "hello"})


async def say_one_action(callback: HandlerCallback) -> None:
    await callback(Content(text="hello", actions="ACT"))  # type: ignore[arg-type] # what is refused


async def give_a_dictionary(callback: HandlerCallback) -> object:
    return {"text": "hello"}


def plugin_of(act: Act = give_a_dictionary, *, answer: object = None, **further: Any) -> Plugin:  # noqa: ANN401 - components of each test
    """Return a plugin whose model chooses its action, or gives the `answer`."""

    async def plan(_runtime: Runtime, _request: ModelRequest) -> Any:  # noqa: ANN401 - wrong in one test
        return answer or ModelResult(object={"thought": "t", "actions": ["ACT"], "text": ""})

    async def handle(
        _runtime: Runtime,
        _message: Memory,
        _state: State,
        _options: HandlerOptions,
        callback: HandlerCallback,
        _responses: Sequence[Memory],
    ) -> Any:  # noqa: ANN401 - wrong on purpose
        return await act(callback)

    model = ModelHandler(model_type=TEXT_LARGE, generate=plan, structured=True)
    action = Action(name="ACT", description="Does it.", handler=handle)
    return Plugin(name="odd", models=(model,), actions=(action,), **further)


@pytest.mark.parametrize(
    ("plugin", "words"),
    [
        (plugin_of(say), "ACT: callbacks are given a Content, not str"),
        (plugin_of(say_a_dictionary), "ACT: callbacks are given a Content, not dict"),
        (plugin_of(say_one_action), "ACT: Content: actions is a tuple, also of one: write actions=(...,)"),
        (plugin_of(give_a_dictionary), "ACT: actions return an ActionResult, not dict"),
        (plugin_of(answer="hello"), "TEXT_LARGE: model handlers return a ModelResult, not str"),
    ],
)
async def test_a_run_that_ends_by_it_says_what_was_wrong(plugin: Plugin, words: str) -> None:
    async with ElizaOS() as elizaos:
        (ann,) = await elizaos.add_agents([{"character": {"name": "Ann"}, "plugins": [plugin]}], auto_start=True)
        with pytest.raises(RunFailed) as failed:
            await elizaos.handle_message(ann, {"content": "go"})

    assert failed.value.message.endswith(words)
    assert failed.value.metadata["reason"] == "COMPONENT_FAILED"


async def test_a_provider_or_an_evaluator_costs_nothing_but_itself_and_says_what_was_wrong() -> None:
    async def odd(_runtime: Runtime, _message: Memory, _state: State) -> Any:  # noqa: ANN401 - wrong on purpose
        return {"text": "hello"}

    async def nothing(_callback: HandlerCallback) -> None:
        return

    evaluator = Evaluator(name="ODD_LOOK", description="Looks.", handler=odd, always_run=True)
    plugin = plugin_of(nothing, providers=(Provider(name="ODD", get=odd),), evaluators=(evaluator,))
    with capture_logs() as logs:
        async with ElizaOS() as elizaos:
            (ann,) = await elizaos.add_agents([{"character": {"name": "Ann"}, "plugins": [plugin]}], auto_start=True)
            result = await elizaos.handle_message(ann, {"content": "go"})

    assert result.processing is not None
    said = {one["error"] for one in logs if one["log_level"] == "error"}
    assert said == {
        "providers return a ProviderResult, not dict",
        "ODD_LOOK: evaluators return an Evaluation, not dict",
    }


async def test_a_task_whose_tags_are_one_text_is_not_kept() -> None:
    async with ElizaOS() as elizaos:
        await elizaos.add_agents([{"character": {"name": "Ann"}}], auto_start=True)
        (runtime,) = elizaos.get_agents()
        with pytest.raises(TypeError, match="task 'sweep': tags is a tuple"):
            await runtime.create_task(TaskSpec(name="sweep", tags="queue"))  # type: ignore[arg-type] # what is refused
        assert await runtime.get_tasks() == []


@pytest.mark.filterwarnings("ignore:coroutine")
async def test_a_change_that_returns_nothing_or_is_asynchronous_is_refused_and_changes_nothing() -> None:
    async def later(now: object) -> object:
        return now

    def nothing(_now: object) -> None:
        return

    async with ElizaOS() as elizaos:
        await elizaos.add_agents([{"character": {"name": "Ann"}}], auto_start=True)
        (runtime,) = elizaos.get_agents()
        (world,) = await runtime.get_all_worlds()
        (room,) = await runtime.get_rooms_by_world(world.world_id)
        entity_id = EntityId(runtime.agent_id)
        for change, given in ((nothing, "NoneType"), (later, "coroutine")):
            wrong: Any = change
            with pytest.raises(TypeError, match=f"change returns a World, not {given}"):
                await runtime.change_world(world.world_id, wrong)
            with pytest.raises(TypeError, match=f"change returns a Room, not {given}"):
                await runtime.change_room(room.room_id, wrong)
            with pytest.raises(TypeError, match=f"change returns an Entity, not {given}"):
                await runtime.change_entity(entity_id, wrong)
        assert await runtime.get_world(world.world_id) == world
        told = EntityComponent(
            component_id=ComponentId("c"), entity_id=entity_id, agent_id=runtime.agent_id, type="phone", created_at=NOW
        )
        assert await runtime.put_component(told) == told
        with pytest.raises(TypeError, match="merge returns an EntityComponent, not NoneType"):
            await runtime.put_component(told, merge=nothing)  # type: ignore[arg-type] # what is refused
