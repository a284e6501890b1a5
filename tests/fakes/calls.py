"""Calls of any method with raw bytes."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

from grpc import aio

from parley_server.rpc.methods import Method


async def call_method(
    channel: aio.Channel, method: Method, requests: Sequence[bytes], *, most_replies: int = 100, timeout: float = 10
) -> list[bytes]:
    """Call a method of any shape with requests as they are; return its replies. Raises AioRpcError."""
    caller: Any = getattr(channel, _SHAPES[method.client_streaming, method.server_streaming])(method.path, None, None)
    call = caller(_send(requests) if method.client_streaming else requests[0], timeout=timeout)
    if not method.server_streaming:
        return [await call]
    replies: list[bytes] = []
    async for reply in call:
        replies.append(reply)
        if len(replies) == most_replies:
            call.cancel()
            break
    return replies


_SHAPES = {
    (False, False): "unary_unary",
    (False, True): "unary_stream",
    (True, False): "stream_unary",
    (True, True): "stream_stream",
}


async def _send(requests: Sequence[bytes]) -> AsyncIterator[bytes]:
    for request in requests:
        yield request
