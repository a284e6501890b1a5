import pytest
import structlog
from grpc import aio

from parley_server.domain.ids import parse_uuid
from tests.fakes.serving import Served, raw_stream, raw_unary
from tests.fakes.shapes import SERVICE, SHAPES, call_shape, text


async def test_a_sane_request_id_comes_back_and_is_bound_to_the_log(shaped: Served) -> None:
    call = raw_unary(shaped.channel, f"/{SERVICE}/UnaryUnary")(
        text("hello"), timeout=5, metadata=(("x-request-id", "req-1"),)
    )
    await call

    assert dict(await call.trailing_metadata())["x-request-id"] == "req-1"


@pytest.mark.parametrize("sent", ["", "two words", "x" * 129])
async def test_a_strange_request_id_is_replaced(shaped: Served, sent: str) -> None:
    call = raw_unary(shaped.channel, f"/{SERVICE}/UnaryUnary")(
        text("hello"), timeout=5, metadata=(("x-request-id", sent),)
    )
    await call

    assert parse_uuid(str(dict(await call.trailing_metadata())["x-request-id"]))


async def test_a_stream_tells_its_request_id_at_once(served: Served) -> None:
    served.runs.waits = True
    call = raw_stream(served.channel, "/parley.v1.MessageService/StreamMessage")(
        b"\x0a\x01A\x12\x05\x32\x03\x0a\x01x", metadata=(("x-request-id", "req-2"),)
    )

    assert dict(await call.initial_metadata())["x-request-id"] == "req-2"
    call.cancel()


@pytest.mark.parametrize("shape", SHAPES)
async def test_each_call_has_one_line_without_its_body(shaped: Served, shape: str) -> None:
    with structlog.testing.capture_logs(processors=[structlog.contextvars.merge_contextvars]) as logs:
        await call_shape(shaped.channel, shape, text("a private word"), metadata=(("x-request-id", "req-3"),))
        with pytest.raises(aio.AioRpcError):
            await call_shape(shaped.channel, shape, text("a private word"), metadata=(("x-big", "y" * 20_000),))

    first, second = logs
    assert {**first, "ms": 0} == {
        "event": "call",
        "log_level": "info",
        "method": f"/{SERVICE}/{shape}",
        "request_id": "req-3",
        "status": "OK",
        "ms": 0,
    }
    assert second["status"] == "INVALID_ARGUMENT"
    assert "private" not in repr(logs)
