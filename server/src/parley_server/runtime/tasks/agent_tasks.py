"""The tasks of one agent: kept in the store, done by its workers when the scheduler says so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Unpack

import structlog

from parley_server.domain.clock import Clock
from parley_server.domain.errors import AgentNotRunning, ComponentFailed, InvalidField, NotFound
from parley_server.domain.ids import AgentId, IdSource, RoomId, TaskId, TenantId
from parley_server.domain.tasks import Task, TaskQueue, TaskSpec, TaskStatus
from parley_server.plugin_api import Runtime
from parley_server.plugin_api.shapes import require_tuples
from parley_server.plugin_api.tasks import TaskChanges, TaskOptions, TaskWorker
from parley_server.runtime.context import next_hops
from parley_server.runtime.counts import not_negative
from parley_server.runtime.ownership import current_plugin
from parley_server.runtime.shared_reads import shared_change, shared_read
from parley_server.runtime.tasks.outcomes import NOT_YET, Verdict
from parley_server.runtime.tasks.scheduler import TaskScheduler
from parley_server.runtime.tasks.timing import first_time, timing_of
from parley_server.storage.store import Store

MAX_TAGS = 32


class AgentTasks:
    """Implements Tasks for one agent. Without a scheduler tasks are kept, and nobody does them."""

    def __init__(
        self,
        *,
        tenant: TenantId,
        agent_id: AgentId,
        store: Store,
        clock: Clock,
        new_id: IdSource,
        scheduler: TaskScheduler | None,
    ) -> None:
        """Start without workers."""
        self._tenant = tenant
        self._agent_id = agent_id
        self._store = store
        self._clock = clock
        self._new_id = new_id
        self._scheduler = scheduler
        self._workers: dict[str, TaskWorker] = {}
        self._owners: dict[str, str] = {}
        self._faults: dict[str, str] = {}
        self._log = structlog.get_logger("parley.tasks").bind(agent_id=agent_id)

    async def join(self, runtime: Runtime) -> None:
        """Let the scheduler do the agent's tasks: it is ready."""
        if self._scheduler is not None:
            await self._scheduler.join(self._tenant, runtime, self._workers, self._faults)

    async def leave(self) -> None:
        """Let the scheduler do nothing more; what is at work is cancelled and done again after the next start."""
        if self._scheduler is not None:
            await self._scheduler.leave(self._tenant, self._agent_id)

    def register_task_worker(self, worker: TaskWorker, *, plugin: str = "") -> None:
        """Let a worker do the tasks of its name; it takes the place of an earlier one, with a warning."""
        if worker.name in self._workers:
            self._log.warning("task_worker_already_registered", worker=worker.name)
        self._workers[worker.name] = worker
        self._owners[worker.name] = plugin or current_plugin()
        if self._scheduler is not None:
            self._scheduler.touch(self._tenant, self._agent_id, self._clock.now())

    def remove_of(self, plugin: str) -> None:
        """Forget the workers of a plugin; its tasks stay, and wait for others."""
        for name in [name for name, owner in self._owners.items() if owner == plugin]:
            del self._workers[name], self._owners[name]
            self._faults.pop(name, None)

    def listed(self) -> list[tuple[TaskWorker, str, str]]:
        """Return all workers with their plugins, and what was wrong with their last execution, if anything."""
        return [(worker, self._owners[name], self._faults.get(name, "")) for name, worker in self._workers.items()]

    def get_task_worker(self, name: str) -> TaskWorker | None:
        """Return the worker of a name, or None."""
        return self._workers.get(name)

    async def create_task(self, spec: TaskSpec) -> TaskId:
        """Store a task; one with the tag "queue" is done by the scheduler. Raises InvalidField."""
        _check(spec)
        now = self._clock.now()
        task = Task(
            task_id=TaskId(self._new_id()),
            agent_id=self._agent_id,
            spec=spec,
            created_at=now,
            updated_at=now,
            ready_at=await first_time(timing_of(spec), now),
            hops=next_hops(),
        )
        with self._telling(task):
            await self._store.tasks.create(self._tenant, task)
        return task.task_id

    async def get_task(self, task_id: TaskId) -> Task | None:
        """Return a task, or None."""
        return await self._store.tasks.get(self._tenant, self._agent_id, task_id)

    async def get_tasks(
        self,
        *,
        tags: Sequence[str] = (),
        name: str | None = None,
        room_id: RoomId | None = None,
        limit: int = 1000,
    ) -> list[Task]:
        """Return the tasks that have all of these tags, this name and this room, in the order of making."""
        at_most = not_negative(limit, "limit")
        return await self._store.tasks.find(
            self._tenant, self._agent_id, tags=tags, name=name, room_id=room_id, limit=at_most
        )

    async def update_task(self, task_id: TaskId, **changes: Unpack[TaskChanges]) -> Task:
        """Change what is to be done, or when; see Tasks.update_task. Raises NotFound and InvalidField."""
        while (task := await self.get_task(task_id)) is not None:
            changed = await self._changed(task, replace(task.spec, **changes))
            with self._telling(changed):
                stored = await self._store.tasks.replace(self._tenant, changed)
            if stored:
                return replace(changed, revision=changed.revision + 1)
            # Somebody else was faster: the change is made to what is there now.
        raise NotFound("task", task_id)

    async def run_task(self, task_id: TaskId, options: TaskOptions | None = None) -> None:
        """Execute a task now and wait for the end; see Tasks.run_task."""
        if self._scheduler is None:
            raise AgentNotRunning(self._agent_id, "not doing tasks")
        outcome = await self._scheduler.run_now(self._tenant, self._agent_id, task_id, options or {})
        if outcome.verdict is Verdict.STOPPED:
            raise AgentNotRunning(self._agent_id, "stopping")
        if outcome.verdict is not Verdict.DONE:
            raise ComponentFailed("", f"task {task_id}", outcome.error)

    async def get_task_queue(self) -> TaskQueue:
        """Return how much there is to do by itself for this agent, and when."""
        return await self._store.tasks.queue(self._tenant, self._agent_id)

    async def delete_task(self, task_id: TaskId) -> bool:
        """Delete a task; return whether there was one. An execution at work goes on, and is the last one."""
        return await self._store.tasks.delete(self._tenant, self._agent_id, task_id)

    async def _changed(self, task: Task, spec: TaskSpec) -> Task:
        _check(spec)
        now = self._clock.now()
        timing = timing_of(spec)
        ready_at = await first_time(timing, now)
        changed = replace(task, spec=spec, updated_at=now, hops=max(task.hops, next_hops()))
        # One at work keeps its lease; its next time is found at the end, by what the spec says then.
        if timing == timing_of(task.spec) or task.status is TaskStatus.RUNNING:
            return changed
        return replace(changed, status=TaskStatus.PENDING, ready_at=ready_at, attempts=0)

    @contextmanager
    def _telling(self, task: Task) -> Iterator[None]:
        """Store a task inside, and let it be looked at. Where that is cut off, or fails, it may be stored soon."""
        rest = NOT_YET
        try:
            yield
            rest = timedelta()
        finally:
            if self._scheduler is not None and task.ready_at is not None:
                at = max(task.ready_at, self._clock.now() + rest)
                self._scheduler.touch(self._tenant, self._agent_id, at)


