"""A database of an agent's own, in memory."""

from __future__ import annotations

from collections.abc import Sequence

from parley_server.domain.content import Memory
from parley_server.domain.ids import DEFAULT_TENANT, AgentId, MemoryId, RoomId
from tests.fakes.store import FakeMemories
from tests.fakes.world_adapter import FakeWorldAdapter
from tests.fakes.worlds import FakeWorlds


class FakeAdapter(FakeWorldAdapter):
    """Implements DatabaseAdapter. `notes` tell of its life; a `broken` one does not close in peace."""

    def __init__(self, *, ready: bool = False, broken: bool = False) -> None:
        self.ready = ready
        self.broken = broken
        self.notes: list[str] = []
        self.memories = FakeMemories()
        self.worlds = FakeWorlds(self.memories.kept)

    async def is_ready(self) -> bool:
        return self.ready

    async def init(self) -> None:
        self.notes.append("init")
        self.ready = True

    async def close(self) -> None:
        self.notes.append("close")
        self.ready = False
        if self.broken:
            raise RuntimeError("stuck")

    async def create_memories(self, memories: Sequence[Memory]) -> None:
        await self.memories.create(DEFAULT_TENANT, memories)

    async def get_memories_by_ids(self, agent_id: AgentId, memory_ids: Sequence[MemoryId]) -> list[Memory]:
        return await self.memories.get(DEFAULT_TENANT, agent_id, memory_ids)

    async def get_memories(self, agent_id: AgentId, room_id: RoomId, *, table: str, count: int) -> list[Memory]:
        return await self.memories.recent(DEFAULT_TENANT, agent_id, room_id, table=table, limit=count)
