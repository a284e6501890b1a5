"""Exchange: frames and their answers."""

from __future__ import annotations

import asyncio
import base64
from typing import Any

import grpc
import pytest
from google.protobuf import json_format
from google.rpc import error_details_pb2

from parley.v1 import bus_pb2, events_pb2
from parley_server.bus.reader import Closed, CloseReason, Gap, Progress
from parley_server.domain.errors import StoreUnavailable
from tests.fakes.exchanges import Conversation, durable, event, exchanging, publish, subscribe, until
from tests.fakes.serving import Served, find_detail, reason_of

OWED = 8


# ---- The example of the contract ----


async def test_one_line_subscribes_and_one_publishes(stream: Conversation) -> None:
    await stream.send(subscribe(filter={"types": ["custom:*"]}))
    await stream.opened()

    await stream.send(publish(event("custom:paid", payload={"json": {"amount": 100}})), frame_id=7)
    published = await stream.next("published")
    [got] = await stream.events(1)

    outcome = published.published.outcomes[0]
    assert (published.in_reply_to, published.published.accepted_count, outcome.sequence) == (7, 1, 1)
    assert published.published.first_sequence == 0
    assert (got.event_id, got.sequence, got.source, got.type) == (outcome.event_id, 1, "user/local", "custom:paid")
    assert got.HasField("time")
    assert json_format.MessageToDict(got.payload) == {"json": {"amount": 100}}
    assert stream.seen[-1].delivery.resume_token == "log-1:1"


async def test_own_ids_are_answered_by_place_and_number(stream: Conversation) -> None:
    await stream.send(publish(event(eventId="a"), event(eventId="b")), frame_id=3)

    answer = (await stream.next("published")).published

    assert (answer.first_sequence, answer.accepted_count, list(answer.outcomes)) == (1, 2, [])


async def test_after_half_close_events_come_on(served: Served, stream: Conversation) -> None:
    await stream.send(subscribe(), frame_id=4)
    assert (await stream.opened()).in_reply_to == 4
    await stream.close()

    async with exchanging(served.channel) as other:
        await other.send(publish(event(), event()))
        await stream.events(2)


async def test_a_stream_ends_well_once_all_is_answered(served: Served, stream: Conversation) -> None:
    served.bus.holds = True
    await stream.send(publish(event(eventId="a")))
    await stream.close()
    await until(lambda: served.bus.held)
    served.bus.let_go()

    await stream.next("published")
    await stream.end()


async def test_a_half_closed_stream_ends_with_its_last_subscription(served: Served, stream: Conversation) -> None:
    await stream.send(subscribe(handle=2))
    await stream.opened(2)
    await stream.close()
    [reader] = served.bus.readers

    reader.close(CloseReason.CHANGED)

    closed = await stream.closed()
    assert (closed.delivery.handle, closed.delivery.closed.reason) == (2, bus_pb2.CLOSE_REASON_CHANGED)
    await stream.end()


# ---- Subscriptions ----


async def test_each_subscription_has_its_handle_and_its_turn(served: Served, stream: Conversation) -> None:
    for handle in (1, 2):
        await stream.send(subscribe(handle=handle, batching={"maxEvents": 1}))
        await stream.opened(handle)
    served.bus.holds = True
    await stream.send(publish(*[event(eventId=str(number)) for number in range(4)]))
    await until(lambda: served.bus.held)
    served.bus.let_go()

    handles = [(await stream.next("delivery")).delivery.handle for _ in range(8) if await skip_published(stream)]

    assert handles in ([1, 2] * 4, [2, 1] * 4)


async def skip_published(stream: Conversation) -> bool:
    if not any(answer.HasField("published") for answer in stream.seen):
        await stream.next("published")
    return True


async def test_unsubscribe_is_answered_by_closed(served: Served, stream: Conversation) -> None:
    await stream.send(subscribe(handle=1))
    await stream.opened(1)

    await stream.send({"unsubscribe": {"handle": 1}}, frame_id=9)

    closed = await stream.closed()
    assert (closed.in_reply_to, closed.delivery.closed.reason) == (9, bus_pb2.CLOSE_REASON_CLIENT)
    assert served.bus.readers == []
    await stream.send(subscribe(handle=1))
    await stream.opened(1)


