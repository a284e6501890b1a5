"""Ids that are derived (reference-values 1.7)."""

from __future__ import annotations

import pytest

from parley_server.domain.ids import create_unique_uuid, parse_uuid, string_to_uuid
from tests.fakes.values import AGENT_ID


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("test", "a94a8fe5-ccb1-0ba6-9c4c-0873d391e987"),
        ("hello world", "f0355dd5-2823-054c-ae66-a0b12842c215"),
        ("123E4567-e89b-12d3-a456-426614174000", "123e4567-e89b-12d3-a456-426614174000"),
    ],
)
def test_an_id_follows_from_a_text(text: str, made: str) -> None:
    assert string_to_uuid(text) == made


@pytest.mark.parametrize("text", ["", "test@#$%^&*()_+-=[]{}|;':\",./<>?", "a" * 1000, "ünï", "狐"])
def test_any_text_makes_an_id_of_the_reference_form(text: str) -> None:
    made = string_to_uuid(text)

    assert parse_uuid(made) == made
    assert made[14] == "0"
    assert made[19] in "89ab"
    assert string_to_uuid(text) == made
    assert string_to_uuid(f"{text}!") != made


def test_a_number_counts_as_its_text_and_nothing_else_has_an_id() -> None:
    assert string_to_uuid(12345) == string_to_uuid("12345")
    wrong: tuple[object, ...] = (None, {}, [], True, 1.5, b"test")
    for value in wrong:
        with pytest.raises(TypeError):
            string_to_uuid(value)  # type: ignore[arg-type] # what plugins may pass by mistake


@pytest.mark.parametrize(
    "text",
    [
        "not-a-uuid",
        "",
        "123e4567-e89b-12d3-a456",
        "123e4567-e89b-12d3-a456-426614174000-extra",
        "123e4567e89b12d3a456426614174000",
    ],
)
def test_what_is_no_uuid_is_none(text: str) -> None:
    assert parse_uuid(text) is None


def test_an_agent_knows_itself_by_its_own_id_and_others_by_one_of_its_own() -> None:
    assert create_unique_uuid(AGENT_ID, AGENT_ID) == AGENT_ID
    assert create_unique_uuid(AGENT_ID, "server-123") == string_to_uuid(f"server-123:{AGENT_ID}")
    assert create_unique_uuid(AGENT_ID, "a") != create_unique_uuid(AGENT_ID, "b")
