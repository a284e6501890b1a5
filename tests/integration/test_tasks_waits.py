"""No task is forgotten that is due, whatever comes in between the look and the wait."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from parley_server.domain.errors import StoreUnavailable
from parley_server.domain.ids import TenantId
from parley_server.domain.tasks import REPEAT, Task
from parley_server.storage.sql.tasks import SqlTasks
from tests.fakes.tasks import Doing, kept, spec, task_bench


@pytest.mark.parametrize("how", ["created", "changed"])
async def test_what_was_stored_although_its_caller_was_cut_off_is_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    doing, stored = Doing(), asyncio.Event()
    create, replace = SqlTasks.create, SqlTasks.replace

    async def creates_and_hangs(tasks: SqlTasks, tenant: TenantId, task: Task) -> None:
        await create(tasks, tenant, task)
        stored.set()
        await asyncio.Event().wait()

    async def replaces_and_hangs(tasks: SqlTasks, tenant: TenantId, task: Task) -> bool:
        await replace(tasks, tenant, task)
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
        monkeypatch.undo()
        await bench.turn(5)
        assert len(doing.done) == 1


async def test_an_end_that_is_stored_although_the_store_said_no_counts_once_and_the_next_time_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    doing = Doing()
    replace = SqlTasks.replace

    async def breaks_after_the_commit(tasks: SqlTasks, tenant: TenantId, task: Task) -> bool:
        monkeypatch.undo()
        await replace(tasks, tenant, task)
        raise StoreUnavailable("the connection broke")

    async with task_bench(tmp_path) as bench:
        agent = await bench.agent(doing.worker)
        task_id = await agent.create_task(spec("tidy", REPEAT, repeat_interval=timedelta(minutes=1)))
        monkeypatch.setattr(SqlTasks, "replace", breaks_after_the_commit)
        await bench.turn(60)
        assert (await kept(agent, task_id)).occurrence == 1
        await bench.turn(60)
        assert len(doing.done) == 2
