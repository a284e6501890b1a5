"""What goes wrong at a provider, as our errors: which may pass, which never will, and what to mend."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from parley_server.domain.errors import (
    ComponentFailed,
    ConfigurationMissing,
    ModelCredential,
    ModelUnavailable,
    ParleyError,
)
from parley_server.plugins.openai.sections import Section

if TYPE_CHECKING:
    from openai import APIError

LONGEST_NOTE = 300
_PASSING = frozenset({408, 409, 425, 429})
_NO_CREDIT = frozenset({"insufficient_quota", "billing_hard_limit_reached"})
_NO_MODEL = re.compile(
    r"model.*(not found|not exist|not supported|no access)|(no|invalid|unknown|valid) model", re.DOTALL
)


class Passing(ModelUnavailable):
    """It may be over in a moment: worth another try. `retry_after` is what the provider asks to wait."""


class Oversized(Exception):
    """A provider sends more than any answer needs."""


class UnknownModel(ConfigurationMissing):
    """The provider does not have the model."""


def unreachable(section: Section) -> Passing:
    """Return the error of a connection that was not made, or broke."""
    return Passing(f"{section.name} at {section.host} cannot be reached, or broke the connection")


def silent(section: Section) -> Passing:
    """Return the error of a provider that says nothing."""
    return Passing(f"{section.name} at {section.host} said nothing for {section.timeout:g} s")


def cut(section: Section) -> Passing:
    """Return the error of an answer that ended before its end."""
    return Passing(f"{section.name} at {section.host} ended its answer in the middle")


def unreadable(section: Section) -> Passing:
    """Return the error of an answer that is none."""
    return Passing(f"{section.name} at {section.host} answered with something that is no answer of a model")


def oversized(section: Section, model_type: str, limit: int) -> ComponentFailed:
    """Return the error of an answer without end."""
    note = f"{section.host} sent an answer of more than {limit} bytes"
    return ComponentFailed(section.name, model_type, note)


def of_api(error: APIError, section: Section, model_type: str, model: str) -> ParleyError:
    """Return the error that a provider answered with.

    Its own words are part of it only where they help; keys are taken out of them.
    """
    status = _status(error)
    where = f"{section.name} at {section.host}"
    if status in {401, 403}:
        return _credential(section, where)
    note = noted(error, section)
    code = str(getattr(error, "code", "") or "")
    if status in {400, 404, 422} and (code == "model_not_found" or _NO_MODEL.search(note.lower())):
        setting = section.model_setting(model_type)
        return UnknownModel(f"{where} has no model {model!r}; set {setting} to one that it has", [setting])
    if status is None or status in _PASSING or status >= 500:
        wait = _retry_after(error)
        message = f"{where} answered {f'with status {status}' if status else 'with an error'}: {note}"
        kind = ModelUnavailable if status == 429 and code in _NO_CREDIT else Passing
        return kind(message, retry_after=wait)
    if status == 402:
        return ModelUnavailable(f"{where} wants to be paid: {note}")
    if status == 404 or status < 400:
        setting = section.setting("BASE_URL")
        return ConfigurationMissing(
            f"{where} has no chat completions there (status {status}); set {setting} to the address of its API, "
            "which often ends in /v1",
            [setting],
        )
    return ComponentFailed(section.name, model_type, f"{section.host} refused the request (status {status}): {note}")


def noted(error: APIError, section: Section) -> str:
    """Return what a provider says of an error: short, on one line, without the key."""
    text = str(error.message)
    if isinstance(error.body, Mapping) and isinstance(error.body.get("message"), str):
        text = error.body["message"]
    if section.key:
        text = text.replace(section.key, "[key]")
    text = "".join(character if character.isprintable() else " " for character in text)
    return " ".join(text.split())[:LONGEST_NOTE]


def _credential(section: Section, where: str) -> ModelCredential:
    setting = section.setting("API_KEY")
    if section.withheld:
        address = section.setting("BASE_URL")
        reason = f"{address} was set by somebody with less trust: set both in the same place"
        if section.looked_for:
            reason = f"that server was found and not named: name it in {address}"
        message = f"{where} wants a key; the one in {setting} stays here, since {reason}"
        return ModelCredential(message, setting)
    if not section.key:
        return ModelCredential(f"{where} wants a key; set {setting}", setting)
    return ModelCredential(f"{where} refuses the key in {setting}", setting)


def _status(error: APIError) -> int | None:
    """Return the status of an error, also of one that comes in the middle of a stream."""
    status = getattr(error, "status_code", None)
    if isinstance(status, int):
        return status
    if isinstance(error.body, Mapping):
        code = error.body.get("code", error.body.get("status"))
        return code if isinstance(code, int) and 400 <= code < 600 else None
    return None


def _retry_after(error: APIError) -> timedelta | None:
    response = getattr(error, "response", None)
    text = response.headers.get("retry-after", "") if response is not None else ""
    try:
        return timedelta(seconds=min(max(float(text), 0.0), 86_400.0))
    except ValueError:
        pass
    try:
        return max(parsedate_to_datetime(text) - datetime.now(UTC), timedelta())
    except (ValueError, TypeError, OverflowError):
        return None
