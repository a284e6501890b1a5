"""What is stored around messages, remembered, so that a message in a known room costs neither reads nor inserts."""

from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from parley_server.domain.errors import NotFound, RevisionMismatch
from parley_server.domain.ids import AgentId, EntityId, RoomId, TenantId
from parley_server.domain.worlds import Connection, Entity, Revised, Room, World, with_revision
from parley_server.sql.queries import Params, Statement, insert_new
from parley_server.sql.tables import ENTITIES, PARTICIPANTS, ROOMS, WORLDS
from parley_server.storage.sql.answers import Answers
from parley_server.storage.sql.documents import document_of
from parley_server.storage.sql.generations import Generations

INSERT_WORLD = insert_new(WORLDS)
INSERT_ROOM = insert_new(ROOMS)
INSERT_ENTITY = insert_new(ENTITIES)
INSERT_PARTICIPANT = insert_new(PARTICIPANTS)
NO_STATE = ""

# Rooms, entities and connections that are remembered, and how long a document of theirs may be.
_REMEMBERED = 2048
_SHORT = 2048


def world_row(tenant: TenantId, world: World) -> Params:
    """Return a world as its row."""
    return _row(tenant, with_revision(world), {"world_id": world.world_id})


def room_row(tenant: TenantId, room: Room) -> Params:
    """Return a room as its row."""
    return _row(tenant, with_revision(room), {"room_id": room.room_id, "world_id": room.world_id})


def entity_row(tenant: TenantId, entity: Entity) -> Params:
    """Return an entity as its row."""
    return _row(tenant, with_revision(entity), {"entity_id": entity.entity_id})


def _row(tenant: TenantId, value: Revised, key: Params) -> Params:
    owner = {"tenant": tenant, "agent_id": value.agent_id}
    return {**owner, **key, "document": document_of(type(value)).dump(value), "revision": value.revision}


def revising(changed: Revised) -> Params:
    """Return the parameters that put a value in place of the one of the revision before its own."""
    document = document_of(type(changed)).dump(changed)
    return {"seen": changed.revision - 1, "new_document": document, "new_revision": changed.revision}


def loaded(kind: type[Revised], document: str) -> Revised:
    """Return what a document holds; those of earlier releases tell no revision."""
    return with_revision(document_of(kind).load(document))


def connection_statements(tenant: TenantId, connection: Connection) -> list[Statement]:
    """Return what creates the missing parts of a connection: world, room, entity, participants, in this order.

    Always the same one: two units that insert the same rows in different orders could wait for each other for ever.
    """
    world, room, entity = connection.world, connection.room, connection.entity
    agent_id = room.agent_id
    of_agent = {"tenant": tenant, "agent_id": agent_id}
    statements = []
    if world.world_id:
        statements.append(INSERT_WORLD.one(world_row(tenant, world)))
    statements.append(INSERT_ROOM.one(room_row(tenant, room)))
    statements.append(INSERT_ENTITY.one(entity_row(tenant, entity)))
    joining = dict.fromkeys((entity.entity_id, EntityId(agent_id)))
    rows = [{**of_agent, "room_id": room.room_id, "entity_id": who, "state": NO_STATE} for who in joining]
    statements.append(INSERT_PARTICIPANT.many(rows))
    return statements


