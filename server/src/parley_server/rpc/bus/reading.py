"""Subscriptions of a stream: how they are opened, and what comes out of them, as bytes of a SubscribeResponse."""

from __future__ import annotations

from parley.v1 import bus_pb2
from parley_server.bus.reader import Closed, Delivered, Gap, Opened, Progress, Reader, Taken, Wake
from parley_server.domain.bus import NEWEST
from parley_server.domain.errors import InvalidField
from parley_server.domain.ids import TenantId
from parley_server.rpc.bus.doors import BusDoor, ReaderOptions
from parley_server.wire.bus import filter_from_proto, start_from_proto, status_to_proto
from parley_server.wire.bus_bytes import subscribe_response
from parley_server.wire.times import span_from_proto

DEFAULT_BATCH = 100


async def open_reader(
    bus: BusDoor, tenant: TenantId, request: bus_pb2.SubscribeRequest, wake: Wake, *, path: str = ""
) -> Reader:
    """Open what a request at `path` asks for. Raises NotFound, Compacted, FutureSequence, InvalidField."""
    batching = request.batching
    options = ReaderOptions(
        credit=(request.credit.events, request.credit.bytes) if request.HasField("credit") else None,
        max_batch=batching.max_events or DEFAULT_BATCH,
        linger=span_from_proto(batching.linger).total_seconds(),
        skips=request.overflow == bus_pb2.OVERFLOW_POLICY_SKIP,
    )
    if request.subscription_id:
        for name in ("filter", "start"):
            if request.HasField(name):
                raise InvalidField(f"{path}{name}", "a durable subscription has its own; leave it out")
        return await bus.open_durable(tenant, request.subscription_id, options, wake)
    start = start_from_proto(request.start, NEWEST, path=f"{path}start")
    return await bus.open_ephemeral(tenant, filter_from_proto(request.filter), start, options, wake)


class Notes:
    """Writes what a reader gives as SubscribeResponses."""

    def __init__(self, bus: BusDoor, tenant: TenantId) -> None:
        """Take who knows the tokens of places."""
        self._bus = bus
        self._tenant = tenant

    def encode(self, handle: int, taken: Taken, *, durable: bool) -> bytes:
        """Return the bytes of one answer. Only a reader of its own has a place to resume from."""
        if isinstance(taken, Delivered):
            return subscribe_response(handle, taken.blob, "" if durable else self._token(taken.position))
        token = self._token(taken.sequence) if isinstance(taken, Progress) and not durable else ""
        return subscribe_response(handle, _notice(taken).SerializeToString(), token)

    def _token(self, position: int) -> str:
        return self._bus.resume_token(self._tenant, position)


def _notice(taken: Opened | Progress | Gap | Closed) -> bus_pb2.SubscribeResponse:
    match taken:
        case Opened(after, status):
            subscription = None if status is None else status_to_proto(status)
            return bus_pb2.SubscribeResponse(
                opened=bus_pb2.SubscriptionOpened(after_sequence=after, subscription=subscription)
            )
        case Progress(sequence, lag):
            return bus_pb2.SubscribeResponse(progress=bus_pb2.SubscriptionProgress(sequence=sequence, lag=lag))
        case Gap(first, last):
            return bus_pb2.SubscribeResponse(gap=bus_pb2.SubscriptionGap(first_sequence=first, last_sequence=last))
        case Closed(reason, first_available):
            closed = bus_pb2.SubscriptionClosed(
                reason=bus_pb2.CloseReason.ValueType(reason), first_available=first_available
            )
            return bus_pb2.SubscribeResponse(closed=closed)
