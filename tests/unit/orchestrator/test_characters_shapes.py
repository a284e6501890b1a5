"""Wrapped files, unknown keys, and the limits of files and reports."""

from functools import reduce

import pytest

from parley_server.domain.json import JsonValue
from parley_server.orchestrator.characters import BadCharacter, ReadCharacter, read_character, write_character
from parley_server.orchestrator.characters.report import MAX_CHANGES, MAX_PROBLEMS
from parley_server.orchestrator.characters.values import MAX_DEPTH


def read(**members: JsonValue) -> ReadCharacter:
    return read_character({"name": "Brindle", **members})


def changes(result: ReadCharacter) -> list[tuple[str, str]]:
    return [(change.pointer, change.note) for change in result.changes]


def problems(file: JsonValue) -> list[tuple[str, str]]:
    with pytest.raises(BadCharacter) as caught:
        read_character(file)  # type: ignore[arg-type]  # what comes from outside may be anything
    return [(problem.field, problem.note) for problem in caught.value.problems]


def nested(levels: int) -> JsonValue:
    """Return lists, `levels` deep."""
    start: JsonValue = []
    return reduce(lambda inner, _: [inner], range(levels - 1), start)


def test_unknown_keys_are_kept_unchanged_and_reported() -> None:
    unknown: dict[str, JsonValue] = {"twitterSpaces": {"topics": [None, 1]}, "people": [], "gap": None, "createdAt": 1}

    result = read(**unknown)

    assert result.character.extra == unknown
    assert changes(result) == [(f"/{key}", "unknown key, kept") for key in unknown]


def test_pointers_are_escaped() -> None:
    assert [pointer for pointer, _ in changes(read(**{"a/b~c": 1, "": 2}))] == ["/a~1b~0c", "/"]


def test_written_file_has_unknown_keys_under_extra() -> None:
    result = read(people=["A"], bio=["b"])

    written = write_character(result.character)

    assert written == {"name": "Brindle", "bio": ["b"], "extra": {"people": ["A"]}}
    assert read_character(written) == ReadCharacter(character=result.character)


def test_extra_may_hide_known_keys() -> None:
    result = read(extra={"bio": "not the bio", "character": {"name": "nobody"}})

    assert result.character.extra == {"bio": "not the bio", "character": {"name": "nobody"}}
    assert changes(result) == []
    assert read_character(write_character(result.character)) == result


def test_key_in_and_outside_of_extra_is_reported() -> None:
    result = read(people=["A"], extra={"people": ["B"], "other": 1})

    assert result.character.extra == {"people": ["A"], "other": 1}
    assert changes(result) == [
        ("/people", "unknown key, kept"),
        ("/extra/people", "left out, the file has it outside of extra too"),
    ]


def test_extra_that_is_no_object_is_an_unknown_key() -> None:
    result = read(extra=["A"])

    assert result.character.extra == {"extra": ["A"]}
    assert changes(result) == [("/extra", "unknown key, kept")]
    assert read_character(write_character(result.character)).character == result.character


def test_unknown_parts_of_the_style_are_kept_in_extra() -> None:
    result = read(style={"all": ["short"], "twitter": ["no tags"]})

    assert result.character.extra == {"style": {"twitter": ["no tags"]}}
    assert changes(result) == [("/style/twitter", "unknown key, kept in extra")]
    assert read_character(write_character(result.character)).character == result.character


def test_unknown_parts_of_the_style_give_way_to_what_extra_has() -> None:
    result = read(style={"twitter": ["no tags"]}, extra={"style": "older"})

    assert result.character.extra == {"style": "older"}
    assert changes(result) == [("/style/twitter", "unknown key, left out")]


def test_keys_around_a_wrapped_character_are_read_as_its_own() -> None:
    result = read_character(
        {"character": {"name": "Brindle", "status": "inner"}, "plugins": ["tides"], "status": "outer"}
    )

    assert result.character.plugins == ("tides",)
    assert result.character.extra == {"status": "inner"}
    assert changes(result) == [
        ("/character", "taken out of its wrapping"),
        ("/status", "left out, the character has its own"),
        ("/character/status", "unknown key, kept"),
    ]


def test_problems_of_a_wrapped_character_are_found_in_their_place() -> None:
    assert problems({"character": {"bio": 7}}) == [
        ("/character/name", "is missing"),
        ("/character/bio", "must be text or a list of texts"),
    ]


def test_character_that_is_no_object_is_an_unknown_key() -> None:
    assert read(character="round").character.extra == {"character": "round"}


