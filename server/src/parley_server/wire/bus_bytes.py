"""Events of the bus as bytes: put together without a protobuf message, and found in a request as they were sent.

Numbers here are those of fields in `parley/v1/bus.proto` and `events.proto`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from google.protobuf import descriptor_pb2, descriptor_pool
from google.protobuf.message_factory import GetMessageClass

from parley.v1 import bus_pb2

_LOW_BITS = 0x7F
_MORE = 0x80
_TABLE = 1024


def varint(number: int) -> bytes:
    """Return a number as protobuf writes it."""
    if number < _TABLE:
        return _SMALL[number]
    return _varint(number)


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > _LOW_BITS:
        out.append(number & _LOW_BITS | _MORE)
        number >>= 7
    out.append(number)
    return bytes(out)


_SMALL = tuple(map(_varint, range(_TABLE)))
# SubscribeResponse.events, with the length of the event.
_EVENTS = b"\x12"
_EVENTS_SMALL = tuple(_EVENTS + length for length in _SMALL)
# Event.sequence, with its lowest seven bits where there are more.
_SEQUENCE = b"\x18"
_SEQUENCE_LOW = tuple(_SEQUENCE + bytes((low | _MORE,)) for low in range(_MORE))
_DELIVERY, _ACK_ID, _ATTEMPT = b"\x6a", b"\x0a", b"\x10"
_IN_REPLY_TO, _HANDLE, _TOKEN = b"\x08", b"\x08", b"\x1a"


class BusEventEncoder:
    """Adds to the bytes of events what the bus knows of them. A later field overrules an earlier one."""

    def seal(self, events: Sequence[bytes], sequences: Sequence[int]) -> list[bytes]:
        """Return events' bytes with their places in the log."""
        sealed: list[bytes] = []
        add, block, high = sealed.append, 0, b""
        for data, sequence in zip(events, sequences, strict=True):
            if sequence < _MORE:
                add(data + _SEQUENCE + _SMALL[sequence])
                continue
            if sequence >> 7 != block:
                # Sequences come one after the other: the higher bits stay the same for 128 of them.
                block = sequence >> 7
                high = varint(block)
            add(data + _SEQUENCE_LOW[sequence & _LOW_BITS] + high)
        return sealed

    def join(self, events: Sequence[bytes]) -> bytes:
        """Return sealed events as the field `events` of a SubscribeResponse; such pieces may be joined further."""
        parts: list[bytes] = []
        for event in events:
            size = len(event)
            parts.append(_EVENTS_SMALL[size] if size < _TABLE else _EVENTS + _varint(size))
            parts.append(event)
        return b"".join(parts)

    def give_out(self, events: Sequence[bytes], ack_ids: Sequence[bytes], attempts: Sequence[int]) -> bytes:
        """Return sealed events, each with the delivery that a durable subscription adds, joined as by `join`."""
        parts: list[bytes] = []
        shape, head, tail, more = (0, 0), b"", b"", 0
        for event, ack_id, attempt in zip(events, ack_ids, attempts, strict=True):
            if shape != (len(ack_id), attempt):
                # For the most part all that are given out together are alike.
                shape = (len(ack_id), attempt)
                head, tail = _around_ack_id(*shape)
                more = len(head) + len(ack_id) + len(tail)
            size = len(event) + more
            parts += (_EVENTS_SMALL[size] if size < _TABLE else _EVENTS + _varint(size), event, head, ack_id, tail)
        return b"".join(parts)


def _around_ack_id(length: int, attempt: int) -> tuple[bytes, bytes]:
    """Return what stands before and behind an ack id in the field `delivery` of an event."""
    before, behind = _ACK_ID + varint(length), _ATTEMPT + varint(attempt)
    return _DELIVERY + varint(len(before) + length + len(behind)) + before, behind


def text_field(number: int, text: str) -> bytes:
    """Return a string or message field of a small number (1 to 15), as it stands in a message."""
    return bytes_field(number, text.encode())


def bytes_field(number: int, data: bytes) -> bytes:
    """Return a field of bytes, or of an encoded message, of a small number (1 to 15)."""
    return bytes((number << 3 | 2,)) + varint(len(data)) + data


def subscribe_response(handle: int, body: bytes, resume_token: str = "") -> bytes:
    """Return a SubscribeResponse around events that were joined, or around a notice."""
    token = resume_token.encode()
    return b"".join(
        (
            _HANDLE + varint(handle) if handle else b"",
            body,
            _TOKEN + varint(len(token)) + token if token else b"",
        )
    )


def exchange_response(in_reply_to: int, number: int, body: bytes) -> bytes:
    """Return an ExchangeResponse with the frame of this field number."""
    head = _IN_REPLY_TO + varint(in_reply_to) if in_reply_to else b""
    return head + bytes_field(number, body)


def list_response(events: Sequence[bytes], next_page_token: str) -> bytes:
    """Return a ListEventsResponse around sealed events."""
    parts = [bytes_field(1, event) for event in events]
    if next_page_token:
        parts.append(text_field(2, next_page_token))
    return b"".join(parts)


class SentPublish(NamedTuple):
    """A publish whose events are bytes, as their sender wrote them."""

    events: Sequence[bytes]
    transient: bool
    atomic: bool


def read_publish(raw: bytes) -> SentPublish:
    """Return what a PublishRequest holds. Raises DecodeError, but of events only when these are parsed."""
    return _sent_publish(_shadows()["PublishRequest"].FromString(raw))


def read_publish_frame(raw: bytes) -> tuple[int, SentPublish] | None:
    """Return frame_id and publish of an ExchangeRequest, None when it asks for something else. Raises DecodeError."""
    shadow = _shadows()["ExchangeRequest"].FromString(raw)
    return (shadow.frame_id, _sent_publish(shadow.publish)) if shadow.HasField("publish") else None


def _sent_publish(shadow: Any) -> SentPublish:  # noqa: ANN401 - a class made as the program runs
    return SentPublish(list(shadow.events), shadow.transient, shadow.atomic)


@cache
def _shadows() -> Mapping[str, Any]:
    """Return messages like the ones of these names, whose events and other frames are left as they are: bytes."""
    file = descriptor_pb2.FileDescriptorProto(name="parley/shadow/bus.proto", package="parley.shadow", syntax="proto3")
    bus_pb2.PublishRequest.DESCRIPTOR.CopyToProto(file.message_type.add())
    bus_pb2.ExchangeRequest.DESCRIPTOR.CopyToProto(file.message_type.add())
    for message in file.message_type:
        for field in message.field:
            if field.type_name == ".parley.v1.PublishRequest":
                field.type_name = ".parley.shadow.PublishRequest"
            elif field.type == field.TYPE_MESSAGE:
                field.type = field.TYPE_BYTES
                field.ClearField("type_name")
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    names = [message.name for message in file.message_type]
    return {name: GetMessageClass(pool.FindMessageTypeByName(f"parley.shadow.{name}")) for name in names}
