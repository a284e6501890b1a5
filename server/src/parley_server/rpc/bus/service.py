"""BusService: one stream for everything, and plain calls for those who want none."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

from google.protobuf.message import DecodeError

from parley.v1 import bus_pb2
from parley_server.bus.reader import Closed
from parley_server.domain.bus import EARLIEST
from parley_server.domain.callers import Caller
from parley_server.domain.clock import Clock, SystemClock
from parley_server.domain.errors import Draining, InvalidField, ParleyError
from parley_server.domain.ids import IdSource, new_id
from parley_server.rpc.bus.acks import read_acks
from parley_server.rpc.bus.doors import BusDoor
from parley_server.rpc.bus.letters import read_page
from parley_server.rpc.bus.masks import apply_mask
from parley_server.rpc.bus.members import Members
from parley_server.rpc.bus.publishing import Publisher
from parley_server.rpc.bus.reading import Notes, open_reader
from parley_server.rpc.bus.stream import BusStream, StreamLimits
from parley_server.rpc.drain import Drain
from parley_server.rpc.interceptors.caller import caller_of
from parley_server.rpc.interceptors.metadata import read_metadata
from parley_server.rpc.interceptors.payloads import read_form
from parley_server.rpc.pages import PageTokens
from parley_server.rpc.types import Context
from parley_server.wire.bus import (
    ack_result_to_proto,
    dead_letter_to_proto,
    filter_from_proto,
    metrics_to_proto,
    start_from_proto,
    status_to_proto,
    subscription_from_proto,
)
from parley_server.wire.bus_bytes import list_response, read_publish

_PUBLISHERS = 1000


class BusServicer:
    """Serves `parley.v1.BusService`."""

    READS_BYTES = frozenset({"Exchange", "Publish"})
    """Methods that get requests unparsed, to pass on what their senders wrote."""

    def __init__(
        self,
        *,
        bus: BusDoor,
        pages: PageTokens,
        drain: Drain,
        clock: Clock | None = None,
        id_source: IdSource = new_id,
        limits: StreamLimits | None = None,
    ) -> None:
        """Take the bus, the maker of page tokens and the state of leaving."""
        self._bus = bus
        self._pages = pages
        self._drain = drain
        self._clock = clock or SystemClock()
        self._new_id = id_source
        self._limits = limits or StreamLimits()
        self._members = Members()
        self._updating = asyncio.Lock()
        self._publishers: dict[Caller, Publisher] = {}

    # ---- Events ----

    async def Exchange(self, requests: AsyncIterator[bytes], context: Context) -> None:
        """Serve everything over one stream."""
        caller = caller_of(context)
        stream = BusStream(
            context,
            bus=self._bus,
            caller=caller,
            publisher=self._publisher(caller),
            members=self._members,
            drain=self._drain,
            limits=self._limits,
            form=read_form(read_metadata(context).payload),
        )
        await stream.run(requests)

    async def Publish(self, raw: bytes, context: Context) -> bus_pb2.PublishResponse:
        """Publish events; stored ones are answered when they are stored."""
        try:
            request = read_publish(raw)
        except DecodeError as error:
            raise InvalidField("request", "not a message of this method") from error
        answered: asyncio.Future[bus_pb2.PublishResponse] = asyncio.get_running_loop().create_future()

        def answer(result: bus_pb2.PublishResponse | ParleyError) -> None:
            # Who gave up waiting is told nothing; what was queued is stored all the same.
            with suppress(asyncio.InvalidStateError):
                if isinstance(result, ParleyError):
                    answered.set_exception(result)
                else:
                    answered.set_result(result)

        self._publisher(caller_of(context)).publish(request, answer)
        return await answered

    async def Subscribe(self, request: bus_pb2.SubscribeRequest, context: Context) -> AsyncIterator[bytes]:
        """Send events as they come."""
        if request.HasField("credit"):
            raise InvalidField("credit", "on Exchange only: here the server takes care of it")
        tenant = caller_of(context).tenant
        notes, durable = Notes(self._bus, tenant), bool(request.subscription_id)
        wake = asyncio.Event()
        forget = self._drain.listen(wake.set)
        reader = None
        try:
            reader = await open_reader(self._bus, tenant, request, wake.set)
            while not self._drain.is_draining:
                wake.clear()
                taken = await reader.take()
                if taken is not None:
                    yield notes.encode(request.handle, taken, durable=durable)
                    if isinstance(taken, Closed):
                        return
                elif reader.has_work:
                    await asyncio.sleep(0)
                else:
                    await wake.wait()
            raise Draining
        finally:
            forget()
            if reader is not None:
                reader.release()

    async def Acknowledge(self, request: bus_pb2.AcknowledgeRequest, context: Context) -> bus_pb2.AcknowledgeResponse:
        """Acknowledge, return or extend deliveries of a durable subscription."""
        if not request.subscription_id:
            raise InvalidField("subscription_id", "required: a handle names something on a stream only")
        result = await self._bus.acknowledge(caller_of(context).tenant, request.subscription_id, read_acks(request))
        return ack_result_to_proto(result)

    async def ListEvents(self, request: bus_pb2.ListEventsRequest, context: Context) -> bytes:
        """Read stored events, oldest first."""
        tenant = caller_of(context).tenant
        page = self._pages.read(request, tenant)
        if page.after_key is None:
            after = await self._bus.place(tenant, start_from_proto(request.start, EARLIEST))
        else:
            after = int(page.after_key)
        found = await self._bus.list_events(tenant, filter_from_proto(request.filter), after=after, limit=page.size)
        next_key = None if found.next_after is None else str(found.next_after)
        return list_response([entry.sealed for entry in found.entries], self._pages.make(request, tenant, next_key))

    # ---- Durable subscriptions ----

    async def CreateSubscription(
        self, request: bus_pb2.CreateSubscriptionRequest, context: Context
    ) -> bus_pb2.CreateSubscriptionResponse:
        """Create a durable subscription."""
        status = await self._bus.create_subscription(
            caller_of(context).tenant, subscription_from_proto(request.subscription), start_from_proto(request.start)
        )
        return bus_pb2.CreateSubscriptionResponse(subscription=status_to_proto(status))

    async def GetSubscription(
        self, request: bus_pb2.GetSubscriptionRequest, context: Context
    ) -> bus_pb2.GetSubscriptionResponse:
        """Read a durable subscription with its counters."""
        status = await self._bus.get_subscription(caller_of(context).tenant, request.subscription_id)
        return bus_pb2.GetSubscriptionResponse(subscription=status_to_proto(status))

    async def ListSubscriptions(
        self, request: bus_pb2.ListSubscriptionsRequest, context: Context
    ) -> bus_pb2.ListSubscriptionsResponse:
        """List durable subscriptions by id."""
        tenant = caller_of(context).tenant
        page = self._pages.read(request, tenant)
        found = await self._bus.list_subscriptions(tenant, after=page.after_key or "", limit=page.size + 1)
        shown = found[: page.size]
        next_key = shown[-1].subscription.subscription_id if len(found) > page.size else None
        return bus_pb2.ListSubscriptionsResponse(
            subscriptions=map(status_to_proto, shown), next_page_token=self._pages.make(request, tenant, next_key)
        )

    async def UpdateSubscription(
        self, request: bus_pb2.UpdateSubscriptionRequest, context: Context
    ) -> bus_pb2.UpdateSubscriptionResponse:
        """Change the settings of a durable subscription."""
        tenant = caller_of(context).tenant
        # One after the other, or a change made between reading and writing would be undone.
        async with self._updating:
            present = await self._bus.get_subscription(tenant, request.subscription.subscription_id)
            status = await self._bus.update_subscription(tenant, apply_mask(present.subscription, request))
        return bus_pb2.UpdateSubscriptionResponse(subscription=status_to_proto(status))

    async def SeekSubscription(
        self, request: bus_pb2.SeekSubscriptionRequest, context: Context
    ) -> bus_pb2.SeekSubscriptionResponse:
        """Move a durable subscription."""
        status = await self._bus.seek_subscription(
            caller_of(context).tenant, request.subscription_id, start_from_proto(request.to, path="to")
        )
        return bus_pb2.SeekSubscriptionResponse(subscription=status_to_proto(status))

    async def DeleteSubscription(
        self, request: bus_pb2.DeleteSubscriptionRequest, context: Context
    ) -> bus_pb2.DeleteSubscriptionResponse:
        """Delete a durable subscription."""
        await self._bus.delete_subscription(caller_of(context).tenant, request.subscription_id)
        return bus_pb2.DeleteSubscriptionResponse()

    # ---- Dead letters, metrics ----

    async def ListDeadLetters(
        self, request: bus_pb2.ListDeadLettersRequest, context: Context
    ) -> bus_pb2.ListDeadLettersResponse:
        """List events that a durable subscription gave up on, oldest first."""
        tenant = caller_of(context).tenant
        page = self._pages.read(request, tenant)
        shown, next_after = await read_page(
            self._bus, tenant, request.subscription_id, after=int(page.after_key or 0), size=page.size
        )
        next_key = None if next_after is None else str(next_after)
        return bus_pb2.ListDeadLettersResponse(
            dead_letters=[
                dead_letter_to_proto(
                    letter.event.data, deliveries=letter.deliveries, reason=letter.reason, dead_at=letter.dead_at
                )
                for letter in shown
            ],
            next_page_token=self._pages.make(request, tenant, next_key),
        )

    async def RedriveDeadLetters(
        self, request: bus_pb2.RedriveDeadLettersRequest, context: Context
    ) -> bus_pb2.RedriveDeadLettersResponse:
        """Deliver dead letters again."""
        tenant = caller_of(context).tenant
        count = await self._bus.redrive(tenant, request.subscription_id, tuple(request.event_ids))
        return bus_pb2.RedriveDeadLettersResponse(count=count)

    async def DiscardDeadLetters(
        self, request: bus_pb2.DiscardDeadLettersRequest, context: Context
    ) -> bus_pb2.DiscardDeadLettersResponse:
        """Delete dead letters."""
        tenant = caller_of(context).tenant
        count = await self._bus.discard(tenant, request.subscription_id, tuple(request.event_ids))
        return bus_pb2.DiscardDeadLettersResponse(count=count)

    async def GetBusMetrics(
        self, request: bus_pb2.GetBusMetricsRequest, context: Context
    ) -> bus_pb2.GetBusMetricsResponse:
        """Count events and measure their handling, by type."""
        return metrics_to_proto(await self._bus.metrics(caller_of(context).tenant, tuple(request.types)))

    def _publisher(self, caller: Caller) -> Publisher:
        # Kept: it remembers which types and ids have passed.
        publisher = self._publishers.get(caller)
        if publisher is None:
            if len(self._publishers) >= _PUBLISHERS:
                self._publishers.clear()
            publisher = Publisher(self._bus, caller, clock=self._clock, new_id=self._new_id)
            self._publishers[caller] = publisher
        return publisher
