"""A server with the OpenAI API on loopback that does what a test tells it, faults included."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

Scene = Callable[["Exchange"], Awaitable[None]]

LAST_WORDS_SECONDS = 0.5
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
    """Plays a scene a request, the last for ever; `/models` tells `models` and is no scene.

    With a `key`, `/models` asks for it. What a scene raises looks like a broken connection to its peer, as a fault that
    is meant. It is kept in `faults`, so that the test does not pass for the wrong reason.
    """

    scenes: list[Scene] = field(default_factory=list)
    models: Sequence[str] = ()
    key: str = ""
    exchanges: list[Exchange] = field(default_factory=list)
    connections: int = 0
    url: str = ""
    faults: list[Exception] = field(default_factory=list)
    _playing: set[asyncio.Task[object]] = field(default_factory=set)

    @property
    def requests(self) -> list[Exchange]:
        """What was asked, but for lists of models."""
        return [exchange for exchange in self.exchanges if not exchange.path.endswith("/models")]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one connection, with one request."""
        self.connections += 1
        task = asyncio.current_task()
        assert task is not None
        self._playing.add(task)
        try:
            exchange = await _read(reader, writer)
            if exchange is not None:
                self.exchanges.append(exchange)
                await self._scene(exchange)(exchange)
        except ConnectionError:
            pass  # the peer left, as some tests mean it to
        except Exception as fault:  # noqa: BLE001 - the test is to fail for it, and not only this connection
            self.faults.append(fault)
        finally:
            self._playing.discard(task)
            writer.close()

    async def stop(self) -> None:
        """Break all connections, and wait for the scenes: what goes wrong at their end counts too."""
        for exchange in self.exchanges:
            exchange.reset()
        if self._playing:
            _, left = await asyncio.wait(self._playing, timeout=LAST_WORDS_SECONDS)
            for task in left:
                task.cancel()  # it waits for something that comes no more
            if left:
                await asyncio.wait(left)

    def _scene(self, exchange: Exchange) -> Scene:
        if exchange.path.endswith("/models"):
            if self.key and exchange.headers.get("authorization") != f"Bearer {self.key}":
                return refuses(401)
            return lambda it: it.json({"object": "list", "data": [{"id": name} for name in self.models]})
        assert self.scenes, f"no scene was written for {exchange.method} {exchange.path}"
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
async def model_server(*scenes: Scene, models: Sequence[str] = (), key: str = "") -> AsyncIterator[ModelServer]:
    """Serve these scenes while the context is open.

    Raises an ExceptionGroup at the end if scenes failed: a scripted fault is one that the scene makes on purpose.
    """
    server = ModelServer(scenes=list(scenes), models=models, key=key)
    listener = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    server.url = f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}/v1"
    try:
        yield server
    finally:
        listener.close()
        await server.stop()
        await listener.wait_closed()
        if server.faults:
            raise ExceptionGroup("scenes of the model server failed", server.faults)
