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

from parley_server.rpc.methods import Method, methods_of
from tests.e2e.server import Api, connect, running, text_of
from tests.fakes.calls import call_method
from tests.fakes.mutations import run_campaign
from tests.fakes.serving import detail_of, reason_of

COUNT = 200
UNKNOWN_ID = "01930000-0000-7000-8000-00000000abcd"
HELLO = {"content": {"text": "hello"}}
PRESENT = {
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


def nested(depth: int) -> dict[str, Any]:
    value: dict[str, Any] = {}
    for _ in range(depth):
        value = {"a": value}
    return value


CASES: list[tuple[str, dict[str, Any], str, str, str]] = [
    ("StreamMessage", {"message": HELLO}, "INVALID_ARGUMENT", "INVALID_FIELD", "agent_id"),
    ("StreamMessage", {"agentId": "Nobody", "message": HELLO}, "NOT_FOUND", "AGENT_NOT_FOUND", ""),
    ("StreamMessage", {"agentId": UNKNOWN_ID, "message": HELLO}, "NOT_FOUND", "AGENT_NOT_FOUND", ""),
    ("StreamMessage", {"agentId": "Ann"}, "INVALID_ARGUMENT", "INVALID_FIELD", "message"),
    ("HandleMessage", {"agentId": "Ann", "message": {"content": {}}}, "INVALID_ARGUMENT", "INVALID_FIELD", "message.content"),
    ("HandleMessage", {"agentId": "Ann", "message": {**HELLO, "roomId": "kitchen"}}, "INVALID_ARGUMENT", "INVALID_FIELD", "message.room_id"),
    ("HandleMessage", {"agentId": "Ann", "message": {**HELLO, "entityId": "12"}}, "INVALID_ARGUMENT", "INVALID_FIELD", "message.entity_id"),
    ("HandleMessage", {"agentId": "Ann", "message": {"content": {"text": "x" * 300_000}}}, "INVALID_ARGUMENT", "TOO_LARGE", "message.content.text"),
    ("HandleMessage", {"agentId": "Ann", "message": HELLO, "options": {"overlap": 99}}, "INVALID_ARGUMENT", "INVALID_FIELD", "options.overlap"),
    ("HandleMessage", {"agentId": "Ann", "message": HELLO, "options": {"timeout": "-1s"}}, "INVALID_ARGUMENT", "INVALID_FIELD", "options.timeout"),
    ("HandleMessage", {"agentId": "Ann", "message": HELLO, "options": {"maxRetries": -1}}, "INVALID_ARGUMENT", "INVALID_FIELD", "options.max_retries"),
    ("SubmitMessage", {"agentId": "Ann", "message": HELLO, "requestId": "x" * 500}, "INVALID_ARGUMENT", "TOO_LARGE", "request_id"),
    ("HandleMessages", {}, "INVALID_ARGUMENT", "INVALID_FIELD", "requests"),
    ("WatchRun", {}, "INVALID_ARGUMENT", "INVALID_FIELD", "run_id"),
    ("WatchRun", {"runId": "seven"}, "INVALID_ARGUMENT", "INVALID_FIELD", "run_id"),
    ("WatchRun", {"runId": UNKNOWN_ID}, "NOT_FOUND", "NOT_FOUND", ""),
    ("GetRun", {"runId": UNKNOWN_ID}, "NOT_FOUND", "NOT_FOUND", ""),
    ("CancelRun", {"runId": UNKNOWN_ID}, "NOT_FOUND", "NOT_FOUND", ""),
    ("ListRuns", {"pageSize": -1}, "INVALID_ARGUMENT", "INVALID_FIELD", "page_size"),
    ("ListRuns", {"pageToken": "garbage"}, "INVALID_ARGUMENT", "INVALID_PAGE_TOKEN", "page_token"),
    ("ListRuns", {"roomId": "kitchen"}, "INVALID_ARGUMENT", "INVALID_FIELD", "room_id"),
    ("ListRuns", {"agentId": "Nobody"}, "NOT_FOUND", "AGENT_NOT_FOUND", ""),
    ("ListRuns", {"statuses": [99]}, "INVALID_ARGUMENT", "INVALID_FIELD", "statuses[0]"),
    ("ListAgents", {"pageSize": -5}, "INVALID_ARGUMENT", "INVALID_FIELD", "page_size"),
    ("ListAgents", {"pageToken": "garbage"}, "INVALID_ARGUMENT", "INVALID_PAGE_TOKEN", "page_token"),
    ("GetAgent", {}, "INVALID_ARGUMENT", "INVALID_FIELD", "agent_id"),
    ("GetAgent", {"agentId": "Nobody"}, "NOT_FOUND", "AGENT_NOT_FOUND", ""),
    ("StartAgents", {"agentIds": ["Nobody"]}, "NOT_FOUND", "AGENT_NOT_FOUND", ""),
    ("StopAgents", {"grace": "-1s"}, "INVALID_ARGUMENT", "INVALID_FIELD", "grace"),
    ("DeleteAgents", {}, "INVALID_ARGUMENT", "INVALID_FIELD", "agent_ids"),
    ("AddAgents", {}, "INVALID_ARGUMENT", "INVALID_FIELD", "agents"),
    ("AddAgents", {"agents": [{}]}, "INVALID_ARGUMENT", "INVALID_FIELD", "agents[0]"),
    ("AddAgents", {"agents": [{"character": {"name": " "}}]}, "INVALID_ARGUMENT", "INVALID_FIELD", "agents[0].character/name"),
    ("AddAgents", {"agents": [{"characterFile": {"bio": 7}}]}, "INVALID_ARGUMENT", "INVALID_FIELD", "agents[0].character_file/bio"),
    ("AddAgents", {"agents": [{"characterFile": {"name": "Ann", "bio": "changed"}}]}, "ALREADY_EXISTS", "ALREADY_EXISTS", ""),
    ("AddAgents", {"agents": [{"agentId": "7", "character": {"name": "Bob"}}]}, "INVALID_ARGUMENT", "INVALID_FIELD", "agents[0].agent_id"),
    ("AddAgents", {"agents": [{"character": {"name": "Bob", "settings": nested(40)}}]}, "INVALID_ARGUMENT", "TOO_LARGE", "agents[0].character.settings"),
    ("AddAgents", {"agents": [{"character": {"name": "Bob"}, "database": "other"}]}, "INVALID_ARGUMENT", "INVALID_FIELD", "agents[0].database"),
]


async def test_each_mistake_has_its_status_reason_and_field(api: Api) -> None:
    """One server for all of them: none harms those after it."""
    await api.add_agent("Ann")
    told = {}
    for index, (name, body, *_expected) in enumerate(CASES):
        told[index] = await refused(api, name, request_of(METHODS[name], body))

    wrong = []
    for index, (name, body, status, reason, field) in enumerate(CASES):
        answer = told[index]
        found = any(one == field or one.startswith(field) for one in answer[2]) if field else not answer[2]
        if answer[:2] != (status, reason) or not found:
            wrong.append(f"{name} {json.dumps(body)[:120]}: {answer}, expected {(status, reason, field)}")
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

    from parley.v1 import messages_pb2

    items = messages_pb2.HandleMessagesResponse.FromString(reply).items
    assert [item.WhichOneof("outcome") for item in items] == ["response", "error", "error", "response"]


async def test_a_missing_plugin_fails_the_start_and_says_so(api: Api) -> None:
    method = METHODS["AddAgents"]
    body = {"agents": [{"character": {"name": "Bob", "plugins": ["@elizaos/plugin-sql"]}}], "autoStart": True}

    (reply,) = await call_method(api.channel, method, [request_of(method, body)])

    from parley.v1 import runtime_pb2

    (agent,) = runtime_pb2.AddAgentsResponse.FromString(reply).agents
    assert agent.last_error.code == grpc.StatusCode.FAILED_PRECONDITION.value[0]
    assert "sql" in agent.last_error.message


@pytest.mark.timeout(300)
async def test_mutated_requests_are_answered_and_harm_nobody(api: Api) -> None:
    """200 of them for every method that is there; afterwards the server still answers."""
    agent_id = await api.add_agent("Ann")
    run = await api.submit(agent_id, "hello")
    await api.watch(run.run_id)
    known = {"agent_id": ["Ann", agent_id], "agent_ids": [agent_id, "Ann"], "run_id": [run.run_id]}
    offences: list[str] = []
    for method in METHODS.values():
        report = await run_campaign(api.channel, method, COUNT, known=known)
        offences += report.offences
        assert report.codes.total() == COUNT

    assert offences == []
    again = await api.submit(await api.add_agent("Zoe"), "still there?")
    assert text_of(await api.watch(again.run_id)) == "You said: still there?"
