"""The plain calls of BusService."""

from __future__ import annotations

import asyncio
from typing import Any

import grpc
import pytest
from google.protobuf import json_format
from google.rpc import error_details_pb2

from parley.v1 import bus_pb2, bus_pb2_grpc
from parley_server.bus.reader import CloseReason
from parley_server.domain.bus import SubscriptionStatus
from parley_server.domain.errors import StoreUnavailable
from parley_server.domain.ids import DEFAULT_TENANT, TenantId
from tests.fakes.exchanges import event, until
from tests.fakes.serving import Served, detail_of, reason_of

SECONDS = 5.0


@pytest.fixture
def stub(served: Served) -> bus_pb2_grpc.BusServiceStub:
    return bus_pb2_grpc.BusServiceStub(served.channel)


async def call(stub: bus_pb2_grpc.BusServiceStub, name: str, body: dict[str, Any]) -> dict[str, Any]:
    """Make a plain call; request and answer are written as JSON."""
    request = json_format.ParseDict(body, getattr(bus_pb2, f"{name}Request")())
    answer = await getattr(stub, name)(request, timeout=SECONDS)
    return json_format.MessageToDict(answer)


async def refusal(stub: bus_pb2_grpc.BusServiceStub, name: str, body: dict[str, Any]) -> tuple[str, list[str]]:
    """Make a plain call that fails; return the reason and the fields at fault."""
    with pytest.raises(grpc.aio.AioRpcError) as failed:
        await call(stub, name, body)
    bad = detail_of(failed.value, error_details_pb2.BadRequest)
    return reason_of(failed.value), [one.field for one in bad.field_violations] if bad is not None else []


async def billing(stub: bus_pb2_grpc.BusServiceStub, **settings: object) -> dict[str, Any]:
    body = {"subscription": {"subscriptionId": "billing", **settings}}
    answer: dict[str, Any] = (await call(stub, "CreateSubscription", body))["subscription"]
    return answer


async def rest(frames: Any) -> list[Any]:  # noqa: ANN401 - grpc.aio's call
    """Return what still comes up to a good end."""
    seen: list[Any] = []
    while (frame := await frames.read()) is not grpc.aio.EOF:
        seen.append(frame)
    assert await frames.code() is grpc.StatusCode.OK
    return seen


# ---- Publish, Subscribe, Acknowledge ----


async def test_publish_is_answered_when_events_are_stored(served: Served, stub: bus_pb2_grpc.BusServiceStub) -> None:
    served.bus.holds = True
    request = bus_pb2.PublishRequest(events=[{"type": "a", "event_id": "1"}])  # type: ignore[list-item]  # as a dict
    waiting = stub.Publish(request, timeout=SECONDS)
    await until(lambda: served.bus.held)
    assert not waiting.done()

    served.bus.let_go()

    assert (await waiting).first_sequence == 1


async def test_who_gives_up_waiting_harms_nobody(served: Served, stub: bus_pb2_grpc.BusServiceStub) -> None:
    served.bus.holds = True
    request = bus_pb2.PublishRequest(events=[{"type": "a", "event_id": "1"}])  # type: ignore[list-item]  # as a dict
    waiting = stub.Publish(request, timeout=SECONDS)
    await until(lambda: served.bus.held)
    waiting.cancel()
    await asyncio.sleep(0.05)

    served.bus.holds = False
    served.bus.let_go()

    assert await call(stub, "Publish", {"events": [event(eventId="2")]}) == {"firstSequence": "2", "acceptedCount": 1}


async def test_a_failed_store_fails_the_publish(served: Served, stub: bus_pb2_grpc.BusServiceStub) -> None:
    served.bus.failure = StoreUnavailable("the store is away")

    assert (await refusal(stub, "Publish", {"events": [event()]}))[0] == "STORE_UNAVAILABLE"


async def test_repeats_and_reused_ids_are_outcomes(stub: bus_pb2_grpc.BusServiceStub) -> None:
    await call(stub, "Publish", {"events": [event(eventId="1")]})

    answer = await call(stub, "Publish", {"events": [event(eventId="1"), event("b", eventId="1"), event(eventId="2")]})

    first, second, third = answer["outcomes"]
    assert first == {"eventId": "1", "sequence": "1", "duplicate": True}
    assert second["error"]["code"] == grpc.StatusCode.ALREADY_EXISTS.value[0]
    assert third == {"eventId": "2", "sequence": "2"}
    assert answer["acceptedCount"] == 1


