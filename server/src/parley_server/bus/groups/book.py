"""The book of a group: which events are in hand, who holds them, and what comes next. No waiting, no store."""

from __future__ import annotations

from collections import Counter, OrderedDict, deque
from collections.abc import Iterable, Sequence
from datetime import timedelta
from heapq import heapify, heappop, heappush
from itertools import count, islice, repeat
from operator import attrgetter

from parley_server.bus.cursor import Entry
from parley_server.bus.groups.ack_ids import Pair
from parley_server.bus.groups.items import DONE, DOOMED, LEASED, PARKED, READY, WAITING, Item, Lease
from parley_server.bus.groups.lanes import Lanes
from parley_server.bus.groups.timings import Timings
from parley_server.domain.bus import Subscription

_TYPE = attrgetter("event_type")
_REMEMBERED = 10_000
_LEAST_WINDOW = 1000
_SLACK = 64
LEASE_ENDED = "the delivery was not acknowledged in time"
MOST_AHEAD = 65_536


class Book:
    """All items of a group in one generation, and the counters that bound them."""

    def __init__(self, settings: Subscription, timings: Timings) -> None:
        self.settings = settings
        self.open: dict[int, Item] = {}
        """Everything in hand, by sequence."""
        self.ready: dict[int, Item] = {}
        """What may be given out now, oldest first."""
        self.untouched: dict[int, Item] = {}
        """What was never given out."""
        self.odd: dict[int, Item] = {}
        self.doomed: dict[int, str] = {}
        """What becomes a dead letter with the next checkpoint, and why."""
        self.ahead: set[int] = set()
        """What was done before the log came to it: in an earlier life, or as a redriven dead letter."""
        self.settled_letters: set[int] = set()
        """Dead letters to be deleted with the next checkpoint."""
        self.held = 0
        self.held_bytes = 0
        self.position = 0
        """Up to here events were taken from the log."""
        self.top = self.high = self.base = 0
        """The highest attempt of all; what was in hand before the last seek, and the highest attempt by then."""
        self.unsure = self.crashes = 0
        """What may have been given out just before crashes since, and how often that was."""
        self._kept_bytes = 0
        self._order: deque[int] = deque()
        self._lanes = Lanes()
        self._leases: list[tuple[float, int, Lease]] = []
        self._waits: list[tuple[float, int, Item]] = []
        self._count = count()
        self._retired: OrderedDict[int, None] = OrderedDict()
        self._timings = timings

    # ---- What is there ----

    @property
    def window(self) -> int:
        """How many more events may be taken from the log. At most twice what members may hold is in hand."""
        if self._kept_bytes >= self.settings.max_bytes:
            return 0
        return self.settings.max_events + max(self.settings.max_events, _LEAST_WINDOW) - len(self.open)

    @property
    def room(self) -> tuple[int, int]:
        """How many more events and bytes members may hold."""
        return self.settings.max_events - self.held, self.settings.max_bytes - self.held_bytes

    @property
    def outstanding(self) -> int:
        """How many events were given out and are not done."""
        return len(self.open) - len(self.untouched)

    @property
    def floor(self) -> int:
        """The sequence up to which all is done."""
        order = self._order
        while order and ((item := self.open.get(order[0])) is None or item.redriven):
            order.popleft()
        return order[0] - 1 if order else self.position

    @property
    def given_upto(self) -> int:
        """The sequence up to which every matching event was given out."""
        return min(self.untouched, default=self.position + 1) - 1

    @property
    def is_plain(self) -> bool:
        """Whether what comes next in the log may be lent without a look at each."""
        return self.position >= max(self.high, self.unsure) and not self.ahead and not self.settings.ordered

    def next_time(self) -> float:
        """Return when `turn` has something to do."""
        leases = self._leases
        while leases and not leases[0][2].items:
            heappop(leases)
        first = leases[0][0] if leases else float("inf")
        return min(first, self._waits[0][0]) if self._waits else first

    def is_spent(self, item: Item) -> bool:
        """Tell whether an item had its last delivery."""
        return item.deliveries >= self.settings.max_deliveries

    def is_retired(self, sequence: int) -> bool:
        """Tell whether an event was given up lately."""
        return sequence in self._retired

    def start(self, sequence: int) -> int:
        """Return how often an event may have been given out before it was taken from the log."""
        return self.base * (sequence <= self.high) + self.crashes * (sequence <= self.unsure)

    # ---- Taking in ----

    def lend_new(self, entries: Sequence[Entry], lease: Lease) -> list[Pair]:
        """Give out events straight from the log (`is_plain`)."""
        open_, items = self.open, lease.items
        size = 0
        for sequence, event, sealed in entries:
            length = len(sealed)
            item = Item(sequence, event.type, event.ordering_key, length, 1, 1)
            item.state = LEASED
            item.lease = lease
            item.given = True
            open_[sequence] = items[sequence] = item
            size += length
        self._order.extend(items)
        self.held += len(entries)
        self.held_bytes += size
        self.top = max(self.top, 1)
        self.add_lease(lease)
        self._count_delivered(items.values())
        return list(zip(items, repeat(1)))

    def admit(self, entries: Iterable[Entry]) -> None:
        """Take in events from the log that are not given out at once."""
        for entry in entries:
            sequence, event, sealed = entry
            if sequence in self.ahead:
                self.ahead.discard(sequence)
            elif sequence not in self.open:
                item = Item(sequence, event.type, event.ordering_key, len(sealed), self.start(sequence), 0)
                self.untouched[sequence] = item
                self._order.append(sequence)
                self.enter(item, entry)

    def enter(self, item: Item, entry: Entry) -> None:
        """Take in an item, made by the caller, that waits to be given out."""
        self.open[item.sequence] = item
        self.keep(item, entry)
        if self.settings.ordered and item.key:
            self._lanes.enter(item)
        self._free(item, 0.0)

    def restore(self, items: Sequence[Item], now: float) -> None:
        """Take in items from before a restart, ascending, without lanes (`reorder`).

        What may be delivered again is ready, or waits until its `due`. What had its last delivery keeps its time to be
        acknowledged, held by nobody.
        """
        lease = Lease(None, now, now + self.settings.ack_deadline.total_seconds())
        for item in items:
            self.open[item.sequence] = item
            if not item.redriven:
                self._order.append(item.sequence)
            if not item.deliveries:
                self.untouched[item.sequence] = item
            else:
                self.mark_odd(item)
            if self.is_spent(item):
                self._lend(item, lease)
            else:
                self._free(item, now)
        if lease.items:
            self.add_lease(lease)

    def reorder(self, now: float) -> None:
        """Make the lanes anew: the settings or the keys of items have changed."""
        self._lanes = Lanes()
        items = [self.open[sequence] for sequence in sorted(self.open)]
        if self.settings.ordered:
            for item in items:
                if item.key:
                    self._lanes.enter(item)
        for item in items:
            if item.state in {READY, PARKED}:
                self.ready.pop(item.sequence, None)
                self._free(item, now)

    # ---- Giving out ----

    def pick(self, number: int, size: int) -> list[Item]:
        """Return what is ready, up to a number and a size but at least one."""
        picked: list[Item] = []
        for item in islice(self.ready.values(), number):
            size -= item.size
            if picked and size < 0:
                break
            picked.append(item)
        return picked

    def keep(self, item: Item, entry: Entry) -> None:
        """Keep an item's event in memory until it is given out."""
        if item.entry is None:
            item.entry = entry
            item.size = len(entry.sealed)
            item.event_type = entry.event.type
            self._kept_bytes += item.size

    def forget(self, item: Item) -> None:
        """Drop an item's event from memory."""
        if item.entry is not None:
            item.entry = None
            self._kept_bytes -= item.size

    def lend(self, items: Iterable[Item], lease: Lease) -> list[Pair]:
        """Give out ready items. The caller has their events."""
        pairs = []
        for item in items:
            del self.ready[item.sequence]
            self.untouched.pop(item.sequence, None)
            self.forget(item)
            item.attempt += 1
            item.deliveries += 1
            item.given = True
            self.top = max(self.top, item.attempt)
            if item.deliveries > 1:
                self.mark_odd(item)
            self._lend(item, lease)
            pairs.append((item.sequence, item.attempt))
        self.add_lease(lease)
        self._count_delivered(lease.items.values())
        return pairs

    def add_lease(self, lease: Lease) -> None:
        """Watch the deadline of a lease; drop those that are done."""
        leases = self._leases
        while leases and not leases[0][2].items:
            heappop(leases)
        if len(leases) > _SLACK + 2 * self.held:
            leases = self._leases = [held for held in leases if held[2].items]
            heapify(leases)
        heappush(leases, (lease.deadline, next(self._count), lease))

    def extend(self, item: Item, lease: Lease) -> None:
        """Put a leased item under another lease."""
        self._return(item)
        self._lend(item, lease)

    # ---- Coming back ----

    def acknowledge(self, pairs: Sequence[Pair], now: float) -> list[int]:
        """Settle what is leased under just this attempt; return the places of all others."""
        open_, ordered = self.open, self.settings.ordered
        others = []
        number = size = 0
        run, run_type, run_lease = 0, "", None
        for place, (sequence, attempt) in enumerate(pairs):
            item = open_.get(sequence)
            if item is None or item.attempt != attempt or item.odd or item.state is not LEASED:
                others.append(place)
                continue
            lease = item.lease
            assert lease is not None
            del open_[sequence], lease.items[sequence]
            item.lease = None
            number += 1
            size += item.size
            if lease is not run_lease or item.event_type != run_type:
                if run_lease is not None:
                    self._timings.acknowledged(run_type, now - run_lease.given_at, run)
                run, run_type, run_lease = 0, item.event_type, lease
            run += 1
            if ordered and item.key:
                self._leave_lane(item)
        if run_lease is not None:
            self._timings.acknowledged(run_type, now - run_lease.given_at, run)
        self.held -= number
        self.held_bytes -= size
        return others

    def settle(self, item: Item, now: float) -> None:
        """Take an item for done."""
        if item.lease is not None:
            self._timings.acknowledged(item.event_type, now - item.lease.given_at, 1)
        if item.redriven:
            self.settled_letters.add(item.sequence)
        self.remove(item)

    def remove(self, item: Item) -> None:
        """Take an item out, whatever its state."""
        sequence = item.sequence
        if item.lease is not None:
            self._return(item)
        self.forget(item)
        item.state = DONE
        if item.redriven and sequence > self.position:
            self.ahead.add(sequence)
        del self.open[sequence]
        for group in (self.ready, self.untouched, self.odd, self.doomed):
            group.pop(sequence, None)
        if item.key:
            self._leave_lane(item)

    def fail(self, item: Item, now: float, reason: str, delay: timedelta | None = None) -> None:
        """End a delivery that failed: again after a while, or never, if it was the last one."""
        self._timings.failed(item.event_type)
        if self.is_spent(item):
            self.doom(item, reason)
            return
        self._return(item)
        self.mark_odd(item)
        item.due = now + (delay if delay is not None else self._backoff(item)).total_seconds()
        self._free(item, now)

    def reject(self, item: Item, reason: str) -> None:
        """Give an item up at once."""
        self._timings.failed(item.event_type)
        self.doom(item, reason)

    def doom(self, item: Item, reason: str) -> None:
        """Make an item a dead letter at the next checkpoint."""
        if item.lease is not None:
            self._return(item)
        self.mark_odd(item)
        self.ready.pop(item.sequence, None)
        item.state = DOOMED
        self.doomed[item.sequence] = reason

    def retire(self, item: Item) -> None:
        """Take out an item that was given up, and remember that for a while."""
        self.remove(item)
        self._retired[item.sequence] = None
        while len(self._retired) > _REMEMBERED:
            self._retired.popitem(last=False)

    def release(self, leases: Iterable[Lease], now: float) -> None:
        """Take back what a member holds, without a wait; what had its last delivery keeps its time, held by nobody."""
        for lease in leases:
            lease.member = None
            for item in list(lease.items.values()):
                if not self.is_spent(item):
                    self.fail(item, now, "", timedelta())

    def leases_of(self, member: object) -> list[Lease]:
        """Return what a member holds."""
        return [lease for _, _, lease in self._leases if lease.member is member and lease.items]

    def redrive(self, item: Item) -> None:
        """Deliver an item once more as the dead letter that it was: its ids are void, deliveries count anew."""
        if item.lease is not None:
            self._return(item)
        item.redriven = True
        item.fence = item.attempt
        item.deliveries = 0
        item.due = 0.0
        self.doomed.pop(item.sequence, None)
        self.mark_odd(item)
        self._free(item, 0.0)

    def turn(self, now: float) -> None:
        """Let leases end and waits be over."""
        while self._leases and self._leases[0][0] <= now:
            for item in list(heappop(self._leases)[2].items.values()):
                self.fail(item, now, LEASE_ENDED)
        while self._waits and self._waits[0][0] <= now:
            due, _, item = heappop(self._waits)
            if item.state is WAITING and item.due == due:
                self._free(item, now)

    def mark_odd(self, item: Item) -> None:
        """Store an item's progress in full from now on."""
        item.odd = True
        self.odd[item.sequence] = item

    # ---- Within ----

    def _free(self, item: Item, now: float) -> None:
        """Let an item be given out when it is the first of its key and its wait is over."""
        if self.settings.ordered and item.key and not self._lanes.is_first(item):
            item.state = PARKED
        elif item.due > now:
            item.state = WAITING
            if len(self._waits) > _SLACK + 2 * len(self.open):
                self._waits = [wait for wait in self._waits if wait[2].state is WAITING and wait[2].due == wait[0]]
                heapify(self._waits)
            heappush(self._waits, (item.due, next(self._count), item))
        else:
            item.state = READY
            item.due = 0.0
            self.ready[item.sequence] = item

    def _leave_lane(self, item: Item) -> None:
        """Let the next item of the same key be given out."""
        first = self._lanes.leave(item)
        if first is not None and first.state is PARKED:
            self._free(first, first.due)

    def _lend(self, item: Item, lease: Lease) -> None:
        item.state = LEASED
        item.lease = lease
        lease.items[item.sequence] = item
        self.held += 1
        self.held_bytes += item.size

    def _return(self, item: Item) -> None:
        lease = item.lease
        assert lease is not None
        del lease.items[item.sequence]
        item.lease = None
        self.held -= 1
        self.held_bytes -= item.size

    def _backoff(self, item: Item) -> timedelta:
        waits = self.settings.backoff
        return waits[min(item.deliveries, len(waits)) - 1] if waits else timedelta()

    def _count_delivered(self, items: Iterable[Item]) -> None:
        counts = Counter(map(_TYPE, items))
        for event_type, number in counts.items():
            self._timings.delivered(event_type, number)
