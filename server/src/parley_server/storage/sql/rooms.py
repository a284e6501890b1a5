"""Rooms of one agent, on SQL."""

from collections.abc import Callable, Sequence

from sqlalchemy import Column, ColumnElement, bindparam, delete, select, update

from parley_server.domain.errors import NotFound
from parley_server.domain.ids import AgentId, RoomId, TenantId, WorldId
from parley_server.domain.worlds import Room
from parley_server.sql.database import Database
from parley_server.sql.expressions import OneOf, texts
from parley_server.sql.queries import Params, Query, Statement
from parley_server.sql.tables import EMBEDDING_JOBS, MEMORIES, MEMORY_VECTORS, PARTICIPANTS, ROOMS
from parley_server.storage.sql.documents import document_of
from parley_server.storage.sql.surroundings import INSERT_ROOM, Surroundings

# Names that no column has: in an update, a column's own name is the parameter of its new value.
_OF_AGENT = (ROOMS.c.tenant == bindparam("in_tenant"), ROOMS.c.agent_id == bindparam("of_agent"))
_IS_ROOM = ROOMS.c.room_id == bindparam("which")
_IN_WORLD = ROOMS.c.world_id == bindparam("in_world")
_GET = Query(select(ROOMS.c.document).where(*_OF_AGENT, _IS_ROOM))
_GET_SEVERAL = Query(select(ROOMS.c.document).where(*_OF_AGENT, OneOf(ROOMS.c.room_id, "room_ids")))
_OF_WORLD = Query(select(ROOMS.c.document).where(*_OF_AGENT, _IN_WORLD).order_by(ROOMS.c.room_id))
_UPDATE = Query(
    update(ROOMS)
    .where(*_OF_AGENT, _IS_ROOM)
    .values(world_id=bindparam("new_world"), document=bindparam("new_document"))
)


def _deletions(is_in: Callable[[Column[str]], ColumnElement[bool]]) -> list[Query]:
    """Return what deletes rooms and all that is in them; `is_in` compares a column of room ids."""
    memories = select(MEMORIES.c.memory_id).where(
        MEMORIES.c.tenant == bindparam("in_tenant"),
        MEMORIES.c.agent_id == bindparam("of_agent"),
        is_in(MEMORIES.c.room_id),
    )
    conditions = (
        (EMBEDDING_JOBS, EMBEDDING_JOBS.c.memory_id.in_(memories)),
        (MEMORY_VECTORS, MEMORY_VECTORS.c.memory_id.in_(memories)),
        (MEMORIES, is_in(MEMORIES.c.room_id)),
        (PARTICIPANTS, is_in(PARTICIPANTS.c.room_id)),
        (ROOMS, is_in(ROOMS.c.room_id)),
    )
    # In this order: what is deleted first is found by what is still there.
    return [
        Query(
            delete(table).where(
                table.c.tenant == bindparam("in_tenant"), table.c.agent_id == bindparam("of_agent"), condition
            )
        )
        for table, condition in conditions
    ]


_DELETE = _deletions(lambda column: column == bindparam("which"))
_DELETE_OF_WORLD = _deletions(lambda column: column.in_(select(ROOMS.c.room_id).where(*_OF_AGENT, _IN_WORLD)))


def delete_rooms_of_world(tenant: TenantId, agent_id: AgentId, world_id: WorldId) -> list[Statement]:
    """Return what deletes the rooms of a world with their participants and memories."""
    params = {"in_tenant": tenant, "of_agent": agent_id, "in_world": world_id}
    return [query.one(params) for query in _DELETE_OF_WORLD]


class SqlRooms:
    """The part of SqlWorlds that keeps rooms."""

    _database: Database
    _known: Surroundings

    async def create_rooms(self, tenant: TenantId, rooms: Sequence[Room]) -> None:
        """Store rooms; see WorldStore."""
        if rooms:
            await self._database.write([INSERT_ROOM.many([_to_row(tenant, room) for room in rooms])])

    async def get_room(self, tenant: TenantId, agent_id: AgentId, room_id: RoomId) -> Room | None:
        """Return a room, or None."""
        known = self._known.room(tenant, agent_id, room_id)
        if known is not None:
            return document_of(Room).load(known)
        since = self._known.now()
        params = {"in_tenant": tenant, "of_agent": agent_id, "which": room_id}
        for (document,) in await self._database.read(_GET, params):
            room = document_of(Room).load(document)
            self._known.keep_room(tenant, room, document, since=since)
            return room
        return None

    async def get_rooms(self, tenant: TenantId, agent_id: AgentId, room_ids: Sequence[RoomId]) -> list[Room]:
        """Return those that exist, in the order of the ids."""
        params = {"in_tenant": tenant, "of_agent": agent_id, "room_ids": texts(room_ids)}
        found = {room.room_id: room for room in await self._rooms(_GET_SEVERAL, params)}
        return [found[room_id] for room_id in room_ids if room_id in found]

    async def rooms_of_world(self, tenant: TenantId, agent_id: AgentId, world_id: WorldId) -> list[Room]:
        """Return the rooms of a world, by id."""
        return await self._rooms(_OF_WORLD, {"in_tenant": tenant, "of_agent": agent_id, "in_world": world_id})

    async def update_room(self, tenant: TenantId, room: Room) -> None:
        """Replace a room. Raises NotFound."""
        params = {
            "in_tenant": tenant,
            "of_agent": room.agent_id,
            "which": room.room_id,
            "new_world": room.world_id,
            "new_document": document_of(Room).dump(room),
        }
        with self._known.changing(tenant, room.agent_id, room.room_id):
            await self._database.write([_UPDATE.one(params, lambda: NotFound("room", room.room_id))])

    async def delete_room(self, tenant: TenantId, agent_id: AgentId, room_id: RoomId) -> None:
        """Delete a room with its participants, memories and their vectors."""
        params = {"in_tenant": tenant, "of_agent": agent_id, "which": room_id}
        with self._known.changing(tenant, agent_id):
            await self._database.write([query.one(params) for query in _DELETE])

    async def _rooms(self, query: Query, params: Params) -> list[Room]:
        return [document_of(Room).load(document) for (document,) in await self._database.read(query, params)]


def _to_row(tenant: TenantId, room: Room) -> Params:
    return {
        "tenant": tenant,
        "agent_id": room.agent_id,
        "room_id": room.room_id,
        "world_id": room.world_id,
        "document": document_of(Room).dump(room),
    }
