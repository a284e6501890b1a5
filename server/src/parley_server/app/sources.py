"""Where a setting comes from."""

from __future__ import annotations

import os
from collections.abc import Sequence

from pydantic import AliasChoices

from parley_server.app.settings import Settings

DEFAULT = "default"


def variables_of(name: str) -> Sequence[str]:
    """Return the environment variables that set a field, the first one first asked."""
    alias = Settings.model_fields[name].validation_alias
    if isinstance(alias, AliasChoices):
        return [choice for choice in alias.choices if isinstance(choice, str)]
    return [f"{Settings.model_config.get('env_prefix', '')}{name}".upper()]


def source_of(name: str) -> str:
    """Return the environment variable that a field's value comes from, DEFAULT when there is none."""
    # pydantic-settings does not mind the case of names.
    given = {variable.upper(): variable for variable in os.environ}
    return next((given[variable] for variable in variables_of(name) if variable in given), DEFAULT)
