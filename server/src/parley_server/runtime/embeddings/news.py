"""What plugins hear of embeddings, and what the log has of them (document 4, "Events"; reference-values 1.3, 1.4)."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Protocol

import structlog

from parley_server.domain.content import Memory
from parley_server.domain.embeddings import EmbeddingJob
from parley_server.domain.json import JsonValue
from parley_server.runtime.journal import Journal

if TYPE_CHECKING:
    from parley_server.plugin_api.components import EventParams

REQUESTED = "EMBEDDING_GENERATION_REQUESTED"
COMPLETED = "EMBEDDING_GENERATION_COMPLETED"
FAILED = "EMBEDDING_GENERATION_FAILED"
SOURCE = "embeddingService"
# What waits for slow handlers; what comes then is not told to them.
_MAX_WAITING = 1_000


class Hearing(Protocol):
    """The part of a runtime that has event handlers."""

    def hears(self, event: str) -> bool:
        """Tell whether any handler hears an event."""
        ...

    async def emit_event(self, events: str, params: EventParams) -> int:
        """Call the handlers of an event."""
        ...


class Spawn(Protocol):
    """Starts a task that somebody else waits for; None when nobody does."""

    def __call__(self, work: Coroutine[object, object, None]) -> asyncio.Task[None] | None:
        """Start it."""
        ...


class EmbeddingNews:
    """Tells the handlers of one agent, in order, in a task that is there only while there is something to tell."""

    def __init__(self, runtime: Hearing, journal: Journal, spawn: Spawn) -> None:
        """Tell the handlers of this runtime."""
        self._runtime = runtime
        self._journal = journal
        self._spawn = spawn
        self._waiting: deque[tuple[str, EventParams]] = deque()
        self._task: asyncio.Task[None] | None = None
        self._log = structlog.get_logger("parley.embeddings")

    def requested(self, memory: Memory, job: EmbeddingJob, run_id: str) -> None:
        """Tell that a memory is queued."""
        params: dict[str, object] = {
            "memory": memory,
            "priority": job.priority.name.lower(),
            "retryCount": job.retry_count,
            "maxRetries": job.max_retries,
            "source": "runtime",
        }
        self._tell(REQUESTED, {**params, "runId": run_id} if run_id else params)

    async def completed(self, memory: Memory, job: EmbeddingJob, seconds: float) -> None:
        """Tell that a memory, as it is given, has its vector."""
        if self._runtime.hears(COMPLETED):
            self._tell(COMPLETED, _about(memory, job))
        await self._write(memory, job, "completed", seconds)

    async def failed(self, memory: Memory, job: EmbeddingJob, seconds: float, error: str) -> None:
        """Tell that a memory will have no vector."""
        self._tell(FAILED, {**_about(memory, job), "error": error})
        await self._write(memory, job, "failed", seconds, error)

    def _tell(self, event: str, params: EventParams) -> None:
        if not self._runtime.hears(event):
            return
        if len(self._waiting) >= _MAX_WAITING:
            self._log.warning("event_not_told", event_type=event)
            return
        self._waiting.append((event, params))
        if self._task is None or self._task.done():
            self._task = self._spawn(self._drain())
        if self._task is None:
            self._waiting.clear()  # nobody works: what is queued waits for a server

    async def _drain(self) -> None:
        while self._waiting:
            event, params = self._waiting.popleft()
            await self._runtime.emit_event(event, params)

    async def _write(self, memory: Memory, job: EmbeddingJob, status: str, seconds: float, error: str = "") -> None:
        if job.model_id:
            return  # another model's turn with an old memory: there may be very many
        body: dict[str, JsonValue] = {
            "memoryId": memory.memory_id,
            "status": status,
            "duration": round(seconds * 1000, 3),
            "source": SOURCE,
            "priority": job.priority.name.lower(),
        }
        if error:
            body["error"] = error
        await self._journal.write(
            "embedding_event",
            room_id=memory.room_id,
            entity_id=memory.entity_id,
            body=body,
        )


def _about(memory: Memory, job: EmbeddingJob) -> dict[str, object]:
    return {
        "memory": memory,
        "priority": job.priority.name.lower(),
        "retryCount": job.retry_count,
        "maxRetries": job.max_retries,
        "source": SOURCE,
    }
