"""Each rule of the algorithm of 1966, in small scripts written for the purpose."""

from collections.abc import Sequence

import pytest

from parley_server.plugins.classic.engine import (
    LIMIT_CYCLE,
    MAX_MEMORIES,
    MAX_MEMORY_CHARACTERS,
    Conversation,
    greet,
    respond,
)
from parley_server.plugins.classic.loading import load_script
from parley_server.plugins.classic.script import Script

GARDEN = """
; A gardener, in the syntax of 1966.
(GOOD DAY.  WHAT GROWS IN YOUR GARDEN)
START
(DONT = DON'T)
(ME = YOU)
(OAK DLIST(/NOUN TREE))
(ELM = OAK DLIST(/ TREE))
(ROSE DLIST(/NOUN))
(I = YOU
    ((0 YOU (* PLANT SOW) 0)
        (WHERE WILL YOU 3 4)
        (AND THEN))
    ((0 YOU 0 (/TREE) 0)
        (HOW TALL IS THE 4))
    ((0 YOU DON'T 0)
        (WHY NOT 4)))
(I'M = YOU'RE
    ((0 YOU'RE 0)
        (PRE (YOU PLANT 3) (=I))))
(MY = YOUR 2
    ((0 YOUR 1 IS 0)
        (SINCE WHEN IS YOUR 3 5)
        (NEWKEY))
    ((0 YOUR 0)
        (YOUR 3, YOU SAY)))
(WEED 5
    ((0)
        (PULL IT)
        (=COMPOST)
        (LET IT BE)))
(WEEDS = WEED 5 (=WEED))
(COMPOST 3
    ((0)
        (ALL IS COMPOST IN THE END)))
(MEMORY MY
    (0 YOUR 0 = YOU SPOKE OF YOUR 3)
    (0 YOUR 0 = AND YOUR 3)
    (0 YOUR 0 = BACK TO YOUR 3)
    (0 YOUR 0 = LAST TIME IT WAS YOUR 3))
(NONE
    ((0)
        (GO ON)
        (TELL ME OF THE SOIL)))
()
"""


def talk(script: Script | str, inputs: Sequence[str], conversation: Conversation | None = None) -> list[str]:
    """Return the replies to `inputs`, one after the other."""
    loaded = load_script(script) if isinstance(script, str) else script
    conversation = conversation or Conversation()
    replies = []
    for text in inputs:
        reply = respond(loaded, conversation, text)
        conversation = reply.conversation
        replies.append(reply.text)
    return replies


def answer(entries: str, *inputs: str) -> str:
    """Return the last of the replies that a script with these entries gives."""
    return talk(f"(Hello.) START {entries} (NONE ((0) (None.))) ()", inputs)[-1]


def test_whole_conversation_in_the_syntax_of_1966() -> None:
    conversation = [
        ("I'm beans.", "WHERE WILL YOU PLANT BEANS?"),
        ("Well, my rose is ill, my oak is not.", "SINCE WHEN IS YOUR ROSE ILL."),
        ("They say I love the old elm behind the house", "HOW TALL IS THE OAK?"),
        ("Pears.", "GO ON."),
        ("I dont dig but weeds grow", "WHY NOT DIG?"),
        ("weeds!", "PULL IT."),
        ("Plums.", "BACK TO YOUR ROSE IS ILL."),
        ("Weeds and more weeds", "ALL IS COMPOST IN THE END."),
        ("I sow for me", "AND THEN."),
    ]
    script = load_script(GARDEN)
    assert greet(script, Conversation()).text == "GOOD DAY. WHAT GROWS IN YOUR GARDEN?"
    assert talk(script, [said for said, _ in conversation]) == [reply for _, reply in conversation]


# ---- Delimiters


def test_text_before_the_clause_with_a_keyword_is_dropped() -> None:
    assert answer("(KEY ((0) (heard 1)))", "first this, then that. here is the key") == "Heard here is the key."


