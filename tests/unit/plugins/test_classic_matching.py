"""Decomposition and reassembly."""

import time

import pytest

from parley_server.plugins.classic.matching import ANY, Pattern, decompose, quote, reassemble
from parley_server.plugins.classic.words import Word, word


def words(text: str) -> list[Word]:
    return [word(found) for found in text.split()]


def pattern(text: str) -> Pattern:
    """Read "0 YOU A|B 2": a number stands for words, A|B for either."""
    return tuple(int(item) if item.isdecimal() else frozenset(item.split("|")) for item in text.split())


def taken_apart(shape: str, text: str) -> list[str] | None:
    parts = decompose(pattern(shape), words(text))
    return None if parts is None else [" ".join(found.key for found in part) for part in parts]


@pytest.mark.parametrize(
    ("shape", "text", "parts"),
    [
        ("0", "", [""]),
        ("0", "a b", ["A B"]),
        ("0 YOU 0", "you", ["", "YOU", ""]),
        ("0 YOU WANT|NEED 0", "now you need nice food", ["NOW", "YOU", "NEED", "NICE FOOD"]),
        ("0 YOUR 0", "is your dog your friend", ["IS", "YOUR", "DOG YOUR FRIEND"]),
        ("0 I 0 YOU", "i see you see you", ["", "I", "SEE YOU SEE", "YOU"]),
        ("0 A 0 B 1", "a b c b d", ["", "A", "B C", "B", "D"]),
        ("2 0 2", "a b c d e", ["A B", "C", "D E"]),
        ("1 1", "a b", ["A", "B"]),
        ("0 0 1", "a b", ["", "A", "B"]),
        ("A 2 B", "a x y b", ["A", "X Y", "B"]),
        ("0 A 1 B 0", "a x x b a y b z", ["A X X B", "A", "Y", "B", "Z"]),
    ],
)
def test_pattern_takes_words_apart(shape: str, text: str, parts: list[str]) -> None:
    assert taken_apart(shape, text) == parts


@pytest.mark.parametrize(
    ("shape", "text"),
    [
        ("YOU", ""),
        ("YOU", "you too"),
        ("0 YOU", "you too"),
        ("1", ""),
        ("1", "a b"),
        ("3", "a b"),
        ("0 A|B", "c"),
        ("0 A 0 A 0", "b a b"),
        ("A 0 A", "a"),
    ],
)
def test_pattern_that_does_not_fit_takes_nothing(shape: str, text: str) -> None:
    assert taken_apart(shape, text) is None


def test_long_clauses_are_taken_apart_in_linear_time() -> None:
    shape: Pattern = (ANY, frozenset({"A"})) * 20 + (frozenset({"B"}),)
    started = time.perf_counter()
    assert decompose(shape, words("a " * 5_000)) is None
    assert time.perf_counter() - started < 2


def test_reassembly_puts_parts_in_place_of_their_numbers() -> None:
    parts = (tuple(words("little lamb")), tuple(words("Mary")))
    assert [found.key for found in reassemble(("HAD", 2, "A", 1, 2), parts)] == [
        *("HAD", "MARY", "A", "LITTLE", "LAMB", "MARY")
    ]


def test_quote_keeps_the_case_of_the_script_and_of_names() -> None:
    parts = ((Word("DOG", "dog"), Word("REX", "Rex")),)
    assert quote(("Your", 1, "?"), parts) == ["Your", "dog", "Rex", "?"]
