"""Payloads: free-form values in three forms, passed on unchanged unless a caller asks for one form."""

import json
import math
from collections.abc import Mapping
from typing import Literal, get_args

import orjson

from parley.v1 import common_pb2
from parley_server.domain.content import Payload
from parley_server.domain.json import JsonObject, JsonValue
from parley_server.domain.texts import clean_text
from parley_server.wire.structs import value_from_json, value_to_json

Form = Literal["json", "raw", "text"]
FORMS: tuple[Form, ...] = get_args(Form)
JSON_TYPE = "application/json"

_DUMP_OPTIONS = orjson.OPT_NON_STR_KEYS | orjson.OPT_SORT_KEYS


def payload_to_proto(payload: Payload) -> common_pb2.Payload:
    """Return a Payload in the form in which it came."""
    if payload.form == "raw":
        return common_pb2.Payload(raw=payload.raw, content_type=payload.content_type)
    if payload.form == "text":
        return common_pb2.Payload(text=payload.text, content_type=payload.content_type)
    return common_pb2.Payload(json=value_from_json(payload.json), content_type=payload.content_type)


def payload_from_proto(message: common_pb2.Payload) -> Payload | None:
    """Return a Payload in the form in which it came, or None for one without a value."""
    form = message.WhichOneof("data")
    if form == "raw":
        return Payload(form="raw", raw=message.raw, content_type=message.content_type)
    if form == "text":
        return Payload(form="text", text=message.text, content_type=message.content_type)
    if form == "json":
        return Payload(form="json", json=value_to_json(message.json), content_type=message.content_type)
    return None


def json_to_proto(value: JsonValue) -> common_pb2.Payload:
    """Return JSON that the server has made as a Payload: raw bytes, keys in order."""
    return common_pb2.Payload(raw=dump_json(value))


def object_to_proto(value: JsonObject) -> common_pb2.Payload | None:
    """Return a JSON object that the server has made as a Payload, or None for an empty one."""
    return json_to_proto(value) if value else None


def object_from_proto(message: common_pb2.Payload) -> dict[str, JsonValue]:
    """Return the JSON object in a Payload; empty when there is none. Requests have been checked before."""
    value = read_json(message)
    return dict(value) if isinstance(value, Mapping) else {}


def read_json(message: common_pb2.Payload) -> JsonValue:
    """Return the JSON in a Payload, None for one without a value. Raises ValueError when it holds something else."""
    form = message.WhichOneof("data")
    if form is None:
        return None
    if form == "json":
        return value_to_json(message.json)
    if not holds_json(message):
        raise ValueError(f"not JSON but {message.content_type or 'text/plain'}")
    loaded: JsonValue = orjson.loads(message.raw if form == "raw" else message.text)
    return loaded


def holds_json(message: common_pb2.Payload) -> bool:
    """Tell whether a Payload says that it holds JSON."""
    if not message.content_type:
        return message.WhichOneof("data") != "text"
    return message.content_type.partition(";")[0].strip().lower() == JSON_TYPE


def dump_json(value: JsonValue) -> bytes:
    """Return JSON bytes with keys in order. Values that JSON does not have become text."""
    try:
        return orjson.dumps(value, default=_plain, option=_DUMP_OPTIONS)
    except (TypeError, orjson.JSONEncodeError):
        # What orjson refuses: integers above 64 bits, halves of surrogate pairs.
        return json.dumps(_plain_tree(value), default=str, sort_keys=True, separators=(",", ":")).encode()


def _plain(value: object) -> object:
    # Mappings and sequences that are no dict or list, and whatever plugins put into free-form places.
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, tuple | set | frozenset):
        return list(value)
    return str(value)


def _plain_tree(value: JsonValue) -> object:
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {clean_text(str(key)): _plain_tree(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain_tree(item) for item in value]
    return value


def convert_payload(message: common_pb2.Payload, form: Form) -> None:
    """Put a Payload into another form, in place. What cannot be said in that form stays as it is."""
    present = message.WhichOneof("data")
    if present is None or present == form:
        return
    try:
        if holds_json(message):
            _convert_json(message, form)
        elif form == "raw":
            message.content_type = message.content_type or "text/plain"
            message.raw = message.text.encode()
        elif form == "text":
            message.text = message.raw.decode()
    except ValueError:
        # Broken JSON, bytes that are no text: the caller gets what there is.
        return


def _convert_json(message: common_pb2.Payload, form: Form) -> None:
    if form == "json":
        message.json.CopyFrom(value_from_json(read_json(message)))
        message.content_type = ""
        return
    present = message.WhichOneof("data")
    raw = dump_json(value_to_json(message.json)) if present == "json" else message.raw or message.text.encode()
    if form == "raw":
        message.raw = raw
        message.content_type = ""
    else:
        message.text = raw.decode()
        message.content_type = JSON_TYPE
