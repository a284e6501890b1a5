"""ResponseStreamExtractor: the text of an answer, once the actions allow it."""

import pytest

from parley_server.codec.streaming import MAX_BUFFER, ResponseStreamExtractor
from parley_server.domain.shapes import RESPOND_SHAPE, FieldSpec, ResponseShape


def streamed(output: str, extractor: ResponseStreamExtractor | None = None) -> str:
    extractor = extractor or ResponseStreamExtractor()
    return "".join(map(extractor.push, output)) + extractor.flush()


def plan(actions: str, text: str = "Hello") -> str:
    return f"<response><thought>T</thought><actions>{actions}</actions><text>{text}</text></response>"


@pytest.mark.parametrize("actions", ["REPLY", "reply", "  Reply\n", "REPLY,", "<![CDATA[REPLY]]>"])
def test_text_is_streamed_when_the_only_action_is_reply(actions: str) -> None:
    extractor = ResponseStreamExtractor()

    assert extractor.push(plan(actions)) == "Hello"
    assert extractor.done


@pytest.mark.parametrize("actions", ["SEARCH", "IGNORE", "REPLY,SEARCH", "REPLY, REPLY", "REPLY_NOW"])
def test_text_is_not_streamed_with_other_or_several_actions(actions: str) -> None:
    extractor = ResponseStreamExtractor()

    assert extractor.push(plan(actions)) + extractor.flush() == ""
    assert not extractor.done


@pytest.mark.parametrize("actions", ["", " , "])
def test_no_action_named_is_like_no_actions(actions: str) -> None:
    assert ResponseStreamExtractor().push(plan(actions)) == "Hello"


def test_missing_actions_still_stream_the_text_when_the_answer_ends() -> None:
    extractor = ResponseStreamExtractor()

    assert extractor.push("<response><thought>T</thought><text>Hello") == ""
    assert extractor.push("</text>") == ""
    assert not extractor.done
    assert extractor.push("</response>") == "Hello"
    assert extractor.done


def test_missing_actions_still_stream_the_text_when_the_stream_ends() -> None:
    extractor = ResponseStreamExtractor()

    assert extractor.push("<response><text>Hello</text>") == ""
    assert extractor.flush() == "Hello"
    assert extractor.done


def test_text_before_the_actions_waits_for_a_reply() -> None:
    extractor = ResponseStreamExtractor()

    assert extractor.push("<response><text>Hello</text>") == ""
    assert extractor.push("<actions>REPLY</actions>") == "Hello"
    assert extractor.done


def test_text_before_the_actions_is_dropped_when_they_are_others() -> None:
    extractor = ResponseStreamExtractor()

    assert extractor.push("<response><text>Hello</text><actions>SEARCH</actions></response>") + extractor.flush() == ""
    assert not extractor.done


def test_actions_that_were_cut_off_are_not_missing() -> None:
    assert streamed("<response><text>Hello</text><actions>IGN") == ""


def test_the_last_of_several_actions_before_the_text_counts() -> None:
    assert streamed("<response><actions>A</actions><actions>REPLY</actions><text>Hello</text></response>") == "Hello"


def test_a_reply_is_streamed_while_it_is_written() -> None:
    extractor = ResponseStreamExtractor()
    extractor.push("<response><actions>REPLY</actions><text>")

    assert extractor.push("Hello beautiful ") == "Hello"
    assert extractor.push("world! How are ") == " beautiful worl"
    assert extractor.push("you?</text>") == "d! How are you?"


def test_a_reply_without_the_wrapper_is_streamed_while_it_is_written() -> None:
    extractor = ResponseStreamExtractor()
    extractor.push("<actions>REPLY</actions><te")

    assert extractor.push("xt>Hello beautiful world") == "Hello beaut"


def test_an_answer_that_is_not_the_first_element_is_known_at_the_end() -> None:
    extractor = ResponseStreamExtractor()

    assert extractor.push("<out><actions>REPLY</actions><text>Hello</text></out>") == ""
    assert extractor.flush() == "Hello"


def test_a_reasoning_block_is_never_shown() -> None:
    assert streamed(f"<think>Say <text>secret</text>?</think>{plan('REPLY')}") == "Hello"
    assert streamed("<think>Say <text>secret</text>?</think>Hello") == ""


def test_nothing_comes_after_the_text() -> None:
    extractor = ResponseStreamExtractor()
    extractor.push(plan("REPLY"))

    assert extractor.push("<text>more</text>") == ""
    assert extractor.flush() == ""


def test_a_long_thought_before_the_text_still_works() -> None:
    extractor = ResponseStreamExtractor()

    assert extractor.push(f"<actions>REPLY</actions><thought>{'a' * 150 * 1024}</thought>") == ""
    assert extractor.push("<text>Finally</text>") == "Finally"
    assert extractor.done


def test_a_long_reasoning_block_before_the_response_still_works() -> None:
    assert ResponseStreamExtractor().push(f"<think>{'a' * 150 * 1024}</think>{plan('REPLY')}") == "Hello"


def test_text_too_long_to_wait_is_not_streamed() -> None:
    extractor = ResponseStreamExtractor()
    text = "a" * (MAX_BUFFER + 1)

    assert extractor.push(f"<response><text>{text}</text><actions>REPLY</actions></response>") == ""
    assert extractor.flush() == ""
    assert not extractor.done


def test_text_just_short_enough_to_wait_is_streamed() -> None:
    text = "a" * MAX_BUFFER

    assert ResponseStreamExtractor().push(f"<response><text>{text}</text></response>") == text


def test_a_reply_may_be_longer_than_what_could_wait() -> None:
    text = "a" * (2 * MAX_BUFFER)

    assert ResponseStreamExtractor().push(plan("REPLY", text)) == text


def test_a_field_that_was_never_closed_hides_nothing() -> None:
    assert streamed("<response><thought>T <actions>REPLY</actions><text>Hello</text></response>") == "Hello"


def test_a_field_that_was_never_closed_hides_all_when_it_is_too_long_to_hold() -> None:
    extractor = ResponseStreamExtractor()
    output = f"<response><thought>{'a' * MAX_BUFFER}<actions>REPLY</actions><text>Hello</text></response>"

    assert extractor.push(output) + extractor.flush() == ""


def test_entities_are_characters() -> None:
    assert streamed(plan("REPLY", "a &lt; b &amp;&#38; c &quot;d&quot;")) == 'a < b && c "d"'


def test_without_a_gate_the_actions_do_not_matter() -> None:
    assert streamed(plan("SEARCH"), ResponseStreamExtractor(gate=None)) == "Hello"


def test_a_shape_without_the_gate_has_no_gate() -> None:
    shape = ResponseShape(fields=(FieldSpec(name="thought"), FieldSpec(name="text", streamed=True)))
    extractor = ResponseStreamExtractor(shape)
    extractor.push("<response><thought>T</thought><text>")

    assert extractor.push("Hello beautiful world") == "Hello beaut"


def test_a_shape_that_streams_nothing_yields_nothing() -> None:
    output = "<response><name>a</name><reasoning>b</reasoning><action>RESPOND</action></response>"

    assert streamed(output, ResponseStreamExtractor(RESPOND_SHAPE)) == ""
