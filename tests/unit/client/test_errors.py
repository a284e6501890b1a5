"""Errors as callers meet them."""

import asyncio
import pickle

import grpc
import pytest
from google.rpc import error_details_pb2, status_pb2

import parley_client
from parley.v1 import messages_pb2
from parley_client import (
    Cancelled,
    DeadlineExceeded,
    FieldViolation,
    Internal,
    InvalidArgument,
    NotFound,
    ParleyClient,
    ParleyClientError,
    ParleyRpcError,
    Reply,
    Unavailable,
    Unknown,
    error_from_status,
)
from tests.fakes.fake_server import FakeServer
from tests.fakes.scripted_runs import Context, Refusal


async def refused(client: ParleyClient, server: FakeServer, refusal: Refusal) -> ParleyRpcError:
    server.refusals["StartAgents"].append(refusal)
    with pytest.raises(ParleyRpcError) as caught:
        await client.start_agents(["x"])
    return caught.value


async def test_all_that_the_server_tells_is_kept(client: ParleyClient, server: FakeServer) -> None:
    bad = error_details_pb2.BadRequest(
        field_violations=[error_details_pb2.BadRequest.FieldViolation(field="message.room_id", description="no UUID")]
    )
    info = error_details_pb2.ErrorInfo(domain="parley", reason="INVALID_FIELD", metadata={"limit": "3"})
    error = await refused(
        client,
        server,
        Refusal(code=grpc.StatusCode.INVALID_ARGUMENT, reason="", message="wrong", retry_after=1.5, more=[info, bad]),
    )
    assert type(error) is InvalidArgument
    assert (error.code, error.reason, error.message) == (grpc.StatusCode.INVALID_ARGUMENT, "INVALID_FIELD", "wrong")
    assert error.field_violations == (FieldViolation(field="message.room_id", description="no UUID"),)
    assert error.metadata == {"limit": "3"}
    assert error.retry_after == 1.5
    assert error.request_id == ""


async def test_a_fault_of_the_server_carries_the_way_to_its_log(client: ParleyClient, server: FakeServer) -> None:
    request = error_details_pb2.RequestInfo(request_id="r-77")
    error = await refused(client, server, Refusal(code=grpc.StatusCode.INTERNAL, reason="", more=[request]))
    assert type(error) is Internal
    assert error.request_id == "r-77"
    assert "r-77" in str(error)


@pytest.mark.parametrize("code", [code for code in grpc.StatusCode if code is not grpc.StatusCode.OK])
async def test_each_code_has_its_class(client: ParleyClient, server: FakeServer, code: grpc.StatusCode) -> None:
    error = await refused(client, server, Refusal(code=code, reason="R", message="m"))
    assert error.code is code
    assert type(error).status is code
    assert getattr(parley_client, type(error).__name__) is type(error)
    assert str(error) == f"{code.name} / R: m"


async def test_spoiled_details_leave_code_and_text(client: ParleyClient, server: FakeServer) -> None:
    class Spoiled(Refusal):
        async def end(self, context: Context) -> None:
            trailers = (("grpc-status-details-bin", b"\xff\xff\xff"),)
            await context.abort(grpc.StatusCode.NOT_FOUND, "gone", trailers)

    error = await refused(client, server, Spoiled())
    assert type(error) is NotFound
    assert (error.reason, error.message) == ("", "gone")


def test_a_status_of_an_unknown_number_is_unknown() -> None:
    error = error_from_status(status_pb2.Status(code=99, message="odd"))
    assert type(error) is Unknown


def test_run_error_has_the_same_shape() -> None:
    failure = Refusal(code=grpc.StatusCode.DEADLINE_EXCEEDED, reason="RUN_TIMEOUT", message="late")
    run = messages_pb2.Run(status=messages_pb2.RUN_STATUS_TIMEOUT, error=failure.status())
    error = Reply(run=run, result=messages_pb2.MessageResult()).error
    assert type(error) is DeadlineExceeded
    assert error.reason == "RUN_TIMEOUT"


def test_a_bad_end_without_an_error_is_an_error_too() -> None:
    run = messages_pb2.Run(status=messages_pb2.RUN_STATUS_CANCELLED, reason="by hand")
    error = Reply(run=run, result=messages_pb2.MessageResult()).error
    assert type(error) is Cancelled
    assert error.message == "by hand"


def test_errors_survive_pickling() -> None:
    error = pickle.loads(pickle.dumps(Unavailable("gone", reason="DRAINING", retry_after=2.0)))  # noqa: S301 - our own
    assert type(error) is Unavailable
    assert (error.message, error.reason, error.retry_after) == ("gone", "DRAINING", 2.0)


async def test_a_late_answer_is_a_deadline_exceeded(client: ParleyClient, server: FakeServer) -> None:
    server.wait_after = 0
    with pytest.raises(DeadlineExceeded):
        await client.send("Juno", "hello", timeout=0.05)


async def test_closing_the_client_fails_open_calls(server: FakeServer) -> None:
    server.wait_after = 0

    async def send(client: ParleyClient) -> str:
        with pytest.raises(Cancelled):
            await client.send("Juno", "hello")
        return "told"

    async with asyncio.TaskGroup() as tasks, ParleyClient(server.address) as client:
        sending = tasks.create_task(send(client))
        while not server.requests("HandleMessage"):  # noqa: ASYNC110 - turns of the loop, no time
            await asyncio.sleep(0)
    # A task that is cancelled by mistake is no failure to a TaskGroup.
    assert sending.result() == "told"


async def test_a_cancelled_caller_cancels_its_call(client: ParleyClient, server: FakeServer) -> None:
    server.wait_after = 0
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await client.send("Juno", "hello")


async def test_a_client_that_is_not_open_says_so() -> None:
    with pytest.raises(ParleyClientError, match="async with"):
        await ParleyClient("localhost").server_info()
