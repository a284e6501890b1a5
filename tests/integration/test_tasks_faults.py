"""Tasks that fail, hang, are cut by a stop or by the end of their server: what is lost, what harms whom."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from parley_server.domain.errors import StoreUnavailable
from parley_server.domain.ids import DEFAULT_TENANT, AgentId, TaskId, TenantId
from parley_server.domain.tasks import MAX_ATTEMPTS, Task, TaskStatus
from parley_server.plugin_api import Runtime, TaskWorker
from parley_server.plugin_api.listing import ComponentKind, ComponentState
from parley_server.runtime.tasks.scheduler import TaskLimits
from parley_server.storage.sql.tasks import SqlTasks
from tests.fakes.agents import FakeClock
from tests.fakes.tasks import Doing, kept, spec, task_bench
from tests.fakes.values import NOW

MINUTE = timedelta(minutes=1)


async def fail(_task: Task) -> None:
    raise RuntimeError("no power")


async def hang(_task: Task) -> None:
    await asyncio.Event().wait()


# ---- Failing and hanging ----


async def test_a_task_that_fails_rests_longer_each_time_and_is_given_up_at_last(tmp_path: Path) -> None:
    doing = Doing(work=fail)
    tries: list[float] = []
    async with task_bench(tmp_path) as bench:
        agent = await bench.agent(doing.worker)
        task_id = await agent.create_task(spec(due_at=NOW + MINUTE))
        task = await kept(agent, task_id)
        while task.ready_at is not None:
            tries.append((task.ready_at - NOW).total_seconds())
            bench.clock.seconds = tries[-1] - 0.01
            await bench.turn()
            assert await kept(agent, task_id) == task
            await bench.turn(0.02)
            task = await kept(agent, task_id)
        assert (task.status, task.attempts, task.last_error) == (TaskStatus.FAILED, MAX_ATTEMPTS, "no power")
        # And it is tried again when somebody says so.
        doing.work = None
        await agent.update_task(task_id, due_at=bench.clock.now())
        await bench.turn()
        assert await agent.get_task(task_id) is None

    assert [round(later - earlier) for earlier, later in pairwise(tries)] == [5, 10, 20, 40]
    assert len(doing.done) == 1
    assert [one.state for one in agent.list_components() if one.name == "tidy"] == [ComponentState.READY]


async def test_a_repeating_task_that_fails_is_never_given_up_and_rests_too(tmp_path: Path) -> None:
    doing = Doing(work=fail)
    async with task_bench(tmp_path) as bench:
        agent = await bench.agent(doing.worker)
        task_id = await agent.create_task(spec("tidy", "repeat", "immediate", repeat_interval=timedelta(seconds=8)))
        rests = []
        for _ in range(MAX_ATTEMPTS + 1):
            await bench.turn()
            ready_at = (await kept(agent, task_id)).ready_at
            assert ready_at is not None
            rests.append((ready_at - bench.clock.now()).total_seconds())
            bench.clock.seconds += rests[-1]
        assert rests == [8, 10, 20, 40, 80, 160]
        task = await kept(agent, task_id)
        assert (task.status, task.attempts, task.occurrence) == (TaskStatus.PENDING, MAX_ATTEMPTS + 1, 0)
        doing.work = None
        await bench.turn()
        task = await kept(agent, task_id)

    assert (task.attempts, task.last_error, task.occurrence) == (0, "", 1)
    assert task.ready_at == bench.clock.now() + timedelta(seconds=8)


async def test_a_task_at_work_is_not_begun_again_however_long_it_takes(tmp_path: Path) -> None:
    doing = Doing(work=hang)
    async with task_bench(tmp_path) as bench:
        agent = await bench.agent(doing.worker)
        task_id = await agent.create_task(spec("tidy", "repeat", "immediate", repeat_interval=timedelta(seconds=1)))
        for _ in range(40):
            await bench.begin(20)
            assert len(bench.scheduler) == 1
        task = await kept(agent, task_id)
        # Its lease is renewed, so that nobody else takes it either.
        assert task.ready_at is not None
        assert task.ready_at > bench.clock.now()
        assert task.fence == 1
        await agent.stop()


async def test_a_task_that_hangs_harms_no_other_and_counts_as_failed(tmp_path: Path) -> None:
    doing = Doing()
    hanging = Doing(name="hang", work=hang)
    worker = TaskWorker(name="hang", execute=hanging.worker.execute, timeout=timedelta(seconds=0.05))
    async with task_bench(tmp_path) as bench:
        agent, other = await bench.agent(doing.worker, worker), await bench.agent(doing.worker, name="Bob")
        task_id = await agent.create_task(spec("hang"))
        await agent.create_task(spec())
        await other.create_task(spec())
        await bench.turn()
        await bench.turn()
        task = await kept(agent, task_id)
        shown = {one.name: one for one in agent.list_components() if one.kind is ComponentKind.TASK_WORKER}

    assert len(doing.done) == 2
    assert (shown["tidy"].state, shown["hang"].state) == (ComponentState.READY, ComponentState.FAILED)
    assert shown["hang"].error is not None
    assert shown["hang"].error.message == "hang: took longer than 0.05 s"
    assert (task.status, task.attempts, task.last_error) == (TaskStatus.PENDING, 1, "took longer than 0.05 s")


async def test_a_worker_that_does_not_let_go_is_left_behind_and_its_task_not_begun_beside_it(tmp_path: Path) -> None:
    go, finished = asyncio.Event(), asyncio.Event()
    begun = 0

    async def stubborn(_runtime: Runtime, _task: Task) -> None:
        nonlocal begun
        begun += 1
        while not go.is_set():
            try:
                await go.wait()
            except asyncio.CancelledError:
                continue
        finished.set()

    doing = Doing()
    worker = TaskWorker(name="stubborn", handler=stubborn, timeout=timedelta(seconds=0.02))
    async with task_bench(tmp_path) as bench:
        agent = await bench.agent(doing.worker, worker)
        task_id = await agent.create_task(spec("stubborn"))
        await bench.begin()
        for _ in range(500):
            if (await kept(agent, task_id)).attempts:
                break
            await asyncio.sleep(0.01)
        assert (await kept(agent, task_id)).status is TaskStatus.PENDING
        # It is due again, and others are done meanwhile, also after a restart of the agent.
        await bench.begin(60)
        await agent.create_task(spec())
        await bench.begin()
        await doing.begun.wait()
        await agent.stop()
        await agent.initialize()
        await bench.begin(60)
        assert begun == 1
        go.set()
        await finished.wait()
        await bench.turn(60)
        assert begun == 2
        assert await agent.get_task(task_id) is None


async def test_one_agent_does_so_many_at_once_and_no_more(tmp_path: Path) -> None:
    limits = TaskLimits(tick=0.5, per_agent=3, at_once=5, stop=0.05)
    doing = Doing(work=hang)
    async with task_bench(tmp_path, limits=limits) as bench:
        agents = [await bench.agent(doing.worker, name=name) for name in ("Ann", "Bob")]
        for agent in agents:
            for _ in range(9):
                await agent.create_task(spec())
        for _ in range(3):
            await bench.begin(1)
        assert len(bench.scheduler) == 5
        running = [[task for task in await agent.get_tasks() if task.status is TaskStatus.RUNNING] for agent in agents]
        assert sorted(len(tasks) for tasks in running) == [2, 3]
        for agent in agents:
            await agent.stop()


async def test_all_of_many_tasks_are_done_once_each(tmp_path: Path) -> None:
    doing = Doing()
    async with task_bench(tmp_path) as bench:
        agent = await bench.agent(doing.worker)
        ids = [await agent.create_task(spec()) for _ in range(50)]
        async with asyncio.timeout(10):
            while await agent.get_tasks():
                await bench.turn()

    assert sorted(task.task_id for task in doing.done) == sorted(ids)


# ---- Stopping, restarting ----


async def test_an_agent_that_is_stopped_does_nothing_and_goes_on_where_it_was(tmp_path: Path) -> None:
    doing = Doing(work=hang)
    async with task_bench(tmp_path) as bench:
        agent = await bench.agent(doing.worker)
        task_id = await agent.create_task(spec())
        await bench.begin()
        await doing.begun.wait()
        await agent.stop()
        assert len(bench.scheduler) == 0
        task = await kept(agent, task_id)
        # Cut is not failed.
        assert (task.status, task.attempts, task.ready_at) == (TaskStatus.PENDING, 0, NOW)
        await bench.turn(3600)
        assert doing.done == []
        doing.work = None
        await agent.initialize()
        await bench.turn()

    assert [task.fence for task in doing.done] == [2]


async def test_what_is_due_at_a_restart_is_done_then(tmp_path: Path) -> None:
    clock, doing = FakeClock(), Doing()
    async with task_bench(tmp_path, clock) as bench:
        agent = await bench.agent()
        await agent.create_task(spec(due_at=NOW + MINUTE))
        await agent.create_task(spec("tidy", "repeat", repeat_interval=MINUTE))
    clock.seconds += 600
    async with task_bench(tmp_path, clock) as bench:
        agent = await bench.agent(doing.worker)
        await bench.turn()
        assert len(doing.done) == 2
        assert [task.occurrence for task in await agent.get_tasks()] == [1]


async def test_a_task_whose_server_vanished_is_taken_again_once_its_lease_has_ended(tmp_path: Path) -> None:
    doing = Doing()
    async with task_bench(tmp_path) as bench:
        agent = await bench.agent()
        task_id = await agent.create_task(spec())
        task = await kept(agent, task_id)
        assert await bench.store.tasks.take(DEFAULT_TENANT, task, now=NOW, until=NOW + timedelta(seconds=30))
        agent.register_task_worker(doing.worker)
        await bench.turn(29)
        assert doing.done == []
        await bench.turn(2)
        assert await agent.get_task(task_id) is None

    assert [(task.fence, task.attempts, task.occurrence) for task in doing.done] == [(2, 1, 0)]


async def test_a_task_that_ends_its_server_each_time_is_given_up_or_rests(tmp_path: Path) -> None:
    doing = Doing()
    async with task_bench(tmp_path) as bench:
        agent = await bench.agent()
        once = await agent.create_task(spec())
        again = await agent.create_task(spec("tidy", "repeat", "immediate"))
        for _ in range(MAX_ATTEMPTS):
            now = bench.clock.now()
            for task_id in (once, again):
                task = await kept(agent, task_id)
                assert await bench.store.tasks.take(DEFAULT_TENANT, task, now=now, until=now + MINUTE)
            bench.clock.seconds += 60
        agent.register_task_worker(doing.worker)
        await bench.turn()
        task = await kept(agent, once)
        assert doing.done == []
        assert (task.status, task.attempts, task.ready_at) == (TaskStatus.FAILED, MAX_ATTEMPTS, None)
        task = await kept(agent, again)
        assert (task.status, task.attempts) == (TaskStatus.PENDING, MAX_ATTEMPTS)
        assert task.ready_at == bench.clock.now() + timedelta(seconds=80)
        await bench.turn(80)

    assert [task.task_id for task in doing.done] == [again]


async def test_what_was_done_while_the_lease_was_lost_is_not_recorded(tmp_path: Path) -> None:
    """The fence at work: the task is another's now, who will do it and record it."""
    async with task_bench(tmp_path) as bench:

        async def lose(task: Task) -> None:
            late = NOW + MINUTE
            assert await bench.store.tasks.take(DEFAULT_TENANT, task, now=late, until=late + MINUTE)

        agent = await bench.agent(Doing(work=lose).worker)
        task_id = await agent.create_task(spec())
        with capture_logs() as logs:
            await bench.turn()
        task = await kept(agent, task_id)

    assert (task.fence, task.status) == (2, TaskStatus.RUNNING)
    assert "task_taken_by_another" in [entry["event"] for entry in logs]


