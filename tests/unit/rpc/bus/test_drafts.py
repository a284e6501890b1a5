"""What becomes of the events of a publish."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from google.protobuf import json_format
from hypothesis import given
from hypothesis import strategies as st

from parley.v1 import events_pb2
from parley_server.bus.events import Draft
from parley_server.domain.bus import CORE_TYPES
from parley_server.domain.callers import LOCAL_CALLER
from parley_server.domain.clock import SystemClock
from parley_server.domain.errors import InvalidField, ParleyError
from parley_server.domain.ids import new_id, parse_uuid
from parley_server.rpc.bus.drafts import MAX_EVENT_BYTES, DraftReader, ReadEvents
from parley_server.wire.bus_bytes import bytes_field, text_field

ID = "01930000-0000-7000-8000-00000000abcd"


def reader() -> DraftReader:
    return DraftReader(LOCAL_CALLER, clock=SystemClock(), new_id=new_id)


def read(*events: dict[str, Any] | bytes, by: DraftReader | None = None) -> ReadEvents:
    """Read events that are written as JSON or as bytes."""
    made = [one if isinstance(one, bytes) else of_json(one) for one in events]
    return (by or reader()).read(made)


def of_json(body: dict[str, Any]) -> bytes:
    return json_format.ParseDict(body, events_pb2.Event()).SerializeToString()


def one(body: dict[str, Any] | bytes, by: DraftReader | None = None) -> tuple[Draft, events_pb2.Event]:
    """Return the draft of one good event, and what others will read in it."""
    result = read(body, by=by)
    assert result.errors == {}
    [draft] = result.drafts
    return draft, events_pb2.Event.FromString(draft.data)


def refusal(body: dict[str, Any]) -> tuple[str, str]:
    """Return reason and field of one bad event."""
    result = read(body)
    [error] = result.errors.values()
    assert result.drafts == []
    assert isinstance(error, ParleyError)
    return error.reason, error.problems[0].field if error.problems else ""


def _entries(number: int, names: tuple[str, ...], value: bytes) -> bytes:
    return b"".join(bytes_field(number, bytes_field(1, name.encode()) + bytes_field(2, value)) for name in names)


def _attributes(*names: str) -> bytes:
    return _entries(events_pb2.Event.ATTRIBUTES_FIELD_NUMBER, names, b"v")


def _struct(*names: str) -> bytes:
    return bytes_field(5, _entries(1, names, bytes_field(3, b"v")))


def _json_fields(*names: str) -> bytes:
    return bytes_field(10, bytes_field(1, _struct(*names)))


def _json_in_a_list(*names: str) -> bytes:
    return bytes_field(10, bytes_field(1, bytes_field(6, bytes_field(1, _struct(*names)))))


def test_a_plain_event_is_passed_on_with_what_is_the_servers() -> None:
    by = reader()
    sent = of_json({"eventId": "a", "type": "custom:x", "payload": {"raw": "eA=="}})
    first, _ = one(sent, by)
    again, event = one(sent, by)

    assert again[:9] == first[:9] == ("a", "custom:x", "user/local", "", "", "", "", "", {})
    assert again.origin == first.origin == zlib.crc32(sent)
    assert again.data.startswith(sent)
    assert (event.event_id, event.source, event.payload.raw) == ("a", "user/local", b"x")
    assert abs(event.time.ToDatetime(UTC).timestamp() - datetime.now(UTC).timestamp()) < 10


@pytest.mark.parametrize("maps", [_attributes, _json_fields, _json_in_a_list])
def test_a_repeat_is_the_same_in_whatever_order_its_maps_are_written(maps: Callable[[str, str], bytes]) -> None:
    plain = of_json({"eventId": "a", "type": "custom:x"})

    first, _ = one(plain + maps("b", "c"))
    again, _ = one(plain + maps("c", "b"))
    other, _ = one(plain + maps("b", "d"))

    assert first.origin == again.origin != other.origin


@given(
    fields=st.fixed_dictionaries(
        {"type": st.sampled_from(["a", "custom:b"])},
        optional={
            "eventId": st.text("abc-é", min_size=1, max_size=130),
            "payload": st.sampled_from([{"raw": "eHg="}, {"raw": ""}, {"text": "t"}, {"json": {"a": 1}}, {}]),
            "time": st.just("2026-01-02T03:04:05Z"),
            "agentId": st.sampled_from([ID, ID.upper(), "Assistant"]),
            "roomId": st.sampled_from([ID, ID.upper()]),
            "runId": st.sampled_from([ID, ID.upper()]),
            "channelId": st.sampled_from(["General", "c"]),
            "orderingKey": st.sampled_from(["k", "K"]),
            "attributes": st.just({"k": "v"}),
            "traceParent": st.just("00-1"),
            "sequence": st.integers(1, 2**40),
            "source": st.just("admin/root"),
            "delivery": st.just({"ackId": "forged", "attempt": 9}),
        },
    )
)
def test_whatever_is_sent_the_servers_fields_are_the_servers(fields: dict[str, Any]) -> None:
    sent = json_format.ParseDict(fields, events_pb2.Event())
    by = reader()
    one(of_json({"type": "a", "eventId": "1", "payload": {"raw": "eA=="}}), by)

    draft, event = one(of_json(fields), by)

    assert event.source == draft.source == "user/local"
    assert event.sequence == 0
    assert not event.HasField("delivery")
    assert event.event_id == draft.event_id == (sent.event_id or draft.event_id)
    assert draft.event_id
    assert event.HasField("time")
    if sent.HasField("time"):
        assert event.time == sent.time
    assert (event.agent_id, event.room_id, event.run_id) == (draft.agent_id, draft.room_id, draft.run_id)
    assert (event.room_id, event.run_id) == (sent.room_id.lower(), sent.run_id.lower())
    assert event.channel_id == draft.channel_id == sent.channel_id
    assert draft.ordering_key == (sent.ordering_key or sent.channel_id or sent.room_id.lower())
    assert dict(event.attributes) == dict(draft.attributes) == dict(sent.attributes)
    assert event.payload == sent.payload
    assert event.trace_parent == sent.trace_parent
    assert draft.origin == zlib.crc32(of_json(fields))


def test_made_ids_are_ids_and_differ() -> None:
    result = read(*[{"type": "a"}] * 300)

    ids = {draft.event_id for draft in result.drafts}
    assert result.makes_ids
    assert len(ids) == 300
    assert all(parse_uuid(made) == made for made in ids)
    assert ids.isdisjoint(draft.event_id for draft in read(*[{"type": "a"}] * 300).drafts)


def test_unknown_fields_are_passed_on() -> None:
    draft, _ = one(b"\x12\x01a\x0a\x01i\xa2\x3e\x01z")

    assert b"\xa2\x3e\x01z" in draft.data


def test_a_field_that_comes_twice_counts_as_protobuf_says() -> None:
    # Two types and two ids; the last ones hold. Everything is looked at, though each pair has the size of one.
    draft, event = one(b"\x12\x01a\x0a\x01i\x12\x01b\x0a\x01j")

    assert (draft.type, draft.event_id) == (event.type, event.event_id) == ("b", "j")


INVALID, LARGE = "INVALID_FIELD", "TOO_LARGE"
TOO_MUCH = "x" * (MAX_EVENT_BYTES + 1)

WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({}, INVALID, "events[0].type"),
    ({"type": "a b"}, INVALID, "events[0].type"),
    ({"type": ":a"}, INVALID, "events[0].type"),
    ({"type": "a" * 128}, INVALID, "events[0].type"),
    ({"type": "a", "eventId": "x\u0007"}, INVALID, "events[0].event_id"),
    ({"type": "a", "eventId": "x" * 257}, INVALID, "events[0].event_id"),
    ({"type": "a", "roomId": "lobby"}, INVALID, "events[0].room_id"),
    ({"type": "a", "runId": "1"}, INVALID, "events[0].run_id"),
    ({"type": "a", "agentId": "x" * 257}, INVALID, "events[0].agent_id"),
    ({"type": "a", "channelId": "x\n"}, INVALID, "events[0].channel_id"),
    ({"type": "a", "orderingKey": "x" * 257}, INVALID, "events[0].ordering_key"),
    ({"type": "a", "traceParent": "x" * 257}, INVALID, "events[0].trace_parent"),
    ({"type": "a", "message": {"content": "hi"}}, INVALID, "events[0].message"),
    ({"type": "a", "run": {}}, INVALID, "events[0].run"),
    ({"type": "a", "payload": {"text": "x\0"}}, INVALID, "events[0].payload"),
    ({"type": "a", "payload": {"raw": "eA==", "contentType": "x\n"}}, INVALID, "events[0].payload"),
    ({"type": "a", "attributes": {"k" * 600: "v" * 600}}, LARGE, "events[0].attributes"),
    ({"type": "a", "attributes": {str(number): "" for number in range(33)}}, LARGE, "events[0].attributes"),
    ({"type": "a", "attributes": {"k": "v\0"}}, INVALID, 'events[0].attributes["k"]'),
    ({"type": "a", "payload": {"text": TOO_MUCH}}, LARGE, "events[0]"),
    *[({"type": name}, "EVENT_TYPE_RESERVED", "") for name in sorted(CORE_TYPES)],
    ({"type": "EMBEDDING_GENERATION_COMPLETED"}, "EVENT_TYPE_RESERVED", ""),
]


@pytest.mark.parametrize(("body", "reason", "field"), WRONG)
def test_a_bad_event_has_its_reason_and_field(body: dict[str, Any], reason: str, field: str) -> None:
    assert refusal(body) == (reason, field)


def test_a_payload_of_too_many_levels_is_refused() -> None:
    value: Any = 1
    for _ in range(40):
        value = [value]

    assert refusal({"type": "a", "payload": {"json": value}})[0] == LARGE


def test_bad_events_do_not_harm_those_beside_them() -> None:
    result = read({"type": "a", "eventId": "1"}, {"type": ""}, {"type": "a", "eventId": "2"})

    assert [draft.event_id for draft in result.drafts] == ["1", "2"]
    assert list(result.errors) == [1]


@pytest.mark.parametrize("size", [1, 110, 111, 112, 123, 126, 127, 128, 129, 16_000, 200_000])
def test_events_of_every_size_are_read_whole(size: int) -> None:
    by = reader()
    one({"type": "a"}, by)
    plain = {"type": "a", "eventId": "i", "payload": {"text": ""}}
    sent = json_format.ParseDict(plain, events_pb2.Event())
    sent.payload.raw = b"x" * size
    hidden = events_pb2.Event()
    hidden.CopyFrom(sent)
    hidden.channel_id = "c"

    assert one(sent.SerializeToString(), by)[0].channel_id == ""
    assert one(hidden.SerializeToString(), by)[0].channel_id == "c"


def plain(*fields: bytes, event_id: str = "i") -> bytes:
    return text_field(1, event_id) + text_field(2, "a") + b"".join(fields)


HIDDEN = text_field(8, "c")


@pytest.mark.parametrize(
    "sent",
    [
        plain(bytes_field(10, bytes_field(2, b"x")), HIDDEN),
        plain(HIDDEN, bytes_field(10, bytes_field(2, b"x"))),
        plain(bytes_field(10, b""), HIDDEN),
        plain(bytes_field(10, bytes_field(2, b"x" * 200)), HIDDEN),
        text_field(1, "i") + text_field(1, "i") + text_field(2, "a") + HIDDEN,
    ],
)
@pytest.mark.parametrize("with_id", [True, False])
def test_nothing_hides_behind_what_looks_plain(sent: bytes, with_id: bool) -> None:
    by = reader()
    one({"type": "a"}, by)

    draft, event = one(sent if with_id else sent.removeprefix(text_field(1, "i")), by)

    assert draft.channel_id == event.channel_id == "c"


@pytest.mark.parametrize("junk", [b"\0", b"\0" * 20, b"\x52", b"\x52\x7f", b"\x52\x04\x12\x05xx", b"\xff" * 9])
@pytest.mark.parametrize("event_id", ["i", ""])
def test_bytes_that_are_no_event_fail_the_whole_publish(junk: bytes, event_id: str) -> None:
    by = reader()
    one({"type": "a"}, by)

    with pytest.raises(InvalidField):
        by.read([plain(junk) if event_id else plain(junk).removeprefix(text_field(1, "i"))])


@pytest.mark.parametrize("name", [b"\xff", b"x\xc3"])
def test_an_id_that_is_no_text_fails_the_whole_publish(name: bytes) -> None:
    by = reader()
    one({"type": "a"}, by)

    with pytest.raises(InvalidField):
        by.read([bytes_field(1, name) + text_field(2, "a") + bytes_field(10, bytes_field(2, b"x"))])


@pytest.mark.parametrize("name", ["\x07", "x" * 257])
def test_a_bad_id_of_an_event_that_is_plain_otherwise_is_refused(name: str) -> None:
    by = reader()
    one({"type": "a"}, by)

    result = by.read([plain(bytes_field(10, bytes_field(2, b"x")), event_id=name)])

    assert list(result.errors) == [0]
