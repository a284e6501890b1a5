"""Who takes part in which room, on SQL."""

from collections.abc import Sequence

from sqlalchemy import bindparam, delete, literal_column, select, update

from parley_server.domain.errors import NotFound
from parley_server.domain.events import DomainEvent
from parley_server.domain.ids import AgentId, EntityId, RoomId, TenantId
from parley_server.domain.worlds import ParticipantState
from parley_server.sql.database import Database
from parley_server.sql.expressions import EachOf, InsertNew, texts
from parley_server.sql.outbox import Outbox
from parley_server.sql.queries import Query
from parley_server.sql.tables import PARTICIPANTS
from parley_server.storage.sql.surroundings import NO_STATE, Surroundings

_OF_AGENT = (PARTICIPANTS.c.tenant == bindparam("in_tenant"), PARTICIPANTS.c.agent_id == bindparam("of_agent"))
_IN_ROOM = PARTICIPANTS.c.room_id == bindparam("in_room")
_IS_ENTITY = PARTICIPANTS.c.entity_id == bindparam("which")
_ONE = (*_OF_AGENT, _IN_ROOM, _IS_ENTITY)
_PARTICIPANTS = Query(select(PARTICIPANTS.c.entity_id).where(*_OF_AGENT, _IN_ROOM).order_by(PARTICIPANTS.c.position))
_ROOMS = Query(select(PARTICIPANTS.c.room_id).where(*_OF_AGENT, _IS_ENTITY).order_by(PARTICIPANTS.c.position))
_joining = EachOf("entity_ids").table_valued("value")
_ADD = Query(
    InsertNew(PARTICIPANTS).from_select(
        ["tenant", "agent_id", "room_id", "entity_id", "state"],
        select(
            bindparam("in_tenant"),
            bindparam("of_agent"),
            bindparam("in_room"),
            _joining.c.value,
            literal_column(f"'{NO_STATE}'"),
            # A condition, or SQLite would read ON CONFLICT as the beginning of a join.
        ).where(literal_column("1 = 1")),
    )
)
_REMOVE = Query(delete(PARTICIPANTS).where(*_ONE))
_STATE = Query(select(PARTICIPANTS.c.state).where(*_ONE))
_SET_STATE = Query(update(PARTICIPANTS).where(*_ONE).values(state=bindparam("new_state")))


class SqlParticipants:
    """The part of SqlWorlds that keeps who takes part."""

    _database: Database
    _outbox: Outbox
    _known: Surroundings

    async def add_participants(
        self, tenant: TenantId, agent_id: AgentId, room_id: RoomId, entity_ids: Sequence[EntityId]
    ) -> int:
        """Let entities take part in a room; return how many did not before."""
        if not entity_ids:
            return 0
        params = {"in_tenant": tenant, "of_agent": agent_id, "in_room": room_id, "entity_ids": texts(entity_ids)}
        with self._known.answers.writing(tenant, agent_id):
            (outcome,) = await self._database.write([_ADD.one(params)])
        return outcome.touched

    async def remove_participant(
        self, tenant: TenantId, agent_id: AgentId, room_id: RoomId, entity_id: EntityId
    ) -> bool:
        """Let an entity take part no more; return whether it did."""
        params = {"in_tenant": tenant, "of_agent": agent_id, "in_room": room_id, "which": entity_id}
        with self._known.changing(tenant, agent_id):
            (outcome,) = await self._database.write([_REMOVE.one(params)])
        return outcome.touched > 0

    async def participants(self, tenant: TenantId, agent_id: AgentId, room_id: RoomId) -> list[EntityId]:
        """Return who takes part in a room, in order of joining."""
        params = {"in_tenant": tenant, "of_agent": agent_id, "in_room": room_id}
        rows = await self._known.answers.read(self._database, tenant, agent_id, _PARTICIPANTS, params)
        return [EntityId(entity_id) for (entity_id,) in rows]

    async def rooms_of_participant(self, tenant: TenantId, agent_id: AgentId, entity_id: EntityId) -> list[RoomId]:
        """Return where an entity takes part, in order of joining."""
        params = {"in_tenant": tenant, "of_agent": agent_id, "which": entity_id}
        rows = await self._known.answers.read(self._database, tenant, agent_id, _ROOMS, params)
        return [RoomId(room_id) for (room_id,) in rows]

    async def participant_state(
        self, tenant: TenantId, agent_id: AgentId, room_id: RoomId, entity_id: EntityId
    ) -> ParticipantState | None:
        """Return how a participant stands to a room; None = neither, or does not take part."""
        params = {"in_tenant": tenant, "of_agent": agent_id, "in_room": room_id, "which": entity_id}
        for (state,) in await self._known.answers.read(self._database, tenant, agent_id, _STATE, params):
            return ParticipantState(state) if state != NO_STATE else None
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
            "new_state": state.value if state else NO_STATE,
        }
        change = _SET_STATE.one(params, lambda: NotFound("participant", entity_id))
        with self._known.answers.writing(tenant, agent_id):
            await self._database.write([change, *self._outbox.statements(events)])
