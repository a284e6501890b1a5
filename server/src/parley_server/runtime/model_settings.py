"""Parameters of models that settings give: a chain from the most to the least particular (reference-values 1.3)."""

from __future__ import annotations

import math
import re
from collections.abc import Callable

from parley_server.domain.json import JsonObject, JsonValue

GetSetting = Callable[[str], JsonValue]

_PARAMETERS = {
    "maxTokens": ("MAX_TOKENS", "MODEL_MAX_TOKEN"),
    "temperature": ("TEMPERATURE", "MODEL_TEMPERATURE"),
    "topP": ("TOP_P", None),
    "topK": ("TOP_K", None),
    "minP": ("MIN_P", None),
    "seed": ("SEED", None),
    "repetitionPenalty": ("REPETITION_PENALTY", None),
    "frequencyPenalty": ("FREQUENCY_PENALTY", "MODEL_FREQ_PENALTY"),
    "presencePenalty": ("PRESENCE_PENALTY", "MODEL_PRESENCE_PENALTY"),
}
"""What a handler is told: the setting's name behind <MODELKEY>_ or DEFAULT_, and its legacy name."""

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)


def configured_params(key: str, get_setting: GetSetting) -> dict[str, JsonValue]:
    """Return the parameters that the settings have for a model type; none that nobody configured.

    For each one, the first level with a number counts: `<key>_<NAME>`, `DEFAULT_<NAME>`, then the legacy name.
    """
    found: dict[str, JsonValue] = {}
    for param, (name, legacy) in _PARAMETERS.items():
        levels = [f"{key}_{name}", f"DEFAULT_{name}", *([legacy] if legacy else [])]
        value = next((number for level in levels if (number := _number(get_setting(level))) is not None), None)
        if value is not None:
            found[param] = value
    return found


def complete_params(params: JsonObject, *, key: str, user: str, get_setting: GetSetting) -> JsonObject:
    """Return what a handler is given: the caller's own parameters first, then configured ones, then `user`.

    What the caller set counts in any case, even None or "".
    """
    return {"user": user, **configured_params(key, get_setting), **params}


def _number(value: JsonValue) -> int | float | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        text = value.strip()
        if not _NUMBER.fullmatch(text):
            return None
        value = float(text) if re.search(r"[.eE]", text) else int(text)
    if isinstance(value, (int, float)):
        return value if math.isfinite(value) else None
    return None
