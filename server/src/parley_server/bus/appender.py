"""The one who writes a log: numbers what is published, stores it in groups, and only then shows it."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

import structlog

from parley_server.bus.dedup import WINDOW_IDS, WINDOW_SECONDS, Dedup
from parley_server.bus.events import Draft, PublishDone, Published
from parley_server.bus.groupings import Grouping, Publish, Settled
from parley_server.bus.log import Log
from parley_server.bus.segments import Segment, size_of
from parley_server.bus.store import EventLogStore, LogRow
from parley_server.domain.clock import Clock
from parley_server.domain.errors import Draining, Overloaded, ParleyError, StoreUnavailable
from parley_server.domain.ids import TenantId

# What one append takes at the most, unless a single publish is larger.
GROUP_EVENTS = 5000
GROUP_BYTES = 4 * 1024 * 1024

_RETRY_SECONDS = (0.05, 0.1, 0.2, 0.5, 1.0)
_OUTBOX_PAGE = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueLimits:
    """How much may wait for the store, and what is remembered of it."""

    events: int = 20_000
    bytes: int = 16 * 1024 * 1024
    dedup_ids: int = WINDOW_IDS
    dedup_seconds: float = WINDOW_SECONDS


class Appender:
    """Appends to the log of one tenant. `run` is the only task that does; it opens the log when it is first needed."""

    def __init__(
        self,
        tenant: TenantId,
        store: EventLogStore,
        clock: Clock,
        *,
        open_log: Callable[[], Awaitable[Log]],
        limits: QueueLimits,
    ) -> None:
        """Queue, but store nothing until `run` is there."""
        self.log: Log | None = None
        self._tenant = tenant
        self._store = store
        self._clock = clock
        self._open_log = open_log
        self._limits = limits
        self._dedup = Dedup(clock.monotonic(), seconds=limits.dedup_seconds, ids=limits.dedup_ids)
        self._queue: deque[Publish] = deque()
        self._events_waiting = 0
        self._bytes_waiting = 0
        self._openers: list[asyncio.Future[Log]] = []
        self._outbox = True
        self._is_wanted = False
        self._closing = False
        self._wake = asyncio.Event()
        self._next = 1
        self._stored_at = clock.now()
        self._events = structlog.get_logger("parley.bus").bind(tenant=tenant)

    @property
    def known_ids(self) -> int:
        """How many ids a repeat is recognised by."""
        return len(self._dedup)

    def publish(self, drafts: Sequence[Draft], done: PublishDone, *, atomic: bool) -> None:
        """Queue events. Raises Overloaded, or Draining once the log is being closed."""
        if self._closing:
            raise Draining
        size = size_of(drafts)
        if self._queue or self._events_waiting:
            if self._events_waiting + len(drafts) > self._limits.events:
                raise Overloaded("events waiting to be stored", self._limits.events)
            if self._bytes_waiting + size > self._limits.bytes:
                raise Overloaded("bytes of events waiting to be stored", self._limits.bytes)
        self._queue.append(Publish(drafts, done, atomic, size))
        self._events_waiting += len(drafts)
        self._bytes_waiting += size
        self._wake.set()

    async def opened(self) -> Log:
        """Return the log as soon as it is open. Raises StoreUnavailable."""
        if self.log is not None:
            return self.log
        if self._closing:
            raise Draining
        opener: asyncio.Future[Log] = asyncio.get_running_loop().create_future()
        self._openers.append(opener)
        self._wake.set()
        return await opener

    def look_at_outbox(self) -> None:
        """Know that the outbox may have committed entries."""
        self._outbox = True
        self._is_wanted = True
        self._wake.set()

    def tidy(self) -> None:
        """Forget ids that are too old; call it now and then."""
        self._dedup.turn(self._clock.monotonic())

    def close(self) -> None:
        """Take nothing more; `run` returns when all that waits is stored or has failed."""
        self._closing = True
        self._wake.set()

    async def run(self) -> None:
        """Store what is queued until `close` is called."""
        try:
            while await self._has_work():
                self._is_wanted = False
                if self.log is not None:
                    await self._append(self.log)
                elif not await self._open() and self._closing:
                    return
        finally:
            self._closing = True
            self._refuse(Draining())

    async def _has_work(self) -> bool:
        while not (self._queue or self._openers or self._is_wanted or (self._outbox and self.log is not None)):
            if self._closing:
                return False
            self._wake.clear()
            await self._wake.wait()
        return True

    # ---- Opening, and finding out what is true after a fault ----

    async def _open(self) -> bool:
        try:
            log = await self._open_log()
            await self._remember(log, log.pruned_upto)
        except Exception as error:  # noqa: BLE001 - who waits for the log is told; the next one tries again
            self._refuse(self._fault("log_not_opened", error))
            return False
        self._next = log.last + 1
        self.log = log
        for opener in self._openers:
            if not opener.done():
                opener.set_result(log)
        self._openers.clear()
        return True

    async def _remember(self, log: Log, after: int) -> int:
        """Add the ids of stored events behind a place, if they are recent; return the last sequence found."""
        horizon = self._clock.now() - timedelta(seconds=self._limits.dedup_seconds)
        info = await self._store.open(self._tenant)
        last = info.last_sequence
        if last <= after:
            return last
        after = max(after, last - self._limits.dedup_ids, await self._store.last_before(self._tenant, horizon))
        while after < last:
            rows = await self._store.read(self._tenant, after=after, max_bytes=1024 * 1024)
            if not rows:
                break
            for row in rows:
                self._stored_at = max(self._stored_at, row.stored_at)
                for sequence, draft in row.events:
                    if sequence > after and self._dedup.find(draft.source, draft.event_id) is None:
                        self._dedup.add(draft, sequence)
            after = rows[-1].last
        return last

    async def _recover(self, log: Log) -> None:
        """Find out whether an append that failed was stored; nothing is appended before that is known."""
        attempt = 0
        last: int | None = None
        while last is None:
            try:
                last = await self._remember(log, log.last)
            except Exception as error:  # noqa: BLE001 - tried until the store answers; publishers are told meanwhile
                self._refuse(self._fault("log_not_read_again", error))
                if self._closing:
                    return
                await asyncio.sleep(_RETRY_SECONDS[min(attempt, len(_RETRY_SECONDS) - 1)])
                attempt += 1
        if last > log.last:
            self._events.warning("append_was_stored", first=log.last + 1, last=last)
            log.begin_again(last)
        self._next = max(self._next, last + 1)

    def _fault(self, event: str, error: Exception) -> ParleyError:
        if isinstance(error, ParleyError):
            self._events.warning(event, reason=error.reason, error=error.message)
            return error
        self._events.error(event, exc_info=error)
        return StoreUnavailable("the log of events cannot be written now")

    def _refuse(self, error: ParleyError) -> None:
        """Let all that wait go with an error."""
        openers, self._openers = self._openers, []
        for opener in openers:
            if not opener.done():
                opener.set_exception(error)
        waiting, self._queue = self._queue, deque()
        self._events_waiting = self._bytes_waiting = 0
        for publish in waiting:
            self._tell(publish.done, error)

    # ---- Appending ----

    async def _append(self, log: Log) -> None:
        self._dedup.turn(self._clock.monotonic())
        group = Grouping(self._dedup, self._next)
        settled: list[Settled] = []
        # What is told when this task is cancelled in between.
        error: ParleyError | None = Draining()
        segments: list[Segment] = []
        try:
            segments = await self._store_group(log, group, settled)
            error = None
        except Exception as fault:  # noqa: BLE001 - publishers are told, and the log is read again
            error = self._fault("append_failed", fault)
        finally:
            for publish, _ in settled:
                self._events_waiting -= len(publish.drafts)
                self._bytes_waiting -= publish.size
            if error is not None:
                group.undo()
            elif segments:
                log.show(segments)
            for publish, outcome in settled:
                self._tell(publish.done, error or outcome)
        if error is not None:
            await self._recover(log)

    async def _store_group(self, log: Log, group: Grouping, settled: list[Settled]) -> list[Segment]:
        taken = await self._take_outbox(group)
        self._take_queue(group, settled)
        segments = [log.segment_of(lot.drafts, lot.first, lot.size) for lot in group.finish()]
        # Not used again if this fails: perhaps it was stored nevertheless.
        self._next = group.next
        if segments or taken:
            self._stored_at = max(self._stored_at, self._clock.now())
            rows = [LogRow(segment.first, self._stored_at, segment.drafts) for segment in segments]
            await self._store.append(self._tenant, rows, taken)
        return segments

    async def _take_outbox(self, group: Grouping) -> list[int]:
        if not self._outbox:
            return []
        self._outbox = False
        waiting = await self._store.list_waiting(self._tenant, limit=_OUTBOX_PAGE)
        # More may have come while this was read: then it is True already.
        self._outbox = self._outbox or len(waiting) == _OUTBOX_PAGE
        for entry in waiting:
            if not group.add_own(entry.event):
                self._events.info("event_announced_twice", event_id=entry.event.event_id, type=entry.event.type)
        return [entry.position for entry in waiting]

    def _take_queue(self, group: Grouping, settled: list[Settled]) -> None:
        events = size = 0
        while self._queue and events < GROUP_EVENTS and size < GROUP_BYTES:
            publish = self._queue.popleft()
            settled.append((publish, group.add(publish)))
            events += len(publish.drafts)
            size += publish.size

    def _tell(self, done: PublishDone, outcome: Published | ParleyError) -> None:
        try:
            done(outcome)
        except Exception as error:  # noqa: BLE001 - one publisher's fault is not that of the others
            self._events.error("publisher_failed", exc_info=error)
