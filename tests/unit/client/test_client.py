"""The client itself: what it exports, where it connects, what it sends along."""

import json

import grpc
import pytest

import parley_client
from parley.v1 import messages_pb2, runtime_pb2
from parley_client import ParleyClient, ParleyClientError
from parley_client.addresses import parse_address
from parley_client.channel import REPEATABLE_CALLS, channel_options, service_config
from parley_server.rpc.options import KEEPALIVE_FLOOR_MS, MAX_MESSAGE_BYTES, MAX_METADATA_BYTES, server_options
from tests.fakes.fake_server import FakeServer

EXPORTS = """
    Aborted AddedAgent Agent AgentSpec AlreadyExists Cancelled Character Content ContractViolation DataLoss
    DeadlineExceeded EndMissing FailedPrecondition FieldViolation Internal InvalidArgument Media Memory MessageOptions
    MessageResult NotFound OutOfRange ParleyClient ParleyClientError ParleyRpcError PermissionDenied Reply
    ResourceExhausted RetryPolicy Run RunEvent RunNotEnded RunStatus RunStream SequenceGap TextPiece Unauthenticated
    Unavailable Unimplemented Unknown error_from_status
"""


def test_public_names_are_these() -> None:
    assert sorted(parley_client.__all__) == sorted(EXPORTS.split())
    assert all(hasattr(parley_client, name) for name in parley_client.__all__)


def test_public_methods_are_these() -> None:
    methods = {name for name in dir(ParleyClient) if not name.startswith("_")}
    assert methods == {
        *("add_agent", "add_agents", "get_agent", "list_agents", "start_agents", "stop_agents", "delete_agents"),
        *("check_health", "server_info"),
        *("send", "stream", "submit", "watch", "get_run", "list_runs", "cancel_run"),
    }


def test_what_the_transport_repeats_is_there_and_is_harmless() -> None:
    modules = {"MessageService": messages_pb2, "RuntimeService": runtime_pb2}
    for service, methods in REPEATABLE_CALLS.items():
        module = modules[service.removeprefix("parley.v1.")]
        known = module.DESCRIPTOR.services_by_name[service.removeprefix("parley.v1.")].methods_by_name
        for method in methods:
            request = known[method].input_type
            reads = method.startswith(("Get", "List", "Check"))
            assert not known[method].server_streaming
            assert reads or method in ("DeleteAgents", "CancelRun") or "request_id" in request.fields_by_name


def test_the_transport_repeats_on_unavailable_alone() -> None:
    (config,) = json.loads(service_config())["methodConfig"]
    assert config["retryPolicy"]["retryableStatusCodes"] == ["UNAVAILABLE"]


def test_options_match_the_servers() -> None:
    ours, theirs = dict(channel_options(parse_address("localhost"))), dict(server_options())
    assert ours["grpc.max_receive_message_length"] == MAX_MESSAGE_BYTES
    assert ours["grpc.max_metadata_size"] == MAX_METADATA_BYTES
    assert int(ours["grpc.keepalive_time_ms"]) >= KEEPALIVE_FLOOR_MS
    for name in ("grpc.keepalive_permit_without_calls", "grpc.http2.max_pings_without_data"):
        assert ours[name] == theirs[name]


@pytest.mark.parametrize(
    ("text", "target", "tls", "loopback"),
    [
        ("localhost:7", "localhost:7", None, True),
        ("localhost", "localhost:50051", None, True),
        ("grpc://127.0.0.1:7/", "127.0.0.1:7", False, True),
        ("grpcs://agents.example", "agents.example:50051", True, False),
        ("[::1]", "[::1]:50051", None, True),
        ("dns:///agents.example:7", "dns:///agents.example:7", None, False),
        ("unix:/run/parley.sock", "unix:/run/parley.sock", None, True),
        ("10.0.0.1:7", "10.0.0.1:7", None, False),
    ],
)
def test_addresses(text: str, target: str, tls: bool | None, loopback: bool) -> None:
    address = parse_address(text)
    assert (address.target, address.tls, address.loopback) == (target, tls, loopback)


def test_an_empty_address_is_refused() -> None:
    with pytest.raises(ValueError, match="empty"):
        ParleyClient("grpc://")


def test_a_token_never_leaves_the_machine_readably() -> None:
    with pytest.raises(ValueError, match="TLS"):
        ParleyClient("agents.example:7", token="t")
    ParleyClient("agents.example:7", token="t", allow_insecure_token=True)
    ParleyClient("grpcs://agents.example:7", token="t")
    ParleyClient("agents.example:7", token="t", tls=grpc.ssl_channel_credentials())
    ParleyClient("localhost:7", token="t")


async def test_the_token_goes_with_every_call(server: FakeServer) -> None:
    async with ParleyClient(server.address, token="secret") as client:
        await client.server_info()
        await client.stream("Juno", "hello").wait()
    assert [metadata["authorization"] for _, metadata in server.metadata] == ["Bearer secret"] * 2


async def test_without_a_token_nothing_is_said(client: ParleyClient, server: FakeServer) -> None:
    await client.server_info()
    assert "authorization" not in server.metadata[0][1]


async def test_plain_calls_have_a_deadline(server: FakeServer) -> None:
    async with ParleyClient(server.address, timeout=20) as client:
        await client.server_info()
        await client.server_info(timeout=5)
    assert server.remaining["GetServerInfo"] == pytest.approx([20, 5], abs=3)


async def test_a_client_opens_once_at_a_time_and_may_open_again(server: FakeServer) -> None:
    client = ParleyClient(server.address)
    async with client:
        with pytest.raises(ParleyClientError, match="already"):
            await client.__aenter__()
    async with client:
        await client.server_info()
