"""The HASH function of 1966, by the values that are known of it."""

import pytest

from parley_server.plugins.classic.hashing import hash_word


def test_hash_of_always_is_the_one_that_the_article_gives() -> None:
    assert hash_word("ALWAYS", 7) == 14


@pytest.mark.parametrize(("last_word", "rule"), [("HERE", 3), ("KIDS", 1), ("TIME", 0)])
def test_hash_chooses_the_memory_rules_of_the_known_conversations(last_word: str, rule: int) -> None:
    assert hash_word(last_word, 2) == rule


def test_sign_takes_no_part() -> None:
    # T is code 63 (octal): its first bit was the sign of the cell. 633144256060 without it, squared, middle 15 bits.
    assert hash_word("TIME", 15) == 0x252E


def test_only_the_last_cell_of_six_characters_counts() -> None:
    assert hash_word("123456HERE", 7) == hash_word("HERE", 7)


@pytest.mark.parametrize("unknown", ["", "ß", "Ünïcödé", "漢字", "🙂", "\u0149" * 9])
def test_any_word_has_a_value_in_range(unknown: str) -> None:
    assert 0 <= hash_word(unknown, 2) < 4
