"""Clients that load a bus over Exchange, survive whatever happens to their connection, and note what they see."""

from __future__ import annotations

import asyncio
import os
import random
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import TypeAlias

import grpc
from google.rpc import error_details_pb2, status_pb2

from parley.v1 import bus_pb2, bus_pb2_grpc
from tests.faults.bus_history import (
    Answered,
    Closed,
    Delivered,
    Ended,
    History,
    Missed,
    Opened,
    Sent,
    Told,
    now,
)
from tests.faults.bus_validators import CUT

TYPE = "custom:load"
CALL_SECONDS = 30.0
_RETRY_SECONDS = 0.05
# No two processes number their streams alike.
_streams = count(os.getpid() * 1_000_000)

Stub: TypeAlias = "bus_pb2_grpc.BusServiceStub"
Exchange: TypeAlias = "grpc.aio.StreamStreamCall[bus_pb2.ExchangeRequest, bus_pb2.ExchangeResponse]"


@dataclass
class Endpoint:
    """Where the server is at the moment, if it is."""

    address: str = ""
    up: asyncio.Event = field(default_factory=asyncio.Event)

    def at(self, address: str) -> None:
        """Know that a server answers there."""
        self.address = address
        self.up.set()

    def gone(self) -> None:
        """Know that it does not."""
        self.up.clear()


@asynccontextmanager
async def connected(address: str) -> AsyncIterator[Stub]:
    """Open a connection of its own."""
    options = (("grpc.use_local_subchannel_pool", 1),)
    async with grpc.aio.insecure_channel(address, options=options) as channel:
        yield bus_pb2_grpc.BusServiceStub(channel)


def reason_of(status: status_pb2.Status) -> str:
    """Return the reason of an error."""
    for detail in status.details:
        info = error_details_pb2.ErrorInfo()
        if detail.Unpack(info):
            return info.reason
    return str(status.code)


class StreamLost(Exception):
    """The stream is broken, or was cut."""


class Client:
    """Holds a stream open until it is done, again and again."""

    def __init__(self, name: str, endpoint: Endpoint, history: History) -> None:
        self.name = name
        self.endpoint = endpoint
        self.history = history
        self.done = asyncio.Event()
        self.is_connected = False
        self.is_open = False
        self.connections = 0
        self.stream = 0
        self._is_cut = False
        self._writing = asyncio.Lock()
        # A write of grpc.aio may not notice that its call was cancelled.
        self._limit = asyncio.timeout(None)
        self._call: Exchange | None = None

    async def run(self) -> None:
        """Connect and go on until the client is done."""
        while not self.done.is_set():
            await self.endpoint.up.wait()
            if self.done.is_set():
                return
            self.stream = next(_streams)
            self._is_cut = False
            try:
                async with connected(self.endpoint.address) as stub:
                    self._call = call = stub.Exchange()
                    self.connections += 1
                    self.is_connected = True
                    await self.converse(call)
                    self.note_end(CUT)
                    call.cancel()
            except StreamLost as error:
                self.note_end(str(error))
                await asyncio.sleep(_RETRY_SECONDS)
            finally:
                self.is_connected = self.is_open = False
                self._call = None

    async def converse(self, call: Exchange) -> None:
        """Use a stream; returns when it is not needed any more, raises when it is broken."""
        raise NotImplementedError

    def note_end(self, why: str) -> None:
        """Note that the stream is over, unless that is known."""
        self.is_open = False
        if not self._is_cut:
            self._is_cut = True
            self.history.add(Ended(now(), self.stream, why))

    def cut(self) -> None:
        """Cut the connection; what has come and was not read is lost."""
        self.note_end(CUT)
        if self._call is not None:
            self._call.cancel()
        if self._writing.locked():
            self._limit.reschedule(asyncio.get_running_loop().time() + _RETRY_SECONDS)

    async def read(self, call: Exchange) -> bus_pb2.ExchangeResponse:
        """Return the next frame. Raises StreamLost when there is none."""
        with self._broken():
            frame = await call.read()
            if not isinstance(frame, bus_pb2.ExchangeResponse):
                raise StreamLost(f"{(await call.code()).name}: {await call.details()}")
        if self._is_cut:
            raise StreamLost(CUT)
        return frame

    async def write(self, call: Exchange, frame: bus_pb2.ExchangeRequest) -> None:
        """Send a frame. Raises StreamLost."""
        # Two writes at the same time break a stream of grpc.aio.
        async with self._writing:
            if self._is_cut:
                raise StreamLost(CUT)
            with self._broken():
                async with asyncio.timeout(None) as self._limit:
                    await call.write(frame)

    @contextmanager
    def _broken(self) -> Iterator[None]:
        try:
            yield
        except grpc.aio.AioRpcError as error:
            raise StreamLost(f"{error.code().name}: {error.details()}") from None
        except (asyncio.InvalidStateError, grpc.aio.UsageError, TimeoutError) as error:
            raise StreamLost(repr(error)) from None
        except asyncio.CancelledError:
            # A call that was cancelled says this, too.
            task = asyncio.current_task()
            if self._is_cut and task is not None and not task.cancelling():
                raise StreamLost(CUT) from None
            raise


