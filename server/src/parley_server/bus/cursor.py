"""What readers see of a tenant's log: places, and cursors that move along."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, Protocol

from parley_server.bus.events import Draft
from parley_server.bus.reader import Wake
from parley_server.domain.bus import EventFilter, LogInfo, StartPosition
from parley_server.domain.ids import TenantId


class Entry(NamedTuple):
    """A stored event: its place, its columns, and its bytes with the place in them (EventEncoder.seal)."""

    sequence: int
    event: Draft
    sealed: bytes


class EventPage(NamedTuple):
    """Stored events, and the sequence behind which the next page begins; None on the last one."""

    entries: Sequence[Entry]
    next_after: int | None


class Cursor(Protocol):
    """A place in the log that moves over the events of one filter. Many cursors share what is in memory."""

    @property
    def position(self) -> int:
        """Everything up to here was passed: taken, or not wanted."""
        ...

    @property
    def has_more(self) -> bool:
        """Whether the log goes on behind this place."""
        ...

    async def take(self, max_events: int, max_bytes: int) -> Sequence[Entry]:
        """Return the next matching events and move behind them; reads the store where memory does not reach.

        Perhaps none, though the cursor has moved: then ask again while `has_more`. At least one event is returned
        whatever `max_bytes`. Raises Compacted when the next event has left the log (`skip` then), StoreUnavailable.
        """
        ...

    def skip(self) -> tuple[int, int]:
        """Go on with the oldest event kept; return the first and last sequence that may have been missed."""
        ...

    def missed(self) -> tuple[int, int] | None:
        """Return, once, between which sequences `take` has passed events that could not be read."""
        ...


class TenantLog(Protocol):
    """The log of one tenant, open. Everything here belongs to one event loop."""

    @property
    def tenant(self) -> TenantId:
        """Whose it is."""
        ...

    @property
    def info(self) -> LogInfo:
        """The log as it is now."""
        ...

    @property
    def epoch(self) -> int:
        """How often this log was opened; it differs from that of every earlier process."""
        ...

    @property
    def opened_at(self) -> int:
        """The last event when it was opened."""
        ...

    async def place(self, start: StartPosition) -> int:
        """Return the sequence behind which a reader starts.

        Raises Compacted, FutureSequence, or InvalidField for a token that is none (a token of another log is
        FutureSequence).
        """
        ...

    def cursor(self, events: EventFilter, after: int) -> Cursor:
        """Return a cursor behind a sequence."""
        ...

    async def fetch(self, sequences: Sequence[int]) -> Mapping[int, Entry]:
        """Return those of these events that are still in the log."""
        ...

    def listen(self, wake: Wake) -> Callable[[], None]:
        """Call `wake` whenever stored events are added; return what ends that."""
        ...

    def resume_token(self, position: int) -> str:
        """Return the opaque token that stands for a place in this log."""
        ...
