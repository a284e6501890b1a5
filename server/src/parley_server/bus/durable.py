"""What the bus asks of those who host durable subscriptions (bus/groups)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from parley_server.bus.cursor import TenantLog
from parley_server.bus.reader import Reader, ReaderOptions, Wake
from parley_server.bus.store import DeadLetter
from parley_server.domain.bus import Ack, AckResult, StartPosition, Subscription, SubscriptionStatus
from parley_server.domain.ids import TenantId


class Groups(Protocol):
    """Durable subscriptions of all tenants. The log of the tenant comes with each call, open; it is always the same."""

    async def open_reader(self, log: TenantLog, subscription_id: str, options: ReaderOptions, wake: Wake) -> Reader:
        """Open one more reader of a subscription. Raises NotFound."""
        ...

    async def acknowledge(self, log: TenantLog, subscription_id: str, acks: Sequence[Ack]) -> AckResult:
        """Settle deliveries; returns when that is stored. Raises NotFound."""
        ...

    async def create(self, log: TenantLog, subscription: Subscription, start: StartPosition) -> SubscriptionStatus:
        """Create a subscription; the same settings again are no error. Raises AlreadyExists, FutureSequence."""
        ...

    async def get(self, log: TenantLog, subscription_id: str) -> SubscriptionStatus:
        """Return a subscription with its counters. Raises NotFound."""
        ...

    async def list_page(self, log: TenantLog, *, after: str, limit: int) -> Sequence[SubscriptionStatus]:
        """Return subscriptions by id, behind the id `after`."""
        ...

    async def update(self, log: TenantLog, subscription: Subscription) -> SubscriptionStatus:
        """Replace the settings. Raises NotFound."""
        ...

    async def seek(self, log: TenantLog, subscription_id: str, to: StartPosition) -> SubscriptionStatus:
        """Move a subscription; its readers are closed. Raises NotFound."""
        ...

    async def delete(self, log: TenantLog, subscription_id: str) -> None:
        """Delete a subscription; its readers are closed. Raises NotFound."""
        ...

    async def dead_letters(
        self, log: TenantLog, subscription_id: str, *, after: int, limit: int
    ) -> Sequence[DeadLetter]:
        """Return dead letters behind a sequence, in order. Raises NotFound."""
        ...

    async def redrive(self, log: TenantLog, subscription_id: str, event_ids: Sequence[str]) -> int:
        """Deliver dead letters again, none named = all; return how many. Raises NotFound."""
        ...

    async def discard(self, log: TenantLog, subscription_id: str, event_ids: Sequence[str]) -> int:
        """Delete dead letters, none named = all; return how many. Raises NotFound."""
        ...

    async def floor(self, log: TenantLog) -> int | None:
        """Return up to where all subscriptions are done, None when there are none. Raises StoreUnavailable."""
        ...

    async def expire(self, log: TenantLog, first_kept: int) -> None:
        """Give up what lies before `first_kept`, which leaves the log when this returns: dead letters, and a gap."""
        ...

    def count_readers(self, tenant: TenantId) -> int:
        """Return how many readers are open now."""
        ...
