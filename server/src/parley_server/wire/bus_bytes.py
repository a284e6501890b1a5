"""Events of the bus as bytes: put together without a protobuf message, and found in a request as they were sent.

Numbers here are those of fields in `parley/v1/bus.proto` and `events.proto`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from google.protobuf import descriptor_pb2, descriptor_pool
from google.protobuf.message import Message
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

    def __init__(self) -> None:
        """Begin with no place in the log."""
        self._block = 0
        self._high = b""

    def seal(self, data: bytes, sequence: int) -> bytes:
        """Return an event's bytes with its place in the log."""
        block = sequence >> 7
        if not block:
            return data + _SEQUENCE + _SMALL[sequence]
        if block != self._block:
            # Sequences come one after the other: the higher bits stay the same for 128 of them.
            self._block, self._high = block, varint(block)
        return data + _SEQUENCE_LOW[sequence & _LOW_BITS] + self._high

    def join(self, events: Sequence[bytes]) -> bytes:
        """Return sealed events as the field `events` of a SubscribeResponse; such pieces may be joined further."""
        parts: list[bytes] = []
        for event in events:
            size = len(event)
            parts.append(_EVENTS_SMALL[size] if size < _TABLE else _EVENTS + _varint(size))
            parts.append(event)
        return b"".join(parts)

    def give_out(self, event: bytes, ack_id: str, attempt: int) -> bytes:
        """Return a sealed event with the delivery that a durable subscription adds."""
        name = ack_id.encode()
        delivery = _ACK_ID + varint(len(name)) + name + _ATTEMPT + varint(attempt)
        return event + _DELIVERY + varint(len(delivery)) + delivery


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


def sent_events(raw: bytes, request: bus_pb2.PublishRequest, *, framed: bool) -> Sequence[bytes]:
    """Return the bytes of each event of a publish as its sender wrote them; `raw` is the whole request or frame.

    `request` is what was parsed from it. Where the two disagree, as when a frame names several things at once, events
    are encoded anew.
    """
    shadow: Any = _shadow("ExchangeRequest" if framed else "PublishRequest").FromString(raw)
    events: Sequence[bytes] = list(shadow.publish.events if framed else shadow.events)
    if len(events) != len(request.events):
        return [event.SerializeToString() for event in request.events]
    return events


@cache
def _shadow(name: str) -> type[Message]:
    """Return a message like the one of this name that leaves events as they are: bytes."""
    field = descriptor_pb2.FieldDescriptorProto
    file = descriptor_pb2.FileDescriptorProto(name="parley/shadow/bus.proto", package="parley.shadow", syntax="proto3")
    publish = file.message_type.add(name="PublishRequest")
    publish.field.add(name="events", number=1, label=field.LABEL_REPEATED, type=field.TYPE_BYTES)
    frame = file.message_type.add(name="ExchangeRequest")
    frame.field.add(
        name="publish",
        number=2,
        label=field.LABEL_OPTIONAL,
        type=field.TYPE_MESSAGE,
        type_name=".parley.shadow.PublishRequest",
    )
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return GetMessageClass(pool.FindMessageTypeByName(f"parley.shadow.{name}"))
