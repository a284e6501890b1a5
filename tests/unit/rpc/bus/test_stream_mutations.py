"""Exchange: no frame whatever harms the stream that brings it, or another."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
import structlog

from parley.v1 import bus_pb2
from tests.fakes.exchanges import Conversation, durable, event, exchanging, publish, subscribe, until
from tests.fakes.mutations import Known, mutated_requests
from tests.fakes.serving import Served

COUNT = 1000
KNOWN: Known = {"subscription_id": ["billing", ""], "types": ["custom:*"], "type": ["custom:a", "b", "new_message"]}


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    with structlog.testing.capture_logs() as logs:
        yield
    assert [line for line in logs if line["log_level"] == "error"] == []


async def read_all(stream: Conversation, nonce: int) -> None:
    """Read until the last ping is answered."""
    while (answer := await stream.read()) is not None:
        if answer.HasField("pong") and answer.pong.nonce == nonce and answer.in_reply_to == nonce:
            return


@pytest.mark.timeout(120)
async def test_mutated_frames_are_answered_and_the_stream_lives_on(served: Served) -> None:
    await durable(served.channel)
    frames = list(mutated_requests(bus_pb2.ExchangeRequest, COUNT, KNOWN))
    # A first frame that is none of them: hello comes too late in all.
    async with exchanging(served.channel) as other, exchanging(served.channel) as stream:
        await other.send(subscribe(filter={"types": ["quiet"]}))
        await other.opened()
        await stream.send({"refresh": {"token": "x"}})
        async with asyncio.TaskGroup() as group:
            group.create_task(read_all(stream, 987_654_321))
            for frame in frames:
                await stream.send(frame)
            await stream.send({"frameId": 987_654_321, "ping": {"nonce": 987_654_321}})

        cases = {answer.WhichOneof("frame") for answer in stream.seen}
        assert cases >= {"error", "published", "acknowledged", "delivery", "pong", "refreshed"}
        assert all(answer.error.code != 13 for answer in stream.seen)
        await other.send(publish(event("quiet")))
        await other.next("published")
        await other.events(1)

    await until(lambda: not served.bus.readers)


async def test_any_first_frame_is_answered_or_ends_the_stream_with_a_reason(served: Served) -> None:
    frames = list(mutated_requests(bus_pb2.ExchangeRequest, 150, KNOWN))
    for frame in frames:
        async with exchanging(served.channel) as stream:
            await stream.send(frame)
            await stream.send({"frameId": 77, "ping": {"nonce": 77}})
            try:
                await read_all(stream, 77)
            except Exception:  # noqa: BLE001 - whatever it is, the last word was said before
                reasons = [answer.error.code for answer in stream.seen if answer.HasField("error")]
                assert reasons[-1] == 9

    await until(lambda: not served.bus.readers)
