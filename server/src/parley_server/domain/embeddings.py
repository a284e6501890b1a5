"""Embeddings: the spaces in which vectors are compared, and the work of making them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from parley_server.domain.errors import InvalidField
from parley_server.domain.ids import AgentId, MemoryId

MAX_EMBEDDING_RETRIES = 3
"""So often a memory is tried again before its embedding counts as failed (behaviours.md, "Memory/search")."""

MAX_DIMENSION = 16_000
"""So long a vector may be: more is no vector to PostgreSQL."""
UNKNOWN_MODEL = "unknown"
"""The model of vectors that do not say who made them."""
# Within these 32-bit floats can square the length of a vector.
_SHORTEST, _LONGEST = 1e-15, 1e15


class EmbeddingPriority(IntEnum):
    """How urgent an embedding is; lower first."""

    HIGH = 0
    NORMAL = 1
    LOW = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbeddingSpace:
    """Vectors that may be compared: those of one model, all of one length."""

    model_id: str
    dimension: int

    @classmethod
    def of(cls, model_id: str, vector: Sequence[float]) -> "EmbeddingSpace":
        """Return the space of a vector; without a model, that of unknown ones."""
        return cls(model_id=model_id or UNKNOWN_MODEL, dimension=len(vector))


def check_vector(vector: Sequence[float], dimension: int | None = None) -> None:
    """Make sure that a vector can be compared with others, of this length where one is given.

    Raises InvalidField for one that is not, for one of zeros first of all: it would be alike to nothing and anything.
    """
    if dimension is not None and len(vector) != dimension:
        raise InvalidField("embedding", f"has {len(vector)} numbers, not {dimension}")
    if not 1 <= len(vector) <= MAX_DIMENSION:
        raise InvalidField("embedding", f"has {len(vector)} numbers, not 1 to {MAX_DIMENSION}")
    try:
        length = math.hypot(*vector)
    except (TypeError, OverflowError):
        raise InvalidField("embedding", "holds something else than numbers") from None
    if not _SHORTEST <= length <= _LONGEST:
        raise InvalidField("embedding", "points nowhere: all zeros, no number, or far too large")


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbeddingJob:
    """A memory that waits for its vector. `ready_at`: not before this time; while it is worked on, until when.

    `fence` grows each time the job is taken. `model_id` names the space that the vector is for; empty = the current
    model's.
    """

    agent_id: AgentId
    memory_id: MemoryId
    priority: EmbeddingPriority
    ready_at: datetime
    created_at: datetime
    retry_count: int = 0
    max_retries: int = MAX_EMBEDDING_RETRIES
    fence: int = 0
    model_id: str = ""
