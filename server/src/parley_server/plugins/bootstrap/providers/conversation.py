"""The providers RECENT_MESSAGES and ATTACHMENTS: what was said, shown and done in the room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from parley_server.domain.content import MESSAGES_TABLE, Media, MediaKind, Memory, MemoryFilter, State
from parley_server.domain.ids import EntityId
from parley_server.domain.json import JsonValue
from parley_server.plugin_api import Provider, ProviderResult, Runtime
from parley_server.plugins.bootstrap.places import PRIVATE_TYPES, indented, is_private, name_of
from parley_server.plugins.bootstrap.providers.texts import joined, named, section, short
from parley_server.plugins.bootstrap.reading import POSTING, channel_type

_MOST_ACTIONS = 10
_MOST_INTERACTIONS = 20
_MOST_ROOMS = 10
_LONGEST_INTERACTION = 300
_LONGEST_RESULT = 300
_MOST_ATTACHMENTS = 20
_LONGEST_ATTACHMENT = 2_000
_LONGEST_NOTE = 200
_INTERACTIONS = ("recentMessageInteractions", "recentPostInteractions", "recentInteractions")
# What these did is in the conversation itself.
_ONLY_WORDS = frozenset({"REPLY", "IGNORE", "NONE"})


# ---- RECENT_MESSAGES ----


async def _recent_messages(runtime: Runtime, message: Memory, state: State) -> ProviderResult:
    count = runtime.get_conversation_length()
    newest_first = await runtime.get_memories(message.room_id, table=MESSAGES_TABLE, count=count)
    kind = await channel_type(runtime, message)
    before = [memory for memory in reversed(newest_first) if memory.memory_id != message.memory_id]
    said = [memory for memory in before if _is_said(memory)]
    # What was said elsewhere is read once a message, not again for each of its actions.
    known = {key: state.values[key] for key in _INTERACTIONS if key in state.values}
    elsewhere = [] if known else await _interactions(runtime, message, kind)
    names = await _names(runtime, [*said, *elsewhere, message])
    lines = [_line(memory, names) for memory in said]
    posts = section("Posts so far", [_post(memory, names) for memory in said])
    received = _line(message, names) if _is_said(message) else ""
    actions = section("What actions did lately", _action_lines(before))
    conversation = posts if kind in POSTING else section("Conversation so far", lines)
    values: dict[str, JsonValue] = {
        "recentMessages": "\n".join([*lines, received] if received else lines),
        "recentPosts": posts,
        "recentActionResults": actions,
        "senderName": named(names, message.entity_id),
        "receivedMessage": received,
        "receivedMessageId": message.memory_id,
        **(known or _interaction_values(elsewhere, names, kind)),
    }
    return ProviderResult(
        text=joined(conversation, actions, section("Message to answer", [received])),
        values=values,
        data={"recentMessages": [memory.memory_id for memory in said]},
    )


def _is_said(memory: Memory) -> bool:
    return memory.metadata.type != "action_result" and bool(memory.content.text or memory.content.attachments)


def _line(memory: Memory, names: Mapping[str, str]) -> str:
    shown = "".join(f" [{_named_media(one)}]" for one in memory.content.attachments[:_MOST_ATTACHMENTS])
    return f"{named(names, memory.entity_id)}: {indented(memory.content.text)}{shown}"


def _named_media(media: Media) -> str:
    kind = "attachment" if media.kind is MediaKind.UNSPECIFIED else media.kind.value
    about = media.title or media.file_name or media.description
    return f"{kind}: {short(about, _LONGEST_NOTE)}" if about else kind


def _post(memory: Memory, names: Mapping[str, str]) -> str:
    return f"{named(names, memory.entity_id)}, {_time(memory.created_at)}: {indented(memory.content.text)}"


def _time(moment: datetime) -> str:
    return f"{moment.isoformat(' ', 'minutes')[:16]} UTC"


def _action_lines(memories: Sequence[Memory]) -> list[str]:
    """Tell what actions did for earlier messages; ACTION_STATE tells what they did for this one."""
    lines = []
    for memory in memories:
        facts = memory.metadata.extra.json if memory.metadata.extra else None
        if memory.metadata.type != "action_result" or not isinstance(facts, Mapping):
            continue
        name = str(facts.get("actionName") or "")
        if name and name not in _ONLY_WORDS:
            told = short(memory.content.text or memory.content.thought, _LONGEST_RESULT)
            lines.append(f"- {name} ({facts.get('actionStatus')}): {told}")
    return lines[-_MOST_ACTIONS:]


async def _interactions(runtime: Runtime, message: Memory, kind: str) -> list[Memory]:
    """Return what sender and agent said elsewhere, the oldest first.

    What was said in private is not brought before others: a room that is not private hears of such rooms alone.
    """
    if message.entity_id == EntityId(runtime.agent_id):
        return []
    rooms = [room for room in await runtime.get_rooms_for_participant(message.entity_id) if room != message.room_id]
    rooms = rooms[-_MOST_ROOMS:]
    if rooms and kind not in PRIVATE_TYPES:
        found = await runtime.get_rooms_by_ids(rooms)
        rooms = [room.room_id for room in found if not is_private(room)]
    if not rooms:
        return []
    wanted = MemoryFilter(table=MESSAGES_TABLE, room_ids=tuple(rooms))
    newest_first = await runtime.find_memories(wanted, count=_MOST_INTERACTIONS)
    pair = {message.entity_id, EntityId(runtime.agent_id)}
    return [memory for memory in reversed(newest_first) if memory.entity_id in pair and _is_said(memory)]


def _interaction_values(memories: Sequence[Memory], names: Mapping[str, str], kind: str) -> dict[str, JsonValue]:
    lines = [
        f"{named(names, memory.entity_id)}: {short(memory.content.text, _LONGEST_INTERACTION)}" for memory in memories
    ]
    posts = [short(_post(memory, names), _LONGEST_INTERACTION) for memory in memories]
    return {
        "recentMessageInteractions": "\n".join(lines),
        "recentPostInteractions": "\n".join(posts),
        "recentInteractions": "\n".join(posts if kind in POSTING else lines),
    }


async def _names(runtime: Runtime, memories: Sequence[Memory]) -> dict[str, str]:
    names: dict[str, str] = {runtime.agent_id: runtime.character.name}
    ids = list(dict.fromkeys(memory.entity_id for memory in memories if memory.entity_id not in names))
    for entity in await runtime.get_entities(ids) if ids else ():
        names[entity.entity_id] = name_of(entity) if entity.names else "User"
    return names


# ---- ATTACHMENTS ----


async def _attachments(runtime: Runtime, message: Memory, _state: State) -> ProviderResult:
    count = runtime.get_conversation_length()
    newest_first = await runtime.get_memories(message.room_id, table=MESSAGES_TABLE, count=count)
    memories = [message, *(memory for memory in newest_first if memory.memory_id != message.memory_id)]
    found = [media for memory in memories for media in memory.content.attachments][:_MOST_ATTACHMENTS]
    text = section("Attachments, the newest first", ["\n".join(_described(media)) for media in found])
    data: list[JsonValue] = [
        {"id": media.media_id, "title": media.title, "contentType": media.kind.value, "description": media.description}
        for media in found
    ]
    return ProviderResult(text=text, values={"attachments": text}, data={"attachments": data})


def _described(media: Media) -> list[str]:
    lines = [f"- {_named_media(media)}" + (f" (id {media.media_id})" if media.media_id else "")]
    # The bytes of a data: address are no words.
    if media.url and not media.url.startswith("data:"):
        lines.append(f"  at {short(media.url, _LONGEST_NOTE)}")
    if media.description and media.title:
        lines.append(f"  shows: {short(media.description, _LONGEST_ATTACHMENT)}")
    if media.text:
        lines.append(f"  says: {short(media.text, _LONGEST_ATTACHMENT)}")
    return lines


RECENT_MESSAGES = Provider(
    name="RECENT_MESSAGES", description="What was said in the room.", position=100, get=_recent_messages
)
ATTACHMENTS = Provider(name="ATTACHMENTS", description="What was attached to messages.", dynamic=True, get=_attachments)
