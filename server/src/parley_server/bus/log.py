"""The log of one tenant as its readers see it: what is stored, the end of it in memory."""

from __future__ import annotations

import asyncio
import hashlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import structlog

from parley_server.bus.cursor import Entry
from parley_server.bus.cursors import LogCursor
from parley_server.bus.events import Draft, EventEncoder
from parley_server.bus.filters import CompiledFilter, Filters
from parley_server.bus.metrics import Metrics
from parley_server.bus.reader import Wake
from parley_server.bus.segments import Damage, Segment, View, ViewCache, from_rows, split
from parley_server.bus.store import EventLogStore
from parley_server.bus.tail import TAIL_BYTES, TAIL_SEGMENTS, Chunks, Tail
from parley_server.domain.bus import EventFilter, LogInfo, StartKind, StartPosition
from parley_server.domain.errors import Compacted, FutureSequence, InvalidField
from parley_server.domain.ids import TenantId

CHUNK_BYTES = 512 * 1024
VIEW_BYTES = 16 * 1024 * 1024

# 9 bytes of the log's name and 6 of the place: 20 letters without padding.
_NAME_BYTES = 9
_PLACE_BYTES = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLimits:
    """How much of a log is kept in memory."""

    tail_bytes: int = TAIL_BYTES
    tail_segments: int = TAIL_SEGMENTS
    view_bytes: int = VIEW_BYTES
    chunk_bytes: int = CHUNK_BYTES


class Audience(Protocol):
    """Somebody who listens for transient events."""

    def offer(self, view: View) -> None:
        """Take some events of a filter, or miss them."""
        ...


