"""What clients of a bus saw, one record after the other, so that it can be judged afterwards.

Times are those of the monotonic clock, which all processes of a machine share. Records of one process stand in the
order in which it saw them; `merge` puts those of several processes in order of time.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias, TypeVar


class Sent(NamedTuple):
    """A publisher asks to store an event, perhaps once more. `order` counts its events; `stream` is its connection."""

    time: float
    publisher: str
    stream: int
    event_id: str
    key: str
    order: int


class Answered(NamedTuple):
    """The server said what became of an event; sequence 0 = it was refused, and `reason` says why."""

    time: float
    publisher: str
    event_id: str
    sequence: int
    duplicate: bool = False
    reason: str = ""


class Opened(NamedTuple):
    """A subscription is open.

    `reader` is a chain of streams, each of which goes on where the last one was cut. `resumed` is the last sequence
    that was seen on the chain (None = it has just begun); it went on by a token if `by_token`, else by that sequence.
    `group` is the durable subscription, empty for an ephemeral one.
    """

    time: float
    reader: str
    stream: int
    after: int
    group: str = ""
    resumed: int | None = None
    by_token: bool = False


class Delivered(NamedTuple):
    """An event has come."""

    time: float
    stream: int
    sequence: int
    event_id: str
    key: str
    attempt: int = 0
    ack_id: str = ""


class Told(NamedTuple):
    """Progress was told."""

    time: float
    stream: int
    sequence: int


class Missed(NamedTuple):
    """A gap was told."""

    time: float
    stream: int
    first: int
    last: int


class Closed(NamedTuple):
    """A subscription was closed by the server."""

    time: float
    stream: int
    reason: int


class Ended(NamedTuple):
    """A stream is over. `why`: CUT (by whoever runs the campaign), or the status and reason that the server gave."""

    time: float
    stream: int
    why: str


class AckSent(NamedTuple):
    """A member says something about a delivery."""

    time: float
    stream: int
    group: str
    sequence: int
    attempt: int
    ack_id: str
    kind: str
    """ack, nack, extend or reject."""


class AckAnswered(NamedTuple):
    """The server answered that: stored, stale, unknown, or the reason of an error."""

    time: float
    group: str
    ack_id: str
    verdict: str


class ServerStarted(NamedTuple):
    """A server answers calls."""

    time: float


class ServerStopped(NamedTuple):
    """A server was killed, or asked to stop: what streams suffer from here to the next start is expected."""

    time: float
    how: str


Record: TypeAlias = (
    Sent
    | Answered
    | Opened
    | Delivered
    | Told
    | Missed
    | Closed
    | Ended
    | AckSent
    | AckAnswered
    | ServerStarted
    | ServerStopped
)

R = TypeVar("R")


class Logged(NamedTuple):
    """An event as the log has it in the end."""

    sequence: int
    event_id: str
    key: str


class Letter(NamedTuple):
    """A dead letter as it is listed in the end."""

    sequence: int
    event_id: str
    deliveries: int


class Settings(NamedTuple):
    """What a durable subscription promises."""

    ack_deadline: float
    max_deliveries: int
    ordered: bool = False


@dataclass
class History:
    """What was seen, and what is there in the end."""

    records: list[Record] = field(default_factory=list)
    log: list[Logged] = field(default_factory=list)
    """What the log has in the end, read without a subscription."""
    groups: dict[str, Settings] = field(default_factory=dict)
    letters: dict[str, list[Letter]] = field(default_factory=dict)
    finished: set[str] = field(default_factory=set)
    """Chains of readers, and groups, that had the time to see everything."""
    paused: set[str] = field(default_factory=set)
    """Readers that stood still for a while, and read only later what had come."""
    unreadable: set[int] = field(default_factory=set)
    """Sequences that were damaged on purpose."""

    def add(self, record: Record) -> None:
        """Note what was seen just now."""
        self.records.append(record)

    def of(self, kind: type[R]) -> Iterator[R]:
        """Return the records of one kind."""
        return (record for record in self.records if isinstance(record, kind))

    def streams(self) -> dict[int, Opened]:
        """Return the subscriptions by their streams."""
        return {record.stream: record for record in self.of(Opened)}

    def by_stream(self) -> dict[int, list[Record]]:
        """Return the records of each stream."""
        found: dict[int, list[Record]] = defaultdict(list)
        for record in self.records:
            if isinstance(record, Opened | Delivered | Told | Missed | Closed | Ended):
                found[record.stream].append(record)
        return found

    def counts(self) -> dict[str, int]:
        """Return how many records there are of each kind, for reports."""
        found: dict[str, int] = defaultdict(int)
        for record in self.records:
            found[type(record).__name__] += 1
        return dict(found) | {"Logged": len(self.log)}


def merge(histories: Iterable[list[Record]]) -> list[Record]:
    """Return the records of several processes in order of time."""
    return sorted((record for records in histories for record in records), key=lambda record: record.time)


def now() -> float:
    """Return the time by which histories go."""
    return time.monotonic()
