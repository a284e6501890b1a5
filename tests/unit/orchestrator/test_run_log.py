"""The log of one run."""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley_server.domain.clock import SystemClock
from parley_server.domain.errors import Draining, FutureSequence, ParleyError, RunAlreadyEnded, StoreUnavailable
from parley_server.domain.ids import DEFAULT_TENANT, AgentId, EntityId, MemoryId, RoomId, RunId, TenantId
from parley_server.domain.models import ModelUsage
from parley_server.domain.runs import (
    MessageRequest,
    MessageResult,
    OpenRunRequest,
    Run,
    RunEnded,
    RunEvent,
    RunEventBody,
    RunInput,
    RunStarted,
    RunStatus,
    Step,
    StepKind,
    StepPhase,
    TextChunk,
)
from parley_server.orchestrator.apart import background
from parley_server.orchestrator.runs import log as log_module
from parley_server.orchestrator.runs.log import RunLog
from parley_server.orchestrator.runs.texts import TextWriter
from parley_server.storage.runs import LogRecord, RunAppend, RunStore, TextAppend

RUN = Run(
    run_id=RunId("r"),
    agent_id=AgentId("a"),
    message_id=MemoryId("m"),
    room_id=RoomId("o"),
    entity_id=EntityId("e"),
    status=RunStatus.QUEUED,
    created_at=datetime(2026, 1, 1, tzinfo=UTC),
)
REPLY = MemoryId("reply")


class PlainCodec:
    """Keeps events as they are; the bytes are places in a list."""

    def __init__(self) -> None:
        self.events: list[RunEvent] = []

    def encode_event(self, event: RunEvent) -> bytes:
        self.events.append(event)
        return str(len(self.events) - 1).encode()

    def event(self, data: bytes) -> RunEvent:
        return self.events[int(data)]

    def decode_outcome(self, data: bytes) -> tuple[Run, MessageResult]:
        raise NotImplementedError

    def encode_input(self, run_input: RunInput) -> bytes:
        raise NotImplementedError

    def decode_input(self, data: bytes) -> RunInput:
        raise NotImplementedError

    def fingerprint(self, request: MessageRequest | OpenRunRequest) -> bytes:
        raise NotImplementedError


class GatedStore:
    """Stores steps one by one; a closed gate holds them back, `failures` are raised first."""

    def __init__(self) -> None:
        self.steps: list[RunAppend] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.failures: list[ParleyError] = []
        self.texts: list[TextAppend] = []
        self.text_failures: list[Exception] = []

    async def append_texts(self, steps: Sequence[TextAppend]) -> None:
        await self.gate.wait()
        if self.text_failures:
            raise self.text_failures.pop()
        self.texts += steps

    async def append(self, _tenant: str, step: RunAppend) -> None:
        await self.gate.wait()
        if self.failures:
            raise self.failures.pop()
        self.steps.append(step)

    async def read_log(self, _tenant: TenantId, _run_id: RunId, *, after: int, max_bytes: int) -> list[LogRecord]:
        assert max_bytes > 0
        records = [record for step in self.steps for record in step.records]
        records += [record for step in self.texts for record in step.records]
        return sorted((record for record in records if record.sequence > after), key=lambda one: one.sequence)[:3]


class Logged:
    """A log at work, with what is behind it."""

    def __init__(self) -> None:
        self.codec = PlainCodec()
        self.store = GatedStore()
        store: RunStore = self.store  # type: ignore[assignment] # a log needs three of its methods
        self.texts = TextWriter(store)
        self.log = RunLog(
            tenant=DEFAULT_TENANT, run=RUN, store=store, codec=self.codec, clock=SystemClock(), texts=self.texts
        )

    def end(self) -> None:
        run = replace(self.log.run, status=RunStatus.COMPLETED)
        self.log.put(RunEnded(run=run, result=MessageResult(did_respond=True)))

    async def watched(self, after: int = 0) -> list[RunEvent]:
        async with aclosing(self.log.watch(after)) as batches:
            return [self.codec.event(data) async for batch in batches for data in batch]


