"""Shapes of answers: what they refuse, what they find missing."""

import pytest

from parley_server.domain.shapes import PLAN_SHAPE, RESPOND_SHAPE, FieldSpec, ResponseShape


def test_plan_shape_streams_its_text_after_its_actions() -> None:
    assert [spec.name for spec in PLAN_SHAPE.fields] == ["thought", "actions", "providers", "text"]
    assert PLAN_SHAPE.streamed == PLAN_SHAPE.find("text")


def test_respond_shape_streams_nothing() -> None:
    assert RESPOND_SHAPE.streamed is None


def test_respond_shape_asks_for_one_of_three_actions() -> None:
    action = RESPOND_SHAPE.find("action")

    assert action is not None
    assert action.choices == ("RESPOND", "IGNORE", "STOP")


def test_find_returns_none_for_an_unknown_field() -> None:
    assert PLAN_SHAPE.find("mood") is None


def test_an_empty_required_text_is_missing() -> None:
    assert PLAN_SHAPE.missing({"thought": "", "actions": ("REPLY",)}) == ("thought",)


def test_an_empty_required_list_is_there() -> None:
    assert PLAN_SHAPE.missing({"thought": "x", "actions": ()}) == ()


def test_a_required_flag_that_is_false_is_there() -> None:
    shape = ResponseShape(fields=(FieldSpec(name="sure", kind="flag", required=True),))

    assert shape.missing({"sure": False}) == ()
    assert shape.missing({}) == ("sure",)


@pytest.mark.parametrize("name", ["", "two words", "a-b", "1st", "<b>"])
def test_a_name_that_some_syntax_cannot_carry_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="Not a field name"):
        FieldSpec(name=name)


def test_a_streamed_list_is_refused() -> None:
    with pytest.raises(ValueError, match="Only text"):
        FieldSpec(name="items", kind="list", streamed=True)


def test_two_fields_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        ResponseShape(fields=(FieldSpec(name="a"), FieldSpec(name="a")))


def test_two_streamed_fields_are_refused() -> None:
    with pytest.raises(ValueError, match="Only one"):
        ResponseShape(fields=(FieldSpec(name="a", streamed=True), FieldSpec(name="b", streamed=True)))


def test_a_shape_name_must_be_legal() -> None:
    with pytest.raises(ValueError, match="shape name"):
        ResponseShape(name="no name", fields=())
