"""The events of one run, whole and in order, whatever happens to the connection."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from types import TracebackType
from typing import Final, Self

import grpc.aio
from grpc import StatusCode

from parley.v1.messages_pb2 import Run, RunEnded, RunEvent
from parley_client.connection import being_cancelled
from parley_client.errors import Cancelled, EndMissing, ParleyRpcError, RunNotEnded, SequenceGap
from parley_client.pieces import TextPiece, TextPieces
from parley_client.replies import Reply
from parley_client.retry import Outage
from parley_client.sources import Frame, FrameCall, RunSource
from parley_client.statuses import error_from_rpc

# How long the server may take to close a stream whose last event has come.
_FAREWELL: Final = 1.0


class RunStream:
    """The events of one run: an async iterator that ends after the terminal event, and only then.

    When the connection is lost or the server leaves, it goes on with the next event as soon as a server is there: no
    event comes twice and none is left out. A stream has one reader at a time, which may stop, or be cancelled, and go
    on later. Use it as an async context manager, or call `aclose`, when you may leave before the end; the run goes on
    then, unless its options say `on_disconnect` CANCEL.

    Iteration raises ParleyRpcError: what the server answers, or the last error when nobody came back in time;
    SequenceGap and EndMissing when the server breaks the contract. A run that ends badly is no error here: see
    `result.error`.
    """

    def __init__(self, source: RunSource, outage: Outage, *, run_id: str = "", after_sequence: int = 0) -> None:
        """Made by the client's `stream` and `watch`; nothing is sent before the first event is asked for."""
        self._source = source
        self._outage = outage
        self._run_id = run_id
        self._received = after_sequence
        self._last_sequence = after_sequence
        self._pending: deque[RunEvent] = deque()
        self._call: FrameCall | None = None
        self._frames: AsyncIterator[Frame] | None = None
        self._end: RunEnded | None = None
        self._result: Reply | None = None
        self._fresh_token_tried = False
        self._closed = False

    @property
    def run_id(self) -> str:
        """Id of the run; empty until the first event of a new run has come."""
        return self._run_id

    @property
    def last_sequence(self) -> int:
        """Number of the last event handed out: give it to `watch` to go on from here, in another process too."""
        return self._last_sequence

    @property
    def result(self) -> Reply:
        """The run and what came of it. Raises RunNotEnded before the terminal event was handed out."""
        if self._result is None:
            raise RunNotEnded(f"run {self._run_id or '(not begun)'} has not ended; read its stream to the end first")
        return self._result

    def __aiter__(self) -> Self:
        """Return the stream itself: all loops over it share one position."""
        return self

    async def __anext__(self) -> RunEvent:
        """Return the next event. A cancel loses nothing."""
        while not self._pending:
            if self._end is not None or self._closed:
                await self._farewell()
                raise StopAsyncIteration
            await self._read()
        event = self._pending.popleft()
        self._last_sequence = event.sequence
        if self._end is not None and not self._pending:
            self._result = Reply(run=self._end.run, result=self._end.result)
        return event

    async def pieces(self) -> AsyncIterator[TextPiece]:
        """Yield the words of the rest of the run, each with the message that it belongs to."""
        texts = TextPieces()
        async for event in self:
            for piece in texts.of(event):
                yield piece

    async def text(self) -> AsyncIterator[str]:
        """Yield the words of the rest of the run as they come; a blank line parts two messages."""
        message_id = None
        async for piece in self.pieces():
            if message_id not in (None, piece.message_id):
                yield "\n\n"
            message_id = piece.message_id
            yield piece.text

    async def wait(self) -> Reply:
        """Read to the end and return the result."""
        async for _ in self:
            pass
        return self.result

    async def cancel(self, reason: str = "") -> Run:
        """Cancel the run and return it; go on reading for its terminal event. Harmless when it has ended.

        Works beside a reader, and before the first event too: a run that waits in its room's queue is found by its
        request_id. Raises ParleyRpcError.
        """
        if not self._run_id:
            self._run_id = await self._source.find()
        return await self._source.cancel(self._run_id, reason)

    async def aclose(self) -> None:
        """Stop watching. The stream ends here; the run goes on. May be repeated."""
        self._closed = True
        self._pending.clear()
        self._drop()

    async def __aenter__(self) -> Self:
        """Return the stream."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop watching."""
        await self.aclose()

    async def _read(self) -> None:
        """Read one frame, or recover from a loss; both may leave `_pending` empty."""
        try:
            frame = await anext(self._open_frames())
        except StopAsyncIteration:
            self._drop()
            raise EndMissing(self._run_id, self._received) from None
        except grpc.aio.AioRpcError as error:
            self._drop()
            await self._recover(error_from_rpc(error))
        except asyncio.CancelledError:
            # The call is dead now; the next read opens another one at the same place.
            self._drop()
            if being_cancelled():
                raise
            raise Cancelled("the stream or its client was closed") from None
        else:
            self._accept(frame)

    def _open_frames(self) -> AsyncIterator[Frame]:
        if self._frames is None:
            self._outage.opened()
            self._call = self._source.open(self._run_id, self._received)
            self._frames = aiter(self._call)
        return self._frames

    def _accept(self, frame: Frame) -> None:
        for event in frame.events:
            if self._end is not None or event.sequence <= self._received:
                continue
            if event.sequence > self._received + 1:
                self._drop()
                raise SequenceGap(self._run_id, expected=self._received + 1, received=event.sequence)
            self._run_id = self._run_id or event.run_id
            self._received = event.sequence
            self._pending.append(event)
            self._end = _end_of(event)
            self._outage.over()
            self._fresh_token_tried = False

    async def _recover(self, error: ParleyRpcError) -> None:
        """Wait until it makes sense to try again. Raises `error` when it never does."""
        if self._is_passing(error):
            await self._outage.wait(error)
        elif error.reason == "TOKEN_EXPIRED" and self._source.renews_token and not self._fresh_token_tried:
            self._fresh_token_tried = True
        else:
            raise error

    def _is_passing(self, error: ParleyRpcError) -> bool:
        if error.code is StatusCode.UNAVAILABLE:
            return True
        if error.code is StatusCode.RESOURCE_EXHAUSTED:
            # Too slow, or too many came back at once. A new message is the caller's to repeat, a place in a log ours.
            return bool(self._run_id) and error.retry_after is not None
        # Not a Parley server's word: those give a reason. Something on the way has reset the stream.
        reset = error.code is StatusCode.CANCELLED or "RST_STREAM" in error.message
        return reset and not error.reason and not error.request_id

    async def _farewell(self) -> None:
        """Let the server close its side, so that it does not count a cancelled call."""
        try:
            if self._frames is not None:
                async with asyncio.timeout(_FAREWELL):
                    await anext(self._frames)
        except (grpc.aio.AioRpcError, StopAsyncIteration, TimeoutError):
            # The run has ended; how its stream ends no longer matters to anybody.
            pass
        except asyncio.CancelledError:
            if being_cancelled():
                raise
        finally:
            self._drop()

    def _drop(self) -> None:
        call, self._call, self._frames = self._call, None, None
        if call is not None:
            call.cancel()


def _end_of(event: RunEvent) -> RunEnded | None:
    match event.WhichOneof("event"):
        case "ended":
            return event.ended
        case "timeout":
            return event.timeout
        case _:
            return None