def _check(spec: TaskSpec) -> None:
    require_tuples(f"task {spec.name!r}", tags=spec.tags, options=spec.options)
    if not spec.name:
        raise InvalidField("name", "empty")
    if len(spec.tags) > MAX_TAGS:
        raise InvalidField("tags", f"more than {MAX_TAGS}")


class RuntimeTasks:
    """Implements the protocol Tasks for AgentRuntime."""

    _tasks: AgentTasks

    def register_task_worker(self, worker: TaskWorker) -> None:
        """Let a worker do the tasks of its name; it takes the place of an earlier one, with a warning."""
        self._tasks.register_task_worker(worker)

    def get_task_worker(self, name: str) -> TaskWorker | None:
        """Return the worker of a name, or None."""
        return self._tasks.get_task_worker(name)

    @shared_change
    async def create_task(self, spec: TaskSpec) -> TaskId:
        """Store a task; one with the tag "queue" is done by the scheduler. Raises InvalidField."""
        return await self._tasks.create_task(spec)

    async def get_task(self, task_id: TaskId) -> Task | None:
        """Return a task, or None."""
        return await self._tasks.get_task(task_id)

    @shared_read
    async def get_tasks(
        self,
        *,
        tags: Sequence[str] = (),
        name: str | None = None,
        room_id: RoomId | None = None,
        limit: int = 1000,
    ) -> list[Task]:
        """Return the tasks that have all of these tags, this name and this room, in the order of making."""
        return await self._tasks.get_tasks(tags=tags, name=name, room_id=room_id, limit=limit)

    @shared_change
    async def update_task(self, task_id: TaskId, **changes: Unpack[TaskChanges]) -> Task:
        """Change what is to be done, or when; see Tasks.update_task. Raises NotFound and InvalidField."""
        return await self._tasks.update_task(task_id, **changes)

    @shared_change
    async def run_task(self, task_id: TaskId, options: TaskOptions | None = None) -> None:
        """Execute a task now and wait for the end; see Tasks.run_task."""
        await self._tasks.run_task(task_id, options)

    async def get_task_queue(self) -> TaskQueue:
        """Return how much there is to do by itself for this agent, and when."""
        return await self._tasks.get_task_queue()

    @shared_change
    async def delete_task(self, task_id: TaskId) -> bool:
        """Delete a task; return whether there was one. An execution at work goes on, and is the last one."""
        return await self._tasks.delete_task(task_id)