@contextmanager
def unwrapped() -> Iterator[None]:
    """Let a group of tasks fail as one of them did."""
    try:
        yield
    except* StreamLost as errors:
        raise StreamLost(str(errors.exceptions[0])) from None


class Publisher(Client):
    """Publishes `number` events, some frames at a time; what was not answered is sent again, with the same ids."""

    def __init__(
        self,
        name: str,
        endpoint: Endpoint,
        history: History,
        *,
        number: int | None = None,
        batch: int = 10,
        in_flight: int = 8,
        keys: int = 10,
        size: int = 64,
        pause: float = 0.0,
    ) -> None:
        super().__init__(name, endpoint, history)
        self.answered = 0
        self.refused = 0
        self.number = number
        self._batch = batch
        self._in_flight = in_flight
        self._keys = keys
        self._filler = "x" * size
        self._pause = pause
        self._made = 0
        self._is_stopping = False
        self._waiting: dict[int, list[int]] = {}
        self._room = asyncio.Event()

    def stop(self) -> None:
        """Make no more events; be done when all are answered."""
        self._is_stopping = True
        self._room.set()

    async def converse(self, call: Exchange) -> None:
        """Send and read at the same time."""
        with unwrapped():
            async with asyncio.TaskGroup() as group:
                reading = group.create_task(self._read_answers(call))
                await self._send_all(call)
                await self._drained()
                reading.cancel()
        self.done.set()

    async def _send_all(self, call: Exchange) -> None:
        frames = dict(self._waiting)
        for frame_id, orders in frames.items():
            await self._send(call, frame_id, orders)
        while not self._is_stopping and (self.number is None or self._made < self.number):
            while len(self._waiting) >= self._in_flight and not self._is_stopping:
                self._room.clear()
                await self._room.wait()
            orders = list(range(self._made, self._made + self._batch))
            self._made += self._batch
            frame_id = orders[0] + 1
            self._waiting[frame_id] = orders
            await self._send(call, frame_id, orders)
            # Others run here, too.
            await asyncio.sleep(self._pause)

    async def _drained(self) -> None:
        while self._waiting:
            self._room.clear()
            await self._room.wait()

    async def _send(self, call: Exchange, frame_id: int, orders: Iterable[int]) -> None:
        request = bus_pb2.ExchangeRequest(frame_id=frame_id)
        for order in orders:
            event = request.publish.events.add(event_id=f"{self.name}-{order}", type=TYPE)
            event.ordering_key = f"{self.name}/{order % self._keys}"
            event.payload.text = self._filler
            self.history.add(Sent(now(), self.name, self.stream, event.event_id, event.ordering_key, order))
        await self.write(call, request)

    async def _read_answers(self, call: Exchange) -> None:
        while True:
            frame = await self.read(call)
            orders = self._waiting.get(frame.in_reply_to)
            if frame.HasField("published") and orders is not None:
                self._take(frame.published, orders)
                del self._waiting[frame.in_reply_to]
                self._room.set()
            elif frame.HasField("error"):
                reason = reason_of(frame.error)
                for order in orders or ():
                    self.history.add(Answered(now(), self.name, f"{self.name}-{order}", 0, reason=reason))

    def _take(self, published: bus_pb2.PublishResponse, orders: Sequence[int]) -> None:
        at = now()
        self.answered += len(orders)
        if not published.outcomes:
            for place, order in enumerate(orders):
                sequence = published.first_sequence + place
                self.history.add(Answered(at, self.name, f"{self.name}-{order}", sequence))
            return
        for outcome, order in zip(published.outcomes, orders, strict=True):
            reason = reason_of(outcome.error) if outcome.HasField("error") else ""
            self.refused += bool(reason)
            self.history.add(
                Answered(at, self.name, f"{self.name}-{order}", outcome.sequence, outcome.duplicate, reason)
            )


