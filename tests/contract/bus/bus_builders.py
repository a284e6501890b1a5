"""Values for the suite of the bus store, and its backends."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime, timedelta
from typing import NamedTuple, Protocol

from parley_server.bus.events import Draft
from parley_server.bus.store import BusStore, Checkpoint, DeadLetter, LogRow, StoredSubscription
from parley_server.domain.bus import Subscription
from parley_server.domain.events import DomainEvent
from parley_server.domain.ids import TenantId
from parley_server.storage.sql.store import SqlStore

TENANT = TenantId("default")
OTHER = TenantId("other")
NOON = datetime(2026, 11, 20, 12, 0, 0, 123456, tzinfo=UTC)


class BusBackend(Protocol):
    """A backend that can be opened again and again, as a server that restarts does."""

    def open(self) -> AbstractAsyncContextManager[BusStore]:
        """Open the store; what an earlier one stored is there."""
        ...


class SqlParts(NamedTuple):
    """A bus store on SQL beside the stores whose changes fill its outbox, and for whom it was told to look there."""

    bus: BusStore
    store: SqlStore
    told: list[TenantId]


def draft_of(text: str, kind: str = "custom:test", *, size: int = 0) -> Draft:
    """Return an event whose id and bytes begin with this text."""
    return Draft(
        event_id=f"id-{text}",
        type=kind,
        source="user/ann",
        agent_id="agent",
        room_id="room",
        channel_id="",
        run_id="",
        ordering_key="room",
        attributes={"k": text},
        origin=7,
        data=text.encode().ljust(size, b"."),
    )


def encode(event: DomainEvent) -> Draft:
    """Stand in for the encoder of domain events."""
    assert isinstance(event.body, Mapping)
    return draft_of(str(event.body.get("text", "")), event.type)


def row_of(first: int, count: int = 1, *, minutes: int = 0, size: int = 0) -> LogRow:
    """Return a row of events whose texts are their sequences."""
    events = [draft_of(str(sequence), size=size) for sequence in range(first, first + count)]
    return LogRow(first, NOON + timedelta(minutes=minutes), events)


async def fill(store: BusStore, *rows: LogRow, tenant: TenantId = TENANT) -> None:
    """Open the log and append rows, each by itself."""
    await store.log.open(tenant)
    for row in rows:
        await store.log.append(tenant, [row])


async def sequences(store: BusStore, *, after: int = 0, max_bytes: int = 1 << 20) -> list[int]:
    """Return the sequences of one read, and check that the events are those that were stored there."""
    rows = await store.log.read(TENANT, after=after, max_bytes=max_bytes)
    for row in rows:
        assert [event for _, event in row.events] == [
            draft_of(str(sequence), size=len(event.data)) for sequence, event in row.events
        ]
    return [sequence for row in rows for sequence, _ in row.events]


def stored_of(name: str = "billing", *, generation: int = 1, floor: int = 0) -> StoredSubscription:
    """Return a new durable subscription."""
    return StoredSubscription(
        subscription=Subscription(subscription_id=name),
        generation=generation,
        floor=floor,
        progress=b"",
        used_at=NOON,
    )


def checkpoint_of(
    name: str = "billing",
    *,
    generation: int = 1,
    floor: int = 5,
    buried: Sequence[DeadLetter] = (),
    settled: Sequence[int] = (),
) -> Checkpoint:
    """Return a checkpoint."""
    return Checkpoint(
        subscription_id=name,
        generation=generation,
        floor=floor,
        progress=b"\x00progress",
        used_at=NOON + timedelta(minutes=1),
        buried=buried,
        settled=settled,
    )


def letter_of(sequence: int, *, deliveries: int = 5, redriven: bool = False) -> DeadLetter:
    """Return a dead letter."""
    return DeadLetter(
        sequence=sequence,
        event=draft_of(str(sequence)),
        deliveries=deliveries,
        reason="no use",
        dead_at=NOON,
        redriven=redriven,
    )
