"""Changes of agents, which editable mode allows (document 3; reference-values 1.6, "updateAgent")."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from parley_server.domain.agents import Agent
from parley_server.domain.callers import Caller
from parley_server.domain.characters import Character
from parley_server.domain.clock import Clock
from parley_server.domain.errors import NotEditable, RevisionMismatch
from parley_server.domain.ids import TenantId
from parley_server.orchestrator.additions import Additions
from parley_server.orchestrator.announcements import announce_editable, announce_updated
from parley_server.orchestrator.announcer import Announcer
from parley_server.orchestrator.apart import apart
from parley_server.orchestrator.audit import AuditTrail
from parley_server.orchestrator.definitions import Definition, Definitions
from parley_server.orchestrator.readiness import ReadinessBoard
from parley_server.orchestrator.registry import AgentEntry, AgentRegistry
from parley_server.orchestrator.runs.host import RunHost
from parley_server.storage.store import Store

Change = Callable[[Character], Character]
"""Makes the new character from the present one."""


class AgentChanges:
    """Changes agents, one after the other.

    The mode is a switch of the process, as it is one of an ElizaOS object in document 3: off after a restart.
    """

    def __init__(
        self,
        *,
        registry: AgentRegistry,
        additions: Additions,
        definitions: Definitions,
        store: Store,
        announcer: Announcer,
        board: ReadinessBoard,
        audit: AuditTrail,
        clock: Clock,
        host: RunHost,
    ) -> None:
        """Put the parts together."""
        self._registry = registry
        self._additions = additions
        self._definitions = definitions
        self._store = store
        self._announcer = announcer
        self._board = board
        self._audit = audit
        self._clock = clock
        self._host = host
        self._editable: set[TenantId] = set()

    def is_editable(self, tenant: TenantId) -> bool:
        """Tell whether agents can be changed."""
        return tenant in self._editable

    async def set_editable(self, caller: Caller, *, editable: bool) -> None:
        """Let agents be changed, or forbid it again, and announce it."""
        (self._editable.add if editable else self._editable.discard)(caller.tenant)
        await self._announcer.tell(announce_editable(caller.tenant, editable=editable))

    async def update(
        self, caller: Caller, agent: str, change: Change, *, fields: Sequence[str], revision: int = 0
    ) -> Agent:
        """Change who an agent is, from its next run on; its plugins take effect at its next start.

        `fields` are the names of what was changed, to be told. A `revision` other than 0 must be the present one.
        Raises NotEditable, AgentNotFound, RevisionMismatch, BadCharacter, and AlreadyExists for a name that is taken.
        """
        if not self.is_editable(caller.tenant):
            raise NotEditable
        # Apart: a caller who goes away must not leave an agent that the store knows otherwise than everybody else.
        entry = await apart(self._host.group, self._update(caller.tenant, agent, change, fields, revision))
        await self._audit.note(caller, "agent.updated", [entry.agent_id], {"fields": list(fields)})
        return entry.view()

    async def _update(
        self, tenant: TenantId, agent: str, change: Change, fields: Sequence[str], revision: int
    ) -> AgentEntry:
        # No other change and no addition meanwhile: two of them never claim one name.
        async with self._additions.excluded(tenant):
            entry = self._registry.get(tenant, agent)
            if revision not in (0, entry.stored.revision):
                raise RevisionMismatch("agent", entry.agent_id)
            wanted = change(entry.character)
            definition = self._definitions.change(entry.stored, entry.character, wanted, self._clock.now())
            definition = replace(definition, character=entry.local.completed(definition.character))
            await self._keep(tenant, entry, definition, fields)
            return entry

    async def _keep(self, tenant: TenantId, entry: AgentEntry, definition: Definition, fields: Sequence[str]) -> None:
        old, expected = entry.character, entry.stored.revision
        # Who it is now and was before is told as one; nothing of it is seen before it is stored.
        changed = AgentEntry(
            tenant=tenant,
            stored=replace(definition.stored, should_run=entry.stored.should_run),
            character=definition.character,
            ephemeral=entry.ephemeral,
            state=entry.state,
            runtime=entry.runtime,
            last_error=entry.last_error,
        )
        announced = announce_updated(tenant, changed, fields)
        self._registry.require_name(entry, definition.character.name)
        if not entry.ephemeral:
            await self._store.agents.update(tenant, changed.stored, revision=expected, events=announced)
        self._registry.rename(entry, definition.character)
        entry.stored = changed.stored
        if old.name != definition.character.name:
            self._board.remove(old.name)
        if entry.runtime is not None:
            entry.runtime.change_character(definition.character)
            self._board.set(definition.character.name, ready=not entry.runtime.problems())
        else:
            entry.idle = None
            self._board.set(definition.character.name, ready=False)
        if entry.ephemeral:
            await self._announcer.tell(announced)
        else:
            self._announcer.told(announced)
