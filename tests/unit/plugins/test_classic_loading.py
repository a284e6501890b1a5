"""Reading of scripts: what they may say, and what is said of those that are wrong."""

import pytest

from parley_server.plugins.classic.expressions import MAX_CHARACTERS, MAX_DEPTH, ScriptError
from parley_server.plugins.classic.loading import load_script
from parley_server.plugins.classic.script import Link, NewKey, Pre, Say, Script

NONE = "(NONE ((0) (Go on.)))"


def load(entries: str) -> Script:
    return load_script(f"(Hello.) START {entries} {NONE} ()")


def test_entry_holds_all_that_its_head_says() -> None:
    keyword = load("(MY = YOUR DLIST(/NOUN OWN) 2 ((0 YOUR 0) (Your 3 ?)))").keywords["MY"]
    assert (keyword.substitute, keyword.rank, keyword.tags) == ("YOUR", 2, frozenset({"NOUN", "OWN"}))
    assert keyword.rules[0].pattern == (0, frozenset({"YOUR"}), 0)
    assert keyword.rules[0].reassemblies == (Say(("Your", 3, "?")),)


def test_every_kind_of_reassembly_is_read() -> None:
    script = load("(A ((0) (say 1?) (=B) (= B) (PRE (X 1) (=B)) (NEWKEY))) (B (=A))")
    said = (Say(("say", 1, "?")), Link("B"), Link("B"), Pre(("X", 1), "B"), NewKey())
    assert script.keywords["A"].rules[0].reassemblies == said
    assert script.keywords["B"].rules[0].reassemblies == (Link("A"),)


def test_alternatives_and_classes_become_the_words_that_they_allow() -> None:
    script = load("(MOM = MOTHER DLIST(/ FAMILY)) (A ((0 (*B C) (/FAMILY) 0) (so)) ((0 ( * B ) 0) (so)))")
    assert script.keywords["A"].rules[0].pattern == (0, frozenset({"B", "C"}), frozenset({"MOM", "MOTHER"}), 0)
    assert script.keywords["A"].rules[1].pattern == (0, frozenset({"B"}), 0)


def test_start_and_the_empty_list_may_be_missing() -> None:
    script = load_script(f"(Hello.) (A ((0) (so))) {NONE}")
    assert script.opening is not None
    assert "A" in script.keywords


def test_nothing_is_read_after_the_empty_list() -> None:
    assert "B" not in load_script(f"(Hello.) START {NONE} () (B ((0) (so)))").keywords


def test_several_opening_remarks_stand_before_start() -> None:
    opening = load_script(f"(Hello.) (Welcome in 1966.) START {NONE}").opening
    assert opening is not None
    assert opening.reassemblies == (Say(("Hello", ".")), Say(("Welcome", "in", "1966", ".")))


def test_script_may_begin_with_start_and_have_no_opening() -> None:
    assert load_script(f"START {NONE}").opening is None


def test_comments_and_case_of_keys_do_not_matter() -> None:
    script = load("; a comment with ( in it\n(hello ((0) (so)))")
    assert "HELLO" in script.keywords


@pytest.mark.parametrize(("said", "upper"), [("SO 1, INDEED.", True), ("So 1.", False)])
def test_script_in_capitals_wants_its_answers_in_capitals(said: str, upper: bool) -> None:
    assert load_script(f"(HELLO) START (A ((0) ({said}))) (NONE ((0) (GO ON)))").upper is upper


