"""Exact search over vectors by NumPy, for databases that cannot compare vectors themselves."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from heapq import nsmallest
from typing import TYPE_CHECKING, NamedTuple

from parley_server.domain.errors import ConfigurationMissing

if TYPE_CHECKING:
    from types import ModuleType

DIGITS = 6
"""So many digits of a similarity are told: 32-bit floats have no more."""
_FLOAT = "<f4"


class Candidate(NamedTuple):
    """A hit, in the order in which hits are told: by distance (1 less the cosine), then by rank."""

    distance: float
    rank: int
    key: str


class Scan:
    """Keeps the vectors nearest to one, out of all that it is shown. Its work is done in threads."""

    def __init__(self, query: bytes, *, threshold: float, limit: int) -> None:
        """Look for at most `limit` vectors with a cosine, or 0 where it is negative, of `threshold` or more."""
        self._query = query
        self._threshold = threshold
        self._limit = limit
        self._best: list[Candidate] = []

    async def add(self, rows: Sequence[tuple[str, bytes]], ranks: Mapping[str, int]) -> None:
        """Look at some vectors, each with its key. Raises ConfigurationMissing without NumPy."""
        if rows:
            await asyncio.to_thread(self._add, rows, ranks)

    def best(self) -> list[tuple[str, float]]:
        """Return keys with similarities, best first."""
        return [(found.key, similarity_of(found.distance)) for found in self._best]

    def _add(self, rows: Sequence[tuple[str, bytes]], ranks: Mapping[str, int]) -> None:
        np = _numpy()
        query = np.frombuffer(self._query, dtype=_FLOAT).astype(np.float64)
        query = (query / np.linalg.norm(query)).astype(np.float32)
        matrix = np.frombuffer(b"".join([stored for _, stored in rows]), dtype=_FLOAT).reshape(len(rows), -1)
        lengths = np.sqrt(np.einsum("ij,ij->i", matrix, matrix))
        distances = 1.0 - ((matrix @ query) / lengths).astype(np.float64)
        # Equals of the last one that is kept are kept too: their ranks decide.
        worst = np.partition(distances, self._limit - 1)[self._limit - 1] if len(rows) > self._limit else np.inf
        for place in np.flatnonzero(distances <= worst).tolist():
            distance, key = float(distances[place]), rows[place][0]
            if similarity_of(distance) >= self._threshold:
                self._best.append(Candidate(distance, ranks[key], key))
        self._best = nsmallest(self._limit, self._best)


def similarity_of(distance: float) -> float:
    """Return the similarity that is told for a distance by cosine, which is 0 to 2."""
    return min(1.0, max(0.0, round(1.0 - distance, DIGITS)))


def _numpy() -> ModuleType:
    try:
        import numpy  # on use: it takes 50 ms and 20 MB, and it is an extra
    except ImportError:
        raise ConfigurationMissing(
            "searching by vectors needs NumPy: pip install 'parley[vectors]'", ["numpy"]
        ) from None
    return numpy
