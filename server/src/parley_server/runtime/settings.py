"""Settings of one agent: a chain from the most to the least particular (reference-values A, "getSetting")."""

from collections.abc import Collection, Mapping

from parley_server.domain.characters import SECRETS_KEY, Character, is_secret
from parley_server.domain.json import JsonObject, JsonValue
from parley_server.plugin_api.settings import LayeredSetting, SettingLayer, ShownSetting
from parley_server.runtime.redaction import Redactor

_WORDS = {"true": True, "false": False}


class AgentSettings:
    """Looks a key up: character secrets and settings, the agent's own settings, the process environment, defaults.

    Only keys that plugins declare are seen in the environment. Only a missing value falls through: 0, False and ""
    are values. `redactor` knows the secrets among them.
    """

    def __init__(self, character: Character, own: JsonObject, environment: Mapping[str, str]) -> None:
        """Build the chain; `environment` is the process environment as it was at the start."""
        self._set: dict[str, JsonValue] = {}
        self._secret_names: set[str] = set()
        self.redactor = Redactor()
        self._own = own
        self.change_character(character)
        self._environment = environment
        self._declared: set[str] = set()
        self._defaults: Mapping[str, JsonValue] = {}

    def change_character(self, character: Character) -> None:
        """Take the character's settings and secrets from another one."""
        nested, own_nested = _nested_secrets(character.settings), _nested_secrets(self._own)
        self._secret_names.update(character.secrets, nested, own_nested)
        self._layers: tuple[tuple[SettingLayer, Mapping[str, JsonValue]], ...] = (
            (SettingLayer.CHARACTER, self._set),
            (SettingLayer.CHARACTER, character.secrets),
            (SettingLayer.CHARACTER, character.settings),
            (SettingLayer.CHARACTER, nested),
            (SettingLayer.AGENT, self._own),
            (SettingLayer.AGENT, own_nested),
        )
        for settings in (character.settings, character.extra, self._own):
            self.redactor.learn_all(settings)
        for secret in (*character.secrets.values(), *nested.values(), *own_nested.values()):
            self.redactor.learn(secret)

    def declare(
        self,
        keys: Collection[str],
        *,
        defaults: Mapping[str, JsonValue] | None = None,
        secrets: Collection[str] = (),
    ) -> None:
        """Let these keys be read from the process environment; of two defaults of a key the first counts.

        Values of `secrets` are shown to nobody, wherever they come from, from now on.
        """
        self._declared.update(keys)
        self._secret_names.update(secrets)
        self._defaults = {**(defaults or {}), **self._defaults}
        for key in {*keys, *secrets}:
            for values in (self._environment, self._defaults, *(values for _, values in self._layers)):
                if key in self._secret_names or is_secret(key, values.get(key)):
                    self.redactor.learn(values.get(key))

    def withdraw(self, keys: Collection[str]) -> None:
        """Let these keys be read from the process environment no more, and forget their defaults."""
        self._declared.difference_update(keys)
        self._defaults = {key: value for key, value in self._defaults.items() if key not in keys}

    def set_setting(self, key: str, value: JsonValue, *, secret: bool = False) -> None:
        """Put a value before all others, as the agent's plugins do at run time; None takes it away again.

        One that was secret once stays so: a value below it may be one, too.
        """
        if secret:
            self._secret_names.add(key)
        if key in self._secret_names or is_secret(key, value):
            self.redactor.learn(value)
        if value is None:
            self._set.pop(key, None)
        else:
            self._set[key] = value

    def show(self, keys: Collection[str] = ()) -> list[ShownSetting]:
        """Return settings as callers may see them, by these keys or all of the agent's own; missing ones are left out.

        Values of secrets are not shown, nor those of the process environment and of plugins themselves.
        """
        wanted = keys or sorted({key for _, values in self._layers for key in values})
        shown: list[ShownSetting] = []
        for key in dict.fromkeys(wanted):
            found = self.get_setting_with_layer(key)
            if found is None:
                continue
            secret = key in self._secret_names or is_secret(key, found.value)
            # A plugin's own value may be one that its code has taken from the environment.
            hidden = secret or found.layer in (SettingLayer.ENVIRONMENT, SettingLayer.BUILT_IN)
            shown.append(ShownSetting(key=key, value=None if hidden else found.value, secret=secret))
        return shown

    def get_setting(self, key: str) -> JsonValue:
        """Return a value, None when it is missing; "true" and "false" become booleans.

        Objects and lists are no settings: they count as None (reference-values 1.7).
        """
        found = self.get_setting_with_layer(key)
        return None if found is None else found.value

    def get_setting_with_layer(self, key: str) -> LayeredSetting | None:
        """Return a value as `get_setting` does, and who set it."""
        for layer, values in self._layers:
            value = values.get(key)
            if value is not None:
                return _layered(value, layer)
        found = _layered(self._environment.get(key), SettingLayer.ENVIRONMENT) if key in self._declared else None
        return found or _layered(self._defaults.get(key), SettingLayer.BUILT_IN)


def _nested_secrets(settings: JsonObject) -> JsonObject:
    """Return the secrets that stand among settings, as in files of elizaOS."""
    nested = settings.get(SECRETS_KEY)
    return nested if isinstance(nested, Mapping) else {}


def _layered(value: JsonValue, layer: SettingLayer) -> LayeredSetting | None:
    typed = _typed(value)
    return None if typed is None else LayeredSetting(value=typed, layer=layer)


def _typed(value: JsonValue) -> JsonValue:
    if isinstance(value, str):
        return _WORDS.get(value, value)
    return value if isinstance(value, (bool, int, float)) else None
