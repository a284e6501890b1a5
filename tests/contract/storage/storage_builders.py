"""Values for the storage suite, and an outbox that writes events where a test can see them."""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Protocol

from sqlalchemy import bindparam, text

from parley_server.domain.agents import StoredAgent
from parley_server.domain.content import Content, Memory
from parley_server.domain.events import DomainEvent
from parley_server.domain.ids import (
    DEFAULT_TENANT,
    AgentId,
    EntityId,
    MemoryId,
    RoomId,
    RunId,
    TenantId,
    WorldId,
    new_id,
)
from parley_server.domain.runs import Run, RunStatus
from parley_server.domain.worlds import Connection, Entity, Room, World
from parley_server.sql.database import Database
from parley_server.sql.outbox import Outbox
from parley_server.sql.queries import Query, Statement
from parley_server.storage.requests import RequestRecord
from parley_server.storage.runs import LogRecord, RunAppend
from parley_server.storage.sql.store import SqlStore

TENANT = DEFAULT_TENANT
OTHER_TENANT = TenantId("other")
AGENT = AgentId("11111111-0000-0000-0000-000000000001")
OTHER_AGENT = AgentId("11111111-0000-0000-0000-000000000002")
ROOM = RoomId("22222222-0000-0000-0000-000000000001")
OTHER_ROOM = RoomId("22222222-0000-0000-0000-000000000002")
ENTITY = EntityId("33333333-0000-0000-0000-000000000001")
WORLD = WorldId("44444444-0000-0000-0000-000000000001")
NOON = datetime(2026, 11, 20, 12, 0, 0, 123456, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
LATER = NOON + timedelta(days=1)


def connection_of(*, agent: AgentId = AGENT, room: RoomId = ROOM, entity: EntityId = ENTITY) -> Connection:
    """Return one entity in one room of the world."""
    return Connection(
        entity=Entity(entity_id=entity, agent_id=agent, names=("Ada",), revision=1),
        room=Room(room_id=room, agent_id=agent, world_id=WORLD, name="parlour", type="DM", revision=1),
        world=World(world_id=WORLD, agent_id=agent, name="home", revision=1),
    )


def queued_run(
    run_id: str | None = None, *, agent: AgentId = AGENT, room: RoomId = ROOM, created_at: datetime = NOON
) -> Run:
    """Return a run as it begins."""
    return Run(
        run_id=RunId(run_id or new_id()),
        agent_id=agent,
        message_id=MemoryId(new_id()),
        room_id=room,
        entity_id=ENTITY,
        status=RunStatus.QUEUED,
        created_at=created_at,
    )


def started(run: Run) -> Run:
    """Return the run at work, a second after it was made."""
    return replace(run, status=RunStatus.STARTED, started_at=run.created_at + timedelta(seconds=1))


def ended(run: Run, status: RunStatus = RunStatus.COMPLETED) -> Run:
    """Return the run at its end, two seconds after it was made."""
    return replace(run, status=status, ended_at=run.created_at + timedelta(seconds=2))


def records(first: int, last: int, size: int = 20) -> list[LogRecord]:
    """Return events numbered from `first` to `last`, each of `size` bytes at least."""
    return [
        LogRecord(sequence=number, data=f"event {number}".encode().ljust(size, b"."))
        for number in range(first, last + 1)
    ]


async def stored_run(
    store: SqlStore, run: Run | None = None, *, tenant: TenantId = TENANT, events: int = 0, end: bool = False
) -> Run:
    """Store a run with so many events, and perhaps its end; return it as it is then."""
    run = run or queued_run()
    connection = connection_of(agent=run.agent_id, room=run.room_id)
    await store.runs.start(tenant, run, input=b"input", connection=connection)
    if events:
        run = replace(started(run), last_sequence=events)
        await store.runs.append(tenant, RunAppend(run=run, records=records(1, events)))
    if end:
        run = ended(run)
        await store.runs.append(tenant, RunAppend(run=run, outcome=b"outcome"))
    return run


def request_of(request_id: str = "request-1", *, created_at: datetime = NOON) -> RequestRecord:
    """Return a request."""
    return RequestRecord(request_id=request_id, fingerprint=b"\x00\xff", answer=b"answer", created_at=created_at)


def memory_of(
    text_: str = "hello",
    *,
    memory_id: str | None = None,
    agent: AgentId = AGENT,
    room: RoomId = ROOM,
    table: str = "messages",
) -> Memory:
    """Return a memory."""
    return Memory(
        memory_id=MemoryId(memory_id or new_id()),
        entity_id=ENTITY,
        agent_id=agent,
        room_id=room,
        content=Content(text=text_),
        created_at=NOON,
        table=table,
    )


def agent_of(name: str, agent_id: AgentId | None = None) -> StoredAgent:
    """Return an agent as it is stored."""
    return StoredAgent(
        agent_id=agent_id or AgentId(new_id()),
        name=name,
        character={"name": name, "bio": ["keeps bees"]},
        created_at=NOON,
        updated_at=NOON,
    )


def event_of(kind: str = "agent:added") -> DomainEvent:
    """Return an event."""
    return DomainEvent(type=kind, tenant=TENANT)


class StorageBackend(Protocol):
    """A database that can be opened again and again, as a server that restarts does."""

    def open(self, outbox: Outbox | None = None) -> AbstractAsyncContextManager[SqlStore]:
        """Open the store; what an earlier one stored is there."""
        ...


class RecordingOutbox:
    """Writes the type of each event into a table, in the unit of the change."""

    _INSERT = Query(text("INSERT INTO announced (type) VALUES (:type)").bindparams(bindparam("type")))
    _ALL = Query(text("SELECT type FROM announced ORDER BY type"), returns_rows=True)

    def statements(self, events: Sequence[DomainEvent]) -> Sequence[Statement]:
        """Return one insert an event."""
        return [self._INSERT.one({"type": event.type}) for event in events]

    async def create_table(self, database: Database) -> None:
        """Make the table."""
        await database.write([Query(text("CREATE TABLE announced (type TEXT)")).one({})])

    async def announced(self, database: Database) -> list[str]:
        """Return the types of the events that were committed."""
        return [row[0] for row in await database.read(self._ALL, {})]
