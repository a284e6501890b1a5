"""Tasks, on SQL."""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, bindparam, case, delete, func, literal_column, select, update

from parley_server.domain.errors import AlreadyExists, InvalidField
from parley_server.domain.ids import AgentId, EntityId, RoomId, TaskId, TenantId, WorldId
from parley_server.domain.json import JsonObject
from parley_server.domain.tasks import Task, TaskOption, TaskQueue, TaskSpec, TaskStatus
from parley_server.sql.database import Database
from parley_server.sql.expressions import OneOf, texts
from parley_server.sql.json_text import dump_json, load_json
from parley_server.sql.queries import Params, Query, Row, Value, insert_new
from parley_server.sql.tables import TASKS
from parley_server.sql.times import from_micros, to_micros
from parley_server.storage.sql.answers import Answers
from parley_server.storage.sql.documents import document_of
from parley_server.storage.tasks import MAX_QUERY_TAGS

_MICROSECOND = timedelta(microseconds=1)
_COLUMNS = tuple(column for column in TASKS.columns if column.name not in ("position", "tenant"))
_IN_AGENT = (TASKS.c.tenant == bindparam("in_tenant"), TASKS.c.agent_id == bindparam("of_agent"))
_THIS = (*_IN_AGENT, TASKS.c.task_id == bindparam("which"))
_UNCHANGED = (*_THIS, TASKS.c.fence == bindparam("seen_fence"), TASKS.c.revision == bindparam("seen_revision"))
_CHANGES: dict[str, Any] = {
    name: bindparam(name)
    for name in (
        "name",
        "room_id",
        "tags",
        "document",
        "status",
        "ready_at",
        "occurrence",
        "attempts",
        "last_error",
        "updated_at",
    )
}
_RUNNING: ColumnElement[str] = literal_column(f"'{TaskStatus.RUNNING.value}'")

_INSERT = insert_new(TASKS)
_GET = Query(select(*_COLUMNS).where(*_THIS))
_NEXT_READY = Query(
    select(*_COLUMNS)
    .where(*_IN_AGENT, TASKS.c.ready_at.is_not(None), OneOf(TASKS.c.name, "names"))
    .order_by(TASKS.c.ready_at)
    .limit(bindparam("wanted"))
)
_TAKE = Query(
    update(TASKS)
    .where(*_UNCHANGED, TASKS.c.ready_at <= bindparam("now"))
    .values(
        status=_RUNNING,
        ready_at=bindparam("until"),
        fence=TASKS.c.fence + literal_column("1"),
        attempts=bindparam("attempts"),
    )
)
_TAKE_EARLY = Query(
    update(TASKS)
    .where(*_UNCHANGED, (TASKS.c.status != _RUNNING) | (TASKS.c.ready_at <= bindparam("now")))
    .values(
        status=_RUNNING,
        ready_at=bindparam("until"),
        fence=TASKS.c.fence + literal_column("1"),
        attempts=bindparam("attempts"),
    )
)
_QUEUE = Query(
    select(
        func.count(),
        func.count(case((TASKS.c.status == _RUNNING, literal_column("1")))),
        func.min(case((TASKS.c.status != _RUNNING, TASKS.c.ready_at))),
    ).where(*_IN_AGENT, TASKS.c.ready_at.is_not(None))
)
_RENEW = Query(
    update(TASKS)
    .where(*_THIS, TASKS.c.fence == bindparam("seen_fence"), TASKS.c.status == _RUNNING)
    .values(ready_at=bindparam("until"))
)
_REPLACE = Query(update(TASKS).where(*_UNCHANGED).values(**_CHANGES, revision=TASKS.c.revision + literal_column("1")))
_COMPLETE = Query(delete(TASKS).where(*_UNCHANGED))
_DELETE = Query(delete(TASKS).where(*_THIS))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Details:
    """What of a task is stored as one document: the parts that no query asks for. `interval` in microseconds."""

    description: str = ""
    due_at: datetime | None = None
    interval: int | None = None
    cron: str = ""
    time_zone: str = ""
    options: tuple[TaskOption, ...] = ()
    world_id: WorldId = WorldId("")
    entity_id: EntityId = EntityId("")
    metadata: JsonObject = field(default_factory=dict)
    hops: int = 0


