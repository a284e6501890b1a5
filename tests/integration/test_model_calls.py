"""UseModel and StreamModel over gRPC, by themselves and for a run that BeginRun has opened."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import grpc
import orjson
import pytest

from parley.v1 import agents_pb2, common_pb2, messages_pb2, runtime_pb2
from parley.v1.messages_pb2_grpc import MessageServiceStub
from parley.v1.runtime_pb2_grpc import RuntimeServiceStub
from parley_server.app.serve import open_server
from parley_server.app.settings import Settings
from parley_server.domain.ids import new_id
from parley_server.domain.json import JsonValue
from parley_server.domain.models import TEXT_EMBEDDING, TEXT_LARGE, ModelResult, ModelUsage
from parley_server.plugin_api import ModelHandler, ModelPart, ModelRequest, Plugin, Runtime, TextDelta
from tests.fakes.serving import reason_of


class Speaker:
    """A plugin whose model says what it was asked, in pieces, and waits at a gate when told to."""

    def __init__(self) -> None:
        self.gate = asyncio.Event()
        self.at_gate = asyncio.Event()
        self.cancelled = asyncio.Event()

    def plugin(self, name: str = "speaker") -> Plugin:
        text = ModelHandler(model_type=TEXT_LARGE, generate=self._generate, stream=self._stream, model_id=f"{name}-1")
        vector = ModelHandler(model_type=TEXT_EMBEDDING, generate=self._embed)
        return Plugin(name=name, models=(text, vector))

    async def _stream(self, runtime: Runtime, request: ModelRequest) -> AsyncIterator[ModelPart]:
        for word in request.prompt.split():
            yield TextDelta(word)
        yield await self._generate(runtime, request)

    async def _generate(self, _runtime: Runtime, request: ModelRequest) -> ModelResult:
        if request.prompt == "wait":
            self.at_gate.set()
            try:
                await self.gate.wait()
            except asyncio.CancelledError:
                self.cancelled.set()
                raise
        words = f"{request.prompt} at {request.params.get('temperature')}"
        return ModelResult(text=words, usage=ModelUsage(input_tokens=3, output_tokens=2))

    async def _embed(self, _runtime: Runtime, request: ModelRequest) -> ModelResult:
        return ModelResult(embedding=(float(len(request.prompt)), 1.0))


@asynccontextmanager
async def serving(folder: Path, *plugins: Plugin) -> AsyncIterator[tuple[RuntimeServiceStub, MessageServiceStub]]:
    async with (
        open_server(Settings(data=folder, port=0), plugins=plugins) as server,
        grpc.aio.insecure_channel(server.address) as channel,
    ):
        stub = RuntimeServiceStub(channel)
        ann = agents_pb2.Character(name="Ann", plugins=[plugin.name for plugin in plugins])
        request = runtime_pb2.AddAgentsRequest(agents=[agents_pb2.AgentSpec(character=ann)], auto_start=True)
        await stub.AddAgents(request)
        async with asyncio.timeout(20):
            yield stub, MessageServiceStub(channel)


def use(model_type: str = TEXT_LARGE, *, run_id: str = "", **params: JsonValue) -> runtime_pb2.UseModelRequest:
    return runtime_pb2.UseModelRequest(
        agent_id="Ann", model_type=model_type, run_id=run_id, params=common_pb2.Payload(raw=orjson.dumps(params))
    )


async def test_a_model_is_asked_with_parameters_and_answers_whole(tmp_path: Path) -> None:
    async with serving(tmp_path, Speaker().plugin()) as (stub, _):
        answer = (await stub.UseModel(use(prompt="hello there", temperature=0.5))).result
        assert (answer.text, answer.provider, answer.model_id) == ("hello there at 0.5", "speaker", "speaker-1")
        assert (answer.usage.input_tokens, answer.usage.output_tokens) == (3, 2)
        vector = (await stub.UseModel(use(TEXT_EMBEDDING, text="four"))).result.embedding
        assert list(vector) == [4.0, 1.0]


async def test_a_model_answers_in_pieces_and_then_whole(tmp_path: Path) -> None:
    async with serving(tmp_path, Speaker().plugin()) as (stub, _):
        params = common_pb2.Payload(raw=b'{"prompt": "one two"}')
        stream = stub.StreamModel(runtime_pb2.StreamModelRequest(agent_id="Ann", model_type=TEXT_LARGE, params=params))
        parts = [part async for part in stream]
        assert [part.text for part in parts[:-1]] == ["one", "two"]
        assert parts[-1].result.text == "one two at None"


async def test_an_unknown_provider_falls_back_unless_it_must_not(tmp_path: Path) -> None:
    async with serving(tmp_path, Speaker().plugin("first"), Speaker().plugin("second")) as (stub, _):
        request = use(prompt="hi")
        request.provider = "second"
        assert (await stub.UseModel(request)).result.provider == "second"
        request.provider = "third"
        assert (await stub.UseModel(request)).result.provider == "first"
        request.strict_provider = True
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await stub.UseModel(request)
        assert reason_of(caught.value) == "NO_MODEL_HANDLER"


async def test_what_a_model_does_for_an_open_run_is_in_its_log(tmp_path: Path) -> None:
    async with serving(tmp_path, Speaker().plugin()) as (stub, messages):
        run = (await messages.BeginRun(messages_pb2.BeginRunRequest(agent_id="Ann"))).run
        await stub.UseModel(use(run_id=run.run_id, prompt="hi"))
        await messages.EndRun(messages_pb2.EndRunRequest(run_id=run.run_id))
        frames = messages.WatchRun(messages_pb2.WatchRunRequest(run_id=run.run_id))
        events = [event async for frame in frames for event in frame.events]
        assert [event.WhichOneof("event") for event in events] == ["started", "step", "step", "ended"]
        assert events[-1].ended.run.usage.output_tokens == 2
        with pytest.raises(grpc.aio.AioRpcError) as too_late:
            await stub.UseModel(use(run_id=run.run_id, prompt="hi"))
        assert reason_of(too_late.value) == "RUN_ENDED"


async def test_the_end_of_its_run_stops_a_model(tmp_path: Path) -> None:
    speaker = Speaker()
    async with serving(tmp_path, speaker.plugin()) as (stub, messages):
        run = (await messages.BeginRun(messages_pb2.BeginRunRequest(agent_id="Ann"))).run
        call = stub.UseModel(use(run_id=run.run_id, prompt="wait"))
        await speaker.at_gate.wait()
        await messages.CancelRun(messages_pb2.CancelRunRequest(run_id=run.run_id))
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await call
        assert reason_of(caught.value) == "RUN_ENDED"
        await speaker.cancelled.wait()


async def test_a_caller_who_goes_away_stops_the_model(tmp_path: Path) -> None:
    speaker = Speaker()
    async with serving(tmp_path, speaker.plugin()) as (stub, _):
        call = stub.UseModel(use(prompt="wait"))
        await speaker.at_gate.wait()
        call.cancel()
        await speaker.cancelled.wait()


@pytest.mark.parametrize(
    ("request_fields", "reason"),
    [
        ({"run_id": new_id()}, "NOT_FOUND"),
        ({"model_type": "SMELL"}, "NO_MODEL_HANDLER"),
        ({"agent_id": "Bob"}, "AGENT_NOT_FOUND"),
    ],
)
async def test_bad_calls_are_refused(tmp_path: Path, request_fields: dict[str, str], reason: str) -> None:
    async with serving(tmp_path, Speaker().plugin()) as (stub, _):
        request = use(prompt="hi")
        request.MergeFrom(runtime_pb2.UseModelRequest(**request_fields))  # type: ignore[arg-type] # texts alone
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await stub.UseModel(request)
        assert reason_of(caught.value) == reason
