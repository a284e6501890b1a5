"""From a message request to the run that is stored: ids filled in, rooms and entities around it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from parley_server.domain.callers import Caller
from parley_server.domain.content import Content, Memory, MemoryMetadata, MemoryScope
from parley_server.domain.ids import AgentId, EntityId, IdSource, MemoryId, RoomId, RunId, WorldId, string_to_uuid
from parley_server.domain.runs import (
    IncomingMessage,
    MessageOptions,
    MessageRequest,
    Run,
    RunInput,
    RunStatus,
)
from parley_server.domain.worlds import Connection, Entity, OverlapPolicy, Room, World

DEFAULT_SOURCE = "client_chat"
DIRECT = "DM"


def direct_room(agent_id: AgentId, entity_id: EntityId) -> RoomId:
    """Return the room in which one entity and one agent talk directly."""
    return RoomId(string_to_uuid(f"direct:{agent_id}:{entity_id}"))


def make_input(caller: Caller, agent_id: AgentId, request: MessageRequest, now: datetime, new_id: IdSource) -> RunInput:
    """Return what the run needs to start: the message with all its ids."""
    incoming = request.message
    entity_id = EntityId(incoming.entity_id or caller.entity_id)
    room_id = RoomId(incoming.room_id) if incoming.room_id else direct_room(agent_id, entity_id)
    content = replace(
        incoming.content,
        source=incoming.content.source or DEFAULT_SOURCE,
        channel_type=incoming.content.channel_type or DIRECT,
    )
    message = Memory(
        memory_id=MemoryId(incoming.memory_id or new_id()),
        entity_id=entity_id,
        agent_id=agent_id,
        room_id=room_id,
        world_id=WorldId(incoming.world_id or room_id),
        content=content,
        created_at=incoming.created_at or now,
        metadata=MemoryMetadata(type="message", source=content.source, scope=MemoryScope.PRIVATE),
    )
    return RunInput(message=message, options=request.options, hops=request.hops)


def make_run(message: Memory, run_id: RunId, now: datetime) -> Run:
    """Return the new run of a message, queued."""
    return Run(
        run_id=run_id,
        agent_id=message.agent_id,
        message_id=message.memory_id,
        room_id=message.room_id,
        entity_id=message.entity_id,
        status=RunStatus.QUEUED,
        created_at=now,
    )


def make_open_input(
    agent_id: AgentId, caller: Caller, room_id: RoomId, timeout: timedelta | None, now: datetime
) -> RunInput:
    """Return what stands in the place of a message for a run that a caller opens by itself."""
    nothing = Memory(
        memory_id=MemoryId(""),
        entity_id=EntityId(caller.entity_id),
        agent_id=agent_id,
        room_id=room_id,
        content=Content(),
        created_at=now,
    )
    return RunInput(message=nothing, options=MessageOptions(timeout=timeout, overlap=OverlapPolicy.PARALLEL))


def connect_agent(room: Room, name: str) -> Connection:
    """Return a known room with the agent in it: what surrounds a run that a caller opens by itself."""
    agent_id = room.agent_id
    return Connection(
        entity=Entity(entity_id=EntityId(agent_id), agent_id=agent_id, names=(name,)),
        room=room,
        world=World(world_id=room.world_id, agent_id=agent_id, server_id=room.server_id),
    )


def make_connection(caller: Caller, message: Memory) -> Connection:
    """Return the entity, room and world around a message (document 2, "ensureConnection")."""
    agent_id, content = message.agent_id, message.content
    name = caller.name if message.entity_id == caller.entity_id else ""
    return Connection(
        entity=Entity(
            entity_id=message.entity_id,
            agent_id=agent_id,
            names=(name,) if name else (),
            metadata={content.source: {"name": name}} if name else {},
        ),
        room=Room(
            room_id=message.room_id,
            agent_id=agent_id,
            world_id=message.world_id,
            source=content.source,
            type=content.channel_type,
            channel_id=message.room_id,
            server_id=message.world_id,
        ),
        world=World(world_id=message.world_id, agent_id=agent_id, server_id=message.world_id),
    )


def without_message(incoming: IncomingMessage) -> bool:
    """Tell whether nothing is said at all: no text and no attachment."""
    return not incoming.content.text and not incoming.content.attachments
