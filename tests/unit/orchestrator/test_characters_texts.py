"""Texts, lists of texts and names in character files."""

import pytest

from parley_server.domain.json import JsonValue
from parley_server.orchestrator.characters import BadCharacter, ReadCharacter, read_character, write_character

UUID = "3f2504e0-4f89-41d3-9a0c-0305e82c3301"


def read(**members: JsonValue) -> ReadCharacter:
    return read_character({"name": "Brindle", **members})


def changes(result: ReadCharacter) -> list[tuple[str, str]]:
    return [(change.pointer, change.note) for change in result.changes]


def problems(**members: JsonValue) -> list[tuple[str, str]]:
    with pytest.raises(BadCharacter) as caught:
        read_character(members)
    return [(problem.field, problem.note) for problem in caught.value.problems]


@pytest.mark.parametrize("key", ["bio", "lore", "topics", "adjectives", "postExamples", "plugins", "clients"])
def test_one_text_is_made_a_list(key: str) -> None:
    result = read(**{key: "wind"})

    assert write_character(result.character)[key] == ["wind"]
    assert changes(result) == [(f"/{key}", "one text made a list")]


def test_list_of_texts_is_taken_as_it_is() -> None:
    result = read(topics=["wind", " rain "])

    assert result.character.topics == ("wind", " rain ")
    assert changes(result) == []


def test_empty_texts_and_nulls_are_dropped_and_numbers_made_text() -> None:
    result = read(topics=["", "wind", None, 42, 42.0, 2.5, "  "])

    assert result.character.topics == ("wind", "42", "42", "2.5")
    assert changes(result) == [
        ("/topics/2", "null, dropped"),
        ("/topics/0", "empty, dropped"),
        ("/topics/3", "number made text"),
        ("/topics/4", "number made text"),
        ("/topics/5", "number made text"),
        ("/topics/6", "empty, dropped"),
    ]


def test_empty_bio_is_dropped() -> None:
    result = read(bio=" ")

    assert result.character.bio == ()
    assert changes(result) == [("/bio", "empty, dropped")]


@pytest.mark.parametrize("key", ["system", "username", "bio", "style", "settings", "templates", "knowledge", "plugins"])
def test_null_is_dropped(key: str) -> None:
    result = read(**{key: None})

    assert result.character == read().character
    assert changes(result) == [(f"/{key}", "null, dropped")]


def test_number_as_username_is_made_text() -> None:
    result = read(username=7)

    assert result.character.username == "7"
    assert changes(result) == [("/username", "number made text")]


@pytest.mark.parametrize(
    ("file", "note"),
    [
        ({}, "is missing"),
        ({"name": None}, "is missing"),
        ({"name": ""}, "must not be empty"),
        ({"name": " "}, "must not be empty"),
        ({"name": 7}, "must be text"),
        ({"name": ["Brindle"]}, "must be text"),
    ],
)
def test_name_must_be_there_and_text(file: dict[str, JsonValue], note: str) -> None:
    assert problems(**file) == [("/name", note)]


@pytest.mark.parametrize("bio", [7, True, {"text": "wind"}])
def test_bio_that_is_no_text_is_refused(bio: JsonValue) -> None:
    assert problems(name="Brindle", bio=bio) == [("/bio", "must be text or a list of texts")]


@pytest.mark.parametrize("item", [True, ["wind"], {"name": "wind"}])
def test_item_of_a_list_that_is_no_text_is_refused(item: JsonValue) -> None:
    assert problems(name="Brindle", topics=["rain", item]) == [("/topics/1", "must be text")]


@pytest.mark.parametrize("key", ["plugins", "clients"])
def test_object_in_a_list_of_names_is_replaced_by_its_name(key: str) -> None:
    names: JsonValue = [{"name": "weather", "actions": []}, "tides"]

    result = read(**{key: names})

    assert write_character(result.character)[key] == ["weather", "tides"]
    assert changes(result) == [(f"/{key}/0", "replaced by its name")]


@pytest.mark.parametrize("plugin", [{}, {"name": 7}, {"name": None}])
def test_plugin_without_a_name_is_refused(plugin: JsonValue) -> None:
    assert problems(name="Brindle", plugins=[plugin]) == [("/plugins/0", "must be text or an object with a name")]


def test_uuid_is_taken_as_id() -> None:
    assert changes(read(id=UUID)) == []


def test_id_that_is_no_uuid_is_kept_and_reported() -> None:
    result = read(id="brindle-1")

    assert result.character.id == "brindle-1"
    assert changes(result) == [("/id", "not a UUID, kept as text")]


def test_id_in_upper_case_is_written_in_lower_case() -> None:
    result = read(id=UUID.upper())

    assert result.character.id == UUID
    assert changes(result) == [("/id", "written in lower case")]


def test_snake_case_keys_are_renamed() -> None:
    result = read(post_examples=["East."], model_provider="openai")

    assert result.character.post_examples == ("East.",)
    assert result.character.model_provider == "openai"
    assert changes(result) == [
        ("/post_examples", "renamed to postExamples"),
        ("/model_provider", "renamed to modelProvider"),
    ]


def test_second_spelling_of_a_key_is_left_out_and_reported() -> None:
    result = read(post_examples=["West."], postExamples=["East."])

    assert result.character.post_examples == ("East.",)
    assert changes(result) == [("/post_examples", "left out, postExamples is there too")]


def test_second_spelling_counts_when_the_first_is_null() -> None:
    result = read(postExamples=None, post_examples=["West."])

    assert result.character.post_examples == ("West.",)


def test_parts_of_the_style_may_be_missing() -> None:
    result = read(style={"chat": "short"})

    assert (result.character.style.all, result.character.style.chat) == ((), ("short",))
    assert changes(result) == [("/style/chat", "one text made a list")]


def test_style_that_is_a_list_holds_everywhere() -> None:
    result = read(style=["short"])

    assert result.character.style.all == ("short",)
    assert changes(result) == [("/style", "made the part called all")]


def test_style_that_is_a_number_is_refused() -> None:
    assert problems(name="Brindle", style=3) == [("/style", "must be an object")]


def test_templates_that_are_no_text_are_left_out() -> None:
    result = read(templates={"a/b": 3, "messageHandlerTemplate": "Say {{text}}", "c": None})

    assert result.character.templates == {"messageHandlerTemplate": "Say {{text}}"}
    assert changes(result) == [("/templates/a~1b", "not text, left out"), ("/templates/c", "null, dropped")]


def test_templates_must_be_an_object() -> None:
    assert problems(name="Brindle", templates=["x"]) == [("/templates", "must be an object of texts")]
