"""The subscriptions that one stream has open: handles, credit, and whose turn it is."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial

from parley.v1 import bus_pb2
from parley_server.bus.reader import Closed, CloseReason, Delivered, Opened, Reader, Taken
from parley_server.domain.bus import Ack
from parley_server.domain.errors import (
    Compacted,
    FutureSequence,
    HandleInUse,
    HandleUnknown,
    InvalidField,
    Overloaded,
)
from parley_server.domain.ids import TenantId
from parley_server.rpc.bus.doors import BusDoor
from parley_server.rpc.bus.reading import Notes, open_reader
from parley_server.wire.bus import MAX_CREDIT_BYTES, MAX_CREDIT_EVENTS
from parley_server.wire.bus_bytes import exchange_response

MAX_OPEN = 1000
_DELIVERY = bus_pb2.ExchangeResponse.DELIVERY_FIELD_NUMBER


class _Open:
    """One subscription: its reader, the frames that its first and last answer belong to, what it may still send."""

    __slots__ = ("bytes", "close_frame", "durable", "events", "given", "handle", "is_queued", "open_frame", "reader")

    def __init__(self, request: bus_pb2.SubscribeRequest, frame_id: int) -> None:
        self.handle = request.handle
        self.durable = request.subscription_id
        self.open_frame = frame_id
        self.close_frame: int | None = None
        self.events = request.credit.events
        self.bytes = request.credit.bytes
        self.given = 0
        self.is_queued = False
        self.reader: Reader | None = None


class StreamSubscriptions:
    """Opens and closes subscriptions, and takes their frames in turns."""

    def __init__(self, bus: BusDoor, tenant: TenantId, wake: Callable[[], None]) -> None:
        """Take the bus, and what to call when there may be something to take."""
        self._bus = bus
        self._tenant = tenant
        self._wake = wake
        self._notes = Notes(bus, tenant)
        self._open: dict[int, _Open] = {}
        self._turns: deque[_Open] = deque()

    def __len__(self) -> int:
        """Return how many are open."""
        return len(self._open)

    @property
    def has_work(self) -> bool:
        """Whether one of them may have something to send."""
        return bool(self._turns)

    @property
    def given_out(self) -> int:
        """About how many deliveries of durable subscriptions nobody has said anything about."""
        return sum(one.given for one in self._open.values())

    async def open(self, request: bus_pb2.SubscribeRequest, frame_id: int) -> bytes | None:
        """Open a subscription, or return the frame that says why this place cannot be opened.

        Raises HandleInUse, Overloaded, NotFound, InvalidField.
        """
        if request.handle in self._open:
            raise HandleInUse(request.handle)
        if len(self._open) >= MAX_OPEN:
            raise Overloaded("subscriptions of one stream", MAX_OPEN)
        one = _Open(request, frame_id)
        try:
            wake = partial(self._queue, one)
            one.reader = await open_reader(self._bus, self._tenant, request, wake, path="subscribe.")
        except Compacted as error:
            return self._frame(one, Closed(CloseReason.COMPACTED, error.first), frame_id)
        except FutureSequence:
            log = await self._bus.log_info(self._tenant)
            return self._frame(one, Closed(CloseReason.FUTURE_SEQUENCE, log.first_sequence), frame_id)
        self._open[request.handle] = one
        self._queue(one)
        return None

    def close(self, handle: int, frame_id: int) -> None:
        """Close a subscription as its client asks. Raises HandleUnknown."""
        one = self._find(handle)
        if one.close_frame is not None or one.reader is None:
            raise HandleUnknown(handle)
        one.close_frame = frame_id
        one.reader.close(CloseReason.CLIENT)
        self._queue(one)

    def close_all(self, reason: CloseReason) -> None:
        """Close every subscription; what was given out goes back before this returns."""
        for one in list(self._open.values()):
            if one.reader is not None:
                one.reader.close(reason)
                self._queue(one)

    def add_credit(self, frame: bus_pb2.CreditFrame) -> None:
        """Allow more events. Raises HandleUnknown, InvalidField."""
        one = self._find(frame.handle)
        events, size = one.events + frame.add.events, one.bytes + frame.add.bytes
        if events > MAX_CREDIT_EVENTS:
            raise InvalidField("credit.add.events", f"more than {MAX_CREDIT_EVENTS} in total")
        if size > MAX_CREDIT_BYTES:
            raise InvalidField("credit.add.bytes", f"more than {MAX_CREDIT_BYTES} in total")
        one.events, one.bytes = events, size
        if one.reader is not None:
            one.reader.add_credit(frame.add.events, frame.add.bytes)
        self._queue(one)

    def durable_of(self, request: bus_pb2.AcknowledgeRequest) -> str:
        """Return the durable subscription that acknowledgements are for. Raises HandleUnknown, InvalidField."""
        if request.subscription_id:
            return request.subscription_id
        one = self._find(request.handle)
        if not one.durable:
            raise InvalidField("acknowledge.handle", "not a durable subscription: nothing to acknowledge")
        return one.durable

    def count_acks(self, subscription_id: str, acks: Sequence[Ack]) -> None:
        """Remember that something was said about deliveries."""
        said = sum(len(ack.ack_ids) for ack in acks)
        for one in self._open.values():
            if one.durable == subscription_id:
                said, one.given = max(0, said - one.given), max(0, one.given - said)

    async def take(self) -> bytes | None:
        """Return the next frame, None when nobody has one; each subscription has its turn."""
        for _ in range(len(self._turns)):
            one = self._turns.popleft()
            one.is_queued = False
            reader = one.reader
            if reader is None:
                continue
            taken = await reader.take()
            if reader.has_work:
                self._queue(one)
            if taken is None:
                # Reading went on without finding anything: the others in this loop have their turn, too.
                await asyncio.sleep(0)
                continue
            if isinstance(taken, Delivered):
                self._count(one, taken)
                return self._frame(one, taken, 0)
            if isinstance(taken, Closed):
                self._forget(one)
                return self._frame(one, taken, one.close_frame or 0)
            return self._frame(one, taken, one.open_frame if isinstance(taken, Opened) else 0)
        return None

    def release(self) -> None:
        """Let go of everything: the stream is gone."""
        for one in list(self._open.values()):
            self._forget(one)

    def _forget(self, one: _Open) -> None:
        reader, one.reader = one.reader, None
        if self._open.get(one.handle) is one:
            del self._open[one.handle]
        if reader is not None:
            reader.release()

    def _find(self, handle: int) -> _Open:
        one = self._open.get(handle)
        if one is None:
            raise HandleUnknown(handle)
        return one

    def _queue(self, one: _Open) -> None:
        if not one.is_queued and one.reader is not None:
            one.is_queued = True
            self._turns.append(one)
            self._wake()

    def _count(self, one: _Open, taken: Delivered) -> None:
        one.events = max(0, one.events - taken.number)
        one.bytes = max(0, one.bytes - len(taken.blob))
        if one.durable:
            one.given += taken.number

    def _frame(self, one: _Open, taken: Taken, in_reply_to: int) -> bytes:
        body = self._notes.encode(one.handle, taken, durable=bool(one.durable))
        return exchange_response(in_reply_to, _DELIVERY, body)
