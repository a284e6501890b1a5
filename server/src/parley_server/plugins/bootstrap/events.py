"""What the agent does when it hears of something: it writes log entries, and keeps worlds, rooms and people up to date.

Handled here: RUN_STARTED, RUN_ENDED and RUN_TIMEOUT (log entries `run_event`), ACTION_STARTED and ACTION_COMPLETED
(`action_event`), WORLD_JOINED, WORLD_CONNECTED, ENTITY_JOINED, ENTITY_LEFT, MESSAGE_DELETED and CHANNEL_CLEARED. The
entries `embedding_event` are written where vectors are made. MESSAGE_RECEIVED, VOICE_MESSAGE_RECEIVED and
INTERACTION_RECEIVED are for those who bring messages to the agent, REACTION_RECEIVED and POST_GENERATED for platforms:
nobody handles them here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from parley_server.domain.clock import Clock
from parley_server.domain.content import MESSAGES_TABLE, Memory
from parley_server.domain.errors import NotFound
from parley_server.domain.ids import EntityId, MemoryId, RoomId, WorldId, create_unique_uuid
from parley_server.domain.json import JsonValue
from parley_server.domain.worlds import Connection, Entity, Room, World
from parley_server.plugin_api import EventHandler, EventType
from parley_server.plugin_api.components import EventParams

if TYPE_CHECKING:
    from parley_server.plugin_api import Runtime

_RUN_FIELDS = (
    "runId",
    "status",
    "messageId",
    "roomId",
    "entityId",
    "startTime",
    "endTime",
    "duration",
    "error",
    "source",
)
_ACTION_FIELDS = (
    "runId",
    "actionId",
    "actionName",
    "status",
    "messageId",
    "roomId",
    "planStep",
    "duration",
    "error",
    "source",
)
INACTIVE = "INACTIVE"
ACTIVE = "ACTIVE"


def bootstrap_events(clock: Clock) -> Mapping[str, tuple[EventHandler, ...]]:
    """Return the handlers by event; what they note carries this clock's time."""

    async def log_run(params: EventParams) -> None:
        await _log(params, "run_event", _RUN_FIELDS, clock)

    async def log_action(params: EventParams) -> None:
        await _log(params, "action_event", _ACTION_FIELDS, clock)

    async def leave(params: EventParams) -> None:
        await _leave(params, clock)

    return {
        EventType.RUN_STARTED: (log_run,),
        EventType.RUN_ENDED: (log_run,),
        EventType.RUN_TIMEOUT: (log_run,),
        EventType.ACTION_STARTED: (log_action,),
        EventType.ACTION_COMPLETED: (log_action,),
        EventType.WORLD_JOINED: (_join_world,),
        EventType.WORLD_CONNECTED: (_join_world,),
        EventType.ENTITY_JOINED: (_join,),
        EventType.ENTITY_LEFT: (leave,),
        EventType.MESSAGE_DELETED: (_forget_message,),
        EventType.CHANNEL_CLEARED: (_forget_room,),
    }


def _runtime(params: EventParams) -> Runtime:
    return cast("Runtime", params["runtime"])


def _text(params: EventParams, name: str) -> str:
    value = params.get(name)
    return value if isinstance(value, str) else ""


async def _log(params: EventParams, kind: str, names: Sequence[str], clock: Clock) -> None:
    body: dict[str, JsonValue] = {"timestamp": round(clock.now().timestamp() * 1000)}
    for name in names:
        value = params.get(name)
        if isinstance(value, (str, int, float)):
            body[name] = value
    await _runtime(params).write_log(
        kind,
        body=body,
        room_id=_text(params, "roomId"),
        entity_id=_text(params, "entityId"),
        run_id=_text(params, "runId"),
    )


