"""How many events wait for a group that it has not taken from the log yet."""

from __future__ import annotations

from parley_server.bus.cursor import Cursor, TenantLog
from parley_server.domain.bus import EventFilter
from parley_server.domain.errors import Compacted

MOST_LOOKED_AT = 10_000
_PAGE = 1000
_PAGE_BYTES = 1024 * 1024


class Backlog:
    """Counts matching events behind a group's place, with a cursor that runs ahead of the group and remembers.

    Each question looks at about 10,000 more events of the log. Behind these every event counts as a matching one.
    """

    def __init__(self, log: TenantLog) -> None:
        self._log = log
        self._scout: Cursor | None = None
        self._number = 0

    def reset(self) -> None:
        """Forget what was counted: the place or the filter has changed."""
        self._scout = None
        self._number = 0

    def passed(self, number: int, position: int) -> None:
        """Note that the group took so many events and is at a place now."""
        self._number -= number
        if self._scout is None or self._scout.position <= position:
            self.reset()

    async def count(self, events: EventFilter, position: int) -> int:
        """Return how many events wait behind a place."""
        scout = self._scout
        if scout is None:
            self.reset()
            scout = self._scout = self._log.cursor(events, position)
        looked = 0
        while scout.has_more and looked < MOST_LOOKED_AT:
            before = scout.position
            try:
                entries = await scout.take(_PAGE, _PAGE_BYTES)
            except Compacted:
                scout.skip()
                continue
            looked += scout.position - before
            if self._scout is not scout:
                # The group has overtaken the count meanwhile: it is near the end, or far ahead of an old question.
                return max(0, self._log.info.last_sequence - max(position, scout.position))
            self._number += len(entries)
        return max(0, self._number) + max(0, self._log.info.last_sequence - scout.position)
