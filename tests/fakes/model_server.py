"""A server with the OpenAI API on loopback that does what a test tells it, faults included."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

Scene = Callable[["Exchange"], Awaitable[None]]

USAGE = {"prompt_tokens": 100, "completion_tokens": 20, "prompt_tokens_details": {"cached_tokens": 40}}


@dataclass(slots=True, kw_only=True)
class Exchange:
    """One request and the way to answer it."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: Any
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def head(self, status: int = 200, *headers: str, kind: str = "text/event-stream") -> None:
        """Begin an answer whose body comes in chunks."""
        lines = [
            f"HTTP/1.1 {status} X",
            f"content-type: {kind}",
            "transfer-encoding: chunked",
            "connection: close",
            *headers,
        ]
        self.writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())
        await self.writer.drain()

    async def raw(self, data: bytes) -> None:
        """Send some bytes of the body at once."""
        self.writer.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        await self.writer.drain()

    async def event(self, value: object) -> None:
        """Send one event of a stream."""
        await self.raw(b"data: " + json.dumps(value, ensure_ascii=False).encode() + b"\n\n")

    async def text(self, text: str) -> None:
        """Send a piece of an answer."""
        await self.event(delta(text))

    async def end(self, *, usage: object = USAGE, finish: str | None = "stop") -> None:
        """End an answer as OpenAI does."""
        if finish:
            await self.event({"id": "1", "choices": [{"index": 0, "delta": {}, "finish_reason": finish}]})
        if usage is not None:
            await self.event({"id": "1", "choices": [], "usage": usage})
        await self.raw(b"data: [DONE]\n\n")
        await self.close()

    async def close(self) -> None:
        """End the body."""
        self.writer.write(b"0\r\n\r\n")
        await self.writer.drain()

    async def json(self, value: object, status: int = 200, *headers: str) -> None:
        """Send a whole answer."""
        await self.head(status, *headers, kind="application/json")
        await self.raw(json.dumps(value).encode())
        await self.close()

    def reset(self) -> None:
        """Break the connection."""
        self.writer.transport.abort()

    async def gone(self) -> None:
        """Wait until the peer has closed the connection."""
        with suppress(ConnectionError):
            while await self.reader.read(1024):
                pass


def delta(text: str) -> Mapping[str, object]:
    """Return an event with a piece of text."""
    return {"id": "1", "choices": [{"index": 0, "delta": {"content": text}, "finish_reason": None}]}


def says(*pieces: str, usage: object = USAGE, finish: str | None = "stop") -> Scene:
    """Answer with these pieces."""

    async def scene(exchange: Exchange) -> None:
        await exchange.head()
        for piece in pieces:
            await exchange.text(piece)
        await exchange.end(usage=usage, finish=finish)

    return scene


def refuses(status: int, message: str = "no", *headers: str, code: object = None) -> Scene:
    """Answer with an error."""

    async def scene(exchange: Exchange) -> None:
        await exchange.json({"error": {"message": message, "code": code}}, status, *headers)

    return scene


@dataclass(slots=True, kw_only=True)
class ModelServer:
    """Plays a scene a request, the last for ever; `/models` tells `models` and is no scene."""

    scenes: list[Scene] = field(default_factory=list)
    models: Sequence[str] = ()
    exchanges: list[Exchange] = field(default_factory=list)
    connections: int = 0
    url: str = ""

    @property
    def requests(self) -> list[Exchange]:
        """What was asked, but for lists of models."""
        return [exchange for exchange in self.exchanges if not exchange.path.endswith("/models")]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one connection, with one request."""
        self.connections += 1
        try:
            exchange = await _read(reader, writer)
            if exchange is not None:
                self.exchanges.append(exchange)
                await self._scene(exchange)(exchange)
        except ConnectionError:
            pass  # the peer left, as some tests mean it to
        finally:
            writer.close()

    def _scene(self, exchange: Exchange) -> Scene:
        if exchange.path.endswith("/models"):
            return lambda it: it.json({"object": "list", "data": [{"id": name} for name in self.models]})
        return self.scenes.pop(0) if len(self.scenes) > 1 else self.scenes[0]


async def _read(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Exchange | None:
    with suppress(asyncio.IncompleteReadError):
        first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode().strip().split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        method, path, _ = first.split(" ")
        return Exchange(
            method=method,
            path=path,
            headers=headers,
            body=json.loads(body) if body else None,
            reader=reader,
            writer=writer,
        )
    return None


@asynccontextmanager
async def model_server(*scenes: Scene, models: Sequence[str] = ()) -> AsyncIterator[ModelServer]:
    """Serve these scenes while the context is open."""
    server = ModelServer(scenes=list(scenes), models=models)
    listener = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    server.url = f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}/v1"
    try:
        yield server
    finally:
        listener.close()
        for exchange in server.exchanges:
            exchange.reset()
        await listener.wait_closed()
