"""What plugins see: the components that they bring, and the runtime that they are given.

A plugin imports this package, `parley_server.codec` and `parley_server.domain`, and nothing else of the server.
"""

from parley_server.domain.routes import RouteRequest, RouteResponse
from parley_server.domain.schemas import Column, ColumnKind, PluginSchema, PluginTable, TableIndex
from parley_server.domain.targets import SendTarget
from parley_server.plugin_api.adapter import DatabaseAdapter, EntityContext
from parley_server.plugin_api.addresses import AddressRefused, Pin, Reach
from parley_server.plugin_api.cache import CacheAdapter
from parley_server.plugin_api.components import (
    Action,
    ActionContext,
    ActionHandler,
    ActionPlan,
    Evaluation,
    Evaluator,
    EvaluatorPhase,
    EventHandler,
    HandlerCallback,
    HandlerOptions,
    PlanStep,
    Provider,
    ProviderResult,
    Service,
)
from parley_server.plugin_api.concurrency import Semaphore
from parley_server.plugin_api.configuration import PluginSetting
from parley_server.plugin_api.connections import connection_of
from parley_server.plugin_api.embeddings import EmbeddingQueue
from parley_server.plugin_api.entities import (
    EntityDetails,
    create_unique_uuid,
    find_entity_by_name,
    format_entities,
    get_entity_details,
    get_visible_components,
)
from parley_server.plugin_api.logs import Logger
from parley_server.plugin_api.memory_adapter import MemoryAdapter
from parley_server.plugin_api.messages import MessageService, ResponseDecision
from parley_server.plugin_api.models import (
    FieldDelta,
    ModelHandler,
    ModelPart,
    ModelRequest,
    Purpose,
    TextDelta,
    text_model,
)
from parley_server.plugin_api.names import EventType, ServiceType
from parley_server.plugin_api.orchestrator import MAX_HOPS, Delivered, Orchestrator, RunFailed
from parley_server.plugin_api.plugin import LoadPriority, Plugin
from parley_server.plugin_api.prompts import (
    CharacterPrompt,
    character_prompt,
    compose_prompt,
    compose_prompt_from_state,
    example_names,
)
from parley_server.plugin_api.roles import find_worlds_for_owner, get_user_server_role, manages, role_in
from parley_server.plugin_api.routes import Route, RouteHandler
from parley_server.plugin_api.runtime import Runtime
from parley_server.plugin_api.service_methods import service_method
from parley_server.plugin_api.services import SendHandler, ServiceHealth, ServiceStatus
from parley_server.plugin_api.settings import LayeredSetting, SettingLayer, SettingReader
from parley_server.plugin_api.tables import Cells, Rows
from parley_server.plugin_api.tasks import TaskOptions, TaskWorker
from parley_server.plugin_api.templates import BadTemplate
from parley_server.plugin_api.world_adapter import WorldAdapter

__all__ = [
    "MAX_HOPS",
    "Action",
    "ActionContext",
    "ActionHandler",
    "ActionPlan",
    "AddressRefused",
    "BadTemplate",
    "CacheAdapter",
    "Cells",
    "CharacterPrompt",
    "Column",
    "ColumnKind",
    "DatabaseAdapter",
    "Delivered",
    "EmbeddingQueue",
    "EntityContext",
    "EntityDetails",
    "Evaluation",
    "Evaluator",
    "EvaluatorPhase",
    "EventHandler",
    "EventType",
    "FieldDelta",
    "HandlerCallback",
    "HandlerOptions",
    "LayeredSetting",
    "LoadPriority",
    "Logger",
    "MemoryAdapter",
    "MessageService",
    "ModelHandler",
    "ModelPart",
    "ModelRequest",
    "Orchestrator",
    "Pin",
    "PlanStep",
    "Plugin",
    "PluginSchema",
    "PluginSetting",
    "PluginTable",
    "Provider",
    "ProviderResult",
    "Purpose",
    "Reach",
    "ResponseDecision",
    "Route",
    "RouteHandler",
    "RouteRequest",
    "RouteResponse",
    "Rows",
    "RunFailed",
    "Runtime",
    "Semaphore",
    "SendHandler",
    "SendTarget",
    "Service",
    "ServiceHealth",
    "ServiceStatus",
    "ServiceType",
    "SettingLayer",
    "SettingReader",
    "TableIndex",
    "TaskOptions",
    "TaskWorker",
    "TextDelta",
    "WorldAdapter",
    "character_prompt",
    "compose_prompt",
    "compose_prompt_from_state",
    "connection_of",
    "create_unique_uuid",
    "example_names",
    "find_entity_by_name",
    "find_worlds_for_owner",
    "format_entities",
    "get_entity_details",
    "get_user_server_role",
    "get_visible_components",
    "manages",
    "role_in",
    "service_method",
    "text_model",
]
