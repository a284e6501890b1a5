"""The XML codec: what it asks for, what it reads (reference-values 1.7 and 2.1), what it tolerates."""

import pytest

from parley_server.codec.door import ResponseCodec
from parley_server.codec.xml import XmlCodec, parse_key_value_xml
from parley_server.domain.shapes import PLAN_SHAPE, RESPOND_SHAPE, FieldSpec, FieldValue, ResponseShape

CODEC: ResponseCodec = XmlCodec()
PLAN = "<response><thought>T</thought><actions>REPLY</actions><providers></providers><text>Hi</text></response>"


def text_of(output: str) -> FieldValue | None:
    fields = CODEC.parse(output, PLAN_SHAPE)
    return None if fields is None else fields.get("text")


# parseKeyValueXml


def test_fields_are_read_from_the_response() -> None:
    assert parse_key_value_xml("<response><a>1</a><b>2</b></response>") == {"a": "1", "b": "2"}


def test_the_response_is_found_after_a_reasoning_block() -> None:
    assert parse_key_value_xml("<think>x</think>\n<response><text>y</text></response>") == {"text": "y"}


def test_without_a_response_the_first_balanced_element_is_read() -> None:
    assert parse_key_value_xml("<br> so: <out><text>y</text></out><out><text>z</text></out>") == {"text": "y"}


def test_without_a_response_fields_behind_a_reasoning_block_are_not_read() -> None:
    assert parse_key_value_xml("<think>x</think><text>y</text>") is None


@pytest.mark.parametrize(
    "text",
    [
        "", "plain", "<response>", "<response>plain</response>", "<a></a>", "<a><b/></a>", "<unclosed>",
        "<response></response>", "<response><start>value</end></response>", f"<response>{'a' * 100_000}",
    ],
)  # fmt: skip
def test_nothing_to_read_is_none(text: str) -> None:
    assert parse_key_value_xml(text) is None


@pytest.mark.parametrize("name", ["actions", "providers", "evaluators"])
def test_lists_are_split_at_commas_and_keep_empty_items(name: str) -> None:
    assert parse_key_value_xml(f"<r><{name}>A, B ,,C</{name}></r>") == {name: ("A", "B", "", "C")}
    assert parse_key_value_xml(f"<r><{name}> </{name}></r>") == {name: ()}


@pytest.mark.parametrize(("raw", "value"), [("true", True), (" TRUE ", True), ("false", False), ("yes", False)])
def test_simple_is_a_bool(raw: str, value: bool) -> None:
    assert parse_key_value_xml(f"<r><simple>{raw}</simple></r>") == {"simple": value}


def test_a_whole_response_is_read() -> None:
    text = "<response><key>value</key><actions>a,b</actions><simple>true</simple><complex>false</complex></response>"

    assert parse_key_value_xml(text) == {"key": "value", "actions": ("a", "b"), "simple": True, "complex": "false"}


def test_other_values_are_strings() -> None:
    assert parse_key_value_xml("<r><isFinish>true</isFinish><n>1</n></r>") == {"isFinish": "true", "n": "1"}


def test_nested_markup_is_a_raw_string_and_its_tags_are_no_fields() -> None:
    assert parse_key_value_xml("<r><p><x>1</x><x>2</x></p></r>") == {"p": "<x>1</x><x>2</x>"}


def test_an_element_in_one_of_its_own_name_does_not_end_it() -> None:
    text = "<container><text><text>inner</text>outer</text></container>"

    assert parse_key_value_xml(text) == {"text": "<text>inner</text>outer"}


def test_an_empty_element_before_the_first_one_is_passed_over() -> None:
    assert parse_key_value_xml("<sc /> <container><key>value</key></container>") == {"key": "value"}


def test_the_last_of_equal_names_counts() -> None:
    assert parse_key_value_xml("<r><a>1</a><a>2</a></r>") == {"a": "2"}


def test_entities_are_unescaped() -> None:
    assert parse_key_value_xml("<r><a>&lt;b&gt; &amp; &quot;c&quot;</a></r>") == {"a": '<b> & "c"'}


def test_attributes_are_tolerated() -> None:
    assert parse_key_value_xml('<response id="1"><a class="x">1</a></response>') == {"a": "1"}


def test_an_external_entity_is_only_text() -> None:
    text = '<!DOCTYPE r [<!ENTITY e SYSTEM "file:///etc/passwd">]><r><a>&e;</a></r>'

    assert parse_key_value_xml(text) == {"a": "&e;"}


# The codec


def test_a_plan_is_read() -> None:
    assert CODEC.parse(PLAN, PLAN_SHAPE) == {"thought": "T", "actions": ("REPLY",), "providers": (), "text": "Hi"}


def test_a_respond_decision_is_read() -> None:
    output = "```xml\n<response><name>Eliza</name><reasoning>r</reasoning><action>STOP</action></response>\n```"

    assert CODEC.parse(output, RESPOND_SHAPE) == {"name": "Eliza", "reasoning": "r", "action": "STOP"}


@pytest.mark.parametrize(
    "output", ["", "no", "<think>x</think><text>y</text>", "<think><text>x</text></think>", "<a><b></a>"]
)
def test_an_output_without_an_answer_is_none(output: str) -> None:
    assert CODEC.parse(output, PLAN_SHAPE) is None


def test_the_shape_decides_the_kind() -> None:
    shape = ResponseShape(fields=(FieldSpec(name="tags", kind="list"), FieldSpec(name="sure", kind="flag")))

    assert CODEC.parse("<response><tags>a,b</tags><sure>True</sure></response>", shape) == {
        "tags": ("a", "b"),
        "sure": True,
    }


