"""BM25: texts by the words that they share with a query (reference-values 1.7; document 2, "Memory Operations").

Our own instead of the package bm25s: that one needs NumPy, which is an extra, and half of this is the splitting of
text into words, which has to be the reference's in any case.
"""

from __future__ import annotations

import math
import re
import unicodedata
from array import array
from collections import Counter
from collections.abc import Iterable, Sequence

_K1 = 1.2
_B = 0.75
_SHORTEST_WORD = 2
_STOP_WORDS = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "by",
        "for",
        "from",
        "has",
        "he",
        "in",
        "is",
        "it",
        "its",
        "of",
        "on",
        "that",
        "the",
        "to",
        "was",
        "were",
        "will",
        "with",
    ]
)
# What has no place of its own in a line, and marks above letters: gone without a space.
_INVISIBLE = re.compile("[\u0000-\u0008\u000e-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_MARKS = re.compile("[\u0300-\u036f]")
# Kana, Chinese characters and Hangul; of other scripts the reference knows Latin alone.
_NO_WORD = re.compile("[^a-z0-9\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3]+")


def words_of(text: str) -> list[str]:
    """Return the words of a text that count: without accents, case, punctuation, and the most frequent of English."""
    plain = unicodedata.normalize("NFKD", text.lower())
    # Together again what has been taken apart for its accents: syllables of Hangul, and kana with their marks.
    plain = unicodedata.normalize("NFC", _MARKS.sub("", _INVISIBLE.sub("", plain)))
    return [word for word in _NO_WORD.sub(" ", plain).split() if _counts(word)]


def scores(query: str, texts: Sequence[str]) -> list[float]:
    """Return how well each text answers a query, as 32-bit numbers; 0 for one that shares no word with it."""
    documents = [Counter(words_of(text)) for text in texts]
    lengths = [sum(document.values()) for document in documents]
    average = sum(lengths) / len(lengths) if lengths else 0.0
    totals = array("f", [0.0]) * len(texts)
    for word in words_of(query):
        having = [number for number, document in enumerate(documents) if word in document]
        rarity = math.log(1 + (len(documents) - len(having) + 0.5) / (len(having) + 0.5))
        for number in having:
            often = documents[number][word]
            length = 1 - _B + _B * lengths[number] / average
            totals[number] += rarity * often * (_K1 + 1) / (often + _K1 * length)
    return list(totals)


def ranked(query: str, texts: Iterable[str]) -> list[int]:
    """Return the places of texts, best first; those that share no word with the query stay behind, in their order."""
    found = scores(query, list(texts))
    return sorted(range(len(found)), key=lambda place: -found[place])


def _counts(word: str) -> bool:
    return (len(word) >= _SHORTEST_WORD or word.isdecimal()) and word not in _STOP_WORDS
