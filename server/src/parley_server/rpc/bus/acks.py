"""Acknowledgements, as far as the contract limits them beyond its types."""

from __future__ import annotations

from datetime import timedelta

from parley.v1 import bus_pb2
from parley_server.domain.bus import Ack, AckKind
from parley_server.domain.errors import InvalidField
from parley_server.wire.bus import ack_from_proto

MAX_EXTENSION = timedelta(minutes=10)


def read_acks(request: bus_pb2.AcknowledgeRequest, path: str = "") -> list[Ack]:
    """Return what a request says about deliveries. Raises InvalidField."""
    acks = [ack_from_proto(ack) for ack in request.acks]
    for index, ack in enumerate(acks):
        if ack.kind is AckKind.EXTEND and ack.delay is not None and ack.delay > MAX_EXTENSION:
            raise InvalidField(f"{path}acks[{index}].delay", "longer than 10 min")
    return acks
