"""What BusService asks of the bus."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from parley_server.bus.cursor import EventPage
from parley_server.bus.events import Draft, PublishDone
from parley_server.bus.reader import Reader, ReaderOptions, Wake
from parley_server.bus.store import DeadLetter
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
from parley_server.domain.ids import TenantId

__all__ = ["BusDoor", "EventPage", "PublishDone", "ReaderOptions"]


class BusDoor(Protocol):
    """The bus of all tenants. Everything belongs to one event loop."""

    def publish(self, tenant: TenantId, drafts: Sequence[Draft], done: PublishDone, *, atomic: bool = False) -> None:
        """Queue events for the log; `done` is called in the loop once they are stored or are not, in order of calls.

        With `atomic` one refused event (EVENT_ID_REUSED) refuses all. Raises Overloaded when the queue is full.
        """
        ...

    def publish_transient(self, tenant: TenantId, drafts: Sequence[Draft]) -> None:
        """Give events to the ephemeral readers that have credit now."""
        ...

    async def log_info(self, tenant: TenantId) -> LogInfo:
        """Return the log as it is now. Raises StoreUnavailable."""
        ...

    def resume_token(self, tenant: TenantId, position: int) -> str:
        """Return the token that stands for a place in an open log."""
        ...

    async def open_ephemeral(
        self, tenant: TenantId, events: EventFilter, start: StartPosition, options: ReaderOptions, wake: Wake
    ) -> Reader:
        """Open a reader of its own. Raises Compacted, FutureSequence, InvalidField."""
        ...

    async def open_durable(self, tenant: TenantId, subscription_id: str, options: ReaderOptions, wake: Wake) -> Reader:
        """Open one more reader of a durable subscription. Raises NotFound."""
        ...

    async def acknowledge(self, tenant: TenantId, subscription_id: str, acks: Sequence[Ack]) -> AckResult:
        """Settle deliveries; returns when that is stored. Raises NotFound."""
        ...

    async def list_events(self, tenant: TenantId, events: EventFilter, *, after: int, limit: int) -> EventPage:
        """Return a page of stored events, about 1 MiB at the most. Raises Compacted."""
        ...

    async def place(self, tenant: TenantId, start: StartPosition) -> int:
        """Return the sequence behind which a start lies. Raises Compacted, FutureSequence, InvalidField."""
        ...

    async def create_subscription(
        self, tenant: TenantId, subscription: Subscription, start: StartPosition
    ) -> SubscriptionStatus:
        """Create a durable subscription; the same settings again are no error. Raises AlreadyExists, FutureSequence."""
        ...

    async def get_subscription(self, tenant: TenantId, subscription_id: str) -> SubscriptionStatus:
        """Return a durable subscription with its counters. Raises NotFound."""
        ...

    async def list_subscriptions(self, tenant: TenantId, *, after: str, limit: int) -> Sequence[SubscriptionStatus]:
        """Return durable subscriptions by id, behind the id `after`."""
        ...

    async def update_subscription(self, tenant: TenantId, subscription: Subscription) -> SubscriptionStatus:
        """Replace the settings of a durable subscription; readers go on under the new ones. Raises NotFound."""
        ...

    async def seek_subscription(self, tenant: TenantId, subscription_id: str, to: StartPosition) -> SubscriptionStatus:
        """Move a durable subscription; its readers are closed (CHANGED), open ack ids are void. Raises NotFound."""
        ...

    async def delete_subscription(self, tenant: TenantId, subscription_id: str) -> None:
        """Delete a durable subscription; its readers are closed (CHANGED). A repeat is no error."""
        ...

    async def list_dead_letters(
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

    async def metrics(self, tenant: TenantId, types: Sequence[str]) -> BusMetrics:
        """Return metrics by type (exact or with a prefix, none = all)."""
        ...
