"""The service "embedding-generation": which memories of an agent wait for their vectors, as other plugins ask for it.

One worker makes the vectors of all agents (`runtime/embeddings/worker.py`); this is an agent's view of it.
"""

from __future__ import annotations

from typing import ClassVar, Self

from parley_server.plugin_api import EmbeddingQueue, Runtime, Service, ServiceType


class EmbeddingGenerationService(Service):
    """Tells of an agent's queue, and empties it."""

    service_type: ClassVar[str] = ServiceType.EMBEDDING_GENERATION
    capability_description: ClassVar[str] = "The agent makes its memories searchable in the background."

    def __init__(self, runtime: Runtime) -> None:
        """Speak for this agent."""
        self._runtime = runtime

    @classmethod
    async def start(cls, runtime: Runtime) -> Self:
        """Start for this agent; the worker is at work already."""
        return cls(runtime)

    async def stop(self) -> None:
        """Hold nothing that would have to be let go."""

    async def get_queue_size(self) -> int:
        """Return how many memories wait, those that are worked on included."""
        return (await self.get_queue_stats()).total

    async def get_queue_stats(self) -> EmbeddingQueue:
        """Return how many wait by priority, how many are worked on, and how many are done and have failed."""
        return await self._runtime.get_embedding_queue()

    async def clear_queue(self) -> int:
        """Forget what waits; return how many there were."""
        return await self._runtime.clear_embedding_queue()
