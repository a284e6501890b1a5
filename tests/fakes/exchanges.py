"""An Exchange as a client holds it: frames are written as JSON, and answers are waited for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from google.protobuf import json_format
from google.rpc import error_details_pb2
from grpc import aio

from parley.v1 import bus_pb2
from tests.fakes.serving import find_detail

PATH = "/parley.v1.BusService/Exchange"
SECONDS = 5.0


class Conversation:
    """One open stream."""

    def __init__(self, call: Any) -> None:  # noqa: ANN401 - grpc.aio's call of raw bytes
        self.call = call
        self.seen: list[bus_pb2.ExchangeResponse] = []

    async def send(self, body: dict[str, Any] | bytes, *, frame_id: int = 0) -> None:
        """Send a frame, written as JSON or as bytes."""
        if isinstance(body, bytes):
            await self.call.write(body)
            return
        frame = json_format.ParseDict(body, bus_pb2.ExchangeRequest())
        if frame_id:
            frame.frame_id = frame_id
        await self.call.write(frame.SerializeToString())

    async def read(self, seconds: float = SECONDS) -> bus_pb2.ExchangeResponse | None:
        """Return the next answer, None at the end of the stream. Raises AioRpcError when it failed."""
        async with asyncio.timeout(seconds):
            raw = await self.call.read()
        if raw is aio.EOF:
            code = await self.call.code()
            if code.value[0]:
                await self.call
                raise aio.AioRpcError(
                    code,
                    await self.call.initial_metadata(),
                    await self.call.trailing_metadata(),
                    details=await self.call.details(),
                )
            return None
        answer = bus_pb2.ExchangeResponse.FromString(raw)
        self.seen.append(answer)
        return answer

    async def next(self, case: str) -> bus_pb2.ExchangeResponse:
        """Return the next answer, which has to be of this kind."""
        answer = await self.read()
        assert answer is not None, f"the stream ended, {case} expected"
        assert answer.WhichOneof("frame") == case, answer
        return answer

    async def opened(self, handle: int = 0) -> bus_pb2.ExchangeResponse:
        """Return the news that a subscription is open."""
        answer = await self.next("delivery")
        assert answer.delivery.WhichOneof("notice") == "opened", answer
        assert answer.delivery.handle == handle
        return answer

    async def closed(self) -> bus_pb2.ExchangeResponse:
        """Return the news that a subscription is closed."""
        answer = await self.next("delivery")
        assert answer.delivery.WhichOneof("notice") == "closed", answer
        return answer

    async def events(self, number: int) -> list[Any]:
        """Return so many events."""
        found: list[Any] = []
        while len(found) < number:
            found += (await self.next("delivery")).delivery.events
        assert len(found) == number
        return found

    async def refusal(self) -> tuple[int, str, list[str]]:
        """Return frame, reason and fields at fault of the next answer, an error."""
        answer = await self.next("error")
        info = find_detail(answer.error.details, error_details_pb2.ErrorInfo)
        assert info is not None
        bad = find_detail(answer.error.details, error_details_pb2.BadRequest)
        return answer.in_reply_to, info.reason, [one.field for one in bad.field_violations] if bad is not None else []

    async def close(self) -> None:
        """Say that no more frames come."""
        await self.call.done_writing()

    async def end(self) -> None:
        """Wait for the end, which has to be a good one, with nothing before it."""
        assert await self.read() is None


@asynccontextmanager
async def exchanging(channel: aio.Channel, metadata: tuple[tuple[str, str], ...] = ()) -> AsyncIterator[Conversation]:
    """Open a stream; it is cut at the end."""
    call: Any = channel.stream_stream(PATH, None, None)(metadata=metadata)
    try:
        yield Conversation(call)
    finally:
        call.cancel()


def event(type_: str = "custom:a", **fields: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    """Return an event as JSON."""
    return {"type": type_, **fields}


def publish(*events: dict[str, Any], **fields: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    """Return a frame that publishes events."""
    return {"publish": {"events": list(events), **fields}}


def subscribe(**fields: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    """Return a frame that subscribes."""
    return {"subscribe": fields}


async def until(condition: Any, seconds: float = SECONDS) -> None:  # noqa: ANN401 - a callable
    """Wait until something on the server's side holds, which nothing tells."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - whatever it is, it sets no event
            await asyncio.sleep(0.005)


async def durable(channel: aio.Channel, name: str = "billing") -> None:
    """Create a durable subscription."""
    call = channel.unary_unary(
        "/parley.v1.BusService/CreateSubscription",
        bus_pb2.CreateSubscriptionRequest.SerializeToString,
        bus_pb2.CreateSubscriptionResponse.FromString,
    )
    await call(bus_pb2.CreateSubscriptionRequest(subscription=bus_pb2.Subscription(subscription_id=name)), timeout=5)
