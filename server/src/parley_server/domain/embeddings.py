"""Embeddings: the spaces in which vectors are compared, and the work of making them."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from parley_server.domain.ids import AgentId, MemoryId

MAX_EMBEDDING_RETRIES = 3
"""So often a memory is tried again before its embedding counts as failed (behaviours.md, "Memory/search")."""


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
