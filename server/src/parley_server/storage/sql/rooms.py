"""Rooms of one agent, on SQL."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace

from sqlalchemy import bindparam, delete, literal_column, select, update

from parley_server.domain.content import MemoryFilter
from parley_server.domain.errors import NotFound, RevisionMismatch
from parley_server.domain.ids import AgentId, RoomId, TenantId, WorldId
from parley_server.domain.worlds import Room
from parley_server.sql.database import Database
from parley_server.sql.expressions import OneOf, texts
from parley_server.sql.queries import Query, Statement
from parley_server.sql.tables import PARTICIPANTS, ROOMS
from parley_server.storage.memories import MemoryStore
from parley_server.storage.sql.surroundings import INSERT_ROOM, Surroundings, loaded, revising, room_row

# Names that no column has: in an update, a column's own name is the parameter of its new value.
_OF_AGENT = (ROOMS.c.tenant == bindparam("in_tenant"), ROOMS.c.agent_id == bindparam("of_agent"))
_IS_ROOM = ROOMS.c.room_id == bindparam("which")
_IN_WORLD = ROOMS.c.world_id == bindparam("in_world")
_TAKING_PART = (PARTICIPANTS.c.tenant == bindparam("in_tenant"), PARTICIPANTS.c.agent_id == bindparam("of_agent"))
_GET = Query(select(ROOMS.c.document).where(*_OF_AGENT, _IS_ROOM))
_GET_SEVERAL = Query(select(ROOMS.c.document).where(*_OF_AGENT, OneOf(ROOMS.c.room_id, "room_ids")))
_OF_WORLD = Query(select(ROOMS.c.document).where(*_OF_AGENT, _IN_WORLD).order_by(ROOMS.c.room_id))
_EXISTS = Query(select(literal_column("1")).where(*_OF_AGENT, _IS_ROOM))
_UPDATE = Query(
    update(ROOMS)
    .where(*_OF_AGENT, _IS_ROOM, ROOMS.c.revision == bindparam("seen"))
    .values(world_id=bindparam("new_world"), document=bindparam("new_document"), revision=bindparam("new_revision"))
)


_DELETE = [
    Query(delete(PARTICIPANTS).where(*_TAKING_PART, PARTICIPANTS.c.room_id == bindparam("which"))),
    Query(delete(ROOMS).where(*_OF_AGENT, _IS_ROOM)),
]
_DELETE_OF_WORLD = [
    Query(
        delete(PARTICIPANTS).where(
            *_TAKING_PART, PARTICIPANTS.c.room_id.in_(select(ROOMS.c.room_id).where(*_OF_AGENT, _IN_WORLD))
        )
    ),
    Query(delete(ROOMS).where(*_OF_AGENT, _IN_WORLD)),
]
# Rooms whose memories are looked for at once.
_ROOMS_AT_ONCE = 500
# So many are read at once without a thread.
_FEW = 100


class SqlRooms:
    """The part of SqlWorlds that keeps rooms."""

    _database: Database
    _known: Surroundings
    _memories: MemoryStore

    async def create_rooms(self, tenant: TenantId, rooms: Sequence[Room]) -> None:
        """Store rooms; see WorldStore."""
        with ExitStack() as stack:
            for agent_id in {room.agent_id for room in rooms}:
                stack.enter_context(self._known.answers.writing(tenant, agent_id))
            if rooms:
                await self._database.write([INSERT_ROOM.many([room_row(tenant, room) for room in rooms])])

    async def get_room(self, tenant: TenantId, agent_id: AgentId, room_id: RoomId) -> Room | None:
        """Return a room, or None."""
        known = self._known.room(tenant, agent_id, room_id)
        if known is not None:
            return loaded(Room, known)
        since = self._known.now()
        params = {"in_tenant": tenant, "of_agent": agent_id, "which": room_id}
        for (document,) in await self._database.read(_GET, params):
            room = loaded(Room, document)
            self._known.keep_room(tenant, room, document, since=since)
            return room
        return None

    async def get_rooms(self, tenant: TenantId, agent_id: AgentId, room_ids: Sequence[RoomId]) -> list[Room]:
        """Return those that exist, in the order of the ids."""
        known = {room_id: self._known.room(tenant, agent_id, room_id) for room_id in room_ids}
        found = {room_id: loaded(Room, document) for room_id, document in known.items() if document}
        missing = [room_id for room_id in known if room_id not in found]
        if missing:
            since = self._known.now()
            params = {"in_tenant": tenant, "of_agent": agent_id, "room_ids": texts(missing)}
            for (document,) in await self._database.read(_GET_SEVERAL, params, few=len(missing) <= _FEW):
                room = loaded(Room, document)
                self._known.keep_room(tenant, room, document, since=since)
                found[room.room_id] = room
        return [found[room_id] for room_id in room_ids if room_id in found]

    async def rooms_of_world(self, tenant: TenantId, agent_id: AgentId, world_id: WorldId) -> list[Room]:
        """Return the rooms of a world, by id."""
        params = {"in_tenant": tenant, "of_agent": agent_id, "in_world": world_id}
        rows = await self._known.answers.read(self._database, tenant, agent_id, _OF_WORLD, params)
        return [loaded(Room, document) for (document,) in rows]

    async def update_room(self, tenant: TenantId, room: Room) -> Room:
        """Replace a room; see WorldStore."""
        key = {"in_tenant": tenant, "of_agent": room.agent_id, "which": room.room_id}
        changed = replace(room, revision=room.revision + 1)
        new = {**key, **revising(changed), "new_world": room.world_id}
        unit = [
            _EXISTS.one(key, lambda: NotFound("room", room.room_id)),
            _UPDATE.one(new, lambda: RevisionMismatch("room", room.room_id)),
        ]
        with self._known.changing(tenant, room.agent_id, room.room_id):
            await self._database.write(unit)
        return changed

    async def delete_room(self, tenant: TenantId, agent_id: AgentId, room_id: RoomId) -> None:
        """Delete a room with its participants, memories and their vectors; see WorldStore."""
        await self._memories.delete_matching(tenant, agent_id, MemoryFilter(room_ids=(room_id,)))
        params = {"in_tenant": tenant, "of_agent": agent_id, "which": room_id}
        with self._known.changing(tenant, agent_id):
            await self._database.write([query.one(params) for query in _DELETE])

    async def _empty_world(self, tenant: TenantId, agent_id: AgentId, world_id: WorldId) -> list[Statement]:
        """Delete the memories of a world's rooms; return what deletes the rooms and who takes part in them."""
        rooms = [room.room_id for room in await self.rooms_of_world(tenant, agent_id, world_id)]
        for start in range(0, len(rooms), _ROOMS_AT_ONCE):
            some = MemoryFilter(room_ids=tuple(rooms[start : start + _ROOMS_AT_ONCE]))
            await self._memories.delete_matching(tenant, agent_id, some)
        params = {"in_tenant": tenant, "of_agent": agent_id, "in_world": world_id}
        return [query.one(params) for query in _DELETE_OF_WORLD]
