"""Memories, on SQL."""

from collections.abc import Iterable, Sequence
from functools import cache

from sqlalchemy import ColumnElement, Table, bindparam, delete, func, literal_column, select, union_all, update

from parley_server.domain.content import Memory, MemoryFilter
from parley_server.domain.errors import NotFound, RevisionMismatch
from parley_server.domain.events import DomainEvent
from parley_server.domain.ids import AgentId, MemoryId, RoomId, TenantId
from parley_server.sql.database import Database
from parley_server.sql.expressions import OneOf, texts
from parley_server.sql.outbox import Outbox
from parley_server.sql.queries import Params, Query, Statement, insert_new
from parley_server.sql.tables import EMBEDDING_JOBS, MEMORIES, MEMORY_VECTORS
from parley_server.storage.sql.embeddings import job_of_changed, jobs_of_new
from parley_server.storage.sql.memory_rows import (
    COLUMNS,
    OF_AGENT,
    FilterShape,
    changing,
    conditions,
    filter_params,
    from_row,
    from_rows,
    shape_of,
    to_row,
)
from parley_server.storage.sql.statistics import Statistics
from parley_server.storage.sql.vector_rows import vectors_of_known, vectors_of_new

_INSERT = insert_new(MEMORIES)
_GET = Query(select(*COLUMNS).where(*OF_AGENT, OneOf(MEMORIES.c.memory_id, "memory_ids")))
_RECENT = Query(
    select(*COLUMNS)
    .where(*OF_AGENT, MEMORIES.c.room_id == bindparam("room_id"), MEMORIES.c.table_name == bindparam("table_name"))
    .order_by(MEMORIES.c.position.desc())
    .limit(bindparam("wanted"))
)


def _owned(table: Table) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return table.c.tenant == bindparam("in_tenant"), table.c.agent_id == bindparam("of_agent")


_THIS = (*_owned(MEMORIES), MEMORIES.c.memory_id == bindparam("which"))
_EXISTS = Query(select(literal_column("1")).where(*_THIS))
_UPDATE = Query(
    update(MEMORIES)
    .where(*_THIS, MEMORIES.c.revision == bindparam("seen"))
    .values(
        {name: bindparam(name) for name in ("content", "metadata", "type", "tags", "fragment_of")},
    )
    .values(revision=MEMORIES.c.revision + literal_column("1"))
    .returning(*COLUMNS)
)
_FRAGMENTS = Query(
    select(MEMORIES.c.memory_id).where(
        *OF_AGENT, MEMORIES.c.fragment_of != literal_column("''"), OneOf(MEMORIES.c.fragment_of, "documents")
    )
)
_DELETE = Query(delete(MEMORIES).where(*_owned(MEMORIES), OneOf(MEMORIES.c.memory_id, "those")))
_DELETE_VECTORS = Query(
    delete(MEMORY_VECTORS).where(*_owned(MEMORY_VECTORS), OneOf(MEMORY_VECTORS.c.memory_id, "those"))
)
_DELETE_JOBS = Query(delete(EMBEDDING_JOBS).where(*_owned(EMBEDDING_JOBS), OneOf(EMBEDDING_JOBS.c.memory_id, "those")))
# Who is at work on the text of before has lost its lease; the job is there, and ready at once, for the text of now.
_BEGIN_JOB_AGAIN = Query(
    update(EMBEDDING_JOBS)
    .where(*_owned(EMBEDDING_JOBS), EMBEDDING_JOBS.c.memory_id == bindparam("which"))
    .values(fence=EMBEDDING_JOBS.c.fence + literal_column("1"), ready_at=literal_column("0"))
)
# So many in one unit that no other waits long for the writer.
_DELETE_AT_ONCE = 200
# As many as a conversation has, or a few more, are read at once.
_FEW = 100
# The newest of so many rooms are looked for in each of them.
_OF_ROOMS = FilterShape(table=True, rooms=2)
_FEW_ROOMS = 16


def memories_statements(tenant: TenantId, memories: Sequence[Memory]) -> list[Statement]:
    """Return what stores memories with their vectors or jobs; one whose id is there already is left as it is.

    Raises InvalidField for a vector that cannot be compared.
    """
    first = [*vectors_of_new(tenant, memories), *jobs_of_new(tenant, memories)]
    return [*first, _INSERT.many([to_row(tenant, memory) for memory in memories])]


