"""Vectors of memories, on SQL: compared by NumPy on SQLite, by pgvector on PostgreSQL. Exact; no index yet."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache

from sqlalchemy import ColumnElement, Integer, and_, bindparam, delete, exists, func, literal_column, select, true

from parley_server.domain.content import Memory, MemoryFilter
from parley_server.domain.embeddings import EmbeddingSpace, check_vector
from parley_server.domain.ids import AgentId, MemoryId, TenantId
from parley_server.sql.database import Database
from parley_server.sql.expressions import OneOf, texts
from parley_server.sql.queries import Backend, Params, Query, Value
from parley_server.sql.tables import MEMORIES, MEMORY_VECTORS
from parley_server.sql.vector_bytes import pack_vector, unpack_vector
from parley_server.storage.sql.memory_rows import (
    COLUMNS,
    OF_AGENT,
    FilterShape,
    conditions,
    filter_params,
    from_row,
    shape_of,
)
from parley_server.storage.sql.similarity import Scan, similarity_of
from parley_server.storage.sql.vector_rows import put_statements
from parley_server.storage.vectors import Vector

_V = MEMORY_VECTORS.c
_VECTOR_OF_AGENT = (_V.tenant == bindparam("tenant"), _V.agent_id == bindparam("agent_id"))
_IN_SPACE = (_V.model_id == bindparam("model_id"), _V.dimension == bindparam("dimension"))
_OF_MEMORY = and_(
    _V.tenant == MEMORIES.c.tenant, _V.agent_id == MEMORIES.c.agent_id, _V.memory_id == MEMORIES.c.memory_id
)
_ONE = literal_column("1", Integer)
_DISTANCE: ColumnElement[float] = _V.vector.op("<=>")(bindparam("vector"))

_GET = Query(select(_V.memory_id, _V.vector).where(*_VECTOR_OF_AGENT, *_IN_SPACE, OneOf(_V.memory_id, "memory_ids")))
_MEMORIES = Query(select(*COLUMNS).where(*OF_AGENT, OneOf(MEMORIES.c.memory_id, "memory_ids")))
_SPACES = Query(
    select(_V.model_id, _V.dimension, func.count()).where(*_VECTOR_OF_AGENT).group_by(_V.model_id, _V.dimension)
)
_MISSING = Query(
    select(MEMORIES.c.memory_id)
    .where(*OF_AGENT, exists(_ONE).where(_OF_MEMORY), ~exists(_ONE).where(_OF_MEMORY, *_IN_SPACE))
    .order_by(MEMORIES.c.position.desc())
    .limit(bindparam("wanted"))
)
_ALL = Query(select(_V.memory_id).where(*_VECTOR_OF_AGENT, *_IN_SPACE))
_DELETE = Query(delete(MEMORY_VECTORS).where(*_VECTOR_OF_AGENT, *_IN_SPACE, OneOf(_V.memory_id, "memory_ids")))
# Vectors that are in memory at once while NumPy looks at them.
_SCAN_AT_ONCE = 2048
# So many in one unit that no other waits long for the writer.
_DELETE_AT_ONCE = 500


class SqlVectors:
    """The VectorStore of a Database."""

    def __init__(self, database: Database) -> None:
        """Keep vectors in this database."""
        self._database = database

    async def put(
        self, tenant: TenantId, agent_id: AgentId, space: EmbeddingSpace, vectors: Mapping[MemoryId, Vector]
    ) -> None:
        """Store vectors, in place of older ones of the same space; see VectorStore."""
        unit = put_statements(tenant, agent_id, space, vectors)
        if unit:
            await self._database.write(unit)

    async def get(
        self, tenant: TenantId, agent_id: AgentId, space: EmbeddingSpace, memory_ids: Sequence[MemoryId]
    ) -> dict[MemoryId, tuple[float, ...]]:
        """Return the vectors that these memories have in a space."""
        params: Params = {**_params(tenant, agent_id, space), "memory_ids": texts(memory_ids)}
        return {memory_id: unpack_vector(stored) for memory_id, stored in await self._database.read(_GET, params)}

    async def search(
        self,
        tenant: TenantId,
        agent_id: AgentId,
        space: EmbeddingSpace,
        vector: Vector,
        wanted: MemoryFilter,
        *,
        threshold: float,
        limit: int,
    ) -> list[Memory]:
        """Return the matching memories nearest by cosine, best first; see VectorStore."""
        check_vector(vector, space.dimension)
        if limit < 1:
            return []
        shape = shape_of(wanted)
        packed = pack_vector(vector)
        params = {**_params(tenant, agent_id, space), **filter_params(wanted), "vector": packed}
        if self._database.backend is Backend.POSTGRES:
            return await self._search_there(shape, params, threshold=threshold, limit=limit)
        scan = Scan(packed, threshold=threshold, limit=limit)
        return await self._search_here(shape, params, scan)

    async def spaces(self, tenant: TenantId, agent_id: AgentId) -> dict[EmbeddingSpace, int]:
        """Return the spaces in which memories of an agent have vectors, and how many."""
        rows = await self._database.read(_SPACES, {"tenant": tenant, "agent_id": agent_id})
        return {EmbeddingSpace(model_id=model_id, dimension=dimension): count for model_id, dimension, count in rows}

    async def missing(
        self, tenant: TenantId, agent_id: AgentId, space: EmbeddingSpace, *, limit: int
    ) -> list[MemoryId]:
        """Return memories that have a vector in some space but not in this one, the newest first."""
        params: Params = {**_params(tenant, agent_id, space), "wanted": limit}
        return [memory_id for (memory_id,) in await self._database.read(_MISSING, params)]

    async def drop(self, tenant: TenantId, agent_id: AgentId, space: EmbeddingSpace) -> None:
        """Delete all vectors of an agent in a space."""
        params = _params(tenant, agent_id, space)
        found = [memory_id for (memory_id,) in await self._database.read(_ALL, params)]
        for start in range(0, len(found), _DELETE_AT_ONCE):
            those = texts(found[start : start + _DELETE_AT_ONCE])
            await self._database.write([_DELETE.one({**params, "memory_ids": those})])

    async def _search_there(
        self, shape: FilterShape, params: dict[str, Value], *, threshold: float, limit: int
    ) -> list[Memory]:
        rows = await self._database.read(_nearest(shape), {**params, "wanted": limit})
        found = [replace(from_row(row[:-1]), similarity=similarity_of(row[-1])) for row in rows]
        return [memory for memory in found if memory.similarity is not None and memory.similarity >= threshold]

    async def _search_here(self, shape: FilterShape, params: dict[str, Value], scan: Scan) -> list[Memory]:
        # The newest first, as its position is the highest.
        ranks = {memory_id: -position for memory_id, position in await self._database.read(_in_space(shape), params)}
        ids = list(ranks)
        for start in range(0, len(ids), _SCAN_AT_ONCE):
            some = texts(ids[start : start + _SCAN_AT_ONCE])
            await scan.add(await self._database.read(_GET, {**params, "memory_ids": some}), ranks)
        best = scan.best()
        rows = await self._database.read(_MEMORIES, {**params, "memory_ids": texts(key for key, _ in best)})
        memories = {memory.memory_id: memory for memory in map(from_row, rows)}
        return [replace(memories[MemoryId(key)], similarity=value) for key, value in best if key in memories]


def _params(tenant: TenantId, agent_id: AgentId, space: EmbeddingSpace) -> dict[str, Value]:
    return {"tenant": tenant, "agent_id": agent_id, "model_id": space.model_id, "dimension": space.dimension}


@cache
def _nearest(shape: FilterShape) -> Query:
    """Return the search that PostgreSQL does by itself.

    The offset keeps it from joining the tables in an order of its own: before it has statistics it takes each to have
    one row of an agent, and compares all with all.
    """
    near = select(_DISTANCE.label("distance")).where(_OF_MEMORY, *_IN_SPACE).offset(literal_column("0"))
    distance = near.correlate(MEMORIES).lateral("near")
    found = select(*COLUMNS, distance.c.distance).select_from(MEMORIES).join(distance, true())
    found = found.where(*OF_AGENT, *conditions(shape)).order_by(distance.c.distance, MEMORIES.c.position.desc())
    return Query(found.limit(bindparam("wanted")))


@cache
def _in_space(shape: FilterShape) -> Query:
    """Return the query for all that have to be looked at: first what the filter leaves, of these those in the space."""
    has_vector = exists(_ONE).where(_OF_MEMORY, *_IN_SPACE)
    return Query(select(MEMORIES.c.memory_id, MEMORIES.c.position).where(*OF_AGENT, *conditions(shape), has_vector))
