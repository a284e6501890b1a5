"""Words in, sentences out."""

import pytest

from parley_server.plugins.classic.words import MAX_CLAUSE_WORDS, MAX_WORD_CHARACTERS, compose, split_clauses, word


def keys(text: str) -> list[list[str]]:
    return [[found.key for found in clause] for clause in split_clauses(text)]


def texts(text: str) -> list[str]:
    return [found.text for clause in split_clauses(text) for found in clause]


@pytest.mark.parametrize("mark", [",", ".", "?", "!", ";", ":", "\n", "…", "—", "。"])
def test_every_mark_that_ends_a_clause_is_a_delimiter(mark: str) -> None:
    assert keys(f"one two{mark} three") == [["ONE", "TWO"], ["THREE"]]


def test_but_is_a_delimiter_in_any_case() -> None:
    assert keys("one BUT two but three But") == [["ONE"], ["TWO"], ["THREE"], []]


def test_last_clause_is_empty_after_a_final_delimiter() -> None:
    assert keys("Bullies.") == [["BULLIES"], []]


def test_text_without_words_is_one_empty_clause() -> None:
    assert keys("") == [[]]
    assert keys('  "( )" ') == [[]]


def test_numbers_keep_their_points() -> None:
    assert keys("It cost 3.50, at 10:30.") == [["IT", "COST", "3.50"], ["AT", "10:30"], []]


def test_quotes_emphasis_and_brackets_are_no_part_of_words() -> None:
    assert keys("**he** said (“very”) 'loud' _words_ - again") == [["HE", "SAID", "VERY", "LOUD", "WORDS", "AGAIN"]]


def test_curly_apostrophes_are_apostrophes() -> None:
    assert keys("I\u2019m at my parents\u2019 house") == [["I'M", "AT", "MY", "PARENTS'", "HOUSE"]]


def test_clause_is_cut_at_its_longest() -> None:
    assert [len(clause) for clause in split_clauses("a " * (MAX_CLAUSE_WORDS + 3))] == [MAX_CLAUSE_WORDS, 3]


def test_word_is_cut_at_its_longest() -> None:
    assert keys("x" * (MAX_WORD_CHARACTERS + 1)) == [["X" * MAX_WORD_CHARACTERS]]


def test_halves_of_surrogate_pairs_and_control_characters_are_dropped() -> None:
    assert keys("a\ud800b\x00c\x7f") == [["A", "B", "C"]]


def test_names_keep_their_capitals_and_first_words_lose_them() -> None:
    assert texts("Nobody told Anna. She left, NASA called, i stayed") == [
        *("nobody", "told", "Anna", "she", "left", "NASA", "called", "I", "stayed")
    ]


def test_shouted_text_is_lowered_but_for_the_first_person() -> None:
    assert texts("I AM SURE I'M RIGHT") == ["I", "am", "sure", "I'm", "right"]


def test_word_of_a_script_is_shown_in_lower_case_but_for_the_first_person() -> None:
    assert [word(key).text for key in ("YOUR", "I", "I'VE", "ITS")] == ["your", "I", "I've", "its"]


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        (["hello", ",", "you", "."], "Hello, you."),
        (["so", ".", "what", "now", "?"], "So. What now?"),
        (["why", "do", "you", "say", "so"], "Why do you say so?"),
        (["well", ".", "isn't", "it"], "Well. Isn't it?"),
        (["go", "on"], "Go on."),
        (["really", ",", "?"], "Really?"),
        (["oh", ",", ","], "Oh."),
        (["it", "cost", "3.5", "."], "It cost 3.5."),
        ([",", "then", "."], "Then."),
        (["well", "…"], "Well…"),
        (["."], ""),
        ([], ""),
    ],
)
def test_compose_makes_tidy_sentences(parts: list[str], sentence: str) -> None:
    assert compose(parts) == sentence


def test_compose_gives_capitals_throughout_on_demand() -> None:
    assert compose(["YOUR", "dog", "barks"], upper=True) == "YOUR DOG BARKS."
