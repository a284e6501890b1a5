"""Settings and secrets in character files. A secret never shows anywhere but in the character's secrets."""

import pytest

from parley_server.domain.characters import Character
from parley_server.domain.json import JsonObject, JsonValue
from parley_server.orchestrator.characters import (
    BadCharacter,
    ReadCharacter,
    normalize_character,
    read_character,
    write_character,
)

SECRET = "hush-hush-1"


def read(**members: JsonValue) -> ReadCharacter:
    return read_character({"name": "Brindle", **members})


def changes(result: ReadCharacter) -> list[tuple[str, str]]:
    return [(change.pointer, change.note) for change in result.changes]


def test_settings_are_kept_as_they_are() -> None:
    settings: JsonObject = {"voice": {"model": None}, "RETRIES": 0, "DEBUG": False, "PREFIX": "", "list": [1]}

    result = read(settings=settings)

    assert result.character.settings == settings
    assert changes(result) == []


def test_null_setting_is_dropped() -> None:
    result = read(settings={"unset": None, "a": 1})

    assert result.character.settings == {"a": 1}
    assert changes(result) == [("/settings/unset", "null, dropped")]


def test_secrets_are_moved_out_of_the_settings() -> None:
    result = read(settings={"secrets": {"KEY": SECRET}, "a": 1})

    assert result.character.settings == {"a": 1}
    assert result.character.secrets == {"KEY": SECRET}
    assert changes(result) == [("/settings/secrets", "moved to secrets")]


def test_own_secret_wins_over_the_one_in_the_settings() -> None:
    result = read(secrets={"KEY": SECRET}, settings={"secrets": {"KEY": "older", "OTHER": "x"}})

    assert result.character.secrets == {"KEY": SECRET, "OTHER": "x"}
    assert changes(result) == [
        ("/settings/secrets", "moved to secrets"),
        ("/settings/secrets/KEY", "left out, secrets has it too"),
    ]


@pytest.mark.parametrize("nothing", [{}, None])
def test_empty_secrets_in_the_settings_are_dropped(nothing: JsonValue) -> None:
    result = read(settings={"secrets": nothing})

    assert result.character.settings == {}
    assert [pointer for pointer, _ in changes(result)] == ["/settings/secrets"]


def test_secrets_that_are_no_text_are_made_text() -> None:
    result = read(secrets={"PORT": 8080.0, "DEBUG": True, "QUIET": False})

    assert result.character.secrets == {"PORT": "8080", "DEBUG": "true", "QUIET": "false"}
    assert changes(result) == [
        ("/secrets/PORT", "made text"),
        ("/secrets/DEBUG", "made text"),
        ("/secrets/QUIET", "made text"),
    ]


def test_empty_secret_is_dropped_so_that_the_environment_counts() -> None:
    result = read(secrets={"KEY": "", "OTHER": None})

    assert result.character.secrets == {}
    assert changes(result) == [("/secrets/KEY", "empty, dropped"), ("/secrets/OTHER", "null, dropped")]


@pytest.mark.parametrize(
    ("file", "pointer"),
    [
        ({"secrets": SECRET}, "/secrets"),
        ({"secrets": [SECRET]}, "/secrets"),
        ({"secrets": {"KEY": [SECRET]}}, "/secrets/KEY"),
        ({"secrets": {"KEY": {"a": SECRET}}}, "/secrets/KEY"),
        ({"secrets": {"KEY": f"{SECRET}\x00"}}, "/secrets/KEY"),
        ({"settings": {"secrets": SECRET}}, "/settings/secrets"),
        ({"settings": {"secrets": {"KEY": [SECRET]}}}, "/settings/secrets/KEY"),
        ({"settings": [{"secrets": SECRET}]}, "/settings"),
    ],
)
def test_bad_secrets_are_refused_without_showing_them(file: dict[str, JsonValue], pointer: str) -> None:
    with pytest.raises(BadCharacter) as caught:
        read(**file)

    assert [problem.field for problem in caught.value.problems] == [pointer]
    assert SECRET not in f"{caught.value!r} {caught.value.message} {caught.value.problems} {caught.value.metadata}"
    assert caught.value.__context__ is None


def test_secrets_show_neither_in_the_result_nor_in_the_written_file() -> None:
    result = read(secrets={"KEY": SECRET}, settings={"secrets": {"OTHER": SECRET}})

    assert SECRET not in repr(result)
    assert SECRET not in str(write_character(result.character))


def test_secrets_of_a_wrapped_character_do_not_stay_in_extra() -> None:
    result = read_character(
        {"name": "Outer", "secrets": {"A": SECRET}, "character": {"bio": "x", "secrets": {"B": SECRET}}}
    )

    assert result.character.secrets == {"B": SECRET}
    assert SECRET not in repr(result)


def test_writer_leaves_out_secrets_that_a_typed_character_has_in_its_settings() -> None:
    character = Character(name="Brindle", settings={"secrets": {"KEY": SECRET}, "a": 1, "b": None})

    assert write_character(character)["settings"] == {"a": 1}


def test_normalizing_moves_the_secrets_of_a_typed_character() -> None:
    typed = Character(
        name="Brindle", settings={"secrets": {"KEY": SECRET}, "a": 1}, secrets={"OWN": "x"}, bio=("", "b")
    )

    result = normalize_character(typed)

    assert result.character == Character(
        name="Brindle", settings={"a": 1}, secrets={"OWN": "x", "KEY": SECRET}, bio=("b",)
    )
    assert changes(result) == [("/settings/secrets", "moved to secrets"), ("/bio/0", "empty, dropped")]


def test_normalizing_refuses_a_typed_character_without_a_name() -> None:
    with pytest.raises(BadCharacter) as caught:
        normalize_character(Character(name=""))

    assert [problem.field for problem in caught.value.problems] == ["/name"]
