"""A service with one method of each shape, whose behavior a test decides; messages are StringValues."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

import grpc
from google.protobuf.wrappers_pb2 import StringValue
from grpc import aio

SERVICE = "test.Shapes"
SHAPES = ("UnaryUnary", "UnaryStream", "StreamUnary", "StreamStream")


class Shapes:
    """`behave` is called with the text of each request; what it returns or raises is the reply."""

    def __init__(self) -> None:
        self.behave: Callable[[str], str] = lambda text: text

    def handler(self) -> grpc.GenericRpcHandler:
        makers: dict[str, Any] = {
            "UnaryUnary": (grpc.unary_unary_rpc_method_handler, self._unary),
            "UnaryStream": (grpc.unary_stream_rpc_method_handler, self._stream),
            "StreamUnary": (grpc.stream_unary_rpc_method_handler, self._collect),
            "StreamStream": (grpc.stream_stream_rpc_method_handler, self._chat),
        }
        return grpc.method_handlers_generic_handler(
            SERVICE,
            {
                name: make(
                    behavior,
                    request_deserializer=StringValue.FromString,
                    response_serializer=StringValue.SerializeToString,
                )
                for name, (make, behavior) in makers.items()
            },
        )

    async def _unary(self, request: StringValue, context: object) -> StringValue:
        return StringValue(value=self.behave(request.value))

    async def _stream(self, request: StringValue, context: object) -> AsyncIterator[StringValue]:
        yield StringValue(value="first")
        yield StringValue(value=self.behave(request.value))

    async def _collect(self, requests: AsyncIterator[StringValue], context: object) -> StringValue:
        return StringValue(value="".join([self.behave(request.value) async for request in requests]))

    async def _chat(self, requests: AsyncIterator[StringValue], context: object) -> AsyncIterator[StringValue]:
        async for request in requests:
            yield StringValue(value=self.behave(request.value))


async def call_shape(
    channel: aio.Channel, shape: str, *requests: bytes, metadata: tuple[tuple[str, str], ...] = ()
) -> list[str]:
    """Call one shape with raw requests and return the texts of the replies. Raises AioRpcError."""
    path = f"/{SERVICE}/{shape}"
    read = StringValue.FromString
    options: dict[str, Any] = {"timeout": 10, "metadata": metadata}

    async def send() -> AsyncIterator[bytes]:
        for request in requests:
            yield request

    replies: AsyncIterator[StringValue]
    if shape == "UnaryUnary":
        unary: aio.UnaryUnaryMultiCallable[bytes, StringValue] = channel.unary_unary(path, None, read)
        return [(await unary(requests[0], **options)).value]
    if shape == "StreamUnary":
        collect: aio.StreamUnaryMultiCallable[bytes, StringValue] = channel.stream_unary(path, None, read)
        return [(await collect(send(), **options)).value]
    if shape == "UnaryStream":
        stream: aio.UnaryStreamMultiCallable[bytes, StringValue] = channel.unary_stream(path, None, read)
        replies = aiter(stream(requests[0], **options))
    else:
        chat: aio.StreamStreamMultiCallable[bytes, StringValue] = channel.stream_stream(path, None, read)
        replies = aiter(chat(send(), **options))
    return [reply.value async for reply in replies]


def text(value: str) -> bytes:
    return StringValue(value=value).SerializeToString()
