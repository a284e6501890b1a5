"""The worlds, rooms and entities of a runtime, as plugins read and change them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator, Sequence
from dataclasses import replace
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from parley_server.domain.errors import NotFound, RevisionMismatch
from parley_server.domain.ids import AgentId, ComponentId, EntityId, RelationshipId, RoomId, TenantId, WorldId
from parley_server.domain.worlds import Entity, EntityComponent, ParticipantState, Relationship, Room, World
from parley_server.plugin_api.roles import with_roles
from parley_server.plugin_api.shapes import require_shape
from parley_server.runtime.shared_reads import shared_change, shared_read
from parley_server.storage.worlds import WorldStore

# Entities and participants that go into one transaction (reference-values 1.5).
BATCH = 5000

P = ParamSpec("P")
T = TypeVar("T")


def in_batches(items: Sequence[T]) -> Iterator[Sequence[T]]:
    """Yield items, so many at once as one transaction takes."""
    for start in range(0, len(items), BATCH):
        yield items[start : start + BATCH]


def once_more(method: Callable[P, Coroutine[Any, Any, T]]) -> Callable[P, Coroutine[Any, Any, T]]:
    """Let a change that reads first be made once more when it finds another revision than it has read.

    Changes come one after the other, but one whose caller was cut off may be stored as late as that. Units are stored
    in order: behind this one there is none left.
    """

    @wraps(method)
    async def change(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return await method(*args, **kwargs)
        except RevisionMismatch:
            return await method(*args, **kwargs)

    return change


class RuntimeWorlds:
    """Implements the protocol Worlds for AgentRuntime."""

    _agent_id: AgentId
    _tenant: TenantId
    _worlds: WorldStore

    def _open_worlds(self) -> None:
        # Each held from a read to its write, so that none writes over another; see also `once_more`.
        self._changing_worlds = asyncio.Lock()
        self._changing_rooms = asyncio.Lock()
        self._changing_entities = asyncio.Lock()
        self._changing_ties = asyncio.Lock()

    # ---- Worlds ----

    @shared_change
    async def create_world(self, world: World) -> World:
        """Store a world, or return the one with this id."""
        own = with_roles(replace(world, agent_id=self._agent_id))
        await self._worlds.create_world(self._tenant, own)
        return await self.get_world(own.world_id) or own

    @shared_read
    async def get_world(self, world_id: WorldId) -> World | None:
        """Return a world, or None."""
        return await self._worlds.get_world(self._tenant, self._agent_id, world_id)

    async def get_all_worlds(self) -> list[World]:
        """Return the agent's worlds, by id."""
        return await self._worlds.list_worlds(self._tenant, self._agent_id)

    @shared_change
    @once_more
    async def update_world(self, world: World) -> World:
        """Replace a world. Raises NotFound and RevisionMismatch."""
        async with self._changing_worlds:
            revision = world.revision or (await self._stored_world(world.world_id)).revision
            own = with_roles(replace(world, agent_id=self._agent_id, revision=revision))
            return await self._worlds.update_world(self._tenant, own)

    @shared_change
    @once_more
    async def change_world(self, world_id: WorldId, change: Callable[[World], World]) -> World:
        """Change a world by what it is at that moment, and return it. Raises NotFound, and what `change` raises."""
        async with self._changing_worlds:
            stored = await self._stored_world(world_id)
            changed = require_shape(change(stored), World, "change returns a")
            changed = replace(changed, world_id=world_id, agent_id=self._agent_id, revision=stored.revision)
            changed = with_roles(changed)
            return await self._worlds.update_world(self._tenant, changed) if changed != stored else stored

    async def _stored_world(self, world_id: WorldId) -> World:
        stored = await self._worlds.get_world(self._tenant, self._agent_id, world_id)
        if stored is None:
            raise NotFound("world", world_id)
        return stored

    @shared_change
    async def delete_world(self, world_id: WorldId) -> None:
        """Delete a world with its rooms."""
        await self._worlds.delete_world(self._tenant, self._agent_id, world_id)

    # ---- Rooms ----

    @shared_change
    async def create_rooms(self, rooms: Sequence[Room]) -> list[Room]:
        """Store rooms; return them in order, those with a known id as they were."""
        await self._worlds.create_rooms(self._tenant, [replace(room, agent_id=self._agent_id) for room in rooms])
        return await self.get_rooms_by_ids([room.room_id for room in rooms])

    @shared_read
    async def get_room(self, room_id: RoomId) -> Room | None:
        """Return a room as this agent sees it, or None."""
        return await self._worlds.get_room(self._tenant, self._agent_id, room_id)

    @shared_read
    async def get_rooms_by_ids(self, room_ids: Sequence[RoomId]) -> list[Room]:
        """Return those that exist, in the order of the ids."""
        return await self._worlds.get_rooms(self._tenant, self._agent_id, room_ids)

    @shared_read
    async def get_rooms_by_world(self, world_id: WorldId) -> list[Room]:
        """Return the rooms of a world, by id."""
        return await self._worlds.rooms_of_world(self._tenant, self._agent_id, world_id)

    @shared_change
    @once_more
    async def update_room(self, room: Room) -> Room:
        """Replace a room. Raises NotFound and RevisionMismatch."""
        async with self._changing_rooms:
            revision = room.revision or (await self._stored_room(room.room_id)).revision
            own = replace(room, agent_id=self._agent_id, revision=revision)
            return await self._worlds.update_room(self._tenant, own)

    @shared_change
    @once_more
    async def change_room(self, room_id: RoomId, change: Callable[[Room], Room]) -> Room:
        """Change a room by what it is at that moment, and return it. Raises NotFound, and what `change` raises."""
        async with self._changing_rooms:
            stored = await self._stored_room(room_id)
            changed = require_shape(change(stored), Room, "change returns a")
            changed = replace(changed, room_id=room_id, agent_id=self._agent_id, revision=stored.revision)
            return await self._worlds.update_room(self._tenant, changed) if changed != stored else stored

    async def _stored_room(self, room_id: RoomId) -> Room:
        stored = await self._worlds.get_room(self._tenant, self._agent_id, room_id)
        if stored is None:
            raise NotFound("room", room_id)
        return stored

    @shared_change
    async def delete_room(self, room_id: RoomId) -> None:
        """Delete a room with its participants and memories."""
        await self._worlds.delete_room(self._tenant, self._agent_id, room_id)

    # ---- Entities ----

    @shared_change
    async def create_entities(self, entities: Sequence[Entity]) -> list[Entity]:
        """Store entities, 5000 in one transaction; return them in order, those with a known id as they were."""
        for batch in in_batches(entities):
            own = [replace(entity, agent_id=self._agent_id) for entity in batch]
            await self._worlds.create_entities(self._tenant, own)
        return await self.get_entities([entity.entity_id for entity in entities])

    @shared_read
    async def get_entities(self, entity_ids: Sequence[EntityId]) -> list[Entity]:
        """Return the entities that exist, in the order of the ids."""
        if len(entity_ids) <= BATCH:
            return await self._worlds.get_entities(self._tenant, self._agent_id, entity_ids)
        found: list[Entity] = []
        for batch in in_batches(entity_ids):
            found += await self._worlds.get_entities(self._tenant, self._agent_id, batch)
        return found

    async def get_entities_for_room(self, room_id: RoomId) -> list[Entity]:
        """Return the entities that take part in a room, in order of joining."""
        return await self.get_entities(await self.get_participants(room_id))

    @shared_change
    @once_more
    async def update_entity(self, entity: Entity) -> Entity:
        """Replace an entity. Raises NotFound and RevisionMismatch."""
        async with self._changing_entities:
            revision = entity.revision or (await self._stored_entity(entity.entity_id)).revision
            own = replace(entity, agent_id=self._agent_id, revision=revision)
            return await self._worlds.update_entity(self._tenant, own)

    @shared_change
    @once_more
    async def change_entity(self, entity_id: EntityId, change: Callable[[Entity], Entity]) -> Entity:
        """Change an entity by what it is at that moment, and return it. Raises NotFound, and what `change` raises."""
        async with self._changing_entities:
            stored = await self._stored_entity(entity_id)
            changed = require_shape(change(stored), Entity, "change returns an")
            changed = replace(changed, entity_id=entity_id, agent_id=self._agent_id, revision=stored.revision)
            return await self._worlds.update_entity(self._tenant, changed) if changed != stored else stored

    async def _stored_entity(self, entity_id: EntityId) -> Entity:
        for stored in await self._worlds.get_entities(self._tenant, self._agent_id, [entity_id]):
            return stored
        raise NotFound("entity", entity_id)

    @shared_change
    async def delete_entity(self, entity_id: EntityId) -> None:
        """Delete an entity with its components and relationships."""
        await self._worlds.delete_entity(self._tenant, self._agent_id, entity_id)

    # ---- Participants ----

    @shared_change
    async def add_participants(self, entity_ids: Sequence[EntityId], room_id: RoomId) -> int:
        """Let entities take part in a room, 5000 in one transaction; return how many did not before."""
        added = 0
        for batch in in_batches(entity_ids):
            added += await self._worlds.add_participants(self._tenant, self._agent_id, room_id, batch)
        return added

    @shared_change
    async def remove_participant(self, entity_id: EntityId, room_id: RoomId) -> bool:
        """Let an entity take part no more; return whether it did."""
        return await self._worlds.remove_participant(self._tenant, self._agent_id, room_id, entity_id)

    @shared_read
    async def get_participants(self, room_id: RoomId) -> list[EntityId]:
        """Return who takes part in a room, in order of joining."""
        return await self._worlds.participants(self._tenant, self._agent_id, room_id)

    @shared_read
    async def get_rooms_for_participant(self, entity_id: EntityId) -> list[RoomId]:
        """Return where an entity takes part, in order of joining."""
        return await self._worlds.rooms_of_participant(self._tenant, self._agent_id, entity_id)

    @shared_read
    async def get_participant_state(self, room_id: RoomId, entity_id: EntityId) -> ParticipantState | None:
        """Return how a participant stands to a room; None = neither, or does not take part."""
        return await self._worlds.participant_state(self._tenant, self._agent_id, room_id, entity_id)

    @shared_change
    async def set_participant_state(self, room_id: RoomId, entity_id: EntityId, state: ParticipantState | None) -> None:
        """Set how a participant stands to a room. Raises NotFound for one who does not take part."""
        await self._worlds.set_participant_state(self._tenant, self._agent_id, room_id, entity_id, state)

    # ---- Components and relationships ----

    async def put_component(
        self, component: EntityComponent, *, merge: Callable[[EntityComponent], EntityComponent] | None = None
    ) -> EntityComponent:
        """Store a component, in place of one of the same entity, type, world and source, or what is made of that."""
        async with self._changing_ties:
            if merge is not None:
                told = await self.get_components(
                    component.entity_id, world_id=component.world_id, source_entity_id=component.source_entity_id
                )
                known = next((one for one in told if one.type == component.type), None)
                if known is not None:
                    component = require_shape(merge(known), EntityComponent, "merge returns an")
            return await self._worlds.put_component(self._tenant, replace(component, agent_id=self._agent_id))

    async def get_components(
        self, entity_id: EntityId, *, world_id: WorldId | None = None, source_entity_id: EntityId | None = None
    ) -> list[EntityComponent]:
        """Return the components of an entity, all or those of a world or a source, in order of making."""
        return [
            component
            for component in await self.get_components_of([entity_id])
            if world_id in (None, component.world_id) and source_entity_id in (None, component.source_entity_id)
        ]

    async def get_components_of(self, entity_ids: Sequence[EntityId]) -> list[EntityComponent]:
        """Return the components of several entities, all of them."""
        return await self._worlds.components(self._tenant, self._agent_id, entity_ids)

    async def delete_component(self, component_id: ComponentId) -> None:
        """Delete a component."""
        await self._worlds.delete_component(self._tenant, self._agent_id, component_id)

    async def put_relationship(
        self, relationship: Relationship, *, merge: Callable[[Relationship], Relationship] | None = None
    ) -> Relationship:
        """Store a relationship, in place of one of the same source and target, or what is made of that."""
        async with self._changing_ties:
            if merge is not None:
                known = await self.get_relationship(relationship.source_entity_id, relationship.target_entity_id)
                if known is not None:
                    relationship = require_shape(merge(known), Relationship, "merge returns a")
            return await self._worlds.put_relationship(self._tenant, replace(relationship, agent_id=self._agent_id))

    async def get_relationship(self, source_id: EntityId, target_id: EntityId) -> Relationship | None:
        """Return how one entity stands to another, or None."""
        return await self._worlds.get_relationship(self._tenant, self._agent_id, source_id, target_id)

    async def get_relationships(self, entity_id: EntityId, *, tags: Sequence[str] = ()) -> list[Relationship]:
        """Return the relationships from or to an entity, with any of these tags, in order of making."""
        found = await self._worlds.relationships(self._tenant, self._agent_id, entity_id)
        return [one for one in found if not tags or not set(tags).isdisjoint(one.tags)]

    async def delete_relationship(self, relationship_id: RelationshipId) -> None:
        """Delete a relationship."""
        await self._worlds.delete_relationship(self._tenant, self._agent_id, relationship_id)
