"""Conversations and posts as a model reads them (reference, formatMessages and formatPosts)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from parley_server.domain.content import Media, Memory
from parley_server.domain.ids import EntityId
from parley_server.domain.worlds import Entity
from parley_server.plugin_api.texts import format_timestamp

UNKNOWN_USER = "Unknown User"
_SHORT_ID = 5


def format_messages(messages: Sequence[Memory], entities: Iterable[Entity], *, now: datetime) -> str:
    """Write messages as lines, the oldest first; they are given as they are kept, the newest first.

    A line has the time of day in the zone of `now`, how long ago that is, the entity's id in brackets, its first name,
    and what it said; thoughts, actions and attachments follow on lines of their own. Those of nobody are left out.
    """
    names = _names(entities)
    return "\n".join(
        "\n".join(_lines(message, names.get(message.entity_id, UNKNOWN_USER), now))
        for message in reversed(messages)
        if message.entity_id
    )


def format_posts(
    messages: Sequence[Memory], entities: Iterable[Entity], *, now: datetime, conversation_header: bool = True
) -> str:
    """Write messages by room, the room with the newest one first, in each the oldest first.

    Those of no room are left out, and so are those of nobody. A header names a room by the end of its id.
    """
    names = _names(entities)
    rooms: dict[str, list[Memory]] = {}
    for message in sorted((one for one in messages if one.room_id), key=lambda one: one.created_at):
        rooms.setdefault(message.room_id, []).append(message)
    newest_first = sorted(rooms.items(), key=lambda room: room[1][-1].created_at, reverse=True)
    blocks = []
    for room_id, kept in newest_first:
        posts = "\n\n".join(_post(one, names, now) for one in kept if one.entity_id)
        blocks.append(f"Conversation: {room_id[-_SHORT_ID:]}\n{posts}" if conversation_header else posts)
    return "\n\n".join(blocks)


def _lines(message: Memory, name: str, now: datetime) -> Iterator[str]:
    content = message.content
    clock = message.created_at.astimezone(now.tzinfo).strftime("%H:%M")
    stamp = f"{clock} ({format_timestamp(message.created_at, now)}) [{message.entity_id}]"
    if content.text:
        yield f"{stamp} {name}: {content.text}"
    if content.thought:
        yield f"({name}'s internal thought: {content.thought})"
    if content.actions:
        actions = f"({name}'s actions: {', '.join(content.actions)})"
        yield actions if content.text else f"{stamp} {actions}"
    if content.attachments:
        yield f"(Attachments: {', '.join(map(_attachment, content.attachments))})"


def _attachment(media: Media) -> str:
    lines = [f"[{media.media_id} - {media.title} ({media.url})]"]
    if media.text:
        lines.append(f"Text: {media.text}")
    if media.description:
        lines.append(f"Description: {media.description}")
    return "\n".join(lines)


def _post(message: Memory, names: Mapping[EntityId, str], now: datetime) -> str:
    known = names.get(message.entity_id)
    content = message.content
    lines = [
        f"Name: {known or UNKNOWN_USER} (@{known or 'unknown'} EntityID:{message.entity_id})",
        f"MessageID: {message.memory_id}",
        *([f"In reply to: {content.in_reply_to}"] if content.in_reply_to else []),
        f"Source: {content.source}",
        f"Date: {format_timestamp(message.created_at, now)}",
        f"Text:\n{content.text}",
    ]
    return "\n".join(lines)


def _names(entities: Iterable[Entity]) -> dict[EntityId, str]:
    return {entity.entity_id: entity.names[0] for entity in entities if entity.names}