@asynccontextmanager
async def logging() -> AsyncIterator[Logged]:
    logged = Logged()
    async with background(logged.texts.work()), asyncio.TaskGroup() as group:
        group.create_task(logged.log.write_behind())
        yield logged


def chunk(text: str, message: MemoryId = REPLY) -> TextChunk:
    return TextChunk(message_id=message, text=text)


async def test_nobody_sees_an_event_before_it_is_stored() -> None:
    async with logging() as logged:
        logged.store.gate.clear()
        await logged.log.append(RunStarted(run=RUN))
        async with aclosing(logged.log.watch(0)) as batches, asyncio.TaskGroup() as group:
            first = group.create_task(anext(batches))
            for _ in range(5):
                await asyncio.sleep(0)
            assert not first.done()
            logged.store.gate.set()
        assert first.done()
        logged.end()


async def test_adjacent_text_is_joined_while_a_commit_is_under_way() -> None:
    async with logging() as logged:
        logged.store.gate.clear()
        await logged.log.append(RunStarted(run=RUN))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        for piece in ("a", "ü", "c"):
            await logged.log.append(chunk(piece))
        await logged.log.append(chunk("d", MemoryId("other")))
        await logged.log.append(chunk("e"))
        logged.store.gate.set()
        logged.end()

    bodies = [event.body for event in await logged.watched()]
    chunks = [(body.text, body.index, body.offset) for body in bodies if isinstance(body, TextChunk)]
    assert chunks == [("aüc", 0, 0), ("d", 0, 0), ("e", 1, 4)]


async def test_everything_before_the_end_is_stored_before_the_end() -> None:
    async with logging() as logged:
        await logged.log.append(RunStarted(run=RUN))
        await logged.log.append(chunk("a"))
        logged.end()
        await logged.log.finished()

    events = await logged.watched()
    assert [event.sequence for event in events] == list(range(1, len(events) + 1))
    assert isinstance(events[-1].body, RunEnded)
    assert logged.store.steps[-1].outcome
    assert logged.log.result == MessageResult(did_respond=True)


async def test_nothing_follows_the_end() -> None:
    async with logging() as logged:
        logged.end()
        with pytest.raises(RunAlreadyEnded):
            await logged.log.append(chunk("late"))


@given(pieces=st.lists(st.text(max_size=5), max_size=40), waits=st.lists(st.integers(0, 3), min_size=40, max_size=40))
def test_text_offset_and_index_hold_for_every_timing(pieces: list[str], waits: list[int]) -> None:
    async def scenario() -> list[RunEvent]:
        async with logging() as logged:
            for piece, wait in zip(pieces, waits, strict=False):
                await logged.log.append(chunk(piece))
                for _ in range(wait):
                    await asyncio.sleep(0)
            logged.end()
        return await logged.watched()

    text, index = "", 0
    for event in asyncio.run(scenario()):
        if isinstance(event.body, TextChunk):
            assert (event.body.index, event.body.offset) == (index, len(text.encode()))
            text, index = text + event.body.text, index + 1
    assert text == "".join(pieces)


async def test_watchers_that_are_behind_read_the_store(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_module, "_MAX_TAIL_BYTES", 1)
    async with logging() as logged:
        for index in range(10):
            await logged.log.append(chunk(str(index), MemoryId(str(index))))
            await logged.log.flush()
        logged.end()
        await logged.log.finished()

    for after in range(11):
        assert [event.sequence for event in await logged.watched(after)] == list(range(after + 1, 12))


async def test_a_place_behind_the_end_is_refused() -> None:
    async with logging() as logged:
        with pytest.raises(FutureSequence):
            await logged.watched(7)
        logged.end()


async def test_a_slow_store_holds_the_appender_back() -> None:
    async with logging() as logged:
        logged.store.gate.clear()
        async with asyncio.TaskGroup() as group:
            flood = group.create_task(_flood(logged.log))
            for _ in range(50):
                await asyncio.sleep(0)
            assert not flood.done()
            logged.store.gate.set()
        logged.end()


async def _flood(log: RunLog) -> None:
    for index in range(10):
        await log.append(chunk("x" * 100_000, MemoryId(str(index))))


