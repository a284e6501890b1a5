"""The queue of embeddings, the cache of vectors and the spaces of agents, on SQL."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    bindparam,
    cast,
    delete,
    exists,
    func,
    literal_column,
    select,
    update,
)
from sqlalchemy.types import Text

from parley_server.domain.content import Memory
from parley_server.domain.embeddings import EmbeddingJob, EmbeddingPriority, EmbeddingSpace, check_vector
from parley_server.domain.ids import AgentId, MemoryId, TenantId
from parley_server.sql.database import Database
from parley_server.sql.expressions import InsertNew, OneOf, Upsert, texts
from parley_server.sql.queries import Params, Query, Row, Statement, Value, insert_new
from parley_server.sql.tables import EMBEDDING_CACHE, EMBEDDING_JOBS, EMBEDDING_SPACES, MEMORIES, MEMORY_VECTORS
from parley_server.sql.times import from_micros, to_micros
from parley_server.sql.vector_bytes import pack_vector, unpack_vector
from parley_server.storage.embeddings import Embedded, Taken, job_of
from parley_server.storage.sql.memory_rows import COLUMNS as MEMORY_COLUMNS
from parley_server.storage.sql.memory_rows import from_row as memory_from_row
from parley_server.storage.vectors import Vector

_JOBS, _CACHE, _SPACES = EMBEDDING_JOBS.c, EMBEDDING_CACHE.c, EMBEDDING_SPACES.c
_NOBODY = 0
_COLUMNS = tuple(column for column in EMBEDDING_JOBS.columns if column.name not in ("position", "tenant"))
_IN_AGENT = (_JOBS.tenant == bindparam("in_tenant"), _JOBS.agent_id == bindparam("of_agent"))
_THIS = (*_IN_AGENT, _JOBS.memory_id == bindparam("which"), _JOBS.model_id == bindparam("in_model"))
_HELD_ONE = (*_THIS, _JOBS.fence == bindparam("seen_fence"))
_ONE: ColumnElement[int] = literal_column("1")


def _joined(*columns: ColumnElement[Any]) -> ColumnElement[str]:
    """Return columns as one text, for a OneOf that compares several at once."""
    first, *others = columns
    whole: ColumnElement[str] = cast(first, Text)
    for column in others:
        whole = whole.op("||")(literal_column("' '")).op("||")(cast(column, Text))
    return whole


# Jobs that are held under the fences that their workers know.
_HELD = (
    *_IN_AGENT,
    OneOf(_JOBS.memory_id, "memory_ids"),
    OneOf(_joined(_JOBS.memory_id, _JOBS.fence, _JOBS.model_id), "held"),
)
_IS_THERE = exists(_ONE).where(
    MEMORIES.c.tenant == _JOBS.tenant,
    MEMORIES.c.agent_id == _JOBS.agent_id,
    MEMORIES.c.memory_id == _JOBS.memory_id,
)

_INSERT = insert_new(EMBEDDING_JOBS)
_MORE_URGENT = Query(
    update(EMBEDDING_JOBS)
    .where(*_THIS, _JOBS.priority > bindparam("new_priority"))
    .values(priority=bindparam("new_priority"))
)
# Before the memories themselves are stored: one that is there already was queued with its first storing.
_INSERT_WITH_MEMORY = Query(
    InsertNew(EMBEDDING_JOBS)
    .from_select(
        (names := [column.name for column in EMBEDDING_JOBS.columns if column.name != "position"]),
        select(*(bindparam(name) for name in names)).where(
            ~exists(_ONE).where(
                MEMORIES.c.tenant == bindparam("tenant"),
                MEMORIES.c.agent_id == bindparam("agent_id"),
                MEMORIES.c.memory_id == bindparam("memory_id"),
            )
        ),
        include_defaults=False,
    )
    .inline()
)
_COUNTS = Query(select(_JOBS.priority, func.count()).where(*_IN_AGENT).group_by(_JOBS.priority))
_NEXT = Query(select(func.min(_JOBS.ready_at)).where(*_IN_AGENT))


def _take(*order: ColumnElement[int]) -> Query:
    ready = select(_JOBS.position).where(*_IN_AGENT, _JOBS.ready_at <= bindparam("now"))
    chosen = ready.order_by(*order).limit(bindparam("wanted"))
    return Query(
        update(EMBEDDING_JOBS)
        # The time again: who waited for a row of PostgreSQL finds it leased.
        .where(_JOBS.position.in_(chosen.scalar_subquery()), _JOBS.ready_at <= bindparam("now"))
        .values(ready_at=bindparam("until"), fence=_JOBS.fence + _ONE)
        .returning(_JOBS.position, *_COLUMNS)
    )


_TAKE = _take(_JOBS.priority, _JOBS.position)
_TAKE_BY_AGE = _take(_JOBS.position)
# Some that are not among them may have the same lease; there is no harm in that.
_MEMORIES_OF_TAKEN = Query(
    select(*MEMORY_COLUMNS).where(
        MEMORIES.c.tenant == bindparam("in_tenant"),
        MEMORIES.c.agent_id == bindparam("of_agent"),
        MEMORIES.c.memory_id.in_(
            select(_JOBS.memory_id).where(*_IN_AGENT, _JOBS.ready_at == bindparam("until")).scalar_subquery()
        ),
    )
)
_PUT_BACK = Query(
    update(EMBEDDING_JOBS)
    .where(*_HELD_ONE)
    .values(
        priority=bindparam("new_priority"), ready_at=bindparam("new_ready_at"), retry_count=bindparam("new_retry_count")
    )
)
_GIVE_UP = Query(delete(EMBEDDING_JOBS).where(*_HELD_ONE))
_CLEAR = Query(delete(EMBEDDING_JOBS).where(*_IN_AGENT))

_VECTOR = [column.name for column in MEMORY_VECTORS.columns]
# On PostgreSQL who deletes the memory at the same time waits, and then finds the vector.
_PUT_VECTOR = Query(
    Upsert(MEMORY_VECTORS)
    .from_select(
        _VECTOR,
        select(*(bindparam(name, type_=MEMORY_VECTORS.c[name].type) for name in _VECTOR))
        .select_from(MEMORIES)
        .where(
            MEMORIES.c.tenant == bindparam("in_tenant"),
            MEMORIES.c.agent_id == bindparam("of_agent"),
            MEMORIES.c.memory_id == bindparam("which"),
            exists(_ONE).where(*_HELD_ONE),
        )
        .with_for_update(read=True, key_share=True),
        include_defaults=False,
    )
    .over("tenant", "agent_id", "memory_id", "model_id", "dimension")
    .inline()
)
_DONE = Query(delete(EMBEDDING_JOBS).where(*_HELD).returning(_JOBS.memory_id, _IS_THERE.label("is_there")))

_CACHED = Query(
    select(_CACHE.hash, _CACHE.vector).where(
        _CACHE.tenant == bindparam("tenant"), _CACHE.model_id == bindparam("model_id"), OneOf(_CACHE.hash, "hashes")
    )
)
_REMEMBER = Query(
    Upsert(EMBEDDING_CACHE)
    .values({name: bindparam(name) for name in ("tenant", "model_id", "hash", "vector")})
    .over("tenant", "model_id", "hash")
    .inline()
)
_last_kept = (
    select(_CACHE.position)
    .where(_CACHE.tenant == bindparam("in_tenant"))
    .order_by(_CACHE.position.desc())
    .limit(_ONE)
    .offset(bindparam("kept"))
)
_TRIM = Query(
    delete(EMBEDDING_CACHE).where(
        _CACHE.tenant == bindparam("in_tenant"), _CACHE.position <= _last_kept.scalar_subquery()
    )
)
_KNOWN = Query(select(func.count()).select_from(EMBEDDING_CACHE).where(_CACHE.tenant == bindparam("in_tenant")))

_OF_AGENT = (_SPACES.tenant == bindparam("in_tenant"), _SPACES.agent_id == bindparam("of_agent"))
_SPACE = Query(
    select(_SPACES.model_id, _SPACES.dimension, _SPACES.old_model_id, _SPACES.old_dimension).where(*_OF_AGENT)
)
_FIRST_SPACE = insert_new(EMBEDDING_SPACES)
_MOVE = Query(
    update(EMBEDDING_SPACES)
    .where(*_OF_AGENT)
    .values(
        model_id=bindparam("new_model_id"),
        dimension=bindparam("new_dimension"),
        old_model_id=_SPACES.model_id,
        old_dimension=_SPACES.dimension,
    )
)
_FORGET = Query(
    update(EMBEDDING_SPACES)
    .where(*_OF_AGENT)
    .values(old_model_id=literal_column("''"), old_dimension=literal_column("0"))
)


def jobs_of_new(tenant: TenantId, memories: Iterable[Memory]) -> list[Statement]:
    """Return what queues those of new memories that ask for it; it stands before what stores the memories."""
    rows = [_row(tenant, job) for memory in memories if (job := job_of(memory)) is not None]
    return [_INSERT_WITH_MEMORY.many(rows)] if rows else []


def job_of_changed(tenant: TenantId, memory: Memory) -> list[Statement]:
    """Return what queues a memory that is there already, if it asks for it; it may be queued already."""
    job = job_of(memory)
    return [_INSERT.one(_row(tenant, job))] if job is not None else []


class SqlEmbeddings:
    """The EmbeddingStore of a Database."""

    def __init__(self, database: Database) -> None:
        """Keep the queue in this database."""
        self._database = database

    # ---- The queue ----

    async def add(self, tenant: TenantId, jobs: Sequence[EmbeddingJob]) -> None:
        """Queue memories. Of one that waits already, the more urgent priority counts."""
        if not jobs:
            return
        urgent: list[Params] = [{**_this(tenant, job), "new_priority": int(job.priority)} for job in jobs]
        await self._database.write([_INSERT.many([_row(tenant, job) for job in jobs]), _MORE_URGENT.many(urgent)])

    async def counts(self, tenant: TenantId, agent_id: AgentId) -> dict[EmbeddingPriority, int]:
        """Return how many memories wait, by priority."""
        rows = await self._database.read(_COUNTS, _agent(tenant, agent_id))
        return {EmbeddingPriority(priority): number for priority, number in rows}

    async def take(
        self, tenant: TenantId, agent_id: AgentId, *, now: datetime, until: datetime, limit: int, by_age: bool = False
    ) -> Taken:
        """Lease the jobs that are ready, the most urgent first, then the oldest; `by_age` the oldest of all first."""
        params = {**_agent(tenant, agent_id), "now": to_micros(now), "until": to_micros(until), "wanted": limit}
        # In one unit: a read of its own would cost more than all of this.
        unit = [(_TAKE_BY_AGE if by_age else _TAKE).one(params), _MEMORIES_OF_TAKEN.one(params)]
        taken, memories = await self._database.write(unit)
        jobs = [(row[0], _from_row(row[1:])) for row in taken.rows]
        jobs.sort(key=lambda pair: (0 if by_age else pair[1].priority, pair[0]))
        return Taken([job for _, job in jobs], [memory_from_row(row) for row in memories.rows])

    async def next_ready(self, tenant: TenantId, agent_id: AgentId) -> datetime | None:
        """Return when the next job is ready, None without one."""
        ((ready_at,),) = await self._database.read(_NEXT, _agent(tenant, agent_id))
        return None if ready_at is None else from_micros(ready_at)

    async def complete(
        self,
        tenant: TenantId,
        agent_id: AgentId,
        space: EmbeddingSpace,
        done: Sequence[Embedded],
        *,
        elsewhere: bool = False,
    ) -> list[MemoryId]:
        """Store vectors, keep them for their texts and delete the jobs, in one transaction; return for whom."""
        if not done:
            return []
        held: Params = {
            **_agent(tenant, agent_id),
            "memory_ids": texts(one.job.memory_id for one in done),
            "held": texts(f"{one.job.memory_id} {one.job.fence} {one.job.model_id}" for one in done),
        }
        packed = {one.hash: _packed(space, one.vector) for one in done}
        vectors = [] if elsewhere else [_vector_row(tenant, space, one, packed[one.hash]) for one in done]
        unit = [
            _REMEMBER.many([_cache_row(tenant, space.model_id, key, data) for key, data in packed.items()]),
            _FIRST_SPACE.one(_space_row(tenant, agent_id, space)),
            *([_PUT_VECTOR.many(vectors)] if vectors else []),
            # At last: vectors are stored for those that are held.
            _DONE.one(held),
        ]
        *_, ended = await self._database.write(unit)
        return [MemoryId(memory_id) for memory_id, is_there in ended.rows if is_there or elsewhere]

    async def again(self, tenant: TenantId, jobs: Sequence[EmbeddingJob]) -> None:
        """Put jobs back, as they are given, those that are still held under their fence."""
        rows: list[Params] = [
            {
                **_this(tenant, job),
                "seen_fence": job.fence,
                "new_priority": int(job.priority),
                "new_ready_at": to_micros(job.ready_at),
                "new_retry_count": job.retry_count,
            }
            for job in jobs
        ]
        if rows:
            await self._database.write([_PUT_BACK.many(rows)])

    async def give_up(self, tenant: TenantId, jobs: Sequence[EmbeddingJob]) -> None:
        """Delete jobs that are still held under their fence: there will be no vector."""
        rows: list[Params] = [{**_this(tenant, job), "seen_fence": job.fence} for job in jobs]
        if rows:
            await self._database.write([_GIVE_UP.many(rows)])

    async def clear(self, tenant: TenantId, agent_id: AgentId) -> int:
        """Delete all jobs of an agent; return how many there were."""
        (done,) = await self._database.write([_CLEAR.one(_agent(tenant, agent_id))])
        return done.touched

    # ---- Cache ----

    async def cached(self, tenant: TenantId, model_id: str, hashes: Sequence[bytes]) -> dict[bytes, tuple[float, ...]]:
        """Return the vectors of texts that are known, by the SHA-256 of the text."""
        params: Params = {"tenant": tenant, "model_id": model_id, "hashes": texts(key.hex() for key in hashes)}
        rows = await self._database.read(_CACHED, params)
        return {bytes.fromhex(key): unpack_vector(data) for key, data in rows}

    async def remember(self, tenant: TenantId, model_id: str, vectors: Mapping[bytes, Vector]) -> None:
        """Keep vectors of texts, in place of those that are known."""
        rows = [_cache_row(tenant, model_id, key, pack_vector(vector)) for key, vector in vectors.items()]
        if rows:
            await self._database.write([_REMEMBER.many(rows)])

    async def trim(self, tenant: TenantId, *, keep: int) -> int:
        """Let the oldest vectors of texts beyond `keep` go; return how many there are now."""
        await self._database.write([_TRIM.one({"in_tenant": tenant, "kept": keep})])
        ((number,),) = await self._database.read(_KNOWN, {"in_tenant": tenant})
        return int(number)

    # ---- Space ----

    async def get_space(self, tenant: TenantId, agent_id: AgentId) -> EmbeddingSpace | None:
        """Return the space that an agent searches, or None before the first vector."""
        rows = await self._database.read(_SPACE, _agent(tenant, agent_id))
        return EmbeddingSpace(model_id=rows[0][0], dimension=rows[0][1]) if rows else None

    async def set_space(self, tenant: TenantId, agent_id: AgentId, space: EmbeddingSpace) -> None:
        """Let an agent search this space from now on; the one before it is left behind."""
        move: Params = {
            **_agent(tenant, agent_id),
            "new_model_id": space.model_id,
            "new_dimension": space.dimension,
        }
        await self._database.write([_MOVE.one(move), _FIRST_SPACE.one(_space_row(tenant, agent_id, space))])

    async def left_behind(self, tenant: TenantId, agent_id: AgentId) -> EmbeddingSpace | None:
        """Return the space that an agent searched before and whose vectors are still to be dropped."""
        rows = await self._database.read(_SPACE, _agent(tenant, agent_id))
        return EmbeddingSpace(model_id=rows[0][2], dimension=rows[0][3]) if rows and rows[0][2] else None

    async def forget_left_behind(self, tenant: TenantId, agent_id: AgentId) -> None:
        """Note that the vectors of the space before are gone."""
        await self._database.write([_FORGET.one(_agent(tenant, agent_id))])


def _agent(tenant: TenantId, agent_id: AgentId) -> dict[str, Value]:
    return {"in_tenant": tenant, "of_agent": agent_id}


def _this(tenant: TenantId, job: EmbeddingJob) -> dict[str, Value]:
    return {"in_tenant": tenant, "of_agent": job.agent_id, "which": job.memory_id, "in_model": job.model_id}


def _row(tenant: TenantId, job: EmbeddingJob) -> Params:
    return {
        "tenant": tenant,
        "agent_id": job.agent_id,
        "memory_id": job.memory_id,
        "model_id": job.model_id,
        "priority": int(job.priority),
        "ready_at": to_micros(job.ready_at),
        "created_at": to_micros(job.created_at),
        "retry_count": job.retry_count,
        "max_retries": job.max_retries,
        "fence": job.fence,
    }


def _from_row(row: Row) -> EmbeddingJob:
    agent_id, memory_id, model_id, priority, ready_at, created_at, retry_count, max_retries, fence = row
    return EmbeddingJob(
        agent_id=agent_id,
        memory_id=memory_id,
        model_id=model_id,
        priority=EmbeddingPriority(priority),
        ready_at=from_micros(ready_at),
        created_at=from_micros(created_at),
        retry_count=retry_count,
        max_retries=max_retries,
        fence=fence,
    )


def _packed(space: EmbeddingSpace, vector: Vector) -> bytes:
    check_vector(vector, space.dimension)
    return pack_vector(vector)


def _vector_row(tenant: TenantId, space: EmbeddingSpace, one: Embedded, data: bytes) -> Params:
    return {
        **_this(tenant, one.job),
        "seen_fence": one.job.fence,
        "tenant": tenant,
        "agent_id": one.job.agent_id,
        "model_id": space.model_id,
        "memory_id": one.job.memory_id,
        "dimension": space.dimension,
        "vector": data,
    }


def _cache_row(tenant: TenantId, model_id: str, key: bytes, data: bytes) -> Params:
    return {"tenant": tenant, "model_id": model_id, "hash": key.hex(), "vector": data}


def _space_row(tenant: TenantId, agent_id: AgentId, space: EmbeddingSpace) -> Params:
    return {
        "tenant": tenant,
        "agent_id": agent_id,
        "model_id": space.model_id,
        "old_model_id": "",
        "dimension": space.dimension,
        "old_dimension": _NOBODY,
    }
