"""Agents as they are kept over restarts, on SQL."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, delete, select, update

from parley_server.domain.agents import StoredAgent
from parley_server.domain.errors import AlreadyExists, RevisionMismatch
from parley_server.domain.events import DomainEvent
from parley_server.domain.ids import AgentId, TenantId
from parley_server.domain.json import JsonObject
from parley_server.sql.database import Database
from parley_server.sql.expressions import OneOf, texts
from parley_server.sql.outbox import Outbox
from parley_server.sql.queries import Params, Query, Row, Statement, insert_new
from parley_server.sql.tables import AGENTS
from parley_server.sql.times import from_micros, to_micros
from parley_server.storage.requests import RequestRecord
from parley_server.storage.sql.cache import forget_agents
from parley_server.storage.sql.documents import document_of
from parley_server.storage.sql.requests import request_statement


@dataclass(frozen=True, slots=True, kw_only=True)
class _Definition:
    """What of an agent is stored as one document: the parts that no query asks for."""

    name: str
    character: JsonObject
    sealed_secrets: bytes
    plugins: tuple[str, ...]
    settings: JsonObject
    database: str


_INSERT = insert_new(AGENTS)
_NAMESAKE = AGENTS.alias("namesake")
_LIST = Query(
    select(
        AGENTS.c.agent_id,
        AGENTS.c.document,
        AGENTS.c.should_run,
        AGENTS.c.created_at,
        AGENTS.c.updated_at,
        AGENTS.c.revision,
    )
    .where(AGENTS.c.tenant == bindparam("tenant"))
    .order_by(AGENTS.c.position)
)
_THESE = (AGENTS.c.tenant == bindparam("in_tenant"), OneOf(AGENTS.c.agent_id, "agent_ids"))
_SET_SHOULD_RUN = Query(update(AGENTS).where(*_THESE).values(should_run=bindparam("should_run")))
_UPDATE = Query(
    update(AGENTS)
    .where(
        AGENTS.c.tenant == bindparam("in_tenant"),
        AGENTS.c.agent_id == bindparam("which"),
        AGENTS.c.revision == bindparam("expected"),
        # The name is free: no row but its own has it.
        ~select(_NAMESAKE.c.agent_id)
        .where(
            _NAMESAKE.c.tenant == bindparam("in_tenant"),
            _NAMESAKE.c.name_key == bindparam("new_key"),
            _NAMESAKE.c.agent_id != bindparam("which"),
        )
        .exists(),
    )
    .values(
        name_key=bindparam("new_key"),
        document=bindparam("document"),
        updated_at=bindparam("updated_at"),
        revision=bindparam("revision"),
    )
)
_DELETE = Query(delete(AGENTS).where(*_THESE))


class SqlAgents:
    """The AgentStore of a Database."""

    def __init__(self, database: Database, outbox: Outbox) -> None:
        """Keep agents in this database."""
        self._database = database
        self._outbox = outbox

    async def add(
        self,
        tenant: TenantId,
        agents: Sequence[StoredAgent],
        *,
        request: RequestRecord | None = None,
        events: Sequence[DomainEvent] = (),
    ) -> None:
        """Store all agents or none, with the request that asked for them.

        Raises AlreadyExists when an id or a name (in any case) is taken, RequestTaken when the request is known.
        """
        # The request first: a repeat is told that it is one, not that its agents are there already.
        unit = [request_statement(tenant, request)] if request else []
        unit += [_insert(tenant, agent) for agent in agents]
        await self._database.write([*unit, *self._outbox.statements(events)])

    async def list_all(self, tenant: TenantId) -> list[StoredAgent]:
        """Return every agent in order of adding."""
        return [_from_row(row) for row in await self._database.read(_LIST, {"tenant": tenant})]

    async def update(
        self, tenant: TenantId, agent: StoredAgent, *, revision: int, events: Sequence[DomainEvent] = ()
    ) -> None:
        """Store an agent anew; `should_run` stays as it is.

        Raises RevisionMismatch unless `revision` is what is stored, and AlreadyExists when its new name is taken.
        """
        row: Params = {
            "in_tenant": tenant,
            "which": agent.agent_id,
            "expected": revision,
            "new_key": agent.name.casefold(),
            "document": document_of(_Definition).dump(_definition(agent)),
            "updated_at": to_micros(agent.updated_at),
            "revision": agent.revision,
        }
        refused = RevisionMismatch("agent", agent.agent_id)
        try:
            await self._database.write([_UPDATE.one(row, lambda: refused), *self._outbox.statements(events)])
        except RevisionMismatch:
            known = {other.name.casefold(): other.agent_id for other in await self.list_all(tenant)}
            if known.get(agent.name.casefold(), agent.agent_id) != agent.agent_id:
                raise AlreadyExists("agent", agent.name) from None
            raise

    async def set_should_run(
        self, tenant: TenantId, agent_ids: Sequence[AgentId], should_run: bool, *, events: Sequence[DomainEvent] = ()
    ) -> None:
        """Remember whether these agents are to run after a restart. Unknown ids are ignored."""
        params: Params = {"in_tenant": tenant, "agent_ids": texts(agent_ids), "should_run": int(should_run)}
        await self._database.write([_SET_SHOULD_RUN.one(params), *self._outbox.statements(events)])

    async def delete(
        self, tenant: TenantId, agent_ids: Sequence[AgentId], *, events: Sequence[DomainEvent] = ()
    ) -> None:
        """Take agents off the list, with their cache; what they remember stays. Unknown ids are ignored."""
        unit = [_DELETE.one({"in_tenant": tenant, "agent_ids": texts(agent_ids)}), forget_agents(tenant, agent_ids)]
        await self._database.write([*unit, *self._outbox.statements(events)])

    async def forget(self, tenant: TenantId, agent_ids: Sequence[AgentId]) -> None:
        """Forget the cache of agents that are on no list."""
        await self._database.write([forget_agents(tenant, agent_ids)])


def _definition(agent: StoredAgent) -> _Definition:
    return _Definition(
        name=agent.name,
        character=agent.character,
        sealed_secrets=agent.sealed_secrets,
        plugins=agent.plugins,
        settings=agent.settings,
        database=agent.database,
    )


def _insert(tenant: TenantId, agent: StoredAgent) -> Statement:
    return _INSERT.one(
        {
            "tenant": tenant,
            "agent_id": agent.agent_id,
            "name_key": agent.name.casefold(),
            "document": document_of(_Definition).dump(_definition(agent)),
            "should_run": int(agent.should_run),
            "created_at": to_micros(agent.created_at),
            "updated_at": to_micros(agent.updated_at),
            "revision": agent.revision,
        },
        lambda: AlreadyExists("agent", agent.name),
    )


def _from_row(row: Row) -> StoredAgent:
    agent_id, document, should_run, created_at, updated_at, revision = row
    definition = document_of(_Definition).load(document)
    return StoredAgent(
        agent_id=agent_id,
        name=definition.name,
        character=definition.character,
        sealed_secrets=definition.sealed_secrets,
        plugins=definition.plugins,
        settings=definition.settings,
        database=definition.database,
        should_run=bool(should_run),
        created_at=from_micros(created_at),
        updated_at=from_micros(updated_at),
        revision=revision,
    )