async def test_a_store_that_is_away_for_a_moment_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_module, "_STORE_PAUSES", (0.0, 0.0, 0.0))
    async with logging() as logged:
        logged.store.failures = [StoreUnavailable("away")] * 2
        await logged.log.append(chunk("a"))
        logged.end()
    assert [event.sequence for event in await logged.watched()] == [1, 2]


async def test_an_end_that_is_stored_although_the_store_said_no_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_module, "_STORE_PAUSES", (0.0, 0.0))

    class Breaking(GatedStore):
        async def append(self, tenant: str, step: RunAppend) -> None:
            if self.steps and self.steps[-1].outcome:
                raise RunAlreadyEnded(RUN.run_id)
            await super().append(tenant, step)
            if step.outcome:
                raise StoreUnavailable("the connection broke")

    async with logging() as logged:
        store: RunStore = Breaking()  # type: ignore[assignment] # as above
        logged.log._store = store
        heard: list[RunEventBody] = []
        logged.log.listener = lambda _run, body: heard.append(body)
        logged.end()
        await logged.log.finished()
    assert [type(body) for body in heard] == [RunEnded]


async def test_a_store_that_stays_away_ends_watchers_with_its_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_module, "_STORE_PAUSES", (0.0, 0.0))
    async with logging() as logged:
        logged.store.failures = [StoreUnavailable("away")] * 9
        await logged.log.append(chunk("a"))
        with pytest.raises(StoreUnavailable):
            await logged.watched()
        with pytest.raises(StoreUnavailable):
            await logged.log.append(chunk("b"))


async def test_a_closed_log_sends_its_watchers_away() -> None:
    async with logging() as logged:
        await logged.log.append(chunk("a"))
        await logged.log.flush()
        async with aclosing(logged.log.watch(0)) as batches:
            await anext(batches)
            logged.log.close(Draining())
            with pytest.raises(Draining):
                await anext(batches)


async def test_usage_and_effect_are_kept_with_the_run() -> None:
    usage = ModelUsage(input_tokens=3)
    ended = Step(step_id="s", kind=StepKind.MODEL, name="TEXT_LARGE", phase=StepPhase.COMPLETED, usage=usage)
    async with logging() as logged:
        await logged.log.append(RunStarted(run=RUN))
        await logged.log.append(ended)
        await logged.log.flush()
        assert not logged.store.steps[-1].has_effect
        await logged.log.append(ended)
        await logged.log.append(chunk("a"))
        await logged.log.flush()
        assert logged.store.steps[-1].has_effect
        logged.end()

    assert logged.log.run.usage == ModelUsage(input_tokens=6)


async def test_the_bus_hears_of_a_step_what_the_log_says_and_nothing_of_text() -> None:
    async with logging() as logged:
        await logged.log.append(RunStarted(run=RUN))
        await logged.log.append(chunk("Hi"))
        for kind, phase in ((StepKind.PROVIDER, StepPhase.FAILED), (StepKind.ACTION, StepPhase.FAILED)):
            await logged.log.append(Step(step_id="s", kind=kind, name="n", phase=phase))
        logged.end()
    told = [event for step in logged.store.steps for event in step.events]

    assert [event.type for event in told] == ["RUN_STARTED", "ACTION_COMPLETED", "RUN_ENDED"]
    assert [event.event_id for event in told] == ["r-1", "r-4", "r-5"]
    assert {(event.source, event.agent_id, event.room_id, event.run_id) for event in told} == {
        ("agent/a", "a", "o", "r")
    }
    bodies = [event.body for event in told]
    assert bodies == [event for event in logged.codec.events if event.sequence in (1, 4, 5)]


async def _speaking(logged: Logged) -> None:
    """Bring a log so far that text takes the short way: its effect is stored."""
    await logged.log.append(RunStarted(run=RUN))
    await logged.log.append(chunk("a"))
    await logged.log.flush()


