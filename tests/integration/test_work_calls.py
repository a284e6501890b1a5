"""ComposeState and ProcessActions over gRPC: parts of an agent's work, without a message of their own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import grpc
import orjson
import pytest

from parley.v1 import agents_pb2, common_pb2, memories_pb2, messages_pb2, runtime_pb2
from parley.v1.messages_pb2_grpc import MessageServiceStub
from parley.v1.runtime_pb2_grpc import RuntimeServiceStub
from parley_server.app.serve import open_server
from parley_server.app.settings import Settings
from parley_server.domain.content import ActionResult, Content, Memory, State
from parley_server.plugin_api import (
    Action,
    HandlerCallback,
    HandlerOptions,
    Plugin,
    Provider,
    ProviderResult,
    Runtime,
)
from tests.fakes.serving import reason_of


async def _count(
    runtime: Runtime,
    message: Memory,
    state: State,
    options: HandlerOptions,
    callback: HandlerCallback,
    _responses: Sequence[Memory],
) -> ActionResult:
    before = len(options.action_context.previous_results)
    await callback(Content(text=f"{message.content.text} {before} {state.values.get('mood')}"))
    return ActionResult(action_name="COUNT", data={"run": runtime.get_current_run_id(), "before": before})


async def _mood(_runtime: Runtime, message: Memory, _state: State) -> ProviderResult:
    return ProviderResult(text=f"Mood for {message.content.text}.", values={"mood": "merry"})


async def _secret(_runtime: Runtime, _message: Memory, _state: State) -> ProviderResult:
    return ProviderResult(text="Only when asked for.")


PLUGIN = Plugin(
    name="counter",
    actions=(Action(name="COUNT", description="Counts.", handler=_count),),
    providers=(Provider(name="MOOD", get=_mood), Provider(name="MORE", get=_secret, dynamic=True)),
)


@asynccontextmanager
async def serving(folder: Path) -> AsyncIterator[tuple[RuntimeServiceStub, MessageServiceStub]]:
    async with (
        open_server(Settings(data=folder, port=0), plugins=[PLUGIN]) as server,
        grpc.aio.insecure_channel(server.address) as channel,
    ):
        stub = RuntimeServiceStub(channel)
        ann = agents_pb2.AgentSpec(character=agents_pb2.Character(name="Ann"))
        await stub.AddAgents(runtime_pb2.AddAgentsRequest(agents=[ann], auto_start=True))
        async with asyncio.timeout(20):
            yield stub, MessageServiceStub(channel)


def said(text: str, *actions: str) -> memories_pb2.Memory:
    return memories_pb2.Memory(content=common_pb2.Content(text=text, actions=actions))


async def test_context_is_composed_for_a_message_that_nobody_sent(tmp_path: Path) -> None:
    async with serving(tmp_path) as (stub, _):
        usual = (await stub.ComposeState(runtime_pb2.ComposeStateRequest(agent_id="Ann", message=said("hi")))).state
        assert "Mood for hi." in usual.text
        assert orjson.loads(usual.values.raw)["mood"] == "merry"
        assert "Only when asked for." not in usual.text
        request = runtime_pb2.ComposeStateRequest(
            agent_id="Ann", message=said("hi"), include_list=["MORE"], only_include=True
        )
        assert (await stub.ComposeState(request)).state.text == "Only when asked for."


async def test_actions_of_ones_own_choice_are_executed_in_order(tmp_path: Path) -> None:
    async with serving(tmp_path) as (stub, messages):
        run = (await messages.BeginRun(messages_pb2.BeginRunRequest(agent_id="Ann"))).run
        request = runtime_pb2.ProcessActionsRequest(
            agent_id="Ann", message=said("hi"), responses=[said("", "COUNT", "COUNT")], run_id=run.run_id
        )
        answer = await stub.ProcessActions(request)
        assert [callback.text for callback in answer.callbacks] == ["hi 0 merry", "hi 1 merry"]
        data = [orjson.loads(result.data.raw) for result in answer.results]
        assert data == [{"run": run.run_id, "before": 0}, {"run": run.run_id, "before": 1}]
        await messages.EndRun(messages_pb2.EndRunRequest(run_id=run.run_id))
        frames = messages.WatchRun(messages_pb2.WatchRunRequest(run_id=run.run_id))
        steps = [event.step.name async for frame in frames for event in frame.events if event.HasField("step")]
        assert steps.count("COUNT") == 4


async def test_without_a_run_actions_have_one_of_their_own_and_take_the_given_context(tmp_path: Path) -> None:
    async with serving(tmp_path) as (stub, _):
        request = runtime_pb2.ProcessActionsRequest(
            agent_id="Ann",
            message=said("hi"),
            responses=[said("", "COUNT")],
            state=common_pb2.State(values=common_pb2.Payload(raw=b'{"mood": "sad"}')),
        )
        first, second = await stub.ProcessActions(request), await stub.ProcessActions(request)
        runs = {orjson.loads(answer.results[0].data.raw)["run"] for answer in (first, second)}
        assert len(runs - {""}) == 2
        assert first.callbacks[0].text == "hi 0 sad"


async def test_a_call_without_responses_is_refused(tmp_path: Path) -> None:
    async with serving(tmp_path) as (stub, _):
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await stub.ProcessActions(runtime_pb2.ProcessActionsRequest(agent_id="Ann", message=said("hi")))
        assert reason_of(caught.value) == "INVALID_FIELD"