def test_text_after_the_clause_with_a_keyword_is_dropped() -> None:
    assert answer("(KEY ((0) (heard 1)))", "a key is here, and a second key") == "Heard a key is here."


def test_keyword_after_the_first_clause_with_a_keyword_does_not_count() -> None:
    assert answer("(LOW ((0) (low))) (HIGH 9 ((0) (high)))", "low but high") == "Low."


def test_word_that_only_substitutes_does_not_keep_a_clause() -> None:
    assert answer("(ME = YOU) (KEY ((0) (heard 1)))", "tell me, where is the key") == "Heard where is the key."


# ---- Substitution


def test_words_are_substituted_before_decomposition() -> None:
    assert answer("(MY = YOUR) (KEY ((0 YOUR KEY 0) (where is your 3 4)))", "my key here") == "Where is your key here?"


def test_substitute_is_not_substituted_again() -> None:
    assert answer("(I = YOU) (YOU = I) (KEY ((0) (so 1)))", "I see you see the key") == "So you see I see the key."


def test_keyword_is_found_by_the_word_that_was_typed() -> None:
    assert answer("(A = B ((0 B 0) (from a))) (B ((0) (from b)))", "a") == "From a."


# ---- Keyword stack


def test_higher_rank_goes_first_wherever_it_stands() -> None:
    script = "(LOW 1 ((0) (low))) (HIGH 2 ((0) (high)))"
    assert answer(script, "low high") == answer(script, "high low") == "High."


def test_first_of_equal_rank_goes_first() -> None:
    script = "(A 1 ((0) (a))) (B 1 ((0) (b)))"
    assert answer(script, "a b") == "A."
    assert answer(script, "b a") == "B."


def test_stack_goes_on_below_with_what_came_first_and_then_with_later_lower_ones() -> None:
    newkey = "((0) (NEWKEY))"
    script = f"(A 1 ((0) (a))) (B 5 {newkey}) (C 2 ((0) (c)))"
    assert answer(script, "a b c") == "A."  # C outranks A, but came when B was already on top
    assert answer(script, "b c a") == "C."
    assert answer(script, "a c b") == "C."


# ---- Decomposition and reassembly


def test_first_decomposition_that_fits_is_used() -> None:
    script = "(KEY ((KEY) (alone)) ((0 KEY) (at the end)) ((0) (anywhere)))"
    assert [answer(script, text) for text in ("key", "a key", "a key here")] == ["Alone.", "At the end.", "Anywhere."]


def test_alternatives_fit_any_of_their_words_and_no_other() -> None:
    script = "(KEY ((0 (*RED BLUE) KEY) (a 2 one)) ((0) (which)))"
    assert [answer(script, f"{colour} key") for colour in ("red", "blue", "pink")] == [
        *("A red one.", "A blue one.", "Which?")
    ]


def test_class_fits_its_words_and_what_they_are_replaced_by() -> None:
    script = "(MOM = MOTHER DLIST(/FAMILY)) (MY ((0 MY (/FAMILY) 0) (her name 3?)) ((0) (what of it)))"
    assert answer(script, "my mom") == "Her name mother?"
    assert answer(script, "my mother") == "Her name mother?"
    assert answer(script, "my father") == "What of it?"


def test_reassemblies_are_used_in_rotation() -> None:
    script = "(KEY ((0) (one) (two) (three)))"
    assert [answer(script, *["key"] * count) for count in (1, 2, 3, 4)] == ["One.", "Two.", "Three.", "One."]


def test_each_decomposition_rotates_by_itself() -> None:
    script = "(KEY ((0 A 0) (a one) (a two)) ((0) (one) (two)))"
    assert answer(script, "key a", "key") == "One."
    assert answer(script, "key a", "key", "key a") == "A two."


# ---- Links, PRE, NEWKEY


def test_link_as_a_rule_uses_the_rules_of_the_other_keyword() -> None:
    assert answer("(A (=B)) (B ((0 A 0) (so 1 3)))", "now a here") == "So now here."


