"""The session in the README: lines that a user types to grpcurl, and what comes back.

In its block a line that begins with "> " is typed, one that begins with "< " is answered. What differs from run to run
(ids, places, times, tokens) is compared by its kind alone, counters not at all, and an ack id that is typed is the one
that came. `python -m tests.fakes.readme_session HOST:PORT` plays it with grpcurl against a fresh server and prints how
it went: that goes into the README when something has changed.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from google.protobuf import json_format
from grpc import aio

from parley.v1 import bus_pb2
from tests.fakes.exchanges import exchanging

README = Path(__file__).resolve().parents[2] / "README.md"
METHOD = "parley.v1.BusService/Exchange"
CREATE = "parley.v1.BusService/CreateSubscription"
SECONDS = 10.0
VOLATILE = {"eventId", "sequence", "time", "ackId", "resumeToken"}
COUNTERS = {"afterSequence", "ackedSequence", "memberCount", "backlog", "outstanding"}
_BLOCK = re.compile(r"<!-- bus-session:begin -->\n```json\n(.*?)```\n<!-- bus-session:end -->", re.DOTALL)
_SUBSCRIPTION = re.compile(r"-d '(\{\"subscription\":.*?\})'")


@dataclass
class Line:
    """One line of the session."""

    typed: bool
    body: dict[str, Any]


@dataclass
class Session:
    """What the README says: the durable subscription that is made first, and the lines."""

    subscription: dict[str, Any]
    lines: list[Line]


def read_session(text: str | None = None) -> Session:
    """Return the session of the README."""
    text = README.read_text() if text is None else text
    block, created = _BLOCK.search(text), _SUBSCRIPTION.search(text)
    assert block is not None, "the README has no session of the bus"
    assert created is not None, "the README does not create the subscription"
    lines = [Line(line.startswith(">"), json.loads(line[2:])) for line in block[1].splitlines()]
    return Session(json.loads(created[1]), lines)


@dataclass
class Talk:
    """Somebody who types frames and reads answers, both as JSON."""

    type_line: Callable[[str], Awaitable[None]]
    answer: Callable[[], Awaitable[dict[str, Any]]]
    known: dict[str, str] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)

    async def play(self, lines: list[Line]) -> None:
        """Type and read all lines. Raises AssertionError at the first answer that is another one."""
        for line in lines:
            text = json.dumps(line.body)
            if line.typed:
                for shown, real in self.known.items():
                    text = text.replace(json.dumps(shown), json.dumps(real))
                self.said.append(f"> {_line(json.loads(text))}")
                await self.type_line(text)
                continue
            async with asyncio.timeout(SECONDS):
                answer = await self.answer()
            self.said.append(f"< {_line(answer)}")
            self._learn(line.body, answer)
            expected = settled(line.body)
            assert settled(answer) == expected, f"{settled(answer)} came, not {expected}"

    def _learn(self, shown: object, real: object) -> None:
        if isinstance(shown, dict) and isinstance(real, dict):
            for key in shown.keys() & real.keys():
                if key in VOLATILE:
                    self.known[str(shown[key])] = str(real[key])
                else:
                    self._learn(shown[key], real[key])
        elif isinstance(shown, list) and isinstance(real, list):
            for one, other in zip(shown, real, strict=False):
                self._learn(one, other)


def _line(body: dict[str, Any]) -> str:
    return json.dumps(body, separators=(",", ":"))


def settled(value: object) -> object:
    """Return JSON with a word in place of what differs from run to run."""
    if isinstance(value, dict):
        items = {key: item for key, item in value.items() if key not in COUNTERS}
        return {key: f"<{key}>" if key in VOLATILE else settled(item) for key, item in items.items()}
    return [settled(item) for item in value] if isinstance(value, list) else value


async def create(channel: aio.Channel, subscription: dict[str, Any]) -> None:
    """Create the durable subscription of the session."""
    request = json_format.ParseDict(subscription, bus_pb2.CreateSubscriptionRequest())
    call: Any = channel.unary_unary(f"/{CREATE}", None, None)
    await call(request.SerializeToString(), timeout=SECONDS)


@asynccontextmanager
async def by_hand(channel: aio.Channel) -> AsyncIterator[Talk]:
    """Type lines as grpcurl would, through JSON, and without it."""
    async with exchanging(channel, (("parley-payload", "json"),)) as stream:

        async def type_line(text: str) -> None:
            await stream.send(json.loads(text))

        async def answer() -> dict[str, Any]:
            frame = await stream.read()
            assert frame is not None
            return json_format.MessageToDict(frame)

        yield Talk(type_line, answer)


@asynccontextmanager
async def with_grpcurl(program: str, address: str) -> AsyncIterator[Talk]:
    """Type lines to grpcurl."""
    process = await asyncio.create_subprocess_exec(
        *(program, "-plaintext", "-H", "parley-payload: json", "-d", "@", address, METHOD),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    reader, writer = process.stdout, process.stdin
    assert reader is not None
    assert writer is not None
    seen = ""

    async def type_line(text: str) -> None:
        writer.write(f"{text}\n".encode())
        await writer.drain()

    async def answer() -> dict[str, Any]:
        nonlocal seen
        while True:
            try:
                found, end = json.JSONDecoder().raw_decode(seen)
            except json.JSONDecodeError:
                piece = await reader.read(4096)
                assert piece, f"grpcurl has ended, after {seen!r}"
                seen = (seen + piece.decode()).lstrip()
            else:
                seen = seen[end:].lstrip()
                answered: dict[str, Any] = found
                return answered

    try:
        yield Talk(type_line, answer)
    finally:
        writer.close()
        if process.returncode is None:
            process.kill()
        await process.wait()


async def main(address: str) -> None:
    """Play the session and print it, up to the first answer that is another one."""
    session = read_session()
    async with aio.insecure_channel(address) as channel:
        await create(channel, session.subscription)
    async with with_grpcurl("grpcurl", address) as talk:
        try:
            await talk.play(session.lines)
        finally:
            sys.stdout.write("\n".join(talk.said) + "\n")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
