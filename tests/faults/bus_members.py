"""Members of durable subscriptions that decide what becomes of each event, and note what they see."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress

from google.protobuf.duration_pb2 import Duration

from parley.v1 import bus_pb2, events_pb2
from tests.faults.bus_clients import Client, Endpoint, Exchange, StreamLost, reason_of, unwrapped
from tests.faults.bus_history import AckAnswered, AckSent, Closed, Delivered, History, Missed, Opened, Told, now

EXTENSION_SECONDS = 10
_KINDS = {
    "ack": bus_pb2.ACK_KIND_ACK,
    "nack": bus_pb2.ACK_KIND_NACK,
    "extend": bus_pb2.ACK_KIND_EXTEND,
    "reject": bus_pb2.ACK_KIND_REJECT,
}

Decision = tuple[str, float]
"""What to say about a delivery (ack, nack, extend, reject, or "" = nothing), and after how many seconds.

After "extend" comes an ack, as many seconds later.
"""

Policy = Callable[[events_pb2.Event], Decision]


def always_ack(_event: events_pb2.Event) -> Decision:
    """Acknowledge everything at once."""
    return "ack", 0.0


class Member(Client):
    """One of the readers of a durable subscription."""

    def __init__(
        self,
        name: str,
        endpoint: Endpoint,
        history: History,
        *,
        group: str,
        policy: Policy = always_ack,
        credit: int = 0,
        nack_delay: float = 0.0,
        greets: bool = False,
    ) -> None:
        super().__init__(name, endpoint, history)
        self.acknowledged = 0
        self.received = 0
        self._group = group
        self._policy = policy
        self._credit = credit
        self._nack_delay = nack_delay
        self._greets = greets
        self._frames = 0
        self._said: dict[int, list[str]] = {}

    def stop(self) -> None:
        """Leave."""
        self.done.set()
        self.cut()

    async def converse(self, call: Exchange) -> None:
        """Subscribe, read, and say what becomes of each event."""
        self._said.clear()
        if self._greets:
            await self.write(call, bus_pb2.ExchangeRequest(hello=bus_pb2.BusHello()))
        subscribe = bus_pb2.SubscribeRequest(subscription_id=self._group)
        if self._credit:
            subscribe.credit.events = self._credit
        await self.write(call, bus_pb2.ExchangeRequest(subscribe=subscribe))
        with unwrapped():
            async with asyncio.TaskGroup() as later:
                await self._read_all(call, later)

    async def _read_all(self, call: Exchange, later: asyncio.TaskGroup) -> None:
        while True:
            frame = await self.read(call)
            if frame.HasField("ping"):
                await self.write(call, bus_pb2.ExchangeRequest(pong=frame.ping))
            elif frame.HasField("acknowledged"):
                self._take_answer(frame.in_reply_to, frame.acknowledged)
            elif frame.HasField("error"):
                for ack_id in self._said.pop(frame.in_reply_to, ()):
                    self.history.add(AckAnswered(now(), self._group, ack_id, reason_of(frame.error)))
            elif frame.delivery.events:
                await self._take(call, frame.delivery.events, now(), later)
            elif frame.HasField("delivery") and self._note(frame.delivery):
                return

    def _note(self, news: bus_pb2.SubscribeResponse) -> bool:
        """Note news; return whether they are the last ones."""
        at = now()
        if news.HasField("opened"):
            self.history.add(Opened(at, self.name, self.stream, news.opened.after_sequence, self._group))
            self.is_open = True
        elif news.HasField("progress"):
            self.history.add(Told(at, self.stream, news.progress.sequence))
        elif news.HasField("gap"):
            self.history.add(Missed(at, self.stream, news.gap.first_sequence, news.gap.last_sequence))
        elif news.HasField("closed"):
            self.history.add(Closed(at, self.stream, news.closed.reason))
            return True
        return False

    async def _take(
        self, call: Exchange, events: Sequence[events_pb2.Event], at: float, later: asyncio.TaskGroup
    ) -> None:
        decided: dict[Decision, list[events_pb2.Event]] = {}
        for event in events:
            self.received += 1
            lease = event.delivery
            self.history.add(
                Delivered(
                    at, self.stream, event.sequence, event.event_id, event.ordering_key, lease.attempt, lease.ack_id
                )
            )
            decided.setdefault(self._policy(event), []).append(event)
        if self._credit:
            frame = bus_pb2.CreditFrame(add=bus_pb2.Credit(events=len(events)))
            await self.write(call, bus_pb2.ExchangeRequest(credit=frame))
        for (kind, delay), chosen in decided.items():
            if kind == "extend":
                await self._say(call, kind, chosen)
                later.create_task(self._say_later(call, "ack", chosen, delay))
            elif kind and delay:
                later.create_task(self._say_later(call, kind, chosen, delay))
            elif kind:
                await self._say(call, kind, chosen)

    async def _say_later(self, call: Exchange, kind: str, events: Sequence[events_pb2.Event], delay: float) -> None:
        await asyncio.sleep(delay)
        with suppress(StreamLost):
            await self._say(call, kind, events)

    async def _say(self, call: Exchange, kind: str, events: Sequence[events_pb2.Event]) -> None:
        if self._is_cut:
            return
        at = now()
        self._frames += 1
        ack = bus_pb2.Ack(kind=_KINDS[kind], ack_ids=[event.delivery.ack_id for event in events])
        if kind == "nack":
            ack.delay.CopyFrom(Duration(nanos=int(self._nack_delay * 1e9)))
        elif kind == "extend":
            ack.delay.CopyFrom(Duration(seconds=EXTENSION_SECONDS))
        for event in events:
            lease = event.delivery
            self.history.add(AckSent(at, self.stream, self._group, event.sequence, lease.attempt, lease.ack_id, kind))
        self._said[self._frames] = list(ack.ack_ids)
        request = bus_pb2.AcknowledgeRequest(acks=[ack])
        await self.write(call, bus_pb2.ExchangeRequest(frame_id=self._frames, acknowledge=request))

    def _take_answer(self, frame_id: int, answer: bus_pb2.AcknowledgeResponse) -> None:
        at = now()
        stale, unknown = set(answer.stale_ack_ids), set(answer.unknown_ack_ids)
        for ack_id in self._said.pop(frame_id, ()):
            verdict = "stale" if ack_id in stale else "unknown" if ack_id in unknown else "stored"
            self.acknowledged += verdict == "stored"
            self.history.add(AckAnswered(at, self._group, ack_id, verdict))
