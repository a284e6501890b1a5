"""Bounds of the work on embeddings."""

from dataclasses import dataclass
from datetime import timedelta

_PAUSES = (5, 25, 125, 300)
LONGEST_PAUSE = timedelta(seconds=_PAUSES[-1])
"""So long a job rests at the most, also where the model asks for more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbeddingLimits:
    """Memories worked on at once, for all agents and for one; how many may wait for one; and times, in seconds.

    `lease` is longer than all that may happen to one job. A model that does not let go `stop` seconds after it was
    cancelled is left behind; an agent with so many of them that nothing is left of its `per_agent` rests until they do.
    `keep_texts` vectors of texts are kept for each tenant. `page` memories at once are queued for another model.
    """

    at_once: int = 256
    per_agent: int = 16
    queue: int = 10_000
    model: float = 30.0
    stop: float = 2.0
    lease: float = 60.0
    tick: float = 1.0
    store_again: float = 1.0
    keep_texts: int = 20_000
    page: int = 500


def pause(retries: int) -> timedelta:
    """Return how long a job rests after so many failures: 5 s, 25 s, 125 s, then 5 minutes."""
    return timedelta(seconds=_PAUSES[min(max(retries, 1), len(_PAUSES)) - 1])
