"""An agent with a database of its own: its memories and its world go there, beside runs that stay with the server."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

import structlog

from parley_server.domain.content import Memory
from parley_server.domain.ids import AgentId, EntityId, TenantId
from parley_server.domain.runs import RunEventBody
from parley_server.domain.worlds import Connection, World
from parley_server.plugin_api import CacheAdapter, DatabaseAdapter, EntityContext
from parley_server.runtime.cache_access import AdapterCache
from parley_server.runtime.context import RunContext, RunSink
from parley_server.runtime.embeddings.desk import EmbeddingDesk
from parley_server.runtime.limits import ComponentLimits, within
from parley_server.runtime.memory_adapter import AdapterMemories, AdapterVectors
from parley_server.runtime.ownership import current_plugin
from parley_server.runtime.world_adapter import AdapterWorlds
from parley_server.storage.cache import CacheStore
from parley_server.storage.memories import MemoryStore
from parley_server.storage.store import Store
from parley_server.storage.vectors import VectorStore
from parley_server.storage.worlds import WorldStore

T = TypeVar("T")


class AdapterSink:
    """Implements RunSink: events go to the run's log, memories to the agent's own database, before their event."""

    def __init__(self, inner: RunSink, tenant: TenantId, memories: MemoryStore, embeddings: EmbeddingDesk) -> None:
        """Put the agent's own database between a run and its log."""
        self._inner = inner
        self._tenant = tenant
        self._memories = memories
        self._embeddings = embeddings

    async def append(self, body: RunEventBody, *, memories: Sequence[Memory] = ()) -> None:
        """Add an event, once its memories are stored; see RunSink."""
        if not memories:
            await self._inner.append(body)
            return
        with self._embeddings.storing():
            await self._memories.create(self._tenant, memories)
            await self._inner.append(body)

    async def flush(self) -> None:
        """Wait until everything appended so far is stored."""
        await self._inner.flush()


class RuntimeAdapters:
    """The part of AgentRuntime that keeps memories and world data: in the server's store, or where an adapter says."""

    _agent_id: AgentId
    _tenant: TenantId
    _initialized: bool
    _embeddings: EmbeddingDesk

    def _open_stores(self, store: Store, limits: ComponentLimits) -> None:
        self._shared, self._queue = store.worlds, store.embeddings
        self._memories: MemoryStore = store.memories
        self._vectors: VectorStore = store.vectors
        self._worlds: WorldStore = store.worlds
        self._cache: CacheStore = store.cache
        self._adapter: object = store
        self._own: DatabaseAdapter | None = None
        self._adapter_plugin = ""
        self._opened = False
        self._adapter_limit = limits.plugin_init

    def register_database_adapter(self, adapter: DatabaseAdapter) -> bool:
        """Keep memories and world data there; False, with a warning, when it is too late."""
        if self._own is not None or self._initialized:
            structlog.get_logger("parley.runtime").warning("adapter_not_registered", agent_id=self._agent_id)
            return False
        self._adapter = self._own = adapter
        self._adapter_plugin = current_plugin()
        self._memories, self._vectors = AdapterMemories(adapter, self._queue), AdapterVectors(adapter)
        self._worlds = AdapterWorlds(adapter)
        if isinstance(adapter, CacheAdapter):
            self._cache = AdapterCache(adapter)
        return True

    async def enter_run(self, context: RunContext, message: Memory) -> None:
        """Prepare a run's work: with an adapter, its memories go there, and so does what is around its message."""
        if self._own is None:
            return
        context.sink = AdapterSink(context.sink, self._tenant, self._memories, self._embeddings)
        room = await self._shared.get_room(self._tenant, self._agent_id, message.room_id)
        entities = await self._shared.get_entities(self._tenant, self._agent_id, [message.entity_id])
        if room is not None and entities:
            world = World(world_id=room.world_id, agent_id=self._agent_id, server_id=room.server_id)
            await self._worlds.ensure_connection(self._tenant, Connection(entity=entities[0], room=room, world=world))

    async def in_entity_context(self, entity_id: EntityId, work: Callable[[], Awaitable[T]]) -> T:
        """Do work on behalf of somebody, in the way of an adapter that has one (`with_entity_context`)."""
        if isinstance(self._own, EntityContext):
            return await self._own.with_entity_context(entity_id, work)
        return await work()

    async def _open_adapter(self) -> None:
        if self._own is None:
            return
        async with within(self._adapter_limit, "", "database adapter"):
            if not await self._own.is_ready():
                await self._own.init()
                self._opened = True

    async def _close_adapter(self) -> None:
        if self._own is None or not self._opened:
            return
        self._opened = False
        try:
            async with within(self._adapter_limit, "", "database adapter"):
                await self._own.close()
        except Exception as error:  # noqa: BLE001 - an agent stops whatever its database does
            structlog.get_logger("parley.runtime").error(
                "adapter_not_closed", agent_id=self._agent_id, error=str(error), exc_info=error
            )
