"""JSON objects in what a model wrote (reference-values 1.7, parseJSONObjectFromText)."""

from __future__ import annotations

import pytest

from parley_server.codec.json_text import parse_json_object_from_text
from parley_server.domain.json import JsonValue


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('Here is some JSON:\n```json\n{"key": "value", "number": 42}\n```', {"key": "value", "number": "42"}),
        ('{"name": "Alice", "age": 30}', {"name": "Alice", "age": "30"}),
        (
            '{"a":-1.50,"b":1e3,"c":true,"d":false,"e":null}',
            {"a": "-1.50", "b": "1e3", "c": "true", "d": "false", "e": None},
        ),
        ('{"deep": {"n": 1, "t": true}, "list": [1, "a"]}', {"deep": {"n": 1, "t": True}, "list": [1, "a"]}),
        ("{}", {}),
        ('{  "key": "value"  }', {"key": "value"}),
        ('```\n{"a": "1"}\n```', {"a": "1"}),
        ('```JSON\r\n{"a": "1"}```', {"a": "1"}),
        ('Sure! {"a": "1"} I hope that helps.', {"a": "1"}),
        ('{"key": someWord}', {"key": "someWord"}),
        (
            """{ "key1": value1, "key2": 'value "2"', "key3": "value3", }""",
            {"key1": "value1", "key2": 'value "2"', "key3": "value3"},
        ),
        ('{"text": "a: b, c: \'d\'", "n": NaN}', {"text": "a: b, c: 'd'", "n": "NaN"}),
    ],
)
def test_an_object_is_read(text: str, value: dict[str, JsonValue]) -> None:
    assert parse_json_object_from_text(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not json",
        "{invalid json}",
        '["item1", "item2"]',
        "```json\n[1, 2, 3]\n```",
        '[{"a": 1}]',
        '"string"',
        "42",
        "true",
        "null",
        "{",
        "} {",
        '{"a": ' * 100_000 + "}",
        '{"a": ' + "9" * 10_000 + "}",
    ],
)
def test_what_is_no_object_is_none(text: str) -> None:
    assert parse_json_object_from_text(text) is None
