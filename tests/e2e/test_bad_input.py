"""Bad input against a whole server: a precise status, reason and field, and nothing else harmed."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.protobuf import descriptor_pool, json_format
from google.rpc import error_details_pb2

from parley.v1 import bus_pb2, messages_pb2, runtime_pb2
from parley_server.rpc.methods import Method, methods_of
from tests.e2e.server import Api, connect, running, text_of
from tests.fakes.calls import call_method
from tests.fakes.mutations import run_campaign
from tests.fakes.serving import detail_of, find_detail, reason_of

COUNT = 200
UNKNOWN_ID = "01930000-0000-7000-8000-00000000abcd"
HELLO = {"content": {"text": "hello"}}
STATUSES = {code.value[0]: code.name for code in grpc.StatusCode}
# A subscription never ends by itself.
ENDLESS = {"Exchange", "Subscribe"}
PRESENT = {
    "BusService": [
        "Exchange",
        "Publish",
        "Subscribe",
        "Acknowledge",
        "ListEvents",
        "CreateSubscription",
        "GetSubscription",
        "ListSubscriptions",
        "UpdateSubscription",
        "SeekSubscription",
        "DeleteSubscription",
        "ListDeadLetters",
        "RedriveDeadLetters",
        "DiscardDeadLetters",
        "GetBusMetrics",
    ],
    "MessageService": [
        "HandleMessage",
        "StreamMessage",
        "HandleMessages",
        "SubmitMessage",
        "WatchRun",
        "GetRun",
        "ListRuns",
        "CancelRun",
    ],
    "RuntimeService": [
        "GetServerInfo",
        "AddAgents",
        "GetAgent",
        "ListAgents",
        "StartAgents",
        "StopAgents",
        "CheckHealth",
        "DeleteAgents",
    ],
}
METHODS = {
    method.name: method
    for service, names in PRESENT.items()
    for method in methods_of(descriptor_pool.Default().FindServiceByName(f"parley.v1.{service}"))
    if method.name in names
}


@pytest.fixture
async def api(tmp_path: Path) -> AsyncIterator[Api]:
    plugins = "tests.fakes.models:echo"
    async with running(tmp_path, plugins=plugins) as server, connect(server.address) as connected:
        yield connected


def request_of(method: Method, body: dict[str, Any]) -> bytes:
    """Return the bytes of a request that is written as JSON."""
    return json_format.ParseDict(body, method.request()).SerializeToString()


async def refused(api: Api, name: str, request: bytes) -> tuple[str, str, list[str]]:
    """Make a call that fails; return status, reason and the fields at fault."""
    with pytest.raises(grpc.aio.AioRpcError) as failed:
        await call_method(api.channel, METHODS[name], [request])
    bad = detail_of(failed.value, error_details_pb2.BadRequest)
    fields = [violation.field for violation in bad.field_violations] if bad is not None else []
    return failed.value.code().name, reason_of(failed.value), fields


async def bus_call(api: Api, name: str, body: dict[str, Any]) -> bytes:
    """Make a call of the bus that works; return its answer."""
    (reply,) = await call_method(api.channel, METHODS[name], [request_of(METHODS[name], body)])
    return reply


def nested(depth: int) -> dict[str, Any]:
    value: dict[str, Any] = {}
    for _ in range(depth):
        value = {"a": value}
    return value


INVALID, MISSING = "INVALID_ARGUMENT INVALID_FIELD", "NOT_FOUND AGENT_NOT_FOUND"
LARGE, TOKEN = "INVALID_ARGUMENT TOO_LARGE", "INVALID_ARGUMENT INVALID_PAGE_TOKEN"


def to_ann(message: dict[str, Any], **others: object) -> dict[str, Any]:
    return {"agentId": "Ann", "message": {**HELLO, **message}, **others}


def with_options(**options: object) -> dict[str, Any]:
    return to_ann({}, options=options)


def one_agent(**spec: object) -> dict[str, Any]:
    return {"agents": [spec]}


def billing(**others: object) -> dict[str, Any]:
    return {"subscriptionId": "billing", **others}


def new(**settings: object) -> dict[str, Any]:
    return {"subscription": {"subscriptionId": "new", **settings}}


def changed(mask: str, **settings: object) -> dict[str, Any]:
    return {"subscription": billing(**settings), "updateMask": mask}


def said(**ack: object) -> dict[str, Any]:
    return billing(acks=[{"ackIds": ["abc"], **ack}])


NO_SUBSCRIPTION = "NOT_FOUND NOT_FOUND"
FUTURE = "OUT_OF_RANGE FUTURE_SEQUENCE"
BEHIND, NO_TOKEN = {"afterSequence": "1000000"}, {"resumeToken": "?"}
TYPE = {"type": "custom:x"}

# Of the bus, where "billing" is a durable subscription; what is wrong with one event of many is no failed call.
BUS_CASES: list[tuple[str, dict[str, Any], str, str]] = [
    ("Publish", {}, INVALID, "events"),
    ("Publish", {"events": [TYPE] * 1001}, LARGE, "events"),
    ("Publish", {"events": [TYPE], "transient": True, "atomic": True}, INVALID, "atomic"),
    ("Subscribe", {"filter": {"types": ["a b"]}}, INVALID, "filter.types[0]"),
    ("Subscribe", {"filter": {"types": ["a"] * 101}}, LARGE, "filter.types"),
    ("Subscribe", {"filter": {"roomIds": ["kitchen"]}}, INVALID, "filter.room_ids[0]"),
    ("Subscribe", {"filter": {"runIds": ["7"]}}, INVALID, "filter.run_ids[0]"),
    ("Subscribe", {"start": BEHIND}, FUTURE, "start.after_sequence"),
    ("Subscribe", {"start": {"afterSequence": "18446744073709551615"}}, INVALID, "start.after_sequence"),
    ("Subscribe", {"start": NO_TOKEN}, INVALID, "start.resume_token"),
    ("Subscribe", {"credit": {"events": 1}}, INVALID, "credit"),
    ("Subscribe", {"batching": {"maxEvents": 1001}}, INVALID, "batching.max_events"),
    ("Subscribe", {"batching": {"linger": "2s"}}, INVALID, "batching.linger"),
    ("Subscribe", {"overflow": 9}, INVALID, "overflow"),
    ("Subscribe", {"subscriptionId": "Big!"}, INVALID, "subscription_id"),
    ("Subscribe", {"subscriptionId": "nobody"}, NO_SUBSCRIPTION, ""),
    ("Subscribe", billing(start={"earliest": {}}), INVALID, "start"),
    ("Subscribe", billing(filter={"types": ["a"]}), INVALID, "filter"),
    ("Acknowledge", {"acks": [{"ackIds": ["abc"]}]}, INVALID, "subscription_id"),
    ("Acknowledge", billing(), INVALID, "acks"),
    ("Acknowledge", said(ackIds=[]), INVALID, "acks[0].ack_ids"),
    ("Acknowledge", said(ackIds=["a"] * 1001), LARGE, "acks[0].ack_ids"),
    ("Acknowledge", said(kind=9), INVALID, "acks[0].kind"),
    ("Acknowledge", said(kind="ACK_KIND_NACK", delay="-1s"), INVALID, "acks[0].delay"),
    ("Acknowledge", said(kind="ACK_KIND_EXTEND", delay="601s"), INVALID, "acks[0].delay"),
    ("Acknowledge", said(kind="ACK_KIND_REJECT", reason="x" * 1025), LARGE, "acks[0].reason"),
    ("Acknowledge", {**said(), "subscriptionId": "nobody"}, NO_SUBSCRIPTION, ""),
    ("ListEvents", {"start": BEHIND}, FUTURE, "start.after_sequence"),
    ("ListEvents", {"start": NO_TOKEN}, INVALID, "start.resume_token"),
    ("ListEvents", {"filter": {"excludeTypes": ["*x"]}}, INVALID, "filter.exclude_types[0]"),
    ("ListEvents", {"pageSize": -1}, INVALID, "page_size"),
    ("ListEvents", {"pageToken": "garbage"}, TOKEN, "page_token"),
    ("CreateSubscription", {}, INVALID, "subscription"),
    ("CreateSubscription", {"subscription": {}}, INVALID, "subscription.subscription_id"),
    ("CreateSubscription", new(subscriptionId="Big!"), INVALID, "subscription.subscription_id"),
    ("CreateSubscription", new(subscriptionId="x" * 64), INVALID, "subscription.subscription_id"),
    ("CreateSubscription", new(ackDeadline="0.5s"), INVALID, "subscription.ack_deadline"),
    ("CreateSubscription", new(ackDeadline="601s"), INVALID, "subscription.ack_deadline"),
    ("CreateSubscription", new(maxDeliveries=101), INVALID, "subscription.max_deliveries"),
    ("CreateSubscription", new(maxOutstanding={"events": -1}), INVALID, "subscription.max_outstanding.events"),
    ("CreateSubscription", new(backoff=["-1s"]), INVALID, "subscription.backoff[0]"),
    ("CreateSubscription", new(backoff=["1s"] * 21), LARGE, "subscription.backoff"),
    ("CreateSubscription", new(idleExpiry="0s"), INVALID, "subscription.idle_expiry"),
    ("CreateSubscription", new(filter={"types": [""]}), INVALID, "subscription.filter.types[0]"),
    ("CreateSubscription", {**new(), "start": BEHIND}, FUTURE, "start.after_sequence"),
    ("CreateSubscription", new(subscriptionId="billing", ordered=True), "ALREADY_EXISTS ALREADY_EXISTS", ""),
    ("GetSubscription", {}, INVALID, "subscription_id"),
    ("GetSubscription", {"subscriptionId": "nobody"}, NO_SUBSCRIPTION, ""),
    ("ListSubscriptions", {"pageSize": -1}, INVALID, "page_size"),
    ("ListSubscriptions", {"pageToken": "garbage"}, TOKEN, "page_token"),
    ("UpdateSubscription", {}, INVALID, "subscription"),
    ("UpdateSubscription", changed(""), INVALID, "update_mask"),
    ("UpdateSubscription", changed("ackedSequence"), INVALID, "update_mask"),
    ("UpdateSubscription", changed("subscriptionId"), INVALID, "update_mask"),
    ("UpdateSubscription", changed("filter.colour"), INVALID, "update_mask"),
    ("UpdateSubscription", changed("maxDeliveries", maxDeliveries=-1), INVALID, "subscription.max_deliveries"),
    ("UpdateSubscription", {**new(), "updateMask": "ordered"}, NO_SUBSCRIPTION, ""),
    ("SeekSubscription", billing(), INVALID, "to"),
    ("SeekSubscription", {"to": {"newest": {}}}, INVALID, "subscription_id"),
    ("SeekSubscription", billing(to=BEHIND), FUTURE, "to.after_sequence"),
    ("SeekSubscription", billing(to=NO_TOKEN), INVALID, "to.resume_token"),
    ("SeekSubscription", {"subscriptionId": "nobody", "to": {"newest": {}}}, NO_SUBSCRIPTION, ""),
    ("DeleteSubscription", {}, INVALID, "subscription_id"),
    ("ListDeadLetters", {}, INVALID, "subscription_id"),
    ("ListDeadLetters", {"subscriptionId": "nobody"}, NO_SUBSCRIPTION, ""),
    ("ListDeadLetters", billing(pageToken="garbage"), TOKEN, "page_token"),
    ("RedriveDeadLetters", {}, INVALID, "subscription_id"),
    ("RedriveDeadLetters", billing(eventIds=["x"] * 1001), LARGE, "event_ids"),
    ("RedriveDeadLetters", {"subscriptionId": "nobody"}, NO_SUBSCRIPTION, ""),
    ("DiscardDeadLetters", {}, INVALID, "subscription_id"),
    ("DiscardDeadLetters", billing(eventIds=["a\nb"]), INVALID, "event_ids[0]"),
    ("DiscardDeadLetters", {"subscriptionId": "nobody"}, NO_SUBSCRIPTION, ""),
    ("GetBusMetrics", {"types": ["a b"]}, INVALID, "types[0]"),
]

# One bad event of a publish, its answer as above: it is an outcome, and the event beside it is stored.
EVENT_CASES: list[tuple[dict[str, Any], str, str]] = [
    ({}, INVALID, "events[1].type"),
    ({"type": "a b"}, INVALID, "events[1].type"),
    ({"type": "x" * 128}, INVALID, "events[1].type"),
    ({"type": "new_message"}, "PERMISSION_DENIED EVENT_TYPE_RESERVED", ""),
    ({"type": "EMBEDDING_GENERATION_MINE"}, "PERMISSION_DENIED EVENT_TYPE_RESERVED", ""),
    ({**TYPE, "roomId": "kitchen"}, INVALID, "events[1].room_id"),
    ({**TYPE, "runId": "7"}, INVALID, "events[1].run_id"),
    ({**TYPE, "eventId": "a\nb"}, INVALID, "events[1].event_id"),
    ({**TYPE, "editableMode": {}}, INVALID, "events[1].editable_mode"),
    ({**TYPE, "payload": {"raw": "QUFB" * 90_000}}, LARGE, "events[1]"),
    ({**TYPE, "attributes": {str(number): "" for number in range(33)}}, LARGE, "events[1].attributes"),
    ({**TYPE, "attributes": {"a": "x" * 1024}}, LARGE, "events[1].attributes"),
    ({**TYPE, "eventId": "known", "agentId": "other"}, "ALREADY_EXISTS EVENT_ID_REUSED", ""),
]

# Method, request, what is answered, and the field at fault, or how its path begins.
CASES: list[tuple[str, dict[str, Any], str, str]] = [
    ("StreamMessage", {"message": HELLO}, INVALID, "agent_id"),
    ("StreamMessage", {"agentId": "Nobody", "message": HELLO}, MISSING, ""),
    ("StreamMessage", {"agentId": UNKNOWN_ID, "message": HELLO}, MISSING, ""),
    ("StreamMessage", {"agentId": "Ann"}, INVALID, "message"),
    ("HandleMessage", to_ann({"content": {}}), INVALID, "message.content"),
    ("HandleMessage", to_ann({"roomId": "kitchen"}), INVALID, "message.room_id"),
    ("HandleMessage", to_ann({"entityId": "12"}), INVALID, "message.entity_id"),
    ("HandleMessage", to_ann({"content": {"text": "x" * 300_000}}), LARGE, "message.content.text"),
    ("HandleMessage", with_options(overlap=99), INVALID, "options.overlap"),
    ("HandleMessage", with_options(timeout="-1s"), INVALID, "options.timeout"),
    ("HandleMessage", with_options(maxRetries=-1), INVALID, "options.max_retries"),
    ("SubmitMessage", to_ann({}, requestId="x" * 500), INVALID, "request_id"),
    ("HandleMessages", {}, INVALID, "requests"),
    ("WatchRun", {}, INVALID, "run_id"),
    ("WatchRun", {"runId": "seven"}, INVALID, "run_id"),
    ("WatchRun", {"runId": UNKNOWN_ID}, "NOT_FOUND NOT_FOUND", ""),
    ("GetRun", {"runId": UNKNOWN_ID}, "NOT_FOUND NOT_FOUND", ""),
    ("CancelRun", {"runId": UNKNOWN_ID}, "NOT_FOUND NOT_FOUND", ""),
    ("ListRuns", {"pageSize": -1}, INVALID, "page_size"),
    ("ListRuns", {"pageToken": "garbage"}, TOKEN, "page_token"),
    ("ListRuns", {"roomId": "kitchen"}, INVALID, "room_id"),
    ("ListRuns", {"agentId": "Nobody"}, MISSING, ""),
    ("ListRuns", {"statuses": [99]}, INVALID, "statuses[0]"),
    ("ListAgents", {"pageSize": -5}, INVALID, "page_size"),
    ("ListAgents", {"pageToken": "garbage"}, TOKEN, "page_token"),
    ("GetAgent", {}, INVALID, "agent_id"),
    ("GetAgent", {"agentId": "Nobody"}, MISSING, ""),
    ("StartAgents", {"agentIds": ["Nobody"]}, MISSING, ""),
    ("StopAgents", {"grace": "-1s"}, INVALID, "grace"),
    ("DeleteAgents", {}, INVALID, "agent_ids"),
    ("AddAgents", {}, INVALID, "agents"),
    ("AddAgents", one_agent(), INVALID, "agents[0]"),
    ("AddAgents", one_agent(character={"name": " "}), INVALID, "agents[0].character"),
    ("AddAgents", one_agent(characterFile={"name": "Bob", "bio": 7}), INVALID, "agents[0].character_file/bio"),
    ("AddAgents", one_agent(characterFile={"name": "Ann", "bio": "new"}), "ALREADY_EXISTS ALREADY_EXISTS", ""),
    ("AddAgents", one_agent(agentId="7", character={"name": "Bob"}), INVALID, "agents[0].agent_id"),
    ("AddAgents", one_agent(character={"name": "Bob", "settings": nested(40)}), INVALID, "request"),
    ("AddAgents", one_agent(character={"name": "Bob"}, database="other"), INVALID, "agents[0].database"),
]


async def test_each_mistake_has_its_status_reason_and_field(api: Api) -> None:
    """One server for all of them: none harms those after it."""
    await api.add_agent("Ann")
    await bus_call(api, "CreateSubscription", {"subscription": billing()})
    wrong = []
    for name, body, expected, field in CASES + BUS_CASES:
        status, reason, fields = await refused(api, name, request_of(METHODS[name], body))
        found = any(one.startswith(field) for one in fields) if field else not fields
        if f"{status} {reason}" != expected or not found:
            wrong.append(f"{name} {json.dumps(body)[:120]}: {status} {reason} {fields}, expected {expected} {field}")
    assert wrong == []


async def test_one_bad_event_of_two_is_an_outcome(api: Api) -> None:
    await bus_call(api, "Publish", {"events": [{**TYPE, "eventId": "known"}]})
    wrong = []
    for event, expected, field in EVENT_CASES:
        answer = bus_pb2.PublishResponse.FromString(await bus_call(api, "Publish", {"events": [TYPE, event]}))
        good, bad = answer.outcomes
        details = bad.error.details
        reason = find_detail(details, error_details_pb2.ErrorInfo)
        found = find_detail(details, error_details_pb2.BadRequest)
        fields = [violation.field for violation in found.field_violations] if found is not None else []
        status = STATUSES[bad.error.code]
        as_said = reason is not None and f"{status} {reason.reason}" == expected and fields[:1] == [field][: len(field)]
        if not as_said or not good.sequence or bad.sequence or answer.accepted_count != 1:
            wrong.append(
                f"{json.dumps(event)[:120]}: {status} {fields} {str(answer)[:300]}, expected {expected} {field}"
            )
    assert wrong == []


async def test_a_start_behind_the_end_of_a_log_is_told_apart(api: Api) -> None:
    run = await api.submit(await api.add_agent(), "hello")
    await api.watch(run.run_id)

    request = request_of(METHODS["WatchRun"], {"runId": run.run_id, "afterSequence": "1000"})
    assert (await refused(api, "WatchRun", request))[:2] == ("OUT_OF_RANGE", "FUTURE_SEQUENCE")


async def test_one_bad_message_of_many_fails_alone(api: Api) -> None:
    agent_id = await api.add_agent()
    good = {"agentId": agent_id, "message": HELLO}
    body = {"requests": [good, {**good, "agentId": "Nobody"}, {**good, "message": {**HELLO, "roomId": "x"}}, good]}

    (reply,) = await call_method(api.channel, METHODS["HandleMessages"], [request_of(METHODS["HandleMessages"], body)])

    items = messages_pb2.HandleMessagesResponse.FromString(reply).items
    assert [item.WhichOneof("outcome") for item in items] == ["response", "error", "error", "response"]


async def test_a_missing_plugin_fails_the_start_and_says_so(api: Api) -> None:
    method = METHODS["AddAgents"]
    body = {"agents": [{"character": {"name": "Bob", "plugins": ["@elizaos/plugin-discord"]}}], "autoStart": True}

    (reply,) = await call_method(api.channel, method, [request_of(method, body)])

    (agent,) = runtime_pb2.AddAgentsResponse.FromString(reply).agents
    assert agent.last_error.code == grpc.StatusCode.FAILED_PRECONDITION.value[0]
    assert "discord" in agent.last_error.message


@pytest.mark.timeout(300)
async def test_mutated_requests_are_answered_and_harm_nobody(api: Api) -> None:
    """200 of them for every method that is there; afterwards the server still answers."""
    agent_id = await api.add_agent("Ann")
    run = await api.submit(agent_id, "hello")
    await api.watch(run.run_id)
    known = {
        "agent_id": ["Ann", agent_id],
        "agent_ids": [agent_id, "Ann"],
        "run_id": [run.run_id],
        "subscription_id": ["billing"],
        "type": ["custom:a", "new_message"],
        "types": ["custom:*"],
    }
    offences: list[str] = []
    for method in METHODS.values():
        most_replies = 1 if method.name in ENDLESS else 100
        report = await run_campaign(api.channel, method, COUNT, known=known, most_replies=most_replies)
        offences += report.offences
        assert report.codes.total() == COUNT

    assert offences == []
    again = await api.submit(await api.add_agent("Zoe"), "still there?")
    assert text_of(await api.watch(again.run_id)) == "You said: still there?"
