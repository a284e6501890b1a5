"""What stores vectors, as statements for units of others: with their memories, or with the end of the work on them."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Integer, bindparam, delete, exists, literal_column, select

from parley_server.domain.content import Memory
from parley_server.domain.embeddings import EmbeddingSpace, check_vector
from parley_server.domain.ids import AgentId, MemoryId, TenantId
from parley_server.sql.expressions import InsertNew
from parley_server.sql.queries import Params, Query, Statement
from parley_server.sql.tables import MEMORIES, MEMORY_VECTORS
from parley_server.sql.vector_bytes import pack_vector
from parley_server.storage.vectors import Vector

_NAMES = [column.name for column in MEMORY_VECTORS.columns]
_VALUES = [bindparam(name, type_=MEMORY_VECTORS.c[name].type) for name in _NAMES]
_MEMORY = (
    MEMORIES.c.tenant == bindparam("tenant"),
    MEMORIES.c.agent_id == bindparam("agent_id"),
    MEMORIES.c.memory_id == bindparam("memory_id"),
)
# Before the memory itself: a known one is left as it is, and so are its vectors.
_INSERT_WITH_MEMORY = Query(
    InsertNew(MEMORY_VECTORS).from_select(
        _NAMES, select(*_VALUES).where(~exists(literal_column("1", Integer)).where(*_MEMORY))
    )
)
# On PostgreSQL who deletes the memory at the same time waits, and then finds the vector.
_INSERT_FOR_MEMORY = Query(
    InsertNew(MEMORY_VECTORS).from_select(
        _NAMES, select(*_VALUES).select_from(MEMORIES).where(*_MEMORY).with_for_update(read=True, key_share=True)
    )
)
_DELETE = Query(delete(MEMORY_VECTORS).where(*(MEMORY_VECTORS.c[name] == bindparam(name) for name in _NAMES[:-1])))


def vectors_of_new(tenant: TenantId, memories: Iterable[Memory]) -> list[Statement]:
    """Return what stores the vectors that new memories bring; it goes before what stores the memories.

    Raises InvalidField for a vector that cannot be compared.
    """
    rows = _rows_of(tenant, memories)
    return [_INSERT_WITH_MEMORY.many(rows)] if rows else []


def vectors_of_known(tenant: TenantId, memories: Iterable[Memory]) -> list[Statement]:
    """Return what stores the vectors that known memories bring; see `put_statements`."""
    return _put(_rows_of(tenant, memories))


def put_statements(
    tenant: TenantId, agent_id: AgentId, space: EmbeddingSpace, vectors: Mapping[MemoryId, Vector]
) -> list[Statement]:
    """Return what stores vectors in place of older ones of the space, where their memories are there.

    Raises InvalidField for a vector of another length, or one that cannot be compared.
    """
    return _put([_row(tenant, agent_id, memory_id, space, vector) for memory_id, vector in vectors.items()])


def _put(rows: Sequence[Params]) -> list[Statement]:
    return [_DELETE.many(rows), _INSERT_FOR_MEMORY.many(rows)] if rows else []


def _rows_of(tenant: TenantId, memories: Iterable[Memory]) -> list[Params]:
    return [
        _row(
            tenant,
            memory.agent_id,
            memory.memory_id,
            EmbeddingSpace.of(memory.embedding_model, memory.embedding),
            memory.embedding,
        )
        for memory in memories
        if memory.embedding
    ]


def _row(
    tenant: TenantId, agent_id: AgentId, memory_id: MemoryId, space: EmbeddingSpace, vector: Vector
) -> dict[str, str | int | bytes]:
    check_vector(vector, space.dimension)
    return {
        "tenant": tenant,
        "agent_id": agent_id,
        "memory_id": memory_id,
        "model_id": space.model_id,
        "dimension": space.dimension,
        "vector": pack_vector(vector),
    }
