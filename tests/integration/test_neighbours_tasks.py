"""Agents that talk to one another through tasks: what a task sends counts as passed on, too."""

from __future__ import annotations

import asyncio
from pathlib import Path

from parley_server.domain.content import Memory
from parley_server.domain.errors import HopLimitExceeded
from parley_server.domain.tasks import QUEUE, Task, TaskSpec
from parley_server.plugin_api import MAX_HOPS, Plugin, Runtime, TaskWorker
from parley_server.plugin_api.tasks import TaskOptions
from tests.integration.test_neighbours import Talk, all_ended, ask, house_of, say

LATER = TaskSpec(name="ask on", tags=(QUEUE,))


class Asking:
    """A worker that asks the other one of two agents, until it is refused."""

    def __init__(self) -> None:
        """Start with nothing refused."""
        self.refused = asyncio.Event()

    async def _ask(self, runtime: Runtime, options: TaskOptions, task: Task) -> None:
        try:
            await say(runtime, "Bob" if runtime.character.name == "Ann" else "Ann", "and you?")
        except HopLimitExceeded:
            self.refused.set()

    def plugin(self) -> Plugin:
        """Return the plugin with this worker."""
        return Plugin(name="asking", task_workers=(TaskWorker(name="ask on", execute=self._ask),))


async def test_what_a_task_sends_is_counted_from_the_run_that_made_it(tmp_path: Path) -> None:
    async def later(runtime: Runtime, message: Memory) -> None:
        await runtime.create_task(LATER)

    asking, talk = Asking(), Talk({"Ann": later, "Bob": later})
    async with house_of(tmp_path, talk, asking.plugin()) as house, asyncio.timeout(30):
        await ask(house, "Ann")
        await asking.refused.wait()
        await all_ended(house, 1 + MAX_HOPS)

    assert len(talk.heard) == 1 + MAX_HOPS


async def test_a_task_that_a_run_executes_counts_as_its_work(tmp_path: Path) -> None:
    async def now(runtime: Runtime, message: Memory) -> None:
        await runtime.run_task(await runtime.create_task(TaskSpec(name="ask on")))

    asking, talk = Asking(), Talk({"Ann": now, "Bob": now})
    async with house_of(tmp_path, talk, asking.plugin()) as house, asyncio.timeout(30):
        await ask(house, "Ann")
        await all_ended(house, 1 + MAX_HOPS)

    assert asking.refused.is_set()
    assert len(talk.heard) == 1 + MAX_HOPS


async def test_a_task_knows_its_count_also_after_a_restart_and_whoever_changed_it(tmp_path: Path) -> None:
    async def change(runtime: Runtime, message: Memory) -> None:
        for task in await runtime.get_tasks(name="mine"):
            await runtime.update_task(task.task_id, description="changed in a run")
        await runtime.create_task(TaskSpec(name="made in a run"))

    async def init(config: object, runtime: Runtime) -> None:
        if not await runtime.get_tasks():
            await runtime.create_task(TaskSpec(name="mine"))
            await runtime.create_task(TaskSpec(name="left alone"))

    talk, first = Talk({"Ann": change}), Plugin(name="first", init=init)
    async with house_of(tmp_path, talk, first) as house:
        await ask(house, "Ann")

    async with house_of(tmp_path, talk, first) as house:
        (ann,) = house.registry.everyone()
        assert ann.runtime is not None
        hops = {task.name: task.hops for task in await ann.runtime.get_tasks()}

    assert hops == {"mine": 1, "left alone": 0, "made in a run": 1}
