"""A database that a test makes wait, or lose what it is given."""

import asyncio

from parley_server.sql.database import Database
from parley_server.sql.queries import Backend, Outcome, Params, Query, Row, Unit


class GatedDatabase:
    """A database whose answers can be held back; `reads` counts."""

    def __init__(self, inner: Database) -> None:
        self._inner = inner
        self.reads = 0
        self.writes = 0
        self.hold_reads = self.hold_writes = self.lose_writes = False
        self.arrived, self.gate = asyncio.Event(), asyncio.Event()
        self.lost: list[Unit] = []

    @property
    def backend(self) -> Backend:
        return self._inner.backend

    async def read(self, query: Query, params: Params, *, few: bool = False) -> list[Row]:
        self.reads += 1
        rows = await self._inner.read(query, params, few=few)
        if self.hold_reads:
            self.hold_reads = False
            await self._wait()
        return rows

    async def write(self, unit: Unit) -> list[Outcome]:
        self.writes += 1
        if self.lose_writes:
            self.lost.append(unit)
            await self._wait()
        outcomes = await self._inner.write(unit)
        if self.hold_writes:
            self.hold_writes = False
            await self._wait()
        return outcomes

    async def ping(self) -> None:
        await self._inner.ping()

    async def commit_what_was_lost(self) -> None:
        for unit in self.lost:
            await self._inner.write(unit)

    async def _wait(self) -> None:
        self.arrived.set()
        await self.gate.wait()
