"""A database of an agent's own, in memory."""

from __future__ import annotations

from collections.abc import Sequence

from parley_server.domain.content import Memory
from parley_server.domain.ids import DEFAULT_TENANT, AgentId, EntityId, MemoryId, RoomId
from parley_server.domain.worlds import Connection, Entity, ParticipantState, Room
from tests.fakes.store import FakeMemories, FakeWorlds


class FakeAdapter:
    """Implements DatabaseAdapter. `notes` tell of its life; a `broken` one does not close in peace."""

    def __init__(self, *, ready: bool = False, broken: bool = False) -> None:
        self.ready = ready
        self.broken = broken
        self.notes: list[str] = []
        self.memories, self.worlds = FakeMemories(), FakeWorlds()

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

    async def ensure_connection(self, connection: Connection) -> None:
        await self.worlds.ensure_connection(DEFAULT_TENANT, connection)

    async def get_room(self, agent_id: AgentId, room_id: RoomId) -> Room | None:
        return await self.worlds.get_room(DEFAULT_TENANT, agent_id, room_id)

    async def get_entities(self, agent_id: AgentId, entity_ids: Sequence[EntityId]) -> list[Entity]:
        return await self.worlds.get_entities(DEFAULT_TENANT, agent_id, entity_ids)

    async def get_participants(self, agent_id: AgentId, room_id: RoomId) -> list[EntityId]:
        return await self.worlds.participants(DEFAULT_TENANT, agent_id, room_id)

    async def get_participant_state(self, agent_id: AgentId, room_id: RoomId, entity_id: EntityId) -> str | None:
        state = await self.worlds.participant_state(DEFAULT_TENANT, agent_id, room_id, entity_id)
        return state.value if state else None

    async def set_participant_state(
        self, agent_id: AgentId, room_id: RoomId, entity_id: EntityId, state: str | None
    ) -> None:
        wanted = ParticipantState(state) if state else None
        await self.worlds.set_participant_state(DEFAULT_TENANT, agent_id, room_id, entity_id, wanted)
