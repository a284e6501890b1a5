"""Character files on their way from the disk to the server."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from parley_server.app.errors import StartError
from parley_server.domain.errors import FieldProblem
from parley_server.domain.json import JsonObject
from parley_server.orchestrator.characters import BadCharacter, ReadCharacter, read_character

MAX_FILE_BYTES = 2 * 1024 * 1024
DEFAULT_NAME = "juno.character.json"


class BadCharacterFile(StartError):
    """A character file cannot be used; the message names the file and says why."""

    def __init__(self, name: str, why: str, problems: tuple[FieldProblem, ...] = ()) -> None:
        """Name the file, and say what is wrong with it as a whole, or with its parts."""
        listed = "".join(f"\n  {problem.field or '/'}: {problem.note}" for problem in problems)
        super().__init__(f"{name} {why}{listed}")
        self.name = name
        self.why = why
        self.problems = problems


@dataclass(frozen=True, slots=True, kw_only=True)
class CharacterFile:
    """A character file: its JSON as it is, and what the reader makes of it."""

    name: str
    json: JsonObject
    read: ReadCharacter


def load_character(path: Path | None) -> CharacterFile:
    """Read a character file of any age, None = the default character. Raises BadCharacterFile."""
    name = DEFAULT_NAME if path is None else str(path)
    value = _parse(_text_of(path), name)
    try:
        return CharacterFile(name=name, json=value, read=read_character(value))
    except BadCharacter as error:
        count = len(error.problems)
        why = f"has {count} {'problem' if count == 1 else 'problems'}:"
        raise BadCharacterFile(name, why, tuple(error.problems)) from None


def _text_of(path: Path | None) -> str:
    if path is None:
        return (resources.files("parley_server.app.characters") / DEFAULT_NAME).read_text(encoding="utf-8")
    try:
        # Not by its size alone: a pipe has none.
        with path.open("rb") as file:
            content = file.read(MAX_FILE_BYTES + 1)
        if len(content) > MAX_FILE_BYTES:
            raise BadCharacterFile(str(path), f"is larger than {MAX_FILE_BYTES} bytes")
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadCharacterFile(str(path), "is not UTF-8 text") from None
    except OSError as error:
        raise BadCharacterFile(str(path), f"cannot be read: {error.strerror or error}") from None


def _parse(text: str, name: str) -> JsonObject:
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        why = f"is not JSON: {error.msg}, line {error.lineno}, column {error.colno}"
        raise BadCharacterFile(name, why) from None
    except RecursionError:
        raise BadCharacterFile(name, "is nested too deeply") from None
    except ValueError:
        raise BadCharacterFile(name, "holds a number with too many digits") from None
    if not isinstance(value, dict):
        raise BadCharacterFile(name, "holds no JSON object")
    return value
