"""CHOOSE_OPTION: what somebody decides about a task that waits for it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from parley_server.domain.content import Memory, State
from parley_server.domain.ids import EntityId, RoomId, TaskId
from parley_server.domain.tasks import AWAITING_CHOICE, Task, TaskOption, TaskSpec
from parley_server.domain.worlds import Room
from parley_server.plugin_api import Runtime, TaskOptions, TaskWorker
from tests.fakes.bootstrap import ADAM, AGENT, GROUP, OLGA, WORLD, BootstrapBench, answer, bootstrap_bench
from tests.fakes.values import ENTITY_ID, ROOM_ID

BOB = ENTITY_ID
UNKNOWN = RoomId("01930000-0000-7000-8000-00000000000f")


class Posting:
    """A worker that notes what was chosen."""

    def __init__(self, fault: str = "") -> None:
        self.chosen: list[TaskOptions] = []
        self.fault = fault

    @property
    def worker(self) -> TaskWorker:
        return TaskWorker(name="post", execute=self._execute, validate=self._validate)

    async def _validate(self, _runtime: Runtime, message: Memory, _state: State) -> bool:
        return "never" not in message.content.text

    async def _execute(self, _runtime: Runtime, options: TaskOptions, _task: Task) -> None:
        if self.fault:
            raise RuntimeError(self.fault)
        self.chosen.append(options)


async def wait_for_choice(bench: BootstrapBench, room: RoomId = GROUP, by: EntityId = EntityId("")) -> TaskId:
    """Return a task that waits in a room for a choice, of a certain person or of anybody who may."""
    spec = TaskSpec(
        name="post",
        description="Post the draft",
        tags=(AWAITING_CHOICE,),
        options=(TaskOption(name="post", description="as it is"), TaskOption(name="cancel")),
        room_id=room,
        entity_id=by,
    )
    return await bench.runtime.create_task(spec)


async def test_it_is_offered_to_those_who_may_choose(tmp_path: Path) -> None:
    async with bootstrap_bench(tmp_path) as bench:
        assert not await bench.applies("CHOOSE_OPTION", bench.message(by=OLGA))
        task_id = await wait_for_choice(bench)
        assert not await bench.applies("CHOOSE_OPTION", bench.message(by=OLGA))  # nobody could carry it out
        bench.runtime.register_task_worker(Posting().worker)
        offered = {who: await bench.applies("CHOOSE_OPTION", bench.message(by=who)) for who in (OLGA, ADAM, BOB)}
        assert offered == {OLGA: True, ADAM: True, BOB: False}
        assert not await bench.applies("CHOOSE_OPTION", bench.message("never", by=OLGA))
        assert not await bench.applies("CHOOSE_OPTION", bench.message(by=BOB, room=ROOM_ID))
        await bench.runtime.delete_task(task_id)
        await wait_for_choice(bench, by=BOB)
        assert await bench.applies("CHOOSE_OPTION", bench.message(by=BOB))
        await wait_for_choice(bench, room=ROOM_ID)
        assert await bench.applies("CHOOSE_OPTION", bench.message(by=BOB, room=ROOM_ID))


async def test_in_a_room_of_no_type_not_everybody_chooses(tmp_path: Path) -> None:
    async with bootstrap_bench(tmp_path) as bench:
        bench.runtime.register_task_worker(Posting().worker)
        room = Room(room_id=UNKNOWN, agent_id=bench.runtime.agent_id, world_id=WORLD)
        await bench.runtime.create_rooms([room])
        await bench.runtime.add_participants([BOB, OLGA, AGENT], UNKNOWN)
        await wait_for_choice(bench, UNKNOWN)
        offered = [await bench.applies("CHOOSE_OPTION", bench.message(by=who, room=UNKNOWN)) for who in (BOB, OLGA)]

    assert offered == [False, True]


async def test_the_chosen_option_is_carried_out_once(tmp_path: Path) -> None:
    posting = Posting()
    async with bootstrap_bench(tmp_path, answer(task="1", option="Post")) as bench:
        bench.runtime.register_task_worker(posting.worker)
        task_id = await wait_for_choice(bench)
        result = await bench.act("CHOOSE_OPTION", bench.message("Post it.", by=OLGA))
        assert await bench.runtime.get_task(task_id) is None
        again = await bench.act("CHOOSE_OPTION", bench.message("Post it!", by=OLGA, number=2))

    assert posting.chosen == [{"option": "post"}]
    assert (result.success, result.values) == (True, {"option": "post"})
    assert [content.text for content in bench.said] == [
        "post it is: Post the draft.",
        "There is nothing here for you to choose.",
    ]
    assert not again.success
    assert "1. Post the draft\n  - post: as it is\n  - cancel\n  - ABORT" in bench.prompts[0]


async def test_a_task_can_be_dropped(tmp_path: Path) -> None:
    posting = Posting()
    async with bootstrap_bench(tmp_path, answer(task="1", option="abort")) as bench:
        bench.runtime.register_task_worker(posting.worker)
        task_id = await wait_for_choice(bench)
        result = await bench.act("CHOOSE_OPTION", bench.message("Forget it.", by=ADAM))
        assert await bench.runtime.get_task(task_id) is None

    assert (result.success, posting.chosen) == (True, [])


@pytest.mark.parametrize(
    "said",
    ["Posting now!", answer(task="2", option="post"), answer(task="1", option="delete all"), answer(task="1"), ""],
)
async def test_what_is_not_clearly_chosen_is_not_done(tmp_path: Path, said: str) -> None:
    posting = Posting()
    async with bootstrap_bench(tmp_path, said) as bench:
        bench.runtime.register_task_worker(posting.worker)
        task_id = await wait_for_choice(bench)
        result = await bench.act("CHOOSE_OPTION", bench.message("Hm.", by=OLGA))
        assert await bench.runtime.get_task(task_id) is not None

    assert (result.success, posting.chosen) == (False, [])
    assert "could not make out" in bench.said[0].text


async def test_who_may_not_choose_is_refused_before_any_model_is_asked(tmp_path: Path) -> None:
    posting = Posting()
    async with bootstrap_bench(tmp_path, answer(task="1", option="post")) as bench:
        bench.runtime.register_task_worker(posting.worker)
        await wait_for_choice(bench)
        result = await bench.act("CHOOSE_OPTION", bench.message("Post it.", by=BOB))

    assert (result.success, posting.chosen, bench.prompts) == (False, [], [])


async def test_a_task_that_fails_is_told_and_can_be_chosen_again(tmp_path: Path) -> None:
    posting = Posting(fault="no power")
    async with bootstrap_bench(tmp_path, answer(task="1", option="post")) as bench:
        bench.runtime.register_task_worker(posting.worker)
        await wait_for_choice(bench)
        failed = await bench.act("CHOOSE_OPTION", bench.message("Post it.", by=OLGA))
        posting.fault = ""
        again = await bench.act("CHOOSE_OPTION", bench.message("Try again.", by=OLGA, number=2))

    assert (failed.success, again.success, posting.chosen) == (False, True, [{"option": "post"}])
    assert "no power" in failed.error
    assert bench.said[0].text == "I tried post, but it did not work: Post the draft."


async def test_what_is_being_done_already_is_not_said_to_be_dropped(tmp_path: Path) -> None:
    begun, end = asyncio.Event(), asyncio.Event()

    async def post(_runtime: Runtime, _options: TaskOptions, _task: Task) -> None:
        begun.set()
        await end.wait()

    async with bootstrap_bench(tmp_path, answer(task="1", option="ABORT")) as bench, asyncio.TaskGroup() as group:
        bench.runtime.register_task_worker(TaskWorker(name="post", execute=post))
        task_id = await wait_for_choice(bench)
        group.create_task(bench.runtime.run_task(task_id, {"option": "post"}))
        await begun.wait()
        result = await bench.act("CHOOSE_OPTION", bench.message("No, leave it.", by=OLGA))
        end.set()

    assert not result.success
    assert bench.said[0].text == "Somebody else was faster: Post the draft."


async def test_a_worker_that_cannot_say_whether_it_wants_a_choice_hides_its_own_tasks_alone(tmp_path: Path) -> None:
    async def broken(*_: object) -> bool:
        raise RuntimeError("no eyes")

    async def nothing(*_: object) -> None:
        return

    posting = Posting()
    async with bootstrap_bench(tmp_path, answer(task="1", option="post")) as bench:
        bench.runtime.register_task_worker(posting.worker)
        bench.runtime.register_task_worker(TaskWorker(name="blind", execute=nothing, validate=broken))
        await wait_for_choice(bench)
        spec = TaskSpec(name="blind", tags=(AWAITING_CHOICE,), options=(TaskOption(name="post"),), room_id=GROUP)
        await bench.runtime.create_task(spec)
        result = await bench.act("CHOOSE_OPTION", bench.message("Post it.", by=OLGA))

    assert (result.success, posting.chosen) == (True, [{"option": "post"}])
    assert "blind" not in bench.prompts[0]
