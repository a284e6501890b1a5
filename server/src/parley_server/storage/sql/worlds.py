"""Worlds, rooms, entities and participants, on SQL."""

from collections.abc import Hashable, Mapping, Sequence

from sqlalchemy import bindparam, select, update

from parley_server.domain.errors import NotFound
from parley_server.domain.events import DomainEvent
from parley_server.domain.ids import AgentId, EntityId, RoomId, TenantId
from parley_server.domain.worlds import Connection, Entity, ParticipantState, Room, World
from parley_server.sql.database import Database
from parley_server.sql.expressions import OneOf, texts
from parley_server.sql.outbox import Outbox
from parley_server.sql.queries import Query, Statement, insert_new
from parley_server.sql.tables import ENTITIES, PARTICIPANTS, ROOMS, WORLDS
from parley_server.storage.sql.documents import document_of
from parley_server.storage.sql.generations import Generations

_INSERT_WORLD = insert_new(WORLDS)
_INSERT_ROOM = insert_new(ROOMS)
_INSERT_ENTITY = insert_new(ENTITIES)
_INSERT_PARTICIPANT = insert_new(PARTICIPANTS)

_GET_ROOM = Query(
    select(ROOMS.c.document).where(
        ROOMS.c.tenant == bindparam("tenant"),
        ROOMS.c.agent_id == bindparam("agent_id"),
        ROOMS.c.room_id == bindparam("room_id"),
    ),
)
_GET_ENTITIES = Query(
    select(ENTITIES.c.document).where(
        ENTITIES.c.tenant == bindparam("tenant"),
        ENTITIES.c.agent_id == bindparam("agent_id"),
        OneOf(ENTITIES.c.entity_id, "entity_ids"),
    ),
)
_OF_ROOM = (
    PARTICIPANTS.c.tenant == bindparam("in_tenant"),
    PARTICIPANTS.c.agent_id == bindparam("of_agent"),
    PARTICIPANTS.c.room_id == bindparam("in_room"),
)
_IS_ENTITY = PARTICIPANTS.c.entity_id == bindparam("which")
_PARTICIPANTS = Query(select(PARTICIPANTS.c.entity_id).where(*_OF_ROOM).order_by(PARTICIPANTS.c.position))
_STATE = Query(select(PARTICIPANTS.c.state).where(*_OF_ROOM, _IS_ENTITY))
_SET_STATE = Query(update(PARTICIPANTS).where(*_OF_ROOM, _IS_ENTITY).values(state=bindparam("state")))
_NO_STATE = ""


# Rooms, entities and connections that are remembered, and how long a document of theirs may be.
_REMEMBERED = 2048
_SHORT = 2048


def connection_statements(tenant: TenantId, connection: Connection) -> list[Statement]:
    """Return what creates the missing parts of a connection: world, room, entity, participants, in this order.

    Always the same one: two units that insert the same rows in different orders could wait for each other for ever.
    """
    world, room, entity = connection.world, connection.room, connection.entity
    agent_id = room.agent_id
    of_agent = {"tenant": tenant, "agent_id": agent_id}
    statements = []
    if world.world_id:
        document = document_of(World).dump(world)
        statements.append(_INSERT_WORLD.one({**of_agent, "world_id": world.world_id, "document": document}))
    room_row = {"room_id": room.room_id, "world_id": room.world_id, "document": document_of(Room).dump(room)}
    entity_row = {"entity_id": entity.entity_id, "document": document_of(Entity).dump(entity)}
    statements.append(_INSERT_ROOM.one({**of_agent, **room_row}))
    statements.append(_INSERT_ENTITY.one({**of_agent, **entity_row}))
    joining = dict.fromkeys((entity.entity_id, EntityId(agent_id)))
    rows = [{**of_agent, "room_id": room.room_id, "entity_id": who, "state": _NO_STATE} for who in joining]
    statements.append(_INSERT_PARTICIPANT.many(rows))
    return statements


