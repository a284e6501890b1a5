"""Agents as they are kept over restarts."""

from collections.abc import Sequence
from typing import Protocol

from parley_server.domain.agents import StoredAgent
from parley_server.domain.events import DomainEvent
from parley_server.domain.ids import AgentId, TenantId
from parley_server.storage.requests import RequestRecord


class AgentStore(Protocol):
    """Keeps agents."""

    async def add(
        self,
        tenant: TenantId,
        agents: Sequence[StoredAgent],
        *,
        request: RequestRecord | None = None,
        events: Sequence[DomainEvent] = (),
    ) -> None:
        """Store all agents or none, with the request that asked for them.

        Raises AlreadyExists when an id or a name (in any case) is taken, RequestTaken when the request is known.
        """
        ...

    async def list_all(self, tenant: TenantId) -> list[StoredAgent]:
        """Return every agent in order of adding."""
        ...

    async def update(
        self, tenant: TenantId, agent: StoredAgent, *, revision: int, events: Sequence[DomainEvent] = ()
    ) -> None:
        """Store an agent anew: its definition, its times and its new revision; `should_run` stays as it is.

        Raises RevisionMismatch unless `revision` is what is stored, and AlreadyExists when its new name is taken.
        """
        ...

    async def set_should_run(
        self, tenant: TenantId, agent_ids: Sequence[AgentId], should_run: bool, *, events: Sequence[DomainEvent] = ()
    ) -> None:
        """Remember whether these agents are to run after a restart. Unknown ids are ignored."""
        ...

    async def delete(
        self, tenant: TenantId, agent_ids: Sequence[AgentId], *, events: Sequence[DomainEvent] = ()
    ) -> None:
        """Take agents off the list, with their cache; what they remember stays. Unknown ids are ignored."""
        ...

    async def forget(self, tenant: TenantId, agent_ids: Sequence[AgentId]) -> None:
        """Forget the cache of agents that are on no list: what `delete` does for the others."""
        ...