async def _join_world(params: EventParams) -> None:
    """Make sure of a world with its rooms and people: `world`, `rooms`, `entities`, as the platform tells them."""
    world = params.get("world")
    if not isinstance(world, World):
        _runtime(params).logger.warning("event_not_understood", missing="world")
        return
    rooms = [one for one in _items(params, "rooms") if isinstance(one, Room)]
    entities = [one for one in _items(params, "entities") if isinstance(one, Entity)]
    await _runtime(params).ensure_connections(entities, rooms, source=_text(params, "source"), world=world)


def _items(params: EventParams, name: str) -> Sequence[object]:
    value = params.get(name)
    return value if isinstance(value, (list, tuple)) else ()


async def _join(params: EventParams) -> None:
    """Let somebody take part in a room: `entity`, or `entityId` with `metadata`; `roomId`, `worldId`, `roomType`."""
    runtime, room_id = _runtime(params), RoomId(_text(params, "roomId"))
    entity = _entity(params, runtime)
    if not entity.entity_id or not room_id:
        runtime.logger.warning("event_not_understood", missing="entityId or roomId")
        return
    known = await runtime.get_entities([entity.entity_id])
    if known and known[0].metadata.get("status") == INACTIVE:
        entity = replace(entity, metadata={**entity.metadata, "status": ACTIVE})
    room = await runtime.get_room(room_id)
    if room is None:
        world_id = WorldId(_text(params, "worldId"))
        kind, source = _text(params, "roomType"), _text(params, "source")
        room = Room(room_id=room_id, agent_id=runtime.agent_id, world_id=world_id, type=kind, source=source)
    world = World(world_id=room.world_id, agent_id=runtime.agent_id, server_id=room.server_id)
    await runtime.ensure_connection(Connection(entity=entity, room=room, world=world))


def _entity(params: EventParams, runtime: Runtime) -> Entity:
    given = params.get("entity")
    if isinstance(given, Entity):
        return given
    told = params.get("metadata")
    metadata = dict(told) if isinstance(told, Mapping) else {}
    names = (metadata.get(name) for name in ("displayName", "name", "username"))
    return Entity(
        entity_id=EntityId(_text(params, "entityId")),
        agent_id=runtime.agent_id,
        names=tuple(dict.fromkeys(name for name in names if isinstance(name, str) and name)),
        metadata={_text(params, "source"): metadata} if metadata else {},
    )


async def _leave(params: EventParams, clock: Clock) -> None:
    """Note that somebody has left, and let them take part no more: in `roomId`, else in the rooms of `worldId`."""
    runtime, entity_id = _runtime(params), EntityId(_text(params, "entityId"))
    room_id, world_id = RoomId(_text(params, "roomId")), WorldId(_text(params, "worldId"))
    known = await runtime.get_entities([entity_id])
    if not known:
        return
    rooms = [room_id] if room_id else [one.room_id for one in await runtime.get_rooms_by_world(world_id)]
    for one in rooms:
        await runtime.remove_participant(entity_id, one)
    left: dict[str, JsonValue] = {"status": INACTIVE, "leftAt": round(clock.now().timestamp() * 1000)}
    with suppress(NotFound):  # forgotten meanwhile
        await runtime.change_entity(entity_id, lambda entity: replace(entity, metadata={**entity.metadata, **left}))


async def _forget_message(params: EventParams) -> None:
    """Forget a message: `message`, or `messageId`, the agent's own id of it or the platform's."""
    runtime, message = _runtime(params), params.get("message")
    told = message.memory_id if isinstance(message, Memory) else _text(params, "messageId")
    if told:
        ids = [MemoryId(told), MemoryId(create_unique_uuid(runtime.agent_id, told))]
        await runtime.delete_memories(ids)


async def _forget_room(params: EventParams) -> None:
    """Forget the messages of a room: `roomId`, or `channelId`, from which the room's id is made."""
    runtime = _runtime(params)
    channel_id = _text(params, "channelId")
    derived = create_unique_uuid(runtime.agent_id, channel_id) if channel_id else ""
    room_id = RoomId(_text(params, "roomId") or derived)
    if room_id:
        await runtime.delete_all_memories(room_id, table=MESSAGES_TABLE)
