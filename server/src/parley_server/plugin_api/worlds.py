"""Worlds, rooms, entities and relationships of one agent, as plugins read and change them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from parley_server.domain.ids import ComponentId, EntityId, RelationshipId, RoomId, WorldId
from parley_server.domain.worlds import Entity, EntityComponent, ParticipantState, Relationship, Room, World


class Worlds(Protocol):
    """The part of the runtime that knows places and people (document 2, "Connection Management"; document 3).

    All of it is seen from this agent: `agent_id` of what is given is set to it. What is created and is there already
    stays as it is; a change of something unknown raises NotFound; what is deleted and unknown is ignored.

    What is read of a world, a room or an entity has a revision, and is put in place of that one alone: an update of
    what somebody else has changed meanwhile raises RevisionMismatch. Without a revision it replaces whatever is there.
    The methods `change_...` change what is there at that moment, one after the other; each calls `change` once.
    """

    # ---- Worlds ----

    async def create_world(self, world: World) -> World:
        """Store a world, or return the one with this id."""
        ...

    async def get_world(self, world_id: WorldId) -> World | None:
        """Return a world, or None."""
        ...

    async def get_all_worlds(self) -> list[World]:
        """Return the agent's worlds, by id."""
        ...

    async def update_world(self, world: World) -> World:
        """Replace a world (document 3, "World Management"); return it as it is stored.

        Raises NotFound and RevisionMismatch.
        """
        ...

    async def change_world(self, world_id: WorldId, change: Callable[[World], World]) -> World:
        """Replace a world by what `change` makes of it as it is now, and return that; settings are changed likewise.

        Raises NotFound, and what `change` raises.
        """
        ...

    async def delete_world(self, world_id: WorldId) -> None:
        """Delete a world with its rooms."""
        ...

    # ---- Rooms ----

    async def create_rooms(self, rooms: Sequence[Room]) -> list[Room]:
        """Store rooms; return them in order, those with a known id as they were."""
        ...

    async def get_room(self, room_id: RoomId) -> Room | None:
        """Return a room as this agent sees it, or None."""
        ...

    async def get_rooms_by_ids(self, room_ids: Sequence[RoomId]) -> list[Room]:
        """Return those that exist, in the order of the ids."""
        ...

    async def get_rooms_by_world(self, world_id: WorldId) -> list[Room]:
        """Return the rooms of a world, by id."""
        ...

    async def update_room(self, room: Room) -> Room:
        """Replace a room; return it as it is stored. Raises NotFound and RevisionMismatch."""
        ...

    async def change_room(self, room_id: RoomId, change: Callable[[Room], Room]) -> Room:
        """Replace a room by what `change` makes of it as it is now, and return that.

        Raises NotFound, and what `change` raises.
        """
        ...

    async def delete_room(self, room_id: RoomId) -> None:
        """Delete a room with its participants and memories."""
        ...

    # ---- Entities ----

    async def create_entities(self, entities: Sequence[Entity]) -> list[Entity]:
        """Store entities, 5000 in one transaction; return them in order, those with a known id as they were."""
        ...

    async def get_entities(self, entity_ids: Sequence[EntityId]) -> list[Entity]:
        """Return the entities that exist, in the order of the ids."""
        ...

    async def get_entities_for_room(self, room_id: RoomId) -> list[Entity]:
        """Return the entities that take part in a room, in order of joining."""
        ...

    async def update_entity(self, entity: Entity) -> Entity:
        """Replace an entity; return it as it is stored. Raises NotFound and RevisionMismatch."""
        ...

    async def change_entity(self, entity_id: EntityId, change: Callable[[Entity], Entity]) -> Entity:
        """Replace an entity by what `change` makes of it as it is now, and return that; what platforms tell waits.

        Raises NotFound, and what `change` raises.
        """
        ...

    async def delete_entity(self, entity_id: EntityId) -> None:
        """Delete an entity with its components and relationships."""
        ...

    # ---- Participants ----

    async def add_participants(self, entity_ids: Sequence[EntityId], room_id: RoomId) -> int:
        """Let entities take part in a room; return how many did not before."""
        ...

    async def remove_participant(self, entity_id: EntityId, room_id: RoomId) -> bool:
        """Let an entity take part no more; return whether it did."""
        ...

    async def get_participants(self, room_id: RoomId) -> list[EntityId]:
        """Return who takes part in a room, in order of joining."""
        ...

    async def get_rooms_for_participant(self, entity_id: EntityId) -> list[RoomId]:
        """Return where an entity takes part, in order of joining."""
        ...

    async def get_participant_state(self, room_id: RoomId, entity_id: EntityId) -> ParticipantState | None:
        """Return how a participant stands to a room; None = neither, or does not take part."""
        ...

    async def set_participant_state(self, room_id: RoomId, entity_id: EntityId, state: ParticipantState | None) -> None:
        """Set how a participant stands to a room. Raises NotFound for one who does not take part."""
        ...

    # ---- Components and relationships ----

    async def put_component(
        self, component: EntityComponent, *, merge: Callable[[EntityComponent], EntityComponent] | None = None
    ) -> EntityComponent:
        """Store a component, in place of one of the same entity, type, world and source, whose id and time it keeps.

        Where there is one, what `merge` makes of it is stored instead; nobody else changes it meanwhile. Raises
        AlreadyExists when another one has its id.
        """
        ...

    async def get_components(
        self, entity_id: EntityId, *, world_id: WorldId | None = None, source_entity_id: EntityId | None = None
    ) -> list[EntityComponent]:
        """Return the components of an entity, all or those of a world or a source, in order of making."""
        ...

    async def get_components_of(self, entity_ids: Sequence[EntityId]) -> list[EntityComponent]:
        """Return the components of several entities, all of them; those of one are in order of making."""
        ...

    async def delete_component(self, component_id: ComponentId) -> None:
        """Delete a component."""
        ...

    async def put_relationship(
        self, relationship: Relationship, *, merge: Callable[[Relationship], Relationship] | None = None
    ) -> Relationship:
        """Store a relationship, in place of one of the same source and target, whose id and time it keeps.

        Where there is one, what `merge` makes of it is stored instead; nobody else changes it meanwhile. Raises
        AlreadyExists when another one has its id.
        """
        ...

    async def get_relationship(self, source_id: EntityId, target_id: EntityId) -> Relationship | None:
        """Return how one entity stands to another, or None."""
        ...

    async def get_relationships(self, entity_id: EntityId, *, tags: Sequence[str] = ()) -> list[Relationship]:
        """Return the relationships from or to an entity, with any of these tags, in order of making."""
        ...

    async def delete_relationship(self, relationship_id: RelationshipId) -> None:
        """Delete a relationship."""
        ...
