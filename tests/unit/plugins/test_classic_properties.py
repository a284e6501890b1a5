"""What holds for any text: an answer, in bounded time, the same every time, and no room in another's way."""

import time
from importlib.resources import files

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parley_server.plugins.classic.engine import MAX_MEMORIES, Conversation, Reply, greet, respond
from parley_server.plugins.classic.expressions import ScriptError
from parley_server.plugins.classic.loading import load_script
from parley_server.plugins.classic.script import Script

LISTENER = load_script(
    files("parley_server.plugins.classic").joinpath("scripts/listener.script").read_text(encoding="utf-8")
)
KEYS = sorted(LISTENER.keywords)

# Any Unicode text, halves of surrogate pairs included, and texts that are likely to meet rules.
any_text = st.text(st.characters(), max_size=400)
spoken_text = st.lists(st.sampled_from([*KEYS, "the", "dog", "Rex", "is", ",", ".", "but", "?"]), max_size=30).map(
    " ".join
)
texts = st.one_of(any_text, spoken_text, spoken_text.map(str.lower))

quick = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def converse(script: Script, inputs: list[str]) -> list[Reply]:
    conversation, replies = Conversation(), []
    for text in inputs:
        replies.append(respond(script, conversation, text))
        conversation = replies[-1].conversation
    return replies


@quick
@given(st.lists(texts, max_size=12))
def test_any_text_is_answered_tidily(inputs: list[str]) -> None:
    for reply in converse(LISTENER, inputs):
        assert reply.text.strip() == reply.text != ""
        assert reply.text[-1] in ".?!…"
        assert "  " not in reply.text
        assert reply.text[0] == reply.text[0].upper()
        reply.text.encode()  # no half of a surrogate pair comes out


@quick
@given(st.lists(texts, max_size=8))
def test_same_inputs_give_same_replies(inputs: list[str]) -> None:
    assert converse(LISTENER, inputs) == converse(LISTENER, inputs)


@quick
@given(st.lists(st.tuples(st.booleans(), texts), max_size=16))
def test_interleaved_conversations_never_influence_each_other(turns: list[tuple[bool, str]]) -> None:
    conversations = {True: Conversation(), False: Conversation()}
    together: dict[bool, list[Reply]] = {True: [], False: []}
    for room, text in turns:
        reply = respond(LISTENER, conversations[room], text)
        conversations[room] = reply.conversation
        together[room].append(reply)
    for room, replies in together.items():
        assert replies == converse(LISTENER, [text for where, text in turns if where is room])


@quick
@given(st.lists(texts, max_size=6), texts)
def test_conversation_is_a_value_that_a_reply_leaves_as_it_was(inputs: list[str], text: str) -> None:
    before = converse(LISTENER, [*inputs, "my dog"])[-1].conversation
    copy = Conversation(limit=before.limit, turns=dict(before.turns), memories=before.memories)
    respond(LISTENER, before, text)
    greet(LISTENER, before)
    assert before == copy


@quick
@given(st.lists(texts, max_size=20))
def test_state_of_a_conversation_is_bounded(inputs: list[str]) -> None:
    for reply in converse(LISTENER, inputs * 3):
        assert 1 <= reply.conversation.limit <= 4
        assert len(reply.conversation.memories) <= MAX_MEMORIES


KIB_64 = 64 * 1024


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "a ",
        "my ",
        "i was ",
        "everybody ",
        ". ",
        "but ",
        "1",
        "1.",
        "don't ",
        "'",
        "漢",
        "🙂 ",
        "\ud800",
        "\n",
        "(",
        "=I ",
    ],
)
def test_64_kib_of_anything_are_answered_within_a_second(piece: str) -> None:
    text = (piece * KIB_64)[:KIB_64]
    started = time.perf_counter()
    reply = respond(LISTENER, Conversation(), text)
    assert time.perf_counter() - started < 1
    assert reply.text


@settings(max_examples=5, deadline=None)
@given(st.binary(min_size=1, max_size=64))
def test_64_kib_of_noise_are_answered(noise: bytes) -> None:
    text = (noise * KIB_64)[:KIB_64].decode("utf-8", "replace")
    assert respond(LISTENER, Conversation(), text).text


pieces = [*"()=AB01;\n", "((0)", "(*A", "(/T)", "DLIST", "PRE", "NEWKEY", "NONE", "MEMORY", "CLOSING", "START", "(=A)"]
pieces_of_scripts = st.lists(st.sampled_from(pieces), max_size=40).map(" ".join)


@quick
@given(st.one_of(pieces_of_scripts, st.text(st.characters(), max_size=200)))
def test_any_script_is_loaded_or_refused_with_a_reason(text: str) -> None:
    try:
        script = load_script(f"(Hello.) {text} (NONE ((0) (None.)))")
    except ScriptError as error:
        assert error.problem
    else:
        assert respond(script, Conversation(), "a b a").text


round_rules = [
    "((0) (=A))",
    "((0) (=B))",
    "(=C)",
    "((0) (PRE (1 1 a) (=A)))",
    "((0 A 0) (NEWKEY))",
    "((0) (so 1) (=B))",
]


@quick
@given(
    st.lists(st.sampled_from(round_rules), min_size=3, max_size=3),
    st.lists(st.sampled_from(["a", "b", "c", "x"]), max_size=60).map(" ".join),
)
def test_scripts_whose_links_go_round_always_answer(rules: list[str], text: str) -> None:
    entries = " ".join(f"({key} {rule})" for key, rule in zip("ABC", rules, strict=True))
    script = load_script(f"(Hello.) START {entries} (NONE ((0) (None.)))")
    assert converse(script, [text] * 3)[-1].text
