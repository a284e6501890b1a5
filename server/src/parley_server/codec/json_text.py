"""JSON objects in what a model wrote."""

from __future__ import annotations

import json
import re

from parley_server.domain.json import JsonValue

_FENCE = re.compile(r"```(?:json)?[ \t]*\r?\n(.*?)```", re.DOTALL | re.IGNORECASE)
_SINGLE_QUOTED = re.compile(r"""("[^"\n]+"\s*:\s*)'([^'\n]*)'""")
_WORD = re.compile(r'("[^"\n]+"\s*:\s*)([A-Za-z_][\w-]*)(?=\s*[,}])')
_TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")
_LITERALS = frozenset({"true", "false", "null"})


def parse_json_object_from_text(text: str) -> dict[str, JsonValue] | None:
    """Return the object in a model's output: in a code fence, alone, or between other words; None when there is none.

    Its own numbers, true and false become text, as in the reference; what lies deeper stays as it is. A list is no
    object. Values without quotes or in single ones, and a comma too many, are forgiven.
    """
    fence = _FENCE.search(text)
    inside = (fence[1] if fence else text).strip()
    if inside.startswith("["):
        return None
    start, end = inside.find("{"), inside.rfind("}")
    if start < 0 or end < start:
        return None
    candidate = inside[start : end + 1]
    return _read(candidate) or _read(_mended(candidate))


def _read(text: str) -> dict[str, JsonValue] | None:
    try:
        typed = json.loads(text, parse_constant=str)
        raw = json.loads(text, parse_int=str, parse_float=str, parse_constant=str)
    except (ValueError, RecursionError):
        return None
    return {key: _as_text(value, raw[key]) for key, value in typed.items()} if isinstance(typed, dict) else None


def _as_text(value: JsonValue, raw: JsonValue) -> JsonValue:
    if isinstance(value, bool):
        return "true" if value else "false"
    return raw if isinstance(value, (int, float)) else value


def _mended(text: str) -> str:
    text = _SINGLE_QUOTED.sub(lambda found: found[1] + json.dumps(found[2]), text)
    text = _WORD.sub(lambda found: found[0] if found[2] in _LITERALS else f'{found[1]}"{found[2]}"', text)
    return _TRAILING_COMMA.sub("", text)
