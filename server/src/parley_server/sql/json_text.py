"""JSON as text in the database, exact for every value that Python calls JSON.

orjson is fast, but it turns NaN into null, whole numbers above 64 bits into floats, and refuses half a surrogate pair
(a model's stream may well be cut in the middle of one). Such values are rare: they are written by the standard library
instead, marked by a prefix that no JSON text has.
"""

import json
import math
from collections.abc import Mapping, Sequence

import orjson

from parley_server.domain.json import JsonValue

_EXACT = "exact:"


def dump_json(value: JsonValue) -> str:
    """Return the value as text. Raises TypeError for what is not JSON, such as keys that are not text."""
    try:
        encoded = orjson.dumps(value, default=_plain)
    except TypeError:
        # Not for orjson; what is not JSON at all fails here again.
        return _EXACT + json.dumps(_strict(value), ensure_ascii=True)
    if b"null" in encoded and _has_odd_float(value):
        return _EXACT + json.dumps(_strict(value), ensure_ascii=True)
    return encoded.decode()


def load_json(text: str) -> JsonValue:
    """Return the value that `dump_json` wrote."""
    if text.startswith(_EXACT):
        exact: JsonValue = json.loads(text[len(_EXACT) :])
        return exact
    value: JsonValue = orjson.loads(text)
    return value


def _plain(value: object) -> object:
    """Turn other mappings and sequences into those that JSON knows."""
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray | memoryview):
        return list(value)
    raise TypeError(f"not JSON: {type(value).__name__}")


def _strict(value: object) -> JsonValue:
    """Copy a value, and refuse keys that the standard library would silently turn into text."""
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, Mapping):
        if not all(isinstance(key, str) for key in value):
            raise TypeError("not JSON: a key is not text")
        return {key: _strict(item) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray | memoryview):
        return [_strict(item) for item in value]
    raise TypeError(f"not JSON: {type(value).__name__}")


def _has_odd_float(value: object) -> bool:
    if isinstance(value, float):
        return not math.isfinite(value)
    if isinstance(value, Mapping):
        return any(_has_odd_float(item) for item in value.values())
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return any(_has_odd_float(item) for item in value)
    return False
