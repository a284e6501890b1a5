"""Events on their way through the bus: a few columns to choose by, and the bytes that are passed on unparsed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol, TypeAlias

from parley_server.domain.drafts import NO_ATTRIBUTES, Draft
from parley_server.domain.errors import ParleyError
from parley_server.domain.events import DomainEvent

# A draft is a word of the domain, since wire/ makes them and may not import this room.
__all__ = ["NO_ATTRIBUTES", "Draft", "DraftEncoder", "EventEncoder", "Outcome", "Published"]


DraftEncoder: TypeAlias = Callable[[DomainEvent], Draft]
"""Makes what a domain change announces an event of the bus, with its id and time; injected, as EventEncoder is."""


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

    def seal(self, events: Sequence[bytes], sequences: Sequence[int]) -> list[bytes]:
        """Return events' bytes with their places in the log."""
        ...

    def join(self, events: Sequence[bytes]) -> bytes:
        """Return sealed events as the field `events` of a SubscribeResponse; such pieces may be joined further."""
        ...

    def give_out(self, events: Sequence[bytes], ack_ids: Sequence[bytes], attempts: Sequence[int]) -> bytes:
        """Return sealed events, each with the delivery that a durable subscription adds, joined as by `join`."""
        ...
