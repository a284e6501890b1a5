"""No task is forgotten that is due, whatever comes in between the look and the wait."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from parley_server.domain.errors import StoreUnavailable
from parley_server.domain.ids import TenantId
from parley_server.domain.tasks import REPEAT, Task
from parley_server.storage.sql.tasks import SqlTasks
from tests.fakes.tasks import LIMITS, Doing, kept, spec, task_bench


@pytest.mark.parametrize("how", ["created", "changed"])
async def test_what_was_stored_although_its_caller_was_cut_off_is_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    doing, stored = Doing(), asyncio.Event()
    create, change = SqlTasks.create, SqlTasks.replace

    async def creates_and_hangs(tasks: SqlTasks, tenant: TenantId, task: Task) -> None:
        await create(tasks, tenant, task)
        stored.set()
        await asyncio.Event().wait()

    async def replaces_and_hangs(tasks: SqlTasks, tenant: TenantId, task: Task) -> bool:
        await change(tasks, tenant, task)
        stored.set()
        await asyncio.Event().wait()
        return True

    async with task_bench(tmp_path) as bench:
        agent = await bench.agent(doing.worker)

        async def remember() -> None:
            if how == "created":
                monkeypatch.setattr(SqlTasks, "create", creates_and_hangs)
                await agent.create_task(spec())
            else:
                task_id = await agent.create_task(spec(due_at=bench.clock.now() + timedelta(days=1)))
                await bench.turn()
                monkeypatch.setattr(SqlTasks, "replace", replaces_and_hangs)
                await agent.update_task(task_id, due_at=bench.clock.now())

        async with asyncio.TaskGroup() as group:
            caller = group.create_task(remember())
            await stored.wait()
            caller.cancel()
        monkeypatch.setattr(SqlTasks, "create", create)
        monkeypatch.setattr(SqlTasks, "replace", change)
        await bench.turn(5)
        assert len(doing.done) == 1


async def test_an_agent_that_is_back_and_leaves_again_waits_for_a_worker_of_before_no_longer_than_it_hangs(
    tmp_path: Path,
) -> None:
    lets_go = asyncio.Event()

    async def hang(_task: Task) -> None:
        while not lets_go.is_set():
            with suppress(asyncio.CancelledError):
                await lets_go.wait()

    doing = Doing(work=hang)
    async with task_bench(tmp_path) as bench:
        agent = await bench.agent(doing.worker)
        await agent.create_task(spec())
        await bench.begin()
        await doing.begun.wait()
        await agent.stop()
        await agent.initialize()
        bench.scheduler._limits = replace(LIMITS, stop=60.0)
        async with asyncio.timeout(5), asyncio.TaskGroup() as group:
            group.create_task(agent.stop())
            await asyncio.sleep(0)
            lets_go.set()
        assert bench.scheduler._hanging == {}


async def test_an_end_that_is_stored_although_the_store_said_no_counts_once_and_the_next_time_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    doing = Doing()
    change = SqlTasks.replace

    async def breaks_after_the_commit(tasks: SqlTasks, tenant: TenantId, task: Task) -> bool:
        monkeypatch.setattr(SqlTasks, "replace", change)
        await change(tasks, tenant, task)
        raise StoreUnavailable("the connection broke")

    async with task_bench(tmp_path) as bench:
        agent = await bench.agent(doing.worker)
        task_id = await agent.create_task(spec("tidy", REPEAT, repeat_interval=timedelta(minutes=1)))
        monkeypatch.setattr(SqlTasks, "replace", breaks_after_the_commit)
        await bench.turn(60)
        assert (await kept(agent, task_id)).occurrence == 1
        await bench.turn(60)
        assert len(doing.done) == 2
