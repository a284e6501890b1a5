"""CHOOSE_OPTION: what somebody decides about a task that waits for it."""

from __future__ import annotations

from collections.abc import Sequence

import structlog

from parley_server.domain.content import ActionResult, Memory, State
from parley_server.domain.errors import AgentNotRunning, ComponentFailed, NotFound, TaskAtWork
from parley_server.domain.shapes import Fields, FieldSpec, ResponseShape
from parley_server.domain.tasks import AWAITING_CHOICE, Task, TaskOption, TaskStatus
from parley_server.plugin_api import Action, HandlerCallback, HandlerOptions, Runtime
from parley_server.plugins.bootstrap.actions.asking import Question, Saying, ask, text_of
from parley_server.plugins.bootstrap.actions.examples import exchange
from parley_server.plugins.bootstrap.places import is_manager, is_private, world_of

ABORT = "ABORT"
"""The option that every such task has: not to do it at all."""
_MOST_TASKS = 20

_log = structlog.get_logger("parley.bootstrap")

_QUESTION = Question(
    template="chooseOptionTemplate",
    task=(
        "Tasks wait for somebody's choice; they are listed below with their options. Write down which option of which "
        f"task the message chooses. {ABORT} means that the task shall not be done at all. Leave the option empty when "
        "the message does not clearly choose one."
    ),
    shape=ResponseShape(
        name="choice",
        fields=(
            FieldSpec(name="task", description="The number of the task.", required=True),
            FieldSpec(name="option", description="The chosen option, exactly as it is listed."),
        ),
    ),
)


async def choices(runtime: Runtime, message: Memory, state: State) -> list[Task]:
    """Return the tasks of a room about which the sender of a message may decide.

    A task that names somebody (`entity_id`) is theirs; and in a room of many it is for those who manage the world. Its
    worker's `validate` may refuse the message.
    """
    waiting = await runtime.get_tasks(tags=(AWAITING_CHOICE,), room_id=message.room_id, limit=_MOST_TASKS)
    waiting = [task for task in waiting if task.spec.options]
    if not waiting:
        return []
    room = await runtime.get_room(message.room_id)
    anybody = room is not None and is_private(room)
    manager = room is not None and is_manager(await world_of(runtime, room), message.entity_id)
    own = [task for task in waiting if _may_choose(task, message, anybody=anybody, manager=manager)]
    return [task for task in own if await _is_wanted(runtime, task, message, state)]


def _may_choose(task: Task, message: Memory, *, anybody: bool, manager: bool) -> bool:
    if task.spec.entity_id:
        return manager or task.spec.entity_id == message.entity_id
    return manager or anybody


async def _is_wanted(runtime: Runtime, task: Task, message: Memory, state: State) -> bool:
    worker = runtime.get_task_worker(task.name)
    try:
        return worker is not None and await worker.validate(runtime, message, state)
    except Exception as error:  # noqa: BLE001 - a broken worker hides its own tasks, and no other's
        where = {"agent_id": runtime.agent_id, "task_id": task.task_id, "worker": task.name}
        _log.error("task_not_validated", **where, error=str(error), exc_info=error)
        return False


async def _validate(runtime: Runtime, message: Memory, state: State) -> bool:
    return bool(await choices(runtime, message, state))


async def _choose(
    runtime: Runtime,
    message: Memory,
    state: State,
    _options: HandlerOptions,
    callback: HandlerCallback,
    _responses: Sequence[Memory],
) -> ActionResult:
    saying = Saying(action="CHOOSE_OPTION", callback=callback)
    tasks = await choices(runtime, message, state)
    if not tasks:
        return await saying.failed("There is nothing here for you to choose.", "no task waits for the sender's choice")
    facts = "# Tasks that wait\n" + "\n".join(_shown(number, task) for number, task in enumerate(tasks, start=1))
    fields = await ask(runtime, message, state, _QUESTION, facts=facts)
    chosen = None if fields is None else _read(fields, tasks)
    if chosen is None:
        return await saying.unreadable("which option you choose")
    task, option = chosen
    title = task.spec.description or task.name
    if option == ABORT and all(one.name.casefold() != ABORT.casefold() for one in task.spec.options):
        return await _drop(runtime, task, title, saying)
    return await _execute(runtime, task, option, title, saying)


async def _drop(runtime: Runtime, task: Task, title: str, saying: Saying) -> ActionResult:
    present = await runtime.get_task(task.task_id)
    if present is None or present.status is TaskStatus.RUNNING or not await runtime.delete_task(task.task_id):
        return await saying.failed(f"Somebody else was faster: {title}.", "the task is at work, or gone")
    return await saying.done(f"Then it is not done: {title}.", values={"option": ABORT})


async def _execute(runtime: Runtime, task: Task, option: str, title: str, saying: Saying) -> ActionResult:
    try:
        await runtime.run_task(task.task_id, {"option": option})
    except (TaskAtWork, NotFound) as error:
        return await saying.failed(f"Somebody else was faster: {title}.", error.message)
    except (AgentNotRunning, ComponentFailed) as error:
        return await saying.failed(f"I tried {option}, but it did not work: {title}.", error.message)
    text = f"{option} it is: {title}."
    return await saying.done(text, values={"option": option}, data={"taskId": task.task_id, "taskName": task.name})


def _shown(number: int, task: Task) -> str:
    options = (*task.spec.options, TaskOption(name=ABORT, description="do not do it"))
    lines = [f"  - {one.name}{f': {one.description}' if one.description else ''}" for one in options]
    return "\n".join((f"{number}. {task.spec.description or task.name}", *lines))


def _read(fields: Fields, tasks: Sequence[Task]) -> tuple[Task, str] | None:
    """Return the task and the option that are meant, None unless both are clear."""
    number = "".join(char for char in text_of(fields, "task") if char.isdecimal())[:4]
    index = int(number) - 1 if number else 0 if len(tasks) == 1 else -1
    if not 0 <= index < len(tasks):
        return None
    task = tasks[index]
    asked = text_of(fields, "option").strip(" .!\"'").casefold()
    for name in (*(one.name for one in task.spec.options), ABORT):
        if name.casefold() == asked:
            return task, name
    return None


CHOOSE_OPTION = Action(
    name="CHOOSE_OPTION",
    description="Carry out what the user chooses for a task that waits for it.",
    similes=("PICK_OPTION", "SELECT_OPTION", "DECIDE_TASK", "CONFIRM_TASK"),
    examples=(exchange("Yes, post it.", "I am posting it.", "CHOOSE_OPTION"),),
    validate=_validate,
    handler=_choose,
)
