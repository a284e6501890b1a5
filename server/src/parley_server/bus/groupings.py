"""What goes into the store together: events numbered, repeats found, parted into segments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

from parley_server.bus.dedup import Dedup
from parley_server.bus.events import Draft, Outcome, PublishDone, Published
from parley_server.bus.segments import SEGMENT_BYTES, SEGMENT_EVENTS, size_of, split
from parley_server.domain.errors import EventIdReused


class Publish(NamedTuple):
    """Events that wait to be stored, and whom to tell."""

    drafts: Sequence[Draft]
    done: PublishDone
    atomic: bool
    size: int


Settled: TypeAlias = "tuple[Publish, Published]"
"""A publish and what it is told once the group is stored."""


class Lot(NamedTuple):
    """Events of one row, numbered from `first` on."""

    drafts: Sequence[Draft]
    first: int
    size: int


class Grouping:
    """Numbers events for one append. Their ids are known from then on, unless it is undone."""

    def __init__(self, dedup: Dedup, first: int) -> None:
        """Number from `first` on."""
        self.next = first
        self._dedup = dedup
        self._lots: list[Lot] = []
        self._small: list[Draft] = []
        self._small_size = 0

    def add(self, publish: Publish) -> Published:
        """Number a publish; return what became of it, which holds once the group is stored."""
        drafts = publish.drafts
        first = self.next
        if not drafts:
            return Published(0, 0)
        if self._dedup.add_all(drafts, first):
            self._place(drafts, publish.size)
            return Published(first, len(drafts))
        if publish.atomic:
            refused = self._find_refused(drafts)
            if refused is not None:
                return Published(0, 0, [Outcome(draft.event_id, 0, error=refused) for draft in drafts])
        return self._add_each(drafts)

    def add_own(self, draft: Draft) -> bool:
        """Number an event of the server's own; False when it is in the log already."""
        if self._dedup.find(draft.source, draft.event_id) is not None:
            return False
        self._dedup.add(draft, self.next)
        self._place((draft,), len(draft.data))
        return True

    def finish(self) -> list[Lot]:
        """Return all that was numbered."""
        self._close_lot()
        return self._lots

    def undo(self) -> None:
        """Let the ids go: nothing of this is known to be stored."""
        for lot in self.finish():
            self._dedup.forget(lot.drafts)

    def _add_each(self, drafts: Sequence[Draft]) -> Published:
        outcomes: list[Outcome] = []
        fresh: list[Draft] = []
        for draft in drafts:
            known = self._dedup.find(draft.source, draft.event_id)
            if known is None:
                place = self.next + len(fresh)
                self._dedup.add(draft, place)
                fresh.append(draft)
                outcomes.append(Outcome(draft.event_id, place))
            elif known.origin == draft.origin:
                outcomes.append(Outcome(draft.event_id, known.sequence, duplicate=True))
            else:
                error = EventIdReused(draft.event_id, known.sequence)
                outcomes.append(Outcome(draft.event_id, 0, error=error))
        first = self.next
        self._place(fresh, size_of(fresh))
        if len(fresh) == len(drafts):
            return Published(first, len(fresh))
        return Published(0, len(fresh), outcomes)

    def _find_refused(self, drafts: Sequence[Draft]) -> EventIdReused | None:
        here: dict[tuple[str, str], tuple[int, int]] = {}
        for index, draft in enumerate(drafts):
            known = self._dedup.find(draft.source, draft.event_id)
            sequence, origin = known or here.setdefault(
                (draft.source, draft.event_id), (self.next + index, draft.origin)
            )
            if origin != draft.origin:
                return EventIdReused(draft.event_id, sequence)
        return None

    def _place(self, drafts: Sequence[Draft], size: int) -> None:
        number = len(drafts)
        if len(self._small) + number > SEGMENT_EVENTS or self._small_size + size > SEGMENT_BYTES:
            self._close_lot()
        if number <= SEGMENT_EVENTS and size <= SEGMENT_BYTES:
            self._small += drafts
            self._small_size += size
            self.next += number
            return
        for lot in split(drafts):
            self._lots.append(Lot(lot, self.next, size_of(lot)))
            self.next += len(lot)

    def _close_lot(self) -> None:
        if self._small:
            self._lots.append(Lot(self._small, self.next - len(self._small), self._small_size))
            self._small, self._small_size = [], 0
