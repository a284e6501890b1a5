"""Agents with tasks, on a real store, under a clock that is turned by hand."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from parley_server.codec.xml import XmlCodec
from parley_server.domain.characters import Character
from parley_server.domain.ids import DEFAULT_TENANT, AgentId, TaskId, new_id, string_to_uuid
from parley_server.domain.json import JsonValue
from parley_server.domain.tasks import QUEUE, Task, TaskSpec
from parley_server.message.service import DefaultMessageService
from parley_server.plugin_api import Runtime, TaskWorker
from parley_server.runtime.agent_runtime import AgentRuntime, RuntimeParts
from parley_server.runtime.answers import ShapedModel
from parley_server.runtime.journal import JournalWriter
from parley_server.runtime.tasks.scheduler import TaskLimits, TaskScheduler
from parley_server.storage.sql.store import SqlStore
from tests.fakes.agents import FakeClock
from tests.fakes.databases import opened

# The loop hardly ticks by itself: the tests do.
LIMITS = TaskLimits(tick=0.5, stop=0.05, store_again=0.01)
Work = Callable[[Task], Awaitable[None]]


@dataclass(kw_only=True)
class Doing:
    """A worker that notes what it did; `work` is what it does besides."""

    name: str = "tidy"
    work: Work | None = None
    done: list[Task] = field(default_factory=list)
    begun: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def worker(self) -> TaskWorker:
        return TaskWorker(name=self.name, execute=self._execute)

    async def _execute(self, runtime: Runtime, options: Mapping[str, JsonValue], task: Task) -> None:
        assert options == {}
        self.begun.set()
        if self.work is not None:
            await self.work(task)
        self.done.append(task)


@dataclass(kw_only=True)
class TaskBench:
    """Agents of one scheduler."""

    store: SqlStore
    clock: FakeClock
    scheduler: TaskScheduler

    async def agent(self, *workers: TaskWorker, name: str = "Ann") -> AgentRuntime:
        """Return a running agent with these workers."""
        runtime = AgentRuntime(
            agent_id=AgentId(string_to_uuid(name)),
            character=Character(name=name),
            plugins=(),
            settings={},
            parts=RuntimeParts(
                tenant=DEFAULT_TENANT,
                store=self.store,
                journal=JournalWriter(self.store.logs),
                message_service=DefaultMessageService(model=ShapedModel(XmlCodec()), clock=self.clock, new_id=new_id),
                clock=self.clock,
                new_id=new_id,
                environment={},
                scheduler=self.scheduler,
            ),
        )
        for worker in workers:
            runtime.register_task_worker(worker)
        await runtime.initialize()
        return runtime

    async def turn(self, seconds: float = 0) -> None:
        """Let time pass and wait until what is due then is done."""
        self.clock.seconds += seconds
        await self.scheduler.tick()
        async with asyncio.timeout(5):
            await self.scheduler.idle()

    async def begin(self, seconds: float = 0) -> None:
        """Let time pass and wait for nothing but that what is due then is taken."""
        self.clock.seconds += seconds
        await self.scheduler.tick()


@asynccontextmanager
async def task_bench(
    place: str | Path, clock: FakeClock | None = None, limits: TaskLimits = LIMITS
) -> AsyncIterator[TaskBench]:
    """Open a store and a scheduler; with the clock of an earlier one, this is a restart."""
    clock = clock or FakeClock()
    async with opened(place) as store:
        scheduler = TaskScheduler(store=store.tasks, clock=clock, limits=limits)
        async with asyncio.TaskGroup() as group:
            running = group.create_task(scheduler.run())
            try:
                yield TaskBench(store=store, clock=clock, scheduler=scheduler)
            finally:
                running.cancel()


def spec(name: str = "tidy", *tags: str, **fields: object) -> TaskSpec:
    """Return a task for the scheduler."""
    return TaskSpec(name=name, tags=(QUEUE, *tags), **fields)  # type: ignore[arg-type] # by name, in tests


async def kept(runtime: AgentRuntime, task_id: TaskId) -> Task:
    """Return a task that must be there."""
    task = await runtime.get_task(task_id)
    assert task is not None
    return task
