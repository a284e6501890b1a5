"""A store of events in a dict, an encoder that can be read by eye, and what tests of the bus need beside."""

from __future__ import annotations

import asyncio
import zlib
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from parley_server.bus.bus import Bus, BusLimits, open_bus
from parley_server.bus.events import Draft, Published
from parley_server.bus.memory.store import MemoryBusStore
from parley_server.bus.reader import Closed, Delivered, Reader, ReaderOptions, Taken
from parley_server.bus.store import EventLogStore, LogRow, ReadRow, Waiting
from parley_server.domain.bus import EARLIEST, EventFilter, LogInfo, StartPosition
from parley_server.domain.errors import ParleyError
from parley_server.domain.ids import DEFAULT_TENANT, TenantId

TENANT = DEFAULT_TENANT


def draft(event_id: str, **columns: Any) -> Draft:  # noqa: ANN401 - the columns of a Draft
    """An event; its data is its id unless something else is said."""
    values: dict[str, Any] = {"type": "custom:test", "source": "user/ann", "attributes": {}}
    for name in ("agent_id", "room_id", "channel_id", "run_id", "ordering_key"):
        values[name] = ""
    values |= columns
    data = values.setdefault("data", event_id.encode())
    values.setdefault("origin", zlib.crc32(data))
    return Draft(event_id=event_id, **values)


def drafts(prefix: str, number: int, **columns: Any) -> list[Draft]:  # noqa: ANN401 - the same
    return [draft(f"{prefix}{index}", **columns) for index in range(number)]


class LineEncoder:
    """Events as lines "data@sequence", so that a blob can be read; counts its work."""

    def __init__(self) -> None:
        self.sealed = 0
        self.joined = 0

    def seal(self, events: Sequence[bytes], sequences: Sequence[int]) -> list[bytes]:
        self.sealed += len(events)
        return [b"%s@%d" % placed for placed in zip(events, sequences, strict=True)]

    def join(self, events: Sequence[bytes]) -> bytes:
        self.joined += 1
        return b"".join([event + b"\n" for event in events])

    def give_out(self, events: Sequence[bytes], ack_ids: Sequence[bytes], attempts: Sequence[int]) -> bytes:
        return self.join([b"%s#%s#%d" % given for given in zip(events, ack_ids, attempts, strict=True)])


class TurnedClock:
    """A clock that goes only when it is turned."""

    def __init__(self) -> None:
        self.time = datetime(2026, 1, 1, tzinfo=UTC)
        self.seconds = 0.0

    def now(self) -> datetime:
        return self.time

    def monotonic(self) -> float:
        return self.seconds

    def turn(self, **span: float) -> None:
        self.time += timedelta(**span)
        self.seconds += timedelta(**span).total_seconds()


class DictLogStore:
    """The log of each tenant in lists (EventLogStore)."""

    def __init__(self) -> None:
        self.rows: dict[TenantId, list[LogRow]] = {}
        self.outbox: dict[TenantId, list[Waiting]] = defaultdict(list)
        self.damaged: set[int] = set()
        self._epochs: dict[TenantId, int] = defaultdict(int)

    async def open(self, tenant: TenantId) -> LogInfo:
        rows = self.rows.setdefault(tenant, [])
        if not rows:
            return LogInfo(f"log-of-{tenant}", 1, 0)
        return LogInfo(f"log-of-{tenant}", rows[0].first, _last(rows[-1]))

    async def next_epoch(self, tenant: TenantId) -> int:
        self._epochs[tenant] += 1
        return self._epochs[tenant]

    async def append(self, tenant: TenantId, rows: Sequence[LogRow], taken: Sequence[int] = ()) -> None:
        kept = self.rows.setdefault(tenant, [])
        for row in rows:
            assert row.events
            assert not kept or row.first > _last(kept[-1])
            kept.append(LogRow(row.first, row.stored_at, tuple(row.events)))
        self.outbox[tenant] = [entry for entry in self.outbox[tenant] if entry.position not in set(taken)]

    async def read(self, tenant: TenantId, *, after: int, max_bytes: int) -> list[ReadRow]:
        found: list[ReadRow] = []
        for row in self.rows.get(tenant, ()):
            if _last(row) <= after:
                continue
            if found and max_bytes <= 0:
                break
            max_bytes -= sum(len(event.data) for event in row.events)
            numbered = list(enumerate(row.events, row.first))
            good = [(sequence, event) for sequence, event in numbered if sequence not in self.damaged]
            bad = [sequence for sequence, _ in numbered if sequence in self.damaged]
            found.append(ReadRow(row.first, _last(row), row.stored_at, good, bad))
        return found

    async def last_before(self, tenant: TenantId, time: datetime) -> int:
        return max((_last(row) for row in self.rows.get(tenant, ()) if row.stored_at < time), default=0)

    async def prune(self, tenant: TenantId, *, upto: int) -> int:
        rows = self.rows[tenant]
        while len(rows) > 1 and _last(rows[0]) <= upto:
            rows.pop(0)
        return rows[0].first

    async def measure(self, tenant: TenantId) -> Sequence[tuple[int, datetime, int]]:
        rows = self.rows.get(tenant, ())
        return [(_last(row), row.stored_at, sum(len(event.data) for event in row.events)) for row in rows]

    async def list_waiting(self, tenant: TenantId, *, limit: int) -> list[Waiting]:
        return self.outbox[tenant][:limit]

    async def list_tenants(self) -> list[TenantId]:
        return sorted({*self.rows, *(tenant for tenant, entries in self.outbox.items() if entries)})


