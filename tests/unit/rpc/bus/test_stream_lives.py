"""Exchange: who is there, and all the ways in which a stream ends."""

from __future__ import annotations

import asyncio
from typing import Any

import grpc
import pytest

from parley.v1 import bus_pb2
from tests.fakes.exchanges import Conversation, durable, event, exchanging, publish, subscribe, until
from tests.fakes.serving import Served, reason_of

CLOSED_BY = bus_pb2.CLOSE_REASON_TAKEN_OVER


async def failure(stream: Conversation) -> grpc.aio.AioRpcError:
    """Read to the end, which has to be a failure."""
    with pytest.raises(grpc.aio.AioRpcError) as failed:
        while await stream.read() is not None:
            pass
    return failed.value


async def ping_pong(stream: Conversation) -> None:
    """Answer pings until the stream ends."""
    while (answer := await stream.read()) is not None:
        if answer.HasField("ping"):
            await stream.send({"pong": {"nonce": answer.ping.nonce}})


def at_work() -> set[str]:
    """Return the names of what runs of BusStream."""
    return {
        task.get_coro().__qualname__  # type: ignore[union-attr]  # coroutines have names
        for task in asyncio.all_tasks()
        if "BusStream" in getattr(task.get_coro(), "__qualname__", "")
    }


# ---- Hello ----


async def test_hello_is_answered_by_welcome_and_pings(stream: Conversation) -> None:
    await stream.send({"hello": {"version": {"major": 1}, "capabilities": ["unheard-of"]}}, frame_id=3)

    welcome = await stream.next("welcome")
    first = (await stream.next("ping")).ping.nonce
    second = (await stream.next("ping")).ping.nonce

    assert welcome.in_reply_to == 3
    assert (welcome.welcome.version.major, list(welcome.welcome.capabilities)) == (1, [])
    assert welcome.welcome.heartbeat.ToMilliseconds() == 100
    assert welcome.welcome.log.log_id == "log-1"
    assert second != first


async def test_without_hello_there_are_no_pings(stream: Conversation) -> None:
    await stream.send({"ping": {"nonce": 1}})
    await stream.next("pong")

    with pytest.raises(TimeoutError):
        await stream.read(0.3)


async def test_another_major_is_told_and_ends_the_stream(stream: Conversation) -> None:
    await stream.send({"hello": {"version": {"major": 2}}}, frame_id=1)

    assert (await stream.refusal())[:2] == (1, "PROTOCOL_VERSION")
    assert reason_of(await failure(stream)) == "PROTOCOL_VERSION"


async def test_a_client_without_a_sign_of_life_is_let_go(served: Served, stream: Conversation) -> None:
    await stream.send({"hello": {}})
    await stream.send(subscribe())

    assert reason_of(await failure(stream)) == "SLOW_CONSUMER"
    await until(lambda: not served.bus.readers)


async def test_pongs_keep_a_stream_alive(stream: Conversation) -> None:
    await stream.send({"hello": {}})

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.7):
            await ping_pong(stream)

    assert sum(answer.HasField("ping") for answer in stream.seen) >= 4


async def test_waiting_for_a_slow_store_is_no_silence(served: Served, stream: Conversation) -> None:
    served.bus.holds = True
    await stream.send({"hello": {}})
    for number in range(20):
        await stream.send(publish(event(eventId=str(number))), frame_id=number)
    await until(lambda: served.bus.held)

    await asyncio.sleep(0.5)

    served.bus.holds = False
    served.bus.let_go()
    await until_published(stream, 20)


async def until_published(stream: Conversation, number: int) -> None:
    while sum(answer.HasField("published") for answer in stream.seen) < number:
        assert await stream.read() is not None


# ---- Takeover ----


async def test_a_newer_connection_takes_over(served: Served, stream: Conversation) -> None:
    await durable(served.channel)
    await stream.send({"hello": {"clientId": "worker-1"}})
    await stream.next("welcome")
    await stream.send(subscribe(handle=1, subscriptionId="billing"))
    await stream.send(subscribe(handle=2))
    await stream.opened(1)
    await stream.opened(2)
    await stream.send(publish(event(eventId="x")))
    await stream.next("published")
    await stream.events(2)

    async with exchanging(served.channel) as newer:
        await newer.send({"hello": {"clientId": "worker-1"}})
        await newer.next("welcome")
        # The lease went back at once.
        assert served.bus.groups["billing"].leases == {}
        await newer.send(subscribe(subscriptionId="billing"))
        await newer.opened()
        [again] = await newer.events(1)

        assert (again.event_id, again.delivery.attempt) == ("x", 2)
        failed = await failure(stream)
        assert (failed.code(), reason_of(failed)) == (grpc.StatusCode.ABORTED, "TAKEN_OVER")
        closed = [answer.delivery for answer in stream.seen if answer.delivery.HasField("closed")]
        assert [(one.handle, one.closed.reason) for one in closed] == [(1, CLOSED_BY), (2, CLOSED_BY)]


