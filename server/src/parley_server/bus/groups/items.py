"""An event in the hands of a group, and the lease under which members hold some of them."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from parley_server.bus.cursor import Entry

if TYPE_CHECKING:
    from parley_server.bus.groups.member import Member


class State(IntEnum):
    """Where an item is. PARKED: behind another one of its ordering key. DOOMED: about to be a dead letter."""

    PARKED = 0
    READY = 1
    WAITING = 2
    LEASED = 3
    DOOMED = 4
    DONE = 5


PARKED, READY, WAITING, LEASED, DOOMED, DONE = State


class Lease:
    """What one member was given at once, until when. `member` None: it went away, or it is from before a restart."""

    __slots__ = ("deadline", "given_at", "items", "member")

    def __init__(self, member: Member | None, given_at: float, deadline: float) -> None:
        self.member = member
        self.given_at = given_at
        self.deadline = deadline
        self.items: dict[int, Item] = {}


class Item:
    """An event that was taken from the log and is not done.

    `attempt` never restarts, `deliveries` counts towards the limit. `given`: given out since the group was loaded.
    Ids of attempts up to `fence` are void. `odd`: its progress is stored in full. `entry`: its bytes, till it is given.
    """

    __slots__ = (
        "attempt",
        "deliveries",
        "due",
        "entry",
        "event_type",
        "fence",
        "given",
        "key",
        "lease",
        "odd",
        "redriven",
        "sequence",
        "size",
        "state",
    )

    def __init__(self, sequence: int, event_type: str, key: str, size: int, attempt: int, deliveries: int) -> None:
        self.sequence = sequence
        self.event_type = event_type
        self.key = key
        self.size = size
        self.attempt = attempt
        self.deliveries = deliveries
        self.state = PARKED
        self.lease: Lease | None = None
        self.given = False
        self.odd = False
        self.redriven = False
        self.fence = 0
        self.due = 0.0
        self.entry: Entry | None = None
