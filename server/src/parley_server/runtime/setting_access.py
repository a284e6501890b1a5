"""The settings of a runtime, as plugins and callers see them."""

from __future__ import annotations

from collections.abc import Collection

from parley_server.domain.agents import DEFAULT_CONVERSATION_LENGTH
from parley_server.domain.json import JsonValue
from parley_server.plugin_api import LayeredSetting
from parley_server.plugin_api.settings import ShownSetting
from parley_server.runtime.settings import AgentSettings


class RuntimeSettings:
    """The part of AgentRuntime that looks settings up, sets them and keeps secrets in."""

    _settings: AgentSettings

    def get_setting(self, key: str) -> JsonValue:
        """Return a setting, None when it is missing."""
        return self._settings.get_setting(key)

    def get_setting_with_layer(self, key: str) -> LayeredSetting | None:
        """Return a setting and who set it."""
        return self._settings.get_setting_with_layer(key)

    def has_setting(self, key: str) -> bool:
        """Tell whether a setting has a value; 0, False and "" are values."""
        return self._settings.get_setting(key) is not None

    def set_setting(self, key: str, value: JsonValue, *, secret: bool = False) -> None:
        """Set a setting for as long as the agent runs; None lets the layers below count again."""
        self._settings.set_setting(key, value, secret=secret)

    def show_settings(self, keys: Collection[str] = ()) -> list[ShownSetting]:
        """Return settings as callers may see them, by these keys or all of the agent's own."""
        return self._settings.show(keys)

    def redact_secrets(self, text: str) -> str:
        """Return a text without the secrets of this agent."""
        return self._settings.redactor.redact(text)

    def get_conversation_length(self) -> int:
        """Return how many messages go into the context: setting CONVERSATION_LENGTH, default 32."""
        value = self._settings.get_setting("CONVERSATION_LENGTH")
        text = str(value) if value is not None else ""
        return int(text) if text.isdecimal() and int(text) > 0 else DEFAULT_CONVERSATION_LENGTH