async def test_text_alone_is_stored_with_that_of_other_runs_and_changes_no_run() -> None:
    async with logging() as logged:
        await _speaking(logged)
        steps = len(logged.store.steps)
        for piece in ("b", "c"):
            await logged.log.append(chunk(piece))
            await logged.log.flush()
        assert len(logged.store.steps) == steps
        assert [len(step.records) for step in logged.store.texts] == [1, 1]
        assert logged.log.run.last_sequence == 4
        logged.end()
    assert [event.sequence for event in await logged.watched()] == [1, 2, 3, 4, 5]


async def test_the_first_text_of_a_run_is_stored_with_its_effect() -> None:
    async with logging() as logged:
        await logged.log.append(RunStarted(run=RUN))
        await logged.log.append(chunk("a"))
        await logged.log.flush()
        assert logged.store.steps[-1].has_effect
        assert not logged.store.texts
        logged.end()


async def test_nobody_sees_text_before_it_is_stored() -> None:
    async with logging() as logged:
        await _speaking(logged)
        logged.store.gate.clear()
        await logged.log.append(chunk("b"))
        async with aclosing(logged.log.watch(2)) as batches, asyncio.TaskGroup() as group:
            first = group.create_task(anext(batches))
            for _ in range(9):
                await asyncio.sleep(0)
            assert not first.done()
            logged.store.gate.set()
        logged.end()


async def test_half_of_a_surrogate_pair_stops_neither_its_run_nor_the_text_of_others() -> None:
    async with logging() as logged:
        await logged.log.append(chunk("a \ud83d"))
        await logged.log.flush()
        for piece in ("b \ud83d", "\ude00 c", "d"):
            await logged.log.append(chunk(piece))
            if piece != "b \ud83d":
                await logged.log.flush()
        logged.end()
        await logged.log.finished()

    bodies = [event.body for event in await logged.watched()]
    chunks = [(body.text, body.offset) for body in bodies if isinstance(body, TextChunk)]
    assert chunks == [("a ?", 0), ("b \N{GRINNING FACE} c", 3), ("d", 11)]


async def test_a_run_whose_text_cannot_be_encoded_harms_no_other() -> None:
    class Picky(PlainCodec):
        def encode_event(self, event: RunEvent) -> bytes:
            if isinstance(event.body, TextChunk) and event.body.text == "bad":
                raise ValueError("no words")
            return super().encode_event(event)

    with pytest.raises(ExceptionGroup) as raised:
        async with logging() as logged:
            logged.log._codec = logged.codec = Picky()
            await logged.log.append(chunk("a"))
            await logged.log.flush()
            await logged.log.append(chunk("bad"))
            await logged.log.flush()
    # Of its own task, not of the one that stores the text of all.
    assert "write_behind" in {frame.name for frame in traceback.extract_tb(raised.value.exceptions[0].__traceback__)}


async def test_a_step_waits_for_the_text_before_it() -> None:
    async with logging() as logged:
        await _speaking(logged)
        logged.store.gate.clear()
        await logged.log.append(chunk("b"))
        for _ in range(3):
            await asyncio.sleep(0)
        await logged.log.append(chunk("c"))
        logged.end()
        logged.store.gate.set()
    events = await logged.watched()
    assert [event.sequence for event in events] == [1, 2, 3, 4, 5]
    assert [event.body.text for event in events if isinstance(event.body, TextChunk)] == ["a", "b", "c"]


@pytest.mark.parametrize("failure", [StoreUnavailable("away"), RuntimeError("a fault of ours")])
async def test_text_that_cannot_go_the_short_way_goes_the_long_one(failure: Exception) -> None:
    async with logging() as logged:
        await _speaking(logged)
        logged.store.text_failures = [failure]
        await logged.log.append(chunk("b"))
        await logged.log.append(chunk("c"))
        await logged.log.flush()
        await logged.log.append(chunk("d"))
        logged.end()
    events = await logged.watched()
    assert [event.sequence for event in events] == list(range(1, len(events) + 1))
    assert "".join(event.body.text for event in events if isinstance(event.body, TextChunk)) == "abcd"
    assert [event.body.offset for event in events if isinstance(event.body, TextChunk)][:2] == [0, 1]
