"""The components of an agent, as they are listed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from parley_server.domain.errors import Failure
from parley_server.plugin_api.components import Action, Evaluator, Provider
from parley_server.plugin_api.models import ModelHandler
from parley_server.plugin_api.routes import Route
from parley_server.plugin_api.service_methods import ServiceMethod
from parley_server.plugin_api.tasks import TaskWorker


class ComponentKind(Enum):
    """What a component is."""

    UNSPECIFIED = "unspecified"
    ACTION = "action"
    PROVIDER = "provider"
    EVALUATOR = "evaluator"
    MODEL = "model"
    SERVICE = "service"
    EVENT_HANDLER = "event_handler"
    TASK_WORKER = "task_worker"
    SEND_HANDLER = "send_handler"
    ROUTE = "route"
    TABLE = "table"


class ComponentState(Enum):
    """How far a component is."""

    UNSPECIFIED = "unspecified"
    PENDING = "pending"
    READY = "ready"
    FAILED = "failed"
    SUSPENDED = "suspended"


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisteredComponent:
    """A component of an agent, with the plugin that gives it.

    `spec` is the component itself, where it says more, `methods` what others may call of a service.
    """

    kind: ComponentKind
    name: str
    plugin: str
    description: str = ""
    state: ComponentState = ComponentState.READY
    error: Failure | None = None
    priority: int = 0
    methods: tuple[ServiceMethod, ...] = ()
    spec: Action | Provider | Evaluator | ModelHandler | Route | TaskWorker | None = None
