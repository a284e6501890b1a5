import asyncio

import pytest
from google.rpc import code_pb2, error_details_pb2, status_pb2
from grpc import StatusCode, aio

from parley.v1 import common_pb2, memories_pb2, messages_pb2, messages_pb2_grpc
from parley_server.domain.errors import AgentNotFound
from tests.fakes.serving import Served, find_detail, reason_of, status_of
from tests.fakes.values import AGENT_ID, MESSAGE_ID, RUN_ID


@pytest.fixture
def stub(served: Served) -> messages_pb2_grpc.MessageServiceStub:
    return messages_pb2_grpc.MessageServiceStub(served.channel)


def say(text: str) -> memories_pb2.Memory:
    return memories_pb2.Memory(content=common_pb2.Content(text=text))


async def test_stream_message_sends_every_event(served: Served, stub: messages_pb2_grpc.MessageServiceStub) -> None:
    request = messages_pb2.StreamMessageRequest(agent_id="Assistant", message=say("Hello!"))

    frames = [frame async for frame in stub.StreamMessage(request, timeout=5)]

    events = [event for frame in frames for event in frame.events]
    assert [event.sequence for event in events] == [1, 2, 3]
    assert [event.WhichOneof("event") for event in events] == ["chunk", "chunk", "ended"]
    assert served.runs.requests[0].message.content.text == "Hello!"


async def test_a_cancelled_stream_closes_the_run_iterator(
    served: Served, stub: messages_pb2_grpc.MessageServiceStub
) -> None:
    served.runs.waits = True
    call = stub.StreamMessage(messages_pb2.StreamMessageRequest(agent_id="A", message=say("x")))
    await call.read()

    call.cancel()

    async with asyncio.timeout(2):
        await served.runs.closed.wait()


async def test_handle_message_returns_run_and_result(stub: messages_pb2_grpc.MessageServiceStub) -> None:
    reply = await stub.HandleMessage(messages_pb2.HandleMessageRequest(agent_id="A", message=say("x")), timeout=5)

    assert reply.run.run_id == RUN_ID
    assert reply.run.status == messages_pb2.RUN_STATUS_COMPLETED
    assert reply.result.did_respond


async def test_submit_message_returns_the_queued_run(stub: messages_pb2_grpc.MessageServiceStub) -> None:
    reply = await stub.SubmitMessage(messages_pb2.SubmitMessageRequest(agent_id="A", message=say("x")), timeout=5)

    assert reply.run.status == messages_pb2.RUN_STATUS_QUEUED


async def test_an_error_of_the_door_carries_its_reason(
    served: Served, stub: messages_pb2_grpc.MessageServiceStub
) -> None:
    served.runs.failure = AgentNotFound("Nobody")

    with pytest.raises(aio.AioRpcError) as failed:
        await stub.HandleMessage(messages_pb2.HandleMessageRequest(agent_id="Nobody", message=say("x")), timeout=5)

    assert failed.value.code() is StatusCode.NOT_FOUND
    assert reason_of(failed.value) == "AGENT_NOT_FOUND"


async def test_watch_run_begins_behind_a_sequence(stub: messages_pb2_grpc.MessageServiceStub) -> None:
    request = messages_pb2.WatchRunRequest(run_id=RUN_ID.upper(), after_sequence=1)

    frames = [frame async for frame in stub.WatchRun(request, timeout=5)]

    assert [event.sequence for frame in frames for event in frame.events] == [2, 3]


async def test_watch_run_of_an_unknown_run_is_not_found(stub: messages_pb2_grpc.MessageServiceStub) -> None:
    with pytest.raises(aio.AioRpcError) as failed:
        await stub.WatchRun(messages_pb2.WatchRunRequest(run_id=MESSAGE_ID[:-1] + "f"), timeout=5).read()

    assert reason_of(failed.value) == "NOT_FOUND"


async def test_get_run_and_cancel_run(stub: messages_pb2_grpc.MessageServiceStub) -> None:
    got = await stub.GetRun(messages_pb2.GetRunRequest(run_id=RUN_ID), timeout=5)
    cancelled = await stub.CancelRun(messages_pb2.CancelRunRequest(run_id=RUN_ID, reason="enough"), timeout=5)

    assert got.run.run_id == RUN_ID
    assert got.HasField("result")
    assert cancelled.run.status == messages_pb2.RUN_STATUS_CANCELLED


async def test_list_runs_pages_to_the_end(stub: messages_pb2_grpc.MessageServiceStub) -> None:
    sizes, token = [], ""
    while True:
        reply = await stub.ListRuns(messages_pb2.ListRunsRequest(page_size=2, page_token=token), timeout=5)
        sizes.append(len(reply.runs))
        token = reply.next_page_token
        if not token:
            break

    assert sizes == [2, 2, 1]


async def test_a_page_token_of_another_query_is_refused(stub: messages_pb2_grpc.MessageServiceStub) -> None:
    first = await stub.ListRuns(messages_pb2.ListRunsRequest(page_size=2), timeout=5)
    other = messages_pb2.ListRunsRequest(agent_id="B", page_token=first.next_page_token)

    with pytest.raises(aio.AioRpcError) as failed:
        await stub.ListRuns(other, timeout=5)

    assert failed.value.code().value[0] == code_pb2.INVALID_ARGUMENT
    assert reason_of(failed.value) == "INVALID_PAGE_TOKEN"


async def test_bad_items_of_a_batch_are_items_with_errors(
    served: Served, stub: messages_pb2_grpc.MessageServiceStub
) -> None:
    good = messages_pb2.HandleMessageRequest(agent_id="A", message=say("one"))
    bad = messages_pb2.HandleMessageRequest(agent_id="A", message=memories_pb2.Memory(room_id="lobby"))
    other = messages_pb2.HandleMessageRequest(agent_id="Assistant", message=say("two"))
    other.message.agent_id = MESSAGE_ID

    reply = await stub.HandleMessages(messages_pb2.HandleMessagesRequest(requests=[good, bad, other, good]), timeout=5)

    assert [item.WhichOneof("outcome") for item in reply.items] == ["response", "error", "error", "response"]
    assert [request.message.content.text for request in served.runs.requests] == ["one", "one"]
    fields = [violations(item.error) for item in reply.items if item.HasField("error")]
    assert fields == [["requests[1].message.room_id"], ["requests[2].message.agent_id"]]


def violations(status: status_pb2.Status) -> list[str]:
    bad = find_detail(status.details, error_details_pb2.BadRequest)
    assert bad is not None
    return [violation.field for violation in bad.field_violations]


@pytest.mark.parametrize(
    ("top", "nested", "allowed"),
    [
        ("Assistant", AGENT_ID.upper(), True),
        ("Assistant", "assistant", True),
        (AGENT_ID, "Assistant", True),
        ("Assistant", MESSAGE_ID, False),
        (AGENT_ID, MESSAGE_ID, False),
        (AGENT_ID, "Somebody", False),
    ],
)
async def test_only_the_same_agent_may_stand_inside_of_a_message(
    stub: messages_pb2_grpc.MessageServiceStub, top: str, nested: str, allowed: bool
) -> None:
    request = messages_pb2.SubmitMessageRequest(agent_id=top, message=say("x"))
    request.message.agent_id = nested

    if allowed:
        await stub.SubmitMessage(request, timeout=5)
        return
    with pytest.raises(aio.AioRpcError) as failed:
        await stub.SubmitMessage(request, timeout=5)
    assert violations(status_of(failed.value)) == ["message.agent_id"]