async def test_a_store_that_is_away_delays_tasks_and_loses_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    doing = Doing()
    away = ["next_ready", "take", "complete", "get"]
    async with task_bench(tmp_path) as bench:
        agent = await bench.agent(doing.worker)
        for name in away:
            call = getattr(bench.store.tasks, name)
            failures = [StoreUnavailable("away")]

            async def flaky(
                *args: object, _call: object = call, _left: list[StoreUnavailable] = failures, **more: object
            ) -> object:
                if _left:
                    raise _left.pop()
                return await _call(*args, **more)  # type: ignore[operator] # the store's own

            monkeypatch.setattr(bench.store.tasks, name, flaky)
        task_id = await agent.create_task(spec())
        for _ in away:
            await bench.turn()
        assert await agent.get_task(task_id) is None

    assert len(doing.done) == 1


async def test_an_end_that_cannot_be_stored_is_made_up_for_when_the_lease_has_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    doing = Doing()
    get, broken = SqlTasks.get, True

    async def breaks(tasks: SqlTasks, tenant: TenantId, agent_id: AgentId, task_id: TaskId) -> Task | None:
        if broken:
            raise RuntimeError("broken")
        return await get(tasks, tenant, agent_id, task_id)

    async with task_bench(tmp_path) as bench:
        agent = await bench.agent(doing.worker)
        task_id = await agent.create_task(spec())
        monkeypatch.setattr(SqlTasks, "get", breaks)
        await bench.turn()
        broken = False
        assert await agent.get_task(task_id)
        for _ in range(3):
            await bench.turn(31)
        assert await agent.get_task(task_id) is None
    assert len(doing.done) == 2


