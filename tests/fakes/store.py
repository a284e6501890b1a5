"""A store in memory, for agents without a database: memories, worlds and logs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from parley_server.domain.content import Memory
from parley_server.domain.errors import NotFound
from parley_server.domain.events import DomainEvent
from parley_server.domain.ids import AgentId, EntityId, MemoryId, RoomId, TenantId
from parley_server.domain.worlds import Connection, Entity, ParticipantState, Room
from parley_server.storage.agents import AgentStore
from parley_server.storage.events import EventStore
from parley_server.storage.logs import LogEntry
from parley_server.storage.requests import RequestStore
from parley_server.storage.runs import RunStore
from parley_server.storage.schemas import SchemaStore
from parley_server.storage.tasks import TaskStore


@dataclass
class FakeMemories:
    """Implements MemoryStore; `kept` in the order of storing."""

    kept: dict[tuple[TenantId, AgentId, MemoryId], Memory] = field(default_factory=dict)

    async def create(self, tenant: TenantId, memories: Sequence[Memory], *, events: Sequence[DomainEvent] = ()) -> None:
        for memory in memories:
            self.kept.setdefault((tenant, memory.agent_id, memory.memory_id), memory)

    async def get(self, tenant: TenantId, agent_id: AgentId, memory_ids: Sequence[MemoryId]) -> list[Memory]:
        return [self.kept[key] for one in memory_ids if (key := (tenant, agent_id, one)) in self.kept]

    async def recent(
        self, tenant: TenantId, agent_id: AgentId, room_id: RoomId, *, table: str, limit: int
    ) -> list[Memory]:
        found = [
            memory
            for (owner, agent, _), memory in self.kept.items()
            if (owner, agent, memory.room_id, memory.table) == (tenant, agent_id, room_id, table)
        ]
        return found[::-1][:limit]


@dataclass
class FakeWorlds:
    """Implements WorldStore; `connections` counts what was made sure of."""

    rooms: dict[tuple[AgentId, RoomId], Room] = field(default_factory=dict)
    entities: dict[tuple[AgentId, EntityId], Entity] = field(default_factory=dict)
    taking_part: dict[tuple[AgentId, RoomId], dict[EntityId, ParticipantState | None]] = field(default_factory=dict)
    connections: list[Connection] = field(default_factory=list)

    async def ensure_connection(
        self, tenant: TenantId, connection: Connection, *, events: Sequence[DomainEvent] = ()
    ) -> None:
        self.connections.append(connection)
        entity, room = connection.entity, connection.room
        self.entities.setdefault((entity.agent_id, entity.entity_id), entity)
        self.rooms.setdefault((room.agent_id, room.room_id), room)
        present = self.taking_part.setdefault((room.agent_id, room.room_id), {})
        present.setdefault(entity.entity_id, None)
        present.setdefault(EntityId(room.agent_id), None)

    async def get_room(self, tenant: TenantId, agent_id: AgentId, room_id: RoomId) -> Room | None:
        return self.rooms.get((agent_id, room_id))

    async def get_entities(self, tenant: TenantId, agent_id: AgentId, entity_ids: Sequence[EntityId]) -> list[Entity]:
        return [self.entities[key] for one in entity_ids if (key := (agent_id, one)) in self.entities]

    async def participants(self, tenant: TenantId, agent_id: AgentId, room_id: RoomId) -> list[EntityId]:
        return list(self.taking_part.get((agent_id, room_id), ()))

    async def participant_state(
        self, tenant: TenantId, agent_id: AgentId, room_id: RoomId, entity_id: EntityId
    ) -> ParticipantState | None:
        return self.taking_part.get((agent_id, room_id), {}).get(entity_id)

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
        present = self.taking_part.get((agent_id, room_id), {})
        if entity_id not in present:
            raise NotFound("participant", entity_id)
        present[entity_id] = state


@dataclass
class FakeLogs:
    """Implements LogStore."""

    entries: list[LogEntry] = field(default_factory=list)

    async def add(self, tenant: TenantId, entries: Sequence[LogEntry]) -> None:
        known = {entry.log_id for entry in self.entries}
        self.entries.extend(entry for entry in entries if entry.log_id not in known)

    async def recent(
        self, tenant: TenantId, agent_id: AgentId, *, type_prefix: str = "", run_id: str = "", limit: int = 50
    ) -> list[LogEntry]:
        found = [
            entry
            for entry in self.entries
            if entry.agent_id == agent_id and entry.type.startswith(type_prefix) and run_id in ("", entry.run_id)
        ]
        return found[::-1][:limit]

    async def prune(self, *, before: datetime, keep: int) -> int:
        return 0


class FakeStore:
    """Implements Store. An agent's runtime has no business with agents, runs and requests."""

    flush = "memory"

    def __init__(self) -> None:
        self.memories = FakeMemories()
        self.worlds = FakeWorlds()
        self.logs = FakeLogs()

    @property
    def agents(self) -> AgentStore:
        raise AssertionError("the runtime asks for agents")

    @property
    def runs(self) -> RunStore:
        raise AssertionError("the runtime asks for runs")

    @property
    def requests(self) -> RequestStore:
        raise AssertionError("the runtime asks for requests")

    @property
    def tasks(self) -> TaskStore:
        raise AssertionError("the runtime asks for tasks")

    @property
    def schemas(self) -> SchemaStore:
        raise AssertionError("the runtime asks for tables of plugins")

    @property
    def events(self) -> EventStore:
        raise AssertionError("the runtime asks for the outbox")

    async def ping(self) -> None:
        return
