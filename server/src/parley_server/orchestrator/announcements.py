"""The events that announce changes of agents (reference-values 1.4)."""

from collections.abc import Sequence

from parley_server.domain import events
from parley_server.domain.events import AgentsChanged, DomainEvent, EditableMode
from parley_server.domain.ids import TenantId
from parley_server.orchestrator.registry import AgentEntry

# Of how many agents one event tells: its size is bounded.
_MAX_IDS = 1000


def announce_added(tenant: TenantId, entries: Sequence[AgentEntry]) -> list[DomainEvent]:
    """Return agent:added, with the agent as it is now, for each of these agents, and agents:added."""
    return [
        *(_event(events.AGENT_ADDED, tenant, [entry], with_agent=True) for entry in entries),
        *_together(events.AGENTS_ADDED, tenant, entries),
    ]


def announce_registered(tenant: TenantId, entries: Sequence[AgentEntry]) -> list[DomainEvent]:
    """Return agent:registered for agents that were there before this server and are on its list now."""
    return [_event(events.AGENT_REGISTERED, tenant, [entry]) for entry in entries]


def announce_updated(tenant: TenantId, entry: AgentEntry, fields: Sequence[str]) -> list[DomainEvent]:
    """Return agent:updated, with the agent as it is now and the names of what was changed."""
    return [_event(events.AGENT_UPDATED, tenant, [entry], with_agent=True, fields=fields)]


def announce_editable(tenant: TenantId, *, editable: bool) -> list[DomainEvent]:
    """Return mode:editable."""
    return [DomainEvent(type=events.MODE_EDITABLE, tenant=tenant, body=EditableMode(editable=editable))]


def announce_started(tenant: TenantId, entries: Sequence[AgentEntry]) -> list[DomainEvent]:
    """Return agent:started for each of these agents, and agents:started."""
    return _announce(events.AGENT_STARTED, events.AGENTS_STARTED, tenant, entries)


def announce_stopped(tenant: TenantId, entries: Sequence[AgentEntry]) -> list[DomainEvent]:
    """Return agent:stopped for each of these agents, and agents:stopped."""
    return _announce(events.AGENT_STOPPED, events.AGENTS_STOPPED, tenant, entries)


def announce_deleted(tenant: TenantId, entries: Sequence[AgentEntry]) -> list[DomainEvent]:
    """Return agent:deleted for each of these agents, and agents:deleted."""
    return _announce(events.AGENT_DELETED, events.AGENTS_DELETED, tenant, entries)


def _announce(one: str, many: str, tenant: TenantId, entries: Sequence[AgentEntry]) -> list[DomainEvent]:
    return [*(_event(one, tenant, [entry]) for entry in entries), *_together(many, tenant, entries)]


def _together(many: str, tenant: TenantId, entries: Sequence[AgentEntry]) -> list[DomainEvent]:
    # Ephemeral agents are told apart: `ephemeral` is said of all that an event names.
    listed = [entry for entry in entries if not entry.ephemeral]
    others = [entry for entry in entries if entry.ephemeral]
    return [
        _event(many, tenant, group[start : start + _MAX_IDS])
        for group in (listed, others)
        for start in range(0, len(group), _MAX_IDS)
    ]


def _event(
    kind: str,
    tenant: TenantId,
    entries: Sequence[AgentEntry],
    *,
    with_agent: bool = False,
    fields: Sequence[str] = (),
) -> DomainEvent:
    first = entries[0]
    change = AgentsChanged(
        agent_ids=tuple(entry.agent_id for entry in entries),
        agent=first.view() if with_agent else None,
        updated_fields=tuple(fields),
        ephemeral=first.ephemeral,
    )
    return DomainEvent(type=kind, tenant=tenant, agent_id=first.agent_id if len(entries) == 1 else "", body=change)
