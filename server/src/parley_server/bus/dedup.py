"""Which event ids were used lately, so that a repeated publish is recognised."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from parley_server.bus.events import Draft

WINDOW_SECONDS = 600.0
WINDOW_IDS = 200_000

# A place and the CRC-32 of the publisher's bytes in one number: a tuple each would double the memory.
_ORIGIN_BITS = 32
_ORIGIN = (1 << _ORIGIN_BITS) - 1


class Known(NamedTuple):
    """An id that was used: the place of its event, and the CRC-32 of the bytes that it came with."""

    sequence: int
    origin: int


class _Generation:
    """Ids of one age, by source: the ids of one publish share theirs, and text remembers its hash."""

    def __init__(self, since: float) -> None:
        self.since = since
        self.count = 0
        self.sources: dict[str, dict[str, int]] = {}


class Dedup:
    """Remembers ids by (source, event id) in two generations, the older of which is dropped whole.

    What is remembered is the last `seconds` or the last `ids` of them, whichever is less, and up to twice that.
    """

    def __init__(self, now: float, *, seconds: float = WINDOW_SECONDS, ids: int = WINDOW_IDS) -> None:
        """Know none. `now` is monotonic, as in `turn`."""
        self._seconds = seconds
        self._ids = ids
        self._recent = _Generation(now)
        self._older = _Generation(now)

    def __len__(self) -> int:
        """Return how many ids are remembered."""
        return self._recent.count + self._older.count

    def turn(self, now: float) -> None:
        """Drop what is old. Call it before ids are added, and now and then."""
        if self._recent.count >= self._ids or now - self._recent.since >= self._seconds:
            self._older = self._recent
            self._recent = _Generation(now)

    def find(self, source: str, event_id: str) -> Known | None:
        """Return where an id was used."""
        for generation in (self._recent, self._older):
            packed = generation.sources.get(source, {}).get(event_id)
            if packed is not None:
                return Known(packed >> _ORIGIN_BITS, packed & _ORIGIN)
        return None

    def add(self, draft: Draft, sequence: int) -> None:
        """Remember an id that `find` does not know."""
        recent = self._recent
        recent.sources.setdefault(draft.source, {})[draft.event_id] = sequence << _ORIGIN_BITS | draft.origin
        recent.count += 1

    def add_all(self, drafts: Sequence[Draft], first: int) -> bool:
        """Remember the ids of a publish if all are new, different and of one source; else leave it and return False."""
        source = drafts[0].source
        place = (first - 1) << _ORIGIN_BITS
        step = 1 << _ORIGIN_BITS
        # One pass over the events, in the order of their columns: this is the hot path of publishing.
        fresh = {draft[0]: (place := place + step) | draft[9] for draft in drafts if draft[2] == source}
        if len(fresh) < len(drafts):
            return False
        older = self._older.sources.get(source)
        if older and not older.keys().isdisjoint(fresh):
            return False
        known = self._recent.sources.setdefault(source, {})
        if not known.keys().isdisjoint(fresh):
            return False
        known.update(fresh)
        self._recent.count += len(fresh)
        return True

    def forget(self, drafts: Iterable[Draft]) -> None:
        """Take ids back that were added a moment ago, since their events were not stored."""
        for draft in drafts:
            for generation in (self._recent, self._older):
                if generation.sources.get(draft.source, {}).pop(draft.event_id, None) is not None:
                    generation.count -= 1
