"""What a plain message costs the store."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from parley_server.sql.database import Database
from parley_server.sql.queries import Backend, Outcome, Params, Query, Row, Unit
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

    async def read(self, query: Query, params: Params, *, few: bool = False) -> list[Row]:
        self.reads.append(params)
        return await self.inner.read(query, params, few=few)

    async def ping(self) -> None:
        await self.inner.ping()


async def test_a_usual_state_in_a_known_room_costs_few_reads(tmp_path: Path) -> None:
    """Each is asked once, whatever the number of providers and actions that want to know it."""
    databases: list[CountingDatabase] = []

    def counting(database: Database) -> Database:
        databases.append(CountingDatabase(database))
        return databases[0]

    async with stored_agent(tmp_path, wrap=counting) as agent:
        for number in range(3):
            message = await agent.say(f"Message {number}")
            databases[0].reads.clear()
            await agent.runtime.compose_state(message)
        reads = databases[0].reads

    assert len(reads) <= 10
    assert len({repr(params) for params in reads}) >= len(reads) - 1
