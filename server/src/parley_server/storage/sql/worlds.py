"""Worlds and all that is in them, on SQL."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import bindparam, delete, literal_column, select, update

from parley_server.domain.errors import NotFound, RevisionMismatch
from parley_server.domain.events import DomainEvent
from parley_server.domain.ids import AgentId, TenantId, WorldId
from parley_server.domain.worlds import Connection, World
from parley_server.sql.database import Database
from parley_server.sql.outbox import Outbox
from parley_server.sql.queries import Query
from parley_server.sql.tables import WORLDS
from parley_server.storage.memories import MemoryStore
from parley_server.storage.sql.participants import SqlParticipants
from parley_server.storage.sql.people import SqlPeople
from parley_server.storage.sql.rooms import SqlRooms
from parley_server.storage.sql.surroundings import INSERT_WORLD, Surroundings, loaded, revising, world_row

_OF_AGENT = (WORLDS.c.tenant == bindparam("in_tenant"), WORLDS.c.agent_id == bindparam("of_agent"))
_IS_WORLD = WORLDS.c.world_id == bindparam("which")
_GET = Query(select(WORLDS.c.document).where(*_OF_AGENT, _IS_WORLD))
_LIST = Query(select(WORLDS.c.document).where(*_OF_AGENT).order_by(WORLDS.c.world_id))
_EXISTS = Query(select(literal_column("1")).where(*_OF_AGENT, _IS_WORLD))
_UPDATE = Query(
    update(WORLDS)
    .where(*_OF_AGENT, _IS_WORLD, WORLDS.c.revision == bindparam("seen"))
    .values(document=bindparam("new_document"), revision=bindparam("new_revision"))
)
_DELETE = Query(delete(WORLDS).where(*_OF_AGENT, _IS_WORLD))


class SqlWorlds(SqlRooms, SqlParticipants, SqlPeople):
    """The WorldStore of a Database."""

    def __init__(self, database: Database, outbox: Outbox, surroundings: Surroundings, memories: MemoryStore) -> None:
        """Keep worlds, rooms and entities in this database; rooms take their `memories` along."""
        self._database = database
        self._outbox = outbox
        self._known = surroundings
        self._memories = memories

    async def ensure_connection(
        self, tenant: TenantId, connection: Connection, *, events: Sequence[DomainEvent] = ()
    ) -> None:
        """Create what is missing of entity, room and world, and let entity and agent take part in the room."""
        since = self._known.now()
        missing = self._known.statements(tenant, connection)
        unit = [*missing, *self._outbox.statements(events)]
        if unit:
            with self._known.connecting(tenant, connection, missing):
                await self._database.write(unit)
            self._known.committed(tenant, connection, since=since)

    async def create_world(self, tenant: TenantId, world: World) -> None:
        """Store a world; see WorldStore."""
        with self._known.answers.writing(tenant, world.agent_id):
            await self._database.write([INSERT_WORLD.one(world_row(tenant, world))])

    async def get_world(self, tenant: TenantId, agent_id: AgentId, world_id: WorldId) -> World | None:
        """Return a world, or None."""
        params = {"in_tenant": tenant, "of_agent": agent_id, "which": world_id}
        for (document,) in await self._known.answers.read(self._database, tenant, agent_id, _GET, params):
            return loaded(World, document)
        return None

    async def list_worlds(self, tenant: TenantId, agent_id: AgentId) -> list[World]:
        """Return all worlds of an agent, by id."""
        rows = await self._database.read(_LIST, {"in_tenant": tenant, "of_agent": agent_id})
        return [loaded(World, document) for (document,) in rows]

    async def update_world(self, tenant: TenantId, world: World) -> World:
        """Replace a world; see WorldStore."""
        key = {"in_tenant": tenant, "of_agent": world.agent_id, "which": world.world_id}
        changed = replace(world, revision=world.revision + 1)
        unit = [
            _EXISTS.one(key, lambda: NotFound("world", world.world_id)),
            _UPDATE.one({**key, **revising(changed)}, lambda: RevisionMismatch("world", world.world_id)),
        ]
        with self._known.answers.writing(tenant, world.agent_id):
            await self._database.write(unit)
        return changed

    async def delete_world(self, tenant: TenantId, agent_id: AgentId, world_id: WorldId) -> None:
        """Delete a world with its rooms; see WorldStore."""
        own = _DELETE.one({"in_tenant": tenant, "of_agent": agent_id, "which": world_id})
        rooms = await self._empty_world(tenant, agent_id, world_id)
        with self._known.changing(tenant, agent_id):
            await self._database.write([*rooms, own])
