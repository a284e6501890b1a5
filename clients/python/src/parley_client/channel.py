"""The gRPC channel: options that match the server's, and what the transport may repeat by itself."""

import json

import grpc
import grpc.aio

from parley_client.addresses import Address
from parley_client.version import VERSION

MAX_RECEIVE_BYTES = 16 * 1024 * 1024
_METADATA_BYTES = 128 * 1024
# A request above this is sent once and never repeated by the transport; the server's own limit for plain calls.
_RETRY_BUFFER_BYTES = 4 * 1024 * 1024

# Calls that a repeat cannot harm: reads, calls that this client gives a request_id, deletions and cancels. The streams
# of runs are not among them: they resume by their own position.
REPEATABLE_CALLS = {
    "parley.v1.RuntimeService": (
        "GetServerInfo",
        "AddAgents",
        "GetAgent",
        "ListAgents",
        "DeleteAgents",
        "CheckHealth",
    ),
    "parley.v1.MessageService": (
        "HandleMessage",
        "SubmitMessage",
        "GetRun",
        "ListRuns",
        "CancelRun",
    ),
}


def service_config() -> str:
    """Return gRPC's service config: five attempts, on UNAVAILABLE alone, for repeatable calls alone."""
    names = [
        {"service": service, "method": method} for service, methods in REPEATABLE_CALLS.items() for method in methods
    ]
    policy = {
        "maxAttempts": 5,
        "initialBackoff": "0.3s",
        "maxBackoff": "5s",
        "backoffMultiplier": 2,
        "retryableStatusCodes": ["UNAVAILABLE"],
    }
    return json.dumps({"methodConfig": [{"name": names, "retryPolicy": policy}]})


def channel_options(address: Address) -> list[tuple[str, str | int]]:
    """Return the channel's options. Keepalive is within what the server allows; else it would send us away."""
    options: list[tuple[str, str | int]] = [
        ("grpc.keepalive_time_ms", 30_000),
        ("grpc.keepalive_timeout_ms", 10_000),
        ("grpc.keepalive_permit_without_calls", 1),
        ("grpc.http2.max_pings_without_data", 0),
        ("grpc.max_receive_message_length", MAX_RECEIVE_BYTES),
        # Errors with details travel as metadata.
        ("grpc.max_metadata_size", _METADATA_BYTES),
        ("grpc.absolute_max_metadata_size", _METADATA_BYTES),
        ("grpc.per_rpc_retry_buffer_size", _RETRY_BUFFER_BYTES),
        # A server that is back is seen soon; gRPC's own default goes up to two minutes.
        ("grpc.initial_reconnect_backoff_ms", 100),
        ("grpc.min_reconnect_backoff_ms", 5_000),
        ("grpc.max_reconnect_backoff_ms", 2_000),
        ("grpc.service_config", service_config()),
        ("grpc.primary_user_agent", f"parley-python/{VERSION}"),
    ]
    if address.loopback:
        # A proxy of the environment cannot reach this machine's loopback.
        options.append(("grpc.enable_http_proxy", 0))
    return options


def open_channel(address: Address, credentials: grpc.ChannelCredentials | None) -> grpc.aio.Channel:
    """Open a channel, without TLS when there are no credentials. Needs a running event loop; connects on first use."""
    options = channel_options(address)
    if credentials is None:
        return grpc.aio.insecure_channel(address.target, options=options)
    return grpc.aio.secure_channel(address.target, credentials, options=options)
