"""The log of one run: events are numbered, stored, and only then seen (architecture, "A message")."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from parley_server.domain.clock import Clock
from parley_server.domain.content import ActionResult, Memory
from parley_server.domain.errors import (
    FutureSequence,
    ParleyError,
    RunAlreadyEnded,
    StoreUnavailable,
)
from parley_server.domain.events import DomainEvent
from parley_server.domain.ids import MemoryId, TenantId
from parley_server.domain.runs import (
    MessageResult,
    MessageSent,
    Response,
    Run,
    RunEnded,
    RunEvent,
    RunEventBody,
    RunStarted,
    RunStatus,
    Step,
    StepKind,
    TextChunk,
)
from parley_server.domain.texts import clean_text
from parley_server.orchestrator.runs.announcements import announce_event
from parley_server.orchestrator.runs.codec import RunCodec
from parley_server.orchestrator.runs.texts import TextWriter
from parley_server.storage.runs import LogRecord, RunAppend, RunStore, TextAppend

# Appenders wait while this much text and this many events are queued for the store.
_MAX_PENDING = 256
_MAX_PENDING_TEXT = 256 * 1024
# Adjacent text is joined up to this size, so that no event comes near the frame limit.
_MAX_CHUNK_TEXT = 64 * 1024
# Committed events kept for watchers that are up to date; slower ones read the store.
_MAX_TAIL_BYTES = 256 * 1024
_READ_BYTES = 256 * 1024
# What plugins hear of besides the watchers.
_NEWS = (RunStarted, MessageSent, RunEnded, Step)
# A store that is away for a moment costs a run nothing but time; seconds after each failed try.
_STORE_PAUSES = (0.1, 0.5, 2.0, 0.0)


@dataclass(slots=True)
class _Pending:
    body: RunEventBody
    memories: tuple[Memory, ...]


class RunLog:
    """Appends and watches the events of one open run.

    Appended events wait in a bounded queue; `write_behind` stores them in groups, in which adjacent pieces of text
    become one, and wakes the watchers. Watchers hold a cursor, not copies. The `listener` is called, without waiting,
    with each event that announces something, once it is stored.
    """

    def __init__(
        self,
        *,
        tenant: TenantId,
        run: Run,
        store: RunStore,
        codec: RunCodec,
        clock: Clock,
        has_effect: bool = False,
        texts: TextWriter | None = None,
    ) -> None:
        """Go on behind the run's last event. With `texts`, which must be at work, text takes the short way."""
        self._run = run
        self.has_effect = has_effect
        self.sent: list[Memory] = []
        self.action_results: list[ActionResult] = []
        self.result: MessageResult | None = None
        self.listener: Callable[[Run, RunEventBody], None] | None = None
        self._texts = texts
        self._effect_stored = has_effect
        self._tenant = tenant
        self._store = store
        self._codec = codec
        self._clock = clock
        self._pending: deque[_Pending] = deque()
        self._pending_text = 0
        # How much of what is queued is more than text; whether somebody is storing; what could not go the short way.
        self._others = 0
        self._storing = False
        self._refused: TextAppend | None = None
        self._sealed = False
        self._final: MessageResult | None = None
        self._error: ParleyError | None = None
        self._work = asyncio.Event()
        self._changed = asyncio.Event()
        self._tail: deque[LogRecord] = deque()
        self._tail_bytes = 0
        self._last = run.last_sequence
        self._pieces: dict[MemoryId, tuple[int, int]] = {}

    @property
    def run(self) -> Run:
        """The run as the store knows it."""
        if self._run.last_sequence != self._last:
            self._run = replace(self._run, last_sequence=self._last)
        return self._run

    # ---- Appending ----

    async def append(self, body: RunEventBody, *, memories: Sequence[Memory] = ()) -> None:
        """Queue an event; waits while too much is queued (RunSink)."""
        self.put(body, memories=memories)
        while self._is_full() and self._error is None:
            await self._next_change()

    def put(self, body: RunEventBody, *, memories: Sequence[Memory] = ()) -> None:
        """Queue an event without waiting. Raises RunAlreadyEnded behind the terminal one."""
        if self._error is not None:
            raise self._error
        if self._sealed:
            raise RunAlreadyEnded(self.run.run_id)
        if isinstance(body, RunEnded):
            self._sealed, self._final = True, body.result
        self._note(body)
        self._others += not isinstance(body, TextChunk) or bool(memories)
        self._pending.append(_Pending(body, tuple(memories)))
        self._route()

    async def flush(self) -> None:
        """Wait until everything appended so far is stored. Raises what kept it from being stored."""
        while self._pending or self._storing or self._refused is not None:
            if self._error is not None:
                raise self._error
            await self._next_change()

    def close(self, error: ParleyError) -> None:
        """Take no more events and send watchers away with this error; the run itself stays as it is stored."""
        if self._error is None:
            self._error = error
        self._work.set()
        self._wake()

    @property
    def is_finished(self) -> bool:
        """True once the terminal event is stored."""
        return not self._run.status.is_open

    def _route(self) -> None:
        """Have stored what is queued: text alone with that of all other runs, anything else by `write_behind`."""
        if self._storing:
            return  # whoever is storing looks again afterwards
        if self._others or self._refused is not None or self._texts is None or not self._effect_stored:
            self._work.set()
        else:
            self._storing = True
            self._texts.add(self)

    def _is_full(self) -> bool:
        return len(self._pending) >= _MAX_PENDING or self._pending_text >= _MAX_PENDING_TEXT

    def _note(self, body: RunEventBody) -> None:
        if isinstance(body, TextChunk):
            self._pending_text += len(body.text)
        elif isinstance(body, MessageSent):
            self.sent.append(body.message)
        elif isinstance(body, Step) and body.result is not None:
            self.action_results.append(body.result)

    # ---- Storing ----

    async def write_behind(self) -> None:
        """Store what is queued, in groups, until the terminal event is stored or the log is closed."""
        while not self.is_finished and self._error is None:
            await self._work.wait()
            if self._error is not None:
                return
            self._storing = True
            step, records, news = self._next_step()
            error = await self._stored(step)
            if error is not None:
                self.close(error)
                return
            self._commit(step, records)
            if self.listener is not None:
                for body in news:
                    self.listener(step.run, body)

    def take_texts(self) -> TextAppend | None:
        """Give the text that is queued (Speaker)."""
        if self._others or self._error is not None:
            self._storing = False
            self._work.set()
            return None
        records: list[LogRecord] = []
        run_id, sequence, now = self._run.run_id, self._last, self._clock.now()
        for message_id, text in _texts(self._pending):
            sequence += 1
            event = RunEvent(run_id=run_id, sequence=sequence, time=now, body=self._chunk(message_id, text))
            records.append(LogRecord(sequence=sequence, data=self._codec.encode_event(event)))
        self._pending.clear()
        self._pending_text = 0
        return TextAppend(self._tenant, run_id, records)

    def texts_stored(self, step: TextAppend) -> None:
        """Let text be seen that is stored now (Speaker)."""
        self._show(step.records)

    def texts_refused(self, step: TextAppend | None) -> None:
        """Store by ourselves what could not be taken, or not be stored with the text of all others (Speaker)."""
        self._refused = step
        self._storing = False
        self._work.set()

    async def _stored(self, step: RunAppend) -> ParleyError | None:
        """Store a step; return what is wrong with the store when it still is after some tries.

        A step may be stored twice: a known event stays as it is. The last one cannot: who is told then that the run has
        ended has stored its end with a try that seemed to fail.
        """
        failed = False
        for pause in _STORE_PAUSES:
            try:
                await self._store.append(self._tenant, step)
            except StoreUnavailable:
                failed = True
                await asyncio.sleep(pause)
            except ParleyError as error:
                if failed and step.outcome and isinstance(error, RunAlreadyEnded):
                    return None
                return StoreUnavailable(error.message)
            else:
                return None
        return StoreUnavailable("the run's log cannot be written")

    def _next_step(self) -> tuple[RunAppend, list[LogRecord], list[RunEventBody]]:
        if self._refused is not None:
            return self._again(self._refused)
        group = _joined(self._pending)
        self._pending.clear()
        self._pending_text = self._others = 0
        run, sequence = self.run, self._last
        records: list[LogRecord] = []
        announced: list[DomainEvent] = []
        outcome = b""
        for entry in group:
            sequence += 1
            run = _advance(run, entry.body, sequence)
            body = self._numbered(entry.body, run)
            event = RunEvent(run_id=run.run_id, sequence=sequence, time=self._clock.now(), body=body)
            data = self._codec.encode_event(event)
            records.append(LogRecord(sequence=sequence, data=data))
            outcome = data if isinstance(body, RunEnded) else outcome
            if (told := announce_event(self._tenant, run, event)) is not None:
                announced.append(told)
        if run.last_sequence != sequence:
            run = replace(run, last_sequence=sequence)
        self.has_effect = self.has_effect or any(_has_effect(entry.body) for entry in group)
        step = RunAppend(
            run=run,
            records=records,
            has_effect=self.has_effect,
            outcome=outcome,
            memories=[memory for entry in group for memory in entry.memories],
            events=announced,
        )
        news: list[RunEventBody] = [entry.body for entry in group if isinstance(entry.body, _NEWS)]
        return step, records, news

    def _again(self, refused: TextAppend) -> tuple[RunAppend, list[LogRecord], list[RunEventBody]]:
        """Return as a step what has its numbers already."""
        self._refused = None
        records = list(refused.records)
        run = replace(self.run, last_sequence=records[-1].sequence)
        return RunAppend(run=run, records=records, has_effect=self.has_effect), records, []

    def _numbered(self, body: RunEventBody, run: Run) -> RunEventBody:
        if isinstance(body, TextChunk):
            return self._chunk(body.message_id, body.text)
        if isinstance(body, (RunStarted, RunEnded)):
            return replace(body, run=run)
        return body

    def _chunk(self, message_id: MemoryId, text: str) -> TextChunk:
        index, offset = self._pieces.get(message_id, (0, 0))
        try:
            size = len(text) if text.isascii() else len(text.encode())
        except UnicodeEncodeError:
            # What a reader gets, so that the next piece follows it.
            text = clean_text(text)
            size = len(text.encode())
        self._pieces[message_id] = (index + 1, offset + size)
        return TextChunk(message_id=message_id, text=text, index=index, offset=offset)

    def _commit(self, step: RunAppend, records: Sequence[LogRecord]) -> None:
        self._run = step.run
        self._effect_stored = step.has_effect
        self.result = self._final if self.is_finished else None
        self._work.clear()
        self._show(records)

    def _show(self, records: Sequence[LogRecord]) -> None:
        """Let watchers see what is stored now, and have stored what has come meanwhile."""
        if records:
            self._last = records[-1].sequence
        for record in records:
            self._tail.append(record)
            self._tail_bytes += len(record.data)
        while len(self._tail) > 1 and self._tail_bytes > _MAX_TAIL_BYTES:
            self._tail_bytes -= len(self._tail.popleft().data)
        self._storing = False
        if self._pending:
            self._route()
        self._wake()

    # ---- Watching ----

    async def watch(self, after: int) -> AsyncGenerator[Sequence[bytes]]:
        """Yield events behind `after` as soon as they are stored, until the terminal one; cancel or close to stop.

        Raises FutureSequence for a position that no event has, and what `close` was told.
        """
        if after > self._last:
            raise FutureSequence(after, self._last)
        while True:
            if after < self._last:
                records = await self._behind(after)
                after = records[-1].sequence
                yield [record.data for record in records]
            elif self.is_finished:
                return
            elif self._error is not None:
                raise self._error
            else:
                await self._next_change()

    async def begun(self) -> None:
        """Wait until the run is at work, or has ended, or the log is closed; never raises."""
        while self._run.status is RunStatus.QUEUED and self._error is None:
            await self._next_change()

    async def finished(self) -> None:
        """Wait for the terminal event to be stored. Raises what `close` was told."""
        while not self.is_finished:
            if self._error is not None:
                raise self._error
            await self._next_change()

    async def settled(self) -> None:
        """Wait until the terminal event is stored or the log is closed; never raises."""
        while not self.is_finished and self._error is None:
            await self._next_change()

    async def _behind(self, after: int) -> Sequence[LogRecord]:
        if self._tail and self._tail[0].sequence <= after + 1:
            # From its end, which is where nearly every watcher is.
            return [self._tail[-back] for back in range(self._tail[-1].sequence - after, 0, -1)]
        return await self._store.read_log(self._tenant, self.run.run_id, after=after, max_bytes=_READ_BYTES)

    async def _next_change(self) -> None:
        await self._changed.wait()

    def _wake(self) -> None:
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()


