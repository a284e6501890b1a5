"""The bootstrap plugin: the providers and actions that every agent has (reference-values D)."""

from parley_server.domain.clock import Clock
from parley_server.plugin_api import Plugin
from parley_server.plugins.bootstrap.actions import bootstrap_actions
from parley_server.plugins.bootstrap.embedding_service import EmbeddingGenerationService
from parley_server.plugins.bootstrap.events import bootstrap_events
from parley_server.plugins.bootstrap.providers import bootstrap_providers
from parley_server.plugins.bootstrap.reflection import reflection
from parley_server.plugins.bootstrap.task_service import TaskService

SETTINGS = (
    "CONVERSATION_LENGTH",
    "CHECK_SHOULD_RESPOND",
    "SHOULD_RESPOND_MODEL",
    "ALWAYS_RESPOND_CHANNELS",
    "ALWAYS_RESPOND_SOURCES",
    "SHOULD_RESPOND_BYPASS_TYPES",
    "SHOULD_RESPOND_BYPASS_SOURCES",
    "BOOTSTRAP_KEEP_RESP",
    "BOOTSTRAP_DEFLLMOFF",
    "PRE_EVALUATORS_FAIL_CLOSED",
)
"""Settings of the message pipeline that an operator may also give to all agents, in the process environment."""


def bootstrap_plugin(clock: Clock) -> Plugin:
    """Return the plugin; its TIME provider reads this clock."""
    return Plugin(
        name="bootstrap",
        description="What every agent has: who it is, what was said, what it can do.",
        actions=bootstrap_actions(clock),
        evaluators=(reflection(clock),),
        services=(TaskService, EmbeddingGenerationService),
        events=bootstrap_events(clock),
        settings_keys=SETTINGS,
        providers=bootstrap_providers(clock),
    )
