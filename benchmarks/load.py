"""The client's side, in a process of its own: `python -m benchmarks.load '{...}'` sends messages, prints what it saw.

The argument is a Load as JSON, what is printed a Seen as JSON. Frames are read once all have come: the client shares
the machine with the server, and must not be what limits it.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field

import grpc
import uvloop

from benchmarks.tokens import Order, ages
from parley.v1 import common_pb2, memories_pb2, messages_pb2
from parley_server.domain.ids import new_id

_METHOD = "/parley.v1.MessageService/StreamMessage"
_CALL_SECONDS = 120.0
# Spreads starts evenly over a second, whatever their number.
_GOLDEN = 0.618034


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What to send: `in_flight` callers, each in a room of its own, one message after the other for `seconds`.

    With `once` each sends one message, begun within the first second; tokens count once all are under way.
    """

    address: str
    agent: str = ""
    in_flight: int = 1
    seconds: float = 5.0
    tokens: int = 10
    pause: float = 0.0
    once: bool = False


@dataclass(slots=True)
class Seen:
    """What came: messages and tokens in `seconds`, and times in milliseconds."""

    seconds: float = 0.0
    messages: int = 0
    tokens: int = 0
    first_events: list[float] = field(default_factory=list)
    first_chunks: list[float] = field(default_factory=list)
    chunks: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)


class Caller:
    """Sends messages into one room and notes what comes back."""

    def __init__(self, load: Load, channel: grpc.aio.Channel, seen: Seen) -> None:
        """Note in `seen`, which all callers share."""
        self._load = load
        self._call: grpc.aio.UnaryStreamMultiCallable[bytes, bytes] = channel.unary_stream(_METHOD)
        self._seen = seen
        self._room = new_id()
        self._later: list[tuple[int, list[tuple[int, bytes]], float, float]] = []

    async def send(self, *, since: float = 0.0, until: float = float("inf")) -> None:
        """Send one message and take all of its events; tokens made outside of `since` and `until` do not count."""
        order = Order(tokens=self._load.tokens, pause=self._load.pause)
        request = messages_pb2.StreamMessageRequest(
            agent_id=self._load.agent,
            message=memories_pb2.Memory(room_id=self._room, content=common_pb2.Content(text=order.text())),
        ).SerializeToString()
        begin = time.monotonic_ns()
        frames = [(time.monotonic_ns(), frame) async for frame in self._call(request, timeout=_CALL_SECONDS)]
        self._seen.whole.append((time.monotonic_ns() - begin) / 1e6)
        self._seen.messages += 1
        self._seen.first_events.append((frames[0][0] - begin) / 1e6)
        if self._load.once:
            # The others are still at work.
            self._later.append((begin, frames, since, until))
        else:
            self._read(begin, frames, since, until)

    def read_later(self) -> None:
        """Read what was put off until all are done."""
        while self._later:
            self._read(*self._later.pop())

    def _read(self, begin: int, frames: Sequence[tuple[int, bytes]], since: float, until: float) -> None:
        first_chunk, ended, count = 0, False, 0
        for now, data in frames:
            for event in messages_pb2.StreamMessageResponse.FromString(data).events:
                ended = event.HasField("ended")
                if event.HasField("chunk"):
                    first_chunk = first_chunk or now
                    count += self._count(event.chunk.text, now, since, until)
        if not ended or count != self._load.tokens:
            raise RuntimeError("a message was not answered with its tokens")
        self._seen.first_chunks.append((first_chunk - begin) / 1e6)

    def _count(self, text: str, now: int, since: float, until: float) -> int:
        """Note the tokens in a piece of text; return how many there are."""
        found = ages(text, now)
        for made, age in found:
            if since <= made / 1e9 <= until:
                self._seen.tokens += 1
                if self._load.pause > 0:
                    self._seen.chunks.append(age)
        return len(found)


async def measure(load: Load) -> Seen:
    """Put the load on the server and return what came."""
    seen = Seen()
    async with grpc.aio.insecure_channel(load.address) as channel:
        callers = [Caller(load, channel, seen) for _ in range(load.in_flight)]
        if load.once:
            await _once(load, callers, seen)
        else:
            await _again_and_again(load, callers, seen)
    return seen


async def _once(load: Load, callers: list[Caller], seen: Seen) -> None:
    begin = time.monotonic()
    # Two seconds to get all of them going, and the last one ends a second after the first.
    since, until = begin + 2.0, begin + load.tokens * load.pause
    seen.seconds = until - since

    async def call(index: int, caller: Caller) -> None:
        await asyncio.sleep(index * _GOLDEN % 1)
        await caller.send(since=since, until=until)

    async with asyncio.TaskGroup() as group:
        for index, caller in enumerate(callers):
            group.create_task(call(index, caller))
    for caller in callers:
        caller.read_later()


async def _again_and_again(load: Load, callers: list[Caller], seen: Seen) -> None:
    begin = time.monotonic()

    async def call(caller: Caller) -> None:
        while time.monotonic() < begin + load.seconds:
            await caller.send()

    async with asyncio.TaskGroup() as group:
        for caller in callers:
            group.create_task(call(caller))
    seen.seconds = time.monotonic() - begin


if __name__ == "__main__":
    seen = json.dumps(asdict(uvloop.run(measure(Load(**json.loads(sys.argv[1]))))))
    # The loop of whoever started this may have made the pipe non-blocking, and then more than 64 KiB would be cut.
    os.set_blocking(sys.stdout.fileno(), True)
    print(seen)