def _joined(pending: Sequence[_Pending] | deque[_Pending]) -> list[_Pending]:
    """Return what is queued with adjacent pieces of one message's text put together."""
    group: list[_Pending] = []
    texts: list[str] = []
    size = 0
    for entry in pending:
        last = group[-1].body if group else None
        body = entry.body
        if (
            isinstance(body, TextChunk)
            and isinstance(last, TextChunk)
            and last.message_id == body.message_id
            and size + len(body.text) <= _MAX_CHUNK_TEXT
        ):
            texts.append(body.text)
            size += len(body.text)
            continue
        _close_text(group, texts)
        group.append(entry)
        texts, size = ([body.text], len(body.text)) if isinstance(body, TextChunk) else ([], 0)
    _close_text(group, texts)
    return group


def _texts(pending: Iterable[_Pending]) -> list[tuple[MemoryId, str]]:
    """Return what `_joined` returns where there is nothing but text, and no more of it."""
    found: list[tuple[MemoryId, str]] = []
    pieces: list[str] = []
    message_id, size = MemoryId(""), 0
    for entry in pending:
        body = entry.body
        assert isinstance(body, TextChunk)
        if pieces and body.message_id == message_id and size + len(body.text) <= _MAX_CHUNK_TEXT:
            pieces.append(body.text)
            size += len(body.text)
            continue
        if pieces:
            found.append((message_id, "".join(pieces)))
        message_id, pieces, size = body.message_id, [body.text], len(body.text)
    found.append((message_id, "".join(pieces)))
    return found


def _close_text(group: list[_Pending], texts: Sequence[str]) -> None:
    if len(texts) > 1 and isinstance(group[-1].body, TextChunk):
        entry = group[-1]
        assert isinstance(entry.body, TextChunk)
        group[-1] = _Pending(replace(entry.body, text="".join(texts)), entry.memories)


def _has_effect(body: RunEventBody) -> bool:
    """Tell whether this event means that a run must not simply start again: text went out or an action ran."""
    return isinstance(body, (TextChunk, Response, MessageSent)) or (
        isinstance(body, Step) and body.kind is StepKind.ACTION
    )


def _advance(run: Run, body: RunEventBody, sequence: int) -> Run:
    """Return the run as it is after an event; its last sequence is brought up where the event itself shows it."""
    if isinstance(body, (RunStarted, RunEnded)):
        return replace(body.run, usage=run.usage, last_sequence=sequence)
    if isinstance(body, Step) and body.usage is not None:
        return replace(run, usage=run.usage.plus(body.usage))
    return run
