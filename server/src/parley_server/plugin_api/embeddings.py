"""The queue of one agent's embeddings, as plugins see it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbeddingQueue:
    """How many memories wait for their vectors, by priority, those that are worked on included; and what came of it.

    `completed` and `failed` (given up) count since the agent's start; `texts_kept` vectors of texts are kept for the
    next time, for all agents together.
    """

    high: int = 0
    normal: int = 0
    low: int = 0
    in_flight: int = 0
    completed: int = 0
    failed: int = 0
    texts_kept: int = 0

    @property
    def total(self) -> int:
        """How many memories wait in all."""
        return self.high + self.normal + self.low