async def test_bytes_that_are_no_publish_are_refused(served: Served) -> None:
    raw: Any = served.channel.unary_unary("/parley.v1.BusService/Publish", None, None)

    with pytest.raises(grpc.aio.AioRpcError) as failed:
        await raw(b"\xff\xff", timeout=SECONDS)

    assert reason_of(failed.value) == "INVALID_FIELD"


async def test_subscribe_sends_events_until_the_client_leaves(
    served: Served, stub: bus_pb2_grpc.BusServiceStub
) -> None:
    frames = stub.Subscribe(bus_pb2.SubscribeRequest(handle=3), timeout=SECONDS)
    opened: Any = await frames.read()
    await call(stub, "Publish", {"events": [event(eventId="1"), event(eventId="2")]})
    delivery: Any = await frames.read()

    frames.cancel()

    assert (opened.handle, opened.WhichOneof("notice")) == (3, "opened")
    assert [one.event_id for one in delivery.events] == ["1", "2"]
    assert delivery.resume_token == "log-1:2"
    await until(lambda: not served.bus.readers)


async def test_a_durable_subscription_without_a_stream_of_requests(stub: bus_pb2_grpc.BusServiceStub) -> None:
    await billing(stub)
    frames = stub.Subscribe(bus_pb2.SubscribeRequest(subscription_id="billing"), timeout=SECONDS)
    await frames.read()
    await call(stub, "Publish", {"events": [event(eventId="1")]})
    delivery: Any = await frames.read()
    [got] = delivery.events

    body = {"subscriptionId": "billing", "acks": [{"ackIds": [got.delivery.ack_id, "?"]}]}
    answer = await call(stub, "Acknowledge", body)

    assert answer == {"unknownAckIds": ["?"]}
    assert (await call(stub, "GetSubscription", {"subscriptionId": "billing"}))["subscription"]["ackedSequence"] == "1"


async def test_a_closed_subscription_ends_the_call_well(served: Served, stub: bus_pb2_grpc.BusServiceStub) -> None:
    frames = stub.Subscribe(bus_pb2.SubscribeRequest(), timeout=SECONDS)
    await frames.read()

    served.bus.readers[0].close(CloseReason.COMPACTED)

    seen = await rest(frames)
    assert [frame.WhichOneof("notice") for frame in seen] == ["closed"]
    assert served.bus.readers == []


async def test_a_drain_ends_a_subscribe(served: Served, stub: bus_pb2_grpc.BusServiceStub) -> None:
    frames = stub.Subscribe(bus_pb2.SubscribeRequest(), timeout=SECONDS)
    await frames.read()

    served.drain.start()

    with pytest.raises(grpc.aio.AioRpcError) as failed:
        await frames.read()
    assert reason_of(failed.value) == "DRAINING"
    assert served.bus.readers == []


async def test_a_start_that_is_not_in_the_log_fails_a_subscribe(stub: bus_pb2_grpc.BusServiceStub) -> None:
    request = json_format.ParseDict({"start": {"afterSequence": 9}}, bus_pb2.SubscribeRequest())

    with pytest.raises(grpc.aio.AioRpcError) as failed:
        await stub.Subscribe(request, timeout=SECONDS).read()

    assert (failed.value.code(), reason_of(failed.value)) == (grpc.StatusCode.OUT_OF_RANGE, "FUTURE_SEQUENCE")


async def test_credit_is_for_the_stream_in_both_directions(stub: bus_pb2_grpc.BusServiceStub) -> None:
    request = json_format.ParseDict({"credit": {"events": 9}}, bus_pb2.SubscribeRequest())

    with pytest.raises(grpc.aio.AioRpcError) as failed:
        await stub.Subscribe(request, timeout=SECONDS).read()

    assert reason_of(failed.value) == "INVALID_FIELD"


# ---- History ----


async def test_stored_events_are_read_page_by_page(stub: bus_pb2_grpc.BusServiceStub) -> None:
    await call(stub, "Publish", {"events": [event(f"custom:{number % 2}", eventId=str(number)) for number in range(9)]})
    seen, token = [], ""
    while True:
        body = {"filter": {"types": ["custom:0"]}, "pageSize": 2, "pageToken": token}
        page = await call(stub, "ListEvents", body)
        seen.append([one["eventId"] for one in page["events"]])
        token = page.get("nextPageToken", "")
        if not token:
            break

    assert seen == [["0", "2"], ["4", "6"], ["8"]]