async def test_what_was_being_opened_is_taken_over_too(served: Served, stream: Conversation) -> None:
    await durable(served.channel)
    await stream.send({"hello": {"clientId": "worker-1"}})
    await stream.next("welcome")
    # What is owed keeps the old stream for a while.
    served.bus.hold_acks = asyncio.Event()
    await stream.send({"acknowledge": {"subscriptionId": "billing", "acks": [{"ackIds": ["?"]}]}})
    served.bus.hold_opens = opening = asyncio.Event()
    await stream.send(subscribe(subscriptionId="billing"))
    await until(lambda: served.bus.hold_opens is None)

    async with exchanging(served.channel) as newer:
        await newer.send({"hello": {"clientId": "worker-1"}})
        await newer.next("welcome")
        await newer.send(publish(event(eventId="x")))
        await newer.next("published")
        opening.set()

        assert reason_of(await failure(stream)) == "TAKEN_OVER"
        assert not any(answer.delivery.events for answer in stream.seen)
        assert served.bus.groups["billing"].attempts == {}


async def test_other_names_take_nothing_over(served: Served, stream: Conversation) -> None:
    await stream.send({"hello": {"clientId": "a"}})
    await stream.next("welcome")

    async with exchanging(served.channel) as other:
        await other.send({"hello": {"clientId": "b"}})
        await other.next("welcome")
        await stream.send(subscribe())
        await stream.opened()


async def test_a_name_is_free_again_when_its_stream_is_gone(served: Served) -> None:
    for _ in range(3):
        async with exchanging(served.channel) as stream:
            await stream.send({"hello": {"clientId": "a"}})
            await stream.next("welcome")
            await stream.close()
            await stream.end()


# ---- Drain ----


async def test_a_drain_is_told_and_then_the_stream_ends(served: Served, stream: Conversation) -> None:
    await stream.send(subscribe())
    await stream.opened()

    served.drain.start()

    drain = (await stream.next("drain")).drain
    failed = await failure(stream)
    assert drain.grace.ToMilliseconds() == 300
    assert (failed.code(), reason_of(failed)) == (grpc.StatusCode.UNAVAILABLE, "DRAINING")
    await until(lambda: not served.bus.readers)


async def test_what_is_given_out_can_be_acknowledged_while_the_server_drains(
    served: Served, stream: Conversation
) -> None:
    await durable(served.channel)
    await stream.send(subscribe(handle=1, subscriptionId="billing"))
    await stream.opened(1)
    await stream.send(publish(event()))
    await stream.next("published")
    [got] = await stream.events(1)

    served.drain.start()
    await stream.next("drain")
    await stream.send(publish(event(eventId="late")), frame_id=4)
    assert (await stream.next("published")).in_reply_to == 4
    await stream.send(subscribe(handle=2))
    assert (await stream.refusal())[1] == "DRAINING"
    await stream.send({"acknowledge": {"handle": 1, "acks": [{"ackIds": [got.delivery.ack_id]}]}})
    await stream.next("acknowledged")

    assert reason_of(await failure(stream)) == "DRAINING"


async def test_a_drain_does_not_wait_for_ever(served: Served, stream: Conversation) -> None:
    served.bus.holds = True
    await stream.send(publish(event()))
    await until(lambda: served.bus.held)

    served.drain.start()

    assert reason_of(await failure(stream)) == "DRAINING"


# ---- Nothing stays behind ----


@pytest.mark.parametrize("how", ["cancel", "channel"])
async def test_a_client_that_goes_away_leaves_nothing(served: Served, how: str) -> None:
    served.bus.hold_acks = asyncio.Event()
    await durable(served.channel)
    options = [("grpc.use_local_subchannel_pool", 1)]
    async with grpc.aio.insecure_channel(served.address, options) as channel, exchanging(channel) as stream:
        await stream.send({"hello": {"clientId": "a"}})
        await stream.send(subscribe(handle=1))
        await stream.send(subscribe(handle=2, subscriptionId="billing"))
        await stream.send({"acknowledge": {"handle": 2, "acks": [{"ackIds": ["a"]}]}})
        await until(lambda: len(served.bus.readers) == 2)
        if how == "channel":
            await channel.close()

    await until(lambda: not served.bus.readers)
    await until(lambda: not at_work())


async def test_a_stalled_reader_is_let_go_and_harms_nobody(served: Served, stream: Conversation) -> None:
    # Answers nothing, reads nothing, while the server has much to send.
    call: Any = served.channel.stream_stream("/parley.v1.BusService/Exchange", None, None)()
    stalled = Conversation(call)
    await stalled.send({"hello": {}})
    await stalled.send(subscribe(start={"earliest": {}}))
    await stream.send(subscribe())
    await stream.opened()
    big = "eA==" * 8000
    for number in range(40):
        events = [event(eventId=f"{number}-{place}", payload={"raw": big}) for place in range(20)]
        await stream.send(publish(*events))
        await stream.next("published") if not number else None
        await drain_events(stream, 20)

    await until(lambda: len(served.bus.readers) == 1)
    call.cancel()


async def drain_events(stream: Conversation, number: int) -> None:
    while number:
        answer = await stream.read()
        assert answer is not None
        number -= len(answer.delivery.events)


async def test_a_hundred_cuts_leave_nothing(served: Served) -> None:
    async def cut() -> None:
        async with exchanging(served.channel) as stream:
            await stream.send(subscribe())
            await stream.opened()

    async with asyncio.TaskGroup() as group:
        for _ in range(100):
            group.create_task(cut())

    await until(lambda: not served.bus.readers)
    await until(lambda: not at_work())
    assert served.drain._listeners == {}


async def test_the_servers_stop_ends_streams(served: Served, stream: Conversation) -> None:
    await stream.send(subscribe())
    await stream.opened()

    await served.server.stop(None)

    await failure(stream)
    await until(lambda: not served.bus.readers and not at_work())