def test_fields_that_the_shape_does_not_have_go_by_their_names() -> None:
    assert CODEC.parse("<response><evaluators>a,b</evaluators><mood>m</mood></response>", PLAN_SHAPE) == {
        "evaluators": ("a", "b"),
        "mood": "m",
    }


def test_empty_elements_never_crash_and_are_no_fields() -> None:
    assert CODEC.parse("<response><thought/><actions>IGNORE</actions><text/></response>", PLAN_SHAPE) == {
        "actions": ("IGNORE",)
    }


def test_the_first_text_counts_since_it_was_shown() -> None:
    assert text_of("<response><text>a</text><text>b</text></response>") == "a"


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        ("\n  Hi \n", "Hi"),
        ("Use &lt;b&gt; or <b>this</b>", "Use <b> or <b>this</b>"),
        ("<![CDATA[1 < 2 & <i>]]>", "1 < 2 & <i>"),
        ("a <text>b</text> c", "a b c"),
        ("<text>twice</text>", "twice"),
        ("the <text> tag", "the  tag"),
        ("a </thought> b", "a  b"),
        ("a <response> b", "a  b"),
        ("forgot<actions>REPLY</actions>", "forgot"),
        ("forgot <thought>secret</thought>", "forgot"),
    ],
)
def test_markup_in_the_text(inside: str, text: str) -> None:
    assert text_of(f"<response><text>{inside}</text></response>") == text


def test_text_that_was_never_closed_does_not_take_the_fields_after_it() -> None:
    assert CODEC.parse("<response><text>Hi<actions>REPLY</actions></response>", PLAN_SHAPE) == {
        "text": "Hi",
        "actions": ("REPLY",),
    }


def test_a_response_that_was_never_closed_is_read() -> None:
    assert CODEC.parse("<response><thought>T</thought><text>Hi</text>", PLAN_SHAPE) == {"thought": "T", "text": "Hi"}


def test_a_missing_wrapper_is_forgiven() -> None:
    assert CODEC.parse("<thought>T</thought><text>Hi</text>", PLAN_SHAPE) == {"thought": "T", "text": "Hi"}


def test_a_response_after_a_stray_field_still_wins() -> None:
    assert CODEC.parse("<thought>hm</thought><response><text>Hi</text></response>", PLAN_SHAPE) == {"text": "Hi"}
    assert CODEC.parse("<thought>hm <response><text>Hi</text></response>", PLAN_SHAPE) == {"text": "Hi"}


def test_an_empty_response_in_a_reasoning_block_is_not_the_answer() -> None:
    assert text_of("<think>I need <response></response></think><response><text>Hi</text></response>") == "Hi"


def test_an_open_response_in_a_reasoning_block_does_not_hide_the_answer() -> None:
    assert text_of("<think>I need <response></think><response><text>Hi</text></response>") == "Hi"


def test_text_in_another_field_is_not_the_text() -> None:
    assert text_of("<response><thought>say <text>no</text></thought><text>yes</text></response>") == "yes"


def test_a_field_that_was_never_closed_hides_nothing() -> None:
    assert CODEC.parse("<response><thought>T <actions>REPLY</actions><text>Hi</text></response>", PLAN_SHAPE) == {
        "actions": ("REPLY",),
        "text": "Hi",
    }


@pytest.mark.parametrize("cut", ["", "<", "</", "</te", "</text", "</text ", " ", "&", "&am", "<!", "<![CDA"])
def test_a_cut_text_ends_before_the_cut_mark(cut: str) -> None:
    assert text_of(f"<response><text>Hello{cut}") == "Hello"


@pytest.mark.parametrize(
    ("output", "complete"),
    [
        (PLAN, True),
        (PLAN.removesuffix("</response>"), True),
        (PLAN.removesuffix("</text></response>"), False),
        ("<response><thought>T</thought><actions>REPLY</actions>", False),
        ("<response><thought>T</thought></response>", True),
        ("<response><thought>T", False),
        ("<out><text>Hi</text></out>", True),
        ("plain", False),
        ("<response></response>", False),
    ],
)
def test_a_cut_answer_is_told_from_a_complete_one(output: str, complete: bool) -> None:
    assert CODEC.is_complete(output, PLAN_SHAPE) is complete


def test_instructions_show_every_field_in_order() -> None:
    instructions = CODEC.instructions(PLAN_SHAPE)

    places = [instructions.index(f"<{name}>") for name in ("response", "thought", "actions", "providers", "text")]
    assert places == sorted(places)
    assert "</response>" in instructions
    assert "&lt;" in instructions


def test_instructions_name_the_choices() -> None:
    assert "RESPOND | IGNORE | STOP" in CODEC.instructions(RESPOND_SHAPE)


def test_instructions_explain_lists_and_flags() -> None:
    shape = ResponseShape(
        fields=(
            FieldSpec(name="moods", kind="list", choices=("sad", "glad"), required=True),
            FieldSpec(name="sure", kind="flag", required=True),
        )
    )
    instructions = CODEC.instructions(shape)

    assert "sad | glad" in instructions
    assert "true or false" in instructions


def test_the_outline_of_the_instructions_is_itself_an_answer() -> None:
    instructions = CODEC.instructions(PLAN_SHAPE)

    assert set(CODEC.parse(instructions, PLAN_SHAPE) or {}) == {"thought", "actions", "providers", "text"}


def test_the_repair_hint_names_the_syntax() -> None:
    hint = CODEC.repair_hint(PLAN_SHAPE)

    assert "XML" in hint
    assert "<response>" in hint
    assert "<thought>, <actions>" in hint


def test_a_field_called_like_the_wrapper_is_refused() -> None:
    shape = ResponseShape(fields=(FieldSpec(name="response"),))

    with pytest.raises(ValueError, match="response"):
        CODEC.parse("", shape)


def test_the_codec_has_a_name() -> None:
    assert CODEC.name == "xml"
