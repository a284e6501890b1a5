"""What holds for every file and every character."""

import json
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from parley_server.domain.characters import Character, CharacterStyle, Dialogue, KnowledgeSource, Turn
from parley_server.domain.content import ActionResult, Content, Media, MediaKind, MentionContext, Payload
from parley_server.domain.ids import RunId
from parley_server.domain.json import JsonValue
from parley_server.orchestrator.characters import (
    BadCharacter,
    ReadCharacter,
    normalize_character,
    read_character,
    write_character,
)
from parley_server.orchestrator.characters.report import MAX_CHANGES, MAX_PROBLEMS

KEPT_ID = "not a UUID, kept as text"

KEYS = [
    "name", "id", "username", "system", "bio", "lore", "messageExamples", "message_examples", "postExamples",
    "topics", "adjectives", "knowledge", "documents", "plugins", "style", "templates", "settings", "secrets",
    "modelProvider", "clients", "extra", "character", "user", "content", "text", "action", "actions", "response",
    "examples", "prompt", "outcome", "path", "directory", "shared", "item", "case", "value", "all", "chat",
    "post", "json", "raw", "attachments", "contentType", "mentionContext", "actionResult", "values", "sourceId",
]  # fmt: skip

WORDS = st.sampled_from(
    ["", " ", "wind", "{{user1}}", "clouds.md", "true", "path", "image/png", "QUJD", "\x00", "\ud83d"]
)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | WORDS
ANY_JSON: st.SearchStrategy[JsonValue] = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS) | st.text(), inner, max_size=6),
    max_leaves=15,
)
FILES = st.dictionaries(st.sampled_from(KEYS), ANY_JSON, max_size=6).map(lambda file: {"name": "Brindle", **file})

