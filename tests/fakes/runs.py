"""A run service without agents: every message is answered at once with the same words."""

import asyncio
from collections.abc import AsyncIterator, Sequence

from parley_server.domain.callers import Caller
from parley_server.domain.errors import FutureSequence, NotFound, ParleyError
from parley_server.domain.ids import RunId, new_id
from parley_server.domain.pages import Page, PageRequest
from parley_server.domain.runs import (
    MessageRequest,
    MessageResult,
    OpenRunRequest,
    Run,
    RunEnded,
    RunEvent,
    RunEventBody,
    RunOutcome,
    RunQuery,
    RunStatus,
    TextChunk,
)
from parley_server.wire.events import EventCodec
from tests.fakes.values import MESSAGE_ID, NOW, RUN_ID, make_run


class FakeRuns:
    """Implements RunService.

    Set `failure` to make every call raise it; `waits` holds streams open after one event, `endless` goes on with as
    many large events as somebody takes (`produced` counts them), `ending` is raised after the first event.
    """

    def __init__(self) -> None:
        self.codec = EventCodec()
        self.requests: list[MessageRequest] = []
        self.queries: list[tuple[RunQuery, PageRequest]] = []
        self.failure: BaseException | None = None
        self.ending: BaseException | None = None
        self.log: list[bytes] = []
        self.result = MessageResult(did_respond=True)
        self.waits = False
        self.endless = False
        self.produced = 0
        self.closed = asyncio.Event()
        self.started = asyncio.Event()
        self.runs = [make_run(RunId(f"01930000-0000-7000-8000-{number:012x}")) for number in range(1, 6)]

    def events(self) -> list[bytes]:
        if self.log:
            return self.log
        run = make_run()
        bodies: tuple[RunEventBody, ...] = (
            TextChunk(message_id=MESSAGE_ID, text="Hi "),
            TextChunk(message_id=MESSAGE_ID, text="there.", index=1, offset=3),
            RunEnded(run=run, result=self.result),
        )
        return [
            self.codec.encode_event(RunEvent(run_id=RUN_ID, sequence=number, time=NOW, body=body))
            for number, body in enumerate(bodies, start=1)
        ]

    async def stream(self, caller: Caller, request: MessageRequest) -> AsyncIterator[Sequence[bytes]]:
        self._take(request)
        async for batch in self._tail(0):
            yield batch

    async def watch(self, caller: Caller, run_id: RunId, *, after: int) -> AsyncIterator[Sequence[bytes]]:
        self._find(run_id)
        if after > len(self.events()):
            raise FutureSequence(after, len(self.events()))
        async for batch in self._tail(after):
            yield batch

    async def _tail(self, after: int) -> AsyncIterator[Sequence[bytes]]:
        self.started.set()
        try:
            first, *rest = self.events()[after:]
            yield [first]
            if self.ending is not None:
                raise self.ending
            while self.endless:
                self.produced += 1
                yield [self._large()]
            if self.waits:
                await asyncio.Event().wait()
            yield rest
        finally:
            self.closed.set()

    def _large(self) -> bytes:
        body = TextChunk(message_id=MESSAGE_ID, text="x" * 65_536)
        return self.codec.encode_event(RunEvent(run_id=RUN_ID, sequence=2, time=NOW, body=body))

    async def handle(self, caller: Caller, request: MessageRequest) -> RunOutcome:
        self._take(request)
        self.started.set()
        if self.waits:
            try:
                await asyncio.Event().wait()
            finally:
                self.closed.set()
        return RunOutcome(run=make_run(), result=self.result)

    async def handle_many(
        self, caller: Caller, requests: Sequence[MessageRequest | ParleyError]
    ) -> Sequence[RunOutcome | ParleyError]:
        return [item if isinstance(item, ParleyError) else await self.handle(caller, item) for item in requests]

    async def submit(self, caller: Caller, request: MessageRequest) -> Run:
        self._take(request)
        return make_run(status=RunStatus.QUEUED)

    async def get(self, caller: Caller, run_id: RunId) -> RunOutcome:
        return RunOutcome(run=self._find(run_id), result=self.result)

    async def list_page(self, caller: Caller, query: RunQuery, page: PageRequest) -> Page[Run]:
        self.queries.append((query, page))
        start = int(page.after_key or 0)
        end = start + page.size
        return Page(items=self.runs[start:end], next_key=str(end) if end < len(self.runs) else None)

    async def cancel(self, caller: Caller, run_id: RunId, *, reason: str) -> Run:
        self._find(run_id)
        return make_run(run_id, RunStatus.CANCELLED)

    async def open(self, caller: Caller, request: OpenRunRequest) -> Run:
        return make_run(RunId(new_id()), RunStatus.STARTED)

    async def finish(self, caller: Caller, run_id: RunId, *, status: RunStatus, reason: str) -> Run:
        self._find(run_id)
        return make_run(run_id, status)

    def _take(self, request: MessageRequest) -> None:
        self.requests.append(request)
        if self.failure is not None:
            raise self.failure

    def _find(self, run_id: RunId) -> Run:
        if self.failure is not None:
            raise self.failure
        for run in self.runs:
            if run.run_id == run_id:
                return run
        raise NotFound("run", run_id)
