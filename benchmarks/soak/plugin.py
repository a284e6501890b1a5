"""What the agents of a soak have besides: events, a task that repeats, rows of their own. PARLEY_SOAK_LEAK is a fault.

PARLEY_PLUGINS=benchmarks.soak.plugin:plugin
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import timedelta

from parley_server.domain.content import ActionResult, Memory
from parley_server.domain.models import TEXT_LARGE, ModelResult
from parley_server.domain.tasks import Task, TaskSpec
from parley_server.plugin_api import (
    Action,
    Column,
    ColumnKind,
    ModelHandler,
    ModelRequest,
    Plugin,
    PluginSchema,
    PluginTable,
    Provider,
    ProviderResult,
    Runtime,
    TaskWorker,
)
from parley_server.plugin_api.components import EventParams

LEAK_VARIABLE = "PARLEY_SOAK_LEAK"
ACTS_SETTING = "SOAK_ACTS"
_ROWS = 100
_EVERY = timedelta(seconds=1)

COUNTS = PluginTable(
    name="counts",
    columns=(Column(name="place", kind=ColumnKind.INTEGER), Column(name="runs", kind=ColumnKind.INTEGER)),
    primary_key=("place",),
)


class Soaked:
    """Counts what it hears, in a table that does not grow; keeps so many bytes of each run when it is told to leak."""

    def __init__(self, leak: int) -> None:
        """Keep nothing unless `leak` is above 0."""
        self._leak = leak
        self._kept: list[bytes] = []
        self._heard = 0

    async def hear(self, _params: EventParams) -> None:
        """Take note of a run's end."""
        self._heard += 1
        if self._leak:
            self._kept.append(os.urandom(self._leak))

    async def count(self, runtime: Runtime, _task: Task) -> None:
        """Write down what was heard: the task."""
        row = {"place": self._heard % _ROWS, "runs": self._heard}
        await runtime.get_table("soaked", "counts").put([row])

    async def tell(self, _runtime: Runtime, _message: object, _state: object) -> ProviderResult:
        """Add to the context: the provider."""
        return ProviderResult(text=f"# Heard\n{self._heard} runs.", values={"heard": self._heard})

    async def plan(self, _runtime: Runtime, _request: ModelRequest) -> ModelResult:
        """Choose the action, whatever was said: the model of an agent that acts."""
        return ModelResult(object={"thought": "I count.", "actions": ["COUNT"], "text": ""})

    async def act(self, runtime: Runtime, message: Memory, *_: object) -> ActionResult:
        """Count a message: the action."""
        found = await runtime.get_table("soaked", "counts").find(limit=10)
        text = f"{message.memory_id}: {len(found)} counts"
        return ActionResult(action_name="COUNT", success=True, text=text)

    async def init(self, _config: Mapping[str, str], runtime: Runtime) -> None:
        """Let the task be done again and again."""
        if runtime.get_setting(ACTS_SETTING):
            planner = ModelHandler(model_type=TEXT_LARGE, generate=self.plan, structured=True)
            runtime.register_model(planner, provider="soaked", priority=1000)
        if not await runtime.get_tasks(name="count"):
            await runtime.create_task(TaskSpec(name="count", tags=("queue", "repeat"), repeat_interval=_EVERY))


def plugin() -> Plugin:
    """Return the plugin."""
    soaked = Soaked(int(os.environ.get(LEAK_VARIABLE, "0")))
    return Plugin(
        name="soaked",
        init=soaked.init,
        schema=PluginSchema(tables=(COUNTS,)),
        actions=(Action(name="COUNT", description="Counts.", handler=soaked.act),),
        providers=(Provider(name="HEARD", get=soaked.tell),),
        task_workers=(TaskWorker(name="count", handler=soaked.count),),
        events={"RUN_ENDED": (soaked.hear,), "RUN_TIMEOUT": (soaked.hear,)},
    )
