import asyncio
import logging
from collections.abc import Callable

import pytest
import structlog
from google.rpc import error_details_pb2
from grpc import StatusCode, aio

from parley_server.domain.errors import AgentNotFound, Draining, InvalidField, Overloaded, ParleyError
from tests.fakes.serving import Served, detail_of, raw_stream, raw_unary, reason_of, status_of
from tests.fakes.shapes import SERVICE, SHAPES, Shapes, call_shape, text

SECRET = "sk-very-secret"
SAY_X = b"\x0a\x01A\x12\x05\x32\x03\x0a\x01x"  # StreamMessage to agent A with the text x


def raising(error: BaseException) -> Callable[[str], str]:
    def behave(_: str) -> str:
        raise error

    return behave


async def failed(served: Served, shape: str) -> aio.AioRpcError:
    with pytest.raises(aio.AioRpcError) as caught:
        await call_shape(served.channel, shape, text("x"))
    return caught.value


@pytest.fixture(params=SHAPES)
def shape(request: pytest.FixtureRequest) -> str:
    return str(request.param)


async def test_a_domain_error_becomes_status_and_reason(shaped: Served, shapes: Shapes, shape: str) -> None:
    shapes.behave = raising(AgentNotFound("Nobody"))

    error = await failed(shaped, shape)

    assert error.code() is StatusCode.NOT_FOUND
    assert error.details() == status_of(error).message == "no agent 'Nobody'"
    assert reason_of(error) == "AGENT_NOT_FOUND"


async def test_an_unknown_exception_tells_nothing_but_a_request_id(shaped: Served, shapes: Shapes, shape: str) -> None:
    shapes.behave = raising(KeyError(SECRET))

    with structlog.testing.capture_logs() as logs:
        error = await failed(shaped, shape)

    request = detail_of(error, error_details_pb2.RequestInfo)
    assert error.code() is StatusCode.INTERNAL
    assert request is not None
    assert request.request_id == dict(error.trailing_metadata())["x-request-id"]
    assert SECRET not in repr(error) + str(status_of(error))
    assert detail_of(error, error_details_pb2.ErrorInfo) is None
    assert [line["exc_info"].args for line in logs if line["log_level"] == "error"] == [(SECRET,)]


async def test_groups_are_unwrapped(shaped: Served, shapes: Shapes, shape: str) -> None:
    inner = BaseExceptionGroup("inner", [asyncio.CancelledError(), InvalidField("message.room_id", "not an id")])
    shapes.behave = raising(BaseExceptionGroup("outer", [inner]))

    error = await failed(shaped, shape)

    bad = detail_of(error, error_details_pb2.BadRequest)
    assert reason_of(error) == "INVALID_FIELD"
    assert bad is not None
    assert [violation.field for violation in bad.field_violations] == ["message.room_id"]


async def test_a_fault_in_a_group_is_not_hidden_by_a_known_error(shaped: Served, shapes: Shapes) -> None:
    shapes.behave = raising(ExceptionGroup("both", [AgentNotFound("A"), ZeroDivisionError()]))

    assert (await failed(shaped, "UnaryUnary")).code() is StatusCode.INTERNAL


async def test_retryable_errors_say_when_to_come_back(shaped: Served, shapes: Shapes, shape: str) -> None:
    shapes.behave = raising(Overloaded("runs", 10))

    error = await failed(shaped, shape)

    retry = detail_of(error, error_details_pb2.RetryInfo)
    assert error.code() is StatusCode.RESOURCE_EXHAUSTED
    assert retry is not None
    assert retry.retry_delay.seconds == 1


async def test_a_timeout_inside_is_a_fault_and_no_deadline(shaped: Served, shapes: Shapes) -> None:
    shapes.behave = raising(TimeoutError())

    assert (await failed(shaped, "UnaryUnary")).code() is StatusCode.INTERNAL


async def test_a_cancellation_that_is_not_the_callers_is_a_fault(shaped: Served, shapes: Shapes, shape: str) -> None:
    shapes.behave = raising(asyncio.CancelledError())

    assert (await failed(shaped, shape)).code() is StatusCode.INTERNAL


async def test_a_long_message_still_arrives(shaped: Served, shapes: Shapes) -> None:
    class LongError(ParleyError):
        reason = "NOT_FOUND"

    shapes.behave = raising(LongError("é" * 20_000, metadata={f"key{n}": "v" * 1000 for n in range(20)}))

    error = await failed(shaped, "UnaryUnary")

    assert reason_of(error) == "NOT_FOUND"
    assert len((error.details() or "").encode()) <= 1024


