"""The embeddings of a runtime, as plugins ask for them (document 2, "Memory Operations"; document 3)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from parley_server.domain.content import Memory
from parley_server.domain.embeddings import EmbeddingPriority
from parley_server.domain.errors import InvalidField, NoModelHandler, Overloaded
from parley_server.domain.ids import AgentId, MemoryId, RunId, TenantId
from parley_server.domain.models import TEXT_EMBEDDING
from parley_server.plugin_api import Logger
from parley_server.plugin_api.embeddings import EmbeddingQueue
from parley_server.runtime.embeddings.desk import EmbeddingDesk
from parley_server.runtime.embeddings.flights import Flights
from parley_server.runtime.embeddings.models import EmbeddingModels, Made
from parley_server.runtime.embeddings.news import EmbeddingNews
from parley_server.runtime.embeddings.spaces import EmbeddingSpaces
from parley_server.runtime.embeddings.texts import hash_of, priority_of, text_of
from parley_server.runtime.embeddings.worker import EmbeddingWorker
from parley_server.runtime.models import RegisteredModel
from parley_server.storage.embeddings import EmbeddingStore
from parley_server.storage.memories import MemoryStore
from parley_server.storage.vectors import VectorStore

if TYPE_CHECKING:
    from parley_server.domain.clock import Clock
    from parley_server.runtime.agent_runtime import AgentRuntime
    from parley_server.runtime.journal import Journal
    from parley_server.runtime.model_calls import ModelCalls
    from parley_server.runtime.models import ModelRegistry
    from parley_server.storage.store import Store


class RuntimeEmbeddings:
    """The part of AgentRuntime that has to do with embeddings. Without a worker what is queued waits in the store."""

    _agent_id: AgentId
    _tenant: TenantId
    _memories: MemoryStore
    _vectors: VectorStore
    _log: Logger
    _embeddings: EmbeddingDesk

    def _open_embeddings(
        self,
        runtime: AgentRuntime,
        *,
        store: Store,
        registry: ModelRegistry,
        calls: ModelCalls,
        journal: Journal,
        clock: Clock,
        worker: EmbeddingWorker | None,
    ) -> None:
        if worker is None:
            worker = EmbeddingWorker(store=store.embeddings, clock=clock)
        self._texts: EmbeddingStore = store.embeddings
        self._embedding_worker = worker
        self._embedding_models = EmbeddingModels(
            runtime=runtime, registry=registry, calls=calls, seconds=worker.limits.model
        )
        self._spaces = EmbeddingSpaces(
            tenant=self._tenant,
            agent_id=self._agent_id,
            store=store.embeddings,
            vectors=lambda: self._vectors,
            models=self._embedding_models,
            page=worker.limits.page,
        )
        news = EmbeddingNews(runtime, journal, worker.spawn)
        flights = Flights(
            tenant=self._tenant,
            agent_id=self._agent_id,
            store=store.embeddings,
            memories=lambda: self._memories,
            own_vectors=lambda: self._vectors if self._vectors is not store.vectors else None,
            models=self._embedding_models,
            spaces=self._spaces,
            news=news,
            worker=worker,
            clock=clock,
        )
        self._embeddings = EmbeddingDesk(
            tenant=self._tenant,
            agent_id=self._agent_id,
            store=store.embeddings,
            models=self._embedding_models,
            spaces=self._spaces,
            flights=flights,
            news=news,
            worker=worker,
            clock=clock,
        )
        flights.look, flights.ended = self._embeddings.look, self._embeddings.ended

    # ---- For plugins ----

    async def queue_embedding_generation(
        self, memory: Memory | None, priority: EmbeddingPriority | str = EmbeddingPriority.NORMAL
    ) -> bool:
        """Let a stored memory be embedded in the background; see Memories.queue_embedding_generation."""
        wanted = priority_of(priority)
        return memory is not None and await self._embeddings.queue(memory, wanted)

    def to_be_embedded(self, memory: Memory, priority: EmbeddingPriority | str = EmbeddingPriority.NORMAL) -> Memory:
        """Return a memory that is queued by being stored; see Memories.to_be_embedded."""
        return self._embeddings.to_be_embedded(memory, priority_of(priority))

    async def add_embedding_to_memory(self, memory: Memory) -> Memory:
        """Return a memory with its vector, made now; see Memories.add_embedding_to_memory."""
        if memory.embedding:
            return memory
        text = text_of(memory)
        if not text:
            raise InvalidField("memory.content.text", "Cannot generate embedding: Memory content is empty")
        try:
            made = await self._vector_of(text, room_id=memory.room_id)
        except Exception as error:  # noqa: BLE001 - section A: the vector stays missing, and is made later
            self._log.warning("embedding_failed", memory_id=memory.memory_id, error=str(error) or type(error).__name__)
            await self._queue_if_stored(memory)
            return memory
        return replace(memory, embedding=made.vector, embedding_model=made.space.model_id)

    async def ensure_embedding_dimension(self) -> int | None:
        """Find out which space the agent searches and return its dimension (document 2, "Initialization", step 6).

        None before the first vector, or without a model. The model is not asked: a start does not wait for it. Where it
        is another one than before, what is stored is embedded anew in the background.
        """
        if self._embedding_models.current() is None:
            return None
        await self._spaces.open()
        return self._spaces.searched.dimension if self._spaces.searched else None

    async def get_embedding_queue(self) -> EmbeddingQueue:
        """Return what waits for a vector and what came of it; see Memories.get_embedding_queue."""
        return await self._embeddings.status()

    async def clear_embedding_queue(self) -> int:
        """Forget what waits; see Memories.clear_embedding_queue."""
        return await self._embeddings.clear()

    # ---- For the runtime ----

    def memory_stored(self, memory: Memory, run_id: RunId) -> None:
        """Take note that a memory of a run is stored: what was to be embedded is embedded soon."""
        self._embeddings.stored(memory, run_id)

    async def embed_query(self, text: str) -> Made:
        """Return the vector of what is searched for, and the space to search.

        That is the space that the agent searches, as long as somebody makes vectors of it. While an agent moves to
        another model and the old one is gone, it is the new space: what has moved already is found, the newest first.
        Raises what the model raises, InvalidField for an empty text, NoModelHandler.
        """
        if not text.strip():
            raise InvalidField("query", "empty")
        await self._spaces.open()
        searched = self._spaces.searched
        model = self._embedding_models.of_space(searched) if searched is not None else None
        return await self._vector_of(text, model=model)

    async def _vector_of(self, text: str, *, room_id: str = "", model: RegisteredModel | None = None) -> Made:
        """Return the vector of a text by a model or the current one, without asking it where that is known."""
        model = model or self._embedding_models.current()
        if model is None:
            raise NoModelHandler(TEXT_EMBEDDING)
        model_id, key = self._embedding_models.model_id(model), hash_of(text)
        known = await self._texts.cached(self._tenant, model_id, [key])
        if (usable := self._spaces.usable(model_id, known.get(key))) is not None:
            return usable
        made = await self._embedding_models.make(text, room_id=room_id, model=model)
        await self._texts.remember(self._tenant, made.space.model_id, {key: made.vector})
        self._embedding_worker.kept(self._tenant, 1)
        return made

    async def _queue_if_stored(self, memory: Memory) -> None:
        known: list[MemoryId] = [memory.memory_id]
        if await self._memories.get(self._tenant, self._agent_id, known):
            try:
                await self._embeddings.queue(memory, EmbeddingPriority.NORMAL)
            except Overloaded as error:
                self._log.warning("embedding_not_queued", memory_id=memory.memory_id, error=error.message)
