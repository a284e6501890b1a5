"""Task workers, and the tasks of an agent as plugins see them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol, TypedDict, Unpack

from parley_server.domain.ids import EntityId, RoomId, TaskId, WorldId
from parley_server.domain.json import JsonObject, JsonValue
from parley_server.domain.tasks import Task, TaskOption, TaskQueue, TaskSpec
from parley_server.plugin_api.components import Validate, always

if TYPE_CHECKING:
    from parley_server.plugin_api.runtime import Runtime

TaskOptions = Mapping[str, JsonValue]
"""What a task is executed with: nothing by the scheduler, `option` when somebody chose one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskWorker:
    """What does the tasks of a name (document 2, "Task Worker System"; reference-values 1.2).

    Give either `execute(runtime, options, task)`, as the reference calls it, or `handler(runtime, task)`, as document 2
    does. One that raises is tried again later, and so is one that takes longer than `timeout` (None: five minutes):
    the scheduler executes a task at least once. When `validate` says no, the task waits a few seconds and is asked for
    again. A server may end at any moment, so what must not happen twice goes under `task.occurrence_key`, or is
    refused by whoever is told `task.fence` and has seen a higher one.
    """

    name: str
    execute: Callable[[Runtime, TaskOptions, Task], Awaitable[None]] | None = None
    handler: Callable[[Runtime, Task], Awaitable[None]] | None = None
    validate: Validate = always
    timeout: timedelta | None = None

    def __post_init__(self) -> None:
        """Raise ValueError for both or none of `execute` and `handler`."""
        if (self.execute is None) == (self.handler is None):
            raise ValueError(f"task worker {self.name!r}: give either execute or handler")

    async def run(self, runtime: Runtime, options: TaskOptions, task: Task) -> None:
        """Do a task, in whichever form the worker is given."""
        if self.execute is not None:
            await self.execute(runtime, options, task)
        elif self.handler is not None:
            await self.handler(runtime, task)


class TaskChanges(TypedDict, total=False):
    """Fields of a TaskSpec that shall be different."""

    name: str
    description: str
    tags: tuple[str, ...]
    due_at: datetime | None
    repeat_interval: timedelta | None
    cron: str
    time_zone: str
    options: tuple[TaskOption, ...]
    room_id: RoomId
    world_id: WorldId
    entity_id: EntityId
    metadata: JsonObject


class Tasks(Protocol):
    """The tasks of one agent, and who does them. Tasks outlive the agent's stop and the server's."""

    def register_task_worker(self, worker: TaskWorker) -> None:
        """Let a worker do the tasks of its name; it takes the place of an earlier one, with a warning."""
        ...

    def get_task_worker(self, name: str) -> TaskWorker | None:
        """Return the worker of a name, or None."""
        ...

    async def create_task(self, spec: TaskSpec) -> TaskId:
        """Store a task; one with the tag "queue" is done by the scheduler. Raises InvalidField."""
        ...

    async def get_task(self, task_id: TaskId) -> Task | None:
        """Return a task, or None: one that is done once is gone when it is done."""
        ...

    async def get_tasks(
        self,
        *,
        tags: Sequence[str] = (),
        name: str | None = None,
        room_id: RoomId | None = None,
        limit: int = 1000,
    ) -> list[Task]:
        """Return the tasks that have all of these tags, this name and this room, in the order of making."""
        ...

    async def update_task(self, task_id: TaskId, **changes: Unpack[TaskChanges]) -> Task:
        """Change what is to be done, or when; what is not named stays.

        A change of the time counts from now, and lets a task that has failed for good try again; of a task at work it
        counts once the execution has ended. Raises NotFound and InvalidField.
        """
        ...

    async def run_task(self, task_id: TaskId, options: TaskOptions | None = None) -> None:
        """Execute a task now, whatever its time, and wait for the end; `options` go to its worker.

        It counts as any other execution: under a lease, and one that is done once is gone afterwards. When it fails, a
        task of the queue is tried again by itself, one that waits for somebody waits again. A cancel cuts it. Raises
        NotFound, TaskAtWork, AgentNotRunning, and ComponentFailed for a task that nobody can do or that failed.
        """
        ...

    async def get_task_queue(self) -> TaskQueue:
        """Return how much there is to do by itself for this agent, and when."""
        ...

    async def delete_task(self, task_id: TaskId) -> bool:
        """Delete a task; return whether there was one. An execution at work goes on, and is the last one."""
        ...
