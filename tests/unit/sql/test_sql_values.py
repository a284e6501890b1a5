"""Times and JSON: exact in both directions."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from types import MappingProxyType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parley_server.domain.json import JsonValue
from parley_server.sql.json_text import dump_json, load_json
from parley_server.sql.times import from_micros, to_micros

# No deadline: a busy machine is no fault of the code.
CASES = settings(deadline=None, max_examples=50)

# Any text that Python has, halves of surrogate pairs and NUL included.
ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()), max_size=20)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | ANY_TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(ANY_TEXT, inner, max_size=4),
    max_leaves=20,
)


@CASES
@given(JSON)
def test_json_comes_back_as_it_was(value: JsonValue) -> None:
    back = load_json(dump_json(value))
    assert back == value
    assert repr(back) == repr(value)  # 1 is not 1.0, -0.0 is not 0.0


def test_not_a_number_comes_back() -> None:
    back = load_json(dump_json([float("nan")]))
    assert repr(back) == "[nan]"


def test_other_mappings_and_sequences_become_those_of_json() -> None:
    value: Mapping[str, JsonValue] = MappingProxyType({"a": ("b", MappingProxyType({"big": 2**70}))})
    assert load_json(dump_json(value)) == {"a": ["b", {"big": 2**70}]}


@pytest.mark.parametrize("value", [{1: "a"}, b"bytes", object(), {"a": {2: float("inf")}}])
def test_what_is_not_json_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        dump_json(value)  # type: ignore[arg-type] # the point of the test


@CASES
@given(st.datetimes(timezones=st.just(UTC)))
def test_times_come_back_to_the_microsecond(moment: datetime) -> None:
    assert from_micros(to_micros(moment)) == moment


def test_times_of_other_zones_come_back_in_utc() -> None:
    moment = datetime(2026, 1, 1, 12, 30, tzinfo=timezone(timedelta(hours=5, minutes=30)))
    assert from_micros(to_micros(moment)) == moment
    assert from_micros(to_micros(moment)).tzinfo is UTC


def test_a_naive_time_is_refused() -> None:
    with pytest.raises(TypeError):
        to_micros(datetime(2026, 1, 1))  # noqa: DTZ001 - the point of the test
