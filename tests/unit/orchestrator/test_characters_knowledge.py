"""What characters learn, in the shapes of all ages."""

import pytest

from parley_server.domain.characters import Character, KnowledgeSource
from parley_server.domain.json import JsonValue
from parley_server.orchestrator.characters import BadCharacter, read_character, write_character


def read(knowledge: JsonValue, key: str = "knowledge") -> tuple[tuple[KnowledgeSource, ...], list[tuple[str, str]]]:
    result = read_character({"name": "Brindle", key: knowledge})
    return result.character.knowledge, [(change.pointer, change.note) for change in result.changes]


@pytest.mark.parametrize(
    ("item", "source"),
    [
        ("Red sky at night.", KnowledgeSource(text="Red sky at night.")),
        ({"path": "clouds.md"}, KnowledgeSource(path="clouds.md")),
        ({"path": "clouds.md", "shared": True}, KnowledgeSource(path="clouds.md", shared=True)),
        ({"directory": "almanacs", "shared": False}, KnowledgeSource(directory="almanacs")),
        ({"text": "clouds.md"}, KnowledgeSource(text="clouds.md")),
        (
            {"text": "Cirrus.", "sourceId": "kb-1", "sourcePath": "clouds.txt"},
            KnowledgeSource(text="Cirrus.", source_id="kb-1", source_path="clouds.txt"),
        ),
    ],
)
def test_present_shapes_are_read_without_a_change(item: JsonValue, source: KnowledgeSource) -> None:
    assert read([item]) == ((source,), [])


def test_old_source_keeps_its_text_and_tells_its_file() -> None:
    sources, notes = read([{"id": "kb-1", "path": "clouds.txt", "content": "Cirrus."}])

    assert sources == (KnowledgeSource(text="Cirrus.", source_id="kb-1", source_path="clouds.txt"),)
    assert notes == [
        ("/knowledge/0/content", "renamed to text"),
        ("/knowledge/0/path", "only told, not read: its text is here"),
        ("/knowledge/0/id", "renamed to sourceId"),
    ]


def test_text_that_looks_like_a_file_stays_text_and_is_reported() -> None:
    sources, notes = read(["docs/clouds.md"])

    assert sources == (KnowledgeSource(text="docs/clouds.md"),)
    assert notes == [
        ("/knowledge/0", "looks like a file but is learnt as text; write it as a path to have the file read")
    ]


def test_documents_come_first_and_their_texts_are_files() -> None:
    result = read_character({"name": "Brindle", "knowledge": ["Red sky."], "documents": ["clouds.md"]})

    assert result.character.knowledge == (KnowledgeSource(path="clouds.md"), KnowledgeSource(text="Red sky."))


def test_directory_as_an_object_is_flattened() -> None:
    sources, notes = read([{"directory": {"path": "almanacs", "shared": True, "depth": 2}}])

    assert sources == (KnowledgeSource(directory="almanacs", shared=True),)
    assert notes == [
        ("/knowledge/0/directory", "its parts moved one level up"),
        ("/knowledge/0/directory/path", "renamed to directory"),
        ("/knowledge/0/directory/depth", "unknown key, left out"),
    ]


def test_item_with_a_case_is_unfolded() -> None:
    sources, notes = read([{"item": {"case": "path", "value": "clouds.md", "tag": 1}}])

    assert sources == (KnowledgeSource(path="clouds.md"),)
    assert notes == [("/knowledge/0/item/tag", "unknown key, left out"), ("/knowledge/0/item", "written as path")]


def test_what_an_item_unfolds_to_gives_way_to_what_is_there() -> None:
    sources, notes = read([{"item": {"case": "path", "value": "clouds.md"}, "path": "winds.md"}])

    assert sources == (KnowledgeSource(path="winds.md"),)
    assert notes[-1] == ("/knowledge/0/item/value", "left out, path is there too")


def test_empty_null_and_number_items() -> None:
    sources, notes = read(["", None, 42.0])

    assert sources == (KnowledgeSource(text="42"),)
    assert sorted(notes) == [
        ("/knowledge/0", "empty, dropped"),
        ("/knowledge/1", "null, dropped"),
        ("/knowledge/2", "number made text"),
    ]


def test_one_text_is_made_a_list() -> None:
    assert read("Red sky.") == ((KnowledgeSource(text="Red sky."),), [("/knowledge", "one text made a list")])


def test_unknown_keys_of_a_source_are_left_out() -> None:
    assert read([{"path": "clouds.md", "type": "doc"}])[1] == [("/knowledge/0/type", "unknown key, left out")]


def test_sources_are_written_as_plainly_as_they_can_be() -> None:
    knowledge = (
        KnowledgeSource(text="Red sky."),
        KnowledgeSource(text="clouds.md"),
        KnowledgeSource(text="Shared.", shared=True),
        KnowledgeSource(directory="almanacs"),
    )

    assert write_character(Character(name="Brindle", knowledge=knowledge))["knowledge"] == [
        "Red sky.",
        {"text": "clouds.md"},
        {"text": "Shared.", "shared": True},
        {"directory": "almanacs"},
    ]


@pytest.mark.parametrize(
    ("knowledge", "pointer", "note"),
    [
        (7, "", "must be a list of texts, files and folders"),
        ({"path": "clouds.md"}, "", "must be a list of texts, files and folders"),
        ([{}], "/0", "must have exactly one of text, path and directory"),
        ([{"path": " "}], "/0", "must have exactly one of text, path and directory"),
        ([{"path": "a.md", "directory": "b"}], "/0", "must have exactly one of text, path and directory"),
        ([{"text": "a", "directory": "b"}], "/0", "must have exactly one of text, path and directory"),
        ([{"item": {"case": "smell", "value": "b"}}], "/0", "must have exactly one of text, path and directory"),
        ([{"item": {"case": "path"}}], "/0", "must have exactly one of text, path and directory"),
        ([{"item": "a.md", "path": "a.md"}], "/0/item", "must be an object"),
        ([{"path": "a.md", "shared": "perhaps"}], "/0/shared", "must be true or false"),
        ([["Red sky."]], "/0", "must be text"),
    ],
)
def test_knowledge_that_cannot_be_read_is_refused(knowledge: JsonValue, pointer: str, note: str) -> None:
    with pytest.raises(BadCharacter) as caught:
        read(knowledge)

    assert [(problem.field, problem.note) for problem in caught.value.problems] == [(f"/knowledge{pointer}", note)]
