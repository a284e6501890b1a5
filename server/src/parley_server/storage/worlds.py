"""Worlds, rooms, entities and who takes part, seen from one agent."""

from collections.abc import Sequence
from enum import Enum
from typing import Protocol

from parley_server.domain.events import DomainEvent
from parley_server.domain.ids import AgentId, EntityId, RoomId, TenantId
from parley_server.domain.worlds import Connection, Entity, Room


class ParticipantState(Enum):
    """How a participant stands to a room."""

    FOLLOWED = "FOLLOWED"
    MUTED = "MUTED"


class WorldStore(Protocol):
    """Keeps worlds, rooms and entities, keyed by (tenant, agent, id)."""

    async def ensure_connection(
        self, tenant: TenantId, connection: Connection, *, events: Sequence[DomainEvent] = ()
    ) -> None:
        """Create what is missing of entity, room and world, and let entity and agent take part in the room."""
        ...

    async def get_room(self, tenant: TenantId, agent_id: AgentId, room_id: RoomId) -> Room | None:
        """Return a room, or None."""
        ...

    async def get_entities(self, tenant: TenantId, agent_id: AgentId, entity_ids: Sequence[EntityId]) -> list[Entity]:
        """Return those that exist, in the order of the ids."""
        ...

    async def participants(self, tenant: TenantId, agent_id: AgentId, room_id: RoomId) -> list[EntityId]:
        """Return who takes part in a room, in order of joining."""
        ...

    async def participant_state(
        self, tenant: TenantId, agent_id: AgentId, room_id: RoomId, entity_id: EntityId
    ) -> ParticipantState | None:
        """Return how a participant stands to a room; None = neither, or does not take part."""
        ...

    async def set_participant_state(
        self,
        tenant: TenantId,
        agent_id: AgentId,
        room_id: RoomId,
        entity_id: EntityId,
        state: ParticipantState | None,
        *,
        events: Sequence[DomainEvent] = (),
    ) -> None:
        """Set how a participant stands to a room. Raises NotFound for one who does not take part."""
        ...
