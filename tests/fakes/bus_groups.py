"""What durable subscriptions stand on, in memory and in virtual time: a log, a store, a clock with timers."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import cast

from parley_server.bus.cursor import Cursor, Entry
from parley_server.bus.events import Draft
from parley_server.bus.groups.groups import Groups
from parley_server.bus.groups.timings import NoTimings, Timings
from parley_server.bus.reader import Closed, Delivered, Gap, Opened, Progress, Reader, ReaderOptions, Taken, Wake
from parley_server.bus.store import Checkpoint, DeadLetter, StoredSubscription
from parley_server.domain.bus import EventFilter, LogInfo, StartKind, StartPosition, Subscription
from parley_server.domain.errors import Compacted, FutureSequence, StoreUnavailable
from parley_server.domain.ids import DEFAULT_TENANT, TenantId


class FakeTime:
    """A clock that is turned by hand, and calls back by it."""

    def __init__(self) -> None:
        self.seconds = 1000.0
        self.early = 0.0
        """So much too early the next timer is."""
        self._calls: list[tuple[float, int, FakeCall]] = []
        self._count = count()

    def now(self) -> datetime:
        return datetime(2026, 11, 1, tzinfo=UTC) + timedelta(seconds=self.seconds)

    def monotonic(self) -> float:
        return self.seconds

    def call_later(self, delay: float, callback: Callable[[], None], /) -> asyncio.TimerHandle:
        call = FakeCall(callback)
        early, self.early = self.early, 0.0
        heapq.heappush(self._calls, (self.seconds + delay - early, next(self._count), call))
        return cast("asyncio.TimerHandle", call)

    @property
    def armed(self) -> int:
        return sum(not call.cancelled for _, _, call in self._calls)

    async def advance(self, seconds: float) -> None:
        end = self.seconds + seconds
        while self._calls and self._calls[0][0] <= end:
            at, _, call = heapq.heappop(self._calls)
            self.seconds = max(self.seconds, at)
            if not call.cancelled:
                call.callback()
                await settle()
        self.seconds = end
        await settle()


class FakeCall:
    def __init__(self, callback: Callable[[], None]) -> None:
        self.callback = callback
        self.cancelled = False

    def cancel(self) -> None:
        self.cancelled = True


async def settle() -> None:
    """Let everything that can run do so."""
    for _ in range(10):
        await asyncio.sleep(0)


class PlainEncoder:
    """Frames that people and tests can read: one line an event."""

    def seal(self, events: Sequence[bytes], sequences: Sequence[int]) -> list[bytes]:
        return [b"%s#%d" % placed for placed in zip(events, sequences, strict=True)]

    def join(self, events: Sequence[bytes]) -> bytes:
        return b"\n".join(events)

    def give_out(self, events: Sequence[bytes], ack_ids: Sequence[bytes], attempts: Sequence[int]) -> bytes:
        return self.join([b"%s|%s|%d" % given for given in zip(events, ack_ids, attempts, strict=True)])


class FakeLog:
    """A log in a list. `pruned_to` is the first event kept."""

    def __init__(self, tenant: TenantId = DEFAULT_TENANT, epoch: int = 1) -> None:
        self.tenant = tenant
        self.epoch = epoch
        self.opened_at = 0
        self.first = 1
        self.entries: list[Entry] = []
        self.listeners: list[Wake] = []
        self.fetched: list[int] = []
        self.pause: asyncio.Event | None = None
        self.damaged: set[int] = set()

    @property
    def info(self) -> LogInfo:
        return LogInfo("log", self.first, len(self.entries))

    def add(self, *keys: str, type: str = "custom:a", size: int = 0) -> None:  # noqa: A002 - as in the contract
        for key in keys:
            sequence = len(self.entries) + 1
            draft = Draft(f"e{sequence}", type, "test", "", "", "", "", key, {}, 0, b"e" + b"x" * size)
            self.entries.append(Entry(sequence, draft, draft.data + b"#%d" % sequence))
        for wake in list(self.listeners):
            wake()

    def prune(self, first: int) -> None:
        self.first = first

    async def place(self, start: StartPosition) -> int:
        await asyncio.sleep(0)
        if start.kind is StartKind.EARLIEST:
            return self.first - 1
        if start.kind is StartKind.AFTER_SEQUENCE:
            if start.sequence > len(self.entries):
                raise FutureSequence(start.sequence, len(self.entries))
            return start.sequence
        return len(self.entries)

    def cursor(self, events: EventFilter, after: int) -> Cursor:
        return FakeCursor(self, events, after)

    async def fetch(self, sequences: Sequence[int]) -> Mapping[int, Entry]:
        await asyncio.sleep(0)
        self.fetched += sequences
        return {number: self.entries[number - 1] for number in sequences if self.first <= number <= len(self.entries)}

    def listen(self, wake: Wake) -> Callable[[], None]:
        self.listeners.append(wake)
        return lambda: self.listeners.remove(wake)

    def resume_token(self, position: int) -> str:
        return str(position)


class FakeCursor:
    def __init__(self, log: FakeLog, events: EventFilter, after: int) -> None:
        self._log = log
        self._events = events
        self.position = after
        self._missed: tuple[int, int] | None = None

    @property
    def has_more(self) -> bool:
        return self.position < len(self._log.entries)

    async def take(self, max_events: int, max_bytes: int) -> Sequence[Entry]:
        await asyncio.sleep(0)
        if self._log.pause is not None:
            await self._log.pause.wait()
        if self.position < self._log.first - 1:
            raise Compacted(self.position, self._log.first)
        taken: list[Entry] = []
        end = self.position + 1000
        while self.has_more and len(taken) < max_events and self.position < end:
            entry = self._log.entries[self.position]
            if entry.sequence in self._log.damaged:
                self._missed = (self._missed[0] if self._missed else entry.sequence, entry.sequence)
                self.position += 1
                continue
            if not self._events.types or entry.event.type in self._events.types:
                max_bytes -= len(entry.sealed)
                if taken and max_bytes < 0:
                    break
                taken.append(entry)
            self.position += 1
        return taken

    def skip(self) -> tuple[int, int]:
        first, self.position = self.position + 1, self._log.first - 1
        return first, self.position

    def missed(self) -> tuple[int, int] | None:
        missed, self._missed = self._missed, None
        return missed


class FakeSubscriptionStore:
    """Subscriptions in dicts, with the rules of the door. `down`: it does not answer. `gate`: saves wait for it."""

    def __init__(self) -> None:
        self.stored: dict[tuple[TenantId, str], StoredSubscription] = {}
        self.letters: dict[tuple[TenantId, str], dict[int, DeadLetter]] = {}
        self.saves: list[Sequence[Checkpoint]] = []
        self.down = False
        self.gate: asyncio.Event | None = None

    async def _answer(self) -> None:
        await asyncio.sleep(0)
        if self.down:
            raise StoreUnavailable("it is down")

    async def create(self, tenant: TenantId, stored: StoredSubscription) -> bool:
        await self._answer()
        key = (tenant, stored.subscription.subscription_id)
        if key in self.stored:
            return False
        self.stored[key] = stored
        self.letters[key] = {}
        return True

    async def get(self, tenant: TenantId, subscription_id: str) -> StoredSubscription | None:
        await self._answer()
        return self.stored.get((tenant, subscription_id))

    async def list_page(self, tenant: TenantId, *, after: str, limit: int) -> list[StoredSubscription]:
        await self._answer()
        names = sorted(name for owner, name in self.stored if owner == tenant and name > after)
        return [self.stored[tenant, name] for name in names[:limit]]

    async def update(self, tenant: TenantId, subscription: Subscription) -> bool:
        await self._answer()
        key = (tenant, subscription.subscription_id)
        if key not in self.stored:
            return False
        self.stored[key] = replace(self.stored[key], subscription=subscription)
        return True

    async def move(self, tenant: TenantId, checkpoint: Checkpoint) -> None:
        await self._answer()
        self._put(tenant, checkpoint)

    async def delete(self, tenant: TenantId, subscription_id: str) -> bool:
        await self._answer()
        self.letters.pop((tenant, subscription_id), None)
        return self.stored.pop((tenant, subscription_id), None) is not None

    async def save(self, tenant: TenantId, checkpoints: Sequence[Checkpoint]) -> None:
        if self.gate is not None:
            await self.gate.wait()
        await self._answer()
        self.saves.append(checkpoints)
        for checkpoint in checkpoints:
            stored = self.stored.get((tenant, checkpoint.subscription_id))
            if stored is None or checkpoint.generation < stored.generation:
                continue
            self._put(tenant, checkpoint)
            letters = self.letters[tenant, checkpoint.subscription_id]
            letters.update({letter.sequence: letter for letter in checkpoint.buried})
            for sequence in checkpoint.settled:
                letters.pop(sequence, None)

    def _put(self, tenant: TenantId, checkpoint: Checkpoint) -> None:
        key = (tenant, checkpoint.subscription_id)
        self.stored[key] = replace(
            self.stored[key],
            generation=checkpoint.generation,
            floor=checkpoint.floor,
            progress=checkpoint.progress,
            used_at=checkpoint.used_at,
        )

    async def dead_letters(
        self, tenant: TenantId, subscription_id: str, *, after: int, limit: int, redriven: bool = False
    ) -> list[DeadLetter]:
        await self._answer()
        letters = self.letters.get((tenant, subscription_id), {})
        wanted = [letters[number] for number in sorted(letters) if number > after]
        return [letter for letter in wanted if letter.redriven == redriven][:limit]

    async def count_dead_letters(self, tenant: TenantId, subscription_id: str) -> int:
        await self._answer()
        return sum(not letter.redriven for letter in self.letters.get((tenant, subscription_id), {}).values())


class Given:
    """A delivery as its consumer sees it."""

    def __init__(self, line: bytes) -> None:
        event, ack_id, attempt = line.split(b"|")
        self.sequence = int(event.rsplit(b"#", 1)[1])
        self.ack_id = ack_id.decode()
        self.attempt = int(attempt)

    def __repr__(self) -> str:
        return f"{self.sequence}/{self.attempt}"


class Consumer:
    """A stream's end: takes what its reader has, and remembers all of it."""

    def __init__(self) -> None:
        self.reader: Reader | None = None
        self.woken = 0
        self.given: list[Given] = []
        self.notices: list[Opened | Progress | Gap | Closed] = []
        self.frames: list[Delivered] = []

    def wake(self) -> None:
        self.woken += 1

    async def pull(self) -> list[Given]:
        """Take all that there is now; return the new deliveries."""
        assert self.reader is not None
        before = len(self.given)
        while self.reader.has_work:
            await self.pull_once()
        return self.given[before:]

    async def pull_once(self) -> Taken | None:
        assert self.reader is not None
        taken = await self.reader.take()
        if isinstance(taken, Delivered):
            self.frames.append(taken)
            self.given += [Given(line) for line in taken.blob.split(b"\n")]
        elif taken is not None:
            self.notices.append(taken)
        return taken


