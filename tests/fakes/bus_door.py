"""A bus in memory that does what BusDoor says, as simply as it can be said, and remembers who is there."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from parley_server.bus.cursor import Entry
from parley_server.bus.events import Draft, Outcome, Published
from parley_server.bus.reader import Closed, CloseReason, Delivered, Opened, Taken, Wake
from parley_server.bus.store import DeadLetter
from parley_server.domain.bus import (
    Ack,
    AckKind,
    AckResult,
    BusMetrics,
    EventFilter,
    LogInfo,
    StartKind,
    StartPosition,
    Subscription,
    SubscriptionStatus,
    TypeMetrics,
)
from parley_server.domain.errors import (
    AlreadyExists,
    Compacted,
    EventIdReused,
    FutureSequence,
    InvalidField,
    NotFound,
    Overloaded,
    ParleyError,
)
from parley_server.domain.ids import TenantId
from parley_server.rpc.bus.doors import EventPage, PublishDone, ReaderOptions
from parley_server.wire.bus_bytes import BusEventEncoder
from tests.fakes.values import NOW

LOG_ID = "log-1"


def matches(events: EventFilter, draft: Draft) -> bool:
    """Tell whether a filter lets an event pass."""

    def fits(pattern: str) -> bool:
        return draft.type.startswith(pattern[:-1]) if pattern.endswith("*") else draft.type == pattern

    return (
        (not events.types or any(map(fits, events.types)))
        and not any(map(fits, events.exclude_types))
        and (not events.agent_ids or draft.agent_id in events.agent_ids)
        and (not events.room_ids or draft.room_id in events.room_ids)
        and (not events.channel_ids or draft.channel_id in events.channel_ids)
        and (not events.run_ids or draft.run_id in events.run_ids)
        and events.attributes <= frozenset(draft.attributes.items())
    )


@dataclass
class Group:
    """A durable subscription."""

    subscription: Subscription
    position: int
    again: list[int] = field(default_factory=list)
    leases: dict[str, int] = field(default_factory=dict)
    attempts: dict[int, int] = field(default_factory=dict)
    settled: set[str] = field(default_factory=set)
    dead: list[DeadLetter] = field(default_factory=list)
    readers: list[FakeReader] = field(default_factory=list)


class FakeReader:
    """One reader; `group` is None for an ephemeral one."""

    def __init__(
        self,
        door: FakeBusDoor,
        options: ReaderOptions,
        wake: Wake,
        *,
        events: EventFilter,
        after: int,
        group: Group | None,
    ) -> None:
        self.door = door
        self.options = options
        self.wake = wake
        self.events = events
        self.position = after
        self.group = group
        self.credit = options.credit
        self.leases: set[str] = set()
        self.released = False
        self.transient: deque[bytes] = deque()
        self.fails: ParleyError | None = None
        status = door.status(group) if group is not None else None
        self.notices: deque[Taken] = deque([Opened(after, status)])
        self.closed: Closed | None = None

    # ---- The door ----

    @property
    def has_work(self) -> bool:
        if self.released:
            return False
        if self.notices or self.closed is not None or self.fails is not None:
            return True
        return self._allowed() > 0 and bool(self.transient or self._next(1))

    async def take(self) -> Taken | None:
        assert not self.released, "taken from after its release"
        if self.fails is not None:
            raise self.fails
        if self.notices:
            return self.notices.popleft()
        if self.closed is not None:
            closed, self.closed = self.closed, None
            return closed
        return self._deliver()

    def add_credit(self, events: int, size: int) -> None:
        have = self.credit or (0, 0)
        self.credit = (have[0] + events, have[1] + size)

    def close(self, reason: CloseReason) -> None:
        self._give_back()
        self.closed = Closed(reason, self.door.first)
        self.wake()

    def release(self) -> None:
        self.released = True
        self._give_back()
        if self in self.door.readers:
            self.door.readers.remove(self)

    # ---- Behind it ----

    def say(self, taken: Taken) -> None:
        """Let something come next."""
        self.notices.append(taken)
        self.wake()

    def fail(self, error: ParleyError) -> None:
        """Let the next `take` raise."""
        self.fails = error
        self.wake()

    def _allowed(self) -> int:
        return self.options.max_batch if self.credit is None else min(self.credit[0], self.options.max_batch)

    def _next(self, most: int) -> list[Entry]:
        if self.group is not None:
            waiting = [entry for entry in self.door.entries if entry.sequence in self.group.again]
            fresh = self.door.behind(self.group.position, self.group.subscription.filter)
            return (waiting + fresh)[:most]
        return self.door.behind(self.position, self.events)[:most]

    def _deliver(self) -> Delivered | None:
        most = self._allowed()
        if self.transient and most:
            events = [self.transient.popleft() for _ in range(min(most, len(self.transient)))]
            return self._delivered(events)
        entries = self._next(most)
        if not entries:
            return None
        if self.group is None:
            self.position = entries[-1].sequence
            return self._delivered([entry.sealed for entry in entries])
        leases = [self._lease(self.group, entry) for entry in entries]
        ack_ids, attempts = [ack_id.encode() for ack_id, _ in leases], [attempt for _, attempt in leases]
        sealed = [entry.sealed for entry in entries]
        return self._blob(self.door.encoder.give_out(sealed, ack_ids, attempts), len(entries))

    def _delivered(self, events: list[bytes]) -> Delivered:
        return self._blob(self.door.encoder.join(events), len(events))

    def _blob(self, blob: bytes, number: int) -> Delivered:
        if self.credit is not None:
            self.credit = (self.credit[0] - number, self.credit[1])
        return Delivered(blob, number, self.position)

    def _lease(self, group: Group, entry: Entry) -> tuple[str, int]:
        attempt = group.attempts[entry.sequence] = group.attempts.get(entry.sequence, 0) + 1
        ack_id = f"a{entry.sequence}-{attempt}"
        group.leases[ack_id] = entry.sequence
        self.leases.add(ack_id)
        if entry.sequence in group.again:
            group.again.remove(entry.sequence)
        group.position = max(group.position, entry.sequence)
        return ack_id, attempt

    def _give_back(self) -> None:
        group = self.group
        if group is None:
            return
        for ack_id in self.leases:
            if (sequence := group.leases.pop(ack_id, None)) is not None:
                group.again.append(sequence)
        self.leases.clear()
        if self in group.readers:
            group.readers.remove(self)
        for reader in group.readers:
            reader.wake()


class FakeBusDoor:
    """The bus of one tenant."""

    def __init__(self) -> None:
        self.encoder = BusEventEncoder()
        self.entries: list[Entry] = []
        self.last = 0
        self.first = 1
        self.readers: list[FakeReader] = []
        self.groups: dict[str, Group] = {}
        self.published: list[list[Draft]] = []
        self.transients: list[list[Draft]] = []
        self.holds = False
        self.held: deque[Callable[[], None]] = deque()
        self.hold_acks: asyncio.Event | None = None
        self.hold_opens: asyncio.Event | None = None
        self.full = False
        self.failure: ParleyError | None = None
        self._known: dict[tuple[str, str], tuple[int, int]] = {}

    # ---- Publish ----

    def publish(self, tenant: TenantId, drafts: Sequence[Draft], done: PublishDone, *, atomic: bool = False) -> None:
        if self.full:
            raise Overloaded("events waiting", 1)
        self.published.append(list(drafts))
        self.held.append(lambda: done(self.failure or self._append(drafts, atomic)))
        if not self.holds:
            self.let_go()

    def let_go(self, number: int | None = None) -> None:
        """Store what was held back."""
        for _ in range(len(self.held) if number is None else number):
            self.held.popleft()()

    def _append(self, drafts: Sequence[Draft], atomic: bool) -> Published:
        if atomic and any(self._refusal(draft) is not None for draft in drafts):
            error = next(found for draft in drafts if (found := self._refusal(draft)) is not None)
            return Published(0, 0, [Outcome(draft.event_id, 0, error=error) for draft in drafts])
        outcomes = [self._add(draft) for draft in drafts]
        for reader in list(self.readers):
            reader.wake()
        if any(outcome.duplicate or outcome.error for outcome in outcomes):
            accepted = sum(not outcome.duplicate and outcome.error is None for outcome in outcomes)
            return Published(0, accepted, outcomes)
        return Published(outcomes[0].sequence, len(outcomes))

    def _refusal(self, draft: Draft) -> ParleyError | None:
        known = self._known.get((draft.source, draft.event_id))
        return EventIdReused(draft.event_id, known[0]) if known is not None and known[1] != draft.origin else None

    def _add(self, draft: Draft) -> Outcome:
        known = self._known.get((draft.source, draft.event_id))
        if known is not None:
            error = self._refusal(draft)
            return Outcome(draft.event_id, 0 if error else known[0], duplicate=error is None, error=error)
        self.last += 1
        self._known[draft.source, draft.event_id] = (self.last, draft.origin)
        [sealed] = self.encoder.seal([draft.data], [self.last])
        self.entries.append(Entry(self.last, draft, sealed))
        return Outcome(draft.event_id, self.last)

    def publish_transient(self, tenant: TenantId, drafts: Sequence[Draft]) -> None:
        self.transients.append(list(drafts))
        for reader in self.readers:
            wanted = [draft.data for draft in drafts if matches(reader.events, draft)]
            if reader.group is None and wanted:
                reader.transient.extend(wanted)
                reader.wake()

    # ---- Read ----

    def behind(self, position: int, events: EventFilter) -> list[Entry]:
        """Return the entries behind a place that a filter lets pass."""
        return [entry for entry in self.entries if entry.sequence > position and matches(events, entry.event)]

    async def log_info(self, tenant: TenantId) -> LogInfo:
        return LogInfo(LOG_ID, self.first, self.last)

    def resume_token(self, tenant: TenantId, position: int) -> str:
        return f"{LOG_ID}:{position}"

    async def open_ephemeral(
        self, tenant: TenantId, events: EventFilter, start: StartPosition, options: ReaderOptions, wake: Wake
    ) -> FakeReader:
        after = await self.place(tenant, start)
        return self._open(FakeReader(self, options, wake, events=events, after=after, group=None))

    async def open_durable(
        self, tenant: TenantId, subscription_id: str, options: ReaderOptions, wake: Wake
    ) -> FakeReader:
        group = self._group(subscription_id)
        if self.hold_opens is not None:
            held, self.hold_opens = self.hold_opens, None
            await held.wait()
        events = group.subscription.filter
        reader = self._open(FakeReader(self, options, wake, events=events, after=group.position, group=group))
        group.readers.append(reader)
        return reader

    def _open(self, reader: FakeReader) -> FakeReader:
        self.readers.append(reader)
        return reader

    async def place(self, tenant: TenantId, start: StartPosition) -> int:
        match start.kind:
            case StartKind.NEWEST:
                return self.last
            case StartKind.EARLIEST:
                return self.first - 1
            case StartKind.AFTER_SEQUENCE:
                return self._within(start.sequence)
            case StartKind.AT_TIME:
                return self.first - 1
            case StartKind.RESUME_TOKEN:
                log_id, _, position = start.token.partition(":")
                if log_id != LOG_ID or not position.isdecimal():
                    raise InvalidField(f"{start.path}.resume_token", "not a token of this server")
                return self._within(int(position))

    def _within(self, sequence: int) -> int:
        if sequence > self.last:
            raise FutureSequence(sequence, self.last)
        if sequence < self.first - 1:
            raise Compacted(sequence, self.first)
        return sequence

    def compact(self, first: int) -> None:
        """Forget what lies before a place."""
        self.first = first
        self.entries = [entry for entry in self.entries if entry.sequence >= first]

    async def list_events(self, tenant: TenantId, events: EventFilter, *, after: int, limit: int) -> EventPage:
        found = self.behind(after, events)
        more = found[limit - 1].sequence if len(found) > limit else None
        return EventPage(found[:limit], more)

    # ---- Durable subscriptions ----

    async def acknowledge(self, tenant: TenantId, subscription_id: str, acks: Sequence[Ack]) -> AckResult:
        group = self._group(subscription_id)
        if self.hold_acks is not None:
            await self.hold_acks.wait()
        stale: list[str] = []
        unknown: list[str] = []
        for ack in acks:
            for ack_id in ack.ack_ids:
                self._settle(group, ack, ack_id, stale, unknown)
        for reader in group.readers:
            reader.wake()
        return AckResult(tuple(stale), tuple(unknown))

    def _settle(self, group: Group, ack: Ack, ack_id: str, stale: list[str], unknown: list[str]) -> None:
        sequence = group.leases.get(ack_id)
        if sequence is None:
            (stale if ack_id.startswith("a") else unknown).append(ack_id)
            return
        if ack.kind is AckKind.EXTEND:
            return
        del group.leases[ack_id]
        if ack.kind is AckKind.NACK:
            group.again.append(sequence)
        elif ack.kind is AckKind.REJECT:
            [entry] = [entry for entry in self.entries if entry.sequence == sequence]
            event = entry.event._replace(data=entry.sealed)
            letter = DeadLetter(
                sequence=sequence,
                event=event,
                deliveries=group.attempts[sequence],
                reason=ack.reason,
                dead_at=NOW,
            )
            group.dead.append(letter)

    def status(self, group: Group) -> SubscriptionStatus:
        backlog = len(self.behind(group.position, group.subscription.filter)) + len(group.again)
        return SubscriptionStatus(
            subscription=group.subscription,
            acked_sequence=min([group.position + 1, *group.leases.values(), *group.again]) - 1,
            member_count=len(group.readers),
            backlog=backlog + len(group.leases),
            outstanding=len(group.leases),
            dead_letter_count=len(group.dead),
        )

    async def create_subscription(
        self, tenant: TenantId, subscription: Subscription, start: StartPosition
    ) -> SubscriptionStatus:
        there = self.groups.get(subscription.subscription_id)
        if there is not None:
            if there.subscription != subscription:
                raise AlreadyExists("subscription", subscription.subscription_id)
            return self.status(there)
        group = Group(subscription, await self.place(tenant, start))
        self.groups[subscription.subscription_id] = group
        return self.status(group)

    def _group(self, subscription_id: str) -> Group:
        group = self.groups.get(subscription_id)
        if group is None:
            raise NotFound("subscription", subscription_id)
        return group

    async def get_subscription(self, tenant: TenantId, subscription_id: str) -> SubscriptionStatus:
        return self.status(self._group(subscription_id))

    async def list_subscriptions(self, tenant: TenantId, *, after: str, limit: int) -> Sequence[SubscriptionStatus]:
        return [self.status(self.groups[name]) for name in sorted(self.groups) if name > after][:limit]

    async def update_subscription(self, tenant: TenantId, subscription: Subscription) -> SubscriptionStatus:
        group = self._group(subscription.subscription_id)
        group.subscription = subscription
        return self.status(group)

    async def seek_subscription(self, tenant: TenantId, subscription_id: str, to: StartPosition) -> SubscriptionStatus:
        group = self._group(subscription_id)
        position = await self.place(tenant, to)
        for reader in list(group.readers):
            reader.close(CloseReason.CHANGED)
        group.position, group.again, group.leases = position, [], {}
        return self.status(group)

    async def delete_subscription(self, tenant: TenantId, subscription_id: str) -> None:
        group = self.groups.pop(subscription_id, None)
        for reader in list(group.readers) if group is not None else ():
            reader.close(CloseReason.CHANGED)

    # ---- Dead letters, metrics ----

    async def list_dead_letters(
        self, tenant: TenantId, subscription_id: str, *, after: int, limit: int
    ) -> Sequence[DeadLetter]:
        return [letter for letter in self._group(subscription_id).dead if letter.sequence > after][:limit]

    async def redrive(self, tenant: TenantId, subscription_id: str, event_ids: Sequence[str]) -> int:
        group = self._group(subscription_id)
        group.again += (letters := self._pick(group, event_ids))
        for reader in group.readers:
            reader.wake()
        return len(letters)

    async def discard(self, tenant: TenantId, subscription_id: str, event_ids: Sequence[str]) -> int:
        return len(self._pick(self._group(subscription_id), event_ids))

    def _pick(self, group: Group, event_ids: Sequence[str]) -> list[int]:
        picked = [letter for letter in group.dead if not event_ids or letter.event.event_id in event_ids]
        group.dead = [letter for letter in group.dead if letter not in picked]
        return [letter.sequence for letter in picked]

    async def metrics(self, tenant: TenantId, types: Sequence[str]) -> BusMetrics:
        counts: dict[str, TypeMetrics] = {}
        wanted = EventFilter(types=tuple(types))
        for entry in self.entries:
            if matches(wanted, entry.event):
                known = counts.setdefault(entry.event.type, TypeMetrics(type=entry.event.type))
                counts[known.type] = replace(known, published=known.published + 1)
        return BusMetrics(
            types=tuple(counts.values()), log=await self.log_info(tenant), open_subscriptions=len(self.readers)
        )
