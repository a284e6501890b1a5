"""Memories."""

from parley.v1 import memories_pb2
from parley_server.domain.content import MESSAGES_TABLE, Memory, MemoryMetadata, MemoryScope
from parley_server.domain.ids import AgentId, EntityId, MemoryId, RoomId, WorldId
from parley_server.wire.content import content_from_proto, content_to_proto
from parley_server.wire.enums import EnumMap
from parley_server.wire.payloads import payload_from_proto, payload_to_proto
from parley_server.wire.times import time_from_proto, time_to_proto

MEMORY_SCOPES = EnumMap(MemoryScope, memories_pb2.MemoryScope, "MEMORY_SCOPE_", MemoryScope.UNSPECIFIED)


def memory_to_proto(memory: Memory) -> memories_pb2.Memory:
    """Return a memory, without its vector."""
    return memories_pb2.Memory(
        memory_id=memory.memory_id,
        entity_id=memory.entity_id,
        agent_id=memory.agent_id,
        room_id=memory.room_id,
        world_id=memory.world_id,
        content=content_to_proto(memory.content),
        create_time=time_to_proto(memory.created_at),
        table=memory.table,
        metadata=metadata_to_proto(memory.metadata),
        unique=memory.unique,
        revision=memory.revision,
    )


def memory_from_proto(message: memories_pb2.Memory) -> Memory:
    """Return a memory that has all its ids and its time, as the server's own always do."""
    return Memory(
        memory_id=MemoryId(message.memory_id.lower()),
        entity_id=EntityId(message.entity_id.lower()),
        agent_id=AgentId(message.agent_id.lower()),
        room_id=RoomId(message.room_id.lower()),
        world_id=WorldId(message.world_id.lower()),
        content=content_from_proto(message.content),
        created_at=time_from_proto(message.create_time),
        table=message.table or MESSAGES_TABLE,
        metadata=metadata_from_proto(message.metadata),
        unique=message.unique,
        revision=message.revision,
    )


def metadata_to_proto(metadata: MemoryMetadata) -> memories_pb2.MemoryMetadata:
    """Return facts about a memory."""
    return memories_pb2.MemoryMetadata(
        type=metadata.type,
        source=metadata.source,
        source_id=metadata.source_id,
        scope=MEMORY_SCOPES.to_wire(metadata.scope),
        tags=metadata.tags,
        document_id=metadata.document_id,
        position=metadata.position,
        extra=None if metadata.extra is None else payload_to_proto(metadata.extra),
    )


def metadata_from_proto(message: memories_pb2.MemoryMetadata) -> MemoryMetadata:
    """Return facts about a memory."""
    return MemoryMetadata(
        type=message.type,
        source=message.source,
        source_id=message.source_id,
        scope=MEMORY_SCOPES.to_domain(message.scope),
        tags=tuple(message.tags),
        document_id=message.document_id.lower(),
        position=message.position,
        extra=payload_from_proto(message.extra),
    )