@pytest.mark.parametrize("file", [[], "Brindle", 7, None, True])
def test_file_that_is_no_object_is_refused(file: JsonValue) -> None:
    assert ("", "must be an object") in problems(file)


@pytest.mark.parametrize(
    ("value", "note"),
    [
        ("a\x00b", "holds NUL or half a surrogate pair, which is no text"),
        ("\ud83d", "holds NUL or half a surrogate pair, which is no text"),
        (float("nan"), "is no number of JSON"),
        (float("inf"), "is no number of JSON"),
        (10**5000, "is a whole number beyond 64 bits"),
    ],
    ids=["nul", "surrogate", "nan", "infinity", "huge"],
)
@pytest.mark.parametrize("place", ["unknown", "system"])
def test_values_that_nobody_could_store_are_refused(value: JsonValue, note: str, place: str) -> None:
    assert problems({"name": "Brindle", place: value}) == [(f"/{place}", note)]


def test_key_that_nobody_could_store_is_refused() -> None:
    assert problems({"name": "Brindle", "a": {"\ud83d/": 1}}) == [
        ("/a/?~1", "holds NUL or half a surrogate pair, which is no text")
    ]


def test_python_values_that_are_no_json_are_refused() -> None:
    file = {"name": "Brindle", "a": b"bytes", "b": {1: 2}}

    assert problems(file) == [  # type: ignore[arg-type]  # on purpose
        ("/a", "is no JSON value"),
        ("/b", "has a key that is not text"),
    ]


@pytest.mark.parametrize("place", ["unknown", "extra", "settings", "style", "content"])
def test_free_form_values_may_be_nested_to_the_limit(place: str) -> None:
    limit = MAX_DEPTH - 1 if place == "style" else MAX_DEPTH

    result = read_character(_file_with(place, nested(limit)))

    assert read_character(write_character(result.character)).character == result.character


@pytest.mark.parametrize(
    ("place", "pointer"),
    [
        ("unknown", "/unknown"),
        ("extra", "/extra/deep"),
        ("settings", "/settings/deep"),
        ("style", "/style/deep"),
        ("content", "/messageExamples/0/0/content/deep"),
    ],
)
def test_free_form_values_beyond_the_limit_are_refused(place: str, pointer: str) -> None:
    limit = MAX_DEPTH - 1 if place == "style" else MAX_DEPTH

    assert problems(_file_with(place, nested(limit + 1))) == [(pointer, f"is nested deeper than {limit} levels")]


def test_very_deep_file_is_refused_without_recursion() -> None:
    assert [note for _, note in problems({"name": "Brindle", "bio": nested(100_000)})] == [
        "is nested deeper than 64 levels",
        "must be text",
    ]


def test_very_deep_wrapping_is_refused() -> None:
    start: JsonValue = {"name": "Brindle"}

    file = reduce(lambda inner, _: {"character": inner}, range(5_000), start)

    assert "is nested deeper than 64 levels" in [note for _, note in problems(file)]


def test_changes_are_bounded_and_the_last_says_how_many_more_there_are() -> None:
    result = read(topics=[1] * (MAX_CHANGES + 50))

    assert len(result.changes) == MAX_CHANGES
    assert changes(result)[-2:] == [
        (f"/topics/{MAX_CHANGES - 2}", "number made text"),
        ("", "51 more changes are not listed"),
    ]


def test_exactly_the_limit_of_changes_is_listed_whole() -> None:
    assert changes(read(topics=[1] * MAX_CHANGES))[-1] == (f"/topics/{MAX_CHANGES - 1}", "number made text")


def test_problems_are_bounded() -> None:
    assert len(problems({"name": "Brindle", "topics": [True] * (MAX_PROBLEMS + 5)})) == MAX_PROBLEMS


def test_message_of_the_error_names_the_first_problem() -> None:
    with pytest.raises(BadCharacter, match=r"the character has 2 problem\(s\), first at '/name': is missing"):
        read_character({"bio": 7})


def _file_with(place: str, value: JsonValue) -> dict[str, JsonValue]:
    """Return a file with a free-form value in one of the places where there may be one."""
    if place == "unknown":
        return {"name": "Brindle", "unknown": value}
    if place == "content":
        turn: JsonValue = {"name": "Brindle", "content": {"deep": value}}
        return {"name": "Brindle", "messageExamples": [[turn]]}
    return {"name": "Brindle", place: {"deep": value}}
