"""What a group may give out: what a stored checkpoint has promised before, so that a crash forgets no attempt.

A checkpoint is stored a moment after what it tells of. So it also says what may happen until the next one: events up to
a sequence may be given out for the first time, and others once more. After a crash all of that counts as given out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from parley_server.bus.groups.book import Book
from parley_server.bus.groups.items import PARKED, READY, WAITING, Item

# How much further than since the last checkpoint readers may come until the next one.
_TIMES_AHEAD = 4
_MAY_BE_GIVEN = frozenset({PARKED, READY, WAITING})


@dataclass(frozen=True, slots=True)
class Promise:
    """Events up to `upto` may be given out for the first time, odd items up to their `attempts`."""

    upto: int = 0
    attempts: Mapping[int, int] = field(default_factory=dict)

    def covers(self, item: Item) -> bool:
        """Tell whether an item may be given out now."""
        if item.odd:
            return self.attempts.get(item.sequence, 0) > item.attempt
        return item.sequence <= self.upto

    def both(self, other: Promise) -> Promise:
        """Return what this one and another one promise."""
        attempts = {
            sequence: least
            for sequence, attempt in self.attempts.items()
            if (least := min(attempt, other.attempts.get(sequence, 0)))
        }
        return Promise(min(self.upto, other.upto), attempts)


NOTHING = Promise()


class Promises:
    """What the store has of a group's promises, whichever of its checkpoints is the last one there."""

    def __init__(self, position: int) -> None:
        """Know of no promise; readers come from this place in the log."""
        self.stored = NOTHING
        self._next = NOTHING
        self._position = position

    def renew(self, book: Book, *, has_readers: bool) -> Promise:
        """Return what the next checkpoint promises; until it is stored, only what the last one promised too counts."""
        self._next = self._ahead_of(book) if has_readers else NOTHING
        self.stored = self.stored.both(self._next)
        return self._next

    def _ahead_of(self, book: Book) -> Promise:
        step, self._position = book.position - self._position, book.position
        ahead = max(2 * book.settings.max_events, _TIMES_AHEAD * step)
        attempts = {item.sequence: item.attempt + (item.state in _MAY_BE_GIVEN) for item in book.odd.values()}
        return Promise(max(self.stored.upto, book.position + ahead), attempts)

    def keep(self) -> None:
        """Note that the checkpoint is stored."""
        self.stored = self._next