async def test_news_are_passed_on(served: Served, stream: Conversation) -> None:
    await stream.send(subscribe())
    await stream.opened()
    [reader] = served.bus.readers
    for news in (Progress(5, 2), Gap(6, 8), Closed(CloseReason.COMPACTED, 9)):
        if isinstance(news, Closed):
            reader.closed = news
            reader.wake()
        else:
            reader.say(news)

    progress = (await stream.next("delivery")).delivery
    gap = (await stream.next("delivery")).delivery
    closed = (await stream.closed()).delivery

    assert (progress.progress.sequence, progress.progress.lag, progress.resume_token) == (5, 2, "log-1:5")
    assert (gap.gap.first_sequence, gap.gap.last_sequence) == (6, 8)
    assert (closed.closed.reason, closed.closed.first_available) == (bus_pb2.CLOSE_REASON_COMPACTED, 9)


async def test_a_start_that_is_not_in_the_log_closes_at_once(served: Served, stream: Conversation) -> None:
    await stream.send(publish(*[event(eventId=str(number)) for number in range(4)]))
    await stream.next("published")
    served.bus.compact(3)

    await stream.send(subscribe(handle=5, start={"afterSequence": 1}), frame_id=1)
    early = await stream.closed()
    await stream.send(subscribe(handle=5, start={"afterSequence": 100}), frame_id=2)
    late = await stream.closed()

    assert (early.in_reply_to, early.delivery.handle, early.delivery.closed.first_available) == (1, 5, 3)
    assert early.delivery.closed.reason == bus_pb2.CLOSE_REASON_COMPACTED
    assert (late.in_reply_to, late.delivery.closed.reason) == (2, bus_pb2.CLOSE_REASON_FUTURE_SEQUENCE)


async def test_a_resume_token_goes_on_behind_the_last_delivery(stream: Conversation) -> None:
    await stream.send(subscribe(handle=1, batching={"maxEvents": 2}))
    await stream.opened(1)
    await stream.send(publish(*[event(eventId=str(number)) for number in range(3)]))
    await stream.next("published")
    await stream.events(2)
    token = stream.seen[-1].delivery.resume_token
    await stream.events(1)

    await stream.send(subscribe(handle=2, start={"resumeToken": token}))
    await stream.opened(2)

    assert [got.event_id for got in await stream.events(1)] == ["2"]


async def test_credit_holds_events_back_until_there_is_more(stream: Conversation) -> None:
    await stream.send(subscribe(handle=1, credit={"events": 1}))
    await stream.opened(1)
    await stream.send(publish(event(), event(), event()))
    await stream.next("published")
    await stream.events(1)

    await stream.send({"ping": {"nonce": 5}})
    await stream.next("pong")
    await stream.send({"credit": {"handle": 1, "add": {"events": 2}}})

    await stream.events(2)


async def test_transient_events_reach_those_who_listen(served: Served, stream: Conversation) -> None:
    await stream.send(subscribe())
    await stream.opened()

    await stream.send(publish(event(eventId="t"), transient=True), frame_id=2)

    answer = await stream.next("published")
    [got] = await stream.events(1)
    assert (answer.published.first_sequence, answer.published.accepted_count) == (0, 1)
    assert (got.event_id, got.sequence) == ("t", 0)
    assert served.bus.entries == []


# ---- Durable subscriptions ----


async def test_a_durable_subscription_is_acknowledged_by_handle(served: Served, stream: Conversation) -> None:
    await durable(served.channel)
    await stream.send(subscribe(handle=1, subscriptionId="billing", credit={"events": 100}))
    opened = await stream.opened(1)
    await stream.send(publish(event()))
    await stream.next("published")
    [got] = await stream.events(1)

    await stream.send({"acknowledge": {"handle": 1, "acks": [{"ackIds": [got.delivery.ack_id, "x"]}]}}, frame_id=8)

    answer = await stream.next("acknowledged")
    assert (answer.in_reply_to, list(answer.acknowledged.unknown_ack_ids)) == (8, ["x"])
    assert opened.delivery.opened.subscription.subscription_id == "billing"
    assert got.delivery.attempt == 1
    assert served.bus.groups["billing"].leases == {}


