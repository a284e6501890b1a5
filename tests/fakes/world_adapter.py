"""The worlds of a database of an agent's own, in memory."""

from __future__ import annotations

from collections.abc import Sequence

from parley_server.domain.ids import (
    DEFAULT_TENANT,
    AgentId,
    ComponentId,
    EntityId,
    RelationshipId,
    RoomId,
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
)
from tests.fakes.worlds import FakeWorlds


class FakeWorldAdapter:
    """Implements WorldAdapter on `worlds`."""

    worlds: FakeWorlds

    async def ensure_connection(self, connection: Connection) -> None:
        await self.worlds.ensure_connection(DEFAULT_TENANT, connection)

    async def create_world(self, world: World) -> None:
        await self.worlds.create_world(DEFAULT_TENANT, world)

    async def get_world(self, agent_id: AgentId, world_id: WorldId) -> World | None:
        return await self.worlds.get_world(DEFAULT_TENANT, agent_id, world_id)

    async def get_all_worlds(self, agent_id: AgentId) -> list[World]:
        return await self.worlds.list_worlds(DEFAULT_TENANT, agent_id)

    async def update_world(self, world: World) -> None:
        self.worlds.worlds[world.agent_id, world.world_id] = world

    async def remove_world(self, agent_id: AgentId, world_id: WorldId) -> None:
        await self.worlds.delete_world(DEFAULT_TENANT, agent_id, world_id)

    async def create_rooms(self, rooms: Sequence[Room]) -> None:
        await self.worlds.create_rooms(DEFAULT_TENANT, rooms)

    async def get_room(self, agent_id: AgentId, room_id: RoomId) -> Room | None:
        return await self.worlds.get_room(DEFAULT_TENANT, agent_id, room_id)

    async def get_rooms_by_ids(self, agent_id: AgentId, room_ids: Sequence[RoomId]) -> list[Room]:
        return await self.worlds.get_rooms(DEFAULT_TENANT, agent_id, room_ids)

    async def get_rooms_by_world(self, agent_id: AgentId, world_id: WorldId) -> list[Room]:
        return await self.worlds.rooms_of_world(DEFAULT_TENANT, agent_id, world_id)

    async def update_room(self, room: Room) -> None:
        self.worlds.rooms[room.agent_id, room.room_id] = room

    async def delete_room(self, agent_id: AgentId, room_id: RoomId) -> None:
        await self.worlds.delete_room(DEFAULT_TENANT, agent_id, room_id)

    async def create_entities(self, entities: Sequence[Entity]) -> None:
        await self.worlds.create_entities(DEFAULT_TENANT, entities)

    async def get_entities(self, agent_id: AgentId, entity_ids: Sequence[EntityId]) -> list[Entity]:
        return await self.worlds.get_entities(DEFAULT_TENANT, agent_id, entity_ids)

    async def update_entity(self, entity: Entity) -> None:
        self.worlds.entities[entity.agent_id, entity.entity_id] = entity

    async def delete_entity(self, agent_id: AgentId, entity_id: EntityId) -> None:
        await self.worlds.delete_entity(DEFAULT_TENANT, agent_id, entity_id)

    async def add_participants_room(self, agent_id: AgentId, entity_ids: Sequence[EntityId], room_id: RoomId) -> int:
        return await self.worlds.add_participants(DEFAULT_TENANT, agent_id, room_id, entity_ids)

    async def remove_participant(self, agent_id: AgentId, entity_id: EntityId, room_id: RoomId) -> bool:
        return await self.worlds.remove_participant(DEFAULT_TENANT, agent_id, room_id, entity_id)

    async def get_participants(self, agent_id: AgentId, room_id: RoomId) -> list[EntityId]:
        return await self.worlds.participants(DEFAULT_TENANT, agent_id, room_id)

    async def get_rooms_for_participant(self, agent_id: AgentId, entity_id: EntityId) -> list[RoomId]:
        return await self.worlds.rooms_of_participant(DEFAULT_TENANT, agent_id, entity_id)

    async def get_participant_state(self, agent_id: AgentId, room_id: RoomId, entity_id: EntityId) -> str | None:
        state = await self.worlds.participant_state(DEFAULT_TENANT, agent_id, room_id, entity_id)
        return state.value if state else None

    async def set_participant_state(
        self, agent_id: AgentId, room_id: RoomId, entity_id: EntityId, state: str | None
    ) -> None:
        self.worlds.taking_part[agent_id, room_id][entity_id] = ParticipantState(state) if state else None

    async def create_component(self, component: EntityComponent) -> None:
        self.worlds.told[component.agent_id, component.component_id] = component

    async def update_component(self, component: EntityComponent) -> None:
        self.worlds.told[component.agent_id, component.component_id] = component

    async def get_components(self, agent_id: AgentId, entity_id: EntityId) -> list[EntityComponent]:
        return await self.worlds.components(DEFAULT_TENANT, agent_id, [entity_id])

    async def delete_component(self, agent_id: AgentId, component_id: ComponentId) -> None:
        await self.worlds.delete_component(DEFAULT_TENANT, agent_id, component_id)

    async def create_relationship(self, relationship: Relationship) -> None:
        self.worlds.related[relationship.agent_id, relationship.relationship_id] = relationship

    async def update_relationship(self, relationship: Relationship) -> None:
        self.worlds.related[relationship.agent_id, relationship.relationship_id] = relationship

    async def get_relationship(
        self, agent_id: AgentId, source_id: EntityId, target_id: EntityId
    ) -> Relationship | None:
        return await self.worlds.get_relationship(DEFAULT_TENANT, agent_id, source_id, target_id)

    async def get_relationships(self, agent_id: AgentId, entity_id: EntityId) -> list[Relationship]:
        return await self.worlds.relationships(DEFAULT_TENANT, agent_id, entity_id)

    async def delete_relationship(self, agent_id: AgentId, relationship_id: RelationshipId) -> None:
        await self.worlds.delete_relationship(DEFAULT_TENANT, agent_id, relationship_id)
