"""A plugin: a named set of components."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from parley_server.plugin_api.components import Action, Evaluator, EventHandler, Provider, Service
from parley_server.plugin_api.models import ModelHandler
from parley_server.plugin_api.settings import SettingReader
from parley_server.plugin_api.tasks import TaskWorker

if TYPE_CHECKING:
    from parley_server.plugin_api.runtime import Runtime

Init = Callable[[Mapping[str, str], "Runtime"], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plugin:
    """What a plugin brings to each agent that loads it (reference-values 1.5).

    `init` is called once an agent, with `config`, before the components are registered. `settings_keys` are the keys
    that it may read from the process environment; no other is visible to it. `events` are handlers by event: of runs
    they hear RUN_STARTED, MESSAGE_SENT, RUN_ENDED and RUN_TIMEOUT, with the fields of document 4, once these are
    stored; no run waits for them.

    `registers` are the types of models that `init` registers, beside those of `models`: for plugins whose models depend
    on the agent's settings. `configured` tells from these whether the plugin can do its work; without it, it always
    can.
    """

    name: str
    description: str = ""
    init: Init | None = None
    config: Mapping[str, str] = field(default_factory=dict)
    actions: tuple[Action, ...] = ()
    providers: tuple[Provider, ...] = ()
    evaluators: tuple[Evaluator, ...] = ()
    models: tuple[ModelHandler, ...] = ()
    services: tuple[type[Service], ...] = ()
    task_workers: tuple[TaskWorker, ...] = ()
    events: Mapping[str, tuple[EventHandler, ...]] = field(default_factory=dict)
    dependencies: tuple[str, ...] = ()
    priority: int = 0
    settings_keys: tuple[str, ...] = ()
    registers: tuple[str, ...] = ()
    configured: Callable[[SettingReader], bool] | None = None
