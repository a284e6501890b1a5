"""The providers of every agent, under the names, positions and flags of the reference (reference-values D)."""

from parley_server.domain.clock import Clock
from parley_server.plugin_api import Provider
from parley_server.plugins.bootstrap.providers.character import CHARACTER
from parley_server.plugins.bootstrap.providers.components import ACTIONS, EVALUATORS, PROVIDERS
from parley_server.plugins.bootstrap.providers.conversation import ATTACHMENTS, RECENT_MESSAGES
from parley_server.plugins.bootstrap.providers.facts import FACTS
from parley_server.plugins.bootstrap.providers.people import ENTITIES, RELATIONSHIPS, ROLES
from parley_server.plugins.bootstrap.providers.places import SETTINGS, WORLD
from parley_server.plugins.bootstrap.providers.progress import ACTION_STATE, CHOICE
from parley_server.plugins.bootstrap.providers.surroundings import ANXIETY, time_provider

__all__ = ["bootstrap_providers"]


def bootstrap_providers(clock: Clock) -> tuple[Provider, ...]:
    """Return all providers of the plugin; TIME reads this clock."""
    return (
        EVALUATORS,
        ANXIETY,
        time_provider(clock),
        ENTITIES,
        RELATIONSHIPS,
        CHOICE,
        FACTS,
        ROLES,
        SETTINGS,
        ATTACHMENTS,
        PROVIDERS,
        ACTIONS,
        ACTION_STATE,
        CHARACTER,
        RECENT_MESSAGES,
        WORLD,
    )
