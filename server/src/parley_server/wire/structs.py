"""JSON in protobuf's own types: Struct and Value, where numbers are doubles."""

from collections.abc import Mapping, Sequence

from google.protobuf.struct_pb2 import ListValue, NullValue, Struct, Value

from parley_server.domain.json import JsonObject, JsonValue

# Doubles count in whole steps up to here, so a whole number was an integer before it became a double.
_EXACT = 2**53


def value_to_json(value: Value) -> JsonValue:
    """Return a Value as JSON; one without a kind is null. Whole numbers become integers again."""
    kind = value.WhichOneof("kind")
    if kind == "string_value":
        return value.string_value
    if kind == "number_value":
        return _number(value.number_value)
    if kind == "bool_value":
        return value.bool_value
    if kind == "struct_value":
        return struct_to_json(value.struct_value)
    if kind == "list_value":
        return [value_to_json(item) for item in value.list_value.values]
    return None


def struct_to_json(struct: Struct) -> dict[str, JsonValue]:
    """Return a Struct as a JSON object."""
    return {key: value_to_json(value) for key, value in struct.fields.items()}


def value_from_json(value: JsonValue) -> Value:
    """Return JSON as a Value. Integers above 2^53 lose digits."""
    # bool before int: True is an int to Python.
    if value is None:
        return Value(null_value=NullValue.NULL_VALUE)
    if isinstance(value, bool):
        return Value(bool_value=value)
    if isinstance(value, int | float):
        return Value(number_value=float(value))
    if isinstance(value, str):
        return Value(string_value=value)
    if isinstance(value, Mapping):
        return Value(struct_value=struct_from_json(value))
    if isinstance(value, Sequence):
        return Value(list_value=ListValue(values=[value_from_json(item) for item in value]))
    raise TypeError(f"not a JSON value: {type(value).__name__}")


def struct_from_json(value: JsonObject) -> Struct:
    """Return a JSON object as a Struct."""
    return Struct(fields={str(key): value_from_json(item) for key, item in value.items()})


def _number(number: float) -> int | float:
    return int(number) if number.is_integer() and abs(number) <= _EXACT else number
