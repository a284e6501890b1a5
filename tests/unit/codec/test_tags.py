"""Tags in text: what counts as one, how a stream is cut, which belong together."""

import pytest

from parley_server.codec.markup.tags import Piece, TagStream, direct_children, first_element


def cut(stream: TagStream, *chunks: str) -> list[Piece]:
    return [piece for chunk in chunks for piece in stream.feed(chunk)]


def names(pieces: list[Piece]) -> list[str]:
    return [piece.name for piece in pieces if piece.name]


@pytest.mark.parametrize(
    ("raw", "tag"),
    [
        ("<a>", Piece("<a>", "a")),
        ("</a>", Piece("</a>", "a", close=True)),
        ("</a >", Piece("</a >", "a", close=True)),
        ("<a/>", Piece("<a/>", "a", empty=True)),
        ("<a />", Piece("<a />", "a", empty=True)),
        ('<a b="c" d>', Piece('<a b="c" d>', "a")),
        ("<a\nb='c'>", Piece("<a\nb='c'>", "a")),
        ("<a-b_1>", Piece("<a-b_1>", "a-b_1")),
    ],
)
def test_a_tag_is_recognised(raw: str, tag: Piece) -> None:
    assert cut(TagStream(None), raw) == [tag]


@pytest.mark.parametrize(
    "raw", ["<>", "< a>", "<a<b", "<!-- a -->", "<?xml?>", "<a@b.c>", "1 < 2 > 0", f"<{'a' * 65}>"]
)
def test_what_is_no_tag_is_text(raw: str) -> None:
    assert names(cut(TagStream(None), raw, ".")) == []


def test_a_tag_longer_than_the_bound_is_text() -> None:
    assert names(cut(TagStream(None), f"<a {'b' * 500}>")) == ["a"]
    assert names(cut(TagStream(None), f"<a {'b' * 501}>")) == []


def test_only_tags_of_interest_are_told_apart() -> None:
    assert cut(TagStream({"b"}), "<a>x<b>y") == [Piece("<a>x"), Piece("<b>", "b"), Piece("y")]


def test_a_tag_cut_into_characters_is_the_same_tag() -> None:
    assert cut(TagStream({"text"}), *"<text>") == [Piece("<text>", "text")]


def test_the_beginning_of_a_tag_is_held() -> None:
    stream = TagStream({"text"})

    assert cut(stream, "a </te") == [Piece("a ")]
    assert stream.held == "</te"


def test_the_beginning_of_another_tag_is_not_held() -> None:
    stream = TagStream({"text"})

    assert cut(stream, "a <b") == [Piece("a <b")]
    assert stream.held == ""


def test_names_of_interest_may_change_between_two_pieces() -> None:
    stream = TagStream({"a"})
    seen = []
    for piece in stream.feed("<a><b><a>"):
        seen.append(piece)
        stream.names = {"b"}

    assert seen == [Piece("<a>", "a"), Piece("<b>", "b"), Piece("<a>")]


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("a <b>c</b> <d>e</d>", "c"),
        ("<br> <b>c</b>", "c"),
        ("<a><a>x</a></a>", "<a>x</a>"),
        ("<a/><b>c</b>", "c"),
        ("</a><b>c</b>", "c"),
        ("<a><b>c</a></b>", "<b>c"),
        ("no tags", None),
        ("<a><b><c>", None),
    ],
)
def test_the_first_balanced_element_is_found(text: str, inside: str | None) -> None:
    element = first_element(text)

    assert (element and element[1]) == inside


def test_children_of_children_are_not_direct_children() -> None:
    assert list(direct_children("<a><b>1</b></a> x <b>2</b>")) == [("a", "<b>1</b>"), ("b", "2")]


def test_a_child_that_is_never_closed_is_no_child_and_hides_nothing() -> None:
    assert list(direct_children("<a><b>1</b>")) == [("b", "1")]


def test_a_longer_name_does_not_count_as_nesting() -> None:
    assert list(direct_children("<a><ab></a>")) == [("a", "<ab>")]
