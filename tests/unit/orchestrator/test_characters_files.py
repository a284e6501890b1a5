"""Whole character files: small ones of every age, our own examples, and real ones where they are at hand."""

import json
import os
from pathlib import Path

import pytest

from parley_server.orchestrator.characters import BadCharacter, ReadCharacter, read_character, write_character

REPOSITORY = Path(__file__).parents[3]
FIXTURES = REPOSITORY / "tests" / "fixtures" / "characters"
EXAMPLES = sorted((REPOSITORY / "characters").glob("*.character.json"))
REAL_FOLDER = Path(os.environ.get("PARLEY_CHARACTER_DATA", REPOSITORY.parent / "shared" / "data" / "characters"))
REAL = sorted(REAL_FOLDER.glob("*.character.json"))


def read(path: Path) -> ReadCharacter:
    return read_character(json.loads(path.read_text(encoding="utf-8")))


def changes(name: str) -> list[tuple[str, str]]:
    return [(change.pointer, change.note) for change in read(FIXTURES / f"{name}.json").changes]


def test_turns_without_conversations_are_grouped_and_answers_become_turns() -> None:
    assert changes("turns-alone") == [
        ("/bio", "one text made a list"),
        ("/messageExamples", "turns put into conversations"),
        ("/messageExamples/0/user", "renamed to name"),
        ("/messageExamples/0/user", "{{userN}} written {{nameN}}"),
        ("/messageExamples/0/response", "made a turn of its own"),
        ("/messageExamples/0/response", "text made a content"),
        ("/messageExamples/1/user", "renamed to name"),
        ("/messageExamples/1/user", "{{userN}} written {{nameN}}"),
        ("/messageExamples/1/response", "made a turn of its own"),
        ("/messageExamples/1/response", "text made a content"),
        ("/messageExamples/1/response", "{{userN}} written {{nameN}}"),
        ("/clients", "one text made a list"),
    ]


def test_version_0_reports_each_change() -> None:
    assert changes("version-0") == [
        ("/settings/secrets", "moved to secrets"),
        ("/settings/secrets/PORT", "made text"),
        ("/settings/secrets/UNUSED_TOKEN", "empty, dropped"),
        ("/bio/1", "number made text"),
        ("/messageExamples/0/0/user", "renamed to name"),
        ("/messageExamples/0/0/user", "{{userN}} written {{nameN}}"),
        ("/messageExamples/0/1/user", "renamed to name"),
        ("/messageExamples/0/1/content/action", "renamed to actions"),
        ("/messageExamples/0/1/content/text", "{{userN}} written {{nameN}}"),
        ("/messageExamples/0/1/content/action", "one text made a list"),
        ("/messageExamples/1", "empty, dropped"),
        ("/topics/1", "empty, dropped"),
        ("/knowledge/1/content", "renamed to text"),
        ("/knowledge/1/path", "only told, not read: its text is here"),
        ("/knowledge/1/id", "renamed to sourceId"),
        ("/plugins/0", "replaced by its name"),
        ("/twitterSpaces", "unknown key, kept"),
        ("/style/twitter", "unknown key, kept in extra"),
    ]


def test_version_0_is_written_in_the_current_shape() -> None:
    assert write_character(read(FIXTURES / "version-0.json").character) == {
        "name": "Brindle",
        "bio": ["A talking weather vane.", "7"],
        "lore": ["Was once a garden gate."],
        "messageExamples": [
            [
                {"name": "{{name1}}", "content": {"text": "Rain today?"}},
                {"name": "Brindle", "content": {"text": "Let me turn, {{name1}}.", "actions": ["CONTINUE"]}},
            ]
        ],
        "postExamples": ["Wind from the east. So am I."],
        "topics": ["wind"],
        "adjectives": ["creaky"],
        "knowledge": [
            "Red sky at night is a good sign.",
            {"text": "Cirrus comes before rain.", "sourceId": "kb-1", "sourcePath": "knowledge/clouds.txt"},
        ],
        "plugins": ["weather", "tides"],
        "style": {"all": ["short"]},
        "settings": {"voice": {"model": "en_GB-somebody-low"}},
        "modelProvider": "anthropic",
        "clients": ["discord", "twitter"],
        "extra": {"twitterSpaces": {"maxSpeakers": 2}, "style": {"twitter": ["no hashtags"]}},
    }


