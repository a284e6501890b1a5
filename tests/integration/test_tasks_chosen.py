"""Tasks that somebody has executed now, with the option that they chose."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from parley_server.domain.errors import AgentNotRunning, ComponentFailed, NotFound, TaskAtWork
from parley_server.domain.ids import DEFAULT_TENANT, TaskId, TenantId, new_id
from parley_server.domain.tasks import AWAITING_CHOICE, Task, TaskOption, TaskSpec, TaskStatus
from parley_server.plugin_api import Runtime, TaskOptions, TaskWorker
from parley_server.storage.sql.tasks import SqlTasks
from tests.fakes.agents import FakeClock
from tests.fakes.tasks import kept, spec, task_bench
from tests.fakes.values import NOW

POLL = TaskSpec(name="poll", tags=(AWAITING_CHOICE,), options=(TaskOption(name="yes"), TaskOption(name="no")))


class Poll:
    """A worker that notes what was chosen; `gate` holds it, `fault` is what it fails with."""

    def __init__(self) -> None:
        self.chosen: list[TaskOptions] = []
        self.begun = asyncio.Event()
        self.gate = asyncio.Event()
        self.gate.set()
        self.fault = ""
        self.cuts = 0

    @property
    def worker(self) -> TaskWorker:
        return TaskWorker(name="poll", execute=self._execute, validate=self._never)

    async def _never(self, *_: object) -> bool:
        return False

    async def _execute(self, runtime: Runtime, options: TaskOptions, task: Task) -> None:
        self.begun.set()
        try:
            await self.gate.wait()
        except asyncio.CancelledError:
            self.cuts += 1
            raise
        if self.fault:
            raise RuntimeError(self.fault)
        self.chosen.append(options)


async def test_a_task_that_waits_is_executed_with_what_was_chosen_and_then_gone(tmp_path: Path) -> None:
    poll = Poll()
    async with task_bench(tmp_path) as bench:
        agent = await bench.agent(poll.worker)
        task_id = await agent.create_task(POLL)
        await bench.turn(3600)
        assert poll.chosen == []
        await agent.run_task(task_id, {"option": "yes"})
        assert await agent.get_task(task_id) is None
        with pytest.raises(NotFound):
            await agent.run_task(task_id, {"option": "no"})

    assert poll.chosen == [{"option": "yes"}]


async def test_a_repeating_task_is_done_now_and_comes_again_at_its_time(tmp_path: Path) -> None:
    poll = Poll()
    async with task_bench(tmp_path) as bench:
        agent = await bench.agent(poll.worker)
        task_id = await agent.create_task(spec("poll", "repeat", repeat_interval=timedelta(minutes=1)))
        await agent.run_task(task_id)
        task = await kept(agent, task_id)

    assert poll.chosen == [{}]
    assert (task.status, task.occurrence, task.ready_at) == (TaskStatus.PENDING, 1, NOW + timedelta(minutes=1))


async def test_nobody_executes_a_task_that_is_at_work(tmp_path: Path) -> None:
    poll = Poll()
    poll.gate.clear()
    async with task_bench(tmp_path) as bench:
        agent = await bench.agent(poll.worker)
        task_id = await agent.create_task(POLL)
        async with asyncio.TaskGroup() as group:
            first = group.create_task(agent.run_task(task_id, {"option": "yes"}))
            await poll.begun.wait()
            with pytest.raises(TaskAtWork):
                await agent.run_task(task_id, {"option": "no"})
            # The scheduler leaves it alone, too, also when its lease seems to have ended.
            await bench.begin(3600)
            poll.gate.set()
            await first

    assert poll.chosen == [{"option": "yes"}]


async def test_of_many_who_choose_at_once_one_is_heard(tmp_path: Path) -> None:
    poll = Poll()
    async with task_bench(tmp_path) as bench:
        agent = await bench.agent(poll.worker)
        task_id = await agent.create_task(POLL)

        async def choose(option: str) -> bool:
            try:
                await agent.run_task(task_id, {"option": option})
            except (TaskAtWork, NotFound):
                return False
            return True

        async with asyncio.TaskGroup() as group:
            tries = [group.create_task(choose(str(number))) for number in range(10)]
        assert sum(one.result() for one in tries) == 1

    assert len(poll.chosen) == 1


async def test_a_choice_that_fails_says_why_and_can_be_made_again(tmp_path: Path) -> None:
    poll = Poll()
    poll.fault = "no power"
    async with task_bench(tmp_path) as bench:
        agent = await bench.agent(poll.worker)
        task_id = await agent.create_task(POLL)
        with pytest.raises(ComponentFailed, match="no power"):
            await agent.run_task(task_id, {"option": "yes"})
        task = await kept(agent, task_id)
        assert (task.status, task.ready_at, task.attempts) == (TaskStatus.PENDING, None, 1)
        await bench.turn(24 * 3600)
        assert poll.chosen == []
        poll.fault = ""
        await agent.run_task(task_id, {"option": "no"})

    assert poll.chosen == [{"option": "no"}]


async def test_who_goes_cuts_the_task_and_it_waits_again(tmp_path: Path) -> None:
    poll = Poll()
    poll.gate.clear()
    async with task_bench(tmp_path) as bench:
        agent = await bench.agent(poll.worker)
        waiting = await agent.create_task(POLL)
        later = await agent.create_task(spec("poll", due_at=NOW + timedelta(days=1)))
        for task_id in (waiting, later):
            before = await kept(agent, task_id)
            poll.begun.clear()
            async with asyncio.TaskGroup() as group:
                choosing = group.create_task(agent.run_task(task_id, {"option": "yes"}))
                await poll.begun.wait()
                choosing.cancel()
            task = await kept(agent, task_id)
            assert (task.status, task.ready_at, task.attempts) == (TaskStatus.PENDING, before.ready_at, 0)

    assert (poll.chosen, poll.cuts) == ([], 2)


async def test_who_goes_while_the_task_is_being_taken_leaves_it_to_the_scheduler(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    poll = Poll()
    taken = asyncio.Event()
    take = SqlTasks.take

    async def take_and_wait(
        self: SqlTasks, tenant: TenantId, task: Task, *, now: datetime, until: datetime, early: bool = False
    ) -> Task | None:
        await take(self, tenant, task, now=now, until=until, early=early)
        taken.set()
        await asyncio.Event().wait()
        return None

    async with task_bench(tmp_path) as bench:
        agent = await bench.agent(poll.worker)
        task_id = await agent.create_task(POLL)
        await bench.turn(1)
        monkeypatch.setattr(SqlTasks, "take", take_and_wait)
        async with asyncio.TaskGroup() as group:
            choosing = group.create_task(agent.run_task(task_id, {"option": "yes"}))
            await taken.wait()
            choosing.cancel()
        monkeypatch.setattr(SqlTasks, "take", take)
        assert (await kept(agent, task_id)).status is TaskStatus.RUNNING
        await bench.turn(31)
        assert (await kept(agent, task_id)).status is TaskStatus.PENDING


async def test_a_choice_that_a_crash_has_cut_is_not_made_up_by_the_scheduler(tmp_path: Path) -> None:
    poll = Poll()
    clock = FakeClock()
    async with task_bench(tmp_path, clock) as bench:
        agent = await bench.agent(poll.worker)
        task = await kept(agent, await agent.create_task(POLL))
        # As a server that ended in the middle leaves it.
        until = clock.now() + timedelta(seconds=30)
        taken = await bench.store.tasks.take(DEFAULT_TENANT, task, now=clock.now(), until=until, early=True)
        assert taken is not None
        await agent.stop()
    async with task_bench(tmp_path, clock) as bench:
        agent = await bench.agent(poll.worker)
        with pytest.raises(TaskAtWork):
            await agent.run_task(task.task_id, {"option": "yes"})
        await bench.turn(31)
        assert poll.chosen == []
        again = await kept(agent, task.task_id)
        assert (again.status, again.ready_at, again.attempts) == (TaskStatus.PENDING, None, 1)
        await agent.run_task(task.task_id, {"option": "yes"})

    assert poll.chosen == [{"option": "yes"}]


async def test_a_stopped_agent_and_unknown_tasks_and_workers_are_named(tmp_path: Path) -> None:
    poll = Poll()
    async with task_bench(tmp_path) as bench:
        agent = await bench.agent(poll.worker)
        with pytest.raises(NotFound):
            await agent.run_task(TaskId(new_id()))
        orphan = await agent.create_task(TaskSpec(name="nobody"))
        with pytest.raises(ComponentFailed, match="no worker"):
            await agent.run_task(orphan)
        await agent.stop()
        with pytest.raises(AgentNotRunning):
            await agent.run_task(orphan)


async def test_an_agent_tells_what_its_queue_holds(tmp_path: Path) -> None:
    async with task_bench(tmp_path) as bench:
        agent = await bench.agent(Poll().worker)
        await agent.create_task(POLL)
        assert ((await agent.get_task_queue()).size, (await agent.get_task_queue()).next_due) == (0, None)
        await agent.create_task(spec("poll", due_at=NOW + timedelta(days=1)))
        queue = await agent.get_task_queue()

    assert (queue.size, queue.at_work, queue.next_due) == (1, 0, NOW + timedelta(days=1))
