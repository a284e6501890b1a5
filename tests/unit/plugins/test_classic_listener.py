"""Parley's own script: that it is sound, and that it reads as a conversation."""

from collections.abc import Iterator
from importlib.resources import files

import pytest

from parley_server.plugins.classic.engine import Conversation, greet, respond
from parley_server.plugins.classic.loading import load_script
from parley_server.plugins.classic.script import Link, Pre, Rule, Say
from parley_server.plugins.classic.words import split_clauses

TEXT = files("parley_server.plugins.classic").joinpath("scripts/listener.script").read_text(encoding="utf-8")
SCRIPT = load_script(TEXT)


def rules() -> Iterator[tuple[str, Rule]]:
    for keyword in SCRIPT.keywords.values():
        yield from ((keyword.key, rule) for rule in keyword.rules)
    yield "NONE", SCRIPT.none


def test_every_number_of_a_reassembly_has_its_part() -> None:
    for key, rule in rules():
        for said in rule.reassemblies:
            template = said.template if isinstance(said, Say | Pre) else ()
            assert all(1 <= part <= len(rule.pattern) for part in template if isinstance(part, int)), key


def test_every_link_leads_to_a_keyword_with_rules() -> None:
    for key, rule in rules():
        for said in rule.reassemblies:
            if isinstance(said, Link | Pre):
                assert SCRIPT.keywords[said.key].rules, key


def test_every_word_of_a_decomposition_can_be_met() -> None:
    """A word that the scan always replaces can stand in no clause, unless some PRE puts it there."""
    put = {part.upper() for _, rule in rules() for said in rule.reassemblies if isinstance(said, Pre)
           for part in said.template if isinstance(part, str)}  # fmt: skip
    for key, rule in rules():
        for element in rule.pattern:
            if isinstance(element, int):
                continue
            met = {word for word in element if word in put or not replaced(word)}
            assert met, f"{key}: {element}"


def replaced(word: str) -> bool:
    """Return whether no typed word can end up as `word`."""
    substitutes = {keyword.substitute for keyword in SCRIPT.keywords.values()}
    return word in SCRIPT.keywords and bool(SCRIPT.keywords[word].substitute) and word not in substitutes


def test_every_decomposition_but_the_last_lets_something_through() -> None:
    for keyword in SCRIPT.keywords.values():
        assert all(rule.pattern != (0,) for rule in keyword.rules[:-1]), keyword.key


def test_keys_are_single_words_of_the_scan() -> None:
    for key in SCRIPT.keywords:
        assert [[found.key for found in clause] for clause in split_clauses(key)] == [[key]]


def test_remarks_are_finished_sentences() -> None:
    for key, rule in rules():
        for said in rule.reassemblies:
            if isinstance(said, Say):
                assert said.template[-1] in {".", "?", "!"}, (key, said)
                assert isinstance(said.template[0], int) or said.template[0][0].isupper(), (key, said)


def test_memory_rules_are_the_four_of_1966() -> None:
    assert (SCRIPT.memory_key, len(SCRIPT.memory_rules)) == ("MY", 4)


def test_greeting_is_written_for_readers() -> None:
    assert greet(SCRIPT, Conversation()).text == "Hello. I have time, and I like to listen. What is on your mind?"


@pytest.mark.parametrize(
    ("said", "reply"),
    [
        ("I'm feeling a bit sad today.", "I am sorry that it is so hard. What happened?"),
        ("i want to visit my aunt in Oslo", "So, your aunt in Oslo. How does that sit with you?"),
        ("My mother never listens to me", "How close do you feel to your mother?"),
        ("You don't like me, do you?", "When did you begin to feel that I don't like you?"),
        ("I think I am lazy", "What tells you that you are lazy?"),
        ("I was happy when I was young.", "What was it like when you were happy when you were young?"),
        ("I'd like to dance", "You would like to dance. How is that for you?"),
        ("my name is Ada", "It is good to meet you, Ada. What would you like to talk about?"),
        ("I AM AFRAID OF SPIDERS", "What is the worst that spiders could bring?"),
        ("Hi, I need a holiday", "Suppose you had a holiday. What would be different?"),
        ("You look like my father", "Where does the likeness end?"),
        ("hello", "Hello. How has your day been?"),
        ("Bananas", "I am with you. What comes next?"),
    ],
)
def test_replies_read_naturally(said: str, reply: str) -> None:
    assert respond(SCRIPT, Conversation(), said).text == reply


@pytest.mark.parametrize(
    "said",
    [
        "I want to kill myself",
        "my job is bad and I want to die",
        "I think about suicide",
        "sometimes I want to end my life",
        "I do not want to live anymore",
    ],
)
def test_danger_is_answered_with_where_help_is(said: str) -> None:
    assert "emergency number" in respond(SCRIPT, Conversation(), said).text


@pytest.mark.parametrize("said", ["Bye", "good night!", "See you later."])
def test_leave_is_taken(said: str) -> None:
    assert respond(SCRIPT, Conversation(), said).ends