async def test_an_agent_whose_tasks_cannot_be_read_harms_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    doing = Doing()
    async with task_bench(tmp_path) as bench:
        bad, good = await bench.agent(doing.worker), await bench.agent(doing.worker, name="Bob")
        await bench.turn()
        ask = bench.store.tasks.next_ready

        async def broken(tenant: object, agent_id: object, **more: object) -> list[Task]:
            if agent_id == bad.agent_id:
                raise KeyError("a row of another world")
            return await ask(tenant, agent_id, **more)  # type: ignore[arg-type] # as they came

        monkeypatch.setattr(bench.store.tasks, "next_ready", broken)
        with capture_logs() as logs:
            await bad.create_task(spec())
            await good.create_task(spec())
            await bench.turn(1)

    assert [task.agent_id for task in doing.done] == [good.agent_id]
    assert "tasks_broken" in [entry["event"] for entry in logs]


async def test_a_tick_without_due_tasks_asks_the_store_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    async with task_bench(tmp_path) as bench:
        for number in range(20):
            agent = await bench.agent(Doing().worker, name=f"Ann {number}")
            await agent.create_task(spec(due_at=NOW + timedelta(days=1)))
        await bench.turn()
        ask = bench.store.tasks.next_ready

        async def counted(tenant: object, agent_id: object, **more: object) -> list[Task]:
            asked.append(agent_id)
            return await ask(tenant, agent_id, **more)  # type: ignore[arg-type] # as they came

        monkeypatch.setattr(bench.store.tasks, "next_ready", counted)
        for _ in range(10):
            await bench.turn(60)

    assert asked == []


async def test_whatever_goes_wrong_in_a_tick_ends_no_scheduler(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    doing = Doing()
    async with task_bench(tmp_path) as bench:
        agent = await bench.agent(doing.worker)

        async def broken(*_args: object, **_more: object) -> None:
            raise KeyError("a row of another world")

        with monkeypatch.context() as patch, capture_logs() as logs:
            patch.setattr(bench.scheduler, "_renew", broken)
            await bench.turn()
        await agent.create_task(spec())
        async with asyncio.timeout(5):
            await doing.begun.wait()

    assert "tasks_broken" in [entry["event"] for entry in logs]
