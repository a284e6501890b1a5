"""What every publisher and subscriber of the bus rows shares, whatever its bus: the plan, the pace, the notes.

It needs the standard library alone, since peers run it in environments of their own. A side is a process:

    python -m benchmarks.bus.<client> publish|subscribe '<Plan as JSON>'

A publisher prints a Sent as JSON when its time is over. A subscriber prints READY when it listens, then waits for a
line with the number of events that were published, waits for these as long as any come, and prints a Heard as JSON.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from dataclasses import asdict, dataclass, field
from typing import Any

EVENT_TYPE = "custom:bench"
PAYLOAD_BYTES = 128
_STAMP_BYTES = 8
_PADDING = b"." * (PAYLOAD_BYTES - _STAMP_BYTES)
BUCKET_NS = 50_000_000
# What comes late is waited for so long, but only while something comes: transient events may be lost.
_LATE_SECONDS = 10.0
_QUIET_NS = 1_000_000_000
# A paced publisher fills frames for so long, and publishes singly below that: no event is older for it.
_FILL_SECONDS = 1 / 300
_LEAST_SLEEP = 0.0005
_MAX_AGES = 400_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to publish, and to how many. `rate` 0 = as fast as it goes; `stored` = kept, and acknowledged by readers.

    `frame` is the most events in a frame, `in_flight` the number of frames that wait for their answer.
    """

    address: str
    seconds: float
    subscribers: int = 1
    rate: float = 0.0
    stored: bool = False
    frame: int = 100
    in_flight: int = 32
    run: str = "run"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What a publisher did: events whose publishing was answered, between two moments of the system's clock (ns)."""

    events: int
    begin: int
    end: int


@dataclass(slots=True)
class Heard:
    """What all subscribers of a process heard: events by bucket of time, and their ages in milliseconds if paced."""

    events: int = 0
    acknowledged: int = 0
    last: int = 0
    buckets: dict[int, int] = field(default_factory=dict)
    ages: list[float] = field(default_factory=list)

    def note(self, count: int, now: int) -> None:
        """Note that so many events came."""
        self.events += count
        self.last = now
        bucket = now // BUCKET_NS
        self.buckets[bucket] = self.buckets.get(bucket, 0) + count

    def note_age(self, payload: bytes, now: int) -> None:
        """Note how old an event is."""
        if len(self.ages) < _MAX_AGES:
            self.ages.append((now - int.from_bytes(payload[:_STAMP_BYTES], "big")) / 1e6)


def make_payload(made: int) -> bytes:
    """Return 128 bytes that say when they were made."""
    return made.to_bytes(_STAMP_BYTES, "big") + _PADDING


async def batches(plan: Plan) -> AsyncIterator[tuple[int, int]]:
    """Yield how many events to publish now, and when they should have been made, until the time is over.

    Who is late publishes events that are old already: a bus that holds its publisher up does not look fast for it.
    """
    begin = time.monotonic_ns()
    end = begin + int(plan.seconds * 1e9)
    sent = 0
    together = max(1, min(plan.frame, round(plan.rate * _FILL_SECONDS)))
    while (now := time.monotonic_ns()) < end:
        if not plan.rate:
            yield plan.frame, now
            continue
        due = min(int((now - begin) / 1e9 * plan.rate) - sent, plan.frame)
        if due >= together:
            sent += due
            yield due, begin + int(sent / plan.rate * 1e9)
            continue
        next_one = begin / 1e9 + (sent + together) / plan.rate - now / 1e9
        await asyncio.sleep(max(next_one, _LEAST_SLEEP))


async def until_told(heard: Heard, subscribers: int) -> None:
    """Say READY, and wait for the line that says how many events there were, and for these."""
    print("READY", flush=True)
    line = await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)
    wanted = int(line or 0) * subscribers
    deadline = time.monotonic() + _LATE_SECONDS
    told = time.monotonic_ns()
    while heard.events < wanted and time.monotonic() < deadline:
        if time.monotonic_ns() - max(heard.last, told) > _QUIET_NS:
            return
        await asyncio.sleep(0.01)


def run(
    publish: Callable[[Plan], Coroutine[Any, Any, Sent]], subscribe: Callable[[Plan], Coroutine[Any, Any, Heard]]
) -> None:
    """Be the side that the command line names, and print what came of it."""
    plan = Plan(**json.loads(sys.argv[2]))
    side: Coroutine[Any, Any, Sent | Heard] = publish(plan) if sys.argv[1] == "publish" else subscribe(plan)
    try:
        import uvloop
    except ImportError:
        result = asyncio.run(side)
    else:
        result = uvloop.run(side)
    print(json.dumps(asdict(result)), flush=True)


class Window:
    """So many frames in flight: `enter` waits for room, `leave` makes some, `drained` waits for all answers."""

    def __init__(self, size: int) -> None:
        """Let so many in."""
        self._size = size
        self._open = 0
        self._changed = asyncio.Event()

    async def enter(self) -> None:
        """Take a place."""
        while self._open >= self._size:
            await self._wait()
        self._open += 1

    def leave(self) -> None:
        """Give a place back."""
        self._open -= 1
        self._changed.set()

    async def drained(self) -> None:
        """Wait until no place is taken."""
        while self._open:
            await self._wait()

    async def _wait(self) -> None:
        self._changed.clear()
        await self._changed.wait()


async def publish_all(
    plan: Plan, send: Callable[[int, int], Awaitable[None]], drained: Callable[[], Awaitable[None]]
) -> Sent:
    """Publish by plan: `send(count, made)` each batch, then wait for what is in flight."""
    begin, events = time.monotonic_ns(), 0
    async for count, made in batches(plan):
        await send(count, made)
        events += count
    end = time.monotonic_ns()
    await drained()
    return Sent(events=events, begin=begin, end=end)
