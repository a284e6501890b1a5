"""One Exchange: frames come in, are answered in their order, and events go out in between."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

import grpc
from google.protobuf.message import DecodeError

from parley.v1 import bus_pb2, common_pb2
from parley_server.bus.reader import CloseReason
from parley_server.domain.callers import Caller
from parley_server.domain.errors import (
    Draining,
    FrameUnknown,
    InvalidField,
    ParleyError,
    ProtocolVersionUnknown,
    SlowConsumer,
    TakenOver,
    TooLarge,
)
from parley_server.rpc.bus.acks import read_acks
from parley_server.rpc.bus.answers import Answer, Answers
from parley_server.rpc.bus.doors import BusDoor
from parley_server.rpc.bus.members import Members
from parley_server.rpc.bus.publishing import Publisher
from parley_server.rpc.bus.subscriptions import StreamSubscriptions
from parley_server.rpc.checks import check_request
from parley_server.rpc.drain import Drain
from parley_server.rpc.interceptors.payloads import encode
from parley_server.rpc.types import Context
from parley_server.wire.bus import ack_result_to_proto, log_to_proto
from parley_server.wire.bus_bytes import SentPublish, exchange_response, read_publish_frame
from parley_server.wire.errors import error_to_status
from parley_server.wire.payloads import Form
from parley_server.wire.times import seconds_to_proto, span_to_proto

if TYPE_CHECKING:
    from google.protobuf.message import Message

T = TypeVar("T")

MAJOR = 1
CAPABILITIES: frozenset[str] = frozenset()
# So many answers go out before deliveries have their turn again.
_BURST = 16
_MISSED_PINGS = 3
# Timers may be early by so much.
_TIMER_SECONDS = 0.005
_RESPONSE = bus_pb2.ExchangeResponse
_RECONNECT_AFTER = timedelta(seconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamLimits:
    """What one stream may bring and how long it is waited for; times in seconds."""

    frame_bytes: int = 1024 * 1024
    owed: int = 256
    owed_bytes: int = 8 * 1024 * 1024
    acks: int = 64
    heartbeat: float = 10.0
    leave: float = 0.5


class BusStream:
    """Serves one Exchange."""

    def __init__(
        self,
        context: Context,
        *,
        bus: BusDoor,
        caller: Caller,
        publisher: Publisher,
        members: Members,
        drain: Drain,
        limits: StreamLimits,
        form: Form | None,
    ) -> None:
        """Take what the stream is about; nothing happens before `run`."""
        self._context = context
        self._bus = bus
        self._caller = caller
        self._publisher = publisher
        self._members = members
        self._drain = drain
        self._limits = limits
        self._form = form
        self._loop = asyncio.get_running_loop()
        self._wake = asyncio.Event()
        self._room = asyncio.Event()
        self._answers = Answers(self._wake.set, most=limits.owed, most_bytes=limits.owed_bytes)
        self._subscriptions = StreamSubscriptions(bus, caller.tenant, self._wake.set)
        self._deadline = asyncio.timeout(None)
        self._acks = 0
        self._frames = 0
        self._heard = 0.0
        self._nonce = 0
        self._beat: asyncio.TimerHandle | None = None
        self._client_id = ""
        self._input_ended = False
        self._ending: ParleyError | None = None

    # ---- From begin to end ----

    async def run(self, requests: AsyncIterator[bytes]) -> None:
        """Serve until the client is gone, nothing is open after its half-close, or the stream has to end.

        Whatever happens, no reader, timer or task of it is left.
        """
        forget = self._drain.listen(self._leave)
        try:
            async with self._deadline, asyncio.TaskGroup() as group:
                reading = group.create_task(self._read(requests, group))
                await self._write()
                reading.cancel()
        except TimeoutError:
            if self._ending is not None and self._deadline.expired():
                raise self._ending from None
            raise
        finally:
            forget()
            if self._beat is not None:
                self._beat.cancel()
            if self._client_id:
                self._members.leave(self._caller, self._client_id, self)
            self._subscriptions.release()

    def take_over(self) -> None:
        """Give all back and end: a newer connection of the same client is there."""
        self._subscriptions.close_all(CloseReason.TAKEN_OVER)
        self._end(TakenOver(self._client_id), self._limits.leave)

    def _leave(self) -> None:
        grace = self._limits.leave
        drain = common_pb2.Drain(
            reason="the server is shutting down",
            grace=seconds_to_proto(grace),
            reconnect_after=span_to_proto(_RECONNECT_AFTER),
        )
        self._answers.say(_frame(0, _RESPONSE.DRAIN_FIELD_NUMBER, drain))
        self._end(Draining(), grace)

    def _end(self, error: ParleyError, grace: float) -> None:
        # The stream ends with this error once nothing is owed, and at the latest after the grace.
        if self._ending is None or not grace:
            self._ending = error
            if not self._deadline.expired():
                self._deadline.reschedule(self._loop.time() + grace)
            self._wake.set()

    @property
    def _is_draining(self) -> bool:
        return isinstance(self._ending, Draining)

    def _is_over(self) -> bool:
        if self._answers.owed or self._answers.ready:
            return False
        if self._is_draining:
            return self._input_ended or not self._subscriptions.given_out
        if self._ending is not None:
            return not self._subscriptions.has_work
        return self._input_ended and not self._subscriptions

    # ---- Out ----

    async def _write(self) -> None:
        ready = self._answers.ready
        while True:
            self._wake.clear()
            await self._answer()
            frame = None if self._is_draining else await self._subscriptions.take()
            if frame is not None:
                # Who publishes and reads on one stream hears of the publish before the event.
                await self._answer()
                await self._send(frame)
            elif self._is_over():
                if self._ending is not None:
                    raise self._ending
                return
            elif not ready:
                await self._wake.wait()

    async def _answer(self) -> None:
        ready = self._answers.ready
        for _ in range(_BURST):
            if not ready:
                break
            await self._send(ready.popleft())
            self._room.set()

    async def _send(self, frame: bytes) -> None:
        if self._form is not None:
            frame = encode(frame, self._form, bus_pb2.ExchangeResponse, bytes)
        try:
            await self._context.write(frame)
        except grpc.aio.InternalError:
            # A write that is cancelled says this, too.
            if self._ending is not None:
                raise self._ending from None
            raise

    # ---- In ----

    async def _read(self, requests: AsyncIterator[bytes], group: asyncio.TaskGroup) -> None:
        self._heard = self._loop.time()
        async for raw in requests:
            self._heard = self._loop.time()
            await self._take_in(raw, group)
            while self._answers.is_full or self._acks >= self._limits.acks:
                self._room.clear()
                await self._room.wait()
        self._input_ended = True
        self._wake.set()

    async def _take_in(self, raw: bytes, group: asyncio.TaskGroup) -> None:
        if self._ending is not None and not self._is_draining:
            return
        frame_id = 0
        try:
            # Read first of all, so that every answer names the frame.
            sent = _parse(read_publish_frame, raw)
            frame = bus_pb2.ExchangeRequest() if sent else _parse(bus_pb2.ExchangeRequest.FromString, raw)
            frame_id = sent[0] if sent else frame.frame_id
            if len(raw) > self._limits.frame_bytes:
                raise TooLarge("request", limit=self._limits.frame_bytes, unit="bytes")
            self._frames += 1
            if sent:
                self._publish(frame_id, sent[1], len(raw))
            else:
                await self._handle(frame, len(raw), group)
        except ParleyError as error:
            self._answers.add(_error(frame_id, error))

    async def _handle(self, frame: bus_pb2.ExchangeRequest, size: int, group: asyncio.TaskGroup) -> None:
        case = frame.WhichOneof("frame")
        if case is None:
            raise FrameUnknown
        check_request(getattr(frame, case), path=case)
        match case:
            case "acknowledge":
                self._begin_acks(frame, size, group)
            case "credit":
                self._subscriptions.add_credit(frame.credit)
            case "subscribe":
                await self._subscribe(frame)
            case "unsubscribe":
                self._subscriptions.close(frame.unsubscribe.handle, frame.frame_id)
            case "hello":
                await self._greet(frame)
            case "ping":
                self._answers.say(_frame(frame.frame_id, _RESPONSE.PONG_FIELD_NUMBER, frame.ping))
            case "refresh":
                # Authentication is off: every token is as good as none, and never expires.
                self._answers.add(_frame(frame.frame_id, _RESPONSE.REFRESHED_FIELD_NUMBER, common_pb2.RefreshResult()))

    def _publish(self, frame_id: int, request: SentPublish, size: int) -> None:
        answer = self._answers.reserve(size)

        def done(result: bus_pb2.PublishResponse | ParleyError) -> None:
            if isinstance(result, ParleyError):
                self._fill(answer, _error(frame_id, result))
            else:
                self._fill(answer, _frame(frame_id, _RESPONSE.PUBLISHED_FIELD_NUMBER, result))

        try:
            self._publisher.publish(request, done)
        except ParleyError as error:
            done(error)

    def _fill(self, answer: Answer, data: bytes) -> None:
        self._answers.fill(answer, data)
        self._room.set()

    def _begin_acks(self, frame: bus_pb2.ExchangeRequest, size: int, group: asyncio.TaskGroup) -> None:
        subscription_id = self._subscriptions.durable_of(frame.acknowledge)
        acks = read_acks(frame.acknowledge, "acknowledge.")
        answer = self._answers.reserve(size)
        self._acks += 1

        async def settle() -> None:
            try:
                result = await self._bus.acknowledge(self._caller.tenant, subscription_id, acks)
                data = _frame(frame.frame_id, _RESPONSE.ACKNOWLEDGED_FIELD_NUMBER, ack_result_to_proto(result))
            except ParleyError as error:
                data = _error(frame.frame_id, error)
            self._subscriptions.count_acks(subscription_id, acks)
            self._acks -= 1
            self._fill(answer, data)

        group.create_task(settle())

    async def _subscribe(self, frame: bus_pb2.ExchangeRequest) -> None:
        if self._ending is not None:
            raise self._ending
        refusal = await self._subscriptions.open(frame.subscribe, frame.frame_id)
        if refusal is not None:
            self._answers.add(refusal)
        if isinstance(self._ending, TakenOver):
            # It happened while the store was read.
            self._subscriptions.close_all(CloseReason.TAKEN_OVER)

    # ---- Who is there ----

    async def _greet(self, frame: bus_pb2.ExchangeRequest) -> None:
        hello = frame.hello
        if self._frames > 1:
            raise InvalidField("hello", "only as the first frame")
        major = hello.version.major if hello.HasField("version") else MAJOR
        if major != MAJOR:
            error = ProtocolVersionUnknown(major, first=MAJOR, last=MAJOR)
            self._answers.add(_error(frame.frame_id, error))
            self._end(error, self._limits.leave)
            return
        log = await self._bus.log_info(self._caller.tenant)
        if hello.client_id:
            self._client_id = hello.client_id
            self._members.enter(self._caller, hello.client_id, self)
        welcome = bus_pb2.BusWelcome(
            version=common_pb2.ProtocolVersion(major=MAJOR),
            capabilities=sorted(CAPABILITIES & set(hello.capabilities)),
            heartbeat=seconds_to_proto(self._limits.heartbeat),
            log=log_to_proto(log),
        )
        self._answers.add(_frame(frame.frame_id, _RESPONSE.WELCOME_FIELD_NUMBER, welcome))
        self._beat = self._loop.call_later(self._limits.heartbeat, self._on_beat)

    def _on_beat(self) -> None:
        now = self._loop.time()
        if self._answers.owed:
            # Its frames may wait unread for a slow store: that is not its fault.
            self._heard = now
        left = self._heard + _MISSED_PINGS * self._limits.heartbeat - now
        if left < _TIMER_SECONDS:
            self._end(SlowConsumer(f"no sign of life for {now - self._heard:.0f} s"), 0)
            return
        self._nonce += 1
        self._answers.say(_frame(0, _RESPONSE.PING_FIELD_NUMBER, common_pb2.Ping(nonce=self._nonce)))
        # Not a whole beat too late for a client that was last heard just behind one.
        self._beat = self._loop.call_later(min(self._limits.heartbeat, left), self._on_beat)


def _parse(read: Callable[[bytes], T], raw: bytes) -> T:
    try:
        return read(raw)
    except DecodeError as error:
        raise InvalidField("request", "not a message of this method") from error


def _frame(in_reply_to: int, number: int, message: Message) -> bytes:
    return exchange_response(in_reply_to, number, message.SerializeToString())


def _error(in_reply_to: int, error: ParleyError) -> bytes:
    return _frame(in_reply_to, _RESPONSE.ERROR_FIELD_NUMBER, error_to_status(error))