class Log:
    """An open log (TenantLog). Whoever appends calls `show` with what is stored; nobody sees anything before."""

    def __init__(
        self,
        tenant: TenantId,
        store: EventLogStore,
        encoder: EventEncoder,
        *,
        found: LogInfo,
        epoch: int,
        limits: LogLimits,
    ) -> None:
        """Begin with what the store has."""
        self.metrics = Metrics()
        self.last = found.last_sequence
        """The newest event that is stored and shown."""
        self.opened_at = self.last
        """The last event that an earlier process could see."""
        self.pruned_upto = found.first_sequence - 1
        """Events up to here have left the log."""
        self.readers = 0
        """Ephemeral subscriptions that are open now."""
        self._tenant = tenant
        self._store = store
        self._encoder = encoder
        self._epoch = epoch
        self._first = found.first_sequence
        self._log_id = found.log_id
        self._name = hashlib.sha256(found.log_id.encode()).digest()[:_NAME_BYTES]
        self._filters = Filters()
        self._cache = ViewCache(limits.view_bytes)
        self._tail = Tail(self.last, most_bytes=limits.tail_bytes, most_segments=limits.tail_segments)
        self._chunks = Chunks()
        self._chunk_bytes = limits.chunk_bytes
        self._reading = asyncio.Lock()
        self._listeners: dict[object, Wake] = {}
        self._audience: dict[CompiledFilter, dict[Audience, None]] = {}
        self._token = (-1, "")
        self._log = structlog.get_logger("parley.bus")

    @property
    def tenant(self) -> TenantId:
        """Whose it is."""
        return self._tenant

    @property
    def info(self) -> LogInfo:
        """The log as it is now."""
        return LogInfo(self._log_id, self._first, self.last)

    @property
    def epoch(self) -> int:
        """How often this log was opened."""
        return self._epoch

    @property
    def memory(self) -> int:
        """About how many bytes the end of the log takes in memory."""
        return self._tail.size

    # ---- Places ----

    async def place(self, start: StartPosition) -> int:
        """Return the sequence behind which a reader starts. Raises Compacted, FutureSequence, InvalidField."""
        match start.kind:
            case StartKind.NEWEST:
                return self.last
            case StartKind.EARLIEST:
                return self.pruned_upto
            case StartKind.AFTER_SEQUENCE:
                return self._within(start.sequence, f"{start.path}.after_sequence")
            case StartKind.AT_TIME:
                if start.time is None:
                    raise InvalidField(f"{start.path}.at_time", "is missing")
                before = await self._store.last_before(self._tenant, start.time)
                return min(max(before, self.pruned_upto), self.last)
            case StartKind.RESUME_TOKEN:
                path = f"{start.path}.resume_token"
                return self._within(self._read_token(start.token, path), path)

    def resume_token(self, position: int) -> str:
        """Return the opaque token that stands for a place in this log."""
        known, token = self._token
        if known != position:
            token = urlsafe_b64encode(self._name + position.to_bytes(_PLACE_BYTES, "big")).decode()
            self._token = (position, token)
        return token

    def _read_token(self, token: str, path: str) -> int:
        try:
            raw = urlsafe_b64decode(token.encode())
        except (Base64Error, ValueError):
            raw = b""
        if len(raw) != _NAME_BYTES + _PLACE_BYTES:
            raise InvalidField(path, "not a token of this server")
        position = int.from_bytes(raw[_NAME_BYTES:], "big")
        if raw[:_NAME_BYTES] != self._name:
            raise FutureSequence(position, self.last, path=path, note="a token of another log")
        return position

    def _within(self, position: int, path: str) -> int:
        if position > self.last:
            raise FutureSequence(position, self.last, path=path)
        if position < self.pruned_upto:
            raise Compacted(position, self._first)
        return position

    # ---- Readers ----

    def cursor(self, events: EventFilter, after: int) -> LogCursor:
        """Return a cursor behind a sequence."""
        return LogCursor(self, self._filters.compile(events), after)

    async def fetch(self, sequences: Sequence[int]) -> Mapping[int, Entry]:
        """Return those of these events that are still in the log."""
        found: dict[int, Entry] = {}
        for sequence in sorted(sequences):
            if not 0 < sequence <= self.last or sequence <= min(self.pruned_upto, self._tail.start):
                continue
            segment = self.segment(sequence - 1)
            if segment is None:
                try:
                    segment = await self.load(sequence - 1)
                except Compacted:
                    continue
            entry = segment.entry(sequence) if segment is not None else None
            if entry is not None:
                found[sequence] = entry
        return found

    def listen(self, wake: Wake) -> Callable[[], None]:
        """Call `wake` whenever stored events are added; return what ends that."""
        key = object()
        self._listeners[key] = wake
        return lambda: self._forget_listener(key)

    def _forget_listener(self, key: object) -> None:
        self._listeners.pop(key, None)

    def attend(self, compiled: CompiledFilter, audience: Audience) -> Callable[[], None]:
        """Offer transient events of a filter from now on; return what ends that."""
        self._audience.setdefault(compiled, {})[audience] = None
        return lambda: self._leave(compiled, audience)

    def _leave(self, compiled: CompiledFilter, audience: Audience) -> None:
        group = self._audience.get(compiled, {})
        group.pop(audience, None)
        if not group:
            self._audience.pop(compiled, None)

    def pass_on(self, drafts: Sequence[Draft]) -> None:
        """Offer transient events to those who listen now."""
        for lot in split(drafts):
            segment = Segment(lot, (0,) * len(lot), self._encoder, self._cache)
            self.metrics.published(segment.counts())
            for compiled, group in list(self._audience.items()):
                # Not `segment.view`, which would keep it: nobody asks for it again.
                view = View(segment, compiled)
                if len(view):
                    for audience in list(group):
                        audience.offer(view)

    # ---- What is in memory, and what is not ----

    def segment(self, position: int) -> Segment | None:
        """Return the segment with the next sequence behind a position, None when it is not in memory, or at the end."""
        if position >= self._tail.start:
            return self._tail.find(position)
        return self._chunks.find(position)

    async def load(self, position: int) -> Segment | None:
        """Return the same, read from the store; None at the end. Raises Compacted, StoreUnavailable."""
        async with self._reading:
            segment = self.segment(position)
            if segment is not None or position >= self.last:
                return segment
            self._check_kept(position)
            rows = await self._store.read(self._tenant, after=position, max_bytes=self._chunk_bytes)
            self._check_kept(position)
            # What is stored and not shown yet is not there yet.
            rows = [row for row in rows if row.last <= self.last]
            for row in rows:
                if row.damaged:
                    self._log.error("log_damaged", tenant=self._tenant, sequences=list(row.damaged[:20]))
            if rows:
                after, upto = min(position, rows[0].first - 1), rows[-1].last
                segments = from_rows(rows, self._encoder, self._cache)
            else:
                after, upto = position, self.last
                self._log.error("log_incomplete", tenant=self._tenant, first=position + 1, last=upto)
                segments = [Damage(position + 1, upto, self._encoder, self._cache)]
            self._chunks.add(after, upto, segments)
            return next((segment for segment in segments if segment.last > position), None)

    def _check_kept(self, position: int) -> None:
        if position < self.pruned_upto:
            raise Compacted(position, self._first)

    # ---- For those who write ----

    def show(self, segments: Sequence[Segment]) -> None:
        """Add what was stored, and wake those who wait for it."""
        for segment in segments:
            self._tail.add(segment)
            self.metrics.published(segment.counts())
        self.last = segments[-1].last
        self._wake_all()

    def begin_again(self, last: int) -> None:
        """Forget what is in memory: the store has events that were not shown, up to `last`."""
        self._tail.reset(last)
        self._chunks.clear()
        if last > self.last:
            self.last = last
            self._wake_all()

    def segment_of(self, drafts: Sequence[Draft], first: int, size: int) -> Segment:
        """Return events with their places, not in the log yet."""
        return Segment(drafts, range(first, first + len(drafts)), self._encoder, self._cache, size)

    def pruned(self, upto: int, first: int) -> None:
        """Know that events up to a sequence have left the log, or are about to; `first` is the oldest one kept."""
        self.pruned_upto = max(self.pruned_upto, upto)
        self._first = max(self._first, first)

    def _wake_all(self) -> None:
        for wake in list(self._listeners.values()):
            try:
                wake()
            except Exception as error:  # noqa: BLE001 - one listener's fault is neither the writer's nor the others'
                self._log.error("listener_failed", exc_info=error)