class SqlMemories:
    """The MemoryStore of a Database."""

    def __init__(self, database: Database, outbox: Outbox) -> None:
        """Keep memories in this database."""
        self._database = database
        self._outbox = outbox
        self._statistics = Statistics(database)

    async def create(self, tenant: TenantId, memories: Sequence[Memory], *, events: Sequence[DomainEvent] = ()) -> None:
        """Store memories in one transaction; one whose id is there already is left as it is."""
        await self._database.write([*memories_statements(tenant, memories), *self._outbox.statements(events)])
        await self._statistics.stored(len(memories))

    async def get(self, tenant: TenantId, agent_id: AgentId, memory_ids: Sequence[MemoryId]) -> list[Memory]:
        """Return those that exist, in the order of the ids."""
        params = {"tenant": tenant, "agent_id": agent_id, "memory_ids": texts(memory_ids)}
        rows = await self._database.read(_GET, params, few=len(memory_ids) <= _FEW)
        found = {memory.memory_id: memory for memory in await from_rows(rows)}
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
        return await from_rows(await self._database.read(_RECENT, params, few=limit <= _FEW))

    async def find(self, tenant: TenantId, agent_id: AgentId, wanted: MemoryFilter, *, limit: int) -> list[Memory]:
        """Return the newest memories that match, newest first by the order of storing."""
        params: Params = {"tenant": tenant, "agent_id": agent_id, "wanted": limit, **filter_params(wanted)}
        shape, rooms = shape_of(wanted), wanted.room_ids
        if shape == _OF_ROOMS and len(rooms) <= _FEW_ROOMS:
            params = {**params, **{f"by_room_{number}": room_id for number, room_id in enumerate(rooms)}}
            return await from_rows(await self._database.read(_find_in_rooms(len(rooms)), params, few=limit <= _FEW))
        return await from_rows(await self._database.read(_find(shape), params))

    async def count(self, tenant: TenantId, agent_id: AgentId, wanted: MemoryFilter) -> int:
        """Return how many memories match."""
        params: Params = {"tenant": tenant, "agent_id": agent_id, **filter_params(wanted)}
        ((count,),) = await self._database.read(_count(shape_of(wanted)), params)
        return int(count)

    async def update(self, tenant: TenantId, memory: Memory, *, keep_vectors: bool) -> Memory:
        """Replace content and metadata of the memory that has this revision; return it. See MemoryStore."""
        agent_id, memory_id = memory.agent_id, memory.memory_id
        key: Params = {"in_tenant": tenant, "of_agent": agent_id, "which": memory_id}
        unit = [
            _EXISTS.one(key, lambda: NotFound("memory", memory_id)),
            _UPDATE.one(
                {**key, "seen": memory.revision, **changing(memory)}, lambda: RevisionMismatch("memory", memory_id)
            ),
        ]
        if not keep_vectors:
            those: Params = {"in_tenant": tenant, "of_agent": agent_id, "those": texts([memory_id])}
            unit += [_DELETE_VECTORS.one(those), *job_of_changed(tenant, memory), _BEGIN_JOB_AGAIN.one(key)]
        unit += vectors_of_known(tenant, [memory])
        _, changed, *_ = await self._database.write(unit)
        return from_row(changed.rows[0])

    async def delete(self, tenant: TenantId, agent_id: AgentId, memory_ids: Sequence[MemoryId]) -> int:
        """Delete memories with their vectors, and the fragments of documents with them; return how many there were."""
        ids = list(dict.fromkeys(memory_ids))
        deleted = 0
        for start in range(0, len(ids), _DELETE_AT_ONCE):
            deleted += await self._delete(tenant, agent_id, ids[start : start + _DELETE_AT_ONCE])
        return deleted

    async def delete_matching(self, tenant: TenantId, agent_id: AgentId, wanted: MemoryFilter) -> int:
        """Delete the memories that match, as `delete` does; return how many there were."""
        params: Params = {"tenant": tenant, "agent_id": agent_id, **filter_params(wanted)}
        found = await self._database.read(_ids(shape_of(wanted)), params)
        return await self.delete(tenant, agent_id, [memory_id for (memory_id,) in found])

    async def _delete(self, tenant: TenantId, agent_id: AgentId, ids: Sequence[MemoryId]) -> int:
        documents: Params = {"tenant": tenant, "agent_id": agent_id, "documents": texts(ids)}
        named = set(ids)
        fragments = [row[0] for row in await self._database.read(_FRAGMENTS, documents) if row[0] not in named]
        # In this order: whoever stores a vector makes sure in the same unit that its memory is there.
        unit = [_DELETE.one(_those(tenant, agent_id, some)) for some in (ids, fragments)]
        gone = _those(tenant, agent_id, [*ids, *fragments])
        done, *_ = await self._database.write([*unit, _DELETE_VECTORS.one(gone), _DELETE_JOBS.one(gone)])
        return done.touched


def _those(tenant: TenantId, agent_id: AgentId, memory_ids: Iterable[MemoryId]) -> Params:
    return {"in_tenant": tenant, "of_agent": agent_id, "those": texts(memory_ids)}


@cache
def _find(shape: FilterShape) -> Query:
    found = select(*COLUMNS).where(*OF_AGENT, *conditions(shape)).order_by(MEMORIES.c.position.desc())
    return Query(found.limit(bindparam("wanted")))


@cache
def _find_in_rooms(rooms: int) -> Query:
    """Return the query for what `_find` finds in several rooms: by an index, also where all have been silent long."""
    in_table = (*OF_AGENT, MEMORIES.c.table_name == bindparam("by_table"))
    newest = [
        select(MEMORIES.c.position)
        .where(*in_table, MEMORIES.c.room_id == bindparam(f"by_room_{number}"))
        .order_by(MEMORIES.c.position.desc())
        .limit(bindparam("wanted"))
        .subquery()
        for number in range(rooms)
    ]
    found = select(*COLUMNS).where(MEMORIES.c.position.in_(union_all(*map(select, newest))))
    return Query(found.order_by(MEMORIES.c.position.desc()).limit(bindparam("wanted")))


@cache
def _count(shape: FilterShape) -> Query:
    return Query(select(func.count()).select_from(MEMORIES).where(*OF_AGENT, *conditions(shape)))


@cache
def _ids(shape: FilterShape) -> Query:
    return Query(select(MEMORIES.c.memory_id).where(*OF_AGENT, *conditions(shape)).order_by(MEMORIES.c.position))