class Surroundings:
    """Remembers rooms, entities and connections that were committed or read, by the one process that may write.

    What a change makes untrue is forgotten once the change has ended, and nothing of its agent is remembered from a
    read or a write that was under way meanwhile: it may have seen what was there before. A change whose caller was
    cancelled, or that failed, may yet be committed; nothing of the agent is remembered then until a later write has
    come back, since units are stored in order.
    """

    def __init__(self) -> None:
        """Remember nothing yet."""
        # As documents: what is made of one is its reader's own, with all that it holds.
        self._rooms: Generations[str] = Generations(_REMEMBERED)
        self._entities: Generations[str] = Generations(_REMEMBERED)
        self._connections: Generations[bool] = Generations(_REMEMBERED)
        self.answers = Answers()
        self._ended = 0
        self._changing: Counter[Hashable] = Counter()
        self._doubted: dict[Hashable, int] = {}

    def now(self) -> int:
        """Return the moment, for `keep_...` and `committed`: ask before the read or the write."""
        return self._ended

    def sizes(self) -> Mapping[str, int]:
        """Return how many of each are remembered."""
        return {
            "known_rooms": len(self._rooms),
            "known_entities": len(self._entities),
            "known_connections": len(self._connections),
            "known_answers": len(self.answers),
        }

    # ---- Rooms and entities ----

    def room(self, tenant: TenantId, agent_id: AgentId, room_id: RoomId) -> str | None:
        """Return the document of a room, or None."""
        return self._rooms.get((tenant, agent_id, room_id))

    def entity(self, tenant: TenantId, agent_id: AgentId, entity_id: EntityId) -> str | None:
        """Return the document of an entity, or None."""
        return self._entities.get((tenant, agent_id, entity_id))

    def keep_room(self, tenant: TenantId, room: Room, document: str, *, since: int) -> None:
        """Remember a room that was read; long ones are not."""
        if len(document) <= _SHORT and self._is_true((tenant, room.agent_id), since):
            self._rooms.put((tenant, room.agent_id, room.room_id), document)

    def keep_entity(self, tenant: TenantId, entity: Entity, document: str, *, since: int) -> None:
        """Remember an entity that was read; long ones are not."""
        if len(document) <= _SHORT and self._is_true((tenant, entity.agent_id), since):
            self._entities.put((tenant, entity.agent_id, entity.entity_id), document)

    # ---- Connections ----

    def statements(self, tenant: TenantId, connection: Connection) -> list[Statement]:
        """Return what creates the missing parts of a connection; nothing where all of it is known to be there."""
        if self._connections.get(_key(tenant, connection)) and self._is_settled((tenant, connection.room.agent_id)):
            return []
        return connection_statements(tenant, connection)

    @contextmanager
    def connecting(self, tenant: TenantId, connection: Connection, missing: Sequence[Statement]) -> Iterator[None]:
        """Write what `statements` has returned inside, if anything."""
        if missing:
            with self.answers.writing(tenant, connection.room.agent_id):
                yield
        else:
            yield

    def committed(self, tenant: TenantId, connection: Connection, *, since: int) -> None:
        """Take note that all of a connection is stored, by a write that began at `since`."""
        owner = (tenant, connection.room.agent_id)
        if self._doubted and self._doubted.get(owner, since + 1) <= since:
            del self._doubted[owner]
        if self._is_true(owner, since):
            self._connections.put(_key(tenant, connection), True)

    # ---- Changes ----

    @contextmanager
    def changing(self, tenant: TenantId, agent_id: AgentId, *changed: str) -> Iterator[None]:
        """Write a change inside: its rooms and entities are forgotten, or without any named, all of the agent."""
        owner, since = (tenant, agent_id), self._ended
        self._changing[owner] += 1
        try:
            with self.answers.writing(tenant, agent_id):
                yield
        except (NotFound, RevisionMismatch):
            raise
        except BaseException:
            self._doubt(owner)
            raise
        else:
            if self._doubted.get(owner, since + 1) <= since:
                del self._doubted[owner]
        finally:
            self._ended += 1
            self._changing[owner] -= 1
            if not self._changing[owner]:
                del self._changing[owner]
            self._forget(owner, changed)

    def _doubt(self, owner: Hashable) -> None:
        # Only a write that begins from now on settles it; `_ended` is about to be counted up.
        self._doubted[owner] = self._ended + 1
        if len(self._doubted) > _REMEMBERED:
            # So many writes later the oldest one has been decided on.
            del self._doubted[next(iter(self._doubted))]

    def _forget(self, owner: tuple[TenantId, AgentId], changed: tuple[str, ...]) -> None:
        for which in changed:
            self._rooms.forget((*owner, which))
            self._entities.forget((*owner, which))
        if not changed:
            for kept in (self._rooms, self._entities, self._connections):
                kept.forget_those(lambda key: isinstance(key, tuple) and key[:2] == owner)

    def _is_true(self, owner: Hashable, since: int) -> bool:
        """Tell whether what was read or written since then may be remembered."""
        return since == self._ended and self._is_settled(owner)

    def _is_settled(self, owner: Hashable) -> bool:
        return owner not in self._changing and owner not in self._doubted


def _key(tenant: TenantId, connection: Connection) -> Hashable:
    room, entity = connection.room, connection.entity
    return (tenant, room.agent_id, connection.world.world_id, room.room_id, entity.entity_id)
