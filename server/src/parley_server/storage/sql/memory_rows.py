"""Memories as rows, and the conditions of a filter."""

import asyncio
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import ColumnElement, bindparam, func, literal_column

from parley_server.domain.content import FRAGMENT_TYPE, Content, Memory, MemoryFilter, MemoryMetadata
from parley_server.domain.errors import InvalidField
from parley_server.domain.ids import TenantId
from parley_server.sql.expressions import OneOf, texts
from parley_server.sql.json_text import dump_json
from parley_server.sql.queries import Params, Row, Value
from parley_server.sql.tables import MEMORIES
from parley_server.sql.times import from_micros, to_micros
from parley_server.storage.memories import MAX_FILTER_TAGS
from parley_server.storage.sql.documents import document_of

COLUMNS = (
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
OF_AGENT = (MEMORIES.c.tenant == bindparam("tenant"), MEMORIES.c.agent_id == bindparam("agent_id"))
_SHORT = 256
# Bytes of a memory's content up to which it is kept for the next reader.
_SHARED = 2048
# So many at once are nobody's conversation: none of them is kept for the next reader.
_MANY = 500


# ---- Rows ----


def to_row(tenant: TenantId, memory: Memory) -> Params:
    """Return a memory as its row, without its vector."""
    return {
        "tenant": tenant,
        "agent_id": memory.agent_id,
        "memory_id": memory.memory_id,
        "entity_id": memory.entity_id,
        "room_id": memory.room_id,
        "world_id": memory.world_id,
        "table_name": memory.table,
        "is_unique": int(memory.unique),
        "created_at": to_micros(memory.created_at),
        "revision": memory.revision,
        **changing(memory),
    }


def changing(memory: Memory) -> dict[str, Value]:
    """Return the columns of what can be changed of a memory."""
    metadata = memory.metadata
    return {
        "content": document_of(Content).dump(memory.content),
        "metadata": document_of(MemoryMetadata).dump(metadata),
        "type": _plain(metadata.type),
        "tags": "".join(map(_line, metadata.tags)),
        "fragment_of": _plain(metadata.document_id) if metadata.type == FRAGMENT_TYPE else "",
    }


async def from_rows(rows: Sequence[Row]) -> list[Memory]:
    """Return the memories of rows of COLUMNS; of many in a thread, which would keep the loop for half a second."""
    if len(rows) <= _MANY:
        return [from_row(row) for row in rows]
    return await asyncio.to_thread(lambda: [_memory(row) for row in rows])


def from_row(row: Row) -> Memory:
    """Return the memory of a row of COLUMNS."""
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


def _metadata(text: str) -> MemoryMetadata:
    # Most memories of a room have the same. Extras are left out: they may hold a mapping, which nobody should share.
    if len(text) <= _SHORT and '"extra"' not in text:
        return _same_metadata(text)
    return document_of(MemoryMetadata).load(text)


@lru_cache(maxsize=256)
def _same_metadata(text: str) -> MemoryMetadata:
    return document_of(MemoryMetadata).load(text)


def _plain(text: str) -> str:
    # No column holds half a surrogate pair, and PostgreSQL no NUL; the metadata themselves do.
    return text.encode(errors="replace").decode().replace("\0", "?")


def _line(tag: str) -> str:
    # On a line of its own, as JSON text, which has no line breaks: so a tag is no part of another one.
    return f"\n{dump_json(tag)}\n"


# ---- Filters ----


class FilterShape(NamedTuple):
    """Which conditions a filter sets, so that each kind of query is compiled once. `rooms`: none, one, or several."""

    table: bool = False
    rooms: int = 0
    world: bool = False
    entity: bool = False
    types: bool = False
    tags: int = 0
    start: bool = False
    end: bool = False
    unique: bool = False


def shape_of(wanted: MemoryFilter) -> FilterShape:
    """Return which conditions a filter sets. Raises InvalidField for more than MAX_FILTER_TAGS tags."""
    if len(wanted.tags) > MAX_FILTER_TAGS:
        raise InvalidField("tags", f"more than {MAX_FILTER_TAGS}")
    return FilterShape(
        table=bool(wanted.table),
        rooms=min(len(wanted.room_ids), 2),
        world=bool(wanted.world_id),
        entity=bool(wanted.entity_id),
        types=bool(wanted.types),
        tags=len(wanted.tags),
        start=wanted.start_time is not None,
        end=wanted.end_time is not None,
        unique=wanted.unique,
    )


def conditions(shape: FilterShape) -> list[ColumnElement[bool]]:
    """Return the conditions, whose parameters are made by `filter_params`."""
    return [*_places(shape), *_marks(shape)]


def filter_params(wanted: MemoryFilter) -> dict[str, Value]:
    """Return the parameters of a filter's conditions."""
    return {
        "by_table": wanted.table,
        "by_room": wanted.room_ids[0] if wanted.room_ids else "",
        "by_rooms": texts(wanted.room_ids),
        "by_world": wanted.world_id,
        "by_entity": wanted.entity_id,
        "by_types": texts(map(_plain, wanted.types)),
        "from_time": to_micros(wanted.start_time) if wanted.start_time else None,
        "before_time": to_micros(wanted.end_time) if wanted.end_time else None,
        **{f"by_tag_{number}": _line(tag) for number, tag in enumerate(wanted.tags)},
    }


def _places(shape: FilterShape) -> Iterable[ColumnElement[bool]]:
    if shape.table:
        yield MEMORIES.c.table_name == bindparam("by_table")
    if shape.rooms == 1:
        yield MEMORIES.c.room_id == bindparam("by_room")
    elif shape.rooms:
        yield OneOf(MEMORIES.c.room_id, "by_rooms")
    if shape.world:
        yield MEMORIES.c.world_id == bindparam("by_world")
    if shape.entity:
        yield MEMORIES.c.entity_id == bindparam("by_entity")


def _marks(shape: FilterShape) -> Iterable[ColumnElement[bool]]:
    if shape.types:
        yield OneOf(MEMORIES.c.type, "by_types")
    for number in range(shape.tags):
        yield func.replace(MEMORIES.c.tags, bindparam(f"by_tag_{number}"), literal_column("''")) != MEMORIES.c.tags
    if shape.start:
        yield MEMORIES.c.created_at >= bindparam("from_time")
    if shape.end:
        yield MEMORIES.c.created_at < bindparam("before_time")
    if shape.unique:
        yield MEMORIES.c.is_unique == literal_column("1")
