"""Character files on their way from the disk to the server."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path

from parley_server.app.errors import StartError
from parley_server.domain.json import JsonObject

MAX_FILE_BYTES = 2 * 1024 * 1024
_DEFAULT = "juno.character.json"


class BadCharacterFile(StartError):
    """A character file cannot be used; the message names the file and says why."""


def load_character(path: Path | None) -> JsonObject:
    """Return the JSON object of a character file, None = the default character. Raises BadCharacterFile."""
    if path is None:
        text = (resources.files("parley_server.app.characters") / _DEFAULT).read_text(encoding="utf-8")
        return _parse(text, _DEFAULT)
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise BadCharacterFile(f"{path} is larger than {MAX_FILE_BYTES} bytes")
        return _parse(path.read_text(encoding="utf-8-sig"), str(path))
    except UnicodeDecodeError:
        raise BadCharacterFile(f"{path} is not UTF-8 text") from None
    except OSError as error:
        raise BadCharacterFile(f"{path} cannot be read: {error.strerror or error}") from None


def _parse(text: str, name: str) -> JsonObject:
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        raise BadCharacterFile(f"{name} is not JSON: {error.msg}, line {error.lineno}, column {error.colno}") from None
    except RecursionError:
        raise BadCharacterFile(f"{name} is nested too deeply") from None
    if not isinstance(value, dict):
        raise BadCharacterFile(f"{name} holds no JSON object")
    return value
