"""Our side: BusService.Exchange by its raw stub, a publisher with frames in flight and subscribers that acknowledge.

python -m benchmarks.bus.parley publish|subscribe '<Plan>'
"""

from __future__ import annotations

import asyncio
from contextlib import suppress

import grpc

from benchmarks.bus.frames import count_in, fill
from benchmarks.bus.sides import EVENT_TYPE, Heard, Plan, Sent, Window, publish_all, run, until_told
from parley.v1 import bus_pb2, bus_pb2_grpc, events_pb2

# Acknowledgements that queue while one frame is written go with the next one.
_MAX_ACKS = 1000
_OUTSTANDING = 20_000
_CALL_SECONDS = 30.0
_ACK_SECONDS = 2.0

_Call = grpc.aio.StreamStreamCall[bus_pb2.ExchangeRequest, bus_pb2.ExchangeResponse]


async def publish(plan: Plan) -> Sent:
    """Publish by plan, each event under an id of its own."""
    window, first = Window(plan.in_flight), 0
    async with grpc.aio.insecure_channel(plan.address) as channel:
        call: _Call = bus_pb2_grpc.BusServiceStub(channel).Exchange()

        async def send(count: int, made: int) -> None:
            nonlocal first
            await window.enter()
            request = bus_pb2.ExchangeRequest(frame_id=1)
            request.publish.transient = not plan.stored
            fill(request.publish, count, made, prefix=f"{plan.run}-", first=first)
            first += count
            await call.write(request)

        async def read_answers() -> None:
            async for response in call:
                if not _is_accepted(response):
                    raise RuntimeError(f"a frame was not accepted: {response}")
                window.leave()

        async with asyncio.TaskGroup() as group:
            answers = group.create_task(read_answers())
            sent = await publish_all(plan, send, window.drained)
            await call.done_writing()
            await answers
    return sent


def _is_accepted(response: bus_pb2.ExchangeResponse) -> bool:
    if not response.HasField("published"):
        return False
    return not any(outcome.HasField("error") for outcome in response.published.outcomes)


class Subscriber:
    """One stream with one subscription; a durable one acknowledges every event."""

    def __init__(self, call: _Call, plan: Plan, heard: Heard, name: str) -> None:
        """Note in `heard`, which all subscribers share. `name` is that of a durable subscription, else empty."""
        self._call = call
        self._plan = plan
        self._heard = heard
        self._name = name
        self._acks: list[str] = []
        self._waiting: dict[int, int] = {}
        self._some = asyncio.Event()

    async def open(self) -> None:
        """Subscribe and wait until that is so."""
        request = bus_pb2.SubscribeRequest(subscription_id=self._name)
        if not self._name:
            request.filter.types.append(EVENT_TYPE)
        await self._call.write(bus_pb2.ExchangeRequest(frame_id=1, subscribe=request))
        response = await self._call.read()
        if not isinstance(response, bus_pb2.ExchangeResponse) or not response.delivery.HasField("opened"):
            raise RuntimeError(f"the subscription was not opened: {response}")

    async def listen(self) -> None:
        """Take events until cancelled."""
        while isinstance(response := await self._call.read(), bus_pb2.ExchangeResponse):
            events = response.delivery.events
            if events:
                count_in(events, len(events), self._heard, self._plan)
                if self._name:
                    self._acks += [event.delivery.ack_id for event in events]
                    self._some.set()
            elif response.HasField("acknowledged"):
                without_effect = len(response.acknowledged.stale_ack_ids) + len(response.acknowledged.unknown_ack_ids)
                self._heard.acknowledged += self._waiting.pop(response.in_reply_to) - without_effect
            elif response.HasField("error") or response.delivery.HasField("closed"):
                raise RuntimeError(f"the subscription ended: {response}")

    async def acknowledge(self) -> None:
        """Acknowledge what came, until cancelled."""
        frame_id = 1
        while True:
            await self._some.wait()
            taken, self._acks = self._acks[:_MAX_ACKS], self._acks[_MAX_ACKS:]
            if not self._acks:
                self._some.clear()
            acknowledge = bus_pb2.AcknowledgeRequest(acks=[bus_pb2.Ack(ack_ids=taken)])
            frame_id += 1
            self._waiting[frame_id] = len(taken)
            await self._call.write(bus_pb2.ExchangeRequest(frame_id=frame_id, acknowledge=acknowledge))


async def subscribe(plan: Plan) -> Heard:
    """Listen until told to stop."""
    heard = Heard()
    async with grpc.aio.insecure_channel(plan.address) as channel:
        stub = bus_pb2_grpc.BusServiceStub(channel)
        names = [f"{plan.run}-{number}" if plan.stored else "" for number in range(plan.subscribers)]
        subscribers = [Subscriber(stub.Exchange(), plan, heard, name) for name in names]
        for subscriber, name in zip(subscribers, names, strict=True):
            if name:
                await _create(stub, name)
            await subscriber.open()
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(one.listen()) for one in subscribers]
            tasks += [group.create_task(one.acknowledge()) for one in subscribers if plan.stored]
            await until_told(heard, plan.subscribers)
            await _until_acknowledged(heard, plan)
            for task in tasks:
                task.cancel()
        for name in filter(None, names):
            request = bus_pb2.DeleteSubscriptionRequest(subscription_id=name)
            await stub.DeleteSubscription(request, timeout=_CALL_SECONDS)
    return heard


async def _until_acknowledged(heard: Heard, plan: Plan) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(_ACK_SECONDS):
            while plan.stored and heard.acknowledged < heard.events:  # noqa: ASYNC110 - once, at the very end
                await asyncio.sleep(0.01)


async def _create(stub: bus_pb2_grpc.BusServiceStub, name: str) -> None:
    subscription = bus_pb2.Subscription(
        subscription_id=name,
        filter=events_pb2.EventFilter(types=[EVENT_TYPE]),
        max_outstanding=bus_pb2.Credit(events=_OUTSTANDING),
    )
    await stub.CreateSubscription(bus_pb2.CreateSubscriptionRequest(subscription=subscription), timeout=_CALL_SECONDS)


if __name__ == "__main__":
    run(publish, subscribe)
