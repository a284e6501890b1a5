"""Starts and stops the runtimes of agents."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

import structlog

from parley_server.domain.agents import AgentState
from parley_server.domain.characters import is_secret_name
from parley_server.domain.errors import ComponentFailed, ComponentTimeout, ParleyError, first_of_ours
from parley_server.domain.ids import TenantId
from parley_server.orchestrator.catalogue import PluginCatalogue
from parley_server.orchestrator.readiness import ReadinessBoard
from parley_server.orchestrator.registry import AgentEntry
from parley_server.orchestrator.runs import Runs
from parley_server.plugin_api import Orchestrator, Plugin
from parley_server.runtime.agent_runtime import AgentRuntime, RuntimeParts
from parley_server.runtime.settings import AgentSettings

START_SECONDS = 60.0


class AgentLauncher:
    """Brings agents up and down, one change at a time for each."""

    def __init__(self, *, catalogue: PluginCatalogue, runs: Runs, board: ReadinessBoard, parts: RuntimeParts) -> None:
        """Take what every agent is given: `parts`, each under its own tenant."""
        self._catalogue = catalogue
        self._runs = runs
        self._board = board
        self._parts = parts
        self._clock = parts.clock
        # Set by whoever puts the house together, when there is one: they know these agents themselves.
        self.keeps_idle = False
        """Runtimes are there before their start and after a stop."""
        self.orchestrator_of: Callable[[TenantId], Orchestrator | None] = lambda _tenant: None
        """What the agents of a tenant know as theirs."""
        self._log = structlog.get_logger("parley.fleet")

    async def start(self, entry: AgentEntry) -> bool:
        """Start an agent; afterwards it is RUNNING, or FAILED with its error. Return whether it runs since now.

        One that runs is left alone, and so is one that is leaving: nobody would ever stop it.
        """
        async with entry.lock:
            if entry.state is AgentState.RUNNING or entry.leaving:
                return False
            entry.state, entry.last_error = AgentState.STARTING, None
            try:
                await self._bring_up(entry)
            except asyncio.CancelledError:
                await self._bring_down(entry, AgentState.STOPPED)
                raise
            except ParleyError as error:
                await self._fail(entry, error)
            except TimeoutError:
                await self._fail(entry, ComponentTimeout("", f"agent {entry.character.name}", START_SECONDS))
            except Exception as error:  # noqa: BLE001 - one bad agent never takes the server down
                self._log.error("agent_start_broken", agent_id=entry.agent_id, exc_info=error)
                await self._fail(entry, ComponentFailed("", f"agent {entry.character.name}", str(error)))
            else:
                return True
            return False

    async def stop(self, entry: AgentEntry, *, grace: timedelta) -> bool:
        """Let the runs of an agent end within the grace, then stop it. Return whether it was up until now."""
        async with entry.lock:
            if entry.runtime is None:
                entry.state = AgentState.STOPPED if entry.state is AgentState.RUNNING else entry.state
                return False
            entry.state = AgentState.STOPPING
            self._board.set(entry.character.name, ready=False)
            await self._runs.stop_agent(entry.tenant, entry.agent_id, grace=grace, reason="the agent was stopped")
            await self._bring_down(entry, AgentState.STOPPED)
            return True

    async def close(self, entry: AgentEntry) -> None:
        """Stop an agent because the server stops: its runs have been drained before."""
        async with entry.lock:
            await self._bring_down(entry, AgentState.STOPPED)

    async def prepare(self, entry: AgentEntry) -> None:
        """Make the runtime of an agent that is about to be started, where such are kept.

        What keeps it from being made is told by the start.
        """
        async with entry.lock:
            if not self.keeps_idle or entry.idle is not None or entry.runtime is not None:
                return
            try:
                entry.idle = await self._make(entry)
            except Exception as error:  # noqa: BLE001 - the start meets it again, and says so
                self._log.debug("agent_not_prepared", agent_id=entry.agent_id, error=str(error))

    async def welcome(self, entry: AgentEntry) -> None:
        """Call what a program wants called once when an agent runs; it fails when that fails, or takes a minute."""
        init, runtime = entry.local.init, entry.runtime
        if init is None or runtime is None:
            return
        entry.local = replace(entry.local, init=None)
        name = f"init of {entry.character.name}"
        problem: ParleyError
        try:
            # Not under the lock: it may start and stop agents.
            async with asyncio.timeout(START_SECONDS):
                await init(runtime)
        except TimeoutError:
            problem = ComponentTimeout("", name, START_SECONDS)
        except Exception as error:  # noqa: BLE001 - one bad agent never takes the others with it
            self._log.error("agent_init_failed", agent_id=entry.agent_id, exc_info=error)
            problem = first_of_ours(error) or ComponentFailed("", name, str(error))
        else:
            return
        async with entry.lock:
            if entry.runtime is runtime:
                await self._fail(entry, problem)

    def attach(self, entry: AgentEntry, runtime: AgentRuntime) -> None:
        """Let an agent know the others around it."""
        runtime.attach_elizaos(self.orchestrator_of(entry.tenant))

    async def has_keys(self, entry: AgentEntry) -> bool:
        """Tell whether an agent has the key that a model plugin of it needs."""
        settings = self._settings(entry)
        try:
            return await asyncio.to_thread(
                self._catalogue.has_keys, entry.stored.plugins, settings, given=entry.local.plugins
            )
        except ParleyError:
            return False  # a plugin that is not there has no key

    def knows_plugins(self, entry: AgentEntry) -> bool:
        """Tell whether all plugins that an agent names are there."""
        return all(self._catalogue.has(name) for name in entry.stored.plugins)

    def _settings(self, entry: AgentEntry) -> AgentSettings:
        settings = AgentSettings(entry.character, entry.stored.settings, self._environment_of(entry))
        settings.declare(self._catalogue.declared_settings())
        return settings

    def _environment_of(self, entry: AgentEntry) -> Mapping[str, str]:
        if not entry.test_mode:
            return self._parts.environment
        return {key: value for key, value in self._parts.environment.items() if not is_secret_name(key)}

    async def _make(self, entry: AgentEntry) -> AgentRuntime:
        if entry.local.runtime is not None:
            runtime = entry.local.runtime
        else:
            # In a thread: it may import modules of installed packages.
            plugins = await asyncio.to_thread(
                self._catalogue.for_agent,
                entry.stored.plugins,
                self._settings(entry),
                test_mode=entry.test_mode,
                given=entry.local.plugins,
            )
            runtime = self._runtime(entry, plugins)
            if entry.local.adapter is not None:
                runtime.register_database_adapter(entry.local.adapter)
        self.attach(entry, runtime)
        return runtime

    def _runtime(self, entry: AgentEntry, plugins: Sequence[Plugin]) -> AgentRuntime:
        return AgentRuntime(
            agent_id=entry.agent_id,
            character=entry.character,
            plugins=plugins,
            settings=entry.stored.settings,
            parts=replace(self._parts, tenant=entry.tenant, environment=self._environment_of(entry)),
        )

    async def _bring_up(self, entry: AgentEntry) -> None:
        # One that was stopped has let go of its orchestrator: it is kept to be looked at, not to begin again.
        idle = entry.idle
        runtime = idle if idle is not None and idle.has_elizaos() else await self._make(entry)
        entry.runtime, entry.idle = runtime, None
        async with asyncio.timeout(START_SECONDS):
            await runtime.initialize(skip_migrations=entry.skip_migrations)
        entry.state = AgentState.RUNNING
        entry.started = entry.last_used = self._clock.monotonic()
        self._board.set(entry.character.name, ready=not runtime.problems())

    async def _bring_down(self, entry: AgentEntry, state: AgentState) -> None:
        runtime, entry.runtime = entry.runtime, None
        entry.state, entry.started = state, None
        if self.keeps_idle:
            entry.idle = runtime
        if runtime is not None:
            await runtime.stop()

    async def _fail(self, entry: AgentEntry, error: ParleyError) -> None:
        await self._bring_down(entry, AgentState.FAILED)
        entry.last_error = error.failure()
        self._board.set(entry.character.name, ready=False)
        self._log.error("agent_failed", agent_id=entry.agent_id, reason=error.reason, error=error.message)
