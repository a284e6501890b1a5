"""Rules for times, numbers and free-form values."""

import math
from collections.abc import Callable, Mapping, Sequence

import orjson
from google.protobuf.duration_pb2 import Duration
from google.protobuf.struct_pb2 import Struct, Value
from google.protobuf.timestamp_pb2 import Timestamp

from parley.v1 import common_pb2
from parley_server.domain.json import JsonValue
from parley_server.rpc.checks.faults import Fault, SizeFault
from parley_server.rpc.checks.texts import check_name, check_no_nul
from parley_server.wire.payloads import read_json

MAX_DEPTH = 32
MAX_MAP_BYTES = 64 * 1024
MAX_INT64 = 2**63 - 1
# Spans above are a mistake, and added to the time of day they would leave the calendar.
MAX_SPAN_DAYS = 3650
_FIRST_SECOND = -62_135_596_800
_LAST_SECOND = 253_402_300_799
_NANOS = 1_000_000_000


def check_timestamp(value: Timestamp) -> None:
    """Refuse times outside of the years 1 to 9999."""
    if not (_FIRST_SECOND <= value.seconds <= _LAST_SECOND and 0 <= value.nanos < _NANOS):
        raise Fault("not a time: outside of the years 1 to 9999, or with wrong nanos")


def check_span(value: Duration) -> None:
    """Refuse spans that are negative or absurd: nothing in the contract lasts less than no time."""
    if value.seconds < 0 or value.nanos < 0:
        raise Fault("negative")
    if value.seconds > MAX_SPAN_DAYS * 86_400 or value.nanos >= _NANOS:
        raise Fault(f"longer than {MAX_SPAN_DAYS} days, or with wrong nanos")


def check_limit_span(value: Duration) -> None:
    """Refuse time limits of nothing."""
    check_span(value)
    if not value.seconds and not value.nanos:
        raise Fault("must be above zero; leave it out for the default")


def span_rule(least: float, most: float) -> Callable[[Duration], None]:
    """Return the rule of spans between two numbers of seconds."""

    def check_range(value: Duration) -> None:
        check_span(value)
        seconds = value.seconds + value.nanos / _NANOS
        if not least <= seconds <= most:
            raise Fault(f"not between {least:g} s and {most:g} s")

    return check_range


def number_rule(least: int, most: int) -> Callable[[int], None]:
    """Return the rule of numbers between two others."""

    def check_range(value: int) -> None:
        if not least <= value <= most:
            raise Fault(f"not between {least} and {most}")

    return check_range


def check_not_negative(value: int) -> None:
    """Refuse negative numbers."""
    if value < 0:
        raise Fault("negative")


def check_positive(value: int) -> None:
    """Refuse zero and negative numbers."""
    if value <= 0:
        raise Fault("must be above zero")


def check_uint64(value: int) -> None:
    """Refuse numbers that no log and no revision reaches, and that stores cannot keep."""
    if value > MAX_INT64:
        raise Fault("above the largest number, 9223372036854775807")


def check_number(value: float) -> None:
    """Refuse what JSON cannot hold."""
    if not math.isfinite(value):
        raise Fault("not a finite number")


def struct_rule(limit: int) -> Callable[[Struct], None]:
    """Return the rule of a Struct of at most `limit` bytes and MAX_DEPTH levels."""

    def check_struct(value: Struct) -> None:
        if value.ByteSize() > limit:
            raise SizeFault(limit, "bytes")
        _check_fields(value, 1)

    return check_struct


def check_value(value: Value) -> None:
    """Refuse a Value of too many levels, or with numbers that JSON cannot hold."""
    _check_value(value, 0)


def check_payload(value: common_pb2.Payload) -> None:
    """Refuse a Payload whose value is no JSON by its own words, as far as that shows without reading `raw`."""
    check_name(value.content_type)
    form = value.WhichOneof("data")
    if form == "json":
        check_value(value.json)
    elif form == "text":
        check_no_nul(value.text)


def object_rule(limit: int | None) -> Callable[[common_pb2.Payload], None]:
    """Return the rule of a Payload that holds one JSON object of at most `limit` bytes and MAX_DEPTH levels."""

    def check_object(value: common_pb2.Payload) -> None:
        if limit is not None and value.ByteSize() > limit:
            raise SizeFault(limit, "bytes")
        check_payload(value)
        try:
            content = read_json(value)
        except (orjson.JSONDecodeError, ValueError) as error:
            raise Fault("not a JSON object") from error
        if not isinstance(content, Mapping | None):
            raise Fault("not a JSON object")
        _check_depth(content, 1)

    return check_object


def _check_depth(value: JsonValue, depth: int) -> None:
    if isinstance(value, str) or not isinstance(value, Mapping | Sequence):
        return
    if depth > MAX_DEPTH:
        raise SizeFault(MAX_DEPTH, "levels")
    for item in value.values() if isinstance(value, Mapping) else value:
        _check_depth(item, depth + 1)


def _check_fields(struct: Struct, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise SizeFault(MAX_DEPTH, "levels")
    for key, value in struct.fields.items():
        try:
            check_no_nul(key)
            _check_value(value, depth)
        except Fault as fault:
            fault.at(f".{key}")
            raise


def _check_value(value: Value, depth: int) -> None:
    kind = value.WhichOneof("kind")
    if kind == "number_value":
        check_number(value.number_value)
    elif kind == "string_value":
        check_no_nul(value.string_value)
    elif kind == "struct_value":
        _check_fields(value.struct_value, depth + 1)
    elif kind == "list_value":
        if depth + 1 > MAX_DEPTH:
            raise SizeFault(MAX_DEPTH, "levels")
        for index, item in enumerate(value.list_value.values):
            try:
                _check_value(item, depth + 1)
            except Fault as fault:
                fault.at(f"[{index}]")
                raise