class Bench:
    """Groups on fakes, which can be closed or killed and opened again."""

    def __init__(self, timings: Timings | None = None, store: object = None) -> None:
        """`store`: a real one, instead of one in dicts; only the latter can be taken down."""
        self.time = FakeTime()
        self.log = FakeLog()
        self.store = FakeSubscriptionStore() if store is None else cast("FakeSubscriptionStore", store)
        self.timings = timings
        self.groups = self._make()

    def _make(self) -> Groups:
        return Groups(
            store=self.store,
            log_of=self._log_of,
            encoder=PlainEncoder(),
            clock=self.time,
            timings_of=None if self.timings is None else lambda _tenant: self.timings or NoTimings(),
            call_later=self.time.call_later,
        )

    async def _log_of(self, tenant: TenantId) -> FakeLog:
        await asyncio.sleep(0)
        return self.log

    async def open(self) -> Groups:
        self.groups = await self._make().__aenter__()
        return self.groups

    async def close(self) -> None:
        await self.groups.__aexit__(None, None, None)

    async def restart(self, *, kill: bool = False) -> Groups:
        """Open the groups anew; killed, they store nothing more."""
        old = self.groups
        if kill:
            self.store.down = True
        await old.close()
        await old.__aexit__(None, None, None)
        if kill:
            self.store.down = False
        self.log.epoch += 1
        self.log.opened_at = self.log.info.last_sequence
        self.log.listeners.clear()
        return await self.open()

    async def join(
        self,
        name: str = "s",
        *,
        credit: tuple[int, int] | None = None,
        max_batch: int = 100,
        linger: float = 0.0,
    ) -> Consumer:
        consumer = Consumer()
        consumer.reader = await self.groups.open_durable(
            DEFAULT_TENANT, name, ReaderOptions(credit=credit, max_batch=max_batch, linger=linger), consumer.wake
        )
        return consumer