async def test_a_nack_brings_the_event_again(served: Served, stream: Conversation) -> None:
    await durable(served.channel)
    await stream.send(subscribe(subscriptionId="billing"))
    await stream.opened()
    await stream.send(publish(event()))
    await stream.next("published")
    [got] = await stream.events(1)

    nack = {"kind": "ACK_KIND_NACK", "ackIds": [got.delivery.ack_id]}
    await stream.send({"acknowledge": {"subscriptionId": "billing", "acks": [nack]}})

    frames = [await stream.read(), await stream.read()]
    [again] = [event for frame in frames if frame is not None for event in frame.delivery.events]
    assert (again.sequence, again.delivery.attempt) == (got.sequence, 2)


async def test_acks_that_wait_for_the_store_hold_up_nothing(served: Served, stream: Conversation) -> None:
    await durable(served.channel)
    served.bus.hold_acks = asyncio.Event()
    await stream.send({"acknowledge": {"subscriptionId": "billing", "acks": [{"ackIds": ["a"]}]}}, frame_id=1)
    await stream.send({"ping": {"nonce": 3}}, frame_id=2)

    assert (await stream.next("pong")).pong.nonce == 3
    served.bus.hold_acks.set()
    assert (await stream.next("acknowledged")).in_reply_to == 1


async def test_answers_come_in_the_order_of_frames(served: Served, stream: Conversation) -> None:
    await durable(served.channel)
    served.bus.hold_acks = asyncio.Event()
    await stream.send({"acknowledge": {"subscriptionId": "billing", "acks": [{"ackIds": ["a"]}]}}, frame_id=1)
    await stream.send(publish(event(eventId="x")), frame_id=2)
    await stream.send({"credit": {"handle": 77, "add": {"events": 1}}}, frame_id=3)
    await until(lambda: served.bus.published)
    served.bus.hold_acks.set()

    answers = [await stream.read() for _ in range(3)]

    assert [answer.in_reply_to for answer in answers if answer is not None] == [1, 2, 3]


# ---- Bad frames ----

