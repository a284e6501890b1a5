"""Runs that a caller opens by itself: BeginRun and EndRun over gRPC, their timeout, a drain and a restart."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import grpc
import pytest
from google.protobuf.duration_pb2 import Duration
from google.rpc import error_details_pb2

from parley.v1 import agents_pb2, common_pb2, memories_pb2, messages_pb2, messages_pb2_grpc, runtime_pb2
from parley.v1.runtime_pb2_grpc import RuntimeServiceStub
from parley_server.app.serve import RunningServer, open_server
from parley_server.app.settings import Settings
from parley_server.domain.callers import LOCAL_CALLER
from parley_server.domain.errors import Draining
from parley_server.domain.ids import AgentId, RunId, new_id
from parley_server.domain.runs import RunStatus
from parley_server.plugin_api import Plugin
from tests.fakes.models import Gate, echo
from tests.fakes.serving import reason_of

MessageStub = messages_pb2_grpc.MessageServiceStub


@asynccontextmanager
async def serving(folder: Path, plugin: Plugin | None = None) -> AsyncIterator[tuple[MessageStub, RunningServer]]:
    """Serve with one agent called Ann, which is there already after a restart."""
    settings = Settings(data=folder, port=0)
    async with (
        open_server(settings, plugins=[plugin or echo()]) as server,
        grpc.aio.insecure_channel(server.address) as channel,
    ):
        spec = agents_pb2.AgentSpec(character=agents_pb2.Character(name="Ann"))
        await RuntimeServiceStub(channel).AddAgents(
            runtime_pb2.AddAgentsRequest(agents=[spec], auto_start=True, request_id="ann")
        )
        yield MessageStub(channel), server


async def begin(stub: MessageStub, **fields: object) -> messages_pb2.Run:
    answer = await stub.BeginRun(messages_pb2.BeginRunRequest(agent_id="Ann", **fields))  # type: ignore[arg-type]
    return answer.run


async def watched(stub: MessageStub, run_id: str) -> list[messages_pb2.RunEvent]:
    async with asyncio.timeout(10):
        frames = stub.WatchRun(messages_pb2.WatchRunRequest(run_id=run_id))
        return [event async for frame in frames for event in frame.events]


async def test_a_run_is_open_from_its_begin_to_the_end_that_its_caller_says(tmp_path: Path) -> None:
    async with serving(tmp_path) as (stub, _):
        run = await begin(stub, source="nightly")
        assert (run.source, run.message_id, run.room_id) == ("nightly", "", run.agent_id)
        assert run.status == messages_pb2.RUN_STATUS_STARTED
        open_runs = await stub.ListRuns(messages_pb2.ListRunsRequest(agent_id="Ann"))
        assert [one.run_id for one in open_runs.runs] == [run.run_id]

        ended = await stub.EndRun(messages_pb2.EndRunRequest(run_id=run.run_id, reason="all done"))
        assert (ended.run.status, ended.run.reason) == (messages_pb2.RUN_STATUS_COMPLETED, "all done")
        events = await watched(stub, run.run_id)
        assert [event.WhichOneof("event") for event in events] == ["started", "ended"]

        with pytest.raises(grpc.aio.AioRpcError) as again:
            await stub.EndRun(messages_pb2.EndRunRequest(run_id=run.run_id))
        assert reason_of(again.value) == "RUN_ENDED"


@pytest.mark.parametrize(
    ("status", "reason"),
    [(messages_pb2.RUN_STATUS_CANCELLED, "RUN_CANCELLED"), (messages_pb2.RUN_STATUS_ERROR, "COMPONENT_FAILED")],
)
async def test_a_run_may_end_badly(tmp_path: Path, status: messages_pb2.RunStatus.ValueType, reason: str) -> None:
    async with serving(tmp_path) as (stub, _):
        run = await begin(stub)
        answer = await stub.EndRun(messages_pb2.EndRunRequest(run_id=run.run_id, status=status, reason="no luck"))
        info = error_details_pb2.ErrorInfo()
        answer.run.error.details[0].Unpack(info)
        assert (answer.run.status, info.reason, answer.run.reason) == (status, reason, "no luck")


async def test_what_cannot_be_is_refused(tmp_path: Path) -> None:
    async with serving(tmp_path) as (stub, _):
        run = await begin(stub)
        with pytest.raises(grpc.aio.AioRpcError) as no_end:
            await stub.EndRun(messages_pb2.EndRunRequest(run_id=run.run_id, status=messages_pb2.RUN_STATUS_MUTED))
        assert reason_of(no_end.value) == "INVALID_FIELD"
        with pytest.raises(grpc.aio.AioRpcError) as no_room:
            await begin(stub, room_id=new_id())
        assert reason_of(no_room.value) == "NOT_FOUND"
        with pytest.raises(grpc.aio.AioRpcError) as no_run:
            await stub.EndRun(messages_pb2.EndRunRequest(run_id=new_id()))
        assert reason_of(no_run.value) == "NOT_FOUND"


async def test_the_run_of_a_message_is_not_ended_from_outside(tmp_path: Path) -> None:
    gate = Gate()
    async with serving(tmp_path, gate.plugin()) as (stub, _), asyncio.timeout(10):
        message = memories_pb2.Memory(content=common_pb2.Content(text="hello"))
        request = messages_pb2.SubmitMessageRequest(agent_id="Ann", message=message)
        run = (await stub.SubmitMessage(request)).run
        await gate.waiting.wait()
        with pytest.raises(grpc.aio.AioRpcError) as not_ours:
            await stub.EndRun(messages_pb2.EndRunRequest(run_id=run.run_id))
        assert reason_of(not_ours.value) == "INVALID_FIELD"
        gate.open.set()
        assert (await watched(stub, run.run_id))[-1].ended.run.status == messages_pb2.RUN_STATUS_COMPLETED


async def test_it_keeps_no_message_of_its_room_waiting(tmp_path: Path) -> None:
    async with serving(tmp_path) as (stub, _):
        message = memories_pb2.Memory(content=common_pb2.Content(text="hello"))
        request = messages_pb2.HandleMessageRequest(agent_id="Ann", message=message)
        room = (await stub.HandleMessage(request)).run.room_id
        run = await begin(stub, room_id=room)
        async with asyncio.timeout(5):
            answer = await stub.HandleMessage(request)
        assert (run.room_id, answer.run.room_id) == (room, room)
        assert answer.run.status == messages_pb2.RUN_STATUS_COMPLETED


async def test_a_repeat_is_answered_with_the_same_run(tmp_path: Path) -> None:
    async with serving(tmp_path) as (stub, _):
        first = await begin(stub, request_id="one", source="a")
        assert (await begin(stub, request_id="one", source="a")).run_id == first.run_id
        with pytest.raises(grpc.aio.AioRpcError) as reused:
            await begin(stub, request_id="one", source="b")
        assert reason_of(reused.value) == "REQUEST_ID_REUSED"


async def test_it_ends_by_itself_when_its_time_is_over(tmp_path: Path) -> None:
    async with serving(tmp_path) as (stub, _):
        run = await begin(stub, timeout=Duration(nanos=50_000_000))
        events = await watched(stub, run.run_id)
        assert events[-1].WhichOneof("event") == "timeout"


async def test_it_can_be_cancelled(tmp_path: Path) -> None:
    async with serving(tmp_path) as (stub, _):
        run = await begin(stub)
        await stub.CancelRun(messages_pb2.CancelRunRequest(run_id=run.run_id, reason="enough"))
        events = await watched(stub, run.run_id)
        assert events[-1].ended.run.status == messages_pb2.RUN_STATUS_CANCELLED


async def test_a_stop_of_the_agent_ends_it_at_once(tmp_path: Path) -> None:
    async with serving(tmp_path) as (stub, server):
        run = await begin(stub)
        async with asyncio.timeout(5), grpc.aio.insecure_channel(server.address) as channel:
            await RuntimeServiceStub(channel).StopAgents(runtime_pb2.StopAgentsRequest())
        events = await watched(stub, run.run_id)
        assert events[-1].ended.run.status == messages_pb2.RUN_STATUS_CANCELLED


async def test_it_goes_on_after_a_restart_and_is_not_prolonged(tmp_path: Path) -> None:
    async with asyncio.timeout(20):
        async with serving(tmp_path) as (stub, _):
            run = await begin(stub, source="nightly")
            short = await begin(stub, timeout=Duration(seconds=1))
        # The drain did not wait for it: leaving takes no grace.
        async with serving(tmp_path) as (stub, _):
            events = await watched(stub, short.run_id)
            assert events[-1].WhichOneof("event") == "timeout"
            await stub.EndRun(messages_pb2.EndRunRequest(run_id=run.run_id))
            events = await watched(stub, run.run_id)
            assert [event.WhichOneof("event") for event in events] == ["started", "started", "ended"]
            assert events[-1].ended.run.source == "nightly"


async def test_who_works_for_it_is_asked_to_come_back_when_the_server_leaves(tmp_path: Path) -> None:
    async with asyncio.timeout(20), serving(tmp_path) as (stub, server):
        run = await begin(stub)
        runs, entered = server.house.runs, asyncio.Event()
        run_id, agent_id = RunId(run.run_id), AgentId(run.agent_id)

        async def work() -> None:
            with pytest.raises(Draining):
                async with runs.within(LOCAL_CALLER, agent_id, run_id):
                    entered.set()
                    await asyncio.Event().wait()

        async with asyncio.TaskGroup() as group:
            group.create_task(work())
            await entered.wait()
            await server.house.host.drain(timedelta())
        with pytest.raises(Draining):
            await runs.finish(LOCAL_CALLER, run_id, status=RunStatus.COMPLETED, reason="")
