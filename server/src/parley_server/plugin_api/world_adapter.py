"""What a database of an agent's own offers for worlds and people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from parley_server.domain.ids import AgentId, ComponentId, EntityId, RelationshipId, RoomId, WorldId
from parley_server.domain.worlds import Connection, Entity, EntityComponent, Relationship, Room, World


class WorldAdapter(Protocol):
    """The part of DatabaseAdapter that keeps worlds, rooms, entities, components and relationships.

    What is created and is there already stays as it is; what is updated is there, and of the revision that was read;
    revisions are kept with the rest. Where they are not (0 is read), whoever changes something last wins. What is
    deleted and unknown is ignored. A list of what an id has nothing of is empty.
    """

    async def ensure_connection(self, connection: Connection) -> None:
        """Create what is missing of entity, room and world, and let entity and agent take part in the room."""
        ...

    # ---- Worlds ----

    async def create_world(self, world: World) -> None:
        """Store a world."""
        ...

    async def get_world(self, agent_id: AgentId, world_id: WorldId) -> World | None:
        """Return a world, or None."""
        ...

    async def get_all_worlds(self, agent_id: AgentId) -> list[World]:
        """Return all worlds of an agent, by id."""
        ...

    async def update_world(self, world: World) -> None:
        """Replace a world."""
        ...

    async def remove_world(self, agent_id: AgentId, world_id: WorldId) -> None:
        """Delete a world with its rooms."""
        ...

    # ---- Rooms ----

    async def create_rooms(self, rooms: Sequence[Room]) -> None:
        """Store rooms."""
        ...

    async def get_room(self, agent_id: AgentId, room_id: RoomId) -> Room | None:
        """Return a room, or None."""
        ...

    async def get_rooms_by_ids(self, agent_id: AgentId, room_ids: Sequence[RoomId]) -> list[Room]:
        """Return those that exist, in the order of the ids."""
        ...

    async def get_rooms_by_world(self, agent_id: AgentId, world_id: WorldId) -> list[Room]:
        """Return the rooms of a world, by id."""
        ...

    async def update_room(self, room: Room) -> None:
        """Replace a room."""
        ...

    async def delete_room(self, agent_id: AgentId, room_id: RoomId) -> None:
        """Delete a room with its participants and memories."""
        ...

    # ---- Entities ----

    async def create_entities(self, entities: Sequence[Entity]) -> None:
        """Store entities, at most 5000."""
        ...

    async def get_entities(self, agent_id: AgentId, entity_ids: Sequence[EntityId]) -> list[Entity]:
        """Return those that exist, in the order of the ids."""
        ...

    async def update_entity(self, entity: Entity) -> None:
        """Replace an entity."""
        ...

    async def delete_entity(self, agent_id: AgentId, entity_id: EntityId) -> None:
        """Delete an entity with its components, relationships and places in rooms."""
        ...

    # ---- Participants ----

    async def add_participants_room(self, agent_id: AgentId, entity_ids: Sequence[EntityId], room_id: RoomId) -> int:
        """Let entities take part in a room; return how many did not before."""
        ...

    async def remove_participant(self, agent_id: AgentId, entity_id: EntityId, room_id: RoomId) -> bool:
        """Let an entity take part no more; return whether it did."""
        ...

    async def get_participants(self, agent_id: AgentId, room_id: RoomId) -> list[EntityId]:
        """Return who takes part in a room, in order of joining."""
        ...

    async def get_rooms_for_participant(self, agent_id: AgentId, entity_id: EntityId) -> list[RoomId]:
        """Return where an entity takes part, in order of joining."""
        ...

    async def get_participant_state(self, agent_id: AgentId, room_id: RoomId, entity_id: EntityId) -> str | None:
        """Return "FOLLOWED", "MUTED" or None."""
        ...

    async def set_participant_state(
        self, agent_id: AgentId, room_id: RoomId, entity_id: EntityId, state: str | None
    ) -> None:
        """Set how a participant stands to a room."""
        ...

    # ---- Components and relationships ----

    async def create_component(self, component: EntityComponent) -> None:
        """Store a component; the agent has none of this entity, type, world and source."""
        ...

    async def update_component(self, component: EntityComponent) -> None:
        """Replace the component with this id."""
        ...

    async def get_components(self, agent_id: AgentId, entity_id: EntityId) -> list[EntityComponent]:
        """Return the components of an entity, in order of making."""
        ...

    async def delete_component(self, agent_id: AgentId, component_id: ComponentId) -> None:
        """Delete a component."""
        ...

    async def create_relationship(self, relationship: Relationship) -> None:
        """Store a relationship; the agent has none of this source and target."""
        ...

    async def update_relationship(self, relationship: Relationship) -> None:
        """Replace the relationship with this id."""
        ...

    async def get_relationship(
        self, agent_id: AgentId, source_id: EntityId, target_id: EntityId
    ) -> Relationship | None:
        """Return how one entity stands to another, or None."""
        ...

    async def get_relationships(self, agent_id: AgentId, entity_id: EntityId) -> list[Relationship]:
        """Return the relationships from or to an entity, in order of making."""
        ...

    async def delete_relationship(self, agent_id: AgentId, relationship_id: RelationshipId) -> None:
        """Delete a relationship."""
        ...
