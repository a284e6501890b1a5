import pytest
from grpc import StatusCode, aio

from parley.v1 import common_pb2, memories_pb2, messages_pb2, messages_pb2_grpc
from parley_server.domain.content import Content, Payload
from parley_server.domain.runs import MessageResult, RunEnded, RunEvent
from tests.fakes.serving import Served, reason_of
from tests.fakes.values import NOW, RUN_ID, make_run

RESULT = MessageResult(did_respond=True, response_content=Content(extra=Payload(form="raw", raw=b'{"n":1}')))


@pytest.fixture
def stub(served: Served) -> messages_pb2_grpc.MessageServiceStub:
    end = RunEnded(run=make_run(), result=RESULT)
    served.runs.log = [served.runs.codec.encode_event(RunEvent(run_id=RUN_ID, sequence=1, time=NOW, body=end))]
    served.runs.result = RESULT
    return messages_pb2_grpc.MessageServiceStub(served.channel)


@pytest.mark.parametrize(("asked", "form"), [((), "raw"), (("raw",), "raw"), (("text",), "text"), (("json",), "json")])
async def test_replies_have_the_form_that_is_asked_for(
    stub: messages_pb2_grpc.MessageServiceStub, asked: tuple[str, ...], form: str
) -> None:
    metadata = tuple(("parley-payload", wish) for wish in asked)

    got = await stub.GetRun(messages_pb2.GetRunRequest(run_id=RUN_ID), timeout=5, metadata=metadata)
    frames = [
        frame
        async for frame in stub.WatchRun(messages_pb2.WatchRunRequest(run_id=RUN_ID), timeout=5, metadata=metadata)
    ]

    streamed = frames[0].events[0].ended.result.response_content.extra
    assert got.result.response_content.extra.WhichOneof("data") == form
    assert streamed == got.result.response_content.extra


async def test_an_unknown_form_is_refused(stub: messages_pb2_grpc.MessageServiceStub) -> None:
    memory = memories_pb2.Memory(content=common_pb2.Content(text="x"))
    request = messages_pb2.HandleMessageRequest(agent_id="A", message=memory)

    with pytest.raises(aio.AioRpcError) as caught:
        await stub.HandleMessage(request, timeout=5, metadata=(("parley-payload", "yaml"),))

    assert caught.value.code() is StatusCode.INVALID_ARGUMENT
    assert reason_of(caught.value) == "INVALID_FIELD"
