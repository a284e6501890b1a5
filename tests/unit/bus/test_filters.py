"""What a filter wants, and that equal filters are one."""

import gc

import pytest

from parley_server.bus.filters import CompiledFilter, Filters
from parley_server.domain.bus import EventFilter
from tests.fakes.bus import draft

EVENT = draft(
    "e", type="custom:paid", agent_id="a1", room_id="r1", channel_id="c1", run_id="n1", attributes={"k": "v", "l": "w"}
)


@pytest.mark.parametrize(
    ("events", "wanted"),
    [
        (EventFilter(), True),
        (EventFilter(types=("custom:paid",)), True),
        (EventFilter(types=("other", "custom:*")), True),
        (EventFilter(types=("custom:*",)), True),
        (EventFilter(types=("*",)), True),
        (EventFilter(types=("custom:pai",)), False),
        (EventFilter(types=("paid*", "custom")), False),
        (EventFilter(exclude_types=("custom:*",)), False),
        (EventFilter(types=("custom:*",), exclude_types=("custom:paid",)), False),
        (EventFilter(exclude_types=("custom:lost",)), True),
        (EventFilter(agent_ids=frozenset({"a1", "a2"})), True),
        (EventFilter(agent_ids=frozenset({"a2"})), False),
        (EventFilter(room_ids=frozenset({"r2"})), False),
        (EventFilter(channel_ids=frozenset({"c2"})), False),
        (EventFilter(run_ids=frozenset({"n2"})), False),
        (EventFilter(room_ids=frozenset({"r1"}), run_ids=frozenset({"n1"}), channel_ids=frozenset({"c1"})), True),
        (EventFilter(room_ids=frozenset({"r1"}), run_ids=frozenset({"n2"})), False),
        (EventFilter(attributes=frozenset({("k", "v")})), True),
        (EventFilter(attributes=frozenset({("k", "v"), ("l", "w")})), True),
        (EventFilter(attributes=frozenset({("k", "v"), ("l", "x")})), False),
        (EventFilter(attributes=frozenset({("k", "v"), ("k", "x")})), False),
    ],
)
def test_a_filter_wants_what_all_of_its_fields_match(events: EventFilter, wanted: bool) -> None:
    compiled = CompiledFilter(events)
    assert compiled.match(EVENT) is wanted
    assert not compiled.everything or wanted
    assert compiled.match_type is None or compiled.match_type(EVENT.type) is wanted


@pytest.mark.parametrize(
    ("events", "by_type"),
    [
        (EventFilter(types=("a", "b*"), exclude_types=("bc",)), True),
        (EventFilter(exclude_types=("a",)), True),
        (EventFilter(types=("a",), agent_ids=frozenset({"a1"})), False),
        (EventFilter(types=("a",), attributes=frozenset({("k", "v")})), False),
    ],
)
def test_types_are_enough_where_nothing_else_is_asked_for(events: EventFilter, by_type: bool) -> None:
    assert (CompiledFilter(events).match_type is not None) is by_type


def test_equal_filters_are_compiled_once_and_forgotten_with_their_last_user() -> None:
    filters = Filters()
    first = filters.compile(EventFilter(types=("a",)))
    assert filters.compile(EventFilter(types=("a",))) is first
    assert filters.compile(EventFilter(types=("b",))) is not first
    del first
    gc.collect()
    assert len(filters) == 0
