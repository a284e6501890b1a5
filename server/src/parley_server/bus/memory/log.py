"""The log of the bus, in memory."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count

from parley_server.bus.events import Draft
from parley_server.bus.store import LogRow, ReadRow, Waiting
from parley_server.domain.bus import LogInfo
from parley_server.domain.errors import StoreUnavailable
from parley_server.domain.ids import IdSource, TenantId, new_id


@dataclass(slots=True)
class _Log:
    log_id: str
    epoch: int = 0
    rows: list[LogRow] = field(default_factory=list)
    # The last sequence of each row, to find a row by.
    lasts: list[int] = field(default_factory=list)


class MemoryEventLog:
    """An EventLogStore that lives as long as the object. Every method is done at once."""

    def __init__(self, new_log_id: IdSource = new_id) -> None:
        """Begin with nothing; `new_log_id` names logs that begin."""
        self._new_log_id = new_log_id
        self._logs: dict[TenantId, _Log] = {}
        self._waiting: dict[TenantId, dict[int, Draft]] = {}
        self._positions = count(1)

    def leave(self, tenant: TenantId, event: Draft) -> int:
        """Put an event into the outbox, as a domain change does; return its position."""
        position = next(self._positions)
        self._waiting.setdefault(tenant, {})[position] = event
        return position

    async def open(self, tenant: TenantId) -> LogInfo:
        """Return the log, made where there is none; see EventLogStore.open."""
        log = self._log(tenant)
        if not log.rows:
            return LogInfo(log.log_id, 1, 0)
        return LogInfo(log.log_id, log.rows[0].first, log.lasts[-1])

    async def next_epoch(self, tenant: TenantId) -> int:
        """Count up how often this log was opened for writing."""
        log = self._log(tenant)
        log.epoch += 1
        return log.epoch

    async def append(self, tenant: TenantId, rows: Sequence[LogRow], taken: Sequence[int] = ()) -> None:
        """Store rows and delete outbox entries, all or none; see EventLogStore.append."""
        log = self._log(tenant)
        lasts = [row.first + len(row.events) - 1 for row in rows]
        if len({*log.lasts, *lasts}) < len(log.lasts) + len(lasts):
            raise StoreUnavailable("a sequence is taken")
        for row, last in zip(rows, lasts, strict=True):
            place = bisect_right(log.lasts, last)
            log.rows.insert(place, row._replace(events=tuple(row.events)))
            log.lasts.insert(place, last)
        waiting = self._waiting.get(tenant, {})
        for position in taken:
            waiting.pop(position, None)

    async def read(self, tenant: TenantId, *, after: int, max_bytes: int) -> list[ReadRow]:
        """Return the rows that hold sequences behind `after`; see EventLogStore.read."""
        log = self._log(tenant)
        start = bisect_right(log.lasts, after)
        found: list[ReadRow] = []
        size = 0
        for row, last in zip(log.rows[start:], log.lasts[start:], strict=True):
            if found and size >= max_bytes:
                break
            size += _size(row)
            found.append(ReadRow(row.first, last, row.stored_at, list(enumerate(row.events, row.first))))
        return found

    async def last_before(self, tenant: TenantId, time: datetime) -> int:
        """Return the last sequence stored before a time, 0 when there is none; times in a log never decrease."""
        log = self._log(tenant)
        return max((last for row, last in zip(log.rows, log.lasts, strict=True) if row.stored_at < time), default=0)

    async def prune(self, tenant: TenantId, *, upto: int) -> int:
        """Delete whole rows up to a sequence, but not the newest; return the first sequence that is kept."""
        log = self._log(tenant)
        gone = min(bisect_right(log.lasts, upto), max(0, len(log.rows) - 1))
        del log.rows[:gone], log.lasts[:gone]
        return log.rows[0].first if log.rows else 1

    async def measure(self, tenant: TenantId) -> Sequence[tuple[int, datetime, int]]:
        """Return (last sequence, stored_at, bytes) of each row, oldest first."""
        log = self._log(tenant)
        return [(last, row.stored_at, _size(row)) for row, last in zip(log.rows, log.lasts, strict=True)]

    async def list_waiting(self, tenant: TenantId, *, limit: int) -> list[Waiting]:
        """Return entries of the outbox in order of position."""
        waiting = self._waiting.get(tenant, {})
        return [Waiting(position, waiting[position]) for position in sorted(waiting)[:limit]]

    async def list_tenants(self) -> list[TenantId]:
        """Return the tenants that have a log or something in the outbox."""
        return sorted({*self._logs, *(tenant for tenant, waiting in self._waiting.items() if waiting)})

    def _log(self, tenant: TenantId) -> _Log:
        log = self._logs.get(tenant)
        if log is None:
            log = self._logs[tenant] = _Log(self._new_log_id())
        return log


def _size(row: LogRow) -> int:
    return sum(len(event.data) for event in row.events)
