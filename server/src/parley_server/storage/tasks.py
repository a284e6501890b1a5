"""Tasks of agents, and the leases of those at work."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from parley_server.domain.ids import AgentId, RoomId, TaskId, TenantId
from parley_server.domain.tasks import Task, TaskQueue

MAX_QUERY_TAGS = 32


class TaskStore(Protocol):
    """Keeps tasks. Who takes one has a lease: until it ends, nobody else can take it."""

    async def create(self, tenant: TenantId, task: Task) -> None:
        """Store a new task. Raises AlreadyExists when its id is taken."""
        ...

    async def get(self, tenant: TenantId, agent_id: AgentId, task_id: TaskId) -> Task | None:
        """Return a task, or None."""
        ...

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
        """Return tasks that have all of these tags, this name and this room, in the order of making.

        Raises InvalidField for more than MAX_QUERY_TAGS tags.
        """
        ...

    async def next_ready(self, tenant: TenantId, agent_id: AgentId, *, names: Sequence[str], limit: int) -> list[Task]:
        """Return the tasks of these names that are ready first, now or later; also those whose lease has ended."""
        ...

    async def take(
        self, tenant: TenantId, task: Task, *, now: datetime, until: datetime, early: bool = False
    ) -> Task | None:
        """Give the caller a lease, or None when the task was changed, taken or deleted since it was read.

        One that is not due yet, or never by itself, is given to those who take it `early`. The task is RUNNING then,
        under a new fence. An execution that never came to an end counts as a failure.
        """
        ...

    async def queue(self, tenant: TenantId, agent_id: AgentId) -> TaskQueue:
        """Return how many tasks have a time, how many of them are at work, and when the next one is due."""
        ...

    async def renew(self, tenant: TenantId, tasks: Sequence[Task], *, until: datetime) -> None:
        """Let leases end later; of tasks that are no longer held under these fences nothing changes."""
        ...

    async def replace(self, tenant: TenantId, task: Task) -> bool:
        """Store a task as it is given, but for its revision, which grows; return whether that was possible.

        It is not when its fence or revision is no longer the given one: somebody else was faster.
        """
        ...

    async def complete(self, tenant: TenantId, task: Task) -> bool:
        """Delete a task because it is done: that it is gone is the record of its completion, in one transaction.

        Return whether that was possible, as `replace` does.
        """
        ...

    async def delete(self, tenant: TenantId, agent_id: AgentId, task_id: TaskId) -> bool:
        """Delete a task, also one at work; return whether there was one."""
        ...
