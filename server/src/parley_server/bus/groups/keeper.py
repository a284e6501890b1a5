"""The part of a group that outlives the process: its progress, and the dead letters that are on their way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

import structlog

from parley_server.bus.cursor import Entry
from parley_server.bus.groups import progress
from parley_server.bus.groups.book import LEASE_ENDED, Book
from parley_server.bus.groups.items import DOOMED, WAITING, Item
from parley_server.bus.groups.progress import GroupProgress, OddItem
from parley_server.bus.groups.promises import NOTHING, Promise
from parley_server.bus.groups.tools import Tools
from parley_server.bus.store import Checkpoint, DeadLetter, StoredSubscription

_PAGE = 100
_log = structlog.get_logger(__name__)


class Keeper:
    """Turns a book into checkpoints and back, buries what is doomed, brings back what is redriven."""

    def __init__(self, tools: Tools, stored: StoredSubscription, on_lost: Callable[[int, int], None]) -> None:
        """`on_lost` hears of events that are gone from the log though they were not done."""
        self._tools = tools
        self._on_lost = on_lost
        self.buried: dict[int, DeadLetter] = {}
        """Letters to be stored with the next checkpoint."""
        self.used_at = stored.used_at
        self._letters_upto: int | None = 0
        """Redriven letters up to here were taken in; None when all were."""
        self._known: dict[int, OddItem] = {}

    # ---- Loading and storing ----

    def load(self, stored: StoredSubscription) -> Book:
        """Return the book as it was stored."""
        tools = self._tools
        try:
            state = progress.read(stored.progress, floor=stored.floor)
        except (ValueError, TypeError) as error:
            # Nothing is lost: what is behind the floor is given out again.
            name = stored.subscription.subscription_id
            _log.error("bus.progress_unreadable", tenant=tools.tenant, subscription=name, error=str(error))
            state = GroupProgress(position=stored.floor)
        book = Book(stored.subscription, tools.timings)
        book.position = state.position
        book.top, book.high, book.base = state.top, state.high, state.base
        book.unsure, book.crashes = state.unsure, state.crashes
        book.ahead = set(state.done_ahead)
        now, wall = tools.clock.monotonic(), tools.clock.now().timestamp()
        items = [Item(sequence, "", "", 0, book.start(sequence) + 1, 1) for sequence in state.given]
        if state.promised:
            self._note_crash(book, state)
        items += [Item(sequence, "", "", 0, book.start(sequence), 0) for sequence in state.taken]
        for odd in state.odd:
            if odd.redriven:
                self._known[odd.sequence] = odd
                continue
            item = Item(odd.sequence, "", "", 0, odd.highest, odd.deliveries)
            item.due = now + odd.due / 1000 - wall if odd.due else 0.0
            book.mark_odd(item)
            items.append(item)
        items.sort(key=lambda item: item.sequence)
        book.restore(items, now)
        return book

    def _note_crash(self, book: Book, state: GroupProgress) -> None:
        """Count all that may have been given out since the checkpoint, as far as the log went then."""
        if min(state.taken, default=book.position + 1) > book.unsure:
            book.crashes = 0
        book.crashes += 1
        book.unsure = max(book.unsure, min(state.promised, self._tools.log.opened_at))

    def checkpoint(self, book: Book, generation: int, promise: Promise = NOTHING) -> Checkpoint:
        """Return all that must be stored."""
        odd = self._odd(book, promise)
        top = max(book.top, *promise.attempts.values(), book.base + book.crashes + 1) if promise.upto else book.top
        state = GroupProgress(
            position=book.position,
            top=top,
            high=book.high,
            base=book.base,
            unsure=book.unsure,
            crashes=book.crashes,
            promised=promise.upto,
            given=_given(book),
            taken=sorted(book.untouched.keys() - book.odd.keys()),
            odd=odd,
            done_ahead=sorted(book.ahead),
        )
        return Checkpoint(
            subscription_id=book.settings.subscription_id,
            generation=generation,
            floor=book.floor,
            progress=progress.write(state),
            used_at=self.used_at,
            buried=tuple(self.buried.values()),
            settled=tuple(book.settled_letters),
        )

    def _odd(self, book: Book, promise: Promise) -> list[OddItem]:
        if not book.odd and not self._known:
            return []
        clock = self._tools.clock
        shift = clock.now().timestamp() - clock.monotonic()
        return [
            *(
                OddItem(
                    item.sequence,
                    item.attempt,
                    item.deliveries,
                    int((item.due + shift) * 1000) if item.state is WAITING else 0,
                    item.redriven,
                    promise.attempts.get(item.sequence, 0),
                )
                for item in book.odd.values()
            ),
            *(known for sequence, known in self._known.items() if sequence not in book.open),
        ]

    def saved(self, book: Book, checkpoint: Checkpoint) -> None:
        """Forget what is stored now."""
        for letter in checkpoint.buried:
            if self.buried.get(letter.sequence) is letter:
                del self.buried[letter.sequence]
                if letter.redriven:
                    # Whoever asked for it may have been told that the store is away.
                    self.redriven()
        book.settled_letters.difference_update(checkpoint.settled)

    # ---- Dead letters ----

    async def bury(self, book: Book) -> None:
        """Make dead letters of what is doomed. Raises StoreUnavailable."""
        drops = book.settings.drop_dead_letters
        doomed = [book.open[sequence] for sequence in book.doomed]
        if not drops:
            await self.fetch(book, [item for item in doomed if item.entry is None])
        now = self._tools.clock.now()
        for item in doomed:
            if item.state is not DOOMED or book.open.get(item.sequence) is not item:
                continue
            if drops:
                if item.redriven:
                    book.settled_letters.add(item.sequence)
            elif item.entry is None:
                self.lose(book, item)
                continue
            else:
                self._bury(book, item, item.entry, now)
            book.retire(item)

    def _bury(self, book: Book, item: Item, entry: Entry, now: datetime) -> None:
        book.settled_letters.discard(item.sequence)
        self.buried[item.sequence] = DeadLetter(
            sequence=item.sequence,
            event=entry.event._replace(data=entry.sealed),
            deliveries=item.attempt,
            reason=book.doomed[item.sequence],
            dead_at=now,
        )

    async def fetch(self, book: Book, items: Sequence[Item]) -> None:
        """Read the events of items again, into their `entry`; it stays None of those that are gone."""
        wanted = [item.sequence for item in items if not item.redriven]
        found = dict(await self._tools.log.fetch(wanted)) if wanted else {}
        for item in items:
            if item.redriven:
                entry = await self._read_letter(book, item.sequence)
                if entry is not None:
                    found[item.sequence] = entry
        for item in items:
            entry = found.get(item.sequence)
            if entry is not None and book.open.get(item.sequence) is item:
                book.keep(item, entry)

    async def _read_letter(self, book: Book, sequence: int) -> Entry | None:
        waiting = self.buried.get(sequence)
        if waiting is not None:
            return _entry_of(waiting)
        tools = self._tools
        name = book.settings.subscription_id
        for letter in await tools.store.dead_letters(tools.tenant, name, after=sequence - 1, limit=1, redriven=True):
            if letter.sequence == sequence:
                return _entry_of(letter)
        return None

    def lose(self, book: Book, item: Item) -> None:
        """Settle an item whose event is gone, and say so."""
        if book.open.get(item.sequence) is not item:
            return
        name = book.settings.subscription_id
        _log.warning("bus.event_lost", tenant=self._tools.tenant, subscription=name, sequence=item.sequence)
        book.retire(item)
        self._on_lost(item.sequence, item.sequence)

    # ---- Redriven letters ----

    @property
    def has_letters(self) -> bool:
        """Whether redriven letters in the store may not have been taken in."""
        return self._letters_upto is not None

    def carry(self, book: Book) -> None:
        """Remember how often redriven letters were given out, while the book that knows it is left."""
        for item in book.open.values():
            if item.redriven:
                self._known[item.sequence] = OddItem(item.sequence, item.attempt, 0, 0, redriven=True)

    def redriven(self) -> None:
        """Look through the redriven letters again, from the first one on."""
        self._letters_upto = 0

    async def take_letters(self, book: Book, number: int) -> None:
        """Take in some more redriven letters. Raises StoreUnavailable."""
        after = self._letters_upto
        if after is None:
            return
        tools = self._tools
        name = book.settings.subscription_id
        limit = min(_PAGE, number)
        letters = await tools.store.dead_letters(tools.tenant, name, after=after, limit=limit, redriven=True)
        if self._letters_upto == after:
            self._letters_upto = letters[-1].sequence if len(letters) == limit else None
        for letter in letters:
            self._take_letter(book, letter)
        if self._letters_upto is None:
            self._known.clear()

    def _take_letter(self, book: Book, letter: DeadLetter) -> None:
        sequence = letter.sequence
        buried = self.buried.get(sequence)
        if sequence in book.settled_letters or (buried is not None and not buried.redriven):
            return
        item = book.open.get(sequence)
        if item is not None:
            if not item.redriven:
                book.redrive(item)
            return
        known = self._known.pop(sequence, None)
        # What a seek went over may have been given out from the log since it was a dead letter.
        void = max(letter.deliveries, known.attempt if known else 0, book.top if sequence <= book.high else 0)
        attempt = max(void, known.highest) if known else void
        item = Item(sequence, "", letter.event.ordering_key, 0, attempt, known.deliveries if known else 0)
        item.redriven = True
        item.fence = void if not item.deliveries else 0
        book.mark_odd(item)
        book.enter(item, _entry_of(letter))
        if book.is_spent(item):
            book.doom(item, LEASE_ENDED)

    def mark_redriven(self, letter: DeadLetter) -> None:
        """Have a letter delivered again, from the next checkpoint on."""
        self.buried[letter.sequence] = replace(letter, redriven=True)


def _given(book: Book) -> Sequence[int]:
    """Return what was given out once and is not done, ascending."""
    special = book.odd.keys() | book.untouched.keys()
    if special:
        return sorted(book.open.keys() - special)
    floor, position = book.floor, book.position
    if len(book.open) == position - floor:
        # All behind the floor is in hand, as it is while everything is wanted and done in turn.
        return range(floor + 1, position + 1)
    return sorted(book.open)


def _entry_of(letter: DeadLetter) -> Entry:
    return Entry(letter.sequence, letter.event, letter.event.data)
