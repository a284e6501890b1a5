"""The ceiling: a bus on grpc.aio that relays bytes and does nothing else. No ids, no checks, no storage.

    python -m benchmarks.bus.bare serve|publish|subscribe ['<Plan>']

A published frame is the number of its events (4 bytes) and a PublishRequest, which the server does not read: joined
PublishRequests are one PublishRequest with the events of all. One writer a stream sends what queued meanwhile, at most
100 events in a frame; a publisher waits while some reader is far behind.
"""

from __future__ import annotations

import asyncio
import sys
from collections import deque
from collections.abc import AsyncIterator

import grpc
import uvloop

from benchmarks.bus.frames import count_in, fill
from benchmarks.bus.sides import Heard, Plan, Sent, Window, publish_all, run, until_told
from parley.v1 import bus_pb2
from parley_server.rpc.options import server_options

_PUBLISH = "/benchmarks.Bus/Publish"
_SUBSCRIBE = "/benchmarks.Bus/Subscribe"
_MAX_EVENTS = 100
_MAX_QUEUED = 50
_COUNT_BYTES = 4
_Context = grpc.aio.ServicerContext[bytes, bytes]


class _Queue:
    """What one reader has not got yet."""

    def __init__(self) -> None:
        self.pieces: deque[bytes] = deque()
        self.filled = asyncio.Event()

    def take(self) -> bytes:
        """Return pieces of at most 100 events, joined."""
        number = 0
        parts: list[bytes] = []
        while self.pieces:
            count = int.from_bytes(self.pieces[0][:_COUNT_BYTES], "big")
            if parts and number + count > _MAX_EVENTS:
                break
            number += count
            parts.append(self.pieces.popleft()[_COUNT_BYTES:])
        return b"".join(parts)


class _Bus:
    """Serves both calls."""

    def __init__(self) -> None:
        self._queues: set[_Queue] = set()
        self._emptied = asyncio.Event()

    async def publish(self, frames: AsyncIterator[bytes], _context: _Context) -> AsyncIterator[bytes]:
        """Relay frames, and answer each."""
        async for frame in frames:
            for queue in self._queues:
                queue.pieces.append(frame)
                queue.filled.set()
            while any(len(queue.pieces) > _MAX_QUEUED for queue in self._queues):
                self._emptied.clear()
                await self._emptied.wait()
            yield b"+"

    async def subscribe(self, _request: bytes, _context: _Context) -> AsyncIterator[bytes]:
        """Send what is published from now on; the first frame says that it begins."""
        queue = _Queue()
        self._queues.add(queue)
        try:
            yield b""
            while True:
                await queue.filled.wait()
                yield queue.take()
                self._emptied.set()
                if not queue.pieces:
                    queue.filled.clear()
        finally:
            self._queues.discard(queue)
            self._emptied.set()


async def serve() -> None:
    """Serve until killed."""
    server = grpc.aio.server(options=server_options())
    bus = _Bus()
    service = grpc.method_handlers_generic_handler(
        "benchmarks.Bus",
        {
            "Publish": grpc.stream_stream_rpc_method_handler(bus.publish),
            "Subscribe": grpc.unary_stream_rpc_method_handler(bus.subscribe),
        },
    )
    server.add_generic_rpc_handlers((service,))
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    print(f"READY 127.0.0.1:{port}", flush=True)
    await server.wait_for_termination()


async def publish(plan: Plan) -> Sent:
    """Publish by plan."""
    window = Window(plan.in_flight)
    async with grpc.aio.insecure_channel(plan.address) as channel:
        call: grpc.aio.StreamStreamCall[bytes, bytes] = channel.stream_stream(_PUBLISH)()

        async def send(count: int, made: int) -> None:
            await window.enter()
            request = bus_pb2.PublishRequest()
            fill(request, count, made)
            await call.write(count.to_bytes(_COUNT_BYTES, "big") + request.SerializeToString())

        async def read_answers() -> None:
            async for _ in call:
                window.leave()

        async with asyncio.TaskGroup() as group:
            answers = group.create_task(read_answers())
            sent = await publish_all(plan, send, window.drained)
            await call.done_writing()
            await answers
    return sent


async def subscribe(plan: Plan) -> Heard:
    """Listen until told to stop."""
    heard = Heard()
    async with grpc.aio.insecure_channel(plan.address) as channel:
        method: grpc.aio.UnaryStreamMultiCallable[bytes, bytes] = channel.unary_stream(_SUBSCRIBE)

        async def listen(call: grpc.aio.UnaryStreamCall[bytes, bytes]) -> None:
            while isinstance(data := await call.read(), bytes):
                events = bus_pb2.PublishRequest.FromString(data).events
                count_in(events, len(events), heard, plan)

        calls = [method(b"?") for _ in range(plan.subscribers)]
        for call in calls:
            await call.read()
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(listen(call)) for call in calls]
            await until_told(heard, plan.subscribers)
            for task in tasks:
                task.cancel()
    return heard


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        uvloop.run(serve())
    else:
        run(publish, subscribe)
