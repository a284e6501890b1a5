"""Starting and stopping a server."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from pathlib import Path

import grpc
import pytest
from google.rpc import error_details_pb2, status_pb2
from grpc_health.v1 import health_pb2

from parley.v1 import messages_pb2, runtime_pb2
from tests.e2e.server import CALL_SECONDS, REPOSITORY, clean_environment, connect, running, said

PACED = "tests.fakes.models:paced"
STUBBORN = "tests.fakes.models:stubborn"


async def run_to_end(data: Path, *, command: str = "serve", **environment: str) -> tuple[int, str]:
    """Run a command of `parley` which is not going to start a server; return its exit code and what it says."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "parley_server", command),
        cwd=REPOSITORY,
        env={**os.environ, **clean_environment(data, ""), **environment},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(30):
        _, said_to_people = await process.communicate()
    assert process.returncode is not None
    return process.returncode, said_to_people.decode()


async def test_a_taken_port_is_a_clear_error_and_no_second_server(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        code, words = await run_to_end(tmp_path, PARLEY_PORT=str(port))

    assert code == 1
    assert f"127.0.0.1:{port} is taken" in words
    assert "Traceback" not in words


async def test_a_second_server_on_the_same_folder_is_refused_and_told_who_holds_it(tmp_path: Path) -> None:
    async with running(tmp_path) as server:
        code, words = await run_to_end(tmp_path)
        assert code == 1
        assert str(server.process.pid) in words
        assert server.address in words
        assert "Traceback" not in words


@pytest.mark.parametrize(
    ("variable", "value", "complaint"),
    [
        ("PARLEY_HOST", "0.0.0.0", "loopback"),  # noqa: S104 - the server must refuse it
        ("PARLEY_PORT", "70000", "PARLEY_PORT"),
        ("PARLEY_PLUGINS", "no.such.module:plugin", "no.such.module"),
        ("PARLEY_PLUGINS", "tests.fakes.models", "module:attribute"),
        ("DATABASE_URL", "mysql://localhost/x", "mysql"),
    ],
)
async def test_a_bad_setting_is_a_clear_error(tmp_path: Path, variable: str, value: str, complaint: str) -> None:
    code, words = await run_to_end(tmp_path, **{variable: value})

    assert code in (1, 2)
    assert complaint in words
    assert "Traceback" not in words


@pytest.mark.parametrize("command", ["serve", "chat"])
async def test_a_data_folder_that_cannot_be_one_is_a_clear_error(tmp_path: Path, command: str) -> None:
    file = tmp_path / "file"
    file.touch()
    code, words = await run_to_end(file / "folder", command=command)

    assert code == 1
    assert f"the data folder {file / 'folder'} cannot be used" in words
    assert "Traceback" not in words


async def test_agents_are_back_and_ready_after_a_restart(tmp_path: Path) -> None:
    async with running(tmp_path) as server, connect(server.address) as api:
        agent_id = await api.add_agent("Ann")
        stopped = await api.add_agent("Bob")
        await api.runtime.StopAgents(runtime_pb2.StopAgentsRequest(agent_ids=[stopped]), timeout=CALL_SECONDS)

    async with running(tmp_path) as server, connect(server.address) as api:
        listed = await api.runtime.ListAgents(runtime_pb2.ListAgentsRequest(), timeout=CALL_SECONDS)
        health = await api.runtime.CheckHealth(
            runtime_pb2.CheckHealthRequest(agent_ids=["ann", "Bob", "Cleo"]), timeout=CALL_SECONDS
        )
        check = api.channel.unary_unary(
            "/grpc.health.v1.Health/Check",
            request_serializer=health_pb2.HealthCheckRequest.SerializeToString,
            response_deserializer=health_pb2.HealthCheckResponse.FromString,
        )
        ann = await check(health_pb2.HealthCheckRequest(service="agent/Ann"), timeout=CALL_SECONDS)
        whole = await check(health_pb2.HealthCheckRequest(), timeout=CALL_SECONDS)

    assert [agent.character.name for agent in listed.agents] == ["Ann", "Bob"]
    assert [(one.alive, one.ready) for one in health.agents] == [(True, True), (False, False), (False, False)]
    assert health.agents[0].agent_id == agent_id
    assert health.agents[0].memory_bytes > 0
    assert ann.status == whole.status == health_pb2.HealthCheckResponse.SERVING


async def test_sigterm_lets_runs_finish_within_the_grace(tmp_path: Path) -> None:
    fast = {"PARLEY_TEST_PAUSE": "0.005"}
    async with running(tmp_path, plugins=PACED, environment=fast) as server, connect(server.address) as api:
        agent_id = await api.add_agent()
        call = api.messages.StreamMessage(
            messages_pb2.StreamMessageRequest(agent_id=agent_id, message=said("go")), timeout=CALL_SECONDS
        )
        first = await anext(aiter(call))
        server.terminate()
        events = [*first.events, *[event async for frame in call for event in frame.events]]
        code = await server.wait()

    assert code == 0
    assert events[-1].ended.run.status == messages_pb2.RUN_STATUS_COMPLETED


async def test_sigterm_ends_streams_with_draining_and_exits_cleanly(tmp_path: Path) -> None:
    slow = {"PARLEY_TEST_PAUSE": "0.2", "PARLEY_DRAIN_GRACE": "0.5"}
    async with running(tmp_path, plugins=PACED, environment=slow) as server, connect(server.address) as api:
        agent_id = await api.add_agent()
        run = await api.submit(agent_id, "go")
        waiting = await api.submit(agent_id, "and again")
        calls = [
            api.messages.WatchRun(messages_pb2.WatchRunRequest(run_id=one.run_id), timeout=CALL_SECONDS)
            for one in (run, waiting)
        ]
        health = api.channel.unary_stream(
            "/grpc.health.v1.Health/Watch",
            request_serializer=health_pb2.HealthCheckRequest.SerializeToString,
            response_deserializer=health_pb2.HealthCheckResponse.FromString,
        )(health_pb2.HealthCheckRequest(service="parley.v1.MessageService"), timeout=CALL_SECONDS)
        assert (await anext(aiter(health))).status == health_pb2.HealthCheckResponse.SERVING
        await anext(aiter(calls[0]))
        server.terminate()
        assert (await anext(aiter(health))).status == health_pb2.HealthCheckResponse.NOT_SERVING
        endings = [await ending_of(call) for call in calls]
        code = await server.wait()

    assert code == 0
    for status, reason, has_retry in endings:
        assert (status, reason, has_retry) == (grpc.StatusCode.UNAVAILABLE, "DRAINING", True)


async def test_sigterm_ends_the_server_also_when_a_plugin_refuses_to_stop(tmp_path: Path) -> None:
    """Exit code 0 all the same, and what was stored is there after the restart."""
    environment = {"PARLEY_DRAIN_GRACE": "0"}
    async with running(tmp_path, plugins=STUBBORN, environment=environment) as server:
        async with connect(server.address) as api:
            run = await api.submit(await api.add_agent(), "go")
            watching = api.messages.WatchRun(messages_pb2.WatchRunRequest(run_id=run.run_id), timeout=CALL_SECONDS)
            await anext(aiter(watching))
        server.terminate()
        assert await server.wait() == 0

    async with running(tmp_path) as server, connect(server.address) as api:
        found = await api.messages.GetRun(messages_pb2.GetRunRequest(run_id=run.run_id), timeout=CALL_SECONDS)

    assert found.run.attempt == 2


async def ending_of(
    call: grpc.aio.UnaryStreamCall[messages_pb2.WatchRunRequest, messages_pb2.WatchRunResponse],
) -> tuple[grpc.StatusCode, str, bool]:
    """Read a stream to its error; return status, reason, and whether it says when to come back."""
    with pytest.raises(grpc.aio.AioRpcError) as ended:
        async for _ in call:
            pass
    info, retry = error_details_pb2.ErrorInfo(), error_details_pb2.RetryInfo()
    trailers = dict(ended.value.trailing_metadata() or ())
    status = trailers["grpc-status-details-bin"]
    assert isinstance(status, bytes)
    found = status_pb2.Status.FromString(status).details
    for detail in found:
        detail.Unpack(info)
        detail.Unpack(retry)
    return ended.value.code(), info.reason, retry.HasField("retry_delay")
