"""Words in, sentences out: how a text becomes words for the rules, and how an answer becomes text for a reader.

Beyond 1966: the teletype had capitals alone and no question mark. Here every mark that ends a clause is a delimiter,
as the comma and the period were; words keep what is worth keeping of their case; answers are punctuated.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

MAX_CLAUSE_WORDS = 256
"""A longer clause is cut here, as if a delimiter stood there: it bounds the time and the size of an answer."""
MAX_WORD_CHARACTERS = 256
"""What a longer word has beyond this is dropped."""

_DELIMITER_WORD = "BUT"
# ASCII, ellipsis and dash, then the marks of Chinese and Japanese.
_SENTENCE_ENDS = ".!?\n\u2026\u3002\uff01\uff1f"
_MARKS = _SENTENCE_ENDS + ",;:\u2014\u3001\uff0c\uff1b\uff1a"
_PIECE = re.compile(rf"\d++(?:[.,:]\d++)+|[{_MARKS}]|[^\s{_MARKS}]+")
# Control characters, halves of surrogate pairs (they cannot be encoded), quotes and brackets.
_NOISE = re.compile(r'[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff"\u201c-\u201f\u00ab\u00bb()\[\]{}<>|\\`]')
_APOSTROPHES = {ord(mark): "'" for mark in "\u2018\u2019\u02bc\u00b4"}
_WRAPPING = "*_~'@-\u2013"
_FIRST_PERSON = re.compile(r"i(?:'(?:m|d|ll|ve))?", re.IGNORECASE)

_CLOSERS = ",.;:?!…"
_CLOSER_PARTS = frozenset(_CLOSERS)
_SENTENCE_START = re.compile(r"(^|[.?!…]\s+)(\w)")
_ASKING = re.compile(
    r"(?:what|who|whom|whose|why|how|when|where|which|am|may|might|must|shall"
    r"|(?:do|does|did|is|are|was|were|has|have|had|could|would|should)(?:n't)?|can(?:'t)?|will|won't)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Word:
    """One word: `key` (upper case) is what rules compare, `text` is what an answer shows."""

    key: str
    text: str


def word(key: str) -> Word:
    """Return the word that a script names: shown in lower case, but for "I" and its contractions."""
    return Word(key.upper(), _in_lower_case(key))


def split_clauses(text: str) -> Iterator[tuple[Word, ...]]:
    """Yield the clauses of `text` in order: what stands between delimiters, without them; empty ones too.

    Delimiters are punctuation, line ends and the word "but". There is always at least one clause, and the last one is
    what follows the last delimiter. Time is linear in the length of the text.
    """
    shouting = text.upper() == text
    clause: list[Word] = []
    starts_sentence = True
    for match in _PIECE.finditer(_NOISE.sub(" ", text).translate(_APOSTROPHES)):
        piece = match.group()
        is_mark = piece in _MARKS
        bare = "" if is_mark else _unwrap(piece)[:MAX_WORD_CHARACTERS]
        if is_mark or bare.upper() == _DELIMITER_WORD or len(clause) == MAX_CLAUSE_WORDS:
            yield tuple(clause)
            clause = []
        if is_mark:
            starts_sentence = starts_sentence or piece in _SENTENCE_ENDS
        elif bare and bare.upper() != _DELIMITER_WORD:
            clause.append(Word(bare.upper(), _settle_case(bare, shouting=shouting, starts_sentence=starts_sentence)))
            starts_sentence = False
    yield tuple(clause)


def split_punctuation(text: str) -> list[str]:
    """Return one written word as a list in which the punctuation at its end stands by itself: "4?" is "4", "?"."""
    bare = text.rstrip(_CLOSERS)
    return [part for part in (bare, *text[len(bare) :]) if part]


def compose(parts: Iterable[str], *, upper: bool = False) -> str:
    """Return words and punctuation as a tidy text: spaced, capitals where sentences start, punctuated at the end.

    `upper` gives capitals throughout, for scripts that are written so. Returns "" when there is no word at all.
    """
    kept: list[str] = []
    for part in parts:
        if part not in _CLOSER_PARTS or (kept and kept[-1] not in _CLOSER_PARTS):
            kept.append(part)
        elif kept and kept[-1] in {",", ";", ":"}:
            # The words between two marks were empty; the later mark ends what is left.
            kept[-1] = part
    while kept and kept[-1] in {",", ";", ":", "-"}:
        kept.pop()
    if not kept:
        return ""
    if kept[-1][-1] not in ".?!…":
        kept.append(_closing_mark(kept))
    text = "".join(part if part in _CLOSER_PARTS else f" {part}" for part in kept).strip()
    return text.upper() if upper else _SENTENCE_START.sub(lambda found: found[1] + found[2].upper(), text)


def _closing_mark(parts: list[str]) -> str:
    """Return "?" when the last sentence of `parts` begins as questions do, else "."."""
    first = parts[0]
    for before, part in pairwise(parts):
        if before in {".", "?", "!"}:
            first = part
    return "?" if _ASKING.fullmatch(first) else "."


def _unwrap(piece: str) -> str:
    """Return `piece` without quotes, dashes and emphasis around it; "parents'" keeps its apostrophe."""
    bare = piece.strip(_WRAPPING)
    return f"{bare}'" if bare.endswith("s") and piece == f"{bare}'" else bare


def _settle_case(text: str, *, shouting: bool, starts_sentence: bool) -> str:
    """Return a typed word as it looks inside a sentence: names keep their capital, a sentence's first word loses it."""
    is_lone_capital = starts_sentence and text[1:] == text[1:].lower()
    return _in_lower_case(text) if shouting or is_lone_capital or _FIRST_PERSON.fullmatch(text) else text


def _in_lower_case(text: str) -> str:
    lower = text.lower()
    return f"I{lower[1:]}" if _FIRST_PERSON.fullmatch(lower) else lower
