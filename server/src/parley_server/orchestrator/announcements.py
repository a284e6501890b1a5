"""The events that announce changes of agents (reference-values 1.4)."""

from collections.abc import Sequence

from parley_server.domain.events import DomainEvent
from parley_server.domain.ids import AgentId, TenantId


def announce(one: str, many: str, tenant: TenantId, ids: Sequence[AgentId]) -> list[DomainEvent]:
    """Return an event of the type `one` for each agent and one of the type `many` for all; none for nobody."""
    if not ids:
        return []
    return [*(_event(one, tenant, [agent_id]) for agent_id in ids), _event(many, tenant, ids)]


def _event(kind: str, tenant: TenantId, ids: Sequence[AgentId]) -> DomainEvent:
    return DomainEvent(type=kind, tenant=tenant, agent_id=ids[0] if len(ids) == 1 else "", body={"agentIds": list(ids)})
