"""The worlds, rooms and entities of a runtime, as plugins read and change them."""

from __future__ import annotations

from collections.abc import Sequence

from parley_server.domain.ids import AgentId, EntityId, RoomId, TenantId
from parley_server.domain.worlds import Entity, Room
from parley_server.storage.worlds import WorldStore


class RuntimeWorlds:
    """Implements the protocol Worlds for AgentRuntime."""

    _agent_id: AgentId
    _tenant: TenantId
    _worlds: WorldStore

    async def get_room(self, room_id: RoomId) -> Room | None:
        """Return a room as this agent sees it, or None."""
        return await self._worlds.get_room(self._tenant, self._agent_id, room_id)

    async def get_entities(self, entity_ids: Sequence[EntityId]) -> list[Entity]:
        """Return the entities that exist, in the order of the ids."""
        return await self._worlds.get_entities(self._tenant, self._agent_id, entity_ids)

    async def get_participants(self, room_id: RoomId) -> list[EntityId]:
        """Return who takes part in a room, in order of joining."""
        return await self._worlds.participants(self._tenant, self._agent_id, room_id)
