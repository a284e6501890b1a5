"""What a plugin wants to be told: its settings, declared, so that they are checked before it is loaded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from parley_server.plugin_api.shapes import require_tuples

SettingType = Literal["text", "integer", "number", "boolean"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PluginSetting:
    """A setting of a plugin, found as `Runtime.get_setting` finds any; the process environment may hold it.

    A required one must be there and not empty. `default` stands in for one that is not there, unless the plugin's
    `config` has a value for it. `choices` are all texts that it may be; none = any. The value of a `secret` one is
    returned by no call; one that is called like a secret is one anyhow.
    """

    key: str
    type: SettingType = "text"
    required: bool = False
    default: str | int | float | bool | None = None
    choices: tuple[str, ...] = ()
    description: str = ""
    secret: bool = False

    def __post_init__(self) -> None:
        """Refuse a type that is none, and a text where the choices belong. Raises TypeError."""
        if self.type not in get_args(SettingType):
            raise TypeError(f"PluginSetting {self.key!r}: type is one of {', '.join(get_args(SettingType))}")
        require_tuples(f"PluginSetting {self.key!r}", choices=self.choices)
