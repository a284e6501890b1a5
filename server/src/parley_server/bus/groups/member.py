"""One reader of a group, as the stream that carries it sees it."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from parley_server.bus.reader import Closed, CloseReason, Gap, Opened, Progress, Taken, Wake

if TYPE_CHECKING:
    from parley_server.bus.groups.group import Group

QUIET_SECONDS = 5.0


class Member:
    """Takes events from its group as far as its credit goes (the protocol Reader)."""

    def __init__(self, group: Group, wake: Wake, *, credit: tuple[int, int] | None, max_batch: int, linger: float):
        """`credit` None: only the group's bounds count."""
        self._group = group
        self.wake = wake
        self._events = None if credit is None else credit[0]
        self._bytes = None if credit is None or not credit[1] else credit[1]
        self._max_batch = max_batch
        self._linger = linger
        self._lingers_until: float | None = None
        self._notices: deque[Taken] = deque()
        self.gone = False
        self.quiet_at = float("inf")

    # ---- As the stream sees it ----

    @property
    def has_work(self) -> bool:
        """Whether `take` may return something now."""
        return bool(self._notices) or (self.wants > 0 and self._group.can_give and not self._is_lingering())

    async def take(self) -> Taken | None:
        """Return what comes next. Raises StoreUnavailable; may be asked again then."""
        if not self._notices and self.wants > 0:
            delivered = await self._group.give(self)
            if delivered is not None:
                return delivered
            self._lingers_until = None
        return self._notices.popleft() if self._notices else None

    def add_credit(self, events: int, size: int) -> None:
        """Allow so many more events, and bytes of events; the first time it ends sending for free."""
        self._events = (self._events or 0) + events
        if size:
            self._bytes = (self._bytes or 0) + size
        if self.has_work:
            self.wake()

    def close(self, reason: CloseReason) -> None:
        """End the subscription: `take` returns Closed once more, and what is leased goes to other readers."""
        if not self.gone:
            self._notices.append(Closed(reason, self._group.first_available))
            self._group.leave(self)
            self.wake()

    def release(self) -> None:
        """Forget the subscription without a word."""
        self._notices.clear()
        self._group.leave(self)

    # ---- As the group sees it ----

    @property
    def wants(self) -> int:
        """How many events it may be given at once."""
        if self.gone or (self._bytes is not None and self._bytes <= 0):
            return 0
        return self._max_batch if self._events is None else min(self._max_batch, self._events)

    @property
    def bytes_wanted(self) -> int | None:
        """How many bytes; None = no limit of its own."""
        return self._bytes

    def spend(self, events: int, size: int, now: float) -> None:
        """Note what it was given."""
        if self._events is not None:
            self._events -= events
        if self._bytes is not None:
            self._bytes -= size
        self._lingers_until = None
        self.quiet_at = now + QUIET_SECONDS

    def notice(self, notice: Opened | Gap, now: float) -> None:
        """Tell its stream something."""
        self._notices.append(notice)
        self.quiet_at = now + QUIET_SECONDS
        self.wake()

    def tick(self, progress: Progress, now: float) -> None:
        """Tell its stream how far the group is, if it heard nothing for a while."""
        if now >= self.quiet_at:
            self.quiet_at = now + QUIET_SECONDS
            # A stream that takes nothing gets one, not one every five seconds.
            if not self._notices:
                self._notices.append(progress)
            self.wake()

    def poke(self) -> None:
        """Wake its stream when there is something for it."""
        if self.has_work:
            self.wake()

    def _is_lingering(self) -> bool:
        """Tell whether it waits for more events to come, to send them together."""
        if not self._linger or self._group.at_hand >= self.wants:
            return False
        now = self._group.now
        if self._lingers_until is None:
            self._lingers_until = now + self._linger
            self._group.call_later(self._linger, self.poke)
        return now < self._lingers_until
