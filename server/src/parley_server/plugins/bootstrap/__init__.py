"""The bootstrap plugin: the providers and actions that every agent has (reference-values D)."""

from parley_server.plugin_api import Plugin
from parley_server.plugins.bootstrap.actions import IGNORE, NONE, REPLY
from parley_server.plugins.bootstrap.providers import ACTIONS, CHARACTER, RECENT_MESSAGES, time_provider
from parley_server.domain.clock import Clock


def bootstrap_plugin(clock: Clock) -> Plugin:
    """Return the plugin; its TIME provider reads this clock."""
    return Plugin(
        name="bootstrap",
        description="What every agent has: who it is, what was said, what it can do.",
        actions=(REPLY, IGNORE, NONE),
        providers=(ACTIONS, CHARACTER, time_provider(clock), RECENT_MESSAGES),
    )
