"""The fleet: agents are added, started, stopped, found (document 3, "ElizaOS")."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import Context
from dataclasses import replace
from datetime import timedelta

import structlog

from parley_server.domain.agents import AddedAgents, Agent, AgentHealth, AgentSpec, AgentState, StoredAgent
from parley_server.domain.callers import Caller
from parley_server.domain.clock import Clock
from parley_server.domain.errors import AlreadyExists, InvalidPageToken, ParleyError
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
from parley_server.orchestrator.changes import AgentChanges
from parley_server.orchestrator.components import AgentComponents
from parley_server.orchestrator.definitions import Definitions
from parley_server.orchestrator.health import HealthProbe
from parley_server.orchestrator.launcher import AgentLauncher
from parley_server.orchestrator.readiness import ReadinessBoard
from parley_server.orchestrator.registry import AgentEntry, AgentRegistry, LocalParts
from parley_server.orchestrator.runs.host import RunHost
from parley_server.runtime.agent_runtime import AgentRuntime
from parley_server.runtime.context import current_run
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
        self.changes = AgentChanges(
            registry=registry,
            additions=self._additions,
            definitions=definitions,
            store=store,
            announcer=announcer,
            board=board,
            audit=audit,
            clock=clock,
            host=host,
        )
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
        local: Sequence[LocalParts] = (),
    ) -> AddedAgents:
        """Add agents, all of them or none; an agent that is there with the same definition is returned as it is.

        A repeat of a request_id starts nobody whom somebody has stopped meanwhile. In `test_mode` plugins also get what
        they need for their tests; with `skip_migrations` their tables stay as they are. The server's next start ends
        both. `local` is what a program in this process gives to each of them. Raises BadCharacter, InvalidField,
        AlreadyExists and RequestIdReused.
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
                skip_migrations=skip_migrations,
                local=local,
            ),
        )
        for entry in added.new:
            self._board.set(entry.character.name, ready=False)
        await self._audit.note_added(caller, added.new)
        for entry in added.entries:
            await self._launcher.prepare(entry)
        if auto_start:
            await self._start_added(caller.tenant, added)
        changes = tuple(change for definition in made for change in definition.changes)
        return AddedAgents(agents=tuple(entry.view() for entry in added.entries), changes=changes)

    async def register(self, caller: Caller, runtime: AgentRuntime) -> Agent:
        """Put an agent on the list that a program has made by itself, or has added as an ephemeral one.

        One that runs goes on; what is made by hand is forgotten with the program. Raises AlreadyExists.
        """
        known = self._registry.find(caller.tenant, runtime.agent_id)
        taken = AlreadyExists("agent", runtime.agent_id, f"Agent {runtime.agent_id} already registered")
        if known is not None and not (known.ephemeral and runtime in (known.runtime, known.idle)):
            raise taken
        entry = known or self._made_by_hand(caller, runtime)
        # Apart: a caller who goes away must not leave an agent that is stored and not on the list.
        await apart(self._host.group, self._put_on_list(caller.tenant, entry, known=known is not None))
        self._board.set(entry.character.name, ready=entry.state is AgentState.RUNNING and not runtime.problems())
        await self._launcher.prepare(entry)
        await self._audit.note(caller, "agent.registered", [entry.agent_id])
        await self._announcer.tell(announce_registered(caller.tenant, [entry]))
        return entry.view()

    async def _put_on_list(self, tenant: TenantId, entry: AgentEntry, *, known: bool) -> None:
        async with self._additions.excluded(tenant):
            if known:
                await self._store.agents.add(tenant, [replace(entry.stored, should_run=True)])
                entry.ephemeral = False
            else:
                self._registry.add(entry)

    def _made_by_hand(self, caller: Caller, runtime: AgentRuntime) -> AgentEntry:
        character = runtime.character
        spec = AgentSpec(character=character, agent_id=runtime.agent_id)
        stored = self._definitions.read(spec, 0, self._clock.now(), should_run=False).stored
        entry = AgentEntry(tenant=caller.tenant, stored=stored, character=character, local=LocalParts(runtime=runtime))
        if runtime.is_initialized:
            entry.runtime, entry.state = runtime, AgentState.RUNNING
            entry.started = entry.last_used = self._clock.monotonic()
            self._launcher.attach(entry, runtime)
        return entry

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

    async def validate_api_keys(self, caller: Caller, agents: Sequence[str]) -> dict[AgentId, bool]:
        """Tell which agents have the key that a model plugin of theirs needs, none named = all.

        Unknown ones are left out.
        """
        entries = self._known(caller.tenant, agents) if agents else self._registry.listed(caller.tenant)
        return {entry.agent_id: await self._launcher.has_keys(entry) for entry in entries}

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

    async def restore(self, tenant: TenantId, *, all_plugins_here: bool = True) -> None:
        """Take up the agents that are stored, and start those that are to run. A bad one is listed as FAILED.

        Unless all plugins are said to be here, an agent is left for later whose plugins somebody has yet to bring.
        """
        entries = [
            entry for stored in await self._store.agents.list_all(tenant) if (entry := self._load(tenant, stored))
        ]
        await self._announcer.tell(announce_registered(tenant, entries))
        for entry in entries:
            if all_plugins_here or self._launcher.knows_plugins(entry):
                await self._launcher.prepare(entry)
        wanted = [entry for entry in entries if entry.stored.should_run and entry.last_error is None]
        await self._start_all([entry for entry in wanted if all_plugins_here or self._launcher.knows_plugins(entry)])

    async def close(self) -> None:
        """Stop every agent; their runs have been drained before."""
        async with asyncio.TaskGroup() as group:
            for entry in self._registry.everyone():
                group.create_task(self._launcher.close(entry))

    async def sweep(self) -> None:
        """End ephemeral agents that have had nothing to do for 10 minutes; goes on until cancelled."""
        while True:
            await asyncio.sleep(_SWEEP_SECONDS)
            try:
                await self.sweep_once()
            except Exception as error:  # noqa: BLE001 - an agent that does not end is no reason to end the server
                self._log.error("agents_not_swept", exc_info=error)

    async def sweep_once(self) -> None:
        """End the ephemeral agents that are idle now. One with a run at work is not, however long that takes."""
        now = self._clock.monotonic()
        for entry in [entry for entry in self._registry.everyone() if entry.ephemeral]:
            if self._host.is_busy(entry.tenant, entry.agent_id):
                entry.last_used = now
            elif now - entry.last_used > EPHEMERAL_IDLE_SECONDS:
                with _leaving([entry]):
                    await self._stop_all([entry], timedelta(0))
                    await self._forget_caches(entry.tenant, [entry.agent_id])
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
        # The services of an agent that another one starts while it works are no part of that work.
        context = Context() if current_run() is not None else None
        async with asyncio.TaskGroup() as group:
            tasks = [(entry, group.create_task(self._launcher.start(entry), context=context)) for entry in entries]
        started = [entry for entry, task in tasks if task.result()]
        for entry in started:
            await self._launcher.welcome(entry)
        started = [entry for entry in started if entry.state is AgentState.RUNNING]
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
        await self._forget_caches(tenant, [entry.agent_id for entry in entries if entry.ephemeral])
        for entry in entries:
            self._forget(entry)
        self._announcer.told(announce_deleted(tenant, listed))
        await self._announcer.tell(announce_deleted(tenant, [entry for entry in entries if entry.ephemeral]))

    async def _forget_caches(self, tenant: TenantId, ephemeral: Sequence[AgentId]) -> None:
        """Forget what plugins keep for agents that were never stored; a store that is away costs a few rows."""
        if not ephemeral:
            return
        try:
            await self._store.agents.forget(tenant, ephemeral)
        except ParleyError as error:
            self._log.error("caches_not_forgotten", agent_ids=ephemeral, reason=error.reason)

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
