"""Tasks in memory, for agents without a database: they are kept, and nobody does them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from parley_server.domain.ids import AgentId, RoomId, TaskId, TenantId
from parley_server.domain.tasks import Task, TaskQueue


@dataclass
class FakeTasks:
    """Implements TaskStore as far as an agent without a scheduler asks for it; `kept` in the order of making."""

    kept: dict[tuple[TenantId, AgentId, TaskId], Task] = field(default_factory=dict)

    async def create(self, tenant: TenantId, task: Task) -> None:
        self.kept[tenant, task.agent_id, task.task_id] = task

    async def get(self, tenant: TenantId, agent_id: AgentId, task_id: TaskId) -> Task | None:
        return self.kept.get((tenant, agent_id, task_id))

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
        return [
            task
            for (owner, agent, _), task in self.kept.items()
            if (owner, agent) == (tenant, agent_id)
            and set(tags) <= set(task.spec.tags)
            and name in (None, task.name)
            and room_id in (None, task.spec.room_id)
        ][:limit]

    async def queue(self, tenant: TenantId, agent_id: AgentId) -> TaskQueue:
        due = [task.ready_at for task in await self.find(tenant, agent_id) if task.ready_at is not None]
        return TaskQueue(size=len(due), at_work=0, next_due=min(due, default=None))

    async def replace(self, tenant: TenantId, task: Task) -> bool:
        await self.create(tenant, task)
        return True

    async def delete(self, tenant: TenantId, agent_id: AgentId, task_id: TaskId) -> bool:
        return self.kept.pop((tenant, agent_id, task_id), None) is not None

    async def next_ready(self, tenant: TenantId, agent_id: AgentId, *, names: Sequence[str], limit: int) -> list[Task]:
        raise AssertionError("nobody does these tasks")

    async def take(
        self, tenant: TenantId, task: Task, *, now: datetime, until: datetime, early: bool = False
    ) -> Task | None:
        raise AssertionError("nobody does these tasks")

    async def renew(self, tenant: TenantId, tasks: Sequence[Task], *, until: datetime) -> None:
        raise AssertionError("nobody does these tasks")

    async def complete(self, tenant: TenantId, task: Task) -> bool:
        raise AssertionError("nobody does these tasks")
