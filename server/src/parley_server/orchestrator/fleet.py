"""The fleet: agents are added, started, stopped, found (document 3, "ElizaOS")."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta

import structlog

from parley_server.domain.agents import AddedAgents, Agent, AgentHealth, AgentSpec, AgentState, StoredAgent
from parley_server.domain.callers import Caller
from parley_server.domain.clock import Clock
from parley_server.domain.errors import InvalidPageToken, ParleyError
from parley_server.domain.ids import AgentId, TenantId
from parley_server.domain.pages import Page, PageRequest
from parley_server.orchestrator.additions import Added, Additions
from parley_server.orchestrator.announcements import (
    announce_deleted,
    announce_registered,
    announce_started,
    announce_stopped,
)
from parley_server.orchestrator.announcer import Announcer
from parley_server.orchestrator.apart import apart
from parley_server.orchestrator.audit import AuditTrail
from parley_server.orchestrator.components import AgentComponents
from parley_server.orchestrator.definitions import Definitions
from parley_server.orchestrator.health import HealthProbe
from parley_server.orchestrator.launcher import AgentLauncher
from parley_server.orchestrator.readiness import ReadinessBoard
from parley_server.orchestrator.registry import AgentEntry, AgentRegistry
from parley_server.orchestrator.runs.host import RunHost
from parley_server.storage.store import Store

DEFAULT_GRACE = timedelta(seconds=10)
EPHEMERAL_IDLE_SECONDS = 600.0
_SWEEP_SECONDS = 5.0


class Fleet:
    """All agents of this server."""

    def __init__(
        self,
        *,
        registry: AgentRegistry,
        store: Store,
        definitions: Definitions,
        launcher: AgentLauncher,
        announcer: Announcer,
        board: ReadinessBoard,
        probe: HealthProbe,
        host: RunHost,
        clock: Clock,
        audit: AuditTrail,
    ) -> None:
        """Put the parts together."""
        self._registry = registry
        self.components = AgentComponents(registry)
        self._store = store
        self._definitions = definitions
        self._additions = Additions(store=store, registry=registry, announcer=announcer, clock=clock)
        self._launcher = launcher
        self._announcer = announcer
        self._board = board
        self._probe = probe
        self._host = host
        self._clock = clock
        self._audit = audit
        self._log = structlog.get_logger("parley.fleet")

    # ---- Adding ----

    async def add(
        self,
        caller: Caller,
        specs: Sequence[AgentSpec],
        *,
        ephemeral: bool,
        auto_start: bool,
        skip_migrations: bool,
        test_mode: bool,
        request_id: str,
    ) -> AddedAgents:
        """Add agents, all of them or none; an agent that is there with the same definition is returned as it is.

        A repeat of a request_id starts nobody whom somebody has stopped meanwhile. In `test_mode` plugins also get what
        they need for their tests; with `skip_migrations` their tables stay as they are. The server's next start ends
        both. Raises BadCharacter, InvalidField, AlreadyExists, RequestIdReused.
        """
        now = self._clock.now()
        made = [self._definitions.read(spec, index, now, should_run=auto_start) for index, spec in enumerate(specs)]
        body = {"specs": specs, "ephemeral": ephemeral, "auto_start": auto_start}
        # Apart: a caller who goes away must not leave agents that the store has and nobody else knows.
        added = await apart(
            self._host.group,
            self._additions.add(
                caller.tenant,
                made,
                ephemeral=ephemeral,
                request_id=request_id,
                body=body,
                test_mode=test_mode,
            ),
        )
        for entry in added.new:
            entry.skip_migrations = skip_migrations
            self._board.set(entry.character.name, ready=False)
        await self._audit.note_added(caller, added.new)
        if auto_start:
            await self._start_added(caller.tenant, added)
        changes = tuple(change for definition in made for change in definition.changes)
        return AddedAgents(agents=tuple(entry.view() for entry in added.entries), changes=changes)

    # ---- Finding ----

    def get(self, caller: Caller, agent: str) -> Agent:
        """Return an agent by id or name. Raises AgentNotFound."""
        return self._registry.get(caller.tenant, agent).view()

    def list_page(self, caller: Caller, *, ids: Sequence[str], names: Sequence[str], page: PageRequest) -> Page[Agent]:
        """Return agents in order of adding: all, or those that match an id or a name. Unknown ones are left out."""
        entries = list(self._registry.listed(caller.tenant))
        if ids or names:
            wanted = {entry.agent_id for ref in (*ids, *names) if (entry := self._registry.find(caller.tenant, ref))}
            entries = [entry for entry in entries if entry.agent_id in wanted]
        start = 0
        if page.after_key is not None:
            places = {entry.agent_id: place for place, entry in enumerate(entries)}
            last = places.get(AgentId(page.after_key))
            if last is None:
                raise InvalidPageToken
            start = last + 1
        rows = entries[start : start + page.size]
        more = start + page.size < len(entries)
        return Page(items=[entry.view() for entry in rows], next_key=rows[-1].agent_id if more else None)

    # ---- Starting, stopping, deleting ----

    async def start(self, caller: Caller, agents: Sequence[str]) -> tuple[Agent, ...]:
        """Start agents, none named = all; each is RUNNING or FAILED afterwards. Raises AgentNotFound."""
        entries = [self._registry.get(caller.tenant, agent) for agent in agents] or list(
            self._registry.listed(caller.tenant)
        )
        entries = list({entry.agent_id: entry for entry in entries}.values())
        await self._want(caller.tenant, entries, should_run=True)
        await self._audit.note(caller, "agent.started", [entry.agent_id for entry in entries])
        await self._start_all(entries)
        return tuple(entry.view() for entry in entries)

    async def stop(self, caller: Caller, agents: Sequence[str], *, grace: timedelta | None) -> tuple[Agent, ...]:
        """Stop agents, none named = all; they stay listed. Unknown ones are ignored."""
        entries = self._known(caller.tenant, agents) if agents else list(self._registry.listed(caller.tenant))
        await self._want(caller.tenant, entries, should_run=False)
        await self._audit.note(caller, "agent.stopped", [entry.agent_id for entry in entries])
        # Apart: a caller who goes away must not leave an agent halfway.
        await apart(self._host.group, self._stop_all(entries, DEFAULT_GRACE if grace is None else grace))
        return tuple(entry.view() for entry in entries)

    async def delete(self, caller: Caller, agents: Sequence[str]) -> tuple[AgentId, ...]:
        """Stop agents and take them off the list; what they remember stays. Unknown ones are ignored."""
        entries = self._known(caller.tenant, agents)
        await self._audit.note(caller, "agent.deleted", [entry.agent_id for entry in entries])
        await apart(self._host.group, self._delete(caller.tenant, entries))
        return tuple(entry.agent_id for entry in entries)

    async def check_health(self, caller: Caller, agents: Sequence[str]) -> tuple[AgentHealth, ...]:
        """Probe agents, none named = all; an unknown one is not alive."""
        names = list(agents) or [entry.agent_id for entry in self._registry.listed(caller.tenant)]
        entries = [(name, self._registry.find(caller.tenant, name)) for name in names]
        return await self._probe.check(entries)

    def sizes(self) -> Mapping[str, int]:
        """Return how many agents there are, and how much they remember together, by what."""
        everyone = self._registry.everyone()
        found = Counter(agents=len(everyone), running_agents=0, states=0, action_results=0)
        for entry in everyone:
            if entry.runtime is not None:
                found["running_agents"] += 1
                found.update(entry.runtime.sizes())
        return found

    def readiness(self) -> AsyncGenerator[tuple[str, bool | None]]:
        """Yield (agent name, ready) for everybody, then changes; None = gone."""
        return self._board.watch()

    # ---- The server's own life ----

    async def restore(self, tenant: TenantId) -> None:
        """Take up the agents that are stored, and start those that are to run. A bad one is listed as FAILED."""
        entries = [
            entry for stored in await self._store.agents.list_all(tenant) if (entry := self._load(tenant, stored))
        ]
        await self._announcer.tell(announce_registered(tenant, entries))
        await self._start_all([entry for entry in entries if entry.stored.should_run and entry.last_error is None])

    async def close(self) -> None:
        """Stop every agent; their runs have been drained before."""
        async with asyncio.TaskGroup() as group:
            for entry in self._registry.everyone():
                group.create_task(self._launcher.close(entry))

    async def sweep(self) -> None:
        """End ephemeral agents that have had nothing to do for 10 minutes; goes on until cancelled."""
        while True:
            await asyncio.sleep(_SWEEP_SECONDS)
            await self.sweep_once()

    async def sweep_once(self) -> None:
        """End the ephemeral agents that are idle now. One with a run at work is not, however long that takes."""
        now = self._clock.monotonic()
        for entry in [entry for entry in self._registry.everyone() if entry.ephemeral]:
            if self._host.is_busy(entry.tenant, entry.agent_id):
                entry.last_used = now
            elif now - entry.last_used > EPHEMERAL_IDLE_SECONDS:
                with _leaving([entry]):
                    await self._stop_all([entry], timedelta(0))
                    self._forget(entry)
                await self._announcer.tell(announce_deleted(entry.tenant, [entry]))

    # ---- Inside ----

    def _load(self, tenant: TenantId, stored: StoredAgent) -> AgentEntry | None:
        try:
            character = self._definitions.restore(stored)
        except ParleyError as error:
            self._log.error("agent_not_restored", agent_id=stored.agent_id, reason=error.reason, error=error.message)
            entry = AgentEntry(
                tenant=tenant,
                stored=stored,
                character=self._definitions.placeholder(stored),
                state=AgentState.FAILED,
                last_error=error.failure(),
            )
        else:
            entry = AgentEntry(tenant=tenant, stored=stored, character=character)
        self._registry.add(entry)
        self._board.set(entry.character.name, ready=False)
        return entry

    def _known(self, tenant: TenantId, agents: Sequence[str]) -> list[AgentEntry]:
        found = [entry for agent in agents if (entry := self._registry.find(tenant, agent))]
        return list({entry.agent_id: entry for entry in found}.values())

    async def _want(self, tenant: TenantId, entries: Sequence[AgentEntry], *, should_run: bool) -> None:
        ids = [entry.agent_id for entry in entries if not entry.ephemeral]
        if ids:
            await self._store.agents.set_should_run(tenant, ids, should_run)

    async def _start_added(self, tenant: TenantId, added: Added) -> None:
        if added.is_repeat:
            begun = (AgentState.ADDED, AgentState.STARTING)
            await self._start_all([entry for entry in added.entries if entry.state in begun])
            return
        new = {entry.agent_id for entry in added.new}
        known = [
            entry for entry in added.entries if entry.agent_id not in new and entry.state is not AgentState.RUNNING
        ]
        await self._want(tenant, known, should_run=True)
        await self._start_all(added.entries)

    async def _start_all(self, entries: Sequence[AgentEntry]) -> None:
        async with asyncio.TaskGroup() as group:
            tasks = [(entry, group.create_task(self._launcher.start(entry))) for entry in entries]
        started = [entry for entry, task in tasks if task.result()]
        if started:
            await self._announcer.tell(announce_started(started[0].tenant, started))

    async def _stop_all(self, entries: Sequence[AgentEntry], grace: timedelta) -> None:
        async with asyncio.TaskGroup() as group:
            tasks = [(entry, group.create_task(self._launcher.stop(entry, grace=grace))) for entry in entries]
        stopped = [entry for entry, task in tasks if task.result()]
        if stopped:
            await self._announcer.tell(announce_stopped(stopped[0].tenant, stopped))

    async def _delete(self, tenant: TenantId, entries: Sequence[AgentEntry]) -> None:
        with _leaving(entries):
            await self._stop_all(entries, timedelta(0))
            async with self._additions.excluded(tenant):
                await self._take_off(tenant, entries)

    async def _take_off(self, tenant: TenantId, entries: Sequence[AgentEntry]) -> None:
        listed = [entry for entry in entries if not entry.ephemeral]
        if listed:
            ids = [entry.agent_id for entry in listed]
            await self._store.agents.delete(tenant, ids, events=announce_deleted(tenant, listed))
        await self._announcer.tell(announce_deleted(tenant, [entry for entry in entries if entry.ephemeral]))
        for entry in entries:
            self._forget(entry)

    def _forget(self, entry: AgentEntry) -> None:
        self._registry.remove(entry)
        self._board.remove(entry.character.name)


@contextmanager
def _leaving(entries: Sequence[AgentEntry]) -> Iterator[None]:
    """Let nobody start these agents while they are taken off the list; one that stays after all may be started."""
    for entry in entries:
        entry.leaving = True
    try:
        yield
    except BaseException:
        for entry in entries:
            entry.leaving = False
        raise
