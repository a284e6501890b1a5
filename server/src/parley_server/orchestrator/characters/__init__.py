"""Reads character files of every age and writes them in the current shape.

`read_character` converts a file and reports each change with a JSON pointer; `write_character` is its way back, for
the store and for converting; `normalize_character` holds a typed character to the same rules. A file that cannot be
read raises BadCharacter with all its problems.
"""

from parley_server.domain.errors import BadCharacter
from parley_server.orchestrator.characters.nested import (
    join_nested,
    keep_nested,
    part_nested,
    secrets_of,
    without_nested,
)
from parley_server.orchestrator.characters.reader import ReadCharacter, normalize_character, read_character
from parley_server.orchestrator.characters.settings import part_secrets
from parley_server.orchestrator.characters.writer import write_character

__all__ = [
    "BadCharacter",
    "ReadCharacter",
    "join_nested",
    "keep_nested",
    "normalize_character",
    "part_nested",
    "part_secrets",
    "read_character",
    "secrets_of",
    "without_nested",
    "write_character",
]
