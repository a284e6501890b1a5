"""Tasks of agents, by the scheduler of all: when they are done, again, no more."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from parley_server.app.build import build
from parley_server.app.settings import Settings
from parley_server.domain.content import Content, Memory, State
from parley_server.domain.errors import InvalidField, NotFound
from parley_server.domain.ids import RoomId, TaskId
from parley_server.domain.tasks import Task, TaskSpec, TaskStatus
from parley_server.plugin_api import Plugin, Runtime, TaskWorker
from parley_server.runtime.tasks.scheduler import TaskLimits
from tests.fakes.models import Gate
from tests.fakes.tasks import Doing, kept, spec, task_bench
from tests.fakes.values import NOW
from tests.integration.test_overlap import CALLER, house_with

MINUTE = timedelta(minutes=1)
README = (Path(__file__).resolve().parents[2] / "README.md").read_text()


# ---- When ----


async def test_a_task_of_the_queue_is_done_once_and_then_gone(tmp_path: Path) -> None:
    doing = Doing()
    async with task_bench(tmp_path) as bench:
        agent = await bench.agent(doing.worker)
        task_id = await agent.create_task(spec(description="sweep", room_id=RoomId("hall")))
        await bench.turn()
        await bench.turn(3600)
        assert await agent.get_task(task_id) is None

    (task,) = doing.done
    assert (task.task_id, task.name, task.spec.description, task.spec.room_id) == (task_id, "tidy", "sweep", "hall")
    assert (task.status, task.fence, task.occurrence) == (TaskStatus.RUNNING, 1, 0)


async def test_the_loop_does_by_itself_what_is_created(tmp_path: Path) -> None:
    doing = Doing()
    async with task_bench(tmp_path, limits=TaskLimits(tick=3600)) as bench:
        agent = await bench.agent(doing.worker)
        await agent.create_task(spec())
        async with asyncio.timeout(5):
            await doing.begun.wait()


async def test_a_repeating_task_is_done_after_each_interval_and_at_once_only_if_it_says_so(tmp_path: Path) -> None:
    later, at_once = Doing(name="later"), Doing(name="at once")
    async with task_bench(tmp_path) as bench:
        agent = await bench.agent(later.worker, at_once.worker)
        await agent.create_task(spec("later", "repeat", repeat_interval=MINUTE))
        await agent.create_task(spec("at once", "repeat", "immediate", metadata={"updateInterval": 60_000}))
        await bench.turn()
        assert (len(later.done), len(at_once.done)) == (0, 1)
        await bench.turn(59)
        assert (len(later.done), len(at_once.done)) == (0, 1)
        await bench.turn(1)
        assert (len(later.done), len(at_once.done)) == (1, 2)
        await bench.turn(10 * 60)
        assert (len(later.done), len(at_once.done)) == (2, 3)

    assert [task.occurrence for task in at_once.done] == [0, 1, 2]
    assert len({task.occurrence_key for task in at_once.done}) == 3


async def test_a_cron_task_is_done_at_the_times_of_its_zone(tmp_path: Path) -> None:
    doing = Doing()
    async with task_bench(tmp_path) as bench:
        agent = await bench.agent(doing.worker)
        task_id = await agent.create_task(spec("tidy", "repeat", cron="0 22 * * *", time_zone="Asia/Tokyo"))
        first = (await kept(agent, task_id)).ready_at
        assert first is not None
        assert first.isoformat() == "2026-11-01T13:00:00+00:00"
        await bench.turn((first - NOW).total_seconds() - 1)
        assert doing.done == []
        await bench.turn(1)
        assert len(doing.done) == 1
        assert (await kept(agent, task_id)).ready_at == first + timedelta(days=1)


async def test_a_task_outside_of_the_queue_waits_for_somebody(tmp_path: Path) -> None:
    doing = Doing()
    async with task_bench(tmp_path) as bench:
        agent = await bench.agent(doing.worker)
        task_id = await agent.create_task(TaskSpec(name="tidy", tags=("AWAITING_CHOICE",)))
        await bench.turn(3600)
        assert doing.done == []
        # A plugin does it itself, as CHOOSE_OPTION of the reference does.
        worker = agent.get_task_worker("tidy")
        assert worker is not None
        task = await kept(agent, task_id)
        assert task.ready_at is None
        await worker.run(agent, {}, task)
        assert await agent.delete_task(task_id)
        assert not await agent.delete_task(task_id)

    assert doing.done == [task]


async def test_a_worker_may_be_a_handler_as_the_document_has_it_and_the_later_one_counts(tmp_path: Path) -> None:
    done: list[str] = []
    doing = Doing()

    async def handler(_runtime: Runtime, task: Task) -> None:
        done.append(task.name)

    async with task_bench(tmp_path) as bench:
        agent = await bench.agent(doing.worker)
        with capture_logs() as logs:
            agent.register_task_worker(TaskWorker(name="tidy", handler=handler))
        await agent.create_task(spec())
        await bench.turn()
        assert agent.get_task_worker("unknown") is None

    assert (done, doing.done) == (["tidy"], [])
    assert [entry["event"] for entry in logs] == ["task_worker_already_registered"]


async def test_a_task_waits_while_its_worker_does_not_want_it(tmp_path: Path) -> None:
    asked: list[tuple[Memory, State]] = []
    doing = Doing()

    async def validate(_runtime: Runtime, message: Memory, state: State) -> bool:
        asked.append((message, state))
        return len(asked) > 2

    async with task_bench(tmp_path) as bench:
        agent = await bench.agent(TaskWorker(name="tidy", execute=doing.worker.execute, validate=validate))
        task_id = await agent.create_task(spec())
        for expected in (1, 2):
            await bench.turn()
            await bench.turn(4)
            assert len(asked) == expected
            assert (await kept(agent, task_id)).attempts == 0
            bench.clock.seconds += 1
        await bench.turn()

    assert len(doing.done) == 1
    assert asked[0][0].content == Content()


async def test_a_task_waits_for_a_worker_that_comes_later_and_holds_up_no_other(tmp_path: Path) -> None:
    doing, late = Doing(), Doing(name="late")
    async with task_bench(tmp_path) as bench:
        agent = await bench.agent(doing.worker)
        for _ in range(20):
            await agent.create_task(spec("late"))
        await agent.create_task(spec())
        await bench.turn()
        assert len(doing.done) == 1
        agent.register_task_worker(late.worker)
        for _ in range(3):
            await bench.turn()

    assert len(late.done) == 20


async def test_workers_leave_with_their_plugin_and_its_tasks_wait(tmp_path: Path) -> None:
    brought, registered = Doing(name="brought"), Doing(name="registered")

    async def init(_config: Mapping[str, str], runtime: Runtime) -> None:
        runtime.register_task_worker(registered.worker)

    plugin = Plugin(name="garden", init=init, task_workers=(brought.worker,))
    async with task_bench(tmp_path) as bench:
        agent = await bench.agent()
        await agent.register_plugin(plugin)
        assert await agent.unload_plugin("garden")
        assert (agent.get_task_worker("brought"), agent.get_task_worker("registered")) == (None, None)
        for name in ("brought", "registered"):
            await agent.create_task(spec(name))
        await bench.turn()
        assert (brought.done, registered.done) == ([], [])
        await agent.register_plugin(plugin)
        await bench.turn()

    assert (len(brought.done), len(registered.done)) == (1, 1)


# ---- Finding and changing ----


async def test_tasks_are_found_by_tags_name_and_room(tmp_path: Path) -> None:
    async with task_bench(tmp_path) as bench:
        agent, other = await bench.agent(), await bench.agent(name="Bob")
        one = await agent.create_task(spec("one", "repeat", room_id=RoomId("hall")))
        two = await agent.create_task(spec("two"))
        assert [task.task_id for task in await agent.get_tasks()] == [one, two]
        assert [task.task_id for task in await agent.get_tasks(tags=["queue", "repeat"])] == [one]
        assert [task.task_id for task in await agent.get_tasks(name="two")] == [two]
        assert [task.task_id for task in await agent.get_tasks(room_id=RoomId("hall"))] == [one]
        assert [task.task_id for task in await agent.get_tasks(limit=1)] == [one]
        assert await other.get_tasks() == []


async def test_a_change_of_time_counts_from_now_and_other_changes_leave_the_time_alone(tmp_path: Path) -> None:
    doing = Doing()
    async with task_bench(tmp_path) as bench:
        agent = await bench.agent(doing.worker)
        task_id = await agent.create_task(spec("tidy", "repeat", repeat_interval=MINUTE))
        bench.clock.seconds += 30
        changed = await agent.update_task(task_id, description="new", metadata={"note": 1})
        assert changed == await kept(agent, task_id)
        assert (changed.spec.description, changed.metadata) == ("new", {"note": 1})
        assert changed.ready_at == NOW + MINUTE
        changed = await agent.update_task(task_id, repeat_interval=10 * MINUTE)
        assert changed.ready_at == NOW + MINUTE / 2 + 10 * MINUTE
        await bench.turn(60)
        assert doing.done == []
        await agent.update_task(task_id, due_at=bench.clock.now())
        await bench.turn()
        assert len(doing.done) == 1
        with pytest.raises(InvalidField):
            await agent.update_task(task_id, cron="now and then")
        with pytest.raises(NotFound):
            await agent.update_task(TaskId("unknown"), description="new")


@pytest.mark.parametrize(
    "bad", [TaskSpec(name=""), TaskSpec(name="x", tags=tuple(map(str, range(33)))), spec(cron="x")]
)
async def test_a_task_that_makes_no_sense_is_refused(tmp_path: Path, bad: TaskSpec) -> None:
    async with task_bench(tmp_path) as bench:
        agent = await bench.agent()
        with pytest.raises(InvalidField):
            await agent.create_task(bad)
        assert await agent.get_tasks() == []


async def test_a_worker_may_change_or_delete_the_task_that_it_does(tmp_path: Path) -> None:
    async with task_bench(tmp_path) as bench:

        async def change(task: Task) -> None:
            await agent.update_task(task.task_id, repeat_interval=MINUTE, metadata={"step": task.occurrence})

        async def delete(task: Task) -> None:
            await agent.delete_task(task.task_id)

        agent = await bench.agent(Doing(name="change", work=change).worker, Doing(name="delete", work=delete).worker)
        changed = await agent.create_task(spec("change", "repeat", "immediate", repeat_interval=60 * MINUTE))
        deleted = await agent.create_task(spec("delete", "repeat", "immediate", repeat_interval=MINUTE))
        await bench.turn()
        task = await kept(agent, changed)
        assert await agent.get_task(deleted) is None

    assert (task.metadata, task.occurrence, task.status) == ({"step": 0}, 1, TaskStatus.PENDING)
    assert task.ready_at == NOW + MINUTE


# ---- In a server ----


async def test_plugins_of_a_server_have_tasks_that_a_stop_of_the_agent_stops_and_a_restart_goes_on_with(
    tmp_path: Path,
) -> None:
    done: asyncio.Queue[Task] = asyncio.Queue()

    async def tick(_runtime: Runtime, task: Task) -> None:
        done.put_nowait(task)

    async def init(_config: Mapping[str, str], runtime: Runtime) -> None:
        if not await runtime.get_tasks(name="tick"):
            await runtime.create_task(spec("tick", "repeat", "immediate"))

    worker = TaskWorker(name="tick", handler=tick)
    plugin = Plugin(name="ticking", init=init, task_workers=(worker,), models=Gate().plugin().models)
    async with asyncio.timeout(20):
        async with house_with(tmp_path, plugin) as house:
            assert [(await done.get()).occurrence for _ in range(2)] == [0, 1]
            await house.fleet.stop(CALLER, ["Ann"], grace=None)
            while not done.empty():
                done.get_nowait()
            await asyncio.sleep(1.5)
            assert done.empty()
        async with build(Settings(data=tmp_path), plugins=[plugin]) as house:
            await house.fleet.start(CALLER, ["Ann"])
            again = await done.get()

    assert again.occurrence >= 2


async def test_the_recipe_of_the_readme_waters_the_plants(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    recipe = README.split("### Recipe: a task")[1].split("```python")[1].split("```")[0]
    module: dict[str, Plugin] = {}
    exec(compile(recipe, "README.md", "exec"), module)  # noqa: S102 - our own README
    async with task_bench(tmp_path) as bench:
        agent = await bench.agent()
        await agent.register_plugin(module["plugin"])
        (task,) = await agent.get_tasks()
        assert task.ready_at is not None
        await bench.turn((task.ready_at - NOW).total_seconds())

    assert "watering the plants" in capsys.readouterr().out.splitlines()