def test_link_as_a_rule_comes_after_decompositions_that_do_not_fit() -> None:
    assert answer("(A ((A) (alone)) (=B)) (B ((0) (linked)))", "a here") == "Linked."


def test_link_in_a_reassembly_takes_its_turn() -> None:
    script = "(A ((0) (one) (=B) (three))) (B ((0) (linked)))"
    assert [answer(script, *["a"] * count) for count in (1, 2, 3)] == ["One.", "Linked.", "Three."]


def test_pre_rebuilds_the_text_and_goes_on_with_the_other_keyword() -> None:
    script = "(I'M = YOU'RE ((0 YOU'RE 0) (PRE (YOU ARE 3) (=I)))) (I = YOU ((0 YOU ARE 0) (since when 4)))"
    assert answer(script, "today I'm ill") == "Since when ill."


def test_pre_keeps_the_text_for_the_keywords_that_follow() -> None:
    script = "(A 1 ((0) (PRE (new text) (=X)))) (B ((NEW TEXT) (seen)) ((0) (lost))) (X ((0) (NEWKEY)))"
    assert answer(script, "a b") == "Seen."


def test_newkey_goes_on_with_the_next_keyword() -> None:
    assert answer("(A 2 ((0) (NEWKEY))) (B 1 ((0) (b)))", "b a") == "B."


def test_newkey_without_another_keyword_ends_at_none() -> None:
    assert answer("(A ((0) (NEWKEY)))", "a") == "None."


def test_newkey_takes_its_turn_in_the_rotation() -> None:
    assert [answer("(A ((0) (one) (NEWKEY)))", *["a"] * count) for count in (1, 2, 3)] == ["One.", "None.", "One."]


def test_keyword_without_a_fitting_decomposition_leaves_it_to_the_next() -> None:
    assert answer("(A 1 ((A) (alone))) (B ((0) (b)))", "a b") == "B."


def test_answer_without_words_leaves_it_to_the_next_keyword() -> None:
    assert answer("(A 1 ((0 A 0) (3 ?))) (B ((0) (b)))", "b a") == "B."


@pytest.mark.parametrize(
    "entries",
    [
        "(A (=A))",
        "(A (=B)) (B (=A))",
        "(A ((0) (PRE (1 1) (=A))))",
        "(A ((0) (=B))) (B ((0) (=C))) (C ((0) (=A)))",
    ],
)
def test_links_that_go_round_end_at_none(entries: str) -> None:
    assert answer(entries, "a " * 200) == "None."


# ---- Memory and LIMIT

MEMORY = """
(Hello.) START
(MY = YOUR ((0) (noted)))
(OTHER ((0) (other)))
(MEMORY MY (0 YOUR 0 = zero 3) (0 YOUR 0 = one 3) (0 YOUR 0 = two 3) (0 YOUR 0 = three 3))
(NONE ((0) (None.)))
"""


def test_memory_is_told_in_the_fourth_state_of_the_limit_when_there_is_no_keyword() -> None:
    # The limit begins at 1 and counts before each input, so that the third input is the first to meet a 4.
    assert talk(MEMORY, ["my cat is here", "x", "x", "x", "x", "x", "x"]) == [
        *("Noted.", "None.", "Three cat is here.", "None.", "None.", "None.", "None.")
    ]


def test_memory_waits_while_there_are_keywords() -> None:
    replies = talk(MEMORY, ["my cat is here", "x", "other", "x", "x", "x", "x"])
    assert replies == ["Noted.", "None.", "Other.", "None.", "None.", "None.", "Three cat is here."]


def test_limit_counts_inputs_from_one_to_four() -> None:
    conversation, limits = Conversation(), []
    script = load_script(MEMORY)
    for _ in range(2 * LIMIT_CYCLE):
        conversation = respond(script, conversation, "x").conversation
        limits.append(conversation.limit)
    assert limits == [2, 3, 4, 1, 2, 3, 4, 1]


