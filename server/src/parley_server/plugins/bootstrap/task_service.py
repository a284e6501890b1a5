"""The service "task": what there is to do for an agent, as other plugins ask for it.

One scheduler does the tasks of all agents (`runtime/tasks/scheduler.py`); this is an agent's view of it.
"""

from __future__ import annotations

from typing import ClassVar, Self

from parley_server.domain.ids import TaskId
from parley_server.domain.tasks import TaskQueue
from parley_server.plugin_api import Runtime, Service, ServiceType, TaskOptions


class TaskService(Service):
    """Tells of an agent's queue, and has tasks executed now."""

    service_type: ClassVar[str] = ServiceType.TASK
    capability_description: ClassVar[str] = "The agent does tasks later, again and again, or when somebody chooses to."

    def __init__(self, runtime: Runtime) -> None:
        """Speak for this agent."""
        self._runtime = runtime

    @classmethod
    async def start(cls, runtime: Runtime) -> Self:
        """Start for this agent; the scheduler is at work already."""
        return cls(runtime)

    async def stop(self) -> None:
        """Hold nothing that would have to be let go."""

    async def queue(self) -> TaskQueue:
        """Return how many tasks wait for the scheduler, how many are at work, and when the next one is due."""
        return await self._runtime.get_task_queue()

    async def run_task(self, task_id: TaskId, options: TaskOptions | None = None) -> None:
        """Execute a task now and wait for its end; see Tasks.run_task."""
        await self._runtime.run_task(task_id, options)
