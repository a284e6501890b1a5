"""Worlds and people in memory, of one tenant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from parley_server.domain.content import Memory
from parley_server.domain.errors import NotFound, RevisionMismatch
from parley_server.domain.events import DomainEvent
from parley_server.domain.ids import (
    AgentId,
    ComponentId,
    EntityId,
    MemoryId,
    RelationshipId,
    RoomId,
    TenantId,
    WorldId,
)
from parley_server.domain.worlds import (
    Connection,
    Entity,
    EntityComponent,
    ParticipantState,
    Relationship,
    Room,
    World,
    with_revision,
)


@dataclass
class FakeWorlds:
    """Implements WorldStore; `connections` counts what was made sure of, `memories` are those that rooms take along."""

    memories: dict[tuple[TenantId, AgentId, MemoryId], Memory] = field(default_factory=dict)
    worlds: dict[tuple[AgentId, WorldId], World] = field(default_factory=dict)
    rooms: dict[tuple[AgentId, RoomId], Room] = field(default_factory=dict)
    entities: dict[tuple[AgentId, EntityId], Entity] = field(default_factory=dict)
    taking_part: dict[tuple[AgentId, RoomId], dict[EntityId, ParticipantState | None]] = field(default_factory=dict)
    connections: list[Connection] = field(default_factory=list)
    told: dict[tuple[AgentId, ComponentId], EntityComponent] = field(default_factory=dict)
    related: dict[tuple[AgentId, RelationshipId], Relationship] = field(default_factory=dict)

    async def ensure_connection(
        self, tenant: TenantId, connection: Connection, *, events: Sequence[DomainEvent] = ()
    ) -> None:
        self.connections.append(connection)
        entity, room = connection.entity, connection.room
        if connection.world.world_id:
            await self.create_world(tenant, connection.world)
        await self.create_entities(tenant, [entity])
        await self.create_rooms(tenant, [room])
        await self.add_participants(tenant, room.agent_id, room.room_id, [entity.entity_id, EntityId(room.agent_id)])

    async def create_world(self, tenant: TenantId, world: World) -> None:
        self.worlds.setdefault((world.agent_id, world.world_id), with_revision(world))

    async def get_world(self, tenant: TenantId, agent_id: AgentId, world_id: WorldId) -> World | None:
        return self.worlds.get((agent_id, world_id))

    async def list_worlds(self, tenant: TenantId, agent_id: AgentId) -> list[World]:
        return [world for (owner, _), world in sorted(self.worlds.items()) if owner == agent_id]

    async def update_world(self, tenant: TenantId, world: World) -> World:
        key = (world.agent_id, world.world_id)
        if key not in self.worlds:
            raise NotFound("world", world.world_id)
        if self.worlds[key].revision != world.revision:
            raise RevisionMismatch("world", world.world_id)
        self.worlds[key] = replace(world, revision=world.revision + 1)
        return self.worlds[key]

    async def delete_world(self, tenant: TenantId, agent_id: AgentId, world_id: WorldId) -> None:
        for room in await self.rooms_of_world(tenant, agent_id, world_id):
            await self.delete_room(tenant, agent_id, room.room_id)
        self.worlds.pop((agent_id, world_id), None)

    async def create_rooms(self, tenant: TenantId, rooms: Sequence[Room]) -> None:
        for room in rooms:
            self.rooms.setdefault((room.agent_id, room.room_id), with_revision(room))

    async def get_room(self, tenant: TenantId, agent_id: AgentId, room_id: RoomId) -> Room | None:
        return self.rooms.get((agent_id, room_id))

    async def get_rooms(self, tenant: TenantId, agent_id: AgentId, room_ids: Sequence[RoomId]) -> list[Room]:
        return [self.rooms[key] for one in room_ids if (key := (agent_id, one)) in self.rooms]

    async def rooms_of_world(self, tenant: TenantId, agent_id: AgentId, world_id: WorldId) -> list[Room]:
        found = sorted(self.rooms.items())
        return [room for (owner, _), room in found if (owner, room.world_id) == (agent_id, world_id)]

    async def update_room(self, tenant: TenantId, room: Room) -> Room:
        key = (room.agent_id, room.room_id)
        if key not in self.rooms:
            raise NotFound("room", room.room_id)
        if self.rooms[key].revision != room.revision:
            raise RevisionMismatch("room", room.room_id)
        self.rooms[key] = replace(room, revision=room.revision + 1)
        return self.rooms[key]

    async def delete_room(self, tenant: TenantId, agent_id: AgentId, room_id: RoomId) -> None:
        self.rooms.pop((agent_id, room_id), None)
        self.taking_part.pop((agent_id, room_id), None)
        for key, memory in list(self.memories.items()):
            if key[:2] == (tenant, agent_id) and memory.room_id == room_id:
                del self.memories[key]

    async def create_entities(self, tenant: TenantId, entities: Sequence[Entity]) -> None:
        for entity in entities:
            self.entities.setdefault((entity.agent_id, entity.entity_id), with_revision(entity))

    async def get_entities(self, tenant: TenantId, agent_id: AgentId, entity_ids: Sequence[EntityId]) -> list[Entity]:
        return [self.entities[key] for one in entity_ids if (key := (agent_id, one)) in self.entities]

    async def update_entity(self, tenant: TenantId, entity: Entity) -> Entity:
        key = (entity.agent_id, entity.entity_id)
        if key not in self.entities:
            raise NotFound("entity", entity.entity_id)
        if self.entities[key].revision != entity.revision:
            raise RevisionMismatch("entity", entity.entity_id)
        self.entities[key] = replace(entity, revision=entity.revision + 1)
        return self.entities[key]

    async def update_entities(self, tenant: TenantId, agent_id: AgentId, entities: Sequence[Entity]) -> None:
        for entity in entities:
            known = self.entities.get((agent_id, entity.entity_id))
            if known is not None and known.revision == entity.revision:
                self.entities[agent_id, entity.entity_id] = replace(entity, revision=entity.revision + 1)

    async def delete_entity(self, tenant: TenantId, agent_id: AgentId, entity_id: EntityId) -> None:
        self.entities.pop((agent_id, entity_id), None)
        for (owner, _), present in self.taking_part.items():
            if owner == agent_id:
                present.pop(entity_id, None)
        for component in await self.components(tenant, agent_id, [entity_id]):
            del self.told[agent_id, component.component_id]
        for relationship in await self.relationships(tenant, agent_id, entity_id):
            del self.related[agent_id, relationship.relationship_id]

    async def add_participants(
        self, tenant: TenantId, agent_id: AgentId, room_id: RoomId, entity_ids: Sequence[EntityId]
    ) -> int:
        present = self.taking_part.setdefault((agent_id, room_id), {})
        before = len(present)
        for entity_id in entity_ids:
            present.setdefault(entity_id, None)
        return len(present) - before

    async def remove_participant(
        self, tenant: TenantId, agent_id: AgentId, room_id: RoomId, entity_id: EntityId
    ) -> bool:
        present = self.taking_part.get((agent_id, room_id), {})
        took_part = entity_id in present
        present.pop(entity_id, None)
        return took_part

    async def participants(self, tenant: TenantId, agent_id: AgentId, room_id: RoomId) -> list[EntityId]:
        return list(self.taking_part.get((agent_id, room_id), ()))

    async def rooms_of_participant(self, tenant: TenantId, agent_id: AgentId, entity_id: EntityId) -> list[RoomId]:
        return [
            room_id
            for (owner, room_id), present in self.taking_part.items()
            if owner == agent_id and entity_id in present
        ]

    async def participant_state(
        self, tenant: TenantId, agent_id: AgentId, room_id: RoomId, entity_id: EntityId
    ) -> ParticipantState | None:
        return self.taking_part.get((agent_id, room_id), {}).get(entity_id)

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
        present = self.taking_part.get((agent_id, room_id), {})
        if entity_id not in present:
            raise NotFound("participant", entity_id)
        present[entity_id] = state

    async def put_component(self, tenant: TenantId, component: EntityComponent) -> EntityComponent:
        for known in await self.components(tenant, component.agent_id, [component.entity_id]):
            if (known.type, known.world_id, known.source_entity_id) == (
                component.type,
                component.world_id,
                component.source_entity_id,
            ):
                component = replace(component, component_id=known.component_id, created_at=known.created_at)
        self.told[component.agent_id, component.component_id] = component
        return component

    async def components(
        self, tenant: TenantId, agent_id: AgentId, entity_ids: Sequence[EntityId]
    ) -> list[EntityComponent]:
        return [one for (owner, _), one in self.told.items() if owner == agent_id and one.entity_id in entity_ids]

    async def delete_component(self, tenant: TenantId, agent_id: AgentId, component_id: ComponentId) -> None:
        self.told.pop((agent_id, component_id), None)

    async def put_relationship(self, tenant: TenantId, relationship: Relationship) -> Relationship:
        source, target = relationship.source_entity_id, relationship.target_entity_id
        known = await self.get_relationship(tenant, relationship.agent_id, source, target)
        if known:
            relationship = replace(relationship, relationship_id=known.relationship_id, created_at=known.created_at)
        self.related[relationship.agent_id, relationship.relationship_id] = relationship
        return relationship

    async def get_relationship(
        self, tenant: TenantId, agent_id: AgentId, source_id: EntityId, target_id: EntityId
    ) -> Relationship | None:
        for (owner, _), one in self.related.items():
            if (owner, one.source_entity_id, one.target_entity_id) == (agent_id, source_id, target_id):
                return one
        return None

    async def relationships(self, tenant: TenantId, agent_id: AgentId, entity_id: EntityId) -> list[Relationship]:
        return [
            one
            for (owner, _), one in self.related.items()
            if owner == agent_id and entity_id in (one.source_entity_id, one.target_entity_id)
        ]

    async def delete_relationship(self, tenant: TenantId, agent_id: AgentId, relationship_id: RelationshipId) -> None:
        self.related.pop((agent_id, relationship_id), None)
