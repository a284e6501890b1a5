"""The door of the bus to what keeps it: rows of events, durable subscriptions, dead letters.

One suite in tests/contract/bus runs against every backend. One process writes a log at a time; who opens the store
makes sure of that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple, Protocol

from parley_server.bus.events import Draft
from parley_server.domain.bus import LogInfo, Subscription
from parley_server.domain.ids import TenantId


class LogRow(NamedTuple):
    """Events that were stored together, with sequences one after the other from `first` on."""

    first: int
    stored_at: datetime
    events: Sequence[Draft]


class ReadRow(NamedTuple):
    """A row as it was read. `damaged` holds the sequences whose bytes do not match their checksum; they are left out.

    `events` are (sequence, event) in order. `last` is the last sequence of the row, damaged or not.
    """

    first: int
    last: int
    stored_at: datetime
    events: Sequence[tuple[int, Draft]]
    damaged: Sequence[int] = ()


class Waiting(NamedTuple):
    """An event that a domain transaction left in the outbox, and its place there."""

    position: int
    event: Draft


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredSubscription:
    """A durable subscription as it is kept. `progress` is opaque to the store: whatever the subscription's host wrote.

    `generation` grows with each seek, so that older ack ids are void. `floor` is the sequence up to which all is done.
    """

    subscription: Subscription
    generation: int
    floor: int
    progress: bytes
    used_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """An event that a subscription gave up on: its place in the log, its bytes as sealed, how often it was delivered.

    `redriven`: it was asked for again and is being delivered; it is not listed any more.
    """

    sequence: int
    event: Draft
    deliveries: int
    reason: str
    dead_at: datetime
    redriven: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """How far a subscription is, written in one transaction with what became of its dead letters.

    `buried` are added or replaced, by sequence; `settled` are the sequences of dead letters to be deleted. A checkpoint
    of an older generation, or of a subscription that is gone, is left out without a word.
    """

    subscription_id: str
    generation: int
    floor: int
    progress: bytes
    used_at: datetime
    buried: Sequence[DeadLetter] = field(default=())
    settled: Sequence[int] = field(default=())


class EventLogStore(Protocol):
    """Keeps the log of each tenant. Raises StoreUnavailable; an append is stored whole or not at all."""

    async def open(self, tenant: TenantId) -> LogInfo:
        """Return the log, made with a new id where there is none. A new log is empty: first 1, last 0."""
        ...

    async def next_epoch(self, tenant: TenantId) -> int:
        """Count up and return how often this log was opened for writing: 1 at the first time."""
        ...

    async def append(self, tenant: TenantId, rows: Sequence[LogRow], taken: Sequence[int] = ()) -> None:
        """Store rows and delete outbox entries at these positions, in one transaction, flushed as the store does."""
        ...

    async def read(self, tenant: TenantId, *, after: int, max_bytes: int) -> list[ReadRow]:
        """Return the rows that hold sequences behind `after`, in order: at least one if there is any.

        The first row may begin at or before `after`.
        """
        ...

    async def last_before(self, tenant: TenantId, time: datetime) -> int:
        """Return the last sequence stored before a time, 0 when there is none."""
        ...

    async def prune(self, tenant: TenantId, *, upto: int) -> int:
        """Delete whole rows up to a sequence, never the newest row; return the first sequence that is kept."""
        ...

    async def measure(self, tenant: TenantId) -> Sequence[tuple[int, datetime, int]]:
        """Return (last sequence, stored_at, bytes) of each row, oldest first, without their contents.

        Of a long log, the newer part comes in groups of neighbouring rows: the place and time of the last one, the
        bytes of all. So the answer stays small, and each entry is still a place where `prune` may cut.
        """
        ...

    async def list_waiting(self, tenant: TenantId, *, limit: int) -> list[Waiting]:
        """Return committed entries of the outbox in order of position."""
        ...

    async def list_tenants(self) -> list[TenantId]:
        """Return the tenants that have a log or something in the outbox."""
        ...


class SubscriptionStore(Protocol):
    """Keeps durable subscriptions and their dead letters. Raises StoreUnavailable."""

    async def create(self, tenant: TenantId, stored: StoredSubscription) -> bool:
        """Store a new subscription; False when one with this id is there."""
        ...

    async def get(self, tenant: TenantId, subscription_id: str) -> StoredSubscription | None:
        """Return a subscription."""
        ...

    async def list_page(self, tenant: TenantId, *, after: str, limit: int) -> list[StoredSubscription]:
        """Return subscriptions in the order of their ids, behind the id `after`."""
        ...

    async def update(self, tenant: TenantId, subscription: Subscription) -> bool:
        """Replace the settings; the progress stays. False when there is no such subscription."""
        ...

    async def move(self, tenant: TenantId, checkpoint: Checkpoint) -> None:
        """Replace progress and generation (a seek)."""
        ...

    async def delete(self, tenant: TenantId, subscription_id: str) -> bool:
        """Delete a subscription with its dead letters. False when there was none."""
        ...

    async def save(self, tenant: TenantId, checkpoints: Sequence[Checkpoint]) -> None:
        """Store checkpoints of several subscriptions in one transaction."""
        ...

    async def dead_letters(
        self, tenant: TenantId, subscription_id: str, *, after: int, limit: int, redriven: bool = False
    ) -> list[DeadLetter]:
        """Return dead letters behind a sequence, in order: those listed, or those redriven."""
        ...

    async def count_dead_letters(self, tenant: TenantId, subscription_id: str) -> int:
        """Return how many dead letters are listed."""
        ...


class BusStore(Protocol):
    """Both, of one backend."""

    @property
    def log(self) -> EventLogStore:
        """The log."""
        ...

    @property
    def subscriptions(self) -> SubscriptionStore:
        """The durable subscriptions."""
        ...