REFUSED: list[tuple[dict[str, Any] | bytes, str, list[str]]] = [
    (b"\xff\xff\xff", "INVALID_FIELD", ["request"]),
    (b"", "FRAME_UNKNOWN", []),
    (b"\x9a\x06\x01x", "FRAME_UNKNOWN", []),
    (b"\x12" + b"\x80\x80\x80\x08" + b"x" * 1, "INVALID_FIELD", ["request"]),
    (b"\x08\x01" + b"\x9a\x06" + b"\x81\x80\x40" + b"x" * (1024 * 1024 + 1), "TOO_LARGE", ["request"]),
    ({"hello": {"clientId": "x" * 1024 * 1024}}, "TOO_LARGE", ["request"]),
    ({"credit": {"handle": 9, "add": {"events": 1}}}, "HANDLE_UNKNOWN", ["handle"]),
    ({"unsubscribe": {"handle": 9}}, "HANDLE_UNKNOWN", ["handle"]),
    ({"acknowledge": {"handle": 9, "acks": [{"ackIds": ["a"]}]}}, "HANDLE_UNKNOWN", ["handle"]),
    ({"acknowledge": {"handle": 1, "acks": [{"ackIds": ["a"]}]}}, "INVALID_FIELD", ["acknowledge.handle"]),
    ({"acknowledge": {"subscriptionId": "nobody", "acks": [{"ackIds": ["a"]}]}}, "NOT_FOUND", []),
    ({"acknowledge": {"subscriptionId": "x"}}, "INVALID_FIELD", ["acknowledge.acks"]),
    (
        {"acknowledge": {"subscriptionId": "x", "acks": [{"ackIds": ["a"], "kind": 99}]}},
        "INVALID_FIELD",
        ["acknowledge.acks[0].kind"],
    ),
    (
        {"acknowledge": {"subscriptionId": "x", "acks": [{"ackIds": ["a" * 2000]}]}},
        "INVALID_FIELD",
        ["acknowledge.acks[0].ack_ids[0]"],
    ),
    (
        {"acknowledge": {"subscriptionId": "x", "acks": [{"ackIds": ["a"], "kind": 3, "delay": "601s"}]}},
        "INVALID_FIELD",
        ["acknowledge.acks[0].delay"],
    ),
    ({"subscribe": {"handle": 1}}, "HANDLE_IN_USE", ["handle"]),
    ({"subscribe": {"handle": 2, "subscriptionId": "Big!"}}, "INVALID_FIELD", ["subscribe.subscription_id"]),
    ({"subscribe": {"handle": 2, "subscriptionId": "nobody"}}, "NOT_FOUND", []),
    ({"subscribe": {"handle": 2, "subscriptionId": "a", "filter": {}}}, "INVALID_FIELD", ["subscribe.filter"]),
    ({"subscribe": {"handle": 2, "subscriptionId": "a", "start": {}}}, "INVALID_FIELD", ["subscribe.start"]),
    ({"subscribe": {"handle": 2, "overflow": 9}}, "INVALID_FIELD", ["subscribe.overflow"]),
    ({"subscribe": {"handle": 2, "filter": {"types": ["a b"]}}}, "INVALID_FIELD", ["subscribe.filter.types[0]"]),
    ({"subscribe": {"handle": 2, "start": {"resumeToken": "?"}}}, "INVALID_FIELD", ["subscribe.start.resume_token"]),
    ({"subscribe": {"handle": 2, "credit": {"events": -1}}}, "INVALID_FIELD", ["subscribe.credit.events"]),
    ({"subscribe": {"handle": 2, "batching": {"maxEvents": 1001}}}, "INVALID_FIELD", ["subscribe.batching.max_events"]),
    ({"subscribe": {"handle": 2, "batching": {"linger": "2s"}}}, "INVALID_FIELD", ["subscribe.batching.linger"]),
    ({"credit": {"handle": 1, "add": {"events": -5}}}, "INVALID_FIELD", ["credit.add.events"]),
    ({"credit": {"handle": 1, "add": {"events": 1_000_001}}}, "INVALID_FIELD", ["credit.add.events"]),
    ({"credit": {"handle": 1, "add": {"events": 999_999}}}, "INVALID_FIELD", ["credit.add.events"]),
    ({"credit": {"handle": 1, "add": {"bytes": 1 << 40}}}, "INVALID_FIELD", ["credit.add.bytes"]),
    ({"hello": {}}, "INVALID_FIELD", ["hello"]),
    ({"publish": {}}, "INVALID_FIELD", ["events"]),
    ({"publish": {"events": [event()] * 1001}}, "TOO_LARGE", ["events"]),
    ({"publish": {"events": [event()], "atomic": True, "transient": True}}, "INVALID_FIELD", ["atomic"]),
]


async def test_a_bad_frame_is_answered_and_the_stream_lives_on(served: Served, stream: Conversation) -> None:
    await stream.send(subscribe(handle=1, credit={"events": 10}))
    await stream.opened(1)
    wrong = []
    for frame, reason, fields in REFUSED:
        await stream.send(frame, frame_id=21)
        reply, found, where = await stream.refusal()
        if (found, where) != (reason, fields) or (isinstance(frame, dict) and reply != 21):
            wrong.append(f"{str(frame)[:100]}: {found} {where}, expected {reason} {fields}")
    assert wrong == []

    await stream.send(publish(event()))
    await stream.next("published")
    await stream.events(1)


