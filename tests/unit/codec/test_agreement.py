"""Streamed and parsed text agree, whatever a model writes and however it arrives (reference-values, section A)."""

import re
from collections.abc import Callable
from itertools import pairwise

from hypothesis import example, given
from hypothesis import strategies as st

from parley_server.codec.markup.tags import TRIM
from parley_server.codec.streaming import (
    ActionStreamFilter,
    ResponseStreamExtractor,
    StreamExtractor,
    XmlTagExtractor,
    extract_tag,
)
from parley_server.codec.xml import XmlCodec, parse_key_value_xml
from parley_server.domain.shapes import PLAN_SHAPE

CODEC = XmlCodec()
SYNTAX_TAG = re.compile(r"</?(?:response|thought|actions|providers|text)[\s/>]")

TAGS = [f"<{slash}{name}>" for name in ("response", "thought", "actions", "text", "b") for slash in ("", "/")]
ODDITIES = [
    "<text/>",
    '<text a="b">',
    "<response x>",
    "</text >",
    "<![CDATA[",
    "]]>",
    "<!-- ",
    "&lt;",
    "&#38;",
    "&bogus;",
]
CUTS = ["<", "</", "</te", "<tex", "xt>", "<response", "&", "&am", "p;", "<![CD", "]", "/>", ">", "<b "]
WORDS = ["REPLY", "SEARCH", ",", " ", "\n", "Hello", "é", "\u00a0", "a b"]


def soup(*ingredients: list[str]) -> st.SearchStrategy[str]:
    """Return a strategy of outputs that no sane model writes."""
    return st.lists(st.sampled_from([part for parts in ingredients for part in parts]), max_size=30).map("".join)


@st.composite
def answers(draw: st.DrawFn) -> tuple[str, str, bool]:
    """Draw a well-formed output, the text that it holds, and whether the text may be streamed."""
    text = draw(st.text(max_size=40) | soup(TAGS, ODDITIES, CUTS, WORDS))
    actions = draw(st.sampled_from([None, "REPLY", " reply ", "", "SEARCH", "REPLY,SEARCH"]))
    fields = [f"<text>{escape(text)}</text>", f"<thought>{escape(draw(st.text(max_size=20)))}</thought>"]
    if actions is not None:
        fields.append(f"<actions>{actions}</actions>")
    space = draw(st.sampled_from(["", "\n", " "]))
    inside = space.join(draw(st.permutations(fields)))
    before = draw(st.sampled_from(["", "Sure!\n", "<think>Hm, <text>no</text></think>\n", "```xml\n"]))
    free = actions is None or actions.strip().upper() in ("REPLY", "")
    return f"{before}<response>{space}{inside}{space}</response>", text.strip(TRIM), free


def escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def chunks(data: st.DataObject, output: str) -> list[str]:
    """Draw a way to cut an output."""
    places = data.draw(st.lists(st.integers(0, len(output)), max_size=len(output)) | st.just(list(range(len(output)))))
    return [output[a:b] for a, b in pairwise(sorted({0, *places, len(output)}))]


def stream(extractor: StreamExtractor, parts: list[str]) -> str:
    return "".join(map(extractor.push, parts)) + extractor.flush()


def parsed_text(output: str) -> str:
    text = (CODEC.parse(output, PLAN_SHAPE) or {}).get("text", "")
    assert isinstance(text, str)
    return text


@given(answers(), st.data())
def test_a_well_formed_answer_streams_exactly_its_text(answer: tuple[str, str, bool], data: st.DataObject) -> None:
    output, text, free = answer

    assert parsed_text(output) == text
    assert stream(CODEC.stream(PLAN_SHAPE), chunks(data, output)) == (text if free else "")


@given(answers(), st.data())
def test_a_well_formed_answer_that_is_cut_off_streams_the_beginning_of_its_text(
    answer: tuple[str, str, bool], data: st.DataObject
) -> None:
    output, text, _ = answer
    cut = output[: data.draw(st.integers(0, len(output)))]
    streamed = stream(CODEC.stream(PLAN_SHAPE, gate=None), chunks(data, cut))

    assert streamed == parsed_text(cut)
    assert text.startswith(streamed)


@given(soup(TAGS, ODDITIES, CUTS, WORDS), st.data())
@example("<response><text>a<b</text>", None)
def test_any_output_streams_what_it_parses_to(output: str, data: st.DataObject | None) -> None:
    parts = chunks(data, output) if data else list(output)

    assert stream(CODEC.stream(PLAN_SHAPE, gate=None), parts) == parsed_text(output)


@given(soup(TAGS, ODDITIES, CUTS, WORDS), st.data())
def test_any_output_streams_all_of_its_text_or_nothing(output: str, data: st.DataObject) -> None:
    streamed = stream(CODEC.stream(PLAN_SHAPE), chunks(data, output))

    assert streamed in ("", parsed_text(output))
    assert streamed == stream(CODEC.stream(PLAN_SHAPE), [output])


@given(soup(TAGS, ODDITIES, CUTS, WORDS), st.data())
def test_a_tag_streams_what_it_holds(output: str, data: st.DataObject) -> None:
    assert stream(XmlTagExtractor("text"), chunks(data, output)) == (extract_tag(output, "text") or "")


@given(soup(TAGS, ODDITIES, CUTS, WORDS), st.data())
def test_the_action_filter_does_not_depend_on_the_chunks(output: str, data: st.DataObject) -> None:
    assert stream(ActionStreamFilter(), chunks(data, output)) == stream(ActionStreamFilter(), [output])


@given(soup(TAGS, ODDITIES, CUTS, WORDS), st.data())
def test_done_means_that_nothing_is_left(output: str, data: st.DataObject) -> None:
    extractor = ResponseStreamExtractor()
    for part in chunks(data, output):
        extractor.push(part)

    assert not extractor.done or extractor.flush() == ""


@given(soup(TAGS, WORDS), st.data())
def test_no_tag_of_the_syntax_leaks(output: str, data: st.DataObject) -> None:
    makers: list[Callable[[], StreamExtractor]] = [
        lambda: CODEC.stream(PLAN_SHAPE),
        lambda: CODEC.stream(PLAN_SHAPE, gate=None),
        ActionStreamFilter,
    ]
    for make in makers:
        assert not SYNTAX_TAG.search(stream(make(), chunks(data, output)))


@given(answers(), st.data())
def test_no_cut_tag_leaks(answer: tuple[str, str, bool], data: st.DataObject) -> None:
    output = answer[0].replace("&lt;", "").replace("&gt;", "")
    cut = output[: data.draw(st.integers(0, len(output)))]

    assert "<" not in stream(CODEC.stream(PLAN_SHAPE), chunks(data, cut))


@given(soup(TAGS, ODDITIES, CUTS, WORDS) | st.text())
def test_no_output_breaks_the_parsers(output: str) -> None:
    CODEC.parse(output, PLAN_SHAPE)
    CODEC.is_complete(output, PLAN_SHAPE)
    parse_key_value_xml(output)


@given(answers())
def test_the_codec_reads_a_well_formed_answer_as_the_reference_does(answer: tuple[str, str, bool]) -> None:
    assert CODEC.parse(answer[0], PLAN_SHAPE) == parse_key_value_xml(answer[0])
