"""Texts: reading a truth value, telling a time, cutting what is too long (reference-values 1.7)."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterator, Sequence
from datetime import datetime

from parley_server.domain.json import JsonValue

CHARACTERS_PER_TOKEN = 3.5
"""What the reference takes a token for where no tokenizer is asked."""

_TRUE = frozenset({"YES", "Y", "TRUE", "T", "1", "ON", "ENABLE"})
_SEPARATORS = ("\n\n", "\n", " ", "")
_MINUTE = 60
_UNITS = (("day", 86400), ("hour", 3600), ("minute", _MINUTE))


def parse_boolean_from_text(value: JsonValue) -> bool:
    """Read a truth value: YES Y TRUE T 1 ON ENABLE in any case are true, everything else is false."""
    if isinstance(value, bool):
        return value
    return str(value if value is not None else "").strip().upper() in _TRUE


def format_timestamp(moment: datetime, now: datetime) -> str:
    """Tell how long ago a moment is, in its largest unit up to days; "just now" below a minute.

    A moment in the future is told as if it were as long ago, as in the reference.
    """
    seconds = int(abs((now - moment).total_seconds()))
    if seconds < _MINUTE:
        return "just now"
    unit, size = next((unit, size) for unit, size in _UNITS if seconds >= size)
    count = seconds // size
    return f"{count} {unit}{'' if count == 1 else 's'} ago"


def truncate_to_complete_sentence(text: str, max_length: int) -> str:
    """Return a text of at most so many characters: up to its last full stop, else up to a space or cut, with "...".

    Behind a space the three dots come on top of the limit, as in the reference.
    """
    if len(text) <= max_length:
        return text
    sentence = text[: text.rfind(".", 0, max_length) + 1].strip()
    if sentence:
        return sentence
    words = text[: max(0, text.rfind(" ", 0, max_length))].strip()
    return f"{words or text[: max(0, max_length - 3)].strip()}..."


def add_header(header: str, body: str) -> str:
    """Return a text below its header, ended by a line break; nothing when there is no text."""
    if not body:
        return ""
    return f"{header}\n{body}\n" if header else f"{body}\n"


def split_chunks(text: str, chunk_size: int = 512, bleed: int = 20) -> list[str]:
    """Cut a text into pieces of at most `chunk_size` tokens, of which `bleed` are repeated in the next piece.

    A token counts for 3.5 characters. Cut is at empty lines, else at line breaks, else at spaces, else anywhere; white
    space at the edges of a piece goes. Raises ValueError where a piece could not move on.
    """
    size, overlap = math.floor(chunk_size * CHARACTERS_PER_TOKEN), math.floor(bleed * CHARACTERS_PER_TOKEN)
    if size < 1 or not 0 <= overlap < size:
        raise ValueError(f"chunks of {chunk_size} tokens cannot overlap by {bleed}")
    return [piece for chunk in _split(text, _SEPARATORS, size, overlap) if (piece := chunk.strip())]


def _split(text: str, separators: Sequence[str], size: int, overlap: int) -> Iterator[str]:
    at = next(index for index, one in enumerate(separators) if one in text)
    fitting: list[str] = []
    for part in _parts(text, separators[at]):
        if len(part) < size or not separators[at]:
            fitting.append(part)
            continue
        yield from _merge(fitting, size, overlap)
        fitting = []
        yield from _split(part, separators[at + 1 :], size, overlap)
    yield from _merge(fitting, size, overlap)


def _parts(text: str, separator: str) -> Iterator[str]:
    """Cut before each separator, which stays with what follows it."""
    if not separator:
        yield from text
        return
    first, *others = text.split(separator)
    if first:
        yield first
    yield from (separator + other for other in others)


def _merge(parts: Sequence[str], size: int, overlap: int) -> Iterator[str]:
    """Join neighbours as long as they fit; the end of a chunk, up to the overlap, begins the next one."""
    kept: deque[str] = deque()
    total = 0
    for part in parts:
        if total + len(part) > size:
            if kept:
                yield "".join(kept)
            while total > overlap or (total > 0 and total + len(part) > size):
                total -= len(kept.popleft())
        kept.append(part)
        total += len(part)
    if kept:
        yield "".join(kept)
