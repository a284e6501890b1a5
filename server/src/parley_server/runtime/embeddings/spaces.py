"""Which space one agent searches, and its way into another one when its model has changed.

Search goes on in the old space while the memories get their vectors in the new one, at low priority, the newest first;
then the agent moves, and the old vectors are dropped. All of this is found in the store, so that a restart in the
middle goes on: what is searched is not what the model makes, and some memories have no vector of its.
"""

from __future__ import annotations

from collections.abc import Callable

import structlog

from parley_server.domain.embeddings import EmbeddingSpace
from parley_server.domain.ids import AgentId, MemoryId, TenantId
from parley_server.runtime.embeddings.models import EmbeddingModels, Made
from parley_server.storage.embeddings import EmbeddingStore
from parley_server.storage.vectors import Vector, VectorStore


class EmbeddingSpaces:
    """Knows the space that is searched, and the one that the model makes vectors for where it is another one."""

    def __init__(
        self,
        *,
        tenant: TenantId,
        agent_id: AgentId,
        store: EmbeddingStore,
        vectors: Callable[[], VectorStore],
        models: EmbeddingModels,
        page: int,
    ) -> None:
        """Know nothing; `vectors` is where the agent keeps them, `page` memories at most are moved at once."""
        self._tenant = tenant
        self._agent_id = agent_id
        self._store = store
        self._vectors = vectors
        self._models = models
        self._page = page
        self._opened = False
        self._left: EmbeddingSpace | None = None
        self._on_the_way: set[MemoryId] = set()
        self._without: set[MemoryId] = set()
        self.searched: EmbeddingSpace | None = None
        self.target: EmbeddingSpace | None = None
        self._log = structlog.get_logger("parley.embeddings").bind(agent_id=agent_id)

    def close(self) -> None:
        """Forget everything; the store knows it."""
        self._opened = False
        self.searched = self.target = self._left = None
        self._on_the_way.clear()
        self._without.clear()

    async def open(self) -> None:
        """Find out which space the agent searches; once. The model is not asked."""
        if self._opened:
            return
        searched = await self._store.get_space(self._tenant, self._agent_id)
        left = await self._store.left_behind(self._tenant, self._agent_id)
        if not self._opened:
            # Else somebody else was faster, and what is known may be newer than what was read.
            self.searched, self._left, self._opened = searched, left, True

    @property
    def is_unsure(self) -> bool:
        """True while only an answer of the model can tell whether it makes vectors of the space that is searched."""
        model = self._models.current()
        if model is None or self.searched is None or self.target is not None:
            return False
        return self._models.model_id(model) != self.searched.model_id

    @property
    def wants_attention(self) -> bool:
        """True while there is something to be found out, to be moved or to be dropped."""
        return self.is_unsure or self._left is not None or (self.target is not None and not self._is_busy)

    @property
    def _is_busy(self) -> bool:
        """True while so many are on their way that the store is not asked for more: that takes its time."""
        return len(self._on_the_way) > self._page // 4

    async def learn(self, space: EmbeddingSpace) -> None:
        """Take note of the space that the current model has just made a vector for."""
        if self.searched is None:
            self.searched = await self._store.get_space(self._tenant, self._agent_id) or space
        target = None if space == self.searched else space
        if target != self.target:
            self._on_the_way.clear()
            self._without.clear()
            if target is not None:
                self._log.info("embedding_model_changed", old=self.searched.model_id, new=target.model_id)
        self.target = target

    def usable(self, model_id: str, vector: Vector | None) -> Made | None:
        """Return a vector of a model that is known already, unless the model makes others by now."""
        if vector is None:
            return None
        space = EmbeddingSpace(model_id=model_id, dimension=len(vector))
        others = [one for one in (self.target, self.searched) if one is not None and one.model_id == model_id]
        return None if others and others[0] != space else Made(space, tuple(vector))

    # ---- Moving ----

    async def to_move(self) -> list[MemoryId]:
        """Return memories that are to get a vector of the new space next; none when all are done or on their way.

        When none is left to be done, the agent moves.
        """
        if self._left is not None:
            await self._drop(self._left)
        if self.target is None or self._is_busy:
            return []
        most = self._page + len(self._without)
        missing = await self._vectors().missing(self._tenant, self._agent_id, self.target, limit=most)
        missing = [memory_id for memory_id in missing if memory_id not in self._without]
        if not missing:
            await self._move(self.target)
            return []
        new = [memory_id for memory_id in missing if memory_id not in self._on_the_way]
        self._on_the_way.update(new)
        return new

    def forget_the_way(self) -> bool:
        """Take note that nobody is on the way any more; return whether somebody was, as far as was known."""
        were_some = bool(self._on_the_way)
        self._on_the_way.clear()
        return were_some

    def moved(self, memory_id: MemoryId) -> None:
        """Take note that a memory has its vector in the new space, or is gone."""
        self._on_the_way.discard(memory_id)

    def is_without(self, memory_id: MemoryId) -> None:
        """Take note that a memory will have no vector in the new space."""
        self._on_the_way.discard(memory_id)
        self._without.add(memory_id)

    async def _move(self, target: EmbeddingSpace) -> None:
        old = self.searched
        await self._store.set_space(self._tenant, self._agent_id, target)
        self.searched, self.target = target, None
        self._log.info("embedding_space_changed", new=target.model_id, without_vector=len(self._without))
        self._on_the_way.clear()
        self._without.clear()
        if old is not None:
            await self._drop(old)

    async def _drop(self, old: EmbeddingSpace) -> None:
        self._left = old
        if old != self.searched:
            await self._vectors().drop(self._tenant, self._agent_id, old)
        await self._store.forget_left_behind(self._tenant, self._agent_id)
        self._left = None
