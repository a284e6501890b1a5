"""Streams of runs: whole and in order, whatever happens to the connection."""

import asyncio

import grpc
import pytest

from parley.v1 import messages_pb2
from parley_client import (
    Cancelled,
    EndMissing,
    NotFound,
    ParleyClient,
    ResourceExhausted,
    RetryPolicy,
    RunNotEnded,
    RunStream,
    SequenceGap,
    Unauthenticated,
    Unavailable,
    Unknown,
)
from tests.fakes.fake_server import FakeServer
from tests.fakes.fake_timer import FakeTimer
from tests.fakes.scripted_runs import Cut, Refusal, ended, reply, started

PIECES = ("one ", "two ", "three ", "four")
EVENTS = len(reply(*PIECES))


@pytest.fixture(autouse=True)
def _talks(server: FakeServer) -> None:
    server.script = lambda _text: reply(*PIECES)


async def sequences(stream: RunStream) -> list[int]:
    return [event.sequence async for event in stream]


async def test_stream_yields_every_event_and_then_the_result(client: ParleyClient) -> None:
    async with client.stream("Juno", "hello") as stream:
        assert await sequences(stream) == list(range(1, EVENTS + 1))
    assert stream.run_id == "run-1"
    assert stream.last_sequence == EVENTS
    assert stream.result.text == "one two three four"
    assert stream.result.error is None


async def test_text_yields_the_pieces(client: ParleyClient) -> None:
    assert [piece async for piece in client.stream("Juno", "hello").text()] == list(PIECES)


async def test_several_events_in_a_frame_come_one_by_one(client: ParleyClient, server: FakeServer) -> None:
    server.events_in_frame = 3
    assert await sequences(client.stream("Juno", "hello")) == list(range(1, EVENTS + 1))


async def test_nothing_is_sent_before_the_first_event_is_asked_for(client: ParleyClient, server: FakeServer) -> None:
    client.stream("Juno", "hello")
    await client.server_info()
    assert server.requests("StreamMessage") == []


async def test_iteration_ends_again_after_the_end(client: ParleyClient) -> None:
    stream = client.stream("Juno", "hello")
    await stream.wait()
    assert await sequences(stream) == []


async def test_result_before_the_end_is_an_error(client: ParleyClient) -> None:
    async with client.stream("Juno", "hello") as stream:
        await anext(stream)
        with pytest.raises(RunNotEnded):
            _ = stream.result


# ---- Cuts ----


@pytest.mark.parametrize("after", range(1, EVENTS))
async def test_a_cut_after_each_event_is_resumed_there(client: ParleyClient, server: FakeServer, after: int) -> None:
    server.cuts.append(Cut(after=after))
    stream = client.stream("Juno", "hello")
    assert await sequences(stream) == list(range(1, EVENTS + 1))
    assert [request.after_sequence for request in server.requests("WatchRun")] == [after]
    assert stream.result.text == "one two three four"


async def test_a_cut_after_every_single_event_loses_nothing(client: ParleyClient, server: FakeServer) -> None:
    server.cuts.extend(Cut(after=after) for after in range(1, EVENTS))
    pieces = [piece async for piece in client.stream("Juno", "hello").text()]
    assert pieces == list(PIECES)
    assert len(server.requests("WatchRun")) == EVENTS - 1


async def test_a_cut_before_the_first_event_repeats_the_message(client: ParleyClient, server: FakeServer) -> None:
    server.cuts.extend([Cut(after=-1), Cut(after=0)])
    assert await sequences(client.stream("Juno", "hello")) == list(range(1, EVENTS + 1))
    sent = server.requests("StreamMessage")
    assert len(sent) == 3
    assert sent[0].request_id
    assert sent[0] == sent[1] == sent[2]
    assert len(server.runs) == 1


async def test_own_request_id_is_kept(client: ParleyClient, server: FakeServer) -> None:
    await client.stream("Juno", "hello", request_id="mine").wait()
    assert server.requests("StreamMessage")[0].request_id == "mine"


async def test_a_cut_at_the_end_is_no_loss(client: ParleyClient, server: FakeServer) -> None:
    server.cuts.append(Cut(after=EVENTS))
    assert await sequences(client.stream("Juno", "hello")) == list(range(1, EVENTS + 1))
    assert server.requests("WatchRun") == []


async def test_a_killed_server_is_resumed_when_it_is_back(
    client: ParleyClient, server: FakeServer, timer: FakeTimer
) -> None:
    server.wait_after = 3
    timer.on_sleep = server.start
    stream = client.stream("Juno", "hello")
    for _ in range(3):
        await anext(stream)
    server.runs["run-1"].release()
    await server.stop()
    timer.on_sleep = server.start
    assert await sequences(stream) == list(range(4, EVENTS + 1))


async def test_a_reset_without_a_reason_is_a_lost_connection(client: ParleyClient, server: FakeServer) -> None:
    server.cuts.append(Cut(after=2, refusal=Refusal(code=grpc.StatusCode.CANCELLED, reason="")))
    assert await sequences(client.stream("Juno", "hello")) == list(range(1, EVENTS + 1))


