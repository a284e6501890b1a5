"""AutoGen's gRPC runtime, in an environment of its own.

    <its python> -m benchmarks.bus.autogen_peer serve|publish|subscribe ['<Plan>']

Its publisher is not held up by anything, so it goes at a pace of its own: what the others reach would only pile up.
"""

from __future__ import annotations

import asyncio
import socket
import sys
import time
from dataclasses import dataclass, replace

from autogen_core import (
    DefaultTopicId,
    MessageContext,
    RoutedAgent,
    TypeSubscription,
    message_handler,
    try_get_known_serializers_for_type,
)
from autogen_ext.runtimes.grpc import GrpcWorkerAgentRuntime, GrpcWorkerAgentRuntimeHost

from benchmarks.bus.sides import Heard, Plan, Sent, make_payload, publish_all, run, until_told

_TOPIC = "bench"
# Above what its host relays, and not so much that the queue takes longer to empty than to fill.
_RATE = 10_000.0


@dataclass
class Event:
    """What is published: the payload as hexadecimal text would be twice as long, so it is Latin-1."""

    payload: str


class _Listener(RoutedAgent):
    """Notes what it hears."""

    def __init__(self, heard: Heard, plan: Plan) -> None:
        super().__init__("listener")
        self._heard = heard
        self._plan = plan

    @message_handler
    async def hear(self, message: Event, ctx: MessageContext) -> None:
        """Note an event."""
        now = time.monotonic_ns()
        self._heard.note(1, now)
        if self._plan.rate:
            self._heard.note_age(message.payload.encode("latin-1"), now)


async def serve() -> None:
    """Serve until killed."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{probe.getsockname()[1]}"
    host = GrpcWorkerAgentRuntimeHost(address=address)
    host.start()
    print(f"READY {address}", flush=True)
    await asyncio.Event().wait()


async def publish(plan: Plan) -> Sent:
    """Publish by plan."""
    runtime = GrpcWorkerAgentRuntime(host_address=plan.address)
    runtime.add_message_serializer(try_get_known_serializers_for_type(Event))
    await runtime.start()

    async def send(count: int, made: int) -> None:
        payload = make_payload(made).decode("latin-1")
        for _ in range(count):
            await runtime.publish_message(Event(payload), topic_id=DefaultTopicId(type=_TOPIC))
            # It only queues: what sends needs its turn.
            await asyncio.sleep(0)

    async def drained() -> None:
        await asyncio.sleep(0.5)

    sent = await publish_all(replace(plan, rate=plan.rate or _RATE), send, drained)
    await runtime.stop()
    return sent


async def subscribe(plan: Plan) -> Heard:
    """Listen until told to stop."""
    heard = Heard()
    runtime = GrpcWorkerAgentRuntime(host_address=plan.address)
    runtime.add_message_serializer(try_get_known_serializers_for_type(Event))
    await runtime.start()
    for number in range(plan.subscribers):
        await _Listener.register(runtime, f"listener{number}", lambda: _Listener(heard, plan))
        await runtime.add_subscription(TypeSubscription(topic_type=_TOPIC, agent_type=f"listener{number}"))
    await until_told(heard, plan.subscribers)
    await runtime.stop()
    return heard


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        asyncio.run(serve())
    else:
        run(publish, subscribe)