WRONG = [
    ("(A ((0) (so))", 1, "'(' is never closed"),
    ("(A ((0) (so))))", 1, "')' without a '('"),
    ("WORD", 1, "expected an entry in parentheses, found WORD"),
    ("(A)", 1, "A does nothing"),
    ("(A 5)", 1, "A does nothing"),
    ("(A = )", 1, "expected '= WORD'"),
    ("((0) (so))", 1, "must begin with its keyword"),
    ("(= B)", 1, "must begin with its keyword"),
    ("(A B ((0) (so)))", 1, "expected '= WORD', 'DLIST(/TAG)', a rank or a rule, found B"),
    ("(A 99999 ((0) (so)))", 1, "found 99999"),
    ("(A ((0) (so)) 5)", 1, "expected a rule in parentheses, found 5"),
    ("(A DLIST(*FAMILY))", 1, "expected DLIST(/TAG ...)"),
    ("(A DLIST(/))", 1, "nothing follows '/'"),
    ("(A (so))", 1, "expected ((decomposition) (reassembly) ...) or (=KEY)"),
    ("(A ())", 1, "expected ((decomposition) (reassembly) ...) or (=KEY)"),
    ("(A ((0)))", 1, "a decomposition without a reassembly"),
    ("(A (() (so)))", 1, "an empty decomposition"),
    ("(A ((0) ()))", 1, "an empty reassembly"),
    ("(A ((0) so))", 1, "expected a reassembly in parentheses, found so"),
    ("(A ((0) (so (deep))))", 1, "a list inside of words to say"),
    ("(A ((0) (so 2)))", 1, "there is no part 2: the decomposition has 1"),
    ("(A ((0) (so 0)))", 1, "there is no part 0"),
    ("(A ((0) (so 99999999999)))", 1, "there is no part 99999999999"),
    ("(A ((0) (PRE (2) (=A))))", 1, "there is no part 2"),
    ("(A ((0) (PRE (so))))", 1, "expected (PRE (words) (=KEY))"),
    ("(A ((0) (PRE (so) (A))))", 1, "expected (PRE (words) (=KEY))"),
    ("(A ((999) (so)))", 1, "999 words are more than a clause has"),
    ("(A ((0 (B C) 0) (so)))", 1, "expected (*WORD ...) or (/TAG ...)"),
    ("(A ((0 (*) 0) (so)))", 1, "nothing follows '*'"),
    ("(A ((0 (*B (C)) 0) (so)))", 1, "a list where words are expected"),
    ("(A ((0 (/FAMILY) 0) (so)))", 1, "no keyword has the class FAMILY"),
    (f"(A (({'0 ' * 65}) (so)))", 1, "a decomposition of more than 64 elements"),
    ("(A (=B))", 1, "B is no keyword with rules"),
    ("(A (=B)) (B = C)", 1, "B is no keyword with rules"),
    ("(A (= B C))", 1, "expected (=KEY)"),
    ("(A ((0) (=)))", 1, "expected (=KEY)"),
    ("(A ((0) (so)))\n\n(A ((0) (so)))", 3, "A has an entry already"),
    ("(MEMORY)", 1, "MEMORY needs a keyword"),
    ("(MEMORY MY (0 = so))", 1, "MY is no keyword with rules"),
    ("(A ((0) (so))) (MEMORY A)", 1, "MEMORY needs 1 to 4 rules"),
    ("(A ((0) (so))) (MEMORY A" + " (0 = so)" * 5 + ")", 1, "MEMORY needs 1 to 4 rules"),
    ("(A ((0) (so))) (MEMORY A (0 so))", 1, "expected (decomposition = reassembly)"),
    ("(A ((0) (so))) (MEMORY A (0 = so 2))", 1, "there is no part 2"),
    ("(CLOSING (BYE) (so))", 1, "expected what people say, in parentheses"),
    ("(CLOSING ((BYE)))", 1, "expected (CLOSING ((words) ...) (remark) ...)"),
    ("(GREETING)", 1, "expected (GREETING ((words) ...) (remark) ...)"),
    ("\nSTART (A ((0) (so)))", 2, "START stands here for the second time"),
    ("(" * (MAX_DEPTH + 1), 1, f"lists are nested more than {MAX_DEPTH} deep"),
]


@pytest.mark.parametrize(("entries", "line", "problem"), WRONG, ids=[problem for _, _, problem in WRONG])
def test_error_says_what_is_wrong_and_where(entries: str, line: int, problem: str) -> None:
    with pytest.raises(ScriptError) as caught:
        load(entries)
    assert problem in caught.value.problem
    assert caught.value.line == line
    assert str(caught.value).startswith(f"line {line}: ")


def test_error_counts_lines_of_comments_too() -> None:
    with pytest.raises(ScriptError) as caught:
        load_script(f"(Hello.)\n; one\n; two\nSTART\n{NONE}\n(A\n  ((0)\n    (so 7)))")
    assert caught.value.line == 8


@pytest.mark.parametrize(
    ("none", "problem"),
    [
        ("", "there is no NONE entry"),
        ("(NONE ((0 A 0) (so)))", "the decomposition of NONE must be (0)"),
        ("(NONE ((0) (1 ?)))", "must have words of its own"),
        ("(NONE ((0) (NEWKEY)))", "must have words of its own"),
        ("(NONE)", "expected (NONE ((0) (remark) ...))"),
    ],
)
def test_last_resort_must_always_have_something_to_say(none: str, problem: str) -> None:
    with pytest.raises(ScriptError) as caught:
        load_script(f"(Hello.) START {none}")
    assert problem in caught.value.problem


def test_script_that_is_too_long_is_refused() -> None:
    with pytest.raises(ScriptError) as caught:
        load_script(" " * (MAX_CHARACTERS + 1))
    assert caught.value.line == 0
