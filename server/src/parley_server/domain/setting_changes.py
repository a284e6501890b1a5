"""What becomes of a world's settings when values are set: rules, dependencies, and what is still to be asked for."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from parley_server.domain.world_settings import SettingRule, SettingValue, WorldSetting, WorldSettings

MAX_TEXT = 8192
"""Characters that the value of a setting may have."""

_TRUE = frozenset({"yes", "y", "true", "t", "1", "on", "enable"})
_FALSE = frozenset({"no", "n", "false", "f", "0", "off", "disable"})


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingOutcome:
    """What came of one change: `note` is a sentence for who asked for it, and never has a value in it."""

    key: str
    applied: bool
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingChanges:
    """Settings after changes, and what came of each, in the order in which they were given."""

    settings: WorldSettings
    outcomes: tuple[SettingOutcome, ...]

    @property
    def applied(self) -> tuple[str, ...]:
        """The keys that were set."""
        return tuple(one.key for one in self.outcomes if one.applied)


class _Refused(Exception):
    """A value is not what its setting wants; the message says why, without it."""


def is_visible(setting: WorldSetting, settings: WorldSettings) -> bool:
    """Tell whether a setting matters, as others stand now; it never does where it asks for the value of a secret."""
    return all(
        (other := settings.get(key)) is not None and not other.secret and _same(other.value, wanted)
        for key, wanted in setting.visible_if.items()
    )


def unset_required(settings: WorldSettings) -> dict[str, WorldSetting]:
    """Return the settings that are required, matter, and have no value, in order."""
    return {
        key: setting
        for key, setting in settings.items()
        if setting.required and not setting.is_set and is_visible(setting, settings)
    }


def unmet_dependencies(setting: WorldSetting, settings: WorldSettings) -> tuple[str, ...]:
    """Return the keys that a setting depends on and that have no value."""
    return tuple(key for key in setting.depends_on if (other := settings.get(key)) is None or not other.is_set)


def change_settings(settings: WorldSettings, changes: Mapping[str, SettingValue]) -> SettingChanges:
    """Set values, each after what it depends on, and say what came of each. None takes a value away.

    An unknown key, a value against its rule, and a setting whose dependencies have no value are left alone. Secrets
    come out in clear: they are sealed where they are stored.
    """
    after = dict(settings)
    outcomes: dict[str, SettingOutcome] = {}
    waiting = list(changes)
    while waiting:
        ready = [key for key in waiting if key not in after or not unmet_dependencies(after[key], after)]
        for key in ready:
            outcomes[key] = _apply(after, key, changes[key])
        waiting = [key for key in waiting if key not in outcomes]
        if not ready:
            break
    for key in waiting:
        names = ", ".join(_names(unmet_dependencies(after[key], after), after))
        outcomes[key] = SettingOutcome(key=key, applied=False, note=f"{after[key].name} can be set after {names}.")
    return SettingChanges(settings=after, outcomes=tuple(outcomes[key] for key in changes))


def check_value(setting: WorldSetting, value: SettingValue) -> tuple[SettingValue, str]:
    """Return the value as the setting keeps it and "", or None and why it is refused. Secrets are always text."""
    try:
        return _checked(setting, value), ""
    except _Refused as refusal:
        return None, str(refusal)


def _apply(after: dict[str, WorldSetting], key: str, value: SettingValue) -> SettingOutcome:
    setting = after.get(key)
    if setting is None:
        return SettingOutcome(key=key, applied=False, note=f"There is no setting {key!r}.")
    if value is None:
        after[key] = replace(setting, value=None)
        return SettingOutcome(key=key, applied=True, note=f"{setting.name} has no value any more.")
    kept, refusal = check_value(setting, value)
    if refusal:
        return SettingOutcome(key=key, applied=False, note=f"{setting.name} {refusal}.")
    after[key] = replace(setting, value=kept)
    note = f"{setting.name} is set."
    return SettingOutcome(key=key, applied=True, note=f"{note} {setting.on_set_action}".rstrip())


def _checked(setting: WorldSetting, value: SettingValue) -> SettingValue:
    rule = setting.validation
    if isinstance(value, str) and len(value) > MAX_TEXT:
        raise _Refused(f"must have at most {MAX_TEXT} characters")
    if rule is not None and rule.kind == "number":
        number = _read_number(value)
        _check_size(rule, number, "")
        return _text_of(value) if setting.secret else number
    if rule is not None and rule.kind == "boolean":
        return _read_boolean(value)
    # Without a rule numbers and truth values stay what they are, but for secrets, of which texts alone are sealed.
    if rule is None:
        return _text_of(value) if setting.secret else value
    text = _text_of(value)
    if rule.choices and text not in rule.choices:
        raise _Refused(f"must be one of {', '.join(rule.choices)}")
    if rule.starts_with and not text.startswith(rule.starts_with):
        raise _Refused(f"must begin with {' or '.join(rule.starts_with)}")
    _check_size(rule, len(text), " characters")
    return text


def _check_size(rule: SettingRule, size: float, unit: str) -> None:
    checks: Iterable[tuple[float | None, Callable[[float], bool], str]] = (
        (rule.minimum, lambda bound: size >= bound, "at least"),
        (rule.maximum, lambda bound: size <= bound, "at most"),
    )
    for bound, holds, word in checks:
        if bound is not None and not holds(bound):
            raise _Refused(f"must {'have' if unit else 'be'} {word} {bound:g}{unit}")


def _read_number(value: SettingValue) -> float:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        number: float = value
    else:
        text = str(value).strip()
        try:
            number = int(text)
        except ValueError:
            try:
                number = float(text)
            except ValueError:
                raise _Refused("must be a number") from None
    try:
        if math.isfinite(number):
            return number
    except OverflowError:  # a whole number beyond all floats
        pass
    raise _Refused("must be a number")


def _read_boolean(value: SettingValue) -> bool:
    if isinstance(value, bool):
        return value
    word = str(value).strip().lower()
    if word not in _TRUE | _FALSE:
        raise _Refused("must be true or false")
    return word in _TRUE


def _text_of(value: SettingValue) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _same(one: SettingValue, other: SettingValue) -> bool:
    """Compare as JSON does: true is not 1."""
    return one == other and isinstance(one, bool) == isinstance(other, bool)


def _names(keys: Iterable[str], settings: WorldSettings) -> Iterable[str]:
    return (settings[key].name if key in settings else key for key in keys)
