"""The walk over a request: rules are compiled once for each message type and followed where fields are set."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from operator import attrgetter
from typing import Any

from google.protobuf.descriptor import Descriptor, EnumDescriptor, FieldDescriptor
from google.protobuf.message import Message

from parley_server.rpc.checks import tables
from parley_server.rpc.checks.faults import Fault, SizeFault
from parley_server.rpc.checks.texts import check_name
from parley_server.rpc.checks.values import (
    MAX_MAP_BYTES,
    check_number,
    check_payload,
    check_span,
    check_timestamp,
    check_uint64,
    check_value,
    struct_rule,
)

Rule = Callable[[Any], None]

_WELL_KNOWN: Mapping[str, Rule] = {
    "google.protobuf.Timestamp": check_timestamp,
    "google.protobuf.Duration": check_span,
    "google.protobuf.Struct": struct_rule(MAX_MAP_BYTES),
    "google.protobuf.Value": check_value,
    "parley.v1.Payload": check_payload,
}


@dataclass(frozen=True, slots=True)
class _Rules:
    """What is checked of one message type: fields that are set, by number, and the message as a whole."""

    fields: Mapping[int, Rule]
    wholes: tuple[Rule, ...]


def check_request(request: Message, *, path: str = "") -> None:
    """Check a request, or an item of one at `path`. Raises InvalidField or TooLarge, naming the field."""
    try:
        _walk(request, _rules(request.DESCRIPTOR))
    except Fault as fault:
        if path:
            fault.at(path)
        raise fault.error() from None


def _walk(message: Message, rules: _Rules) -> None:
    fields = rules.fields
    for field, value in message.ListFields():
        rule = fields.get(field.number)
        if rule is None:
            continue
        try:
            rule(value)
        except Fault as fault:
            fault.at(field.name)
            raise
    for whole in rules.wholes:
        whole(message)


@cache
def _rules(descriptor: Descriptor) -> _Rules:
    fields = {
        field.number: rule for field in descriptor.fields if (rule := _field_rule(field, descriptor.name)) is not None
    }
    return _Rules(fields, tuple(_whole_rules(descriptor)))


def _field_rule(field: FieldDescriptor, message: str) -> Rule | None:
    key = f"{message}.{field.name}"
    if field.message_type is not None and field.message_type.GetOptions().map_entry:
        return _map_rule(field.message_type.fields_by_name["value"], key)
    single = None if key in tables.DEFERRED else _single_rule(field, key)
    if not field.is_repeated:
        return single
    return _repeated_rule(single, tables.COUNTS.get(key, (0, tables.MAX_ITEMS))[1])


def _single_rule(field: FieldDescriptor, key: str) -> Rule | None:
    name = field.name
    if field.type == FieldDescriptor.TYPE_STRING:
        return tables.text_rule_of(key, name)
    if field.type == FieldDescriptor.TYPE_BYTES:
        limit = tables.BYTES.get(key)
        return None if limit is None else _bytes_rule(limit)
    if field.enum_type is not None:
        return _enum_rule(field.enum_type, named=field.is_repeated)
    if field.message_type is not None:
        return _message_rule(field.message_type, key, name)
    if field.cpp_type in (FieldDescriptor.CPPTYPE_DOUBLE, FieldDescriptor.CPPTYPE_FLOAT):
        return check_number
    if field.cpp_type == FieldDescriptor.CPPTYPE_UINT64:
        return check_uint64
    return tables.NUMBERS.get(key) or tables.NUMBERS.get(name)


def _message_rule(descriptor: Descriptor, key: str, name: str) -> Rule:
    known = tables.STRUCTS.get(key) or tables.OBJECTS.get(key)
    if known is not None:
        return known
    if descriptor.full_name == "google.protobuf.Duration" and (span := tables.SPANS.get(key) or tables.SPANS.get(name)):
        return span
    if descriptor.full_name in _WELL_KNOWN:
        return _WELL_KNOWN[descriptor.full_name]
    # Looked up on use: message types may hold each other.
    return lambda value: _walk(value, _rules(descriptor))


def _repeated_rule(single: Rule | None, most: int) -> Rule:
    def check_items(values: Sequence[object]) -> None:
        if len(values) > most:
            raise SizeFault(most, "items")
        if single is None:
            return
        for index, value in enumerate(values):
            try:
                single(value)
            except Fault as fault:
                fault.at(f"[{index}]")
                raise

    return check_items


def _map_rule(value_field: FieldDescriptor, key: str) -> Rule:
    rule = _single_rule(value_field, key)

    def check_map(values: Mapping[object, object]) -> None:
        if len(values) > tables.MAX_ITEMS:
            raise SizeFault(tables.MAX_ITEMS, "entries")
        for name, value in values.items():
            try:
                check_name(str(name))
                if rule is not None:
                    rule(value)
            except Fault as fault:
                fault.at(f'["{name}"]')
                raise

    return check_map


def _bytes_rule(limit: int) -> Rule:
    def check_bytes(value: bytes) -> None:
        if len(value) > limit:
            raise SizeFault(limit, "bytes")

    return check_bytes


def _enum_rule(enum: EnumDescriptor, *, named: bool) -> Rule:
    # In a list, "unspecified" is no wish at all.
    numbers = frozenset(value.number for value in enum.values if value.number or not named)

    def check_enum(value: int) -> None:
        if value not in numbers:
            raise Fault(f"{value} is no {enum.name}")

    return check_enum


def _whole_rules(descriptor: Descriptor) -> list[Rule]:
    name = descriptor.name
    rules = [_required_rule(descriptor, path) for path in tables.REQUIRED.get(name, ())]
    for field in descriptor.fields:
        least, _ = tables.COUNTS.get(f"{name}.{field.name}", (0, 0))
        if least:
            rules.append(_least_rule(field.name, least))
        if "agent_id" in descriptor.fields_by_name and _names_an_agent(field):
            rules.append(_same_agent_rule(field.name))
    if name in tables.ONE_OF:
        rules.append(_one_of_rule(*tables.ONE_OF[name]))
    return rules


def _names_an_agent(field: FieldDescriptor) -> bool:
    message = field.message_type
    return message is not None and not field.is_repeated and "agent_id" in message.fields_by_name


def _required_rule(descriptor: Descriptor, path: str) -> Rule:
    whole, path = path, path.replace("?", "")
    *parents, name = path.split(".")
    # "a?.b": b is required where a is there.
    optional = whole.split("?")[0] if "?" in whole else ""
    for parent in parents:
        below = descriptor.fields_by_name[parent].message_type
        if below is None:
            raise TypeError(f"{path} is no path of messages")
        descriptor = below
    has_presence = descriptor.fields_by_name[name].has_presence

    def check_required(message: Message) -> None:
        if optional and not message.HasField(optional):
            return
        for parent in parents:
            message = getattr(message, parent)
        if not (message.HasField(name) if has_presence else getattr(message, name)):
            raise Fault("required", step=path)

    return check_required


def _least_rule(name: str, least: int) -> Rule:
    def check_least(message: Message) -> None:
        if len(getattr(message, name)) < least:
            raise Fault(f"at least {least} wanted", step=name)

    return check_least


def _one_of_rule(name: str, choices: str) -> Rule:
    def check_choice(message: Message) -> None:
        if message.WhichOneof(name) is None:
            raise Fault(f"{choices} is required", step=choices.partition(" ")[0])

    return check_choice


def _same_agent_rule(name: str) -> Rule:
    top, nested = attrgetter("agent_id"), attrgetter(f"{name}.agent_id")

    def check_agent(message: Message) -> None:
        try:
            tables.check_same_agent(top(message), nested(message))
        except Fault as fault:
            fault.at(f"{name}.agent_id")
            raise

    return check_agent
