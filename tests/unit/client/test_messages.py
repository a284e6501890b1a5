"""Sending messages and reading runs."""

from datetime import UTC, datetime

import grpc
import pytest

from parley_client import Content, FailedPrecondition, Memory, MessageOptions, NotFound, ParleyClient
from tests.fakes.fake_server import FakeServer
from tests.fakes.scripted_runs import Refusal


async def test_send_returns_the_reply(client: ParleyClient, server: FakeServer) -> None:
    reply = await client.send("Juno", "hello", room_id="room")
    assert reply.text == "You said: hello"
    sent = server.requests("HandleMessage")[0]
    assert (sent.agent_id, sent.message.content.text, sent.message.room_id) == ("Juno", "hello", "room")
    assert sent.request_id


async def test_each_message_has_its_own_request_id(client: ParleyClient, server: FakeServer) -> None:
    await client.send("Juno", "hello")
    await client.send("Juno", "hello")
    assert len(server.runs) == 2


@pytest.mark.parametrize(
    "message", ["hello", Content(text="hello"), Memory(content=Content(text="hello"), entity_id="e", room_id="room")]
)
async def test_a_message_may_be_words_content_or_memory(
    client: ParleyClient, server: FakeServer, message: str | Content | Memory
) -> None:
    await client.submit("Juno", message)
    sent = server.requests("SubmitMessage")[0].message
    assert sent.content.text == "hello"
    assert sent.room_id == (message.room_id if isinstance(message, Memory) else "")


async def test_room_id_goes_before_the_messages_own(client: ParleyClient, server: FakeServer) -> None:
    await client.submit("Juno", Memory(content=Content(text="hello"), room_id="its own"), room_id="room")
    assert server.requests("SubmitMessage")[0].message.room_id == "room"


async def test_options_are_passed_on(client: ParleyClient, server: FakeServer) -> None:
    await client.send("Juno", "hello", options=MessageOptions(max_retries=7))
    assert server.requests("HandleMessage")[0].options.max_retries == 7


async def test_the_deadline_of_send_is_that_of_its_run(client: ParleyClient, server: FakeServer) -> None:
    options = MessageOptions()
    options.timeout.FromSeconds(100)
    await client.send("Juno", "hello")
    await client.send("Juno", "hello", options=options)
    await client.send("Juno", "hello", timeout=5)
    # gRPC rounds a deadline up on its way, the more the longer it is.
    assert server.remaining["HandleMessage"] == pytest.approx([3660, 130, 5], rel=0.01, abs=3)


async def test_unavailable_is_repeated_with_the_same_request_id(client: ParleyClient, server: FakeServer) -> None:
    server.refusals["HandleMessage"].append(Refusal())
    assert (await client.send("Juno", "hello")).text == "You said: hello"
    first, second = server.requests("HandleMessage")
    assert first == second


async def test_other_errors_are_not_repeated(client: ParleyClient, server: FakeServer) -> None:
    stopped = Refusal(code=grpc.StatusCode.FAILED_PRECONDITION, reason="AGENT_NOT_RUNNING")
    server.refusals["HandleMessage"].append(stopped)
    with pytest.raises(FailedPrecondition):
        await client.send("Juno", "hello")
    assert len(server.requests("HandleMessage")) == 1


async def test_get_run_tells_what_came_of_it(client: ParleyClient) -> None:
    run = await client.submit("Juno", "hello")
    assert (await client.get_run(run.run_id)).text == "You said: hello"
    with pytest.raises(NotFound):
        await client.get_run("another")


async def test_cancel_run_gives_the_reason(client: ParleyClient, server: FakeServer) -> None:
    server.wait_after = 1
    run = await client.submit("Juno", "hello")
    await client.cancel_run(run.run_id, "enough")
    assert server.runs[run.run_id].cancelled_for == "enough"


async def test_list_runs_reads_all_pages(client: ParleyClient, server: FakeServer) -> None:
    for _ in range(5):
        await client.submit("Juno", "hello")
    since = datetime(2026, 1, 1, tzinfo=UTC)
    runs = [run.run_id async for run in client.list_runs(agent="Juno", started_after=since, page_size=2)]
    assert runs == [f"run-{number}" for number in range(1, 6)]
    requests = server.requests("ListRuns")
    assert [request.page_token for request in requests] == ["", "2", "4"]
    assert {request.page_size for request in requests} == {2}
    assert requests[0].started_after.ToDatetime(UTC) == since


async def test_a_page_is_fetched_when_it_is_needed(client: ParleyClient, server: FakeServer) -> None:
    for _ in range(5):
        await client.submit("Juno", "hello")
    runs = client.list_runs()
    await anext(runs)
    await anext(runs)
    assert len(server.requests("ListRuns")) == 1


async def test_a_time_without_a_zone_is_refused(client: ParleyClient) -> None:
    with pytest.raises(ValueError, match="time zone"):
        await anext(client.list_runs(started_after=datetime(2026, 1, 1)))  # noqa: DTZ001 - what is refused
