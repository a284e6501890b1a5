"""The providers of every agent, under the names, positions and flags of the reference (reference-values D)."""

from parley_server.domain.clock import Clock
from parley_server.plugin_api import Provider
from parley_server.plugins.bootstrap.providers.character import character_provider
from parley_server.plugins.bootstrap.providers.components import ACTIONS, EVALUATORS, PROVIDERS
from parley_server.plugins.bootstrap.providers.conversation import conversation_providers
from parley_server.plugins.bootstrap.providers.facts import FACTS
from parley_server.plugins.bootstrap.providers.people import people_providers
from parley_server.plugins.bootstrap.providers.places import place_providers
from parley_server.plugins.bootstrap.providers.progress import ACTION_STATE, choice_provider
from parley_server.plugins.bootstrap.providers.surroundings import anxiety_provider, time_provider
from parley_server.plugins.bootstrap.reading import SharedReads


def providers(clock: Clock, reads: SharedReads) -> tuple[Provider, ...]:
    """Return all providers; TIME reads this clock, and what several of them want to know is read once."""
    return (
        EVALUATORS,
        anxiety_provider(reads),
        time_provider(clock),
        *people_providers(reads),
        choice_provider(reads),
        FACTS,
        *place_providers(reads),
        PROVIDERS,
        ACTIONS,
        ACTION_STATE,
        character_provider(reads),
        *conversation_providers(reads),
    )


__all__ = ["providers"]