# Files that are nearly right, so that many of them are read.
TEXTS = st.lists(st.sampled_from(["wind", "", "{{user1}}", "a.md"]) | st.none() | st.integers(-5, 5), max_size=3)
LOOSE_TEXTS = TEXTS | st.sampled_from(["wind", ""])
CONTENTS = st.sampled_from(["Hi {{user1}}", {"text": "Hi", "action": "WAVE"}, {"mood": 1, "extra": {"text": "a"}}, {}])
TURNS = st.builds(
    lambda key, content: {key: "{{user1}}", "content": content}, st.sampled_from(["name", "user"]), CONTENTS
)
TURN_LISTS = st.lists(TURNS, max_size=3)
SOURCES = st.sampled_from(
    ["fact", "a.md", {"path": "a.md", "id": 3}, {"directory": {"path": "d"}}, {"id": "1", "path": "a", "content": "b"}]
)
NEARLY_RIGHT = st.fixed_dictionaries(
    {"name": st.just("Brindle")},
    optional={
        "id": st.sampled_from(["x", "3F2504E0-4F89-41D3-9A0C-0305E82C3301"]),
        "bio": LOOSE_TEXTS,
        "topics": LOOSE_TEXTS,
        "message_examples": TURN_LISTS
        | st.lists(TURN_LISTS | st.builds(lambda t: {"examples": t}, TURN_LISTS), max_size=3),
        "knowledge": st.lists(SOURCES, max_size=3),
        "documents": st.lists(SOURCES, max_size=2),
        "style": st.dictionaries(st.sampled_from(["all", "chat", "twitter"]), LOOSE_TEXTS),
        "settings": st.dictionaries(st.sampled_from(["a", "b"]), st.none() | st.integers(0, 9)),
        "extra": st.dictionaries(st.sampled_from(["style", "people"]), st.integers(0, 9)),
        "people": st.integers(0, 9),
    },
)

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00{"), max_size=12)
FILLED = TEXT.filter(lambda text: bool(text.strip()))
FILLED_TEXTS = st.lists(FILLED, max_size=3).map(tuple)
JSON_VALUES: st.SearchStrategy[JsonValue] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS) | TEXT, inner, max_size=3),
    max_leaves=8,
)
JSON_OBJECTS = st.dictionaries(st.sampled_from(KEYS) | TEXT, JSON_VALUES, max_size=3)
PAYLOADS = st.one_of(
    st.builds(Payload, form=st.just("json"), json=JSON_VALUES | JSON_OBJECTS, content_type=st.just("") | FILLED),
    st.builds(Payload, form=st.just("raw"), raw=st.binary(max_size=9), content_type=st.just("") | FILLED),
    st.builds(Payload, form=st.just("text"), text=TEXT, content_type=st.just("") | FILLED),
)
MEDIA = st.builds(
    Media, media_id=TEXT, url=TEXT, data=st.binary(max_size=9), mime_type=TEXT, kind=st.sampled_from(MediaKind),
    title=TEXT, source=TEXT, description=TEXT, text=TEXT, file_name=TEXT, size_bytes=st.integers(0, 2**40), sha256=TEXT,
)  # fmt: skip
RESULTS = st.builds(
    ActionResult, action_name=TEXT, success=st.booleans(), text=TEXT, values=JSON_OBJECTS, data=JSON_OBJECTS,
    error=TEXT, action_id=TEXT, run_id=TEXT.map(RunId),
)  # fmt: skip
TYPED_CONTENTS = st.builds(
    Content, text=TEXT, thought=TEXT, actions=FILLED_TEXTS, providers=FILLED_TEXTS,
    attachments=st.lists(MEDIA, max_size=2).map(tuple), source=TEXT, in_reply_to=TEXT, channel_type=TEXT,
    mention=st.none() | st.builds(MentionContext, is_mention=st.booleans(), is_reply=st.booleans()),
    url=TEXT, target=TEXT, simple=st.booleans(), response_id=TEXT,
    action_result=st.none() | RESULTS, extra=st.none() | PAYLOADS,
)  # fmt: skip
TYPED_TURNS = st.lists(st.builds(Turn, name=FILLED, content=TYPED_CONTENTS), min_size=1, max_size=2).map(tuple)
KNOWLEDGE = st.one_of(
    *(
        st.builds(
            KnowledgeSource, shared=st.booleans(), source_id=TEXT, source_path=TEXT,
            text=FILLED if given == "text" else st.just(""),
            path=FILLED if given == "path" else st.just(""),
            directory=FILLED if given == "directory" else st.just(""),
        )
        for given in ("text", "path", "directory")
    )
)  # fmt: skip
CHARACTERS = st.builds(
    Character, name=FILLED, id=st.just("") | st.uuids().map(str), username=TEXT, system=TEXT, bio=FILLED_TEXTS,
    lore=FILLED_TEXTS, post_examples=FILLED_TEXTS, topics=FILLED_TEXTS, adjectives=FILLED_TEXTS,
    message_examples=st.lists(st.builds(Dialogue, turns=TYPED_TURNS, prompt=TEXT, outcome=TEXT), max_size=2).map(tuple),
    knowledge=st.lists(KNOWLEDGE, max_size=3).map(tuple), plugins=FILLED_TEXTS,
    style=st.builds(CharacterStyle, all=FILLED_TEXTS, chat=FILLED_TEXTS, post=FILLED_TEXTS),
    templates=st.dictionaries(TEXT, TEXT, max_size=2),
    settings=JSON_OBJECTS.map(lambda found: {k: v for k, v in found.items() if v is not None and k != "secrets"}),
    secrets=st.dictionaries(TEXT, FILLED, max_size=2), model_provider=TEXT, clients=FILLED_TEXTS, extra=JSON_OBJECTS,
)  # fmt: skip


def read_or_none(file: JsonValue) -> ReadCharacter | None:
    try:
        return read_character(file)  # type: ignore[arg-type]  # what comes from outside may be anything
    except BadCharacter as error:
        assert 1 <= len(error.problems) <= MAX_PROBLEMS
        str(error).encode()
        return None


@given(ANY_JSON | FILES)
@settings(deadline=None)
def test_reader_raises_nothing_but_bad_character(file: JsonValue) -> None:
    result = read_or_none(file)

    if result is not None:
        assert len(result.changes) <= MAX_CHANGES
        json.dumps(write_character(result.character), allow_nan=False).encode()


@given(ANY_JSON | FILES | NEARLY_RIGHT)
@settings(deadline=None)
def test_what_was_read_comes_back_the_same_without_a_change(file: JsonValue) -> None:
    result = read_or_none(file)
    if result is None:
        return

    again = read_character(json.loads(json.dumps(write_character(result.character))))

    assert again.character == replace(result.character, secrets={})
    assert [change for change in again.changes if change.note != KEPT_ID] == []


@given(NEARLY_RIGHT)
@settings(deadline=None)
def test_loose_files_are_read(file: JsonValue) -> None:
    assert read_or_none(file) is not None


@given(CHARACTERS)
@settings(deadline=None)
def test_typed_character_comes_back_from_its_file(character: Character) -> None:
    again = read_character(json.loads(json.dumps(write_character(character))))

    assert again == ReadCharacter(character=replace(character, secrets={}))


@given(CHARACTERS)
@settings(deadline=None)
def test_normalizing_leaves_a_good_character_alone(character: Character) -> None:
    assert normalize_character(character) == ReadCharacter(character=character)
