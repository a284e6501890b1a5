"""XmlTagExtractor: the inside of one element, wherever it stands."""

import pytest

from parley_server.codec.streaming import XmlTagExtractor, extract_tag


def pushed(extractor: XmlTagExtractor, *chunks: str) -> list[str]:
    return [extractor.push(chunk) for chunk in chunks]


def test_the_last_characters_are_held_until_the_tag_closes() -> None:
    extractor = XmlTagExtractor("text")

    assert pushed(extractor, "<response><text>Hello", " world!</text></response>") == ["", "Hello world!"]
    assert extractor.done


def test_text_beyond_the_margin_comes_at_once() -> None:
    assert XmlTagExtractor("text").push("<text>Hello beautiful world") == "Hello beaut"


@pytest.mark.parametrize("at", range(1, len("<r><text>Content</text></r>")))
def test_tags_may_be_cut_anywhere(at: int) -> None:
    output = "<r><text>Content</text></r>"
    extractor = XmlTagExtractor("text")

    assert "".join(pushed(extractor, output[:at], output[at:])) == "Content"
    assert extractor.done


def test_content_outside_is_ignored() -> None:
    assert XmlTagExtractor("text").push("a<other>b</other><text>c</text>d") == "c"


def test_another_tag_may_be_asked_for() -> None:
    assert XmlTagExtractor("message").push("<text>a</text><message>b</message>") == "b"


def test_an_empty_element_is_done_without_text() -> None:
    extractor = XmlTagExtractor("text")

    assert extractor.push("<text></text>") == ""
    assert extractor.done


def test_without_the_tag_it_is_never_done() -> None:
    extractor = XmlTagExtractor("text")

    assert extractor.push("<response><texts>a</texts></response>") + extractor.flush() == ""
    assert not extractor.done
    assert not extractor.found


def test_nothing_comes_after_the_end() -> None:
    extractor = XmlTagExtractor("text")

    assert pushed(extractor, "<text>a</text>", "<text>b</text>") == ["a", ""]
    assert extractor.flush() == ""


def test_flush_gives_the_held_text_of_an_open_tag() -> None:
    extractor = XmlTagExtractor("text")

    assert extractor.push("<text>Hello") == ""
    assert extractor.flush() == "Hello"
    assert not extractor.done


@pytest.mark.parametrize("cut", ["<", "</", "</text", "&", "&am", "  "])
def test_flush_drops_what_is_cut(cut: str) -> None:
    extractor = XmlTagExtractor("text")

    assert extractor.push(f"<text>Hello{cut}") + extractor.flush() == "Hello"


def test_a_long_thought_before_the_text_still_works() -> None:
    extractor = XmlTagExtractor("text")

    assert pushed(extractor, f"<thought>{'a' * 150 * 1024}</thought>", "<text>Finally</text>") == ["", "Finally"]


def test_a_forgotten_end_is_found_at_the_end_of_the_answer_or_at_a_sibling() -> None:
    assert XmlTagExtractor("text").push("<response><text>a</response>") == "a"
    assert XmlTagExtractor("text", ["actions"]).push("<text>a<actions>b</actions>") == "a"


def test_extract_tag_reads_output_of_any_length() -> None:
    assert extract_tag(f"<r>{'b' * 2_000_000}<text>a</text></r>", "text") == "a"


def test_extract_tag_tells_an_empty_tag_from_none() -> None:
    assert extract_tag("<text></text>", "text") == ""
    assert extract_tag("text", "text") is None


def test_extract_tag_reads_a_cut_continuation() -> None:
    assert extract_tag("<text>and so &lt;on&gt; </te", "text") == "and so <on>"
