"""One durable subscription at work: its members, its place in the log, its timer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import timedelta

import structlog

from parley_server.bus.cursor import Cursor, Entry
from parley_server.bus.groups import ack_ids
from parley_server.bus.groups.acks import AckDesk
from parley_server.bus.groups.backlog import Backlog
from parley_server.bus.groups.book import Book
from parley_server.bus.groups.checkpoints import LATER, SOON
from parley_server.bus.groups.items import READY, Item, Lease
from parley_server.bus.groups.keeper import Keeper
from parley_server.bus.groups.member import Member
from parley_server.bus.groups.promises import Promises
from parley_server.bus.groups.tools import Tools
from parley_server.bus.reader import CloseReason, Delivered, Gap, Opened, Progress
from parley_server.bus.store import Checkpoint, StoredSubscription
from parley_server.domain.bus import Ack, AckResult, Subscription, SubscriptionStatus
from parley_server.domain.errors import Compacted, NotFound

FRAME_BYTES = 900 * 1024
_log = structlog.get_logger(__name__)


class Group:
    """A durable subscription, loaded. The lock is held by whoever moves along the log or changes what the group is."""

    def __init__(self, tools: Tools, stored: StoredSubscription, on_idle: Callable[[Group], None]) -> None:
        """`on_idle` is called when nobody has read for the time that the settings allow."""
        self._tools = tools
        self._on_idle = on_idle
        self.keeper = Keeper(tools, stored, self.tell_gap)
        self.book = self.keeper.load(stored)
        self.generation = stored.generation
        self._desk = AckDesk(self.book, self.generation, tools.log.epoch)
        self._promises = Promises(self.book.position)
        self._members: dict[Member, None] = {}
        self._cursor: Cursor | None = None
        self._unlisten: Callable[[], None] | None = None
        self._has_keys = False
        self._backlog = Backlog(tools.log)
        self.lock = asyncio.Lock()
        self._timer: asyncio.TimerHandle | None = None
        self._timer_at = float("inf")
        self._quiet_at = float("inf")
        self.is_gone = False
        # Whoever read before a restart has a quarter of the time to come back.
        expiry = self.settings.idle_expiry
        self._idle_at = float("inf")
        if expiry is not None:
            unused = tools.clock.now() - stored.used_at
            self._idle_at = self.now + max(expiry - unused, expiry / 4).total_seconds()
        self.arm()

    # ---- What it is ----

    @property
    def settings(self) -> Subscription:
        """The settings in force."""
        return self.book.settings

    @property
    def name(self) -> str:
        """The id of the subscription."""
        return self.settings.subscription_id

    @property
    def now(self) -> float:
        """The time by which leases go."""
        return self._tools.clock.monotonic()

    @property
    def floor(self) -> int:
        """Everything up to here is done."""
        return self.book.floor

    @property
    def position(self) -> int:
        """Up to here events were taken from the log."""
        return self.book.position

    @property
    def first_available(self) -> int:
        """The oldest event in the log."""
        return self._tools.log.info.first_sequence

    @property
    def member_count(self) -> int:
        """How many readers there are."""
        return len(self._members)

    @property
    def is_idle(self) -> bool:
        """Whether nobody has read for too long, and nobody reads since."""
        return not self._members and self.settings.idle_expiry is not None and self._idle_at == float("inf")

    @property
    def can_give(self) -> bool:
        """Whether there may be something to give out, and room for it."""
        events, size = self.book.room
        if events <= 0 or size <= 0:
            return False
        return bool(self.book.ready) or (self.book.window > 0 and (self._has_more or self.keeper.has_letters))

    @property
    def at_hand(self) -> int:
        """How many events there may be to give out, at the most."""
        return len(self.book.ready) + self._tools.log.info.last_sequence - self.position

    def check(self) -> None:
        """Ask this again after each wait for the lock. Raises NotFound once the subscription was deleted."""
        if self.is_gone:
            raise NotFound("subscription", self.name)

    async def status(self) -> SubscriptionStatus:
        """Return the settings and the counters. Raises StoreUnavailable."""
        backlog = await self._backlog.count(self.settings.filter, self.position)
        letters = await self._tools.store.count_dead_letters(self._tools.tenant, self.name)
        return SubscriptionStatus(
            subscription=self.settings,
            acked_sequence=self.floor,
            member_count=self.member_count,
            backlog=backlog + len(self.book.open),
            outstanding=self.book.outstanding,
            dead_letter_count=letters,
        )

    # ---- Members ----

    async def join(self, member: Member) -> None:
        """Take a reader in. Raises NotFound, StoreUnavailable."""
        async with self.lock:
            self.check()
            await self._get_keys()
            self._members[member] = None
            self._idle_at = float("inf")
            if self._cursor is None:
                self._cursor = self._tools.log.cursor(self.settings.filter, self.position)
                self._unlisten = self._tools.log.listen(self.wake)
        try:
            status = await self.status()
        except BaseException:
            self.leave(member)
            raise
        member.notice(Opened(status.acked_sequence, status), self.now)
        self._quiet_at = min(self._quiet_at, member.quiet_at)
        self.arm()

    def leave(self, member: Member) -> None:
        """Let a reader go; others get what it holds. Harmless when done twice."""
        member.gone = True
        if self._members.pop(member, member) is member:
            return
        self.book.release(self.book.leases_of(member), self.now)
        if not self._members:
            self._rest()
        self.keeper.used_at = self._tools.clock.now()
        self.touch(SOON)
        self.arm()
        self.wake()

    def _rest(self) -> None:
        """Nobody reads: do not follow the log."""
        if self._unlisten is not None:
            self._unlisten()
            self._unlisten = None
        self._cursor = None
        expiry = self.settings.idle_expiry
        self._idle_at = self.now + expiry.total_seconds() if expiry is not None else float("inf")

    def linger(self) -> None:
        """Be idle for the same time once more: it could not be deleted."""
        if not self._members:
            self._rest()
        self.arm()

    def close_members(self, reason: CloseReason) -> None:
        """Close all readers."""
        for member in list(self._members):
            member.close(reason)

    def wake(self) -> None:
        """Wake the readers for which there is something."""
        if self.can_give:
            for member in list(self._members):
                member.poke()

    def tell_gap(self, first: int, last: int) -> None:
        """Tell all readers that events were left out."""
        for member in list(self._members):
            member.notice(Gap(first, last), self.now)

    # ---- Giving out ----

    async def give(self, member: Member) -> Delivered | None:
        """Give a reader what comes next, if anything. Raises StoreUnavailable."""
        async with self.lock:
            events, size = self.book.room
            events = min(events, member.wants)
            size = min(size, member.bytes_wanted, FRAME_BYTES)
            if events <= 0 or size <= 0:
                return None
            book = self.book
            if self.keeper.has_letters and book.window > 0:
                await self.keeper.take_letters(book, book.window)
            if not book.ready and self._cursor is not None and book.is_plain:
                return await self._give_new(member, events, size)
            missing = min(events - len(book.ready), book.window)
            if missing > 0:
                book.admit(await self._take(missing, size))
            return await self._give_ready(member, events, size) if book.ready else None

    async def _give_new(self, member: Member, events: int, size: int) -> Delivered | None:
        """Give out what comes straight from the log: the common case."""
        events = min(events, self.book.window)
        entries = await self._take(events, size) if events > 0 else ()
        if not entries:
            return None
        if member.gone or entries[-1].sequence > self._promises.stored.upto:
            self.book.admit(entries)
            return await self._give_ready(member, events, size)
        lease = self._lease(member)
        pairs = self.book.lend_new(entries, lease)
        return self._send(member, pairs, [entry.sealed for entry in entries])

    async def _give_ready(self, member: Member, events: int, size: int) -> Delivered | None:
        book = self.book
        picked = self._pick(events, size)
        if not picked:
            await self._tools.checkpoints.flush(self)
            picked = self._pick(events, size)
        missing = [item for item in picked if item.entry is None]
        if missing:
            await self.keeper.fetch(book, missing)
            for item in missing:
                if item.entry is None and item.state is READY:
                    self.keeper.lose(book, item)
                    self.touch(SOON)
        # Some may have been acknowledged meanwhile, though late.
        found = [(item, item.entry) for item in picked if item.entry is not None and item.state is READY]
        found = [(item, entry) for item, entry in found if book.open.get(item.sequence) is item]
        found.sort(key=lambda pair: pair[0].sequence)
        if member.gone or not found:
            self.wake()
            return None
        sealed = [entry.sealed for _, entry in found]
        return self._send(member, book.lend([item for item, _ in found], self._lease(member)), sealed)

    def _pick(self, events: int, size: int) -> list[Item]:
        """Return what is ready and may be given out: that is stored."""
        return [item for item in self.book.pick(events, size) if self._promises.stored.covers(item)]

    def _lease(self, member: Member) -> Lease:
        now = self.now
        return Lease(member, now, now + self.settings.ack_deadline.total_seconds())

    def _send(self, member: Member, pairs: Sequence[tuple[int, int]], sealed: Sequence[bytes]) -> Delivered:
        """Put what was lent together as a frame."""
        ids = ack_ids.write(self._desk.prefix, pairs)
        blob = self._tools.encoder.give_out(sealed, ids, [attempt for _, attempt in pairs])
        member.spend(len(sealed), sum(map(len, sealed)), self.now)
        self.touch(SOON)
        self.arm()
        if len(self._members) > 1:
            self.wake()
        return Delivered(blob, len(sealed), pairs[-1][0])

    async def _take(self, events: int, size: int) -> Sequence[Entry]:
        """Return what comes next in the log and move behind it."""
        cursor = self._cursor
        if cursor is None or not cursor.has_more:
            return ()
        try:
            entries = await cursor.take(events, size)
        except Compacted:
            first, last = cursor.skip()
            _log.warning("bus.events_missed", tenant=self._tools.tenant, subscription=self.name, first=first, last=last)
            self.tell_gap(first, last)
            entries = ()
        except BaseException:
            # Whoever asked has gone away, or the store has: the next one begins at the same place.
            if self._cursor is cursor:
                self.rewind()
            raise
        self.tell_missed(cursor)
        self.move(cursor.position, len(entries))
        return entries

    def tell_missed(self, cursor: Cursor) -> None:
        """Tell all readers of events that a cursor passed and could not read."""
        missed = cursor.missed()
        if missed is not None:
            self.tell_gap(*missed)

    def rewind(self) -> None:
        """Read on from where the group is, under its settings."""
        if self._cursor is not None:
            self._cursor = self._tools.log.cursor(self.settings.filter, self.position)

    @property
    def _has_more(self) -> bool:
        return self._cursor is not None and self._cursor.has_more

    def move(self, position: int, number: int) -> None:
        """Note that so many events were taken, and up to where."""
        self.book.position = position
        self._backlog.passed(number, position)
        self.touch(LATER)

    async def _get_keys(self) -> None:
        """Learn the ordering keys of what was in hand before a restart, or before order was asked for."""
        if self._has_keys or not self.settings.ordered:
            return
        book = self.book
        unknown = [item for item in book.open.values() if not item.key and item.entry is None and not item.redriven]
        found = await self._tools.log.fetch([item.sequence for item in unknown]) if unknown else {}
        for item in unknown:
            entry = found.get(item.sequence)
            if entry is not None:
                item.key, item.event_type = entry.event.ordering_key, entry.event.type
        book.reorder(self.now)
        self._has_keys = True

    # ---- Acknowledging ----

    def acknowledge(self, acks: Sequence[Ack]) -> AckResult:
        """Settle deliveries; to be stored by the caller."""
        last = self._tools.log.info.last_sequence
        result = self._desk.take(acks, now=self.now, last=last)
        self.touch(SOON)
        self.arm()
        self.wake()
        return result

    # ---- Changing ----

    async def update(self, settings: Subscription) -> None:
        """Go on under other settings. The lock is held. Raises StoreUnavailable."""
        before = self.settings
        self.book.settings = settings
        if settings.filter != before.filter:
            self._backlog.reset()
            self.rewind()
        if settings.ordered != before.ordered:
            self._has_keys = False
            self.book.reorder(self.now)
            if self._members:
                await self._get_keys()
        if not self._members:
            self._rest()
        self.arm()
        self.wake()

    def moved(self, position: int, generation: int) -> None:
        """Go on at another place, in a new generation. The lock is held; the move is stored."""
        old, self.book = self.book, self._moved_book(position)
        self.book.settled_letters = old.settled_letters
        self.generation = generation
        self._promises = Promises(position)
        self._desk = AckDesk(self.book, generation, self._tools.log.epoch)
        self._backlog.reset()
        self._cursor = None
        # A checkpoint that is on its way must bury nothing of the old book: what is redriven is in the new one, too.
        old.open.clear()
        # What is redriven is on its way whatever the place in the log.
        self.keeper.redriven()
        self.close_members(CloseReason.CHANGED)
        self._rest()
        self.arm()

    def moved_progress(self, position: int) -> Checkpoint:
        """Return what `moved` will make of this group, to be stored before."""
        self.keeper.carry(self.book)
        return self.keeper.checkpoint(self._moved_book(position), self.generation + 1)

    def _moved_book(self, position: int) -> Book:
        """Return an empty book for another place, in which attempts count on."""
        old, book = self.book, Book(self.settings, self._tools.timings)
        book.position = position
        book.top = book.base = old.top
        book.high = max(old.high, old.unsure, old.position, *old.ahead)
        return book

    # ---- Keeping ----

    def touch(self, delay: float) -> None:
        """Have the progress stored within so many seconds."""
        if not self.is_gone:
            self._tools.checkpoints.touch(self, delay)

    async def prepare(self) -> None:
        """Make dead letters of what is doomed."""
        if self.book.doomed:
            await self.keeper.bury(self.book)
            self.wake()

    def checkpoint(self) -> Checkpoint:
        """Return the state as it is now."""
        if self._members:
            self.keeper.used_at = self._tools.clock.now()
        promise = self._promises.renew(self.book, has_readers=bool(self._members))
        return self.keeper.checkpoint(self.book, self.generation, promise)

    def saved(self, checkpoint: Checkpoint) -> None:
        """Note that a checkpoint is stored."""
        # The store leaves out what is from before a seek.
        if checkpoint.generation == self.generation:
            self._promises.keep()
            self.keeper.saved(self.book, checkpoint)
            if self.keeper.has_letters:
                self.wake()

    # ---- Time ----

    def call_later(self, delay: float, callback: Callable[[], None]) -> None:
        """Call back after so many seconds."""
        self._tools.call_later(delay, callback)

    def stop(self) -> None:
        """End the timer and follow the log no longer."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._members:
            # Nothing more is given out: that is to be stored, too.
            self.touch(SOON)
        self._members.clear()
        self._rest()
        self._timer_at = float("-inf")

    def arm(self) -> None:
        """See to it that `_tick` runs in time. It may run too early."""
        at = min(self.book.next_time(), self._quiet_at, self._idle_at)
        if at >= self._timer_at:
            return
        if self._timer is not None:
            self._timer.cancel()
        self._timer_at = at
        self._timer = self._tools.call_later(max(0.0, at - self.now), self._tick)

    def _tick(self) -> None:
        self._timer = None
        self._timer_at = self._quiet_at = float("inf")
        now = self.now
        if self.book.next_time() <= now:
            self.book.turn(now)
            self.touch(SOON)
        if self._members:
            self._tell_progress(now)
        if self._idle_at <= now:
            self._idle_at = float("inf")
            self._on_idle(self)
        self.wake()
        self.arm()

    def _tell_progress(self, now: float) -> None:
        place = self.book.given_upto
        progress = Progress(place, max(0, self._tools.log.info.last_sequence - place))
        for member in self._members:
            member.tick(progress, now)
        self._quiet_at = min(member.quiet_at for member in self._members)
        expiry = self.settings.idle_expiry
        if expiry is not None and self._tools.clock.now() - self.keeper.used_at > min(expiry / 4, timedelta(hours=1)):
            self.touch(LATER)