@pytest.mark.parametrize("shape", ["UnaryUnary", "UnaryStream"])
async def test_undecodable_bytes_name_the_request(shaped: Served, shape: str) -> None:
    with pytest.raises(aio.AioRpcError) as caught:
        await call_shape(shaped.channel, shape, b"\xff\xff\xff")

    bad = detail_of(caught.value, error_details_pb2.BadRequest)
    assert caught.value.code() is StatusCode.INVALID_ARGUMENT
    assert reason_of(caught.value) == "INVALID_FIELD"
    assert bad is not None
    assert bad.field_violations[0].field == "request"


@pytest.mark.parametrize("shape", ["StreamUnary", "StreamStream"])
async def test_undecodable_bytes_inside_a_stream_end_it(shaped: Served, shape: str) -> None:
    with pytest.raises(aio.AioRpcError) as caught:
        await call_shape(shaped.channel, shape, text("good"), b"\xff\xff\xff")

    assert reason_of(caught.value) == "INVALID_FIELD"


async def test_an_unknown_method_has_a_reason_too(shaped: Served) -> None:
    with pytest.raises(aio.AioRpcError) as caught:
        await raw_unary(shaped.channel, "/parley.v9.Nothing/Do")(b"", timeout=5)

    info = detail_of(caught.value, error_details_pb2.ErrorInfo)
    assert caught.value.code() is StatusCode.UNIMPLEMENTED
    assert info is not None
    assert (info.reason, info.metadata["feature"]) == ("NOT_IMPLEMENTED", "/parley.v9.Nothing/Do")


async def test_a_client_that_goes_away_is_no_error_in_the_log(served: Served, caplog: pytest.LogCaptureFixture) -> None:
    served.runs.waits = True
    with structlog.testing.capture_logs() as logs, caplog.at_level(logging.WARNING):
        call = raw_stream(served.channel, "/parley.v1.MessageService/StreamMessage")(SAY_X)
        await call.read()
        call.cancel()
        async with asyncio.timeout(2):
            await served.runs.closed.wait()
            await served.server.stop(None)

    assert [line["status"] for line in logs] == ["CANCELLED"]
    assert caplog.records == []


async def test_a_reader_that_stalls_stops_the_run_iterator_and_may_still_cancel(
    served: Served, caplog: pytest.LogCaptureFixture
) -> None:
    served.runs.endless = True
    with structlog.testing.capture_logs() as logs, caplog.at_level(logging.WARNING):
        call = raw_stream(served.channel, "/parley.v1.MessageService/StreamMessage")(SAY_X)
        await call.read()
        produced = await settled(served)
        call.cancel()
        async with asyncio.timeout(5):
            await served.runs.closed.wait()
            await served.server.stop(None)

    assert produced * 65_536 < 32 * 1024 * 1024
    assert [line["status"] for line in logs] == ["CANCELLED"]
    assert caplog.records == []


async def settled(served: Served) -> int:
    """Wait until the server takes no more from the run, and return how much it took."""
    before = -1
    while served.runs.produced > before:
        before = served.runs.produced
        await asyncio.sleep(0.3)
    return before


async def test_an_open_stream_ends_with_draining_when_the_run_says_so(served: Served) -> None:
    served.runs.ending = Draining()

    with pytest.raises(aio.AioRpcError) as caught:
        async for _ in raw_stream(served.channel, "/parley.v1.MessageService/StreamMessage")(SAY_X, timeout=5):
            pass

    assert caught.value.code() is StatusCode.UNAVAILABLE
    assert reason_of(caught.value) == "DRAINING"
    assert detail_of(caught.value, error_details_pb2.RetryInfo) is not None


async def test_a_client_that_leaves_a_conversation_is_no_error_in_the_log(
    shaped: Served, caplog: pytest.LogCaptureFixture
) -> None:
    with structlog.testing.capture_logs() as logs, caplog.at_level(logging.WARNING):
        chat: aio.StreamStreamMultiCallable[bytes, bytes] = shaped.channel.stream_stream(f"/{SERVICE}/StreamStream")
        call = chat(timeout=5)
        await call.write(text("hello"))
        await call.read()
        call.cancel()
        async with asyncio.timeout(5):
            await shaped.server.stop(1)

    # To a handler that reads, a client that leaves looks like one that has said all.
    assert [(line["event"], line["log_level"]) for line in logs] == [("call", "info")]
    assert caplog.records == []
