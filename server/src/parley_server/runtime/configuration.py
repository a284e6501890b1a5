"""Settings that plugins declare: checked before the plugin runs. Values are never shown: some are secret."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping

from parley_server.domain.errors import BadSettings, ConfigurationMissing, FieldProblem
from parley_server.domain.json import JsonValue
from parley_server.plugin_api import Plugin, PluginSetting
from parley_server.plugin_api.configuration import SettingType
from parley_server.runtime.settings import AgentSettings

_WORDS = frozenset(["YES", "Y", "TRUE", "T", "1", "ON", "ENABLE", "NO", "N", "FALSE", "F", "0", "OFF", "DISABLE"])


def configure(plugins: Iterable[Plugin], settings: AgentSettings) -> None:
    """Let plugins see their keys and defaults, and check what they declare, all of it.

    Raises ConfigurationMissing with the names of all that is required and missing, else BadSettings.
    """
    missing: dict[str, str] = {}
    problems: list[FieldProblem] = []
    for plugin in plugins:
        secrets = [one.key for one in plugin.settings if one.secret]
        settings.declare(plugin.environment_keys, defaults=_defaults(plugin), secrets=secrets)
        for one in plugin.settings:
            value = settings.get_setting(one.key)
            if value is None or value == "":
                if one.required:
                    missing.setdefault(one.key, _needed(plugin, one))
            elif not _fits(one, value):
                problems.append(FieldProblem(field=one.key, note=f"plugin {plugin.name} wants {_kind(one)}"))
    if missing:
        raise ConfigurationMissing(
            f"{'; '.join(missing.values())}: set it in the character's settings or secrets, or in the environment of "
            "the server",
            list(missing),
        )
    if problems:
        raise BadSettings(problems)


def config_of(plugin: Plugin, settings: AgentSettings) -> Mapping[str, str]:
    """Return what `init` is given: the plugin's `config`, and the settings that it declares, as texts, without None."""
    declared = {one.key: settings.get_setting(one.key) for one in plugin.settings}
    # What is declared and missing leaves the value of `config`, which is one of a plugin's author: not always a text.
    given: dict[str, JsonValue] = {**plugin.config, **{key: one for key, one in declared.items() if one is not None}}
    return {key: _text(value) for key, value in given.items() if value is not None}


def _defaults(plugin: Plugin) -> Mapping[str, JsonValue]:
    defaults = {one.key: plugin.config.get(one.key, one.default) for one in plugin.settings}
    return {key: value for key, value in defaults.items() if value is not None}


def _needed(plugin: Plugin, setting: PluginSetting) -> str:
    return f"plugin {plugin.name} needs {setting.key}" + (f" ({setting.description})" if setting.description else "")


def _text(value: JsonValue) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _fits(setting: PluginSetting, value: JsonValue) -> bool:
    text = _text(value)
    return _CHECKS[setting.type](text) and (not setting.choices or text in setting.choices)


def _is_integer(text: str) -> bool:
    try:
        int(text)
    except ValueError:
        return False
    return True


def _is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False


_CHECKS: Mapping[SettingType, Callable[[str], bool]] = {
    "text": lambda _text: True,
    "integer": _is_integer,
    "number": _is_number,
    "boolean": lambda text: text.strip().upper() in _WORDS,
}


def _kind(setting: PluginSetting) -> str:
    if setting.choices:
        return f"one of {', '.join(setting.choices)}"
    return {"text": "a text", "integer": "a whole number", "number": "a number", "boolean": "true or false"}[
        setting.type
    ]