def test_version_1_needs_few_changes() -> None:
    assert changes("version-1") == [
        ("/secrets/DEBUG", "made text"),
        ("/secrets/NOTHING", "null, dropped"),
        ("/settings/unset", "null, dropped"),
        ("/id", "written in lower case"),
        ("/system", "null, dropped"),
        ("/bio", "one text made a list"),
        ("/templates/broken", "not text, left out"),
    ]


def test_version_2_reports_each_change() -> None:
    assert changes("version-2") == [
        ("/documents", "read as knowledge"),
        ("/documents/0", "name of a file, made a path"),
        ("/knowledge/0/item", "written as path"),
        ("/knowledge/1/item", "written as directory"),
        ("/knowledge/1/item/value", "its parts moved one level up"),
        ("/knowledge/1/item/value/path", "renamed to directory"),
        ("/advancedMemory", "unknown key, kept"),
    ]


def test_exported_agent_is_unwrapped_and_its_state_kept() -> None:
    assert changes("exported-agent") == [
        ("/character", "taken out of its wrapping"),
        ("/name", "left out, the character has its own"),
        ("/character/message_examples", "renamed to messageExamples"),
        ("/character/message_examples/0/0/content", "text made a content"),
        ("/character/post_examples", "renamed to postExamples"),
        ("/character/topics", "one text made a list"),
        ("/character/model_provider", "renamed to modelProvider"),
        ("/enabled", "unknown key, kept"),
        ("/status", "unknown key, kept"),
        ("/createdAt", "unknown key, kept"),
    ]


def test_bad_file_is_refused_with_all_its_problems() -> None:
    with pytest.raises(BadCharacter) as caught:
        read(FIXTURES / "bad.json")

    assert [(problem.field, problem.note) for problem in caught.value.problems] == [
        ("/name", "is missing"),
        ("/secrets/WEATHER_API_KEY", "a secret must be text, a number, true or false"),
        ("/style/all", "must be text or a list of texts"),
        ("/system", "must be text"),
        ("/bio", "must be text or a list of texts"),
        ("/messageExamples", "must be a list of conversations"),
        ("/topics/0", "must be text"),
        ("/knowledge/0", "must have exactly one of text, path and directory"),
    ]


@pytest.mark.parametrize("path", sorted(FIXTURES.glob("*.json")), ids=lambda path: path.stem)
def test_fixture_comes_back_the_same_and_tells_no_secret(path: Path) -> None:
    try:
        result = read(path)
    except BadCharacter as error:
        assert "hush-hush" not in f"{error} {error.problems}"
        return
    written = write_character(result.character)

    again = read_character(json.loads(json.dumps(written)))

    assert again.changes == ()
    assert write_character(again.character) == written
    assert "hush-hush" not in f"{result} {written}"


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_our_own_example_has_the_current_shape(path: Path) -> None:
    result = read(path)

    assert result.changes == ()
    assert result.character.extra == {}
    assert "classic" not in result.character.plugins


def test_default_character_is_juno() -> None:
    assert read(REPOSITORY / "characters" / "juno.character.json").character.name == "Juno"


@pytest.mark.skipif(not REAL, reason="the folder of real character files is not at hand")
@pytest.mark.parametrize("path", REAL, ids=lambda path: path.name)
def test_real_file_is_read_and_comes_back_the_same(path: Path) -> None:
    file = json.loads(path.read_text(encoding="utf-8"))

    character = read_character(file).character
    again = read_character(write_character(character))

    assert character.name == file["name"]
    assert list(character.bio) == file["bio"]
    assert [len(dialogue.turns) for dialogue in character.message_examples] == [
        len(turns) for turns in file["messageExamples"]
    ]
    assert again.character == character
    assert again.changes == ()
