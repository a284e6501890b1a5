"""Events on their way through the bus: a few columns to choose by, and the bytes that are passed on unparsed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, Protocol

from parley_server.domain.errors import ParleyError

NO_ATTRIBUTES: Mapping[str, str] = {}


class Draft(NamedTuple):
    """An event that has no place in the log yet: checked, complete but for its sequence.

    `data` is the encoded event with all that the server sets (id, time, source), and no sequence. `origin` is the
    CRC-32 of the publisher's own bytes: a repeat of an id with other bytes is a mistake. `ordering_key` has its
    default (channel, else room) filled in; empty = no order wanted.
    """

    event_id: str
    type: str
    source: str
    agent_id: str
    room_id: str
    channel_id: str
    run_id: str
    ordering_key: str
    attributes: Mapping[str, str]
    origin: int
    data: bytes


class Outcome(NamedTuple):
    """What became of one published event: its place, or the error that kept it out."""

    event_id: str
    sequence: int
    duplicate: bool = False
    error: ParleyError | None = None


class Published(NamedTuple):
    """What became of a publish. `outcomes` is empty when all were accepted, one after the other, from `first` on.

    Transient events have `first` 0.
    """

    first: int
    accepted: int
    outcomes: Sequence[Outcome] = ()


PublishDone = Callable[[Published | ParleyError], None]
"""Called in the event loop once a publish is stored or is not."""


class EventEncoder(Protocol):
    """The bytes of events and of the frames that carry them; injected, since the bus knows no protobuf."""

    def seal(self, data: bytes, sequence: int) -> bytes:
        """Return an event's bytes with its place in the log."""
        ...

    def join(self, events: Sequence[bytes]) -> bytes:
        """Return sealed events as the field `events` of a SubscribeResponse; such pieces may be joined further."""
        ...

    def give_out(self, event: bytes, ack_id: str, attempt: int) -> bytes:
        """Return a sealed event with the delivery that a durable subscription adds."""
        ...
