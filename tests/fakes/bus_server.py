"""A bus in memory that speaks just enough of BusService to be measured: `python -m tests.fakes.bus_server`.

No filters, no credit, no redelivery. An id that comes again is refused, and so is an ack id that was not given out.
Prints `READY <address>`.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from typing import Any

import grpc

from parley.v1 import bus_pb2

_Context = grpc.aio.ServicerContext[bus_pb2.ExchangeRequest, bus_pb2.ExchangeResponse]


class TinyBus:
    """Serves Exchange, and makes and deletes durable subscriptions by doing nothing."""

    def __init__(self) -> None:
        self.subscribed: dict[asyncio.Queue[bus_pb2.ExchangeResponse], bool] = {}
        self.last = 0
        self.ids: set[str] = set()
        self.given_out: set[str] = set()

    async def Exchange(
        self, requests: AsyncIterator[bus_pb2.ExchangeRequest], _context: _Context
    ) -> AsyncIterator[bus_pb2.ExchangeResponse]:
        out: asyncio.Queue[bus_pb2.ExchangeResponse] = asyncio.Queue()

        async def read() -> None:
            async for request in requests:
                out.put_nowait(self._answer(request, out))

        async with asyncio.TaskGroup() as group:
            reading = group.create_task(read())
            try:
                while not (reading.done() and out.empty() and out not in self.subscribed):
                    try:
                        yield await asyncio.wait_for(out.get(), 0.05)
                    except TimeoutError:
                        continue
            finally:
                self.subscribed.pop(out, None)
                reading.cancel()

    def _answer(
        self, request: bus_pb2.ExchangeRequest, out: asyncio.Queue[bus_pb2.ExchangeResponse]
    ) -> bus_pb2.ExchangeResponse:
        response = bus_pb2.ExchangeResponse(in_reply_to=request.frame_id)
        match request.WhichOneof("frame"):
            case "subscribe":
                self.subscribed[out] = bool(request.subscribe.subscription_id)
                response.delivery.opened.after_sequence = self.last
            case "publish":
                response.published.CopyFrom(self._publish(request.publish))
            case "acknowledge":
                given = {ack_id for ack in request.acknowledge.acks for ack_id in ack.ack_ids}
                response.acknowledged.unknown_ack_ids.extend(given - self.given_out)
                response.acknowledged.SetInParent()
                self.given_out -= given
        return response

    def _publish(self, request: bus_pb2.PublishRequest) -> bus_pb2.PublishResponse:
        count = len(request.events)
        ids = {event.event_id for event in request.events}
        if len(ids) < count or ids & self.ids:
            refused = bus_pb2.PublishOutcome()
            refused.error.code = 6
            return bus_pb2.PublishResponse(outcomes=[refused])
        self.ids |= ids
        first = 0 if request.transient else self.last + 1
        self.last += 0 if request.transient else count
        for queue, durable in self.subscribed.items():
            delivery = bus_pb2.SubscribeResponse(events=request.events)
            if durable:
                for number, event in enumerate(delivery.events, start=first):
                    event.delivery.ack_id = f"{id(queue)}-{number}"
                    self.given_out.add(event.delivery.ack_id)
            queue.put_nowait(bus_pb2.ExchangeResponse(delivery=delivery))
        return bus_pb2.PublishResponse(first_sequence=first, accepted_count=count)

    async def CreateSubscription(
        self, request: bus_pb2.CreateSubscriptionRequest, _context: object
    ) -> bus_pb2.CreateSubscriptionResponse:
        return bus_pb2.CreateSubscriptionResponse(subscription=request.subscription)

    async def DeleteSubscription(
        self, _request: bus_pb2.DeleteSubscriptionRequest, _context: object
    ) -> bus_pb2.DeleteSubscriptionResponse:
        return bus_pb2.DeleteSubscriptionResponse()


async def main() -> None:
    """Serve until told to stop."""
    bus = TinyBus()
    server = grpc.aio.server()
    methods: dict[str, grpc.RpcMethodHandler[Any, Any]] = {
        "Exchange": grpc.stream_stream_rpc_method_handler(
            bus.Exchange, bus_pb2.ExchangeRequest.FromString, bus_pb2.ExchangeResponse.SerializeToString
        ),
        "CreateSubscription": grpc.unary_unary_rpc_method_handler(
            bus.CreateSubscription,
            bus_pb2.CreateSubscriptionRequest.FromString,
            bus_pb2.CreateSubscriptionResponse.SerializeToString,
        ),
        "DeleteSubscription": grpc.unary_unary_rpc_method_handler(
            bus.DeleteSubscription,
            bus_pb2.DeleteSubscriptionRequest.FromString,
            bus_pb2.DeleteSubscriptionResponse.SerializeToString,
        ),
    }
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler("parley.v1.BusService", methods),))
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    sys.stdout.write(f"READY 127.0.0.1:{port}\n")
    sys.stdout.flush()
    await server.wait_for_termination()


if __name__ == "__main__":
    asyncio.run(main())
