"""A plugin: a named set of components."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING

from parley_server.domain.schemas import PluginSchema
from parley_server.plugin_api.adapter import DatabaseAdapter
from parley_server.plugin_api.components import Action, Evaluator, EventHandler, Provider, Service
from parley_server.plugin_api.configuration import PluginSetting
from parley_server.plugin_api.models import ModelHandler
from parley_server.plugin_api.routes import Route
from parley_server.plugin_api.settings import SettingReader
from parley_server.plugin_api.shapes import require_tuples
from parley_server.plugin_api.tasks import TaskWorker

if TYPE_CHECKING:
    from parley_server.plugin_api.runtime import Runtime


class LoadPriority(IntEnum):
    """When plugins are loaded that wait for no other, lower ones first (document 3, "Plugin Loading Order")."""

    DATABASES = -100
    MODEL_PROVIDERS = -50
    CORE = 0
    FEATURES = 50
    PLATFORMS = 100


Init = Callable[[Mapping[str, str], "Runtime"], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plugin:
    """What a plugin brings to each agent that loads it (reference-values 1.5).

    `init` is called once an agent, with `config` and the values of `settings`, before the components are registered.
    `settings` are checked before that: an agent that lacks a required one does not start and says so. These and
    `settings_keys` are the keys that it may read from the process environment; no other is visible to it.

    `events` are handlers by event: of runs they hear RUN_STARTED, MESSAGE_SENT, RUN_ENDED and RUN_TIMEOUT, with the
    fields of document 4, and ACTION_STARTED, ACTION_COMPLETED, EVALUATOR_STARTED, EVALUATOR_COMPLETED and MODEL_USED,
    once these are stored; no run waits for them.

    `registers` are the types of models that `init` registers, beside those of `models`: for plugins whose models depend
    on the agent's settings. `configured` tells from these whether the plugin can do its work; without it, it always
    can.

    `dependencies` are plugins by any form of their names, loaded before this one; `test_dependencies` count in test
    mode alone. Of plugins that wait for no other, those of a lower `priority` are loaded first (see LoadPriority); it
    is also the priority of `models` that have none of their own. `adapter` makes a database for an agent, where it
    keeps its memories and its world; of several plugins with one the first counts. `schema` are tables of the plugin's
    own, in the server's store: they are there before the agent is ready (see PluginTables).
    """

    name: str
    description: str = ""
    init: Init | None = None
    config: Mapping[str, str] = field(default_factory=dict, repr=False)
    actions: tuple[Action, ...] = ()
    providers: tuple[Provider, ...] = ()
    evaluators: tuple[Evaluator, ...] = ()
    models: tuple[ModelHandler, ...] = ()
    services: tuple[type[Service], ...] = ()
    task_workers: tuple[TaskWorker, ...] = ()
    events: Mapping[str, tuple[EventHandler, ...]] = field(default_factory=dict)
    adapter: Callable[[Runtime], DatabaseAdapter] | None = None
    routes: tuple[Route, ...] = ()
    schema: PluginSchema | None = None
    dependencies: tuple[str, ...] = ()
    test_dependencies: tuple[str, ...] = ()
    priority: int = 0
    settings_keys: tuple[str, ...] = ()
    settings: tuple[PluginSetting, ...] = ()
    registers: tuple[str, ...] = ()
    configured: Callable[[SettingReader], bool] | None = None

    def __post_init__(self) -> None:
        """Refuse a component that stands where a tuple of them belongs. Raises TypeError."""
        require_tuples(
            f"Plugin {self.name!r}",
            actions=self.actions,
            providers=self.providers,
            evaluators=self.evaluators,
            models=self.models,
            services=self.services,
            task_workers=self.task_workers,
            routes=self.routes,
            dependencies=self.dependencies,
            test_dependencies=self.test_dependencies,
            settings_keys=self.settings_keys,
            settings=self.settings,
            registers=self.registers,
        )
        for event, handlers in self.events.items():
            require_tuples(f"Plugin {self.name!r}: event {event}", handlers=handlers)

    @property
    def environment_keys(self) -> tuple[str, ...]:
        """All keys that the plugin may read from the process environment."""
        return (*self.settings_keys, *(one.key for one in self.settings))
