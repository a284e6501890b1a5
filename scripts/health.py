"""Asks the server of this container whether it is ready; the exit code is the answer."""

import os
import sys

import grpc
from grpc_health.v1 import health_pb2

SECONDS = 4


def main() -> int:
    """Return 0 when grpc.health.v1 says SERVING, else 1."""
    with grpc.insecure_channel(f"127.0.0.1:{os.environ.get('PARLEY_PORT', '50051')}") as channel:
        try:
            check = channel.unary_unary(
                "/grpc.health.v1.Health/Check",
                request_serializer=health_pb2.HealthCheckRequest.SerializeToString,
                response_deserializer=health_pb2.HealthCheckResponse.FromString,
            )
            answer = check(health_pb2.HealthCheckRequest(), timeout=SECONDS)
        except grpc.RpcError as error:
            print(error.code(), file=sys.stderr)
            return 1
    return 0 if answer.status == health_pb2.HealthCheckResponse.SERVING else 1


if __name__ == "__main__":
    sys.exit(main())