def _last(row: LogRow) -> int:
    return row.first + len(row.events) - 1


class HeldStore:
    """Another store, whose appends and reads wait or fail where a test says so."""

    def __init__(self, store: EventLogStore) -> None:
        self._store = store
        self.appends = 0
        self.reads = 0
        self.gate = asyncio.Event()
        self.gate.set()
        self.appending = asyncio.Event()
        self.fail_before: ParleyError | None = None
        """Raised instead of the next append."""
        self.fail_after: ParleyError | None = None
        """Raised when the next append has been stored."""
        self.fail_reads: ParleyError | None = None
        """Raised by every read and open while it is there."""

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the store has
        return getattr(self._store, name)

    async def append(self, tenant: TenantId, rows: Sequence[LogRow], taken: Sequence[int] = ()) -> None:
        self.appends += 1
        self.appending.set()
        await self.gate.wait()
        if self.fail_before is not None:
            error, self.fail_before = self.fail_before, None
            raise error
        await self._store.append(tenant, rows, taken)
        if self.fail_after is not None:
            error, self.fail_after = self.fail_after, None
            raise error

    async def open(self, tenant: TenantId) -> LogInfo:
        if self.fail_reads is not None:
            raise self.fail_reads
        return await self._store.open(tenant)

    async def read(self, tenant: TenantId, *, after: int, max_bytes: int) -> list[ReadRow]:
        self.reads += 1
        if self.fail_reads is not None:
            raise self.fail_reads
        return await self._store.read(tenant, after=after, max_bytes=max_bytes)


class FakeNeeds:
    """What durable subscriptions need, as a test says."""

    def __init__(self) -> None:
        self.done_upto: int | None = None
        self.expired: list[int] = []

    async def lowest_floor(self, tenant: TenantId) -> int | None:
        return self.done_upto

    async def expire(self, tenant: TenantId, first_kept: int) -> None:
        self.expired.append(first_kept)


class LogAndSubscriptions:
    """A BusStore around a log; its subscriptions are kept in memory."""

    def __init__(self, log: EventLogStore) -> None:
        self.log = log
        self.subscriptions = MemoryBusStore().subscriptions


class BusRig:
    """A bus on a store, with the parts that a test turns."""

    def __init__(self, bus: Bus, store: EventLogStore, encoder: LineEncoder, clock: TurnedClock) -> None:
        self.bus = bus
        self.store = store
        self.encoder = encoder
        self.clock = clock

    async def publish(
        self, events: Sequence[Draft], *, atomic: bool = False, tenant: TenantId = TENANT
    ) -> Published | ParleyError:
        """Publish and wait for what becomes of it."""
        done: asyncio.Future[Published | ParleyError] = asyncio.get_running_loop().create_future()
        self.bus.publish(tenant, events, done.set_result, atomic=atomic)
        return await done

    async def reader(
        self,
        events: EventFilter = EventFilter(),  # noqa: B008 - frozen
        start: StartPosition = EARLIEST,
        *,
        wake: Callable[[], None] = lambda: None,
        tenant: TenantId = TENANT,
        **options: Any,  # noqa: ANN401 - those of ReaderOptions
    ) -> Reader:
        return await self.bus.open_ephemeral(tenant, events, start, ReaderOptions(**options), wake)


@asynccontextmanager
async def running_bus(
    store: EventLogStore,
    *,
    limits: BusLimits | None = None,
    clock: TurnedClock | None = None,
) -> AsyncIterator[BusRig]:
    """A bus that quits with the context."""
    encoder, clock = LineEncoder(), clock or TurnedClock()
    limits = limits or BusLimits(sweep=3600, outbox_poll=0.01)
    async with open_bus(LogAndSubscriptions(store), encoder, clock, limits=limits) as bus:
        yield BusRig(bus, store, encoder, clock)


async def drain(reader: Reader) -> list[Taken]:
    """Take all that a reader has now."""
    taken: list[Taken] = []
    while reader.has_work:
        item = await reader.take()
        if item is not None:
            taken.append(item)
        if isinstance(item, Closed):
            break
    return taken


def texts(taken: Sequence[Taken]) -> list[str]:
    """The events that were delivered, as "data@sequence"."""
    lines = [item.blob.decode().splitlines() for item in taken if isinstance(item, Delivered)]
    return [line for some in lines for line in some]


async def until(condition: Callable[[], bool]) -> None:
    """Wait for something that tells nobody."""
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110 - a store in lists has no events
            await asyncio.sleep(0.01)
