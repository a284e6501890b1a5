"""What a plain message costs the store."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from parley_server.domain.runs import MessageOptions, RunStatus
from parley_server.sql.database import Database
from parley_server.sql.queries import Backend, Outcome, Params, Query, Row, Unit
from tests.fakes.agents import ScriptedModel
from tests.fakes.models import envelope
from tests.fakes.stored_agents import stored_agent


@dataclass
class CountingDatabase:
    """Implements Database; counts the reads that another one does."""

    inner: Database
    reads: list[Params] = field(default_factory=list)

    @property
    def backend(self) -> Backend:
        return self.inner.backend

    async def write(self, unit: Unit) -> list[Outcome]:
        return await self.inner.write(unit)

    async def read(self, query: Query, params: Params) -> list[Row]:
        self.reads.append(params)
        return await self.inner.read(query, params)

    async def ping(self) -> None:
        await self.inner.ping()


async def test_a_plain_message_in_a_known_room_costs_few_reads(tmp_path: Path) -> None:
    """Without sharing them, it would be twice as many: each provider and action asks for itself."""
    databases: list[CountingDatabase] = []

    def counting(database: Database) -> Database:
        databases.append(CountingDatabase(database))
        return databases[0]

    model = ScriptedModel(envelope("Good day."))
    async with stored_agent(tmp_path, model.plugin(), wrap=counting) as agent:
        await agent.service.handle_message(agent.runtime, agent.message("Hello"), MessageOptions())
        databases[0].reads.clear()
        result = await agent.service.handle_message(agent.runtime, agent.message("How are you?"), MessageOptions())

    assert result.status is RunStatus.COMPLETED
    assert len(databases[0].reads) <= 12
