"""What an agent has to know of a world before it can work there: settings that the world's owner is asked for.

All of it is data, kept in `World.metadata["settings"]` under the reference's own names: nothing that comes from outside
is executed. Values of secrets are sealed there and wherever these types travel; only the runtime opens them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from parley_server.domain.characters import is_secret
from parley_server.domain.errors import InvalidField
from parley_server.domain.json import JsonObject, JsonValue

SETTINGS_KEY = "settings"
"""Where a world's metadata has its settings."""
NOT_SET = "Not set"
HIDDEN = "****************"

SettingValue = str | int | float | bool | None
"""What a setting may be; None = not set yet. 0, False and "" are values."""

_KINDS = ("text", "number", "boolean")


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingRule:
    """What a value must be. `minimum` and `maximum` bound a number, or how many characters a text has.

    `choices` are all texts that it may be, none = any; `starts_with` are the beginnings that it may have.
    """

    kind: str = "text"
    choices: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    starts_with: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WorldSetting:
    """One setting of a world. The `value` of a secret is sealed: give it to nobody, and show `shown`.

    `usage_description` tells a model when to set it. `depends_on` names settings that must have a value before.
    `visible_if` gives, by key, the values that others must have for this one to matter. `on_set_action` is a sentence
    for who set it. `public` settings are shown to members who do not manage the world.
    """

    name: str
    description: str = ""
    usage_description: str = ""
    value: SettingValue = field(default=None, repr=False)
    required: bool = False
    public: bool = False
    secret: bool = False
    validation: SettingRule | None = None
    depends_on: tuple[str, ...] = ()
    on_set_action: str = ""
    visible_if: Mapping[str, SettingValue] = field(default_factory=dict)

    @property
    def is_set(self) -> bool:
        """Whether it has a value."""
        return self.value is not None

    @property
    def shown(self) -> str:
        """The value as anybody may see it, models and logs included."""
        if self.value is None:
            return NOT_SET
        if self.secret:
            return HIDDEN
        return str(self.value).lower() if isinstance(self.value, bool) else str(self.value)


WorldSettings = Mapping[str, WorldSetting]
"""The settings of one world, by key."""


def create_setting_from_config(config: JsonObject | WorldSetting) -> WorldSetting:
    """Return a setting without a value, made from a description of it (reference, createSettingFromConfig).

    Names are the reference's or ours (`usageDescription`, `usage_description`). Everything but the name may be missing:
    texts are empty then, lists too, and it is neither required nor public nor secret. Raises InvalidField.
    """
    if isinstance(config, WorldSetting):
        return replace(config, value=None)
    return replace(read_setting(config), value=None)


def read_settings(metadata: JsonObject) -> dict[str, WorldSetting] | None:
    """Return the settings in a world's metadata, by key; None when it has none. What is no setting is passed over.

    A setting whose name tells that it is a secret is one, whatever the metadata says.
    """
    kept = metadata.get(SETTINGS_KEY)
    if not isinstance(kept, Mapping):
        return None
    found: dict[str, WorldSetting] = {}
    for key, config in kept.items():
        if not isinstance(config, Mapping):
            continue
        try:
            setting = read_setting({"name": key, **config})
        except InvalidField:
            continue
        found[key] = with_secrecy(key, setting)
    return found


def write_settings(settings: WorldSettings) -> dict[str, JsonValue]:
    """Return settings as a world's metadata has them; values as they are, so seal them first."""
    return {key: _write(setting) for key, setting in settings.items()}


def with_secrecy(key: str, setting: WorldSetting) -> WorldSetting:
    """Return the setting, a secret if its key or its value says so."""
    return replace(setting, secret=setting.secret or is_secret(key, setting.value))


def read_setting(config: JsonObject) -> WorldSetting:
    """Return a setting from JSON, under the reference's names or ours. Raises InvalidField.

    A `validation` that is not of our form (the reference's is code, which does not travel) counts as none.
    """
    rule = _of(config, "validation")
    visible = _of(config, "visible_if")
    return WorldSetting(
        name=_text(config, "name", required=True),
        description=_text(config, "description"),
        usage_description=_text(config, "usage_description"),
        value=_value(_of(config, "value")),
        required=_flag(config, "required"),
        public=_flag(config, "public"),
        secret=_flag(config, "secret"),
        validation=read_rule(rule) if isinstance(rule, Mapping) and rule else None,
        depends_on=_texts(_of(config, "depends_on")),
        on_set_action=_text(config, "on_set_action"),
        visible_if={key: _value(value) for key, value in visible.items()} if isinstance(visible, Mapping) else {},
    )


def read_rule(config: JsonObject) -> SettingRule:
    """Return a rule from JSON. Raises InvalidField for a kind that is none."""
    kind = _text(config, "kind") or "text"
    if kind not in _KINDS:
        raise InvalidField("validation.kind", f"must be one of {', '.join(_KINDS)}")
    return SettingRule(
        kind=kind,
        choices=_texts(_of(config, "choices")),
        minimum=_number(_of(config, "minimum")),
        maximum=_number(_of(config, "maximum")),
        starts_with=_texts(_of(config, "starts_with")),
    )


def _write(setting: WorldSetting) -> JsonObject:
    rule = setting.validation
    written: dict[str, JsonValue] = {
        "name": setting.name,
        "description": setting.description,
        "usageDescription": setting.usage_description,
        "value": setting.value,
        "required": setting.required,
        "public": setting.public,
        "secret": setting.secret,
        "dependsOn": list(setting.depends_on),
    }
    if rule is not None:
        bounds = {"kind": rule.kind, "choices": list(rule.choices), "startsWith": list(rule.starts_with)}
        written["validation"] = {**bounds, "minimum": rule.minimum, "maximum": rule.maximum}
    if setting.on_set_action:
        written["onSetAction"] = setting.on_set_action
    if setting.visible_if:
        written["visibleIf"] = dict(setting.visible_if)
    return written


def _of(config: JsonObject, name: str) -> JsonValue:
    head, *tail = name.split("_")
    return config.get(head + "".join(word.title() for word in tail), config.get(name))


def _text(config: JsonObject, name: str, *, required: bool = False) -> str:
    value = _of(config, name)
    if isinstance(value, str) and (value or not required):
        return value
    if required or value is not None:
        raise InvalidField(name, "must be text, and not empty" if required else "must be text")
    return ""


def _flag(config: JsonObject, name: str) -> bool:
    value = _of(config, name)
    if value is not None and not isinstance(value, bool):
        raise InvalidField(name, "must be true or false")
    return bool(value)


def _texts(value: JsonValue) -> tuple[str, ...]:
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, (list, tuple)) else ()


def _number(value: JsonValue) -> float | None:
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _value(value: JsonValue) -> SettingValue:
    return value if isinstance(value, (str, int, float, bool)) else None
