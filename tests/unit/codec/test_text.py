"""The text inside an element: entities, white space, CDATA, tags of the answer's syntax."""

import pytest

from parley_server.codec.markup.tags import Piece
from parley_server.codec.markup.text import MAX_SPACE, TextReader, read_value


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("&lt;p&gt; &amp; &quot;q&quot; &apos;a&apos;", "<p> & \"q\" 'a'"),
        ("&#39;&#x27;&#X1F600;", "''\U0001f600"),
        ("&amp;lt;", "&lt;"),
        ("AT&T & co; &nbsp; &lt", "AT&T & co; &nbsp; &lt"),
        ("&#0; &#8; &#xD800; &#xFFFF; &#1114112;", "&#0; &#8; &#xD800; &#xFFFF; &#1114112;"),
        ("a&#9;b&#10;c", "a\tb\nc"),
        ("<b title='&amp;'>x</b><br/>", "<b title='&'>x</b><br/>"),
        ("<![CDATA[a < b &amp; c]]> &amp;", "a < b &amp; c &"),
        ("a ]]> b", "a ]]> b"),
        ("<![CDATA[a]]]>", "a]"),
        ("<response>x</response>", "<response>x</response>"),
        ("<!-- kept -->", "<!-- kept -->"),
        ("x &am", "x &am"),
        ("x <![CDA", "x <![CDA"),
        ("", ""),
    ],
)
def test_a_value_is_unescaped_once_and_otherwise_raw(raw: str, text: str) -> None:
    assert read_value(raw) == text


@pytest.mark.parametrize("space", [" ", "\n\t", "\r\n", "\u00a0", "\ufeff", "\u2028"])
def test_white_space_at_the_edges_goes(space: str) -> None:
    assert read_value(f"{space}a{space}b{space}") == f"a{space}b"


def test_escaped_white_space_at_the_edges_stays() -> None:
    assert read_value(" &#32;a&#10; ") == " a\n"


def test_a_long_run_of_white_space_is_cut() -> None:
    assert read_value(f"a{' ' * 5000}b") == f"a{' ' * MAX_SPACE}b"


def test_a_long_run_of_white_space_is_cut_alike_in_pieces() -> None:
    reader = TextReader("text")

    assert reader.feed("a") + "".join(reader.feed(" " * 700) for _ in range(7)) + reader.feed("b") == (
        f"a{' ' * MAX_SPACE}b"
    )


def test_trailing_white_space_waits_for_what_follows() -> None:
    reader = TextReader("text")

    assert reader.feed("a ") == "a"
    assert reader.feed("\n") == ""
    assert reader.feed("b") == " \nb"


@pytest.mark.parametrize("entity", ["&amp;", "&#38;", "&#x26;"])
def test_an_entity_cut_into_characters_is_one_character(entity: str) -> None:
    reader = TextReader("text")

    assert [reader.feed(character) for character in entity] == [""] * (len(entity) - 1) + ["&"]


def test_an_ampersand_that_begins_no_entity_is_not_held() -> None:
    assert TextReader("text").feed("AT&T") == "AT&T"


def test_the_own_close_tag_ends_the_text() -> None:
    reader = TextReader("text")
    reader.feed("a")

    assert reader.meet(Piece("</text>", "text", close=True))
    assert reader.ended


def test_own_tags_nest_and_vanish() -> None:
    reader = TextReader("text")
    reader.meet(Piece("<text>", "text"))
    reader.meet(Piece("</text>", "text", close=True))

    assert not reader.ended
    assert reader.feed("a") == "a"


@pytest.mark.parametrize("tag", [Piece("</response>", "response", close=True), Piece("<actions>", "actions")])
def test_the_end_of_the_answer_and_a_sibling_end_the_text_before_them(tag: Piece) -> None:
    reader = TextReader("text")

    assert not reader.meet(tag)
    assert reader.ended


@pytest.mark.parametrize("tag", [Piece("<response>", "response"), Piece("</actions>", "actions", close=True)])
def test_a_stray_tag_vanishes(tag: Piece) -> None:
    reader = TextReader("text")

    assert reader.meet(tag)
    assert not reader.ended
    assert reader.finish() == ""


def test_cdata_keeps_tags_but_not_the_one_that_ends_the_text() -> None:
    reader = TextReader("text")
    read = reader.feed("<![CDATA[")
    for tag in (Piece("<actions>", "actions"), Piece("<text>", "text"), Piece("</text>", "text", close=True)):
        assert reader.meet(tag)
        read += reader.finish()

    assert read == "<actions><text></text>"
    assert reader.meet(Piece("</text>", "text", close=True))
    assert reader.ended
