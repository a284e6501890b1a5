"""Actions of one agent, found by name (reference-values 2.4)."""

from __future__ import annotations

import structlog

from parley_server.plugin_api import Action
from parley_server.runtime.ownership import current_plugin


def normalise(name: str) -> str:
    """Return a name as actions are compared: lower case, all underscores gone (reference-values A)."""
    return name.lower().replace("_", "")


class ActionRegistry:
    """Keeps the actions of one agent."""

    def __init__(self) -> None:
        """Start empty."""
        self._actions: dict[str, tuple[Action, str]] = {}
        self._log = structlog.get_logger("parley.actions")

    @property
    def actions(self) -> tuple[Action, ...]:
        """Registered actions, in order of registration."""
        return tuple(action for action, _ in self._actions.values())

    def register(self, action: Action, *, plugin: str) -> bool:
        """Add an action; False when its name is taken."""
        if action.name in self._actions:
            self._log.warning("action_already_registered", action=action.name, plugin=plugin)
            return False
        self._actions[action.name] = (action, plugin or current_plugin())
        return True

    def remove_of(self, plugin: str) -> None:
        """Forget the actions of a plugin; those that are at work end their work."""
        self._actions = {name: entry for name, entry in self._actions.items() if entry[1] != plugin}

    def plugin_of(self, action: Action) -> str:
        """Return the plugin that brought an action, empty for one that is gone."""
        _, plugin = self._actions.get(action.name, (action, ""))
        return plugin

    def find(self, name: str) -> Action | None:
        """Find an action: by its exact name, by a part of the name either way, then by similes, action by action."""
        wanted = normalise(name)
        if not wanted:
            return None
        named = [(normalise(action.name), action) for action in self.actions]
        exact = next((action for key, action in named if key == wanted), None)
        partial = exact or next((action for key, action in named if _overlap(wanted, key)), None)
        return partial or next((action for action in self.actions if _is_simile(action, wanted)), None)


def _is_simile(action: Action, wanted: str) -> bool:
    """Tell whether a simile is meant. An exact one is a partial one as well, so that one look at each will do."""
    return any(_overlap(wanted, normalise(simile)) for simile in action.similes)


def _overlap(wanted: str, key: str) -> bool:
    return bool(key) and (wanted in key or key in wanted)
