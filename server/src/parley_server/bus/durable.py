"""What the bus asks of those who host durable subscriptions (bus/groups)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from parley_server.bus.reader import Reader, Wake
from parley_server.bus.store import DeadLetter
from parley_server.domain.bus import Ack, AckResult, StartPosition, Subscription, SubscriptionStatus
from parley_server.domain.ids import TenantId


class Groups(Protocol):
    """Durable subscriptions of all tenants."""

    @property
    def member_count(self) -> int:
        """How many readers of durable subscriptions are open."""
        ...

    async def open_durable(
        self,
        tenant: TenantId,
        subscription_id: str,
        wake: Wake,
        *,
        credit: tuple[int, int] | None = None,
        max_batch: int = 100,
        linger: float = 0.0,
    ) -> Reader:
        """Open one more reader; the rest is as in ReaderOptions. Raises NotFound, StoreUnavailable."""
        ...

    async def acknowledge(self, tenant: TenantId, subscription_id: str, acks: Sequence[Ack]) -> AckResult:
        """Settle deliveries; returns when that is stored. Raises NotFound, StoreUnavailable."""
        ...

    async def create(self, tenant: TenantId, subscription: Subscription, start: StartPosition) -> SubscriptionStatus:
        """Create a subscription; the same settings again are no error. Raises AlreadyExists, FutureSequence."""
        ...

    async def get(self, tenant: TenantId, subscription_id: str) -> SubscriptionStatus:
        """Return a subscription with its counters. Raises NotFound."""
        ...

    async def list_page(self, tenant: TenantId, *, after: str, limit: int) -> Sequence[SubscriptionStatus]:
        """Return subscriptions by id, behind the id `after`."""
        ...

    async def update(self, tenant: TenantId, subscription: Subscription) -> SubscriptionStatus:
        """Replace the settings. Raises NotFound."""
        ...

    async def seek(self, tenant: TenantId, subscription_id: str, to: StartPosition) -> SubscriptionStatus:
        """Move a subscription; its readers are closed. Raises NotFound."""
        ...

    async def delete(self, tenant: TenantId, subscription_id: str) -> None:
        """Delete a subscription; its readers are closed. Raises NotFound."""
        ...

    async def dead_letters(
        self, tenant: TenantId, subscription_id: str, *, after: int, limit: int
    ) -> Sequence[DeadLetter]:
        """Return dead letters behind a sequence, in order. Raises NotFound."""
        ...

    async def redrive(self, tenant: TenantId, subscription_id: str, event_ids: Sequence[str]) -> int:
        """Deliver dead letters again, none named = all; return how many. Raises NotFound."""
        ...

    async def discard(self, tenant: TenantId, subscription_id: str, event_ids: Sequence[str]) -> int:
        """Delete dead letters, none named = all; return how many. Raises NotFound."""
        ...

    async def lowest_floor(self, tenant: TenantId) -> int | None:
        """Return up to where all subscriptions are done, None when there are none. Raises StoreUnavailable."""
        ...

    async def expire(self, tenant: TenantId, first_kept: int) -> None:
        """Give up what lies before `first_kept`, which leaves the log when this returns. Raises StoreUnavailable."""
        ...
