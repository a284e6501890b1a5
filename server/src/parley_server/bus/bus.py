"""The bus of all tenants (rpc/bus/doors.py): logs that are opened when first used, and all that runs beside them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import structlog

from parley_server.bus.appender import Appender, QueueLimits
from parley_server.bus.cursor import Entry, EventPage
from parley_server.bus.ephemeral import QUIET_SECONDS, EphemeralReader
from parley_server.bus.events import Draft, EventEncoder, PublishDone
from parley_server.bus.groups.groups import Groups
from parley_server.bus.log import Log, LogLimits
from parley_server.bus.metrics import DeliveryCounts, Metrics
from parley_server.bus.reader import Reader, ReaderOptions, Wake
from parley_server.bus.retention import Retention, RetentionLimits
from parley_server.bus.store import BusStore, DeadLetter
from parley_server.domain.bus import (
    Ack,
    AckResult,
    BusMetrics,
    EventFilter,
    LogInfo,
    StartPosition,
    Subscription,
    SubscriptionStatus,
)
from parley_server.domain.clock import Clock
from parley_server.domain.errors import Compacted, Draining, StoreUnavailable
from parley_server.domain.ids import TenantId

PAGE_BYTES = 1024 * 1024
# A page ends after so many looks into the log, found or not: about 16 MiB of it when it is read from the store.
PAGE_LOOKS = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class BusLimits:
    """How much the bus keeps and how often it looks; times in seconds."""

    queue: QueueLimits = field(default_factory=QueueLimits)
    log: LogLimits = field(default_factory=LogLimits)
    retention: RetentionLimits = field(default_factory=RetentionLimits)
    outbox_poll: float = 1.0
    sweep: float = 60.0
    quiet: float = QUIET_SECONDS


class Bus:
    """Publishes, and opens readers. Everything belongs to one event loop; made by `open_bus`."""

    def __init__(
        self,
        store: BusStore,
        encoder: EventEncoder,
        clock: Clock,
        tasks: asyncio.TaskGroup,
        limits: BusLimits,
    ) -> None:
        """Run what is needed in a group of tasks."""
        self._store = store.log
        self._encoder = encoder
        self._clock = clock
        self._tasks = tasks
        self._limits = limits
        self._appenders: dict[TenantId, Appender] = {}
        self.durable = Groups(
            store=store.subscriptions,
            log_of=self.log,
            encoder=encoder,
            clock=clock,
            timings_of=self._timings_of,
        )
        self._retention = Retention(store.log, self.durable, clock, limits.retention)
        self._is_closed = False
        self._log = structlog.get_logger("parley.bus")

    # ---- Publishing ----

    def publish(self, tenant: TenantId, drafts: Sequence[Draft], done: PublishDone, *, atomic: bool = False) -> None:
        """Queue events for the log; `done` is called once they are stored or are not. Raises Overloaded, Draining."""
        self._appender(tenant).publish(drafts, done, atomic=atomic)

    def publish_transient(self, tenant: TenantId, drafts: Sequence[Draft]) -> None:
        """Give events to the ephemeral readers that have credit now. Nobody listens to a log that is not open."""
        log = self._appender(tenant).log
        if log is not None:
            log.pass_on(drafts)

    def outbox_written(self, tenant: TenantId) -> None:
        """Know that a transaction with events in the outbox was committed."""
        if not self._is_closed:
            self._appender(tenant).look_at_outbox()

    # ---- The log ----

    async def log(self, tenant: TenantId) -> Log:
        """Return the log of a tenant, opened if need be. Raises StoreUnavailable, Draining."""
        appender = self._appender(tenant)
        return appender.log or await appender.opened()

    async def log_info(self, tenant: TenantId) -> LogInfo:
        """Return the log as it is now. Raises StoreUnavailable."""
        return (await self.log(tenant)).info

    def resume_token(self, tenant: TenantId, position: int) -> str:
        """Return the token that stands for a place in an open log."""
        log = self._appenders[tenant].log
        if log is None:
            raise StoreUnavailable("the log of events is not open")
        return log.resume_token(position)

    async def place(self, tenant: TenantId, start: StartPosition) -> int:
        """Return the sequence behind which a start lies. Raises Compacted, FutureSequence, InvalidField."""
        return await (await self.log(tenant)).place(start)

    async def list_events(self, tenant: TenantId, events: EventFilter, *, after: int, limit: int) -> EventPage:
        """Return a page of stored events, about 1 MiB at the most; where few match, perhaps none. Raises Compacted."""
        log = await self.log(tenant)
        if after < log.pruned_upto:
            raise Compacted(after, log.info.first_sequence)
        cursor = log.cursor(events, after)
        entries: list[Entry] = []
        size = PAGE_BYTES
        for _ in range(PAGE_LOOKS):
            if not cursor.has_more or len(entries) >= limit or size <= 0:
                break
            more = await cursor.take(limit - len(entries), size)
            entries += more
            size -= sum(len(entry.sealed) for entry in more)
        return EventPage(entries, cursor.position if cursor.has_more else None)

    async def metrics(self, tenant: TenantId, types: Sequence[str]) -> BusMetrics:
        """Return metrics by type (exact or with a prefix, none = all)."""
        log = await self.log(tenant)
        open_now = log.readers + self.durable.count_members(tenant)
        return BusMetrics(types=tuple(log.metrics.list(types)), log=log.info, open_subscriptions=open_now)

    def sizes(self) -> Mapping[str, int]:
        """Return how much of all logs is in memory: bytes of their ends, ids that a repeat is known by, readers."""
        logs = [one.log for one in self._appenders.values() if one.log is not None]
        return {
            "bus_tail_bytes": sum(log.memory for log in logs),
            "bus_known_ids": sum(one.known_ids for one in self._appenders.values()),
            "bus_readers": sum(log.readers for log in logs),
        }

    # ---- Readers ----

    async def open_ephemeral(
        self, tenant: TenantId, events: EventFilter, start: StartPosition, options: ReaderOptions, wake: Wake
    ) -> Reader:
        """Open a reader of its own. Raises Compacted, FutureSequence, InvalidField."""
        log = await self.log(tenant)
        cursor = log.cursor(events, await log.place(start))
        return EphemeralReader(log, cursor, options, wake, quiet=self._limits.quiet)

    async def open_durable(self, tenant: TenantId, subscription_id: str, options: ReaderOptions, wake: Wake) -> Reader:
        """Open one more reader of a durable subscription. Raises NotFound."""
        return await self.durable.open_durable(tenant, subscription_id, options, wake)

    # ---- Durable subscriptions ----

    async def acknowledge(self, tenant: TenantId, subscription_id: str, acks: Sequence[Ack]) -> AckResult:
        """Settle deliveries; returns when that is stored. Raises NotFound."""
        return await self.durable.acknowledge(tenant, subscription_id, acks)

    async def create_subscription(
        self, tenant: TenantId, subscription: Subscription, start: StartPosition
    ) -> SubscriptionStatus:
        """Create a durable subscription. Raises AlreadyExists, FutureSequence."""
        return await self.durable.create(tenant, subscription, start)

    async def get_subscription(self, tenant: TenantId, subscription_id: str) -> SubscriptionStatus:
        """Return a durable subscription with its counters. Raises NotFound."""
        return await self.durable.get(tenant, subscription_id)

    async def list_subscriptions(self, tenant: TenantId, *, after: str, limit: int) -> Sequence[SubscriptionStatus]:
        """Return durable subscriptions by id, behind the id `after`."""
        return await self.durable.list_page(tenant, after=after, limit=limit)

    async def update_subscription(self, tenant: TenantId, subscription: Subscription) -> SubscriptionStatus:
        """Replace the settings of a durable subscription. Raises NotFound."""
        return await self.durable.update(tenant, subscription)

    async def seek_subscription(self, tenant: TenantId, subscription_id: str, to: StartPosition) -> SubscriptionStatus:
        """Move a durable subscription; its readers are closed. Raises NotFound."""
        return await self.durable.seek(tenant, subscription_id, to)

    async def delete_subscription(self, tenant: TenantId, subscription_id: str) -> None:
        """Delete a durable subscription, if it is there; its readers are closed."""
        await self.durable.delete(tenant, subscription_id)

    async def list_dead_letters(
        self, tenant: TenantId, subscription_id: str, *, after: int, limit: int
    ) -> Sequence[DeadLetter]:
        """Return dead letters behind a sequence, in order. Raises NotFound."""
        return await self.durable.dead_letters(tenant, subscription_id, after=after, limit=limit)

    async def redrive(self, tenant: TenantId, subscription_id: str, event_ids: Sequence[str]) -> int:
        """Deliver dead letters again, none named = all; return how many. Raises NotFound."""
        return await self.durable.redrive(tenant, subscription_id, event_ids)

    async def discard(self, tenant: TenantId, subscription_id: str, event_ids: Sequence[str]) -> int:
        """Delete dead letters, none named = all; return how many. Raises NotFound."""
        return await self.durable.discard(tenant, subscription_id, event_ids)

    # ---- What runs beside ----

    def close(self) -> None:
        """Take nothing more; what is queued is still stored."""
        self._is_closed = True
        for appender in self._appenders.values():
            appender.close()

    async def watch_outboxes(self) -> None:
        """Look now and then for entries whose writer did not tell of them; at first in all tenants."""
        try:
            for tenant in await self._store.list_tenants():
                if await self._store.list_waiting(tenant, limit=1):
                    self.outbox_written(tenant)
        except StoreUnavailable as error:
            self._log.warning("outbox_not_read", error=error.message)
        while True:
            await asyncio.sleep(self._limits.outbox_poll)
            for appender in self._appenders.values():
                appender.look_at_outbox()
                appender.tidy()

    async def sweep_logs(self) -> None:
        """Drop old events of all tenants every minute."""
        while True:
            await asyncio.sleep(self._limits.sweep)
            try:
                for tenant in await self._store.list_tenants():
                    # Also so that subscriptions which nobody reads any more are known, and deleted in time.
                    await self.durable.lowest_floor(tenant)
                    await self._retention.sweep(await self.log(tenant))
            except (StoreUnavailable, Draining) as error:
                self._log.warning("log_not_pruned", error=error.message)
            except Exception as error:  # noqa: BLE001 - a fault here must not end the bus; the next sweep tries again
                self._log.error("log_not_pruned", exc_info=error)

    def _timings_of(self, tenant: TenantId) -> DeliveryCounts:
        log = self._appenders[tenant].log
        return DeliveryCounts(Metrics() if log is None else log.metrics)

    def _appender(self, tenant: TenantId) -> Appender:
        appender = self._appenders.get(tenant)
        if appender is None:
            if self._is_closed:
                raise Draining
            appender = Appender(
                tenant, self._store, self._clock, open_log=lambda: self._open(tenant), limits=self._limits.queue
            )
            self._appenders[tenant] = appender
            self._tasks.create_task(appender.run())
        return appender

    async def _open(self, tenant: TenantId) -> Log:
        found = await self._store.open(tenant)
        epoch = await self._store.next_epoch(tenant)
        return Log(tenant, self._store, self._encoder, found=found, epoch=epoch, limits=self._limits.log)


@asynccontextmanager
async def open_bus(
    store: BusStore, encoder: EventEncoder, clock: Clock, *, limits: BusLimits | None = None
) -> AsyncIterator[Bus]:
    """Run a bus while the context is open. At the end what is queued is stored; cancel to leave at once.

    Readers should be gone by then: they hear nothing more. An error of the body is raised as it is.
    """
    failure: Exception | None = None
    async with asyncio.TaskGroup() as tasks:
        bus = Bus(store, encoder, clock, tasks, limits or BusLimits())
        endless = [tasks.create_task(bus.watch_outboxes()), tasks.create_task(bus.sweep_logs())]
        try:
            async with bus.durable:
                yield bus
        except Exception as error:  # noqa: BLE001 - raised again below, outside of the group
            failure = error
        finally:
            for task in endless:
                task.cancel()
            bus.close()
    if failure is not None:
        raise failure
