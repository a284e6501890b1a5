"""Worlds, rooms, entities and who takes part, seen from one agent."""

from collections.abc import Sequence
from typing import Protocol

from parley_server.domain.events import DomainEvent
from parley_server.domain.ids import AgentId, ComponentId, EntityId, RelationshipId, RoomId, TenantId, WorldId
from parley_server.domain.worlds import (
    Connection,
    Entity,
    EntityComponent,
    ParticipantState,
    Relationship,
    Room,
    World,
)


class WorldStore(Protocol):
    """Keeps worlds, rooms, entities, components and relationships, keyed by (tenant, agent, id).

    What is created and is there already stays as it is; changes of something unknown raise NotFound; deleting something
    unknown does nothing. A world, room or entity is replaced by one of the revision that is stored, which grows by one;
    any other raises RevisionMismatch. Each call is one transaction, but for what deletes memories: many take long, so
    they go first, in groups, and when the call is cut off, the rest stays and the call can be repeated.
    """

    async def ensure_connection(
        self, tenant: TenantId, connection: Connection, *, events: Sequence[DomainEvent] = ()
    ) -> None:
        """Create what is missing of entity, room and world, and let entity and agent take part in the room."""
        ...

    # ---- Worlds ----

    async def create_world(self, tenant: TenantId, world: World) -> None:
        """Store a world."""
        ...

    async def get_world(self, tenant: TenantId, agent_id: AgentId, world_id: WorldId) -> World | None:
        """Return a world, or None."""
        ...

    async def list_worlds(self, tenant: TenantId, agent_id: AgentId) -> list[World]:
        """Return all worlds of an agent, by id."""
        ...

    async def update_world(self, tenant: TenantId, world: World) -> World:
        """Replace a world; return it with its new revision. Raises NotFound and RevisionMismatch."""
        ...

    async def delete_world(self, tenant: TenantId, agent_id: AgentId, world_id: WorldId) -> None:
        """Delete a world with its rooms, as delete_room does."""
        ...

    # ---- Rooms ----

    async def create_rooms(self, tenant: TenantId, rooms: Sequence[Room]) -> None:
        """Store rooms."""
        ...

    async def get_room(self, tenant: TenantId, agent_id: AgentId, room_id: RoomId) -> Room | None:
        """Return a room, or None."""
        ...

    async def get_rooms(self, tenant: TenantId, agent_id: AgentId, room_ids: Sequence[RoomId]) -> list[Room]:
        """Return those that exist, in the order of the ids."""
        ...

    async def rooms_of_world(self, tenant: TenantId, agent_id: AgentId, world_id: WorldId) -> list[Room]:
        """Return the rooms of a world, by id."""
        ...

    async def update_room(self, tenant: TenantId, room: Room) -> Room:
        """Replace a room; return it with its new revision. Raises NotFound and RevisionMismatch."""
        ...

    async def delete_room(self, tenant: TenantId, agent_id: AgentId, room_id: RoomId) -> None:
        """Delete a room with its participants and memories, as MemoryStore.delete_matching does."""
        ...

    # ---- Entities ----

    async def create_entities(self, tenant: TenantId, entities: Sequence[Entity]) -> None:
        """Store entities."""
        ...

    async def get_entities(self, tenant: TenantId, agent_id: AgentId, entity_ids: Sequence[EntityId]) -> list[Entity]:
        """Return those that exist, in the order of the ids."""
        ...

    async def update_entity(self, tenant: TenantId, entity: Entity) -> Entity:
        """Replace an entity; return it with its new revision. Raises NotFound and RevisionMismatch."""
        ...

    async def update_entities(self, tenant: TenantId, agent_id: AgentId, entities: Sequence[Entity]) -> None:
        """Replace entities of one agent; those that are unknown or of another revision are left out."""
        ...

    async def delete_entity(self, tenant: TenantId, agent_id: AgentId, entity_id: EntityId) -> None:
        """Delete an entity with its components, relationships and places in rooms."""
        ...

    # ---- Participants ----

    async def add_participants(
        self, tenant: TenantId, agent_id: AgentId, room_id: RoomId, entity_ids: Sequence[EntityId]
    ) -> int:
        """Let entities take part in a room; return how many did not before."""
        ...

    async def remove_participant(
        self, tenant: TenantId, agent_id: AgentId, room_id: RoomId, entity_id: EntityId
    ) -> bool:
        """Let an entity take part no more; return whether it did."""
        ...

    async def participants(self, tenant: TenantId, agent_id: AgentId, room_id: RoomId) -> list[EntityId]:
        """Return who takes part in a room, in order of joining."""
        ...

    async def rooms_of_participant(self, tenant: TenantId, agent_id: AgentId, entity_id: EntityId) -> list[RoomId]:
        """Return where an entity takes part, in order of joining."""
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

    # ---- Components and relationships ----

    async def put_component(self, tenant: TenantId, component: EntityComponent) -> EntityComponent:
        """Store a component, in place of one of the same entity, type, world and source, whose id and time it keeps.

        Raises AlreadyExists when another one has its id.
        """
        ...

    async def components(
        self, tenant: TenantId, agent_id: AgentId, entity_ids: Sequence[EntityId]
    ) -> list[EntityComponent]:
        """Return the components of entities, all in order of making."""
        ...

    async def delete_component(self, tenant: TenantId, agent_id: AgentId, component_id: ComponentId) -> None:
        """Delete a component."""
        ...

    async def put_relationship(self, tenant: TenantId, relationship: Relationship) -> Relationship:
        """Store a relationship, in place of one of the same source and target, whose id and time it keeps.

        Raises AlreadyExists when another one has its id.
        """
        ...

    async def get_relationship(
        self, tenant: TenantId, agent_id: AgentId, source_id: EntityId, target_id: EntityId
    ) -> Relationship | None:
        """Return how one entity stands to another, or None."""
        ...

    async def relationships(self, tenant: TenantId, agent_id: AgentId, entity_id: EntityId) -> list[Relationship]:
        """Return the relationships from or to an entity, in order of making."""
        ...

    async def delete_relationship(self, tenant: TenantId, agent_id: AgentId, relationship_id: RelationshipId) -> None:
        """Delete a relationship."""
        ...
