"""The body of an answer: counted, and watched for its end. Import it on use: httpx2 comes with the openai package."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx2

from parley_server.plugins.openai.faults import Oversized

MAX_BYTES = 8 * 1024 * 1024
"""Bytes of one answer."""
_END = b"[DONE]"


class CountedBody(httpx2.AsyncByteStream):
    """Passes an answer on, up to MAX_BYTES; then it raises Oversized. `ended`: the end mark of a stream was there."""

    def __init__(self, inner: httpx2.AsyncByteStream) -> None:
        """Read from here."""
        self.ended = False
        self._inner = inner

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Yield the bytes as they come."""
        count, tail = 0, b""
        async for chunk in self._inner:
            count += len(chunk)
            if count > MAX_BYTES:
                raise Oversized
            tail = (tail + chunk)[-16 - len(chunk) :]
            self.ended = self.ended or _END in tail
            tail = tail[-16:]
            yield chunk

    async def aclose(self) -> None:
        """Close the connection, if there is more to come."""
        await self._inner.aclose()


async def receive(response: httpx2.Response) -> None:
    """Put a counted body into a response. Raises Oversized for one that may be larger than its bytes."""
    stream = response.stream
    if response.headers.get("content-encoding", "identity").lower() != "identity":
        await response.aclose()
        raise Oversized
    assert isinstance(stream, httpx2.AsyncByteStream)
    response.stream = CountedBody(stream)
