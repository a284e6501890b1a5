"""What a runtime remembers, as plugins store, find and forget it."""

from __future__ import annotations

from parley_server.domain.content import Memory
from parley_server.domain.ids import AgentId, MemoryId, RoomId, TenantId
from parley_server.plugin_api import Logger
from parley_server.runtime.embeddings.desk import EmbeddingDesk
from parley_server.storage.memories import MemoryStore


class RuntimeMemories:
    """Implements the protocol Memories for AgentRuntime."""

    _agent_id: AgentId
    _tenant: TenantId
    _memories: MemoryStore
    _embeddings: EmbeddingDesk
    _log: Logger

    async def create_memory(self, memory: Memory) -> MemoryId:
        """Store a memory; one whose id is there already is left as it is."""
        await self._memories.create(self._tenant, [memory])
        self._embeddings.stored(memory)
        self._log.debug("memory_created", memory_id=memory.memory_id, table=memory.table, room_id=memory.room_id)
        return memory.memory_id

    async def get_memories(self, room_id: RoomId, *, table: str, count: int) -> list[Memory]:
        """Return the newest memories of a room, newest first."""
        return await self._memories.recent(self._tenant, self._agent_id, room_id, table=table, limit=count)
