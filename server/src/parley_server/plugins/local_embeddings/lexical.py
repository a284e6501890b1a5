"""Texts as vectors: each word, and each run of letters in it, votes for a few of 384 places (feature hashing).

The same text has the same vector in every process and on every platform: the hash is BLAKE2, and all arithmetic is
such that IEEE 754 fixes each bit (sums in order, products, square roots).
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from hashlib import blake2b

DIMENSIONS = 384
# What stands behind is left out: a longer text is better cut into pieces than put into one vector.
MAX_TEXT = 100_000
# A longer "word" is none, such as base64; it counts in parts.
_MAX_WORD = 64
# Letters and digits of any script, or one sign by itself (an emoji, a question mark).
_WORD = re.compile(rf"\w{{1,{_MAX_WORD}}}|[^\w\s]")
# All pieces of a word together count so much beside the word itself.
_PIECES = 0.8
# Short words in Latin letters mostly hold a sentence together and tell little of what it is about.
_FULL_LENGTH = 6
_CACHE = 4_096

_Vote = tuple[int, float]


def embed(text: str) -> tuple[float, ...]:
    """Return the vector of a text, of length 1; none for a text without a single word or sign.

    Takes some milliseconds a thousand words. Of a text above 100,000 characters the begin counts.
    """
    import numpy as np  # on use: it takes 50 ms and 20 MB

    places: list[int] = []
    values: list[float] = []
    for word, count in Counter(_words(text)).items():
        # The tenth time says less than the first.
        weight = math.sqrt(count) * _weight(word)
        for place, vote in _votes(word):
            places.append(place)
            values.append(vote * weight)
    if not places:
        return ()
    sums: list[float] = np.bincount(places, weights=values, minlength=DIMENSIONS).tolist()
    length = math.sqrt(math.fsum(value * value for value in sums))
    # All votes may cancel out, in theory.
    return tuple(value / length for value in sums) if length else ()


def _words(text: str) -> Iterator[str]:
    # Normalising may make a text longer, up to eighteen times.
    folded = unicodedata.normalize("NFKC", text[:MAX_TEXT]).casefold()[:MAX_TEXT]
    return (match.group() for match in _WORD.finditer(folded))


def _weight(word: str) -> float:
    return min(len(word), _FULL_LENGTH) / _FULL_LENGTH if word.isascii() else 1.0


@lru_cache(maxsize=_CACHE)
def _votes(word: str) -> tuple[_Vote, ...]:
    """Return the places that a word and its pieces vote for, each with its vote."""
    pieces = _pieces(word)
    share = _PIECES / math.sqrt(len(pieces)) if pieces else 0.0
    return (_vote(f"w {word}", 1.0), *(_vote(f"p {piece}", share) for piece in pieces))


def _pieces(word: str) -> list[str]:
    """Return the runs of three and four letters in a word, its borders marked; in other scripts also those of two.

    Scripts that write no spaces come as long words, in which two letters often are one.
    """
    if not word.isalnum():
        return []
    marked = f"<{word}>"
    lengths = (3, 4) if word.isascii() else (2, 3)
    return [marked[start : start + length] for length in lengths for start in range(max(0, len(marked) - length + 1))]


def _vote(feature: str, strength: float) -> _Vote:
    # Half a surrogate pair is no Unicode, and comes all the same.
    digest = int.from_bytes(blake2b(feature.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")
    return (digest >> 1) % DIMENSIONS, strength if digest & 1 else -strength
