"""Events as publishers send them become drafts: checked, completed, and for the most part never encoded again."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from google.protobuf.message import DecodeError

from parley.v1 import events_pb2
from parley_server.bus.events import NO_ATTRIBUTES, Draft
from parley_server.domain.bus import is_core_type
from parley_server.domain.callers import Caller
from parley_server.domain.clock import Clock
from parley_server.domain.errors import EventTypeReserved, InvalidField, ParleyError
from parley_server.domain.ids import IdSource, parse_uuid
from parley_server.rpc.checks.faults import Fault, SizeFault
from parley_server.rpc.checks.texts import check_event_type, check_name, check_no_nul, check_uuid
from parley_server.rpc.checks.values import check_payload, check_timestamp
from parley_server.wire.bus_bytes import bytes_field, text_field
from parley_server.wire.times import time_to_proto

MAX_EVENT_BYTES = 256 * 1024
MAX_ATTRIBUTES = 32
MAX_ATTRIBUTE_BYTES = 1024
_KNOWN = 1000
_SHORT = 128
_LONG = 8192
_EVENT_ID, _TYPE, _TIME, _SOURCE, _PAYLOAD, _RAW = 1, 2, 4, 5, 10, 2
_ID_BITS = (1 << 48) - 1
# A field of bytes with a length below 128 has so many bytes beside these.
_HEAD = 2
_ID_TAG, _TYPE_TAG = (number << 3 | 2 for number in (_EVENT_ID, _TYPE))
_LEAST = 4
# What stands around the bytes of a payload has at most so many. What is longer than any event begins none.
_MOST_HEADS = 8
_NO_HEAD = bytes(_LONG)
_WITH_MAPS = ("struct_value", "list_value")


class ReadEvents(NamedTuple):
    """What became of the events of a publish: drafts in order, errors by their place, and whether ids were made."""

    drafts: list[Draft]
    errors: Mapping[int, ParleyError]
    makes_ids: bool


class DraftReader:
    """Reads the events of one caller."""

    def __init__(self, caller: Caller, *, clock: Clock, new_id: IdSource) -> None:
        """Take who publishes; what is remembered between publishes is bounded."""
        self._source = caller.source
        self._source_field = text_field(_SOURCE, caller.source)
        self._clock = clock
        self._new_id = new_id
        self._types: dict[bytes, str] = {}
        self._heads: dict[int, bytes] = {}
        self._uuids: dict[str, str] = {}

    def read(self, events: Sequence[bytes], *, transient: bool = False) -> ReadEvents:
        """Return drafts of events as they were sent. A bad event is an error in its place.

        The `origin` of transient ones means nothing: nobody asks whether their ids were used before.
        Raises InvalidField when one of them is no event at all.
        """
        now = time_to_proto(self._clock.now()).SerializeToString()
        publish = _Publish(tail=bytes_field(_TIME, now) + self._source_field, make_id=_ids(self._new_id))
        source, tail = self._source, publish.tail
        drafts: list[Draft] = []
        errors: dict[int, ParleyError] = {}
        add, none = drafts.append, NO_ATTRIBUTES
        # len costs next to nothing and is no checksum: of transient events nobody looks at it.
        checksum: Callable[[bytes], int] = len if transient else zlib.crc32
        # Draft(...) goes through a function of Python's own: a fifth of the time of a plain event.
        make = tuple.__new__
        # What stands behind the id of the last plain event, and how much that is with the payload.
        kind, middle, rest = "", _NO_HEAD, 0
        index = -1
        for data in events:
            index += 1
            size = len(data)
            # Where id, type and raw payload, in this order, account for every byte, nothing has to be parsed.
            if _LEAST < size < _LONG and data[0] == _ID_TAG and _HEAD < (id_end := data[1] + _HEAD) < _SHORT + _HEAD:
                if size - id_end != rest or not data.startswith(middle, id_end):
                    kind, middle = self._find_middle(data[id_end:])
                    rest = size - id_end
                name = data[2:id_end]
                if kind and name.isascii() and (event_id := name.decode()).isprintable():
                    add(make(Draft, (event_id, kind, source, "", "", "", "", "", none, checksum(data), data + tail)))
                    continue
            try:
                add(self._read_without_id(data, publish) or self._read_any(data, publish))
            except Fault as fault:
                fault.at(f"events[{index}]")
                errors[index] = fault.error()
            except ParleyError as error:
                errors[index] = error
            except DecodeError as error:
                raise InvalidField("request", "not a message of this method") from error
        return ReadEvents(drafts, errors, publish.made_ids)

    def _head(self, rest: int) -> bytes:
        """Return what so many bytes begin with that are a payload with raw bytes and nothing else."""
        if rest not in self._heads:
            self._heads[rest] = _payload_head(rest)
        return self._heads[rest]

    def _find_middle(self, data: bytes) -> tuple[str, bytes]:
        """Return the type of an event that is plain from there on, and what its raw payload comes behind."""
        if len(data) > _LEAST and data[0] == _TYPE_TAG:
            end = _HEAD + data[1]
            kind = self._types.get(data[:end])
            head = self._head(len(data) - end)
            if kind is not None and data.startswith(head, end):
                return kind, data[: end + len(head)]
        return "", _NO_HEAD

    def _read_without_id(self, data: bytes, publish: _Publish) -> Draft | None:
        # As above, where the publisher leaves the id to us.
        kind = self._find_middle(data)[0] if len(data) < _LONG else ""
        if not kind:
            return None
        event_id = publish.next_id()
        whole = data + publish.tail + text_field(_EVENT_ID, event_id)
        return Draft(event_id, kind, self._source, "", "", "", "", "", NO_ATTRIBUTES, zlib.crc32(data), whole)

    def _read_any(self, data: bytes, publish: _Publish) -> Draft:
        event = events_pb2.Event.FromString(data)
        if len(data) > MAX_EVENT_BYTES:
            raise SizeFault(MAX_EVENT_BYTES, "bytes")
        self._check_type(event.type)
        _check_body(event)
        event_id, agent_id, room_id = event.event_id, event.agent_id, event.room_id
        channel_id, run_id, key = event.channel_id, event.run_id, event.ordering_key
        _check_name(event_id, "event_id")
        _check_name(channel_id, "channel_id")
        _check_name(key, "ordering_key")
        _check_name(event.trace_parent, "trace_parent")
        origin = _origin(event, data)
        is_changed = bool(event.sequence or event.source or event.HasField("delivery"))
        if room_id or run_id or agent_id:
            room_id = self._lower("room_id", room_id)
            run_id = self._lower("run_id", run_id)
            _check_name(agent_id, "agent_id")
            agent_id = parse_uuid(agent_id) or agent_id
            is_changed = is_changed or (event.room_id, event.run_id, event.agent_id) != (room_id, run_id, agent_id)
        if is_changed:
            data = _encode_anew(event, run_id=run_id, room_id=room_id, agent_id=agent_id)
        if event.HasField("time"):
            _check(check_timestamp, event.time, "time")
            data += self._source_field
        else:
            data += publish.tail
        if not event_id:
            event_id = publish.next_id()
            data += text_field(_EVENT_ID, event_id)
        attributes = _read_attributes(event)
        key = key or channel_id or room_id
        return Draft(
            event_id, event.type, self._source, agent_id, room_id, channel_id, run_id, key, attributes, origin, data
        )

    def _check_type(self, kind: str) -> None:
        field = text_field(_TYPE, kind)
        if field in self._types:
            return
        if not kind:
            raise Fault("required", step="type")
        _check(check_event_type, kind, "type")
        if is_core_type(kind):
            raise EventTypeReserved(kind)
        if len(self._types) >= _KNOWN:
            self._types.clear()
        self._types[field] = kind

    def _lower(self, name: str, value: str) -> str:
        if not value:
            return ""
        known = self._uuids.get(value)
        if known is None:
            _check(check_uuid, value, name)
            if len(self._uuids) >= _KNOWN:
                self._uuids.clear()
            known = self._uuids[value] = value.lower()
        return known


class _Publish:
    """What all events of one publish share."""

    __slots__ = ("_make_id", "made_ids", "tail")

    def __init__(self, *, tail: bytes, make_id: Callable[[], str]) -> None:
        self.tail = tail
        self.made_ids = False
        self._make_id = make_id

    def next_id(self) -> str:
        self.made_ids = True
        return self._make_id()


def _payload_head(rest: int) -> bytes:
    for length in range(max(1, rest - _MOST_HEADS), rest):
        raw = bytes_field(_RAW, bytes(length))
        whole = bytes_field(_PAYLOAD, raw)
        if len(whole) == rest:
            return whole[: rest - length]
    return _NO_HEAD


def _ids(new_id: IdSource) -> Callable[[], str]:
    # One id costs more than all the rest of an event: those of one publish count on from the first.
    head, number = "", 0

    def next_id() -> str:
        nonlocal head, number
        if head:
            number = number + 1 & _ID_BITS
        else:
            first = new_id()
            head, number = first[:-12], int(first[-12:], 16)
        return f"{head}{number:012x}"

    return next_id


def _check(rule: Callable[..., None], value: object, name: str) -> None:
    try:
        rule(value)
    except Fault as fault:
        fault.at(name)
        raise


def _check_body(event: events_pb2.Event) -> None:
    case = event.WhichOneof("body")
    if case is None:
        return
    if case != "payload":
        raise Fault("only the server sends such a body; yours is `payload`", step=case)
    payload = event.payload
    if payload.content_type or not payload.raw:
        _check(check_payload, payload, "payload")


def _check_name(value: str, name: str) -> None:
    if value and not (value.isprintable() and len(value) < _SHORT):
        _check(check_name, value, name)


def _origin(event: events_pb2.Event, data: bytes) -> int:
    # Protobuf leaves the order of a map's entries open, and Go shuffles them each time: a repeat would look different.
    if len(event.attributes) > 1 or event.payload.json.WhichOneof("kind") in _WITH_MAPS:
        return zlib.crc32(event.SerializeToString(deterministic=True))
    return zlib.crc32(data)


def _encode_anew(event: events_pb2.Event, *, run_id: str, room_id: str, agent_id: str) -> bytes:
    # Ids in lower case, and nothing in the fields that are the server's: what is appended later would overrule most
    # of it, but the bytes would stay.
    event.run_id, event.room_id, event.agent_id = run_id, room_id, agent_id
    event.sequence = 0
    event.source = ""
    event.ClearField("delivery")
    return event.SerializeToString()


def _read_attributes(event: events_pb2.Event) -> Mapping[str, str]:
    if not event.attributes:
        return NO_ATTRIBUTES
    attributes = dict(event.attributes)
    if len(attributes) > MAX_ATTRIBUTES:
        raise SizeFault(MAX_ATTRIBUTES, "entries", step="attributes")
    if sum(len(name.encode()) + len(value.encode()) for name, value in attributes.items()) > MAX_ATTRIBUTE_BYTES:
        raise SizeFault(MAX_ATTRIBUTE_BYTES, "bytes", step="attributes")
    for name, value in attributes.items():
        if not name.isprintable():
            _check(check_name, name, f'attributes["{name}"]')
        if not value.isprintable():
            _check(check_no_nul, value, f'attributes["{name}"]')
    return attributes
