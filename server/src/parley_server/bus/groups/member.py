"""One reader of a group, as the stream that carries it sees it."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from parley_server.bus.credit import Credit
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
        self._credit = Credit(credit)
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
        """Allow so many more events, and bytes of events (0 = no limit by bytes). The first ends what is free."""
        self._credit.add(events, size)
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
        return 0 if self.gone or self._credit.is_empty else min(self._max_batch, self._credit.events)

    @property
    def bytes_wanted(self) -> int:
        """How many bytes it may be given at once."""
        return self._credit.size

    def spend(self, events: int, size: int, now: float) -> None:
        """Note what it was given."""
        self._credit.spend(events, size)
        self._lingers_until = None
        self.quiet_at = now + QUIET_SECONDS

    def notice(self, notice: Opened | Gap, now: float) -> None:
        """Tell its stream something."""
        if isinstance(notice, Opened):
            # It was counted before it was opened here, and may have been closed again since.
            self._notices.appendleft(notice)
        else:
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
            self._group.call_later(self._linger, self._end_linger)
        return now < self._lingers_until

    def _end_linger(self) -> None:
        self.poke()
        left = (self._lingers_until or 0.0) - self._group.now
        if left > 0:
            # Timers may be early, those of uvloop by up to a millisecond: nobody else would come.
            self._group.call_later(left, self._end_linger)
