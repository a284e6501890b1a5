"""Memories, on SQL."""

from collections.abc import Sequence
from functools import lru_cache

from sqlalchemy import bindparam, select

from parley_server.domain.content import Content, Memory, MemoryMetadata
from parley_server.domain.events import DomainEvent
from parley_server.domain.ids import AgentId, MemoryId, RoomId, TenantId
from parley_server.sql.database import Database
from parley_server.sql.expressions import OneOf, texts
from parley_server.sql.outbox import Outbox
from parley_server.sql.queries import Params, Query, Row, Statement, insert_new
from parley_server.sql.tables import MEMORIES
from parley_server.sql.times import from_micros, to_micros
from parley_server.storage.sql.documents import document_of
from parley_server.storage.sql.embeddings import jobs_with_memories

_INSERT = insert_new(MEMORIES)
_COLUMNS = (
    MEMORIES.c.memory_id,
    MEMORIES.c.entity_id,
    MEMORIES.c.agent_id,
    MEMORIES.c.room_id,
    MEMORIES.c.world_id,
    MEMORIES.c.table_name,
    MEMORIES.c.content,
    MEMORIES.c.metadata,
    MEMORIES.c.is_unique,
    MEMORIES.c.created_at,
    MEMORIES.c.revision,
)
_OF_AGENT = (MEMORIES.c.tenant == bindparam("tenant"), MEMORIES.c.agent_id == bindparam("agent_id"))
_GET = Query(select(*_COLUMNS).where(*_OF_AGENT, OneOf(MEMORIES.c.memory_id, "memory_ids")))
_RECENT = Query(
    select(*_COLUMNS)
    .where(*_OF_AGENT, MEMORIES.c.room_id == bindparam("room_id"), MEMORIES.c.table_name == bindparam("table_name"))
    .order_by(MEMORIES.c.position.desc())
    .limit(bindparam("wanted"))
)
_SHORT = 256
# Bytes of a memory's content up to which it is kept for the next reader.
_SHARED = 2048


def memories_statement(tenant: TenantId, memories: Sequence[Memory]) -> Statement:
    """Return what stores memories; one whose id is there already is left as it is."""
    return _INSERT.many([_to_row(tenant, memory) for memory in memories])


class SqlMemories:
    """The MemoryStore of a Database."""

    def __init__(self, database: Database, outbox: Outbox) -> None:
        """Keep memories in this database."""
        self._database = database
        self._outbox = outbox

    async def create(self, tenant: TenantId, memories: Sequence[Memory], *, events: Sequence[DomainEvent] = ()) -> None:
        """Store memories in one transaction; one whose id is there already is left as it is."""
        stored = [*jobs_with_memories(tenant, memories), memories_statement(tenant, memories)]
        await self._database.write([*stored, *self._outbox.statements(events)])

    async def get(self, tenant: TenantId, agent_id: AgentId, memory_ids: Sequence[MemoryId]) -> list[Memory]:
        """Return those that exist, in the order of the ids."""
        params = {"tenant": tenant, "agent_id": agent_id, "memory_ids": texts(memory_ids)}
        found = {memory.memory_id: memory for memory in map(_from_row, await self._database.read(_GET, params))}
        return [found[memory_id] for memory_id in memory_ids if memory_id in found]

    async def recent(
        self, tenant: TenantId, agent_id: AgentId, room_id: RoomId, *, table: str, limit: int
    ) -> list[Memory]:
        """Return the newest memories of a room in one table, newest first by the order of storing."""
        params: Params = {
            "tenant": tenant,
            "agent_id": agent_id,
            "room_id": room_id,
            "table_name": table,
            "wanted": limit,
        }
        return [_from_row(row) for row in await self._database.read(_RECENT, params)]


def _to_row(tenant: TenantId, memory: Memory) -> Params:
    return {
        "tenant": tenant,
        "agent_id": memory.agent_id,
        "memory_id": memory.memory_id,
        "entity_id": memory.entity_id,
        "room_id": memory.room_id,
        "world_id": memory.world_id,
        "table_name": memory.table,
        "content": document_of(Content).dump(memory.content),
        "metadata": document_of(MemoryMetadata).dump(memory.metadata),
        "is_unique": int(memory.unique),
        "created_at": to_micros(memory.created_at),
        "revision": memory.revision,
    }


def _metadata(text: str) -> MemoryMetadata:
    # Most memories of a room have the same. Extras are left out: they may hold a mapping, which nobody should share.
    if len(text) <= _SHORT and '"extra"' not in text:
        return _same_metadata(text)
    return document_of(MemoryMetadata).load(text)


@lru_cache(maxsize=256)
def _same_metadata(text: str) -> MemoryMetadata:
    return document_of(MemoryMetadata).load(text)


def _from_row(row: Row) -> Memory:
    # Each message of a room reads all of the last ones again. One that holds a mapping is nobody's to share.
    content = row[6]
    if len(content) <= _SHARED and content.count("{") == 1 and row[7].count("{") == 1:
        return _same_memory(row)
    return _memory(row)


@lru_cache(maxsize=4096)
def _same_memory(row: Row) -> Memory:
    return _memory(row)


def _memory(row: Row) -> Memory:
    memory_id, entity_id, agent_id, room_id, world_id, table, content, metadata, unique, created_at, revision = row
    return Memory(
        memory_id=memory_id,
        entity_id=entity_id,
        agent_id=agent_id,
        room_id=room_id,
        world_id=world_id,
        table=table,
        content=document_of(Content).load(content),
        metadata=_metadata(metadata),
        unique=bool(unique),
        created_at=from_micros(created_at),
        revision=revision,
    )
