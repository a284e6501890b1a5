"""Character files on their way from the disk to the server: JSON, with errors for people.

What the JSON means is the server's to say.
"""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path
from typing import Final

from parley_server.app.errors import StartError
from parley_server.domain.json import JsonObject

MAX_FILE_BYTES: Final = 4 * 1024 * 1024
# The contract's limit for free-form objects; far deeper ones would not even travel.
MAX_DEPTH: Final = 32
_DEFAULT: Final = "juno.character.json"


class BadCharacterFile(StartError):
    """A character file cannot be used; the message names the file and, where there is one, the place in it."""


def load_character(path: Path | None) -> JsonObject:
    """Return the JSON object of a character file, None = the default character. Raises BadCharacterFile."""
    if path is None:
        return _parse((resources.files("parley_server.app.characters") / _DEFAULT).read_bytes(), _DEFAULT)
    try:
        if path.is_dir():
            raise BadCharacterFile(f"{path} is a folder; name a character file in it")
        with path.open("rb") as file:
            data = file.read(MAX_FILE_BYTES + 1)
    except FileNotFoundError:
        raise BadCharacterFile(f"{path} is not there") from None
    except OSError as error:
        raise BadCharacterFile(f"{path} cannot be read: {error.strerror or error}") from None
    if len(data) > MAX_FILE_BYTES:
        raise BadCharacterFile(f"{path} is larger than {MAX_FILE_BYTES // 1024 // 1024} MiB")
    return _parse(data, str(path))


def _parse(data: bytes, name: str) -> JsonObject:
    try:
        # Some editors put a byte order mark in front.
        value = json.loads(data.decode("utf-8-sig"), parse_constant=_refuse)
        # Python reads some JSON that cannot be written again: half characters, numbers without an end.
        json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
    except UnicodeDecodeError as error:
        raise BadCharacterFile(f"{name} is not UTF-8 text: byte {error.start} is not") from None
    except UnicodeEncodeError:
        raise BadCharacterFile(f"{name} has half a character in a text: a lone \\ud800 to \\udfff") from None
    except json.JSONDecodeError as error:
        raise BadCharacterFile(f"{name} is not JSON: {error.msg}, line {error.lineno}, column {error.colno}") from None
    except RecursionError:
        raise BadCharacterFile(f"{name} is nested deeper than {MAX_DEPTH} levels") from None
    except ValueError as error:
        raise BadCharacterFile(f"{name} is not JSON: {error}") from None
    if not isinstance(value, dict):
        raise BadCharacterFile(f"{name} holds no JSON object but {_kind(value)}")
    if _deeper_than(value, MAX_DEPTH):
        raise BadCharacterFile(f"{name} is nested deeper than {MAX_DEPTH} levels")
    return value


def _refuse(constant: str) -> object:
    raise ValueError(f"{constant} is no number of JSON")


def _deeper_than(value: object, levels: int) -> bool:
    if isinstance(value, dict):
        value = list(value.values())
    if not isinstance(value, list):
        return False
    return levels == 0 or any(_deeper_than(item, levels - 1) for item in value)


def _kind(value: object) -> str:
    if isinstance(value, list):
        return "a list"
    return "a text" if isinstance(value, str) else json.dumps(value)
