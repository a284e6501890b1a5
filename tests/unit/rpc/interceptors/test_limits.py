from __future__ import annotations

import asyncio

import grpc
import pytest
from google.rpc import error_details_pb2
from grpc import StatusCode, aio

from parley_server.rpc.interceptors import CallLimits
from tests.fakes.serving import Served, ServerSetup, detail_of, raw_unary, reason_of, serving
from tests.fakes.shapes import SHAPES, Shapes, call_shape, text

MIB = 1024 * 1024


def fields_of(error: aio.AioRpcError) -> list[str]:
    bad = detail_of(error, error_details_pb2.BadRequest)
    assert bad is not None
    return [violation.field for violation in bad.field_violations]


@pytest.mark.parametrize("shape", ["UnaryUnary", "UnaryStream"])
async def test_a_request_above_4_mib_is_too_large(shaped: Served, shape: str) -> None:
    with pytest.raises(aio.AioRpcError) as caught:
        await call_shape(shaped.channel, shape, text("x" * 5 * MIB))

    assert caught.value.code() is StatusCode.INVALID_ARGUMENT
    assert reason_of(caught.value) == "TOO_LARGE"
    assert fields_of(caught.value) == ["request"]


@pytest.mark.parametrize("shape", ["StreamUnary", "StreamStream"])
async def test_a_frame_above_1_mib_is_too_large(shaped: Served, shape: str) -> None:
    with pytest.raises(aio.AioRpcError) as caught:
        await call_shape(shaped.channel, shape, text("x" * MIB))

    assert reason_of(caught.value) == "TOO_LARGE"


async def test_frames_below_the_limit_pass_whatever_their_sum(shaped: Served, shapes: Shapes) -> None:
    shapes.behave = lambda frame: f"{len(frame)} "

    replies = await call_shape(shaped.channel, "StreamUnary", *[text("x" * (MIB - 10))] * 5)

    assert replies == ["1048566 " * 5]


@pytest.mark.parametrize("shape", SHAPES)
async def test_a_reply_that_nobody_could_carry_has_a_reason(shaped: Served, shapes: Shapes, shape: str) -> None:
    shapes.behave = lambda _: "x" * 17 * MIB

    with pytest.raises(aio.AioRpcError) as caught:
        await call_shape(shaped.channel, shape, text("x"))

    assert reason_of(caught.value) == "TOO_LARGE"
    assert fields_of(caught.value) == ["reply"]


@pytest.mark.parametrize("shape", SHAPES)
async def test_too_much_metadata_names_the_largest_key(shaped: Served, shape: str) -> None:
    with pytest.raises(aio.AioRpcError) as caught:
        await call_shape(shaped.channel, shape, text("x"), metadata=(("x-big", "y" * 17 * 1024), ("x-small", "z")))

    assert reason_of(caught.value) == "TOO_LARGE"
    assert fields_of(caught.value) == ["x-big"]


@pytest.mark.parametrize("shape", SHAPES)
async def test_a_draining_server_refuses_new_calls(shaped: Served, shape: str) -> None:
    shaped.drain.start()

    with pytest.raises(aio.AioRpcError) as caught:
        await call_shape(shaped.channel, shape, text("x"))

    assert caught.value.code() is StatusCode.UNAVAILABLE
    assert reason_of(caught.value) == "DRAINING"
    assert detail_of(caught.value, error_details_pb2.RetryInfo) is not None


async def test_calls_above_the_cap_are_overloaded_until_one_ends() -> None:
    gate, running, arrived = asyncio.Event(), asyncio.Event(), []

    async def wait(request: bytes, context: object) -> bytes:
        arrived.append(request)
        if len(arrived) == 2:
            running.set()
        await gate.wait()
        return b""

    handler = grpc.method_handlers_generic_handler("test.Gate", {"Wait": grpc.unary_unary_rpc_method_handler(wait)})
    async with serving(ServerSetup(limits=CallLimits(calls=2), handlers=[handler])) as served:
        call = raw_unary(served.channel, "/test.Gate/Wait")
        async with asyncio.TaskGroup() as group:
            waiting = [group.create_task(call_once(call)) for _ in range(2)]
            await running.wait()
            with pytest.raises(aio.AioRpcError) as caught:
                await call(b"", timeout=5)
            gate.set()
        replies = [task.result() for task in waiting]
        after = await call(b"", timeout=5)

    assert reason_of(caught.value) == "OVERLOADED"
    assert detail_of(caught.value, error_details_pb2.RetryInfo) is not None
    assert [*replies, after] == [b"", b"", b""]


async def call_once(call: aio.UnaryUnaryMultiCallable[bytes, bytes]) -> bytes:
    return await call(b"", timeout=5)
