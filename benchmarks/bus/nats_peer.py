"""NATS core and JetStream through nats-py, in an environment of its own.

    <its python> -m benchmarks.bus.nats_peer publish|subscribe '<Plan>'

A stored plan goes to JetStream: single messages with `frame` of them in flight, a durable consumer that
acknowledges each. NATS puts messages together on the wire by itself.
"""

from __future__ import annotations

import asyncio
import time

import nats
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.js.api import ConsumerConfig, StorageType

from benchmarks.bus.sides import Heard, Plan, Sent, Window, make_payload, publish_all, run, until_told

_STREAM = "BENCH"
_CORE = "bench.core"
_KEPT = "bench.kept"
# As often the publisher waits for the server, so that it does not run away from it.
_FLUSH_EVERY = 500


async def publish(plan: Plan) -> Sent:
    """Publish by plan."""
    client = await nats.connect(plan.address)
    try:
        return await (_publish_stored(plan, client) if plan.stored else _publish_core(plan, client))
    finally:
        await client.close()


async def _publish_core(plan: Plan, client: Client) -> Sent:
    since_flush = 0

    async def send(count: int, made: int) -> None:
        nonlocal since_flush
        payload = make_payload(made)
        for _ in range(count):
            await client.publish(_CORE, payload)
        since_flush += count
        if since_flush >= _FLUSH_EVERY:
            since_flush = 0
            await client.flush()

    return await publish_all(plan, send, client.flush)


async def _publish_stored(plan: Plan, client: Client) -> Sent:
    stream, window = client.jetstream(), Window(plan.frame)
    async with asyncio.TaskGroup() as group:

        async def publish_one(payload: bytes) -> None:
            await stream.publish(_KEPT, payload)
            window.leave()

        async def send(count: int, made: int) -> None:
            payload = make_payload(made)
            for _ in range(count):
                await window.enter()
                group.create_task(publish_one(payload))

        return await publish_all(plan, send, window.drained)


async def subscribe(plan: Plan) -> Heard:
    """Listen until told to stop."""
    heard = Heard()
    client = await nats.connect(plan.address)
    try:
        if plan.stored:
            await _listen_stored(plan, client, heard)
        else:
            await _listen_core(plan, client, heard)
    finally:
        await client.close()
    return heard


async def _listen_core(plan: Plan, client: Client, heard: Heard) -> None:
    async def hear(message: Msg) -> None:
        _note(message, heard, plan)

    for _ in range(plan.subscribers):
        await client.subscribe(_CORE, cb=hear, pending_msgs_limit=-1, pending_bytes_limit=-1)
    await client.flush()
    await until_told(heard, plan.subscribers)


async def _listen_stored(plan: Plan, client: Client, heard: Heard) -> None:
    stream = client.jetstream()
    await stream.add_stream(name=_STREAM, subjects=[_KEPT], storage=StorageType.FILE)
    config = ConsumerConfig(max_ack_pending=20_000)

    async def hear(message: Msg) -> None:
        _note(message, heard, plan)
        await message.ack()
        heard.acknowledged += 1

    for number in range(plan.subscribers):
        await stream.subscribe(
            _KEPT,
            durable=f"{plan.run}-{number}",
            cb=hear,
            manual_ack=True,
            config=config,
            pending_msgs_limit=-1,
            pending_bytes_limit=-1,
        )
    await until_told(heard, plan.subscribers)
    await stream.delete_stream(_STREAM)


def _note(message: Msg, heard: Heard, plan: Plan) -> None:
    now = time.monotonic_ns()
    heard.note(1, now)
    if plan.rate:
        heard.note_age(message.data, now)


if __name__ == "__main__":
    run(publish, subscribe)
