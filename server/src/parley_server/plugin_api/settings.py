"""Settings with the layer that they come from, so that a secret goes only where its owner wants it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Protocol

from parley_server.domain.json import JsonValue


class SettingLayer(IntEnum):
    """Who set a value; a greater one is trusted more (architecture, "Safe from the first day", rule 2).

    What is looked up first is trusted least: characters are files that travel.
    """

    CHARACTER = 1
    """The character, its settings and secrets alike."""
    AGENT = 2
    """The settings that the agent was added with."""
    ENVIRONMENT = 3
    """The process environment: the operator."""
    BUILT_IN = 4
    """The plugin's own default."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LayeredSetting:
    """A value and who set it. It may be a secret: it is not shown."""

    value: JsonValue = field(repr=False)
    layer: SettingLayer


class SettingReader(Protocol):
    """What looks settings up for one agent."""

    def get_setting(self, key: str) -> JsonValue:
        """Return a setting, None when it is missing."""
        ...

    def get_setting_with_layer(self, key: str) -> LayeredSetting | None:
        """Return a setting and who set it, None when it is missing."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownSetting:
    """A setting as callers may see it: `value` is None for secrets and for what the process environment holds."""

    key: str
    value: JsonValue
    secret: bool
