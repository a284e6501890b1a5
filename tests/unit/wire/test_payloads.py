import json

import pytest
from hypothesis import given, settings

from parley.v1 import common_pb2, messages_pb2, runtime_pb2
from parley_server.domain.json import JsonValue
from parley_server.wire.forms import put_payloads
from parley_server.wire.payloads import FORMS, Form, convert_payload, dump_json, json_to_proto, read_json
from parley_server.wire.structs import struct_from_json, struct_to_json
from tests.fakes import strategies

Payload = common_pb2.Payload


@settings(deadline=None)
@given(value=strategies.json_values)
def test_json_is_the_same_in_every_form(value: JsonValue) -> None:
    for form in FORMS:
        payload = json_to_proto(value)
        convert_payload(payload, form)
        assert payload.WhichOneof("data") == form
        assert read_json(payload) == value


def test_whole_numbers_stay_integers() -> None:
    value = struct_to_json(struct_from_json({"n": 100, "half": 0.5, "big": 2**53, "huge": 1e300}))

    assert json.dumps(value, sort_keys=True) == json.dumps(
        {"big": 2**53, "half": 0.5, "huge": 1e300, "n": 100}, sort_keys=True
    )


def test_digits_survive_from_text_to_raw() -> None:
    payload = Payload(text='{"id": 9007199254740993}', content_type="application/json; charset=utf-8")

    convert_payload(payload, "raw")

    assert payload.raw == b'{"id": 9007199254740993}'


@pytest.mark.parametrize(
    ("payload", "form"),
    [
        (Payload(raw=b"{broken"), "json"),
        (Payload(raw=b"\xff\xfe"), "text"),
        (Payload(raw=b"\x89PNG", content_type="image/png"), "json"),
        (Payload(text="plain words"), "json"),
        (Payload(raw=b"[1e999]"), "json"),
        (Payload(), "json"),
    ],
)
def test_what_cannot_be_said_in_a_form_stays_as_it_is(payload: Payload, form: Form) -> None:
    before = payload.SerializeToString()

    convert_payload(payload, form)

    assert payload.SerializeToString() == before


def test_plain_text_becomes_bytes_that_say_what_they_are() -> None:
    payload = Payload(text="plain words")

    convert_payload(payload, "raw")

    assert (payload.raw, payload.content_type) == (b"plain words", "text/plain")


def test_json_can_hold_what_orjson_cannot() -> None:
    assert json.loads(dump_json({"n": 2**70, "t": "half \ud83d", "f": float("nan"), "l": (1, 2)})) == {
        "n": 2**70,
        "t": "half ?",
        "f": None,
        "l": [1, 2],
    }


def test_every_payload_of_a_reply_is_put_into_the_form() -> None:
    content = common_pb2.Content(
        extra=Payload(raw=b'{"a":1}'), action_result=common_pb2.ActionResult(values=Payload(raw=b'{"b":2}'))
    )
    event = messages_pb2.RunEvent(response=messages_pb2.RunResponse(content=content))
    reply = messages_pb2.StreamMessageResponse(events=[event])

    put_payloads(reply, "text")

    found = reply.events[0].response.content
    assert (found.extra.text, found.action_result.values.text) == ('{"a":1}', '{"b":2}')


def test_replies_without_payloads_are_left_alone() -> None:
    reply = runtime_pb2.GetServerInfoResponse(server_version="1")

    put_payloads(reply, "json")

    assert reply == runtime_pb2.GetServerInfoResponse(server_version="1")
