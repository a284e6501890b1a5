"""A store in memory, for agents without a database: memories, worlds and logs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from parley_server.domain.ids import AgentId, TenantId
from parley_server.domain.json import JsonValue
from parley_server.domain.logs import LogEntry
from parley_server.storage.agents import AgentStore
from parley_server.storage.events import EventStore
from parley_server.storage.requests import RequestStore
from parley_server.storage.runs import RunStore
from parley_server.storage.schemas import SchemaStore
from tests.fakes.embeddings import FakeEmbeddings
from tests.fakes.memories import FakeMemories, FakeVectors
from tests.fakes.task_store import FakeTasks
from tests.fakes.worlds import FakeWorlds


@dataclass
class FakeLogs:
    """Implements LogStore."""

    entries: list[LogEntry] = field(default_factory=list)

    async def add(self, tenant: TenantId, entries: Sequence[LogEntry]) -> None:
        known = {entry.log_id for entry in self.entries}
        self.entries.extend(entry for entry in entries if entry.log_id not in known)

    async def recent(
        self,
        tenant: TenantId,
        agent_id: AgentId,
        *,
        type_prefix: str = "",
        run_id: str = "",
        room_id: str = "",
        entity_id: str = "",
        limit: int = 50,
    ) -> list[LogEntry]:
        found = [
            entry
            for entry in self.entries
            if entry.agent_id == agent_id
            and entry.type.startswith(type_prefix)
            and run_id in ("", entry.run_id)
            and room_id in ("", entry.room_id)
            and entity_id in ("", entry.entity_id)
        ]
        return found[::-1][:limit]

    async def prune(self, *, before: datetime, keep: int) -> int:
        return 0


@dataclass
class FakeCache:
    """Implements CacheStore."""

    kept: dict[tuple[AgentId, str], JsonValue] = field(default_factory=dict)

    async def get(self, tenant: TenantId, agent_id: AgentId, key: str) -> JsonValue:
        return self.kept.get((agent_id, key))

    async def put(self, tenant: TenantId, agent_id: AgentId, key: str, value: JsonValue) -> None:
        self.kept[agent_id, key] = value

    async def delete(self, tenant: TenantId, agent_id: AgentId, key: str) -> bool:
        return self.kept.pop((agent_id, key), self) is not self


class FakeStore:
    """Implements Store. An agent's runtime has no business with agents, runs and requests."""

    flush = "memory"

    def __init__(self) -> None:
        self.memories = FakeMemories()
        self.vectors = FakeVectors(self.memories)
        self.worlds = FakeWorlds(self.memories.kept)
        self.cache = FakeCache()
        self.logs = FakeLogs()
        self.embeddings = FakeEmbeddings()
        self.tasks = FakeTasks()

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
    def schemas(self) -> SchemaStore:
        raise AssertionError("the runtime asks for tables of plugins")

    @property
    def events(self) -> EventStore:
        raise AssertionError("the runtime asks for the outbox")

    async def ping(self) -> None:
        return