async def test_a_bad_event_is_an_outcome(stream: Conversation) -> None:
    await stream.send(publish(event(eventId="a"), event("new_message"), event("no good"), event(eventId="b")))

    answer = (await stream.next("published")).published

    reasons = [find_detail(outcome.error.details, error_details_pb2.ErrorInfo) for outcome in answer.outcomes]
    assert [info.reason if info is not None else "" for info in reasons] == [
        "",
        "EVENT_TYPE_RESERVED",
        "INVALID_FIELD",
        "",
    ]
    assert [outcome.sequence for outcome in answer.outcomes] == [1, 0, 0, 2]
    assert (answer.first_sequence, answer.accepted_count) == (0, 2)


async def test_with_atomic_one_bad_event_refuses_all(served: Served, stream: Conversation) -> None:
    await stream.send(publish(event(eventId="a"), event("new_message"), atomic=True))

    answer = (await stream.next("published")).published

    assert [outcome.error.code for outcome in answer.outcomes] == [grpc.StatusCode.PERMISSION_DENIED.value[0]] * 2
    assert served.bus.published == []


async def test_a_full_bus_says_when_to_come_back(served: Served, stream: Conversation) -> None:
    served.bus.full = True
    await stream.send(publish(event(eventId="a")))

    [outcome] = (await stream.next("published")).published.outcomes

    assert find_detail(outcome.error.details, error_details_pb2.RetryInfo) is not None


async def test_a_failed_store_is_an_error_of_its_frame(served: Served, stream: Conversation) -> None:
    served.bus.failure = StoreUnavailable("the store is away")
    await stream.send(publish(event(eventId="a")), frame_id=6)

    assert (await stream.refusal())[:2] == (6, "STORE_UNAVAILABLE")


async def test_a_reader_that_cannot_read_ends_the_stream(served: Served, stream: Conversation) -> None:
    await stream.send(subscribe())
    await stream.opened()
    served.bus.readers[0].fail(StoreUnavailable("the store is away"))

    with pytest.raises(grpc.aio.AioRpcError) as failed:
        await stream.read()

    assert reason_of(failed.value) == "STORE_UNAVAILABLE"
    await until(lambda: not served.bus.readers)


# ---- Limits ----


async def test_unanswered_publishes_stop_the_reading(served: Served, stream: Conversation) -> None:
    served.bus.holds = True
    for number in range(40):
        await stream.send(publish(event(eventId=str(number))), frame_id=number + 1)
    await until(lambda: len(served.bus.held) >= OWED)
    await asyncio.sleep(0.05)
    assert len(served.bus.held) == OWED

    served.bus.holds = False
    served.bus.let_go()

    assert [(await stream.next("published")).in_reply_to for _ in range(40)] == list(range(1, 41))


async def test_a_payload_form_is_kept_to(served: Served) -> None:
    async with exchanging(served.channel, (("parley-payload", "json"),)) as stream:
        await stream.send(subscribe())
        await stream.opened()
        await stream.send(publish(event(payload={"raw": base64.b64encode(b'{"a":1}').decode()})))
        await stream.next("published")
        [got] = await stream.events(1)

    assert isinstance(got, events_pb2.Event)
    assert got.payload.WhichOneof("data") == "json"


async def test_a_flood_of_answers_leaves_deliveries_their_turn(served: Served, stream: Conversation) -> None:
    await stream.send(subscribe())
    await stream.opened()
    number = 200

    async def flood() -> None:
        for place in range(number):
            await stream.send(publish(event(eventId=str(place))))

    async def read() -> None:
        delivered = published = 0
        while published < number or delivered < number:
            answer = await stream.read()
            assert answer is not None
            published += answer.HasField("published")
            delivered += len(answer.delivery.events)
            # What is stored is not held back until all is answered.
            assert published - delivered < 100

    async with asyncio.TaskGroup() as group:
        group.create_task(flood())
        group.create_task(read())


async def test_events_that_queued_meanwhile_go_in_one_frame(served: Served, stream: Conversation) -> None:
    await stream.send(subscribe())
    await stream.opened()
    served.bus.holds = True
    for place in range(5):
        await stream.send(publish(event(eventId=str(place))))
    await until(lambda: len(served.bus.held) == 5)

    served.bus.let_go()

    for _ in range(5):
        await stream.next("published")
    assert len((await stream.next("delivery")).delivery.events) == 5