class Surroundings:
    """Remembers what is stored around messages: worlds, rooms, entities and participants stay as they are.

    Only what was committed or read is remembered, and only by the one process that may write.
    """

    def __init__(self) -> None:
        """Remember nothing yet."""
        # As documents: what is made of one is its reader's own, with all that it holds.
        self.rooms: Generations[str] = Generations(_REMEMBERED)
        self.entities: Generations[str] = Generations(_REMEMBERED)
        self._connections: Generations[bool] = Generations(_REMEMBERED)

    def statements(self, tenant: TenantId, connection: Connection) -> list[Statement]:
        """Return what creates the missing parts of a connection; nothing where all of it is known to be there."""
        return [] if self._connections.get(_key(tenant, connection)) else connection_statements(tenant, connection)

    def sizes(self) -> Mapping[str, int]:
        """Return how many of each are remembered."""
        return {
            "known_rooms": len(self.rooms),
            "known_entities": len(self.entities),
            "known_connections": len(self._connections),
        }

    def committed(self, tenant: TenantId, connection: Connection) -> None:
        """Take note that all of a connection is stored."""
        self._connections.put(_key(tenant, connection), True)


def _key(tenant: TenantId, connection: Connection) -> Hashable:
    room, entity = connection.room, connection.entity
    return (tenant, room.agent_id, connection.world.world_id, room.room_id, entity.entity_id)


class SqlWorlds:
    """The WorldStore of a Database."""

    def __init__(self, database: Database, outbox: Outbox, surroundings: Surroundings) -> None:
        """Keep worlds, rooms and entities in this database."""
        self._database = database
        self._outbox = outbox
        self._known = surroundings

    async def ensure_connection(
        self, tenant: TenantId, connection: Connection, *, events: Sequence[DomainEvent] = ()
    ) -> None:
        """Create what is missing of entity, room and world, and let entity and agent take part in the room."""
        unit = [*self._known.statements(tenant, connection), *self._outbox.statements(events)]
        if unit:
            await self._database.write(unit)
        self._known.committed(tenant, connection)

    async def get_room(self, tenant: TenantId, agent_id: AgentId, room_id: RoomId) -> Room | None:
        """Return a room, or None."""
        key = (tenant, agent_id, room_id)
        document = self._known.rooms.get(key)
        if document is None:
            params = {"tenant": tenant, "agent_id": agent_id, "room_id": room_id}
            for (document,) in await self._database.read(_GET_ROOM, params):
                if len(document) <= _SHORT:
                    self._known.rooms.put(key, document)
        return None if document is None else document_of(Room).load(document)

    async def get_entities(self, tenant: TenantId, agent_id: AgentId, entity_ids: Sequence[EntityId]) -> list[Entity]:
        """Return those that exist, in the order of the ids."""
        found: dict[EntityId, Entity] = {}
        for entity_id in entity_ids:
            document = self._known.entities.get((tenant, agent_id, entity_id))
            if document is not None:
                found[entity_id] = document_of(Entity).load(document)
        missing = [entity_id for entity_id in entity_ids if entity_id not in found]
        if missing:
            params = {"tenant": tenant, "agent_id": agent_id, "entity_ids": texts(missing)}
            for (document,) in await self._database.read(_GET_ENTITIES, params):
                entity = document_of(Entity).load(document)
                found[entity.entity_id] = entity
                if len(document) <= _SHORT:
                    self._known.entities.put((tenant, agent_id, entity.entity_id), document)
        return [found[entity_id] for entity_id in entity_ids if entity_id in found]

    async def participants(self, tenant: TenantId, agent_id: AgentId, room_id: RoomId) -> list[EntityId]:
        """Return who takes part in a room, in order of joining."""
        params = {"in_tenant": tenant, "of_agent": agent_id, "in_room": room_id}
        return [EntityId(entity_id) for (entity_id,) in await self._database.read(_PARTICIPANTS, params)]

    async def participant_state(
        self, tenant: TenantId, agent_id: AgentId, room_id: RoomId, entity_id: EntityId
    ) -> ParticipantState | None:
        """Return how a participant stands to a room; None = neither, or does not take part."""
        params = {"in_tenant": tenant, "of_agent": agent_id, "in_room": room_id, "which": entity_id}
        for (state,) in await self._database.read(_STATE, params):
            return ParticipantState(state) if state != _NO_STATE else None
        return None

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
        params = {
            "in_tenant": tenant,
            "of_agent": agent_id,
            "in_room": room_id,
            "which": entity_id,
            "state": state.value if state else _NO_STATE,
        }
        change = _SET_STATE.one(params, lambda: NotFound("participant", entity_id))
        await self._database.write([change, *self._outbox.statements(events)])
