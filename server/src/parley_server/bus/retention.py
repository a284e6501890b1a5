"""How long events stay in the log: for a time, up to a size, and longer for those who still need them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from parley_server.bus.durable import Groups
from parley_server.bus.log import Log
from parley_server.bus.store import EventLogStore
from parley_server.domain.clock import Clock

HARD_FACTOR = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionLimits:
    """Rows of the log are dropped when they are older than `age`, and the oldest ones beyond `size` bytes.

    What a durable subscription has not acknowledged is kept up to `hard_factor` times as much.
    """

    age: timedelta = timedelta(days=7)
    size: int = 1024 * 1024 * 1024
    hard_factor: int = HARD_FACTOR


class Retention:
    """Drops old rows of logs, whole ones and never the newest."""

    def __init__(self, store: EventLogStore, groups: Groups, clock: Clock, limits: RetentionLimits) -> None:
        """Look into this store, and ask these groups what they still need."""
        self._store = store
        self._groups = groups
        self._clock = clock
        self._limits = limits

    async def sweep(self, log: Log) -> None:
        """Drop what need not be kept of one log. Raises StoreUnavailable."""
        rows = await self._store.measure(log.tenant)
        now = self._clock.now()
        limits = self._limits
        upto = find_cut(rows, now - limits.age, limits.size)
        if not upto:
            return
        floor = await self._groups.floor(log)
        if floor is not None and floor < upto:
            hard = find_cut(rows, now - limits.age * limits.hard_factor, limits.size * limits.hard_factor)
            upto = max(hard, whole_rows(rows, floor))
            if upto > floor:
                await self._groups.expire(log, upto + 1)
        if not upto:
            return
        # From here on nobody starts to read what goes.
        log.pruned(upto, upto + 1)
        first = await self._store.prune(log.tenant, upto=upto)
        log.pruned(upto, first)
        structlog.get_logger("parley.bus").info("log_pruned", tenant=log.tenant, upto=upto, first=first)


def find_cut(rows: Sequence[tuple[int, datetime, int]], oldest: datetime, size: int) -> int:
    """Return the last sequence of the rows that are too old or too much, 0 when there are none; the newest one stays.

    `rows` are (last sequence, stored at, bytes), oldest first.
    """
    total = sum(row[2] for row in rows)
    cut = 0
    for last, stored_at, its_size in rows[:-1]:
        if stored_at >= oldest and total <= size:
            break
        cut = last
        total -= its_size
    return cut


def whole_rows(rows: Sequence[tuple[int, datetime, int]], upto: int) -> int:
    """Return the last sequence of the rows that end at or before a sequence; the newest row is none of them."""
    return max((last for last, _, _ in rows[:-1] if last <= upto), default=0)
