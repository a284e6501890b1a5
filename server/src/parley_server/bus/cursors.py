"""Cursors: places in a log that move over the events of a filter, in memory if they can."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from parley_server.bus.cursor import Entry
from parley_server.bus.filters import CompiledFilter
from parley_server.bus.segments import Segment, View

if TYPE_CHECKING:
    from parley_server.bus.log import Log

# So many segments are looked through before others have their turn.
_PATIENCE = 64


class Slice(NamedTuple):
    """Some neighbouring events of a view."""

    view: View
    low: int
    high: int


class LogCursor:
    """A cursor (bus/cursor.py). `look` and `pass_by` are for those who want joined bytes instead of entries."""

    def __init__(self, log: Log, compiled: CompiledFilter, after: int) -> None:
        """Stand behind a sequence."""
        self.compiled = compiled
        self.is_cold = False
        """The next events are not in memory: `warm` reads them."""
        self._log = log
        self._position = after
        self._missed: tuple[int, int] | None = None

    @property
    def position(self) -> int:
        """Everything up to here was passed: taken, or not wanted."""
        return self._position

    @property
    def has_more(self) -> bool:
        """Whether the log goes on behind this place."""
        return self._position < self._log.last

    async def take(self, max_events: int, max_bytes: int) -> Sequence[Entry]:
        """Return the next matching events and move behind them. Raises Compacted, StoreUnavailable."""
        slices = self.look(max_events, max_bytes, in_step=False)
        if not slices and self.is_cold:
            await self.warm()
            slices = self.look(max_events, max_bytes, in_step=False)
        elif not slices and self.has_more:
            await asyncio.sleep(0)
        entries: list[Entry] = []
        for view, low, high in slices:
            entries += view.entries()[low:high]
        self.pass_by(slices)
        return entries

    def skip(self) -> tuple[int, int]:
        """Go on with the oldest event kept; return the first and last sequence that may have been missed."""
        first = self._position + 1
        self._position = max(self._position, self._log.pruned_upto)
        return first, self._position

    def missed(self) -> tuple[int, int] | None:
        """Return, once, between which sequences there were events that could not be read."""
        missed, self._missed = self._missed, None
        return missed

    def look(self, most: int, size: int, *, in_step: bool = True) -> list[Slice]:
        """Return the next matching events in memory, not yet passed; move behind what is not wanted before them.

        At least one whatever `size` is. `in_step`: rather less than parts of a segment of which others want all.
        An empty list says: nothing, or `is_cold`, or `missed`, or ask again if `has_more`.
        """
        slices: list[Slice] = []
        at = self._position
        self.is_cold = False
        for _ in range(_PATIENCE):
            if most <= 0 or at >= self._log.last:
                break
            segment = self._log.segment(at)
            if segment is None or segment.damaged:
                if not slices:
                    self._stop_at(segment)
                break
            view = segment.view(self.compiled)
            low, high = view.behind(at), len(view)
            at = segment.last
            if low < high:
                fitting = _fit(view, low, min(high, low + most), size, has_others=bool(slices), in_step=in_step)
                if fitting > low:
                    slices.append(Slice(view, low, fitting))
                if fitting < high:
                    break
                most -= fitting - low
                size -= segment.bound
            elif not slices:
                self._position = at
        return slices

    def pass_by(self, slices: Sequence[Slice]) -> None:
        """Move behind events that `look` returned."""
        if slices:
            view, _, high = slices[-1]
            self._position = view.segment.last if high == len(view) else view.sequences[high - 1]

    def ends_log(self, slices: Sequence[Slice]) -> bool:
        """Tell whether nothing in the log lies behind these."""
        view, _, high = slices[-1]
        return high == len(view) and view.segment.last >= self._log.last

    async def warm(self) -> None:
        """Read what comes next from the store. Raises Compacted, StoreUnavailable."""
        await self._log.load(self._position)

    def _stop_at(self, damage: Segment | None) -> None:
        """Pass something that cannot be read, or find that the rest is not in memory."""
        if damage is None:
            self.is_cold = True
            return
        first = self._missed[0] if self._missed else max(damage.first, self._position + 1)
        self._missed = (first, damage.last)
        self._position = damage.last


def _fit(view: View, low: int, high: int, size: int, *, has_others: bool, in_step: bool) -> int:
    """Return up to where events of a view are taken, of which only those up to `high` may be."""
    is_tight = view.segment.bound > size
    if has_others and (is_tight or (in_step and high < len(view))):
        return low
    return view.within(low, high, size) if is_tight else high
