"""Helpers for texts, with the values of the reference's own tests (reference-values 1.7)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from parley_server.domain.json import JsonValue
from parley_server.plugin_api.texts import (
    add_header,
    format_timestamp,
    parse_boolean_from_text,
    split_chunks,
    truncate_to_complete_sentence,
)
from tests.fakes.values import NOW


@pytest.mark.parametrize(
    "value", ["YES", "Y", "TRUE", "T", "1", "ON", "ENABLE", "yes", "t", " YES ", " true\n", True, 1]
)
def test_words_for_true(value: JsonValue) -> None:
    assert parse_boolean_from_text(value) is True


@pytest.mark.parametrize(
    "value", ["NO", "F", "0", "OFF", "DISABLE", " false ", "maybe", "123", "YESNO", "", None, False, 0, 2, {}, []]
)
def test_everything_else_is_false(value: JsonValue) -> None:
    assert parse_boolean_from_text(value) is False


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (0, "just now"),
        (30, "just now"),
        (59.999, "just now"),
        (60, "1 minute ago"),
        (120, "2 minutes ago"),
        (1800, "30 minutes ago"),
        (3599, "59 minutes ago"),
        (3600, "1 hour ago"),
        (43200, "12 hours ago"),
        (86399, "23 hours ago"),
        (86400, "1 day ago"),
        (604800, "7 days ago"),
        (-60, "1 minute ago"),
    ],
)
def test_a_time_is_told_in_its_largest_unit(seconds: float, told: str) -> None:
    assert format_timestamp(NOW - timedelta(seconds=seconds), NOW) == told


@pytest.mark.parametrize(
    ("text", "limit", "cut"),
    [
        ("Short text.", 50, "Short text."),
        ("First sentence. Second sentence. Third one that is very long.", 35, "First sentence. Second sentence."),
        ("This is a very long sentence without any periods", 30, "This is a very long sentence..."),
        ("Verylongwordwithoutanyspacesorperiods", 10, "Verylon..."),
        ("", 10, ""),
        ("No period", 5, "No..."),
        (" leading", 4, "..."),
        ("abcdef", 2, "..."),
    ],
)
def test_a_text_is_cut_at_a_sentence_else_at_a_word_else_anywhere(text: str, limit: int, cut: str) -> None:
    assert truncate_to_complete_sentence(text, limit) == cut


@pytest.mark.parametrize(
    ("header", "body", "text"),
    [("# Title", "Body.", "# Title\nBody.\n"), ("", "Body.", "Body.\n"), ("# Title", "", ""), ("", "", "")],
)
def test_a_header_stands_above_a_text_that_is_there(header: str, body: str, text: str) -> None:
    assert add_header(header, body) == text


def test_a_short_text_is_one_chunk_and_none_is_none() -> None:
    assert split_chunks("Short text") == ["Short text"]
    assert split_chunks("") == []
    assert split_chunks(" \n ") == []


def test_a_text_without_a_place_to_cut_is_cut_by_size_and_overlaps() -> None:
    text = "".join(chr(97 + index % 26) for index in range(4000))

    chunks = split_chunks(text)

    # 512 tokens are 1792 characters, 20 are 70.
    assert [len(one) for one in chunks] == [1792, 1792, 556]
    assert chunks[0][-70:] == chunks[1][:70]
    assert chunks[0] + chunks[1][70:] + chunks[2][70:] == text


def test_a_text_is_cut_at_its_paragraphs_then_lines_then_words() -> None:
    text = "One two.\n\nThree four five six seven.\nEight nine ten eleven twelve thirteen."

    assert split_chunks(text, chunk_size=10, bleed=0) == [
        "One two.",
        "Three four five six seven.",
        "Eight nine ten eleven twelve",
        "thirteen.",
    ]


def test_whole_words_are_repeated_as_far_as_they_fit_the_overlap() -> None:
    words = [f"w{number:03d}" for number in range(200)]

    first, *others = split_chunks(" ".join(words), chunk_size=100, bleed=20)

    # 350 characters are 70 words, 70 characters 14.
    assert first.split() == words[:70]
    assert others[0].split() == words[56:126]
    assert all(len(one) <= 350 for one in others)
    assert others[-1].split()[-1] == words[-1]


@pytest.mark.parametrize(("size", "bleed"), [(0, 0), (10, 10), (10, -1)])
def test_chunks_that_could_not_move_on_are_refused(size: int, bleed: int) -> None:
    with pytest.raises(ValueError, match="cannot overlap"):
        split_chunks("text", size, bleed)
