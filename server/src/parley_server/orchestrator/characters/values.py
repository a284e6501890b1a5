"""What JSON values of a file must look like before anybody relies on them."""

import math
import re
from collections.abc import Iterator, Mapping

from parley_server.domain.errors import FieldProblem
from parley_server.domain.json import JsonObject, JsonValue
from parley_server.orchestrator.characters.report import extend_pointer

MAX_DEPTH = 32
"""How deep a free-form value may be nested: a setting, an unknown key."""

# The shape of a file, and what the writer puts around free-form values, take some levels more.
MAX_FILE_DEPTH = 64

# Neither protobuf nor the databases can keep these characters, though JSON can spell them.
_NO_TEXT = re.compile(r"[\x00\ud800-\udfff]")
_BAD_TEXT = "holds NUL or half a surrogate pair, which is no text"
_INTEGERS = range(-(2**63), 2**64)


def json_faults(file: JsonValue) -> Iterator[FieldProblem]:
    """Yield what no store or message could carry, in the order of the file. Walks without recursion."""
    pending: list[tuple[JsonValue, str, int]] = [(file, "", 1)]
    while pending:
        value, pointer, level = pending.pop()
        if fault := _scalar_fault(value):
            yield FieldProblem(field=pointer, note=fault)
        below = list(children(value))
        if below and level > MAX_FILE_DEPTH:
            yield FieldProblem(field=pointer, note=f"is nested deeper than {MAX_FILE_DEPTH} levels")
            continue
        if isinstance(value, Mapping):
            yield from _key_faults(value, pointer)
        pending.extend((child, extend_pointer(pointer, key), level + 1) for key, child in reversed(below))


def children(value: JsonValue) -> Iterator[tuple[str | int, JsonValue]]:
    """Yield what a list or an object holds, with index or key; nothing for other values."""
    if isinstance(value, Mapping):
        yield from value.items()
    elif isinstance(value, (list, tuple)):
        yield from enumerate(value)


def is_deeper_than(levels: int, value: JsonValue) -> bool:
    """Tell whether lists and objects are nested more than `levels` deep in `value`."""
    layer = [value]
    for _ in range(levels):
        layer = [child for parent in layer for _, child in children(parent)]
    return any(isinstance(left, (Mapping, list, tuple)) for left in layer)


def number_text(value: int | float) -> str:
    """Write a number as a person would. A protobuf Struct turns 42 into 42.0; this turns it back."""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 2**53 else str(value)
    # Python refuses to write out thousands of digits; `json_faults` has refused the file by then.
    return str(value) if value in _INTEGERS else ""


def filled(members: JsonObject) -> dict[str, JsonValue]:
    """Return `members` without those that are empty, zero, false or null: the reader assumes just these."""
    return {key: value for key, value in members.items() if value}


def _scalar_fault(value: JsonValue) -> str:
    """Return what is wrong with one value, apart from what it holds; empty when nothing is."""
    if isinstance(value, str):
        return _BAD_TEXT if _NO_TEXT.search(value) else ""
    if isinstance(value, float):
        return "" if math.isfinite(value) else "is no number of JSON"
    if isinstance(value, int):
        return "" if value in _INTEGERS else "is a whole number beyond 64 bits"
    return "" if value is None or isinstance(value, (Mapping, list, tuple)) else "is no JSON value"


def _key_faults(members: JsonObject, pointer: str) -> Iterator[FieldProblem]:
    """Yield what is wrong with the keys of one object."""
    for key in members:
        if not isinstance(key, str):
            yield FieldProblem(field=pointer, note="has a key that is not text")
        elif _NO_TEXT.search(key):
            yield FieldProblem(field=extend_pointer(pointer, key), note=_BAD_TEXT)
