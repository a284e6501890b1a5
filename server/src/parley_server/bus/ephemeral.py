"""Ephemeral subscriptions: a cursor of their own, credit, and frames that all who are in step share."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence

import structlog

from parley_server.bus.credit import Credit
from parley_server.bus.cursors import LogCursor, Slice
from parley_server.bus.log import Log
from parley_server.bus.reader import (
    Closed,
    CloseReason,
    Delivered,
    Gap,
    Opened,
    Progress,
    ReaderOptions,
    Taken,
    Wake,
)
from parley_server.bus.segments import View
from parley_server.domain.errors import Compacted, StoreUnavailable

QUIET_SECONDS = 5.0
# A frame has at most 1 MiB; something is left for what stands around the events.
FRAME_BYTES = 1024 * 1024 - 4096
PENDING_EVENTS = 1000
PENDING_BYTES = 4 * 1024 * 1024

_REST_SECONDS = 1.0


class EphemeralReader:
    """A reader (bus/reader.py) with a place of its own in the log."""

    def __init__(
        self, log: Log, cursor: LogCursor, options: ReaderOptions, wake: Wake, *, quiet: float = QUIET_SECONDS
    ) -> None:
        """Listen from now on; `release` or a taken Closed ends that."""
        self._log = log
        self._cursor = cursor
        self._options = options
        self._wake = wake
        self._quiet = quiet
        self._loop = asyncio.get_running_loop()
        self._credit = Credit(options.credit)
        self._is_opened = False
        self._is_over = False
        self._closing: CloseReason | None = None
        self._gap: tuple[int, int] | None = None
        self._progress_due = False
        self._pending: deque[Slice] = deque()
        self._pending_events = 0
        self._pending_bytes = 0
        # While it lingers: the end of the log that it has seen, and whether the wait is over.
        self._seen = -1
        self._has_lingered = False
        self._linger: asyncio.TimerHandle | None = None
        self._rest: asyncio.TimerHandle | None = None
        self._taken_at = self._loop.time()
        self._tick: asyncio.TimerHandle = self._loop.call_later(quiet, self._look_at_clock)
        self._endings: list[Callable[[], None]] = [log.listen(self._hear), log.attend(cursor.compiled, self)]
        log.readers += 1

    @property
    def has_work(self) -> bool:
        """Whether `take` may return something now."""
        if self._is_over:
            return False
        if not self._is_opened or self._pending or self._progress_due or self._gap or self._closing is not None:
            return True
        return self._may_read()

    async def take(self) -> Taken | None:
        """Return what comes next, None when there is nothing to send now; may read the store."""
        if self._is_over:
            return None
        taken = self._take_news() or self._take_transient() or self._take_stored()
        if taken is None and self._cursor.is_cold and self._may_read():
            taken = await self._catch_up()
        if taken is None and self._cursor.has_more and self._may_read():
            # It has looked through a lot: others have their turn.
            await asyncio.sleep(0)
        if taken is None and self._progress_due and not self._is_over:
            self._progress_due = False
            taken = Progress(self._cursor.position, self._log.last - self._cursor.position)
        return taken

    def add_credit(self, events: int, size: int) -> None:
        """Allow so many more events, and bytes of events (0 = no limit by bytes)."""
        self._credit.add(events, size)
        if self.has_work:
            self._wake()

    def close(self, reason: CloseReason) -> None:
        """End the subscription: `take` then returns Closed once."""
        if self._closing is None and not self._is_over:
            self._closing = reason
            self._wake()

    def release(self) -> None:
        """Forget the subscription without a word."""
        if self._is_over:
            return
        self._is_over = True
        self._log.readers -= 1
        self._pending.clear()
        for end in self._endings:
            end()
        for timer in (self._tick, self._linger, self._rest):
            if timer is not None:
                timer.cancel()

    def offer(self, view: View) -> None:
        """Take transient events as far as there is credit and room, and miss the others."""
        number = len(view)
        if self._pending_bytes >= PENDING_BYTES or self._credit.is_empty or self._closing is not None:
            number = 0
        number = min(number, self._credit.events - self._pending_events, PENDING_EVENTS - self._pending_events)
        if number < len(view):
            self._log.metrics.transients_missed += len(view) - max(number, 0)
        if number <= 0:
            return
        self._pending.append(Slice(view, 0, number))
        self._pending_events += number
        self._pending_bytes += view.segment.bound
        if len(self._pending) == 1:
            self._wake()

    # ---- What comes next ----

    def _take_news(self) -> Taken | None:
        if not self._is_opened:
            self._is_opened = True
            return Opened(self._cursor.position)
        if self._closing is not None:
            self.release()
            return Closed(self._closing, self._log.info.first_sequence)
        if self._gap is not None:
            gap, self._gap = self._gap, None
            return Gap(*gap)
        return None

    def _take_transient(self) -> Taken | None:
        if not self._pending:
            return None
        slices: list[Slice] = []
        events, size = 0, FRAME_BYTES
        while self._pending:
            view, low, high = self._pending[0]
            bound = view.segment.bound
            fitting = min(high, low + self._options.max_batch - events)
            if slices and (bound > size or fitting < high):
                break
            if bound > size:
                fitting = view.within(low, fitting, size)
            slices.append(Slice(view, low, fitting))
            events += fitting - low
            size -= bound
            if fitting < high:
                self._pending[0] = Slice(view, fitting, high)
                break
            self._pending.popleft()
            self._pending_bytes -= bound
        self._pending_events -= events
        return self._deliver(slices)

    def _take_stored(self) -> Taken | None:
        cursor = self._cursor
        if not cursor.has_more or self._rest is not None:
            return None
        limit = min(self._options.max_batch, self._credit.events - self._pending_events)
        slices = cursor.look(max(limit, 1), min(FRAME_BYTES, self._credit.size))
        self._gap = cursor.missed()
        if self._gap is not None:
            return self._take_news()
        if not slices or self._credit.is_empty:
            return None
        if self._options.linger and self._waits_for_more(slices, limit):
            return None
        cursor.pass_by(slices)
        return self._deliver(slices)

    def _deliver(self, slices: Sequence[Slice]) -> Delivered:
        number = 0
        blobs: list[bytes] = []
        for view, low, high in slices:
            blobs.append(view.blob(low, high))
            self._log.metrics.delivered(view.counts(low, high))
            number += high - low
        blob = blobs[0] if len(blobs) == 1 else b"".join(blobs)
        self._credit.spend(number, len(blob))
        self._taken_at = self._loop.time()
        self._progress_due = False
        return Delivered(blob, number, self._cursor.position)

    # ---- What is not in memory ----

    async def _catch_up(self) -> Taken | None:
        try:
            await self._cursor.warm()
        except Compacted:
            return self._fall_behind()
        except StoreUnavailable as error:
            structlog.get_logger("parley.bus").warning("reader_waits_for_store", error=error.message)
            self._rest = self._loop.call_later(_REST_SECONDS, self._rested)
            return None
        # Meanwhile the stream may be gone.
        return None if self._is_over else self._take_news() or self._take_stored()

    def _fall_behind(self) -> Taken | None:
        if self._is_over:
            return None
        if self._options.skips:
            return Gap(*self._cursor.skip())
        self.release()
        return Closed(CloseReason.COMPACTED, self._log.info.first_sequence)

    def _rested(self) -> None:
        self._rest = None
        self._wake()

    # ---- When to look ----

    def _may_read(self) -> bool:
        if self._credit.is_empty or self._rest is not None or not self._cursor.has_more:
            return False
        return self._linger is None or self._has_lingered or self._seen != self._log.last

    def _hear(self) -> None:
        """The log has grown: wake the stream unless none of it is wanted."""
        if self._rest is not None or self._credit.is_empty:
            return
        cursor = self._cursor
        if not cursor.compiled.everything and self._gap is None:
            wanted = cursor.look(1, 1) or cursor.has_more
            self._gap = cursor.missed()
            if not wanted and self._gap is None:
                return
        self._wake()

    def _waits_for_more(self, slices: Sequence[Slice], limit: int) -> bool:
        """Tell whether to wait a little, since there is room for more events than there are."""
        number = sum(high - low for _, low, high in slices)
        if self._has_lingered or number >= limit or not self._cursor.ends_log(slices):
            if self._linger is not None:
                self._linger.cancel()
            self._linger, self._has_lingered = None, False
            return False
        self._seen = self._log.last
        if self._linger is None:
            self._linger = self._loop.call_later(self._options.linger, self._end_linger)
        return True

    def _end_linger(self) -> None:
        self._has_lingered = True
        self._wake()

    def _look_at_clock(self) -> None:
        idle = self._loop.time() - self._taken_at
        if idle >= self._quiet * 0.99:
            self._progress_due = True
            self._taken_at += idle
            idle = 0.0
            self._wake()
        self._tick = self._loop.call_later(self._quiet - idle, self._look_at_clock)