class Reader(Client):
    """An ephemeral subscription that resumes where it was, by token or by sequence, until it reaches `end`."""

    def __init__(
        self,
        name: str,
        endpoint: Endpoint,
        history: History,
        *,
        chance: random.Random,
        credit: int = 0,
        pause: float = 0.0,
        max_events: int = 0,
        log: bool = True,
    ) -> None:
        super().__init__(name, endpoint, history)
        self.last: int | None = None
        self.received = 0
        self.ages: list[float] = []
        self._chance = chance
        self._credit = credit
        self._pause = pause
        self._max_events = max_events
        self._log = log
        self._token = ""
        self._end: int | None = None

    def finish_at(self, sequence: int) -> None:
        """Be done behind this event."""
        self._end = sequence
        self._look()

    def _look(self) -> None:
        if self._end is not None and (self.last or 0) >= self._end and not self.done.is_set():
            self.history.finished.add(self.name)
            self.done.set()
            self.cut()

    async def converse(self, call: Exchange) -> None:
        """Subscribe, and read."""
        by_token = bool(self._token) and self._chance.random() < 0.5
        await self.write(call, self._request(by_token))
        granted = self._credit
        while True:
            frame = await self.read(call)
            delivery = frame.delivery
            if frame.HasField("error"):
                self.note_end(reason_of(frame.error))
                return
            if not frame.HasField("delivery"):
                continue
            at = now()
            if delivery.HasField("opened"):
                after = delivery.opened.after_sequence
                self.history.add(Opened(at, self.name, self.stream, after, "", self.last, by_token))
                self.is_open = True
                if self.last is None:
                    self.last = after
            elif delivery.HasField("progress"):
                self.history.add(Told(at, self.stream, delivery.progress.sequence))
            elif delivery.HasField("gap"):
                gap = delivery.gap
                self.history.add(Missed(at, self.stream, gap.first_sequence, gap.last_sequence))
            elif delivery.HasField("closed"):
                self.history.add(Closed(at, self.stream, delivery.closed.reason))
                return
            granted = await self._take(call, delivery, granted, at)
            self._token = delivery.resume_token or self._token
            self._look()
            if self._pause:
                await asyncio.sleep(self._pause)

    async def _take(self, call: Exchange, delivery: bus_pb2.SubscribeResponse, granted: int, at: float) -> int:
        for event in delivery.events:
            self.received += 1
            if self._log:
                self.history.add(Delivered(at, self.stream, event.sequence, event.event_id, event.ordering_key))
            self.last = event.sequence
        granted -= len(delivery.events)
        if self._credit and granted <= self._credit // 2:
            more = self._credit - granted
            await self.write(call, bus_pb2.ExchangeRequest(credit=bus_pb2.CreditFrame(add=bus_pb2.Credit(events=more))))
            granted += more
        return granted

    def _request(self, by_token: bool) -> bus_pb2.ExchangeRequest:
        subscribe = bus_pb2.SubscribeRequest()
        subscribe.filter.types.append(TYPE)
        if by_token:
            subscribe.start.resume_token = self._token
        elif self.last is None:
            subscribe.start.earliest.SetInParent()
        else:
            subscribe.start.after_sequence = self.last
        if self._credit:
            subscribe.credit.events = self._credit
        if self._max_events:
            subscribe.batching.max_events = self._max_events
        return bus_pb2.ExchangeRequest(subscribe=subscribe)
