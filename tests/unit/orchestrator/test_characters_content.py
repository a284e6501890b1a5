"""Contents of example turns, with everything that can stand in them."""

import pytest

from parley_server.domain.content import ActionResult, Content, Media, MediaKind, MentionContext, Payload
from parley_server.domain.ids import RunId
from parley_server.domain.json import JsonValue
from parley_server.orchestrator.characters import BadCharacter, ReadCharacter, read_character
from parley_server.orchestrator.characters.content import write_content

PLACE = "/messageExamples/0/0/content"


def read(content: JsonValue) -> tuple[Content, list[tuple[str, str]]]:
    result = read_character({"name": "Brindle", "messageExamples": [[{"name": "Brindle", "content": content}]]})
    return result.character.message_examples[0].turns[0].content, changes(result)


def changes(result: ReadCharacter) -> list[tuple[str, str]]:
    return [(change.pointer.removeprefix(PLACE), change.note) for change in result.changes]


def problems(content: JsonValue) -> list[tuple[str, str]]:
    with pytest.raises(BadCharacter) as caught:
        read(content)
    return [(problem.field.removeprefix(PLACE), problem.note) for problem in caught.value.problems]


def test_action_becomes_the_list_of_actions() -> None:
    content, notes = read({"text": "Wait.", "action": "CONTINUE"})

    assert content.actions == ("CONTINUE",)
    assert notes == [("/action", "renamed to actions"), ("/action", "one text made a list")]


def test_actions_win_over_action() -> None:
    content, notes = read({"action": "CONTINUE", "actions": ["REPLY"]})

    assert content.actions == ("REPLY",)
    assert notes == [("/action", "left out, actions is there too")]


def test_fields_are_read_in_both_spellings() -> None:
    content, notes = read({"text": "Hi", "inReplyTo": "m1", "channel_type": "DM", "simple": "true"})

    assert content == Content(text="Hi", in_reply_to="m1", channel_type="DM", simple=True)
    assert notes == [("/channel_type", "renamed to channelType"), ("/simple", "text made true or false")]


def test_unknown_keys_are_kept_as_they_are() -> None:
    content, notes = read({"text": "Hi", "mood": {"level": [1, None]}, "gap": None})

    assert content.extra == Payload(form="json", json={"mood": {"level": [1, None]}, "gap": None})
    assert notes == []
    assert write_content(content) == {"text": "Hi", "mood": {"level": [1, None]}, "gap": None}


@pytest.mark.parametrize(
    "extra",
    [
        Payload(form="json", json={}),
        Payload(form="json", json=None),
        Payload(form="json", json=[1, "a"]),
        Payload(form="json", json={"text": "hides a field"}),
        Payload(form="json", json={"action": "hides an older name"}),
        Payload(form="json", json={"extra": {"text": "hides the envelope"}}),
        Payload(form="json", json={"mood": "dry"}, content_type="application/json"),
        Payload(form="text", text=""),
        Payload(form="text", text="{}", content_type="application/json"),
        Payload(form="raw", raw=b"\x00\xff"),
    ],
)
def test_payload_that_cannot_stand_beside_the_fields_comes_back_from_its_envelope(extra: Payload) -> None:
    content = Content(text="Hi", extra=extra)

    assert read(write_content(content)) == (content, [])


@pytest.mark.parametrize("own", [7, {"raw": "not base64!"}, {"text": "a", "json": 1}, {"text": 1}, {"other": 1}])
def test_extra_that_is_no_envelope_is_an_unknown_key(own: JsonValue) -> None:
    content, _ = read({"text": "Hi", "extra": own})

    assert content.extra == Payload(form="json", json={"extra": own})
    assert read(write_content(content)) == (content, [])


def test_envelope_beside_unknown_keys_is_one_of_them() -> None:
    content, _ = read({"extra": {"text": "a"}, "mood": "dry"})

    assert content.extra == Payload(form="json", json={"mood": "dry", "extra": {"text": "a"}})


def test_everything_in_a_content_comes_back() -> None:
    content = Content(
        text="Hi",
        thought="Somebody new.",
        actions=("REPLY", "WAVE"),
        providers=("TIME",),
        attachments=(
            Media(media_id="a", url="https://example.org/a.png", kind=MediaKind.IMAGE, mime_type="image/png"),
            Media(data=b"bytes", file_name="b.txt", size_bytes=5, sha256="00", text="b", source="s", title="A"),
            Media(),
        ),
        source="discord",
        in_reply_to="m1",
        channel_type="GROUP",
        mention=MentionContext(is_reply=True),
        url="https://example.org",
        target="all",
        simple=True,
        response_id="r1",
        action_result=ActionResult(
            action_name="WAVE", success=False, text="No arm.", values={"a": 1}, data={"b": [None]}, error="no arm",
            action_id="x", run_id=RunId("y"),
        ),
        extra=Payload(form="json", json={"mood": "dry"}),
    )  # fmt: skip

    assert read(write_content(content)) == (content, [])


@pytest.mark.parametrize(
    "content", [Content(mention=MentionContext()), Content(action_result=ActionResult(action_name=""))]
)
def test_empty_parts_are_not_lost(content: Content) -> None:
    assert read(write_content(content)) == (content, [])


def test_old_content_type_of_an_attachment_is_its_mime_type() -> None:
    content, notes = read({"attachments": [{"url": "https://example.org/a", "contentType": "image/png", "size": 3}]})

    assert content.attachments == (Media(url="https://example.org/a", mime_type="image/png"),)
    assert notes == [
        ("/attachments/0/contentType", "renamed to mimeType"),
        ("/attachments/0/size", "unknown key, left out"),
    ]


def test_unknown_kind_of_attachment_is_left_out() -> None:
    content, notes = read({"attachments": [{"url": "u", "contentType": "smell"}]})

    assert content.attachments == (Media(url="u"),)
    assert notes == [("/attachments/0/contentType", "unknown kind, left out")]


def test_mime_type_of_an_attachment_wins_over_the_old_one() -> None:
    content, notes = read({"attachments": [{"contentType": "image/png", "mimeType": "image/gif"}]})

    assert content.attachments == (Media(mime_type="image/gif"),)
    assert notes == [("/attachments/0/contentType", "left out, mimeType is there too")]


@pytest.mark.parametrize("key", ["mentionContext", "actionResult"])
def test_unknown_keys_of_a_part_are_left_out(key: str) -> None:
    assert read({key: {"mood": "dry"}})[1] == [(f"/{key}/mood", "unknown key, left out")]


@pytest.mark.parametrize(
    ("content", "pointer", "note"),
    [
        ({"attachments": "a.png"}, "/attachments", "must be a list of attachments"),
        ({"attachments": ["a.png"]}, "/attachments/0", "must be an object"),
        ({"attachments": [{"data": "?"}]}, "/attachments/0/data", "must be base64"),
        ({"attachments": [{"sizeBytes": 1.5}]}, "/attachments/0/sizeBytes", "must be a whole number, not below 0"),
        ({"attachments": [{"sizeBytes": -1}]}, "/attachments/0/sizeBytes", "must be a whole number, not below 0"),
        ({"simple": "perhaps"}, "/simple", "must be true or false"),
        ({"mentionContext": True}, "/mentionContext", "must be an object"),
        ({"actionResult": {"values": [1]}}, "/actionResult/values", "must be an object"),
    ],
)
def test_parts_that_cannot_be_read_are_refused(content: JsonValue, pointer: str, note: str) -> None:
    assert problems(content) == [(pointer, note)]
