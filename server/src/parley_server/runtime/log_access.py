"""The log entries of a runtime, as plugins write and read them."""

from __future__ import annotations

from parley_server.domain.ids import AgentId, TenantId
from parley_server.domain.json import JsonObject
from parley_server.domain.logs import LogEntry
from parley_server.runtime.counts import not_negative
from parley_server.runtime.journal import AgentJournal
from parley_server.storage.logs import LogStore


class RuntimeLogs:
    """The part of AgentRuntime that keeps log entries."""

    _agent_id: AgentId
    _tenant: TenantId
    _journal: AgentJournal
    _logs: LogStore

    async def write_log(
        self, kind: str, *, body: JsonObject, room_id: str = "", entity_id: str = "", run_id: str = ""
    ) -> None:
        """Add an entry to the agent's log entries."""
        await self._journal.write(kind, body=body, room_id=room_id, entity_id=entity_id, run_id=run_id)

    async def get_logs(
        self, *, kind: str = "", run_id: str = "", room_id: str = "", entity_id: str = "", count: int = 50
    ) -> list[LogEntry]:
        """Return the agent's log entries of types that begin with `kind`, newest first."""
        return await self._logs.recent(
            self._tenant,
            self._agent_id,
            type_prefix=kind,
            run_id=run_id,
            room_id=room_id,
            entity_id=entity_id,
            limit=not_negative(count),
        )
