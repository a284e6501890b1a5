"""The audit trail: who changed what, and when (reference-values A, "audit trail")."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from parley_server.domain.callers import Caller
from parley_server.domain.clock import Clock
from parley_server.domain.ids import AgentId, IdSource
from parley_server.domain.json import JsonValue
from parley_server.domain.logs import LogEntry
from parley_server.orchestrator.registry import AgentEntry
from parley_server.runtime.journal import JournalWriter

AUDIT_TYPE = "audit"


class AuditTrail:
    """Writes changes that callers make as log entries of the agents concerned. It never holds the value of a secret."""

    def __init__(self, *, journal: JournalWriter, clock: Clock, new_id: IdSource) -> None:
        """Write through this journal."""
        self._journal = journal
        self._clock = clock
        self._new_id = new_id

    async def note(
        self, caller: Caller, what: str, agents: Sequence[AgentId], details: Mapping[str, JsonValue] | None = None
    ) -> None:
        """Note for each of these agents what a caller did, for example "agent.started"; waits while too much waits."""
        for agent_id in agents:
            entry = LogEntry(
                log_id=self._new_id(),
                type=AUDIT_TYPE,
                agent_id=agent_id,
                created_at=self._clock.now(),
                entity_id=caller.entity_id,
                room_id=agent_id,
                body={"who": caller.source, "what": what, **(details or {})},
            )
            await self._journal.put(caller.tenant, entry)

    async def note_added(self, caller: Caller, entries: Sequence[AgentEntry]) -> None:
        """Note agents that a caller has added: of settings and secrets the names alone."""
        for entry in entries:
            details: dict[str, JsonValue] = {
                "name": entry.character.name,
                "plugins": list(entry.stored.plugins),
                "settings": sorted({*entry.character.settings, *entry.stored.settings}),
                "secrets": sorted(entry.character.secrets),
                "ephemeral": entry.ephemeral,
            }
            await self.note(caller, "agent.added", [entry.agent_id], details)
