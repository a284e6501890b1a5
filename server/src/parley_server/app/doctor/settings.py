"""Are the settings valid?"""

from __future__ import annotations

from pathlib import Path

from pydantic import AliasChoices, ValidationError

from parley_server.app.doctor.findings import Finding, fine, problem
from parley_server.app.settings import Settings
from parley_server.app.sources import source_of

_CHECK = "settings"


def check_settings(data: Path | None) -> tuple[Settings, list[Finding]]:
    """Return the settings, with the default in place of each that is wrong, and what is wrong with those."""
    given = {} if data is None else {"data": data}
    findings: list[Finding] = []
    try:
        settings = Settings()
    except ValidationError as error:
        wrong = {str(detail["loc"][0]): detail["msg"] for detail in error.errors() if detail["loc"]}
        findings = [_problem(name, words) for name, words in wrong.items()]
        settings = Settings.model_validate(dict.fromkeys(wrong) | {name: _default(name) for name in wrong})
    settings = settings.model_copy(update=given)
    return settings, findings or [fine(_CHECK, "all are valid")]


def _problem(name: str, words: str) -> Finding:
    variable = source_of(_field(name))
    return problem(_CHECK, f"{variable}: {words}", f"Set {variable} to another value, or unset it.")


def _field(location: str) -> str:
    """Return the field that pydantic names, by its own name or by an alias."""
    for name, field in Settings.model_fields.items():
        alias = field.validation_alias
        if location == name or (isinstance(alias, AliasChoices) and location in alias.choices):
            return name
    return location


def _default(location: str) -> object:
    return Settings.model_fields[_field(location)].get_default(call_default_factory=True, validated_data={})