async def test_a_page_token_is_good_for_its_query_only(stub: bus_pb2_grpc.BusServiceStub) -> None:
    await call(stub, "Publish", {"events": [event(), event(), event()]})
    token = (await call(stub, "ListEvents", {"pageSize": 1}))["nextPageToken"]

    body = {"filter": {"types": ["custom:*"]}, "pageToken": token}
    assert (await refusal(stub, "ListEvents", body))[0] == "INVALID_PAGE_TOKEN"


async def test_history_begins_where_it_is_told(served: Served, stub: bus_pb2_grpc.BusServiceStub) -> None:
    await call(stub, "Publish", {"events": [event(eventId=str(number)) for number in range(4)]})
    served.bus.compact(2)

    page = await call(stub, "ListEvents", {"start": {"afterSequence": 2}})

    assert [one["sequence"] for one in page["events"]] == ["3", "4"]
    assert (await refusal(stub, "ListEvents", {"start": {"afterSequence": 0}}))[0] == "COMPACTED"


# ---- Durable subscriptions ----


async def test_a_subscription_is_created_with_its_defaults(stub: bus_pb2_grpc.BusServiceStub) -> None:
    created = await billing(stub, filter={"types": ["custom:*"]})

    assert created == {
        "subscriptionId": "billing",
        "filter": {"types": ["custom:*"]},
        "ackDeadline": "30s",
        "maxOutstanding": {"events": 1000, "bytes": "16777216"},
        "maxDeliveries": 5,
        "backoff": ["1s", "5s", "30s", "120s"],
    }
    assert await billing(stub, filter={"types": ["custom:*"]}) == created
    other = {"subscription": {"subscriptionId": "billing", "ordered": True}}
    assert (await refusal(stub, "CreateSubscription", other))[0] == "ALREADY_EXISTS"


async def test_subscriptions_are_listed_by_name(stub: bus_pb2_grpc.BusServiceStub) -> None:
    for name in ("c", "a", "b"):
        await call(stub, "CreateSubscription", {"subscription": {"subscriptionId": name}})

    first = await call(stub, "ListSubscriptions", {"pageSize": 2})
    second = await call(stub, "ListSubscriptions", {"pageSize": 2, "pageToken": first["nextPageToken"]})

    names = [[one["subscriptionId"] for one in page["subscriptions"]] for page in (first, second)]
    assert names == [["a", "b"], ["c"]]
    assert "nextPageToken" not in second


async def test_only_what_the_mask_names_is_changed(stub: bus_pb2_grpc.BusServiceStub) -> None:
    await billing(stub, ackDeadline="60s", filter={"types": ["a"]}, backoff=["1s", "2s"])
    changes = {
        "subscriptionId": "billing",
        "ordered": True,
        "maxDeliveries": 9,
        "filter": {"types": ["b"]},
        "backoff": ["7s"],
        "maxOutstanding": {"events": 5, "bytes": 99},
    }

    mask = "ordered,filter,backoff,maxOutstanding.events"
    body = {"subscription": changes, "updateMask": mask}
    changed = (await call(stub, "UpdateSubscription", body))["subscription"]

    assert changed["ordered"]
    assert (changed["filter"], changed["backoff"]) == ({"types": ["b"]}, ["7s"])
    assert changed["maxOutstanding"] == {"events": 5, "bytes": "16777216"}
    assert (changed["ackDeadline"], changed["maxDeliveries"]) == ("60s", 5)


async def test_what_is_named_and_not_set_gets_its_default(stub: bus_pb2_grpc.BusServiceStub) -> None:
    await billing(stub, ackDeadline="60s", filter={"types": ["a"]}, idleExpiry="60s")

    body = {"subscription": {"subscriptionId": "billing"}, "updateMask": "ackDeadline,filter,idleExpiry"}
    changed = (await call(stub, "UpdateSubscription", body))["subscription"]

    assert (changed["ackDeadline"], changed["filter"]) == ("30s", {})
    assert "idleExpiry" not in changed


@pytest.mark.parametrize("mask", ["", "backlog", "subscriptionId", "filter.nothing", "ordered,member_count"])
async def test_a_mask_that_names_no_setting_is_refused(stub: bus_pb2_grpc.BusServiceStub, mask: str) -> None:
    await billing(stub)
    request = bus_pb2.UpdateSubscriptionRequest(subscription=bus_pb2.Subscription(subscription_id="billing"))
    request.update_mask.paths.extend(mask.split(",") if mask else [])

    with pytest.raises(grpc.aio.AioRpcError) as failed:
        await stub.UpdateSubscription(request, timeout=SECONDS)

    bad = detail_of(failed.value, error_details_pb2.BadRequest)
    assert bad is not None
    assert [one.field for one in bad.field_violations] == ["update_mask"]