async def test_too_much_at_once_is_waited_out_when_the_run_is_known(
    client: ParleyClient, server: FakeServer, timer: FakeTimer
) -> None:
    full = Refusal(code=grpc.StatusCode.RESOURCE_EXHAUSTED, reason="SLOW_CONSUMER", retry_after=0.5)
    server.cuts.append(Cut(after=2, refusal=full))
    assert await sequences(client.stream("Juno", "hello")) == list(range(1, EVENTS + 1))
    assert timer.waits == [0.5]


async def test_too_much_at_once_is_the_callers_when_the_run_has_not_begun(
    client: ParleyClient, server: FakeServer
) -> None:
    full = Refusal(code=grpc.StatusCode.RESOURCE_EXHAUSTED, reason="OVERLOADED", retry_after=0.5)
    server.cuts.append(Cut(after=-1, refusal=full))
    with pytest.raises(ResourceExhausted) as caught:
        await client.stream("Juno", "hello").wait()
    assert caught.value.retry_after == 0.5


# ---- Waiting ----


async def test_the_wait_doubles_and_begins_anew_after_progress(
    client: ParleyClient, server: FakeServer, timer: FakeTimer
) -> None:
    server.cuts.extend([Cut(after=2), Cut(after=2), Cut(after=2), Cut(after=3)])
    await client.stream("Juno", "hello").wait()
    assert timer.waits == [0.1, 0.2, 0.4, 0.1]


async def test_draining_is_waited_out_as_long_as_it_says(
    client: ParleyClient, server: FakeServer, timer: FakeTimer
) -> None:
    timer.luck = 0.5
    server.cuts.append(Cut(after=2, refusal=Refusal(retry_after=2.0)))
    await client.stream("Juno", "hello").wait()
    assert timer.waits == [3.0]


async def test_a_server_that_stays_away_is_given_up_in_time(server: FakeServer, timer: FakeTimer) -> None:
    policy = RetryPolicy(maximum=4.0, give_up_after=10.0)
    async with ParleyClient(server.address, retry=policy, timer=timer) as client:
        server.cuts.extend([Cut(after=2)] * 100)
        stream = client.stream("Juno", "hello")
        with pytest.raises(Unavailable) as caught:
            await stream.wait()
        assert caught.value.reason == "DRAINING"
        assert sum(timer.waits) == pytest.approx(10.0)
        assert stream.last_sequence == 2

        server.cuts.clear()
        assert await sequences(stream) == list(range(3, EVENTS + 1))


async def test_a_wait_beyond_all_patience_is_not_begun(
    client: ParleyClient, server: FakeServer, timer: FakeTimer
) -> None:
    server.cuts.append(Cut(after=2, refusal=Refusal(retry_after=3600.0)))
    with pytest.raises(Unavailable):
        await client.stream("Juno", "hello").wait()
    assert timer.waits == []


# ---- What the server may not do ----


async def test_a_gap_raises(client: ParleyClient, server: FakeServer) -> None:
    stream = client.stream("Juno", "hello")
    server.wait_after = 2
    await anext(stream)
    run = server.runs["run-1"]
    del run.hidden[0]
    run.release()
    await anext(stream)
    with pytest.raises(SequenceGap) as caught:
        await anext(stream)
    assert (caught.value.expected, caught.value.received) == (3, 4)


async def test_a_repeated_event_is_left_out(client: ParleyClient, server: FakeServer) -> None:
    server.wait_after = 2
    stream = client.stream("Juno", "hello")
    await anext(stream)
    run = server.runs["run-1"]
    run.hidden.insert(0, run.log[1])
    run.release()
    assert await sequences(stream) == list(range(2, EVENTS + 1))


async def test_ok_without_the_terminal_event_raises(client: ParleyClient, server: FakeServer) -> None:
    server.cuts.append(Cut(after=3, refusal=Refusal(code=None)))
    stream = client.stream("Juno", "hello")
    with pytest.raises(EndMissing) as caught:
        await stream.wait()
    assert caught.value.last_sequence == 3


async def test_what_comes_after_the_end_is_not_handed_out(client: ParleyClient, server: FakeServer) -> None:
    server.events_in_frame = 100
    server.script = lambda _text: [*reply("hello"), started()]
    stream = client.stream("Juno", "hello")
    assert (await stream.wait()).text == "hello"
    assert stream.last_sequence == len(reply("hello"))


async def test_an_error_of_the_call_is_raised_with_its_reason(client: ParleyClient, server: FakeServer) -> None:
    gone = Refusal(code=grpc.StatusCode.NOT_FOUND, reason="AGENT_NOT_FOUND")
    server.refusals["StreamMessage"].append(gone)
    with pytest.raises(NotFound) as caught:
        await client.stream("Nobody", "hello").wait()
    assert caught.value.reason == "AGENT_NOT_FOUND"


# ---- Ends ----


