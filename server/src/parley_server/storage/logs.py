"""Log entries of agents: model calls, actions, evaluators."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from parley_server.domain.ids import AgentId, TenantId
from parley_server.domain.logs import LogEntry


class LogStore(Protocol):
    """Keeps log entries."""

    async def add(self, tenant: TenantId, entries: Sequence[LogEntry]) -> None:
        """Store entries in one transaction; one whose id is there already is left as it is."""
        ...

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
        """Return entries, newest first; what is given must match."""
        ...

    async def prune(self, *, before: datetime, keep: int) -> int:
        """Forget entries made before this time, and the oldest above `keep` a tenant; return how many."""
        ...
