"""What a plugin wants to be told: its settings, declared, so that they are checked before it is loaded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

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