async def test_a_failed_run_is_a_result_not_an_error(client: ParleyClient, server: FakeServer) -> None:
    failure = Refusal(code=grpc.StatusCode.UNKNOWN, reason="COMPONENT_FAILED", message="it broke")
    server.script = lambda _text: [started(), ended(error=failure)]
    reply_ = await client.stream("Juno", "hello").wait()
    assert isinstance(reply_.error, Unknown)
    assert reply_.error.reason == "COMPONENT_FAILED"
    with pytest.raises(Unknown):
        reply_.raise_for_error()


async def test_a_timeout_is_a_terminal_event(client: ParleyClient, server: FakeServer) -> None:
    late = Refusal(code=grpc.StatusCode.DEADLINE_EXCEEDED, reason="RUN_TIMEOUT")
    event = messages_pb2.RunEvent(timeout=ended(error=late).ended)
    server.script = lambda _text: [started(), event]
    reply_ = await client.stream("Juno", "hello").wait()
    assert reply_.run.status == messages_pb2.RUN_STATUS_TIMEOUT
    assert reply_.error is not None
    assert reply_.error.reason == "RUN_TIMEOUT"


async def test_an_event_that_nobody_knows_is_handed_on(client: ParleyClient, server: FakeServer) -> None:
    server.script = lambda _text: [started(), messages_pb2.RunEvent(), ended("well")]
    assert (await client.stream("Juno", "hello").wait()).text == "well"


# ---- Cancel and close ----


async def test_cancel_beside_a_reader_ends_the_run_for_both(client: ParleyClient, server: FakeServer) -> None:
    server.wait_after = 2
    stream = client.stream("Juno", "hello")

    async def read() -> None:
        await stream.wait()

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(read())
        await server.started.wait()
        await stream.cancel("changed my mind")
    assert stream.result.run.status == messages_pb2.RUN_STATUS_CANCELLED
    assert server.runs["run-1"].cancelled_for == "changed my mind"


async def test_cancel_before_the_first_event_finds_the_run(client: ParleyClient, server: FakeServer) -> None:
    server.wait_after = 0
    stream = client.stream("Juno", "hello")
    async with asyncio.TaskGroup() as tasks:
        reading = tasks.create_task(sequences(stream))
        await server.started.wait()
        run = await stream.cancel()
    assert run.run_id == "run-1"
    assert len(server.runs) == 1
    assert reading.result() == [1]
    assert stream.result.run.status == messages_pb2.RUN_STATUS_CANCELLED


async def test_a_reader_that_is_cancelled_can_go_on_later(client: ParleyClient, server: FakeServer) -> None:
    server.wait_after = 2
    stream = client.stream("Juno", "hello")
    seen = [(await anext(stream)).sequence for _ in range(2)]
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            await anext(stream)
    server.runs["run-1"].release()
    assert seen + await sequences(stream) == list(range(1, EVENTS + 1))


async def test_leaving_the_context_ends_the_stream_and_not_the_run(client: ParleyClient, server: FakeServer) -> None:
    server.wait_after = 2
    async with client.stream("Juno", "hello") as stream:
        await anext(stream)
    assert await sequences(stream) == []
    assert server.runs["run-1"].cancelled_for is None


async def test_closing_the_client_wakes_a_reader(server: FakeServer) -> None:
    server.wait_after = 1
    waiting = asyncio.Event()

    async def read(stream: RunStream) -> str:
        await anext(stream)
        waiting.set()
        with pytest.raises(Cancelled):
            await anext(stream)
        return "told"

    async with asyncio.TaskGroup() as tasks, ParleyClient(server.address) as client:
        reading = tasks.create_task(read(client.stream("Juno", "hello")))
        await waiting.wait()
    assert reading.result() == "told"


# ---- Watch ----


async def test_watch_goes_on_behind_a_known_event(client: ParleyClient, server: FakeServer) -> None:
    await client.submit("Juno", "hello")
    server.cuts.append(Cut(after=5))
    assert await sequences(client.watch("run-1", 3)) == list(range(4, EVENTS + 1))
    assert [request.after_sequence for request in server.requests("WatchRun")] == [3, 5]


async def test_an_expired_token_is_renewed_once(server: FakeServer, timer: FakeTimer) -> None:
    tokens = iter(["old", "new"])
    expired = Refusal(code=grpc.StatusCode.UNAUTHENTICATED, reason="TOKEN_EXPIRED")
    server.cuts.append(Cut(after=2, refusal=expired))
    async with ParleyClient(server.address, token=lambda: next(tokens), timer=timer) as client:
        assert await sequences(client.stream("Juno", "hello")) == list(range(1, EVENTS + 1))
    assert [metadata["authorization"] for _, metadata in server.metadata] == ["Bearer old", "Bearer new"]


async def test_an_expired_token_that_nobody_renews_is_an_error(server: FakeServer, timer: FakeTimer) -> None:
    expired = Refusal(code=grpc.StatusCode.UNAUTHENTICATED, reason="TOKEN_EXPIRED")
    server.cuts.append(Cut(after=2, refusal=expired))
    async with ParleyClient(server.address, token="old", timer=timer) as client:
        with pytest.raises(Unauthenticated):
            await client.stream("Juno", "hello").wait()
