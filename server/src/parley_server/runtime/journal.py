"""The agent's journal: log entries of model calls, actions and evaluators, written in the background."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Protocol

import structlog

from parley_server.domain.clock import Clock
from parley_server.domain.errors import StoreUnavailable
from parley_server.domain.ids import AgentId, IdSource, TenantId
from parley_server.domain.json import JsonValue
from parley_server.domain.logs import LogEntry
from parley_server.runtime.context import current_run_id, current_tracked
from parley_server.runtime.redaction import Redactor
from parley_server.storage.logs import LogStore

_BATCH = 100
_CAPACITY = 1_000
# A message writes several entries within a few milliseconds: together they are one unit of the store.
_GATHER_SECONDS = 0.02


class Journal(Protocol):
    """Takes the log entries of one agent."""

    async def write(
        self, kind: str, *, body: Mapping[str, JsonValue], room_id: str = "", entity_id: str = "", run_id: str = ""
    ) -> None:
        """Queue an entry of the type `kind`; waits while the queue is full."""
        ...


class JournalWriter:
    """Writes the entries of all agents to the store, in groups."""

    def __init__(self, store: LogStore) -> None:
        """Queue at most 1,000 entries, which may hold whole prompts; who writes more waits."""
        self._store = store
        self._queue: asyncio.Queue[tuple[TenantId, LogEntry]] = asyncio.Queue(_CAPACITY)
        self._log = structlog.get_logger("parley.journal")

    async def put(self, tenant: TenantId, entry: LogEntry) -> None:
        """Queue an entry; waits while the queue is full."""
        await self._queue.put((tenant, entry))

    async def run(self) -> None:
        """Write what is queued until cancelled, and then the rest."""
        batch: list[tuple[TenantId, LogEntry]] = []
        try:
            while True:
                batch = [await self._queue.get()]
                if self._queue.qsize() < _BATCH - 1:
                    await asyncio.sleep(_GATHER_SECONDS)
                batch += self._take(_BATCH - 1)
                await self._write(batch)
                batch = []
        finally:
            # A batch that the cancel cut is written again: entries that are there already are left as they are.
            while rest := batch or self._take(_BATCH):
                batch = []
                await self._write(rest)

    def _take(self, most: int) -> list[tuple[TenantId, LogEntry]]:
        return [self._queue.get_nowait() for _ in range(min(most, self._queue.qsize()))]

    async def _write(self, batch: Sequence[tuple[TenantId, LogEntry]]) -> None:
        by_tenant: dict[TenantId, list[LogEntry]] = {}
        for tenant, entry in batch:
            by_tenant.setdefault(tenant, []).append(entry)
        for tenant, entries in by_tenant.items():
            await self._add(tenant, entries)

    async def _add(self, tenant: TenantId, entries: Sequence[LogEntry]) -> None:
        # A lost log line must not stop the lines after it; runs themselves have their own log.
        try:
            await self._store.add(tenant, entries)
        except StoreUnavailable as error:
            self._log.error("journal_entries_lost", count=len(entries), reason=error.reason)
        except Exception as error:  # noqa: BLE001 - a plugin may write what is no JSON; nobody else pays for it
            if len(entries) == 1:
                self._log.error("journal_entries_lost", count=1, type=entries[0].type, error=str(error))
                return
            for entry in entries:
                await self._add(tenant, [entry])


class AgentJournal:
    """The journal of one agent."""

    def __init__(
        self,
        *,
        tenant: TenantId,
        agent_id: AgentId,
        writer: JournalWriter,
        clock: Clock,
        new_id: IdSource,
        redactor: Redactor | None = None,
    ) -> None:
        """Bind tenant and agent once. Secrets that the redactor knows are taken out of what is written."""
        self._redactor = redactor or Redactor()
        self._tenant = tenant
        self._agent_id = agent_id
        self._writer = writer
        self._clock = clock
        self._new_id = new_id

    async def write(
        self, kind: str, *, body: Mapping[str, JsonValue], room_id: str = "", entity_id: str = "", run_id: str = ""
    ) -> None:
        """Queue an entry, bound to the current run unless another is named; waits while the queue is full."""
        tracked = current_tracked()
        entry = LogEntry(
            log_id=self._new_id(),
            type=kind,
            agent_id=self._agent_id,
            created_at=self._clock.now(),
            entity_id=entity_id or self._agent_id,
            room_id=room_id or (tracked.room_id if tracked else "") or self._agent_id,
            run_id=run_id or current_run_id(),
            body={key: self._redactor.redact_value(value) for key, value in body.items()},
        )
        await self._writer.put(self._tenant, entry)
