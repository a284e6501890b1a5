"""Worlds and people in a database of an agent's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from parley_server.domain.errors import NotFound, RevisionMismatch
from parley_server.domain.events import DomainEvent
from parley_server.domain.ids import AgentId, ComponentId, EntityId, RelationshipId, RoomId, TenantId, WorldId
from parley_server.domain.worlds import (
    Connection,
    Entity,
    EntityComponent,
    ParticipantState,
    Relationship,
    Revised,
    Room,
    World,
    with_revision,
)
from parley_server.plugin_api import WorldAdapter


class AdapterWorlds:
    """Implements WorldStore on an agent's own database, which tells nobody of its changes and takes what it is given.

    So what a change needs is looked for here, and NotFound raised; there is no transaction around both.
    """

    def __init__(self, adapter: WorldAdapter) -> None:
        """Keep worlds, rooms and entities there."""
        self._adapter = adapter

    async def ensure_connection(
        self, tenant: TenantId, connection: Connection, *, events: Sequence[DomainEvent] = ()
    ) -> None:
        """Create what is missing; see WorldStore."""
        first = Connection(
            entity=with_revision(connection.entity),
            room=with_revision(connection.room),
            world=with_revision(connection.world),
        )
        await self._adapter.ensure_connection(first)

    # ---- Worlds ----

    async def create_world(self, tenant: TenantId, world: World) -> None:
        """Store a world."""
        await self._adapter.create_world(with_revision(world))

    async def get_world(self, tenant: TenantId, agent_id: AgentId, world_id: WorldId) -> World | None:
        """Return a world, or None."""
        return await self._adapter.get_world(agent_id, world_id)

    async def list_worlds(self, tenant: TenantId, agent_id: AgentId) -> list[World]:
        """Return all worlds of an agent, by id."""
        return await self._adapter.get_all_worlds(agent_id)

    async def update_world(self, tenant: TenantId, world: World) -> World:
        """Replace a world; see WorldStore."""
        changed = _revised(
            await self._adapter.get_world(world.agent_id, world.world_id), world, "world", world.world_id
        )
        await self._adapter.update_world(changed)
        return changed

    async def delete_world(self, tenant: TenantId, agent_id: AgentId, world_id: WorldId) -> None:
        """Delete a world with its rooms."""
        await self._adapter.remove_world(agent_id, world_id)

    # ---- Rooms ----

    async def create_rooms(self, tenant: TenantId, rooms: Sequence[Room]) -> None:
        """Store rooms."""
        await self._adapter.create_rooms([with_revision(room) for room in rooms])

    async def get_room(self, tenant: TenantId, agent_id: AgentId, room_id: RoomId) -> Room | None:
        """Return a room, or None."""
        return await self._adapter.get_room(agent_id, room_id)

    async def get_rooms(self, tenant: TenantId, agent_id: AgentId, room_ids: Sequence[RoomId]) -> list[Room]:
        """Return those that exist, in the order of the ids."""
        return await self._adapter.get_rooms_by_ids(agent_id, room_ids)

    async def rooms_of_world(self, tenant: TenantId, agent_id: AgentId, world_id: WorldId) -> list[Room]:
        """Return the rooms of a world, by id."""
        return await self._adapter.get_rooms_by_world(agent_id, world_id)

    async def update_room(self, tenant: TenantId, room: Room) -> Room:
        """Replace a room; see WorldStore."""
        changed = _revised(await self._adapter.get_room(room.agent_id, room.room_id), room, "room", room.room_id)
        await self._adapter.update_room(changed)
        return changed

    async def delete_room(self, tenant: TenantId, agent_id: AgentId, room_id: RoomId) -> None:
        """Delete a room with its participants and memories."""
        await self._adapter.delete_room(agent_id, room_id)

    # ---- Entities ----

    async def create_entities(self, tenant: TenantId, entities: Sequence[Entity]) -> None:
        """Store entities."""
        await self._adapter.create_entities([with_revision(entity) for entity in entities])

    async def get_entities(self, tenant: TenantId, agent_id: AgentId, entity_ids: Sequence[EntityId]) -> list[Entity]:
        """Return those that exist, in the order of the ids."""
        return await self._adapter.get_entities(agent_id, entity_ids)

    async def update_entity(self, tenant: TenantId, entity: Entity) -> Entity:
        """Replace an entity; see WorldStore."""
        found = await self._adapter.get_entities(entity.agent_id, [entity.entity_id])
        changed = _revised(found[0] if found else None, entity, "entity", entity.entity_id)
        await self._adapter.update_entity(changed)
        return changed

    async def update_entities(self, tenant: TenantId, agent_id: AgentId, entities: Sequence[Entity]) -> None:
        """Replace entities, one after the other; see WorldStore."""
        found = await self._adapter.get_entities(agent_id, [entity.entity_id for entity in entities])
        known = {(entity.entity_id, entity.revision) for entity in found}
        for entity in entities:
            if (entity.entity_id, entity.revision) in known:
                await self._adapter.update_entity(replace(entity, revision=entity.revision + 1))

    async def delete_entity(self, tenant: TenantId, agent_id: AgentId, entity_id: EntityId) -> None:
        """Delete an entity with its components, relationships and places in rooms."""
        await self._adapter.delete_entity(agent_id, entity_id)

    # ---- Participants ----

    async def add_participants(
        self, tenant: TenantId, agent_id: AgentId, room_id: RoomId, entity_ids: Sequence[EntityId]
    ) -> int:
        """Let entities take part in a room; return how many did not before."""
        return await self._adapter.add_participants_room(agent_id, entity_ids, room_id)

    async def remove_participant(
        self, tenant: TenantId, agent_id: AgentId, room_id: RoomId, entity_id: EntityId
    ) -> bool:
        """Let an entity take part no more; return whether it did."""
        return await self._adapter.remove_participant(agent_id, entity_id, room_id)

    async def participants(self, tenant: TenantId, agent_id: AgentId, room_id: RoomId) -> list[EntityId]:
        """Return who takes part in a room, in order of joining."""
        return await self._adapter.get_participants(agent_id, room_id)

    async def rooms_of_participant(self, tenant: TenantId, agent_id: AgentId, entity_id: EntityId) -> list[RoomId]:
        """Return where an entity takes part, in order of joining."""
        return await self._adapter.get_rooms_for_participant(agent_id, entity_id)

    async def participant_state(
        self, tenant: TenantId, agent_id: AgentId, room_id: RoomId, entity_id: EntityId
    ) -> ParticipantState | None:
        """Return how a participant stands to a room."""
        state = await self._adapter.get_participant_state(agent_id, room_id, entity_id)
        return ParticipantState(state) if state else None

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
        if entity_id not in await self._adapter.get_participants(agent_id, room_id):
            raise NotFound("participant", entity_id)
        await self._adapter.set_participant_state(agent_id, room_id, entity_id, state.value if state else None)

    # ---- Components and relationships ----

    async def put_component(self, tenant: TenantId, component: EntityComponent) -> EntityComponent:
        """Store a component, in place of the one that says the same."""
        for known in await self._adapter.get_components(component.agent_id, component.entity_id):
            if _key(known) == _key(component):
                merged = replace(component, component_id=known.component_id, created_at=known.created_at)
                await self._adapter.update_component(merged)
                return merged
        await self._adapter.create_component(component)
        return component

    async def components(
        self, tenant: TenantId, agent_id: AgentId, entity_ids: Sequence[EntityId]
    ) -> list[EntityComponent]:
        """Return the components of entities, one entity after the other."""
        return [
            component
            for entity_id in entity_ids
            for component in await self._adapter.get_components(agent_id, entity_id)
        ]

    async def delete_component(self, tenant: TenantId, agent_id: AgentId, component_id: ComponentId) -> None:
        """Delete a component."""
        await self._adapter.delete_component(agent_id, component_id)

    async def put_relationship(self, tenant: TenantId, relationship: Relationship) -> Relationship:
        """Store a relationship, in place of the one of the same source and target."""
        source, target = relationship.source_entity_id, relationship.target_entity_id
        known = await self._adapter.get_relationship(relationship.agent_id, source, target)
        if known is None:
            await self._adapter.create_relationship(relationship)
            return relationship
        merged = replace(relationship, relationship_id=known.relationship_id, created_at=known.created_at)
        await self._adapter.update_relationship(merged)
        return merged

    async def get_relationship(
        self, tenant: TenantId, agent_id: AgentId, source_id: EntityId, target_id: EntityId
    ) -> Relationship | None:
        """Return how one entity stands to another, or None."""
        return await self._adapter.get_relationship(agent_id, source_id, target_id)

    async def relationships(self, tenant: TenantId, agent_id: AgentId, entity_id: EntityId) -> list[Relationship]:
        """Return the relationships from or to an entity, in order of making."""
        return await self._adapter.get_relationships(agent_id, entity_id)

    async def delete_relationship(self, tenant: TenantId, agent_id: AgentId, relationship_id: RelationshipId) -> None:
        """Delete a relationship."""
        await self._adapter.delete_relationship(agent_id, relationship_id)


def _revised(known: Revised | None, changed: Revised, kind: str, key: str) -> Revised:
    """Return what takes the place of what is known; without a revision, of whatever it is, for it cannot be told.

    Raises NotFound and RevisionMismatch.
    """
    if known is None:
        raise NotFound(kind, key)
    if known.revision not in (0, changed.revision):
        raise RevisionMismatch(kind, key)
    return replace(changed, revision=changed.revision + 1)


def _key(component: EntityComponent) -> tuple[str, str, str]:
    return component.type, component.world_id, component.source_entity_id
