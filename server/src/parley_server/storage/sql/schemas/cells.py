"""Values of cells, strict by kind: as a plugin gives them, and as the database keeps them."""

import math
from collections.abc import Mapping
from datetime import datetime

from parley_server.domain.errors import InvalidField, TooLarge
from parley_server.domain.schemas import Column, ColumnKind
from parley_server.sql.json_text import dump_json, load_json
from parley_server.sql.queries import Value
from parley_server.sql.times import from_micros, to_micros

VALUE_LIMIT = 1024 * 1024
_INTEGERS = range(-(2**63), 2**63)


def encode(column: Column, value: object) -> Value:
    """Return a value as the database keeps it. Raises InvalidField for another kind, TooLarge above 1 MiB."""
    if value is None:
        if not column.nullable:
            raise InvalidField(column.name, "must not be null")
        return None
    stored = _encode(column, value)
    if size_of(stored) > VALUE_LIMIT:
        raise TooLarge(column.name, limit=VALUE_LIMIT, unit="bytes")
    return stored


def decode(column: Column, stored: object) -> object:
    """Return the value that `encode` made storable."""
    if stored is None:
        return None
    match column.kind, stored:
        case ColumnKind.BOOLEAN, int():
            return stored != 0
        case ColumnKind.TIME, int():
            return from_micros(stored)
        case ColumnKind.JSON, str():
            return load_json(stored)
    return stored


def size_of(stored: Value) -> int:
    """Return how many bytes a stored value takes, about."""
    match stored:
        case str():
            return len(stored) if stored.isascii() else len(stored.encode())
        case bytes():
            return len(stored)
    return 8


def _encode(column: Column, value: object) -> Value:
    match column.kind, value:
        case ColumnKind.TEXT, str():
            return _text(column, value)
        case ColumnKind.BOOLEAN, bool():
            return int(value)
        case ((ColumnKind.INTEGER | ColumnKind.REAL), bool()):
            pass
        case ColumnKind.INTEGER, int() if value in _INTEGERS:
            return value
        case ColumnKind.REAL, (int() | float()):
            return _real(column, value)
        case ColumnKind.BYTES, (bytes() | bytearray() | memoryview()):
            return bytes(value)
        case ColumnKind.TIME, datetime() if value.tzinfo is not None:
            return to_micros(value)
        case ColumnKind.JSON, (bool() | int() | float() | str() | list() | tuple() | Mapping()):
            return _json(column, value)
    raise InvalidField(column.name, f"is no {_WORDS[column.kind]}")


def _text(column: Column, value: str) -> str:
    # PostgreSQL keeps no NUL, and neither keeps half a surrogate pair.
    if "\0" in value or not (value.isascii() or _is_unicode(value)):
        raise InvalidField(column.name, "holds a NUL, or is not Unicode")
    return value


def _is_unicode(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _real(column: Column, value: float) -> float:
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise InvalidField(column.name, "is not finite")
    return number


def _json(column: Column, value: object) -> str:
    try:
        return dump_json(value)  # type: ignore[arg-type] # it raises for what is not JSON
    except (TypeError, ValueError, RecursionError):
        raise InvalidField(column.name, f"is no {_WORDS[ColumnKind.JSON]}") from None


_WORDS = {
    ColumnKind.TEXT: "text",
    ColumnKind.INTEGER: "whole number of 64 bits",
    ColumnKind.REAL: "number",
    ColumnKind.BOOLEAN: "truth value",
    ColumnKind.BYTES: "bytes",
    ColumnKind.TIME: "time with a zone",
    ColumnKind.JSON: "JSON value",
}
