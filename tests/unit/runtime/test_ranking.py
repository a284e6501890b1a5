"""BM25, as the reference computes it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley_server.runtime.ranking import ranked, scores, words_of

FOXES = ("the quick brown fox", "lazy dog sleeps", "quick quick fox fox jumps")


def test_scores_are_those_of_the_reference() -> None:
    # There a document has a title too; as words of the text they count the same.
    titled = [f"{number} {text}" for number, text in enumerate(FOXES, start=1)]
    assert scores("quick fox", titled) == [0.9983525276184082, 0.0, 1.1963728666305542]
    assert scores("quick fox", titled) == pytest.approx([0.99835253, 0.0, 1.19637287], abs=1e-8)


def test_the_best_come_first_and_those_without_a_word_stay_behind_in_their_order() -> None:
    assert ranked("quick fox", ["nothing", *FOXES, "else"]) == [3, 1, 0, 2, 4]


def test_a_word_that_is_asked_for_twice_counts_twice() -> None:
    (once,), (twice,) = scores("fox", ["a fox"]), scores("fox fox", ["a fox"])
    assert twice == pytest.approx(2 * once)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The QUICK, brown fox!", ["quick", "brown", "fox"]),
        ("naïve Çà straße", ["naive", "ca", "stra", "e"]),
        ("x y 7 42 ok", ["7", "42", "ok"]),
        ("e-mail it's", ["mail"]),
        ("zero\u200bwidth and soft\u00adhyphen", ["zerowidth", "softhyphen"]),
        ("東京タワー がっこう 한국어", ["東京タワー", "がっこう", "한국어"]),
        ("\uff21\uff22\uff23 \ufb01ne", ["abc", "fine"]),
        ("😀 ™ © ‼", []),
        ("", []),
    ],
)
def test_words_are_without_case_accents_and_punctuation(text: str, words: list[str]) -> None:
    assert words_of(text) == [word for word in words if len(word) > 1 or word.isdecimal()]


@given(st.text(), st.lists(st.text(), max_size=5))
def test_every_text_keeps_a_place_whatever_it_is(query: str, texts: list[str]) -> None:
    assert sorted(ranked(query, texts)) == list(range(len(texts)))


@given(st.lists(st.sampled_from(["", "?", "the", "fox", "dog"]), max_size=6), st.sampled_from(["", "the", "!"]))
def test_a_query_without_words_changes_nothing(texts: list[str], query: str) -> None:
    assert ranked(query, texts) == list(range(len(texts)))
