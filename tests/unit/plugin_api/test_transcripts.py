"""Conversations and posts, written for a model."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from parley_server.domain.content import Content, Media, Memory
from parley_server.domain.ids import EntityId, RoomId, string_to_uuid
from parley_server.domain.worlds import Entity
from parley_server.plugin_api.transcripts import format_messages, format_posts
from tests.fakes.agents import make_message
from tests.fakes.values import AGENT_ID, ENTITY_ID, NOW, ROOM_ID

ANN = Entity(entity_id=EntityId(AGENT_ID), agent_id=AGENT_ID, names=("Ann", "Annie"))
BOB = Entity(entity_id=ENTITY_ID, agent_id=AGENT_ID, names=("Bob",))
PEOPLE = (ANN, BOB)


def said(content: Content, *, by: str = ENTITY_ID, minutes: int = 0, room: str = ROOM_ID) -> Memory:
    message = make_message(room_id=RoomId(room), entity_id=EntityId(by))
    return replace(message, content=content, created_at=NOW - timedelta(minutes=minutes))


def test_messages_are_lines_the_oldest_first() -> None:
    newest_first = [
        said(Content(text="Hi Bob", thought="He is back", actions=("REPLY", "WAVE")), by=AGENT_ID),
        said(Content(text="Hello world"), minutes=1),
    ]

    assert format_messages(newest_first, PEOPLE, now=NOW).split("\n") == [
        f"12:29 (1 minute ago) [{ENTITY_ID}] Bob: Hello world",
        f"12:30 (just now) [{AGENT_ID}] Ann: Hi Bob",
        "(Ann's internal thought: He is back)",
        "(Ann's actions: REPLY, WAVE)",
    ]


def test_actions_without_words_have_the_time() -> None:
    assert format_messages([said(Content(actions=("IGNORE",)))], PEOPLE, now=NOW) == (
        f"12:30 (just now) [{ENTITY_ID}] (Bob's actions: IGNORE)"
    )


def test_attachments_are_named_with_what_is_known_of_them() -> None:
    attachments = (
        Media(media_id="att-1", title="Image", url="http://example.com/img.jpg"),
        Media(media_id="att-2", title="Document", url="http://example.com/doc.pdf", text="Words", description="A page"),
    )

    written = format_messages([said(Content(text="Look", attachments=attachments))], PEOPLE, now=NOW)

    assert written.endswith(
        "Bob: Look\n(Attachments: [att-1 - Image (http://example.com/img.jpg)], "
        "[att-2 - Document (http://example.com/doc.pdf)]\nText: Words\nDescription: A page)"
    )


def test_messages_of_nobody_are_left_out_and_strangers_are_unknown() -> None:
    stranger = string_to_uuid("a stranger")
    messages = [said(Content(text="Who?"), by=stranger), said(Content(text="Nobody"), by="")]

    assert format_messages(messages, PEOPLE, now=NOW) == f"12:30 (just now) [{stranger}] Unknown User: Who?"
    assert format_messages([], PEOPLE, now=NOW) == ""


def test_posts_come_by_room_the_newest_room_first() -> None:
    other = string_to_uuid("another room")
    posts = [
        said(Content(text="Second", source="test", in_reply_to="m1"), room=ROOM_ID),
        said(Content(text="Elsewhere", source="test"), room=other, minutes=5),
        said(Content(text="First", source="test"), room=ROOM_ID, minutes=60),
        said(Content(text="Nowhere", source="test"), room=""),
    ]

    written = format_posts(posts, [BOB], now=NOW)

    assert written.split("\n") == [
        f"Conversation: {ROOM_ID[-5:]}",
        f"Name: Bob (@Bob EntityID:{ENTITY_ID})",
        f"MessageID: {posts[0].memory_id}",
        "Source: test",
        "Date: 1 hour ago",
        "Text:",
        "First",
        "",
        f"Name: Bob (@Bob EntityID:{ENTITY_ID})",
        f"MessageID: {posts[0].memory_id}",
        "In reply to: m1",
        "Source: test",
        "Date: just now",
        "Text:",
        "Second",
        "",
        f"Conversation: {other[-5:]}",
        f"Name: Bob (@Bob EntityID:{ENTITY_ID})",
        f"MessageID: {posts[0].memory_id}",
        "Source: test",
        "Date: 5 minutes ago",
        "Text:",
        "Elsewhere",
    ]


def test_posts_may_go_without_headers_and_strangers_are_unknown() -> None:
    written = format_posts([said(Content(text="Hm"))], [], now=NOW, conversation_header=False)

    assert written.startswith(f"Name: Unknown User (@unknown EntityID:{ENTITY_ID})")
    assert "Conversation" not in written
