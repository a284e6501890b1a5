"""One subscription as the stream that carries it sees it: something to take frames from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple, Protocol

from parley_server.domain.bus import SubscriptionStatus

Wake = Callable[[], None]
"""Called in the event loop, without waiting, when a reader may have something to take. Often called twice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderOptions:
    """How a reader wants its events.

    `credit` None = the bus sends as fast as the stream takes it; else (events, bytes), bytes 0 = no limit of its own.
    `linger` in seconds. `skips`: go on behind a gap instead of closing when events leave the log unread.
    """

    credit: tuple[int, int] | None = None
    max_batch: int = 100
    linger: float = 0.0
    skips: bool = False


class CloseReason(IntEnum):
    """Why a subscription is closed; the numbers are those of the contract."""

    CLIENT = 1
    COMPACTED = 2
    FUTURE_SEQUENCE = 3
    CHANGED = 4
    PERMISSION = 5
    TAKEN_OVER = 6


class Opened(NamedTuple):
    """The subscription is open and sends events behind `after`; `status` for durable ones."""

    after: int
    status: SubscriptionStatus | None = None


class Delivered(NamedTuple):
    """Events to send: `blob` is what EventEncoder.join made of `number` events; `position` is behind the last one."""

    blob: bytes
    number: int
    position: int


class Progress(NamedTuple):
    """Every matching event up to `sequence` was taken before; `lag` events are in the log behind it."""

    sequence: int
    lag: int


class Gap(NamedTuple):
    """Events between these two may have been left out."""

    first: int
    last: int


class Closed(NamedTuple):
    """The last thing that comes."""

    reason: CloseReason
    first_available: int


Taken = Opened | Delivered | Progress | Gap | Closed


class Reader(Protocol):
    """A subscription that was opened on a stream. It belongs to one stream and is used by its writer alone."""

    @property
    def has_work(self) -> bool:
        """Whether `take` may return something now. Cheap, and exact enough not to spin."""
        ...

    async def take(self) -> Taken | None:
        """Return what comes next, None when there is nothing to send now; may read the store."""
        ...

    def add_credit(self, events: int, size: int) -> None:
        """Allow so many more events, and bytes of events (0 = no limit by bytes). From then on nothing is for free."""
        ...

    def close(self, reason: CloseReason) -> None:
        """End the subscription: `take` then returns Closed once. What is leased goes to other readers at once."""
        ...

    def release(self) -> None:
        """Forget the subscription without a word, since its stream is gone. Harmless when done twice."""
        ...
