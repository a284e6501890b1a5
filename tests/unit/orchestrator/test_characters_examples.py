"""Example conversations in character files."""

import pytest

from parley_server.domain.characters import Character, Dialogue, Turn
from parley_server.domain.content import Content
from parley_server.domain.json import JsonObject, JsonValue
from parley_server.orchestrator.characters import BadCharacter, ReadCharacter, read_character, write_character

HELLO: JsonObject = {"name": "Brindle", "content": {"text": "Hello."}}


def read(examples: JsonValue) -> ReadCharacter:
    return read_character({"name": "Brindle", "messageExamples": examples})


def changes(result: ReadCharacter) -> list[tuple[str, str]]:
    return [(change.pointer, change.note) for change in result.changes]


def problems(examples: JsonValue) -> list[tuple[str, str]]:
    with pytest.raises(BadCharacter) as caught:
        read(examples)
    return [(problem.field, problem.note) for problem in caught.value.problems]


@pytest.mark.parametrize("examples", [[[HELLO]], [{"examples": [HELLO]}]])
def test_present_shapes_are_read_without_a_change(examples: JsonValue) -> None:
    result = read(examples)

    assert result.character.message_examples == (
        Dialogue(turns=(Turn(name="Brindle", content=Content(text="Hello.")),)),
    )
    assert changes(result) == []


@pytest.mark.parametrize("key", ["turns", "messages"])
def test_other_names_for_the_turns_are_renamed(key: str) -> None:
    result = read([{key: [HELLO]}])

    assert len(result.character.message_examples[0].turns) == 1
    assert changes(result) == [(f"/messageExamples/0/{key}", "renamed to examples")]


def test_placeholders_are_renamed_in_names_and_texts() -> None:
    result = read([[{"user": "{{user2}}", "content": {"text": "I am {{user2}}, not {{ user11 }} or {{user}}."}}]])

    turn = result.character.message_examples[0].turns[0]
    assert (turn.name, turn.content.text) == ("{{name2}}", "I am {{name2}}, not {{name11}} or {{user}}.")
    assert changes(result) == [
        ("/messageExamples/0/0/user", "renamed to name"),
        ("/messageExamples/0/0/user", "{{userN}} written {{nameN}}"),
        ("/messageExamples/0/0/content/text", "{{userN}} written {{nameN}}"),
    ]


def test_name_wins_over_user() -> None:
    result = read([[{"user": "Somebody", **HELLO}]])

    assert result.character.message_examples[0].turns[0].name == "Brindle"
    assert changes(result) == [("/messageExamples/0/0/user", "left out, name is there too")]


def test_turns_alone_make_one_conversation() -> None:
    result = read([HELLO, HELLO])

    assert [len(dialogue.turns) for dialogue in result.character.message_examples] == [2]
    assert changes(result) == [("/messageExamples", "turns put into conversations")]


def test_answer_in_a_turn_is_spoken_by_the_character_and_ends_the_conversation() -> None:
    result = read([{"name": "{{name1}}", "content": "Rain?", "response": {"text": "No."}}, HELLO])

    first, second = result.character.message_examples
    assert [(turn.name, turn.content.text) for turn in first.turns] == [("{{name1}}", "Rain?"), ("Brindle", "No.")]
    assert len(second.turns) == 1


def test_text_beside_the_speaker_is_the_content() -> None:
    result = read([[{"name": "Brindle", "text": "Hello."}]])

    assert result.character.message_examples[0].turns[0].content == Content(text="Hello.")
    assert changes(result) == [
        ("/messageExamples/0/0/text", "renamed to content"),
        ("/messageExamples/0/0/text", "text made a content"),
    ]


def test_prompt_and_outcome_are_kept_over_a_round_trip() -> None:
    result = read([{"prompt": "At dawn.", "examples": [HELLO], "outcome": "They part."}])

    dialogue = result.character.message_examples[0]
    assert (dialogue.prompt, dialogue.outcome) == ("At dawn.", "They part.")
    assert read_character(write_character(result.character)) == result


@pytest.mark.parametrize("nothing", [[], {"examples": []}])
def test_empty_conversation_is_dropped(nothing: JsonValue) -> None:
    result = read([nothing, [HELLO], None])

    assert len(result.character.message_examples) == 1
    assert ("/messageExamples/0", "empty, dropped") in changes(result)
    assert ("/messageExamples/2", "null, dropped") in changes(result)


def test_unknown_keys_of_turns_and_conversations_are_left_out_and_reported() -> None:
    result = read([{"examples": [{**HELLO, "mood": "dry"}], "season": "autumn"}])

    assert changes(result) == [
        ("/messageExamples/0/examples/0/mood", "unknown key, left out"),
        ("/messageExamples/0/season", "unknown key, left out"),
    ]


def test_conversations_are_written_as_lists_of_turns() -> None:
    character = Character(name="Brindle", message_examples=read([[HELLO]]).character.message_examples)

    assert write_character(character)["messageExamples"] == [[HELLO]]


@pytest.mark.parametrize(
    ("examples", "pointer", "note"),
    [
        ("none", "", "must be a list of conversations"),
        ({"examples": [HELLO]}, "", "must be a list of conversations"),
        (["Hello."], "/0", "must be a list of turns or an object with one"),
        ([{"examples": "Hello."}], "/0/examples", "must be a list of turns"),
        ([{"prompt": "At dawn."}], "/0/examples", "is missing"),
        ([["Hello."]], "/0/0", "must be an object"),
        ([[{"content": {"text": "Hello."}}]], "/0/0/name", "is missing: who says this?"),
        ([[{"name": "", "content": {"text": "Hello."}}]], "/0/0/name", "must not be empty"),
        ([[{"name": ["Brindle"], "content": {"text": "Hello."}}]], "/0/0/name", "must be text"),
        ([[{"name": "Brindle"}]], "/0/0/content", "is missing"),
        ([[{"name": "Brindle", "content": 7}]], "/0/0/content", "must be an object"),
        ([[{"name": "Brindle", "content": {"text": ["Hello."]}}]], "/0/0/content/text", "must be text"),
    ],
)
def test_examples_that_cannot_be_read_are_refused(examples: JsonValue, pointer: str, note: str) -> None:
    assert problems(examples) == [(f"/messageExamples{pointer}", note)]
