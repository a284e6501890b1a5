"""ActionStreamFilter: text as it comes, the text of XML, never JSON."""

import pytest

from parley_server.codec.streaming import ActionStreamFilter


def streamed(*chunks: str) -> str:
    extractor = ActionStreamFilter()
    return "".join(map(extractor.push, chunks)) + extractor.flush()


@pytest.mark.parametrize("output", ['{"a": 1}', "[1, 2]", '  \n{"a": "<text>no</text>"}'])
def test_json_is_never_shown(output: str) -> None:
    extractor = ActionStreamFilter()

    assert "".join(map(extractor.push, output)) + extractor.flush() == ""
    assert not extractor.done


def test_the_text_of_xml_is_shown() -> None:
    extractor = ActionStreamFilter()

    assert extractor.push("<response><text>Hello</text></response>") == "Hello"
    assert extractor.done


def test_xml_without_text_is_not_shown() -> None:
    extractor = ActionStreamFilter()

    assert extractor.push(f"<response><data>{'a' * 100 * 1024}</data></response>") + extractor.flush() == ""
    assert not extractor.done


def test_plain_text_comes_at_once_with_the_white_space_before_it() -> None:
    extractor = ActionStreamFilter()

    assert extractor.push("  ") == ""
    assert extractor.push(" Hello") == "   Hello"
    assert extractor.push(" world ") == " world "
    assert not extractor.done


def test_white_space_alone_is_undecided() -> None:
    assert streamed(" ", "\n") == ""


@pytest.mark.parametrize("text", ["123 is a number", "if a<b then", "a <b>bold</b> &amp; text", "x <texts> y", "a <t"])
def test_plain_text_is_not_read_as_anything_else(text: str) -> None:
    assert streamed(text) == text
    assert streamed(*text) == text


@pytest.mark.parametrize(
    ("output", "text"),
    [
        ("Sure! <response><thought>secret</thought><text>Hello</text></response>", "Sure! Hello"),
        ("Sure! <text>Hello</text> bye", "Sure! Hello"),
        ("Hm. <thought>secret</thought>", "Hm. "),
        ("Hello</text></response>", "Hello"),
        ("Hello</te", "Hello"),
        ("Hello <text", "Hello "),
        ("Hello <text/> you", "Hello  you"),
        ('Use <text x="1">label</text> here', 'Use <text x="1">label</text> here'),
    ],
)
def test_the_tags_of_an_answer_in_plain_text_are_not_shown(output: str, text: str) -> None:
    assert streamed(output) == text
    assert streamed(*output) == text


def test_reset_lets_the_next_model_call_be_of_another_kind() -> None:
    extractor = ActionStreamFilter()
    extractor.push('{"a": 1}')
    extractor.reset()
    xml = extractor.push("<r><text>Hello</text></r>")
    extractor.reset()

    assert xml == "Hello"
    assert not extractor.done
    assert extractor.push("plain") == "plain"
