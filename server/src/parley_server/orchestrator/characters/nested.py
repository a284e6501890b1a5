"""Secrets deep in the settings of a character, as `settings.discord.botToken`: a plugin wants them in their places.

They are stored with the other secrets, sealed, and put back when the agent is taken up again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from parley_server.domain.characters import Character, is_secret_text
from parley_server.domain.json import JsonObject, JsonValue

_PARTS = ("settings", "extra")
# Under it stands a list of all nested secrets, as JSON.
_KEY = "/nested"


class Nested(NamedTuple):
    """One text and its place, in keys and indexes."""

    path: tuple[str | int, ...]
    text: str


def without_nested(value: JsonValue) -> JsonValue:
    """Return a value without the secrets in its objects."""
    if isinstance(value, Mapping):
        return {key: without_nested(item) for key, item in value.items() if not is_secret_text(key, item)}
    return [without_nested(item) for item in value] if isinstance(value, (list, tuple)) else value


def part_nested(file: JsonObject) -> tuple[dict[str, JsonValue], dict[str, str]]:
    """Return a character file without nested secrets, and these, as one secret to be sealed with the others."""
    found = [one for part in _PARTS for one in _find(file.get(part), (part,))]
    plain = {key: without_nested(value) if key in _PARTS else value for key, value in file.items()}
    return plain, {_KEY: json.dumps(found)} if found else {}


def join_nested(file: JsonObject, secrets: Mapping[str, str]) -> tuple[dict[str, JsonValue], dict[str, str]]:
    """Return a character file with its nested secrets in their places, and the other secrets."""
    nested = _read(secrets.get(_KEY, ""))
    if not nested:
        return dict(file), dict(secrets)
    whole: dict[str, JsonValue] = json.loads(json.dumps(file))
    for one in nested:
        _put(whole, one)
    return whole, {key: text for key, text in secrets.items() if key != _KEY}


def keep_nested(character: Character, present: Character) -> Character:
    """Return a character with the nested secrets of the present one where it still has the objects around them.

    Who reads an agent and writes it back was not shown these secrets; one that he writes anew counts.
    """
    settings: dict[str, JsonValue] = json.loads(json.dumps(dict(character.settings)))
    for one in _find(present.settings, ()):
        around = _at(settings, one.path[:-1])
        if isinstance(around, dict) and around is not settings:
            around.setdefault(str(one.path[-1]), one.text)
    return replace(character, settings=settings)


def secrets_of(character: Character) -> Mapping[str, str]:
    """Return all secrets of a character, by key or place: what two definitions are compared by."""
    nested = [*_find(character.settings, ("settings",)), *_find(character.extra, ("extra",))]
    return {**character.secrets, **{json.dumps(one.path): one.text for one in nested}}


def _find(value: JsonValue, path: tuple[str | int, ...]) -> Iterator[Nested]:
    if isinstance(value, Mapping):
        for key, item in value.items():
            if is_secret_text(key, item):
                yield Nested((*path, key), str(item))
            else:
                yield from _find(item, (*path, key))
    elif isinstance(value, (list, tuple)):
        for index, item in enumerate(value):
            yield from _find(item, (*path, index))


def _read(text: str) -> list[Nested]:
    """Return what was sealed as nested secrets; nothing for a secret of somebody who calls one of his so."""
    try:
        kept = json.loads(text)
    except ValueError:
        return []
    found = [one for one in kept if isinstance(one, list)] if isinstance(kept, list) else []
    return [Nested(tuple(one[0]), str(one[1])) for one in found if len(one) == len(Nested._fields) and _is_path(one[0])]


def _is_path(path: JsonValue) -> bool:
    return isinstance(path, list) and len(path) > 1 and path[0] in _PARTS


def _at(value: JsonValue, path: tuple[str | int, ...]) -> JsonValue:
    """Return what stands at a place, None where there is none."""
    for step in path:
        if isinstance(value, dict):
            value = value.get(str(step))
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            value = value[step]
        else:
            return None
    return value


def _put(whole: JsonValue, nested: Nested) -> None:
    *way, last = nested.path
    for step in way:
        if isinstance(whole, dict):
            whole = whole.setdefault(step, {})
        elif isinstance(whole, list) and isinstance(step, int) and step < len(whole):
            whole = whole[step]
    if isinstance(whole, dict):
        whole[last] = nested.text