@pytest.mark.parametrize(("last", "memory"), [("time", "Zero"), ("kids", "One"), ("here", "Three")])
def test_last_word_of_the_clause_chooses_the_memory_rule(last: str, memory: str) -> None:
    assert talk(MEMORY, [f"my {last}, not there", "x", "x"])[-1] == f"{memory} {last}."


def test_oldest_memory_is_told_first() -> None:
    replies = talk(MEMORY, ["my first here", "my second here", "x", "x", "x", "x", "x"])
    assert [reply for reply in replies if reply.startswith("Three")] == ["Three first here.", "Three second here."]


def test_memory_is_kept_only_for_its_own_keyword() -> None:
    assert talk(MEMORY, ["other here", "x", "x"])[-1] == "None."


def test_memory_is_kept_only_when_its_keyword_is_chosen() -> None:
    script = MEMORY.replace("(OTHER", "(OTHER 3")
    assert talk(script, ["my other here", "x", "x"])[-1] == "None."


def test_memory_is_kept_when_newkey_comes_to_its_keyword() -> None:
    script = MEMORY.replace("(OTHER ((0) (other)))", "(OTHER 3 ((0) (NEWKEY)))")
    assert talk(script, ["my other here", "x", "x"]) == ["Noted.", "None.", "Three other here."]


def test_memory_is_kept_once_an_input() -> None:
    script = MEMORY.replace("((0) (noted))", "((0) (NEWKEY))")
    reply = respond(load_script(script), Conversation(), "my my my here")
    assert len(reply.conversation.memories) == 1


def test_memories_are_bounded_and_the_oldest_is_forgotten() -> None:
    script, conversation = load_script(MEMORY), Conversation()
    for number in range(MAX_MEMORIES + 1):
        conversation = respond(script, conversation, f"my {number} here").conversation
    assert len(conversation.memories) == MAX_MEMORIES
    assert conversation.memories[0] == "Three 1 here."


def test_long_memory_is_not_kept() -> None:
    reply = respond(load_script(MEMORY), Conversation(), f"my {'cat ' * MAX_MEMORY_CHARACTERS}")
    assert reply.conversation.memories == ()


# ---- Coming and going, and the last resort


def test_none_answers_when_nothing_else_does_in_rotation() -> None:
    assert talk("(Hello.) (NONE ((0) (One.) (Two.)))", ["x", "y", "z"]) == ["One.", "Two.", "One."]


def test_opening_remarks_are_used_in_rotation() -> None:
    script = load_script("(Hello.) (Welcome.) START (NONE ((0) (None.)))")
    first = greet(script, Conversation())
    second = greet(script, first.conversation)
    assert (first.text, second.text, greet(script, second.conversation).text) == ("Hello.", "Welcome.", "Hello.")


def test_conversation_that_begins_with_silence_is_opened() -> None:
    assert talk("(Hello.) (NONE ((0) (None.)))", ["  ", "  "]) == ["Hello.", "None."]


RITUALS = """
(Hello.) START
(HI ((0) (hi key))) (BYE ((0) (bye key)))
(GREETING ((HI) (GOOD DAY)) (Good day to you.) (And again.))
(CLOSING ((BYE) (GOOD NIGHT)) (Farewell.) (So long.))
(NONE ((0) (None.)))
"""


def test_words_of_leave_end_the_conversation() -> None:
    reply = respond(load_script(RITUALS), Conversation(), "Good night!")
    assert (reply.text, reply.ends) == ("Farewell.", True)


def test_words_of_leave_within_a_text_end_nothing() -> None:
    reply = respond(load_script(RITUALS), Conversation(), "she said bye")
    assert (reply.text, reply.ends) == ("Bye key.", False)


def test_greeting_alone_is_greeted_and_with_more_is_not() -> None:
    replies = talk(RITUALS, ["Good day.", "hi", "hi you"])
    assert replies == ["Good day to you.", "And again.", "Hi key."]


def test_reserved_words_are_no_keywords() -> None:
    assert talk(GARDEN, ["none", "memory"]) == ["GO ON.", "TELL ME OF THE SOIL."]
