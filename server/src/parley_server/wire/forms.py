"""Replies in the form of payloads that a caller asks for: every Payload in a message, however deep."""

from functools import cache

from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import Message

from parley.v1 import common_pb2
from parley_server.wire.payloads import Form, convert_payload

_PAYLOAD = common_pb2.Payload.DESCRIPTOR.full_name


def put_payloads(message: Message, form: Form) -> None:
    """Put every Payload of a message into one form, in place."""
    if isinstance(message, common_pb2.Payload):
        convert_payload(message, form)
        return
    for field in _ways(message.DESCRIPTOR):
        if field.is_repeated:
            for item in getattr(message, field.name):
                put_payloads(item, form)
        elif message.HasField(field.name):
            put_payloads(getattr(message, field.name), form)


@cache
def _ways(descriptor: Descriptor) -> tuple[FieldDescriptor, ...]:
    # The fields behind which there may be a Payload. No map of the contract holds messages with one.
    return tuple(
        field
        for field in descriptor.fields
        if field.message_type is not None
        and not field.message_type.GetOptions().map_entry
        and _leads_to_payload(field.message_type, frozenset())
    )


def _leads_to_payload(descriptor: Descriptor, seen: frozenset[str]) -> bool:
    if descriptor.full_name == _PAYLOAD:
        return True
    if descriptor.full_name in seen:
        return False
    seen |= {descriptor.full_name}
    return any(
        field.message_type is not None and _leads_to_payload(field.message_type, seen) for field in descriptor.fields
    )