class SqlTasks:
    """The TaskStore of a Database."""

    def __init__(self, database: Database) -> None:
        """Keep tasks in this database, for the one process that may write."""
        self._database = database
        # Each message asks whether a choice waits in its room, and tasks hardly ever change.
        self._answers = Answers()

    def sizes(self) -> Mapping[str, int]:
        """Return how much is remembered in memory, by what."""
        return {"known_tasks": len(self._answers)}

    async def create(self, tenant: TenantId, task: Task) -> None:
        """Store a new task. Raises AlreadyExists when its id is taken."""
        row: Params = {
            **_changes(task),
            "tenant": tenant,
            "agent_id": task.agent_id,
            "task_id": task.task_id,
            "fence": task.fence,
            "created_at": to_micros(task.created_at),
            "revision": task.revision,
        }
        with self._answers.writing(tenant, task.agent_id):
            await self._database.write([_INSERT.one(row, lambda: AlreadyExists("task", task.task_id))])

    async def get(self, tenant: TenantId, agent_id: AgentId, task_id: TaskId) -> Task | None:
        """Return a task, or None."""
        params: Params = {"in_tenant": tenant, "of_agent": agent_id, "which": task_id}
        return next((_from_row(row) for row in await self._database.read(_GET, params)), None)

    async def find(
        self,
        tenant: TenantId,
        agent_id: AgentId,
        *,
        tags: Sequence[str] = (),
        name: str | None = None,
        room_id: RoomId | None = None,
        limit: int = 1000,
    ) -> list[Task]:
        """Return tasks that have all of these tags, this name and this room, in the order of making."""
        if len(tags) > MAX_QUERY_TAGS:
            raise InvalidField("tags", f"more than {MAX_QUERY_TAGS}")
        params: dict[str, Value] = {"in_tenant": tenant, "of_agent": agent_id, "wanted": limit}
        params |= {f"tag_{number}": dump_json(tag) for number, tag in enumerate(tags)}
        if name is not None:
            params["by_name"] = name
        if room_id is not None:
            params["by_room"] = room_id
        query = _find(len(tags), by_name=name is not None, by_room=room_id is not None)
        rows = await self._answers.read(self._database, tenant, agent_id, query, params)
        return [_from_row(row) for row in rows]

    async def next_ready(self, tenant: TenantId, agent_id: AgentId, *, names: Sequence[str], limit: int) -> list[Task]:
        """Return the tasks of these names that are ready first, now or later; also those whose lease has ended."""
        params: Params = {"in_tenant": tenant, "of_agent": agent_id, "names": texts(names), "wanted": limit}
        return [_from_row(row) for row in await self._database.read(_NEXT_READY, params)]

    async def queue(self, tenant: TenantId, agent_id: AgentId) -> TaskQueue:
        """Return how many tasks have a time, how many of them are at work, and when the next one is due."""
        ((size, at_work, due),) = await self._database.read(_QUEUE, {"in_tenant": tenant, "of_agent": agent_id})
        return TaskQueue(size=size, at_work=at_work, next_due=None if due is None else from_micros(due))

    async def take(
        self, tenant: TenantId, task: Task, *, now: datetime, until: datetime, early: bool = False
    ) -> Task | None:
        """Give the caller a lease, or None when the task was changed, taken or deleted since it was read."""
        attempts = task.attempts + (1 if task.status is TaskStatus.RUNNING else 0)
        params: Params = {
            **_seen(tenant, task),
            "now": to_micros(now),
            "until": to_micros(until),
            "attempts": attempts,
        }
        with self._answers.writing(tenant, task.agent_id):
            (done,) = await self._database.write([(_TAKE_EARLY if early else _TAKE).one(params)])
        if not done.touched:
            return None
        # Nothing else of it can have changed: its revision is the one that the caller has read.
        return replace(task, status=TaskStatus.RUNNING, ready_at=until, fence=task.fence + 1, attempts=attempts)

    async def renew(self, tenant: TenantId, tasks: Sequence[Task], *, until: datetime) -> None:
        """Let leases end later; of tasks that are no longer held under these fences nothing changes."""
        rows: list[Params] = [
            {
                "in_tenant": tenant,
                "of_agent": task.agent_id,
                "which": task.task_id,
                "seen_fence": task.fence,
                "until": to_micros(until),
            }
            for task in tasks
        ]
        with ExitStack() as stack:
            for agent_id in {task.agent_id for task in tasks}:
                stack.enter_context(self._answers.writing(tenant, agent_id))
            if rows:
                await self._database.write([_RENEW.many(rows)])

    async def replace(self, tenant: TenantId, task: Task) -> bool:
        """Store a task as it is given; return whether nobody else was faster."""
        with self._answers.writing(tenant, task.agent_id):
            (done,) = await self._database.write([_REPLACE.one({**_changes(task), **_seen(tenant, task)})])
        return done.touched > 0

    async def complete(self, tenant: TenantId, task: Task) -> bool:
        """Delete a task because it is done; return whether nobody else was faster."""
        with self._answers.writing(tenant, task.agent_id):
            (done,) = await self._database.write([_COMPLETE.one(_seen(tenant, task))])
        return done.touched > 0

    async def delete(self, tenant: TenantId, agent_id: AgentId, task_id: TaskId) -> bool:
        """Delete a task, also one at work; return whether there was one."""
        params: Params = {"in_tenant": tenant, "of_agent": agent_id, "which": task_id}
        with self._answers.writing(tenant, agent_id):
            (done,) = await self._database.write([_DELETE.one(params)])
        return done.touched > 0


