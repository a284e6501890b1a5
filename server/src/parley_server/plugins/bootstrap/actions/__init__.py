"""The actions that every agent has (reference-values D), one file a group."""

from parley_server.domain.clock import Clock
from parley_server.plugin_api import Action
from parley_server.plugins.bootstrap.actions.choices import CHOOSE_OPTION
from parley_server.plugins.bootstrap.actions.contacts import contact_action
from parley_server.plugins.bootstrap.actions.images import GENERATE_IMAGE
from parley_server.plugins.bootstrap.actions.replies import IGNORE, NONE, REPLY
from parley_server.plugins.bootstrap.actions.roles import UPDATE_ROLE
from parley_server.plugins.bootstrap.actions.rooms import room_actions
from parley_server.plugins.bootstrap.actions.sending import sending_action
from parley_server.plugins.bootstrap.actions.settings import UPDATE_SETTINGS

__all__ = ["IGNORE", "NONE", "REPLY", "bootstrap_actions"]


def bootstrap_actions(clock: Clock) -> tuple[Action, ...]:
    """Return all actions of the plugin; what they store carries this clock's time."""
    return (
        REPLY,
        IGNORE,
        NONE,
        *room_actions(clock),
        sending_action(clock),
        contact_action(clock),
        CHOOSE_OPTION,
        UPDATE_ROLE,
        UPDATE_SETTINGS,
        GENERATE_IMAGE,
    )
