"""Servers with an old bug each: PARLEY_PLUGINS=tests.faults.bus_mutants:early_progress.

A plugin is loaded before the server is wired, so it can put a bug into a class. Nothing of this is in the product.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Any

from parley_server.bus.appender import Appender
from parley_server.bus.cursors import Slice
from parley_server.bus.ephemeral import EphemeralReader
from parley_server.bus.events import Published
from parley_server.bus.groupings import Grouping, Settled
from parley_server.bus.groups import group
from parley_server.bus.groups.acks import AckDesk, _Verdict
from parley_server.bus.groups.book import Book
from parley_server.bus.groups.checkpoints import Checkpoints, Kept
from parley_server.bus.groups.groups import Groups
from parley_server.bus.groups.keeper import Keeper
from parley_server.bus.groups.lanes import Lanes
from parley_server.bus.groups.promises import NOTHING, Promise
from parley_server.bus.log import Log
from parley_server.bus.reader import Delivered, Progress, Taken
from parley_server.bus.segments import Segment
from parley_server.bus.store import Checkpoint
from parley_server.domain.bus import Ack, AckResult, StartKind, StartPosition
from parley_server.domain.errors import ParleyError
from parley_server.domain.ids import TenantId
from parley_server.plugin_api import Plugin
from parley_server.rpc.bus.stream import BusStream

# mypy: disable-error-code="method-assign, misc"
# Putting other methods into classes is what this file is for.

_SLOW_SECONDS = 0.3


def often_quiet() -> Plugin:
    """No bug: let progress be told after 20 ms of silence, so that it is told between events."""
    build = EphemeralReader.__init__

    def often(self: EphemeralReader, *given: Any, **named: Any) -> None:  # noqa: ANN401 - passed on
        build(self, *given, **(named | {"quiet": 0.02}))

    EphemeralReader.__init__ = often
    return Plugin(name="often-quiet")


def early_progress() -> Plugin:
    """Tell how far the log is, not how far the reader is: progress overtakes events."""
    take = EphemeralReader.take

    async def hasty(self: EphemeralReader) -> Taken | None:
        if self._is_opened and self._cursor.has_more and not self._progress_due:
            self._progress_due = True
            return Progress(self._log.last, 0)
        return await take(self)

    EphemeralReader.take = hasty
    return Plugin(name="early-progress")


def unbounded_queue() -> Plugin:
    """Copy events for each reader as they come, whether it takes them or not."""
    build, hear, deliver = EphemeralReader.__init__, EphemeralReader._hear, EphemeralReader._deliver
    copies: dict[EphemeralReader, dict[int, bytes]] = {}

    def prepare(self: EphemeralReader, *given: Any, **named: Any) -> None:  # noqa: ANN401 - passed on
        copies[self] = {}
        build(self, *given, **named)

    def copy(self: EphemeralReader) -> None:
        segment = self._log.segment(max(copies[self], default=self._log.last - 1))
        while segment is not None:
            view = segment.view(self._cursor.compiled)
            # A copy, not a reference.
            copies[self][segment.last] = bytes(bytearray(view.blob(0, len(view))))
            segment = self._log.segment(segment.last)
        hear(self)

    def forget(self: EphemeralReader, slices: Sequence[Slice]) -> Delivered:
        delivered = deliver(self, slices)
        for place in [place for place in copies[self] if place <= self._cursor.position]:
            del copies[self][place]
        return delivered

    EphemeralReader.__init__ = prepare
    EphemeralReader._hear = copy
    EphemeralReader._deliver = forget
    return Plugin(name="unbounded-queue")


def published_before_write() -> Plugin:
    """Tell publishers that their events are stored before they are."""
    store_group = Appender._store_group

    async def hasty(self: Appender, log: Log, group: Grouping, settled: list[Settled]) -> list[Segment]:
        told: list[Settled] = []
        take = self._take_queue

        def take_and_tell(group: Grouping, settled: list[Settled]) -> None:
            take(group, told)
            for publish, outcome in told:
                publish.done(outcome)
                settled.append((publish._replace(done=_nobody), outcome))

        self._take_queue = take_and_tell
        append = self._store.append

        async def late(*given: Any, **named: Any) -> None:  # noqa: ANN401 - passed on
            await asyncio.sleep(_SLOW_SECONDS)
            await append(*given, **named)

        self._store.append = late
        try:
            return await store_group(self, log, group, settled)
        finally:
            self._take_queue = take
            self._store.append = append

    Appender._store_group = hasty
    return Plugin(name="published-before-write")


def _nobody(_outcome: Published | ParleyError) -> None:
    """Tell nobody."""


def acknowledged_before_write() -> Plugin:
    """Tell consumers that their acknowledgements are stored before they are."""

    async def hasty(self: Groups, tenant: TenantId, subscription_id: str, acks: Sequence[Ack]) -> AckResult:
        return (await self._tenancy(tenant)).get(subscription_id).acknowledge(acks)

    Groups.acknowledge = hasty
    setattr(group, "SOON", 1.0)  # noqa: B010 - as a name of the module it is not exported
    return Plugin(name="acknowledged-before-write")


def numbered_before_commit() -> Plugin:
    """Number events, and let every third group of them be committed behind the next one."""
    append = Appender._append
    held: list[tuple[list[Segment], list[Any]]] = []
    counter = iter(range(10**9))

    async def overtaking(self: Appender, log: Log) -> None:
        number = next(counter)
        store = self._store.append
        show = log.show

        async def hold(_tenant: Any, rows: Any, _taken: Any = ()) -> None:  # noqa: ANN401 - passed on
            held.append(([], list(rows)))

        def keep(segments: Sequence[Segment]) -> None:
            held[-1][0].extend(segments)

        if number % 3 == 1 and not held:
            self._store.append, log.show = hold, keep  # type: ignore[assignment] # as above
            try:
                await append(self, log)
            finally:
                self._store.append = store
                del log.show
            return
        await append(self, log)
        while held:
            _, rows = held.pop()
            if rows:
                await store(self._tenant, rows)
                show([])

    def show_some(self: Log, segments: Sequence[Segment]) -> None:
        if segments:
            shown(self, segments)

    shown = Log.show
    Log.show = show_some
    Appender._append = overtaking
    return Plugin(name="numbered-before-commit")


def no_fence() -> Plugin:
    """Let whatever is said about an older delivery settle the newest one."""

    def _judge(self: AckDesk, item: object, said: object) -> _Verdict:
        return _Verdict.COUNTS

    AckDesk._judge = _judge
    return Plugin(name="no-fence")


def unpromised() -> Plugin:
    """Give out events before it is stored that they may be, with a store that takes its time."""
    checkpoint, save = Keeper.checkpoint, Checkpoints._save

    def silent(self: Keeper, book: Book, generation: int, promise: Promise = NOTHING) -> Checkpoint:
        return checkpoint(self, book, generation)

    async def late(self: Checkpoints, groups: Sequence[Kept], failed: dict[Kept, Exception]) -> None:
        await asyncio.sleep(0.05)
        await save(self, groups, failed)

    Keeper.checkpoint = silent
    Checkpoints._save = late
    return Plugin(name="unpromised")


def cancel_is_stop() -> Plugin:
    """Take it for a stop of the server when a client cancels its stream, and send all streams away."""
    run = BusStream.run

    async def hasty(self: BusStream, requests: AsyncIterator[bytes]) -> None:
        try:
            await run(self, requests)
        except asyncio.CancelledError:
            for leave in list(self._drain._listeners.values()):
                leave()
            raise

    BusStream.run = hasty
    return Plugin(name="cancel-is-stop")


def no_memory_of_ids() -> Plugin:
    """Forget with a restart which ids were published."""
    remember = Appender._remember

    async def forget(self: Appender, log: Log, after: int) -> int:
        last = await remember(self, log, after)
        self._dedup = type(self._dedup)(self._clock.monotonic())
        return last

    Appender._remember = forget
    return Plugin(name="no-memory-of-ids")


def _always(self: Lanes, item: object) -> bool:
    return True


def no_lanes() -> Plugin:
    """Give out events of a key while an earlier one is out."""
    Lanes.is_first = _always
    return Plugin(name="no-lanes")


def one_more_delivery() -> Plugin:
    """Deliver once more than is allowed."""
    Book.is_spent = lambda self, item: item.deliveries > self.settings.max_deliveries
    return Plugin(name="one-more-delivery")


def short_leases() -> Plugin:
    """Give events to others long before their deadline."""
    lease = group.Group._lease

    def short(self: group.Group, member: Any) -> Any:  # noqa: ANN401 - passed on
        whole = lease(self, member)
        whole.deadline = whole.given_at + 0.2
        return whole

    group.Group._lease = short
    return Plugin(name="short-leases")


def token_ahead() -> Plugin:
    """Let resume tokens stand one event too far."""
    place = Log.place

    async def one_more(self: Log, start: StartPosition) -> int:
        found = await place(self, start)
        return min(found + 1, self.last) if start.kind is StartKind.RESUME_TOKEN else found

    Log.place = one_more
    return Plugin(name="token-ahead")
