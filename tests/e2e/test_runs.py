"""Runs outlive connections and crashes (contract rules 10 and 11; reference-values A, "run events")."""

from __future__ import annotations

import asyncio
import random
from pathlib import Path

import grpc
import pytest

from parley.v1 import messages_pb2
from tests.e2e.server import CALL_SECONDS, Api, assert_whole, connect, running, said, text_of

PACED = "tests.fakes.models:paced"
ECHO = "tests.fakes.models:echo"
WORDS = 250
FULL_TEXT = " ".join(f"word-{index}-ü" for index in range(WORDS))
COMPLETED = messages_pb2.RUN_STATUS_COMPLETED


async def _finished_run(api: Api, agent_id: str) -> tuple[str, list[messages_pb2.RunEvent]]:
    run = await api.submit(agent_id, "go")
    return run.run_id, await api.watch(run.run_id)


async def test_text_is_rebuilt_by_watching_from_every_sequence(tmp_path: Path) -> None:
    async with running(tmp_path, plugins=PACED) as server, connect(server.address) as api:
        run_id, whole = await _finished_run(api, await api.add_agent())
        assert_whole(whole)
        assert text_of(whole) == FULL_TEXT
        chunks = [event for event in whole if event.WhichOneof("event") == "chunk"]
        assert len(chunks) >= 200

        for after in range(len(whole)):
            assert await api.watch(run_id, after) == whole[after:]


async def test_text_is_rebuilt_after_a_hundred_cuts(tmp_path: Path) -> None:
    """Every piece comes over a connection of its own, which is cut in the middle of the stream."""
    spread = random.Random(7)
    async with running(tmp_path, plugins=PACED) as server, connect(server.address) as api:
        run = await api.submit(await api.add_agent(), "go")
        events: list[messages_pb2.RunEvent] = []
        cuts = 0
        while not events or events[-1].WhichOneof("event") != "ended":
            async with connect(server.address) as other:
                call = other.messages.WatchRun(
                    messages_pb2.WatchRunRequest(run_id=run.run_id, after_sequence=len(events)), timeout=CALL_SECONDS
                )
                taken = len(events) + spread.randint(1, 3)
                async for frame in call:
                    events.extend(frame.events)
                    if len(events) >= taken:
                        break
                del events[taken:]  # what came with the cut is lost
                call.cancel()
                cuts += 1

        assert cuts >= 100
        assert_whole(events)
        assert text_of(events) == FULL_TEXT
        assert await api.watch(run.run_id) == events


async def test_a_killed_server_keeps_every_event_it_showed(tmp_path: Path) -> None:
    seen: list[messages_pb2.RunEvent] = []
    async with running(tmp_path, plugins=PACED) as server, connect(server.address) as api:
        run = await api.submit(await api.add_agent(), "go")
        call = api.messages.WatchRun(messages_pb2.WatchRunRequest(run_id=run.run_id), timeout=CALL_SECONDS)
        with pytest.raises(grpc.aio.AioRpcError):
            async for frame in call:
                seen.extend(frame.events)
                if len(seen) > 100:
                    server.kill()
        await server.process.wait()

    async with running(tmp_path, plugins=PACED) as server, connect(server.address) as api:
        after_restart = await api.watch(run.run_id)

    assert after_restart[: len(seen)] == seen
    assert_whole(after_restart)
    assert FULL_TEXT.startswith(text_of(after_restart))
    ended = after_restart[-1].ended.run
    assert ended.status == messages_pb2.RUN_STATUS_ERROR
    assert "RUN_INTERRUPTED" in str(ended.error.details[0].value)


async def test_a_run_cut_before_any_text_starts_again(tmp_path: Path) -> None:
    slow = {"PARLEY_TEST_PAUSE": "30"}
    async with running(tmp_path, plugins=PACED, environment=slow) as server, connect(server.address) as api:
        agent_id = await api.add_agent()
        first = await api.submit(agent_id, "go")
        waiting = await api.submit(agent_id, "and again")
        call = api.messages.WatchRun(messages_pb2.WatchRunRequest(run_id=first.run_id), timeout=CALL_SECONDS)
        await anext(aiter(call))
        server.kill()
        await server.process.wait()
        call.cancel()

    async with running(tmp_path, plugins=PACED) as server, connect(server.address) as api:
        again = await api.watch(first.run_id)
        second = await api.watch(waiting.run_id)

    assert_whole(again)
    assert [event.started.attempt for event in again if event.HasField("started")] == [1, 2]
    assert text_of(again) == FULL_TEXT
    assert again[-1].ended.run.status == COMPLETED
    assert_whole(second)
    assert [event.started.attempt for event in second if event.HasField("started")] == [1]
    assert again[-1].time.ToDatetime() <= second[0].time.ToDatetime()


async def test_fifty_calls_with_one_request_id_make_one_run(tmp_path: Path) -> None:
    async with running(tmp_path, plugins=ECHO) as server, connect(server.address) as api:
        agent_id = await api.add_agent()
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(api.submit(agent_id, "hello", request_id="one")) for _ in range(50)]
        run_ids = {task.result().run_id for task in tasks}
        listed = await api.messages.ListRuns(messages_pb2.ListRunsRequest(), timeout=CALL_SECONDS)
        await api.watch(next(iter(run_ids)))

    async with running(tmp_path, plugins=ECHO) as server, connect(server.address) as api:
        repeated = await api.submit(agent_id, "hello", request_id="one")
        with pytest.raises(grpc.aio.AioRpcError) as other_body:
            await api.submit(agent_id, "something else", request_id="one")

    assert len(run_ids) == 1
    assert [run.run_id for run in listed.runs] == list(run_ids)
    assert repeated.run_id in run_ids
    assert other_body.value.code() is grpc.StatusCode.ALREADY_EXISTS


async def test_two_hundred_rooms_do_not_mix(tmp_path: Path) -> None:
    """Each room's replies and prompts hold that room's words alone."""
    record = tmp_path / "requests.jsonl"
    environment = {"PARLEY_TEST_RECORD": str(record)}
    rooms = [f"00000000-0000-4000-8000-{index:012d}" for index in range(200)]

    async def talk(api: Api, agent_id: str, index: int) -> None:
        for turn in range(2):
            text = f"secret-{index:03d}-{turn}"
            call = api.messages.StreamMessage(
                messages_pb2.StreamMessageRequest(agent_id=agent_id, message=said(text, rooms[index])), timeout=60
            )
            events = [event async for frame in call for event in frame.events]
            assert_whole(events)
            assert len({event.run_id for event in events}) == 1
            assert text_of(events) == f"You said: {text}"
            assert events[-1].ended.run.room_id == rooms[index]

    async with (
        running(tmp_path / "data", plugins=ECHO, environment=environment) as server,
        connect(server.address) as api,
    ):
        agent_id = await api.add_agent()
        async with asyncio.TaskGroup() as group:
            for index in range(200):
                group.create_task(talk(api, agent_id, index))

    lines = record.read_text().splitlines()
    assert len(lines) == 400
    for line in lines:
        words = {word[:10] for word in line.replace('"', " ").replace("\\n", " ").split() if word.startswith("secret-")}
        assert len(words) == 1
