"""What the transport allows. Larger than the contract's own limits, so that those can answer with a reason.

Clients that keep connections alive or send much use the twins of these options:

    grpc.keepalive_time_ms                          30000   not below KEEPALIVE_FLOOR_MS, or the server says GOAWAY
    grpc.keepalive_timeout_ms                       10000
    grpc.keepalive_permit_without_calls             1
    grpc.http2.max_pings_without_data               0
    grpc.max_receive_message_length                 MAX_MESSAGE_BYTES
    grpc.max_metadata_size                          MAX_METADATA_BYTES
    grpc.absolute_max_metadata_size                 MAX_METADATA_BYTES

and set a deadline on every unary call; above 500 calls at once they open another channel.
"""

MAX_MESSAGE_BYTES = 16 * 1024 * 1024
MAX_METADATA_BYTES = 128 * 1024
KEEPALIVE_FLOOR_MS = 10_000
KEEPALIVE_MS = 30_000
KEEPALIVE_TIMEOUT_MS = 10_000


def server_options() -> list[tuple[str, int]]:
    """Return the channel arguments of a server."""
    return [
        ("grpc.max_receive_message_length", MAX_MESSAGE_BYTES),
        ("grpc.max_metadata_size", MAX_METADATA_BYTES),
        ("grpc.absolute_max_metadata_size", MAX_METADATA_BYTES),
        ("grpc.keepalive_time_ms", KEEPALIVE_MS),
        ("grpc.keepalive_timeout_ms", KEEPALIVE_TIMEOUT_MS),
        ("grpc.keepalive_permit_without_calls", 1),
        ("grpc.http2.max_pings_without_data", 0),
        ("grpc.http2.min_recv_ping_interval_without_data_ms", KEEPALIVE_FLOOR_MS),
        # On by default: two servers would share a port by accident.
        ("grpc.so_reuseport", 0),
    ]
