"""The journal: written in the background, in groups, and to the last entry."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from parley_server.domain.errors import StoreUnavailable
from parley_server.domain.ids import DEFAULT_TENANT, TenantId
from parley_server.domain.logs import LogEntry
from parley_server.runtime.journal import JournalWriter
from parley_server.sql.json_text import dump_json
from tests.fakes.embedding_bench import until
from tests.fakes.store import FakeLogs
from tests.fakes.values import AGENT_ID, NOW


def entry(number: int) -> LogEntry:
    return LogEntry(log_id=str(number), type="action", agent_id=AGENT_ID, created_at=NOW)


class SlowLogs(FakeLogs):
    """Logs whose first write waits until it is cancelled."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting = asyncio.Event()

    async def add(self, tenant: TenantId, entries: Sequence[LogEntry]) -> None:
        if not self.waiting.is_set():
            self.waiting.set()
            await asyncio.Event().wait()
        await super().add(tenant, entries)


async def test_a_cancel_loses_nothing_neither_the_batch_at_hand_nor_the_rest() -> None:
    logs = SlowLogs()
    journal = JournalWriter(logs)
    await journal.put(DEFAULT_TENANT, entry(1))
    async with asyncio.TaskGroup() as group:
        writing = group.create_task(journal.run())
        await logs.waiting.wait()
        await journal.put(DEFAULT_TENANT, entry(2))
        writing.cancel()

    assert [one.log_id for one in logs.entries] == ["1", "2"]


async def test_a_batch_that_the_store_refuses_does_not_stop_the_next() -> None:
    class Refusing(FakeLogs):
        def __init__(self) -> None:
            super().__init__()
            self.refused = asyncio.Event()

        async def add(self, tenant: TenantId, entries: Sequence[LogEntry]) -> None:
            if not self.refused.is_set():
                self.refused.set()
                raise StoreUnavailable("full")
            await super().add(tenant, entries)

    logs = Refusing()
    journal = JournalWriter(logs)
    async with asyncio.TaskGroup() as group:
        writing = group.create_task(journal.run())
        await journal.put(DEFAULT_TENANT, entry(1))
        await logs.refused.wait()
        await journal.put(DEFAULT_TENANT, entry(2))
        await asyncio.sleep(0)
        writing.cancel()

    assert [one.log_id for one in logs.entries] == ["2"]


async def test_an_entry_that_is_no_json_costs_itself_alone() -> None:
    class Strict(FakeLogs):
        async def add(self, tenant: TenantId, entries: Sequence[LogEntry]) -> None:
            for one in entries:
                dump_json(one.body)
            await super().add(tenant, entries)

    logs = Strict()
    journal = JournalWriter(logs)
    async with asyncio.TaskGroup() as group:
        writing = group.create_task(journal.run())
        await journal.put(DEFAULT_TENANT, entry(1))
        await journal.put(DEFAULT_TENANT, replace(entry(2), body={"what": object()}))  # type: ignore[dict-item] # a plugin's
        await journal.put(DEFAULT_TENANT, entry(3))
        await until(lambda: len(logs.entries) == 2)
        await journal.put(DEFAULT_TENANT, entry(4))
        writing.cancel()

    assert [one.log_id for one in logs.entries] == ["1", "3", "4"]


async def test_what_is_written_within_moments_is_stored_together() -> None:
    class Counting(FakeLogs):
        def __init__(self) -> None:
            super().__init__()
            self.groups: asyncio.Queue[int] = asyncio.Queue(10)

        async def add(self, tenant: TenantId, entries: Sequence[LogEntry]) -> None:
            await super().add(tenant, entries)
            await self.groups.put(len(entries))

    logs = Counting()
    journal = JournalWriter(logs)
    async with asyncio.TaskGroup() as group:
        writing = group.create_task(journal.run())
        for number in range(3):
            await journal.put(DEFAULT_TENANT, entry(number))
            await asyncio.sleep(0)
        async with asyncio.timeout(5):
            assert await logs.groups.get() == 3
        writing.cancel()