@cache
def _find(tags: int, *, by_name: bool, by_room: bool) -> Query:
    """Return the query for the filters that are set, each compiled once."""
    found = select(*_COLUMNS).where(*_IN_AGENT)
    for number in range(tags):
        # As JSON text a tag is part of no other one: its quotes are its own.
        found = found.where(
            func.replace(TASKS.c.tags, bindparam(f"tag_{number}"), literal_column("''")) != TASKS.c.tags
        )
    if by_name:
        found = found.where(TASKS.c.name == bindparam("by_name"))
    if by_room:
        found = found.where(TASKS.c.room_id == bindparam("by_room"))
    return Query(found.order_by(TASKS.c.position).limit(bindparam("wanted")))


def _seen(tenant: TenantId, task: Task) -> dict[str, Value]:
    return {
        "in_tenant": tenant,
        "of_agent": task.agent_id,
        "which": task.task_id,
        "seen_fence": task.fence,
        "seen_revision": task.revision,
    }


def _changes(task: Task) -> dict[str, Value]:
    spec = task.spec
    details = _Details(
        description=spec.description,
        due_at=spec.due_at,
        interval=None if spec.repeat_interval is None else spec.repeat_interval // _MICROSECOND,
        cron=spec.cron,
        time_zone=spec.time_zone,
        options=spec.options,
        world_id=spec.world_id,
        entity_id=spec.entity_id,
        metadata=spec.metadata,
        hops=task.hops,
    )
    return {
        "name": spec.name,
        "room_id": spec.room_id,
        "tags": dump_json(spec.tags),
        "document": document_of(_Details).dump(details),
        "status": task.status.value,
        "ready_at": None if task.ready_at is None else to_micros(task.ready_at),
        "occurrence": task.occurrence,
        "attempts": task.attempts,
        "last_error": task.last_error,
        "updated_at": to_micros(task.updated_at),
    }


def _from_row(row: Row) -> Task:
    agent_id, task_id, name, room_id, tags, document, status, ready_at, *counts = row
    fence, occurrence, attempts, last_error, created_at, updated_at, revision = counts
    details = document_of(_Details).load(document)
    known_tags = load_json(tags)
    spec = TaskSpec(
        name=name,
        description=details.description,
        tags=tuple(str(tag) for tag in known_tags) if isinstance(known_tags, list) else (),
        due_at=details.due_at,
        repeat_interval=None if details.interval is None else details.interval * _MICROSECOND,
        cron=details.cron,
        time_zone=details.time_zone,
        options=details.options,
        room_id=room_id,
        world_id=details.world_id,
        entity_id=details.entity_id,
        metadata=details.metadata,
    )
    return Task(
        task_id=task_id,
        agent_id=agent_id,
        spec=spec,
        status=TaskStatus(status),
        ready_at=None if ready_at is None else from_micros(ready_at),
        fence=fence,
        occurrence=occurrence,
        attempts=attempts,
        last_error=last_error,
        created_at=from_micros(created_at),
        updated_at=from_micros(updated_at),
        revision=revision,
        hops=details.hops,
    )
