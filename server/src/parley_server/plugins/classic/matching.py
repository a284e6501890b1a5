"""Decomposition and reassembly: take a clause apart by a pattern, put an answer together from the parts.

These are YMATCH and ASSMBL of the SLIP library (CACM 9(1), 1966, page 38).
"""

from collections.abc import Sequence

from parley_server.plugins.classic.words import Word, word

ANY = 0
"""The pattern element that stands for any number of words, none included."""

Element = int | frozenset[str]
"""`ANY`, a number of words, or the keys of which one word must have one."""
Pattern = tuple[Element, ...]
Template = tuple[str | int, ...]
"""What to say: literal words and marks, and numbers of parts (from 1)."""
Parts = tuple[tuple[Word, ...], ...]


def decompose(pattern: Pattern, words: Sequence[Word]) -> Parts | None:
    """Return the words that each element of `pattern` stands for, or None when `words` do not fit.

    All words must be used. `ANY` takes as few words as it can, leftmost first, as in 1966. Between two `ANY` the
    elements have a fixed width, so the leftmost place is always right and nothing is tried twice: time is at most
    len(pattern) * len(words).
    """
    head, *rest = _split_at_any(pattern)
    if not rest:
        return _cut(head, words, 0) if _width(head) == len(words) and _fits(head, words, 0) else None
    if not _fits(head, words, 0):
        return None
    parts = list(_cut(head, words, 0))
    at = _width(head)
    for number, run in enumerate(rest, start=1):
        place = _last_place(run, words, at) if number == len(rest) else _first_place(run, words, at)
        if place is None:
            return None
        parts += [tuple(words[at:place]), *_cut(run, words, place)]
        at = place + _width(run)
    return tuple(parts)


def reassemble(template: Template, parts: Parts) -> tuple[Word, ...]:
    """Return the words of `template`, each number replaced by the words of that part."""
    assembled: list[Word] = []
    for item in template:
        if isinstance(item, int):
            assembled += parts[item - 1]
        else:
            assembled.append(word(item))
    return tuple(assembled)


def quote(template: Template, parts: Parts) -> list[str]:
    """Return the texts of `template` as a reader shall see them: the script's own words keep their case."""
    texts: list[str] = []
    for item in template:
        if isinstance(item, int):
            texts += [part.text for part in parts[item - 1]]
        else:
            texts.append(item)
    return texts


def _split_at_any(pattern: Pattern) -> list[Pattern]:
    """Return the runs of fixed width before, between and after the `ANY` elements; runs may be empty."""
    runs: list[Pattern] = []
    start = 0
    for at, element in enumerate(pattern):
        if element == ANY:
            runs.append(pattern[start:at])
            start = at + 1
    return [*runs, pattern[start:]]


def _width(run: Pattern) -> int:
    return sum(element if isinstance(element, int) else 1 for element in run)


def _fits(run: Pattern, words: Sequence[Word], at: int) -> bool:
    if at + _width(run) > len(words):
        return False
    for element in run:
        if isinstance(element, int):
            at += element
        elif words[at].key in element:
            at += 1
        else:
            return False
    return True


def _cut(run: Pattern, words: Sequence[Word], at: int) -> Parts:
    parts = []
    for element in run:
        end = at + (element if isinstance(element, int) else 1)
        parts.append(tuple(words[at:end]))
        at = end
    return tuple(parts)


def _first_place(run: Pattern, words: Sequence[Word], at: int) -> int | None:
    return next((place for place in range(at, len(words) - _width(run) + 1) if _fits(run, words, place)), None)


def _last_place(run: Pattern, words: Sequence[Word], at: int) -> int | None:
    place = len(words) - _width(run)
    return place if place >= at and _fits(run, words, place) else None
