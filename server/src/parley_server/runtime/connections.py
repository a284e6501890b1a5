"""The rooms of a runtime, as plugins make sure of them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from parley_server.domain.ids import AgentId, EntityId, RoomId, TenantId, WorldId, create_unique_uuid
from parley_server.domain.worlds import Connection, Entity, Room, World
from parley_server.plugin_api import Logger, Orchestrator
from parley_server.plugin_api.roles import with_roles
from parley_server.runtime.shared_reads import shared_change
from parley_server.runtime.world_access import in_batches
from parley_server.storage.worlds import WorldStore

_NO_SERVER = "default"


class RuntimeConnections:
    """Implements the protocol Connections for AgentRuntime."""

    _agent_id: AgentId
    _tenant: TenantId
    _worlds: WorldStore
    _changing_entities: asyncio.Lock
    _adapter: object
    _log: Logger
    _elizaos: Orchestrator | None = None

    @property
    def elizaos(self) -> Orchestrator | None:
        """The orchestrator that this agent belongs to, or None."""
        return self._elizaos

    def attach_elizaos(self, elizaos: Orchestrator | None) -> None:
        """Let the agent know its orchestrator; None, and `stop`, let it forget."""
        self._elizaos = elizaos

    def has_elizaos(self) -> bool:
        """Tell whether this agent belongs to an orchestrator."""
        return self._elizaos is not None

    async def get_connection(self) -> object:
        """Return the database adapter."""
        return self._adapter

    @shared_change
    async def ensure_connection(self, connection: Connection) -> None:
        """Create what is missing, for this agent whatever the connection names; a known entity learns what is new."""
        own, given = self._agent_id, connection.room
        server_id = connection.world.server_id or given.server_id
        world = self._world(replace(connection.world, server_id=server_id), given.world_id)
        room = replace(given, agent_id=own, world_id=world.world_id, server_id=given.server_id or server_id)
        entity = _tidy(replace(connection.entity, agent_id=own))
        known = await self._worlds.get_entities(self._tenant, own, [entity.entity_id])
        await self._worlds.ensure_connection(self._tenant, Connection(entity=entity, room=room, world=world))
        await self._teach(known, [entity])
        self._log.debug("connection_ensured", entity_id=entity.entity_id, room_id=room.room_id)

    @shared_change
    async def ensure_connections(
        self, entities: Sequence[Entity], rooms: Sequence[Room], *, source: str, world: World
    ) -> None:
        """Create what is missing of a world, its rooms and its people; known people learn what is new."""
        if not rooms:
            return
        own = self._agent_id
        placed_in = self._world(world, rooms[0].world_id)
        if placed_in.world_id:
            await self._worlds.create_world(self._tenant, placed_in)
        await self._worlds.create_rooms(
            self._tenant,
            [
                replace(room, agent_id=own, world_id=placed_in.world_id, server_id=world.server_id, source=source)
                for room in rooms
            ],
        )
        for room in rooms:
            await self._worlds.add_participants(self._tenant, own, room.room_id, [EntityId(own)])
        people = _each_once(_tidy(replace(entity, agent_id=own)) for entity in entities)
        for batch in in_batches(people):
            await self._admit(batch, rooms[0].room_id)
        self._log.debug("connections_ensured", entities=len(people), rooms=len(rooms), source=source)

    async def _enter_own_room(self, connection: Connection) -> None:
        """Make sure of the agent's entity and its own room; the name that it has now comes before earlier ones."""
        await self._worlds.ensure_connection(self._tenant, connection)
        async with self._changing_entities:
            for known in await self._worlds.get_entities(self._tenant, self._agent_id, [connection.entity.entity_id]):
                names = tuple(dict.fromkeys((*connection.entity.names, *known.names)))
                if names != known.names:
                    await self._worlds.update_entities(self._tenant, self._agent_id, [replace(known, names=names)])

    async def _admit(self, people: Sequence[Entity], room_id: RoomId) -> None:
        """Let people take part in a room, created where they are missing."""
        ids = [entity.entity_id for entity in people]
        known = await self._worlds.get_entities(self._tenant, self._agent_id, ids)
        known_ids = {entity.entity_id for entity in known}
        missing = [entity for entity in people if entity.entity_id not in known_ids]
        if missing:
            await self._worlds.create_entities(self._tenant, missing)
        await self._teach(known, people)
        await self._worlds.add_participants(self._tenant, self._agent_id, room_id, ids)

    async def _teach(self, known: Sequence[Entity], told: Sequence[Entity]) -> None:
        """Add to known entities what is told of them; nothing is written where nothing is new."""
        news = {entity.entity_id: entity for entity in told}
        to_change = [entity.entity_id for entity in known if _merged(entity, news[entity.entity_id]) != entity]
        if not to_change:
            return
        # One after the other, each from what the one before it left: two platforms may tell of somebody at once.
        async with self._changing_entities:
            present = await self._worlds.get_entities(self._tenant, self._agent_id, to_change)
            changed = [_merged(entity, news[entity.entity_id]) for entity in present]
            await self._worlds.update_entities(self._tenant, self._agent_id, changed)

    def _world(self, world: World, world_id: WorldId) -> World:
        """Return a world of this agent with an id, where there is anything to make one from, and with a name."""
        world_id = world.world_id or world_id
        if not world_id and world.server_id:
            world_id = WorldId(create_unique_uuid(self._agent_id, world.server_id))
        server_id = world.server_id or _NO_SERVER
        name = world.name or f"World for server {server_id}"
        return with_roles(replace(world, world_id=world_id, agent_id=self._agent_id, name=name, server_id=server_id))


def _tidy(entity: Entity) -> Entity:
    """Return an entity with each of its names once, and none that is empty."""
    names = tuple(dict.fromkeys(name for name in entity.names if name))
    return entity if names == entity.names else replace(entity, names=names)


def _each_once(entities: Iterable[Entity]) -> list[Entity]:
    found: dict[EntityId, Entity] = {}
    for entity in entities:
        earlier = found.get(entity.entity_id)
        found[entity.entity_id] = _merged(earlier, entity) if earlier else entity
    return list(found.values())


def _merged(known: Entity, told: Entity) -> Entity:
    """Return an entity with the names of both, and what a source now tells over what it told before."""
    metadata = {**known.metadata, **told.metadata}
    for source in known.metadata.keys() & told.metadata.keys():
        before, now = known.metadata[source], told.metadata[source]
        if isinstance(before, Mapping) and isinstance(now, Mapping):
            metadata[source] = {**before, **now}
    return replace(known, names=tuple(dict.fromkeys((*known.names, *told.names))), metadata=metadata)
