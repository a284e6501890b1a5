"""A plugin that keeps a whole server busy: PARLEY_PLUGINS=tests.faults.whole_plugin:busy.

Its model echoes word by word, its embeddings take their time, and its agent has tasks that are due one after the other
and one that comes again and again. Leases are short, so that what a kill cut goes on soon.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import orjson

from parley_server.domain.clock import SystemClock
from parley_server.domain.content import Content, Memory, MemoryFilter
from parley_server.domain.ids import EntityId, MemoryId, RoomId, string_to_uuid
from parley_server.domain.models import TEXT_EMBEDDING, ModelResult
from parley_server.domain.routes import RouteRequest, RouteResponse
from parley_server.domain.tasks import QUEUE, REPEAT, Task, TaskSpec, TaskStatus
from parley_server.plugin_api import ModelHandler, ModelRequest, Plugin, Purpose, Route, Runtime, TaskWorker
from parley_server.runtime.embeddings.limits import EmbeddingLimits
from parley_server.runtime.embeddings.worker import EmbeddingWorker
from parley_server.runtime.tasks.scheduler import TaskLimits, TaskScheduler
from tests.fakes.models import envelope, model_plugin
from tests.faults.bus_site import rounds

# mypy: disable-error-code="method-assign"
# Shorter leases are what this file is for.

EFFECTS = "effects"
EMBEDDING_MODEL = "slow-1"
TASKS = min(rounds(150, 25), 900)
_APART = timedelta(milliseconds=60)
_AGAIN = timedelta(milliseconds=300)
_REST = timedelta(hours=1)
_WORK_SECONDS = 0.05
_TASK_LIMITS = TaskLimits(tick=0.1, lease=1.0, renew=0.3)
_EMBEDDING_LIMITS = EmbeddingLimits(per_agent=4, lease=1.0, tick=0.1)


def busy() -> Plugin:
    """Return the plugin, and let the server have short leases."""
    _shorten_leases()

    def answer(request: ModelRequest) -> str:
        if request.purpose is Purpose.PLAN:
            return envelope(f"I have heard the words {request.user_text} and I say so in a long sentence")
        # A reflection, every few messages: nothing new.
        fields = request.shape.fields if request.shape else ()
        told = "".join(f"<{one.name}>{'Nothing.' if one.required else ''}</{one.name}>" for one in fields)
        return f"<response>{told}</response>"

    plugin = model_plugin("busy", answer, pause=0.004)
    embedding = ModelHandler(model_type=TEXT_EMBEDDING, generate=_embed, model_id=EMBEDDING_MODEL)
    return replace(
        plugin,
        init=_make_tasks,
        models=(*plugin.models, embedding),
        task_workers=(TaskWorker(name="once", handler=_work), TaskWorker(name="again", handler=_work)),
        routes=(Route(method="GET", path="/left", handler=_left),),
    )


def _shorten_leases() -> None:
    scheduler, worker = TaskScheduler.__init__, EmbeddingWorker.__init__

    def schedule(self: TaskScheduler, **parts: Any) -> None:  # noqa: ANN401 - passed on
        scheduler(self, **(parts | {"limits": _TASK_LIMITS}))

    def embed(self: EmbeddingWorker, **parts: Any) -> None:  # noqa: ANN401 - passed on
        worker(self, **(parts | {"limits": _EMBEDDING_LIMITS}))

    TaskScheduler.__init__ = schedule
    EmbeddingWorker.__init__ = embed


async def _embed(_runtime: Runtime, request: ModelRequest) -> ModelResult:
    # As long as a real one: kills are to come in between.
    await asyncio.sleep(0.03)
    return ModelResult(embedding=(float(len(request.prompt)), 1.0, 2.0), model_id=EMBEDDING_MODEL)


async def _make_tasks(_config: Mapping[str, str], runtime: Runtime) -> None:
    """Make the tasks that are neither there nor done: a kill may have cut this, too."""
    there = {task.spec.description for task in await runtime.get_tasks(name="once", limit=TASKS + 1)}
    there |= {effect.content.text for effect in await _effects(runtime)}
    now = SystemClock().now()
    for number in range(TASKS):
        if f"once {number}" not in there:
            due_at = now + number * _APART
            await runtime.create_task(TaskSpec(name="once", description=f"once {number}", tags=(QUEUE,), due_at=due_at))
    if not await runtime.get_tasks(name="again"):
        await runtime.create_task(
            TaskSpec(name="again", description="again", tags=(QUEUE, REPEAT), repeat_interval=_AGAIN)
        )


async def _effects(runtime: Runtime) -> Sequence[Memory]:
    return await runtime.find_memories(MemoryFilter(table=EFFECTS), count=5000)


async def _work(runtime: Runtime, task: Task) -> None:
    """Have an effect, once for each occurrence, in the middle of work that a kill may cut before and behind it."""
    await asyncio.sleep(_WORK_SECONDS)
    effect = Memory(
        memory_id=MemoryId(string_to_uuid(task.occurrence_key)),
        entity_id=EntityId(runtime.agent_id),
        agent_id=runtime.agent_id,
        room_id=RoomId(task.task_id),
        content=Content(text=task.spec.description),
        created_at=SystemClock().now(),
        table=EFFECTS,
    )
    await runtime.create_memory(runtime.to_be_embedded(effect))
    await asyncio.sleep(_WORK_SECONDS)


async def _left(_request: RouteRequest, runtime: Runtime) -> RouteResponse:
    """Let the repeating task come to rest, and tell how many tasks and memories wait."""
    (again,) = await runtime.get_tasks(name="again")
    restless = again.spec.repeat_interval != _REST or again.status is TaskStatus.RUNNING
    if again.spec.repeat_interval != _REST:
        await runtime.update_task(again.task_id, repeat_interval=_REST)
    tasks = len(await runtime.get_tasks(name="once", limit=TASKS + 1))
    return RouteResponse(body=orjson.dumps([restless, tasks, (await runtime.get_embedding_queue()).total]))