async def test_seek_and_delete_close_the_readers(served: Served, stub: bus_pb2_grpc.BusServiceStub) -> None:
    await billing(stub)
    await call(stub, "Publish", {"events": [event(), event()]})
    calls: list[tuple[str, dict[str, Any]]] = [
        ("SeekSubscription", {"to": {"earliest": {}}}),
        ("DeleteSubscription", {}),
    ]
    for name, body in calls:
        frames = stub.Subscribe(bus_pb2.SubscribeRequest(subscription_id="billing"), timeout=SECONDS)
        await frames.read()
        await call(stub, name, {"subscriptionId": "billing", **body})

        seen = await rest(frames)
        assert seen[-1].closed.reason == bus_pb2.CLOSE_REASON_CHANGED

    assert (await refusal(stub, "GetSubscription", {"subscriptionId": "billing"}))[0] == "NOT_FOUND"
    assert served.bus.readers == []


async def test_dead_letters_are_listed_redriven_and_discarded(stub: bus_pb2_grpc.BusServiceStub) -> None:
    await billing(stub)
    await call(stub, "Publish", {"events": [event(eventId=str(number)) for number in range(3)]})
    frames = stub.Subscribe(bus_pb2.SubscribeRequest(subscription_id="billing"), timeout=SECONDS)
    await frames.read()
    delivery: Any = await frames.read()
    reject = {"kind": "ACK_KIND_REJECT", "ackIds": [one.delivery.ack_id for one in delivery.events], "reason": "no"}
    await call(stub, "Acknowledge", {"subscriptionId": "billing", "acks": [reject]})

    first = await call(stub, "ListDeadLetters", {"subscriptionId": "billing", "pageSize": 2})
    body = {"subscriptionId": "billing", "pageSize": 2, "pageToken": first["nextPageToken"]}
    second = await call(stub, "ListDeadLetters", body)
    redriven = await call(stub, "RedriveDeadLetters", {"subscriptionId": "billing", "eventIds": ["1"]})
    discarded = await call(stub, "DiscardDeadLetters", {"subscriptionId": "billing"})
    again: Any = await frames.read()

    letters = first["deadLetters"] + second["deadLetters"]
    assert [letter["event"]["sequence"] for letter in letters] == ["1", "2", "3"]
    assert {(letter["reason"], letter["deliveries"]) for letter in letters} == {("no", 1)}
    assert (redriven, discarded) == ({"count": "1"}, {"count": "2"})
    assert [(one.event_id, one.delivery.attempt) for one in again.events] == [("1", 2)]


async def test_metrics_count_by_type(stub: bus_pb2_grpc.BusServiceStub) -> None:
    await call(stub, "Publish", {"events": [event("custom:a"), event("custom:a"), event("b")]})

    metrics = await call(stub, "GetBusMetrics", {"types": ["custom:*"]})

    assert metrics["types"] == [{"type": "custom:a", "publishedCount": "2"}]
    assert metrics["log"] == {"logId": "log-1", "firstSequence": "1", "lastSequence": "3"}


# ---- What is refused ----


def settings(**fields: object) -> dict[str, Any]:
    return {"subscription": {"subscriptionId": "billing", **fields}}


REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("Publish", {}, "events"),
    ("Publish", {"events": [event()], "atomic": True, "transient": True}, "atomic"),
    ("Acknowledge", {"acks": [{"ackIds": ["a"]}]}, "subscription_id"),
    ("Acknowledge", {"subscriptionId": "a"}, "acks"),
    ("Acknowledge", {"subscriptionId": "a", "acks": [{}]}, "acks[0].ack_ids"),
    ("Acknowledge", {"subscriptionId": "a", "acks": [{"ackIds": ["a"], "delay": "-1s"}]}, "acks[0].delay"),
    ("ListEvents", {"filter": {"types": ["*a"]}}, "filter.types[0]"),
    ("ListEvents", {"filter": {"excludeTypes": ["a b"]}}, "filter.exclude_types[0]"),
    ("ListEvents", {"filter": {"roomIds": ["lobby"]}}, "filter.room_ids[0]"),
    ("ListEvents", {"pageSize": -1}, "page_size"),
    ("CreateSubscription", {}, "subscription"),
    ("CreateSubscription", {"subscription": {}}, "subscription.subscription_id"),
    ("CreateSubscription", {"subscription": {"subscriptionId": "Billing"}}, "subscription.subscription_id"),
    ("CreateSubscription", {"subscription": {"subscriptionId": "b" * 64}}, "subscription.subscription_id"),
    ("CreateSubscription", settings(ackDeadline="0.5s"), "subscription.ack_deadline"),
    ("CreateSubscription", settings(ackDeadline="601s"), "subscription.ack_deadline"),
    ("CreateSubscription", settings(maxDeliveries=101), "subscription.max_deliveries"),
    ("CreateSubscription", settings(maxDeliveries=-1), "subscription.max_deliveries"),
    ("CreateSubscription", settings(maxOutstanding={"events": -1}), "subscription.max_outstanding.events"),
    ("CreateSubscription", settings(backoff=["1s", "-1s"]), "subscription.backoff[1]"),
    ("CreateSubscription", settings(backoff=["90000s"]), "subscription.backoff[0]"),
    ("CreateSubscription", settings(idleExpiry="0s"), "subscription.idle_expiry"),
    ("SeekSubscription", {"subscriptionId": "billing"}, "to"),
    ("SeekSubscription", {"to": {}}, "subscription_id"),
    ("DeleteSubscription", {}, "subscription_id"),
    ("ListDeadLetters", {}, "subscription_id"),
    ("RedriveDeadLetters", {}, "subscription_id"),
    ("DiscardDeadLetters", {"subscriptionId": "?"}, "subscription_id"),
    ("GetBusMetrics", {"types": ["?"]}, "types[0]"),
]


@pytest.mark.parametrize(("name", "body", "field"), REFUSED)
async def test_a_mistake_has_its_field(
    stub: bus_pb2_grpc.BusServiceStub, name: str, body: dict[str, Any], field: str
) -> None:
    assert await refusal(stub, name, body) == ("INVALID_FIELD", [field])


async def test_too_many_backoffs_are_too_large(stub: bus_pb2_grpc.BusServiceStub) -> None:
    found = await refusal(stub, "CreateSubscription", settings(backoff=["1s"] * 21))

    assert found == ("TOO_LARGE", ["subscription.backoff"])


@pytest.mark.parametrize(
    "name",
    [
        "GetSubscription",
        "ListDeadLetters",
        "RedriveDeadLetters",
        "DiscardDeadLetters",
    ],
)
async def test_an_unknown_subscription_is_not_found(stub: bus_pb2_grpc.BusServiceStub, name: str) -> None:
    assert (await refusal(stub, name, {"subscriptionId": "nobody"}))[0] == "NOT_FOUND"


async def test_a_repeated_delete_is_no_error(stub: bus_pb2_grpc.BusServiceStub) -> None:
    await billing(stub)

    for _ in range(2):
        assert await call(stub, "DeleteSubscription", {"subscriptionId": "billing"}) == {}


async def test_a_bad_position_of_a_seek_is_named_as_the_request_names_it(stub: bus_pb2_grpc.BusServiceStub) -> None:
    await billing(stub)

    found = await refusal(stub, "SeekSubscription", {"subscriptionId": "billing", "to": {"resumeToken": "?"}})

    assert found == ("INVALID_FIELD", ["to.resume_token"])


async def test_changes_of_different_settings_at_once_are_both_made(
    served: Served, stub: bus_pb2_grpc.BusServiceStub
) -> None:
    await billing(stub)
    read = served.bus.get_subscription

    async def read_slowly(tenant: TenantId, subscription_id: str) -> SubscriptionStatus:
        present = await read(tenant, subscription_id)
        await asyncio.sleep(0.05)
        return present

    served.bus.get_subscription = read_slowly  # type: ignore[method-assign]

    async def change(**settings: object) -> None:
        wanted = {"subscriptionId": "billing", **settings}
        await call(stub, "UpdateSubscription", {"subscription": wanted, "updateMask": ",".join(settings)})

    async with asyncio.TaskGroup() as group:
        group.create_task(change(ordered=True))
        group.create_task(change(maxDeliveries=7))

    found = (await read(DEFAULT_TENANT, "billing")).subscription
    assert (found.ordered, found.max_deliveries) == (True, 7)
