"""Durable subscriptions of all tenants."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from typing import Self

import structlog

from parley_server.bus.cursor import TenantLog
from parley_server.bus.events import EventEncoder
from parley_server.bus.groups import expiry, letters
from parley_server.bus.groups.checkpoints import CallLater, Checkpoints
from parley_server.bus.groups.group import Group
from parley_server.bus.groups.member import Member
from parley_server.bus.groups.tenancy import Tenancy
from parley_server.bus.groups.timings import NoTimings, Timings
from parley_server.bus.groups.tools import Tools
from parley_server.bus.reader import ReaderOptions, Wake
from parley_server.bus.store import DeadLetter, SubscriptionStore
from parley_server.domain.bus import Ack, AckKind, AckResult, StartPosition, Subscription, SubscriptionStatus
from parley_server.domain.clock import Clock
from parley_server.domain.errors import ParleyError, StoreUnavailable
from parley_server.domain.ids import TenantId

_CLOSE_SECONDS = 5.0
_log = structlog.get_logger(__name__)


class Groups:
    """Hosts the durable subscriptions: an async context, whose tasks end with it."""

    def __init__(
        self,
        *,
        store: SubscriptionStore,
        log_of: Callable[[TenantId], Awaitable[TenantLog]],
        encoder: EventEncoder,
        clock: Clock,
        timings_of: Callable[[TenantId], Timings] | None = None,
        call_later: CallLater | None = None,
    ) -> None:
        """`call_later` None = that of the loop; it must go by the clock."""
        self._store = store
        self._log_of = log_of
        self._encoder = encoder
        self._clock = clock
        self._timings_of = timings_of
        self._call_later = call_later
        self._tenants: dict[TenantId, Tenancy] = {}
        self._opening = asyncio.Lock()
        self._tasks = asyncio.TaskGroup()
        self._stack = AsyncExitStack()
        self._closed = False

    async def __aenter__(self) -> Self:
        await self._stack.enter_async_context(self._tasks)
        self._stack.push_async_callback(self.close)
        return self

    async def __aexit__(self, *error: object) -> None:
        await self._stack.aclose()

    async def close(self) -> None:
        """Store all progress and end the timers. What members hold is given out again after the next start."""
        if self._closed:
            return
        self._closed = True
        for tenancy in self._tenants.values():
            tenancy.stop()
            dirty = [group for group in tenancy.all() if tenancy.tools.checkpoints.is_dirty(group)]
            if dirty:
                try:
                    async with asyncio.timeout(_CLOSE_SECONDS):
                        await tenancy.tools.checkpoints.flush(*dirty)
                except (ParleyError, TimeoutError) as error:
                    _log.warning("bus.progress_not_stored", tenant=tenancy.tools.tenant, error=str(error))
        self._tenants.clear()

    # ---- Readers ----

    def count_members(self, tenant: TenantId) -> int:
        """Return how many readers of durable subscriptions are open."""
        tenancy = self._tenants.get(tenant)
        return sum(group.member_count for group in tenancy.all()) if tenancy else 0

    async def open_durable(self, tenant: TenantId, subscription_id: str, options: ReaderOptions, wake: Wake) -> Member:
        """Open one more reader. Raises NotFound, StoreUnavailable."""
        group = await self._group(tenant, subscription_id)
        member = Member(group, wake, credit=options.credit, max_batch=options.max_batch, linger=options.linger)
        await group.join(member)
        return member

    async def acknowledge(self, tenant: TenantId, subscription_id: str, acks: Sequence[Ack]) -> AckResult:
        """Settle deliveries; returns when that is stored. Raises NotFound, StoreUnavailable."""
        tenancy = self._tenants.get(tenant) or await self._tenancy(tenant)
        group = tenancy.get(subscription_id)
        result = group.acknowledge(acks)
        if any(ack.kind is not AckKind.EXTEND for ack in acks):
            await tenancy.tools.checkpoints.flush(group)
        return result

    # ---- Subscriptions ----

    async def create(self, tenant: TenantId, subscription: Subscription, start: StartPosition) -> SubscriptionStatus:
        """Create a subscription; the same settings again are no error. Raises AlreadyExists, FutureSequence."""
        return await (await (await self._tenancy(tenant)).create(subscription, start)).status()

    async def get(self, tenant: TenantId, subscription_id: str) -> SubscriptionStatus:
        """Return a subscription with its counters. Raises NotFound."""
        return await (await self._group(tenant, subscription_id)).status()

    async def list_page(self, tenant: TenantId, *, after: str, limit: int) -> list[SubscriptionStatus]:
        """Return subscriptions by id, behind the id `after`."""
        return [await group.status() for group in (await self._tenancy(tenant)).page(after, limit)]

    async def update(self, tenant: TenantId, subscription: Subscription) -> SubscriptionStatus:
        """Replace the settings; readers go on under the new ones. Raises NotFound."""
        return await (await (await self._tenancy(tenant)).update(subscription)).status()

    async def seek(self, tenant: TenantId, subscription_id: str, to: StartPosition) -> SubscriptionStatus:
        """Move a subscription: readers are closed, open ack ids are void. Raises NotFound, and as TenantLog.place."""
        return await (await (await self._tenancy(tenant)).seek(subscription_id, to)).status()

    async def delete(self, tenant: TenantId, subscription_id: str) -> None:
        """Delete a subscription, if it is there, with its dead letters; readers are closed."""
        await (await self._tenancy(tenant)).delete(subscription_id)

    # ---- Dead letters ----

    async def dead_letters(
        self, tenant: TenantId, subscription_id: str, *, after: int, limit: int
    ) -> Sequence[DeadLetter]:
        """Return dead letters behind a sequence, in order. Raises NotFound."""
        tenancy = await self._tenancy(tenant)
        return await letters.list_letters(tenancy.tools, tenancy.get(subscription_id), after=after, limit=limit)

    async def redrive(self, tenant: TenantId, subscription_id: str, event_ids: Sequence[str]) -> int:
        """Deliver dead letters again, none named = all; return how many. Raises NotFound."""
        tenancy = await self._tenancy(tenant)
        return await letters.redrive(tenancy.tools, tenancy.get(subscription_id), event_ids)

    async def discard(self, tenant: TenantId, subscription_id: str, event_ids: Sequence[str]) -> int:
        """Delete dead letters, none named = all; return how many. Raises NotFound."""
        tenancy = await self._tenancy(tenant)
        return await letters.discard(tenancy.tools, tenancy.get(subscription_id), event_ids)

    # ---- Retention ----

    async def lowest_floor(self, tenant: TenantId) -> int | None:
        """Return the sequence up to which every subscription is done; None when there is no subscription."""
        tenancy = await self._tenancy(tenant)
        groups = tenancy.all()
        for group in groups:
            await expiry.advance(tenancy.tools, group)
        return min((group.floor for group in groups), default=None)

    async def expire(self, tenant: TenantId, first_kept: int) -> None:
        """Give up what will leave the log undone; call it before the log is pruned. Raises StoreUnavailable.

        What can be read becomes dead letters, and readers get a gap.
        """
        tenancy = await self._tenancy(tenant)
        for group in tenancy.all():
            await expiry.expire(tenancy.tools, group, first_kept)

    # ---- Within ----

    async def _group(self, tenant: TenantId, subscription_id: str) -> Group:
        return (await self._tenancy(tenant)).get(subscription_id)

    async def _tenancy(self, tenant: TenantId) -> Tenancy:
        tenancy = self._tenants.get(tenant)
        if tenancy is not None:
            return tenancy
        if self._closed:
            raise StoreUnavailable("the server is leaving")
        async with self._opening:
            tenancy = self._tenants.get(tenant)
            if tenancy is None:
                tenancy = Tenancy(self._tools(tenant, await self._log_of(tenant)), self._on_idle)
                try:
                    await tenancy.load()
                except BaseException:
                    tenancy.stop()
                    raise
                self._tenants[tenant] = tenancy
            return tenancy

    def _tools(self, tenant: TenantId, log: TenantLog) -> Tools:
        call_later: CallLater = self._call_later or asyncio.get_running_loop().call_later
        return Tools(
            tenant=tenant,
            log=log,
            store=self._store,
            encoder=self._encoder,
            clock=self._clock,
            timings=self._timings_of(tenant) if self._timings_of else NoTimings(),
            call_later=call_later,
            checkpoints=Checkpoints(tenant, self._store, call_later, self._tasks.create_task),
        )

    def _on_idle(self, tenancy: Tenancy, group: Group) -> None:
        self._tasks.create_task(self._delete_idle(tenancy, group))

    async def _delete_idle(self, tenancy: Tenancy, group: Group) -> None:
        try:
            await tenancy.delete_idle(group)
        except Exception as error:  # noqa: BLE001 - one bad delete must not end the bus
            _log.warning("bus.idle_subscription_kept", subscription=group.name, error=str(error))
            group.linger()
