"""The agents of a program: added, started, found, changed (document 3, "ElizaOS"; reference-values 1.6)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from datetime import timedelta
from typing import Any, Literal, overload

from parley_server.domain.agents import Agent, AgentHealth, AgentState
from parley_server.domain.characters import Character
from parley_server.domain.content import State
from parley_server.domain.errors import AgentNotFound, ComponentFailed, Failure, InvalidField, NotEditable
from parley_server.domain.ids import AgentId
from parley_server.orchestrator.characters import read_character, write_character
from parley_server.orchestrator.elizaos.embedded import Embedded
from parley_server.orchestrator.elizaos.inputs import NewAgent, camel_file, read_agent, require_list
from parley_server.orchestrator.registry import AgentEntry
from parley_server.plugin_api import Runtime
from parley_server.runtime.agent_runtime import AgentRuntime

_FIELDS = frozenset(field.name for field in fields(Character))


class AgentsNotStarted(ComponentFailed):
    """Agents could not be started; `failures` says why, by their ids. The others run."""

    def __init__(self, failures: Mapping[AgentId, tuple[str, Failure]]) -> None:
        """Name each of them, with its error."""
        note = "; ".join(f"{name}: {failure.message}" for name, failure in failures.values())
        super().__init__("", "agents that did not start", note)
        self.failures = {agent_id: failure for agent_id, (_, failure) in failures.items()}


class EmbeddedAgents(Embedded):
    """The part of ElizaOS that keeps agents."""

    # ---- Adding ----

    @overload
    async def add_agents(
        self,
        agents: Sequence[NewAgent | Mapping[str, Any]],
        *,
        is_test_mode: bool = ...,
        ephemeral: bool = ...,
        skip_migrations: bool = ...,
        auto_start: bool = ...,
        return_runtimes: Literal[False] = ...,
    ) -> list[AgentId]: ...

    @overload
    async def add_agents(
        self,
        agents: Sequence[NewAgent | Mapping[str, Any]],
        *,
        is_test_mode: bool = ...,
        ephemeral: bool = ...,
        skip_migrations: bool = ...,
        auto_start: bool = ...,
        return_runtimes: Literal[True],
    ) -> list[Runtime]: ...

    async def add_agents(
        self,
        agents: Sequence[NewAgent | Mapping[str, Any]],
        *,
        is_test_mode: bool = False,
        ephemeral: bool = False,
        skip_migrations: bool = False,
        auto_start: bool = False,
        return_runtimes: bool = False,
    ) -> list[AgentId] | list[Runtime]:
        """Add agents, all of them or none, and return their ids, or their runtimes, in the order given.

        One that is there with the same definition is returned as it is, for example after a restart; with another
        definition, also since it was changed, it is refused (AlreadyExists). `ephemeral`
        agents are in no registry: their runtimes are all that there is of them, until `delete_agents`, or until they
        have had nothing to do for ten minutes. In test mode agents take no secrets from the environment. Raises
        InvalidField, BadCharacter, AlreadyExists, and AgentsNotStarted.
        """
        require_list(agents, "agents")
        given = [read_agent(agent, index) for index, agent in enumerate(agents)]
        added = await self._parts.fleet.add(
            self._caller,
            [one.spec for one in given],
            ephemeral=ephemeral,
            auto_start=auto_start,
            skip_migrations=skip_migrations,
            test_mode=is_test_mode,
            request_id="",
            local=[one.parts for one in given],
        )
        if auto_start:
            _require_running(added.agents)
        if not return_runtimes:
            return [agent.agent_id for agent in added.agents]
        return [self._made(agent) for agent in added.agents]

    def _made(self, agent: Agent) -> Runtime:
        runtime = self._runtime_of(agent.agent_id)
        if runtime is None:
            error = agent.last_error or Failure(reason=ComponentFailed.reason, message="it could not be made")
            raise AgentsNotStarted({agent.agent_id: (agent.character.name, error)})
        return runtime

    async def register_agent(self, runtime: Runtime) -> None:
        """Put an agent into the registry that is not in it: an ephemeral one, or one that the program has made.

        Raises AlreadyExists: `Agent <id> already registered`.
        """
        if not isinstance(runtime, AgentRuntime):
            raise InvalidField("runtime", "give an AgentRuntime")
        await self._parts.fleet.register(self._caller, runtime)

    # ---- Changing ----

    async def enable_editable_mode(self) -> None:
        """Let agents be changed from now on."""
        await self._parts.fleet.changes.set_editable(self._caller, editable=True)

    async def update_agent(self, agent_id: str, updates: Mapping[str, Any]) -> None:
        """Change members of an agent's character, from its next run on; its plugins take effect at its next start.

        `updates` are named as in Character. Secrets that are not given stay. Raises NotEditable (`Editable mode not
        enabled`), AgentNotFound (`Agent <id> not found`), InvalidField, BadCharacter and AlreadyExists.
        """
        parts = self._parts
        if not parts.fleet.changes.is_editable(parts.tenant):
            raise NotEditable
        entry = self._get(agent_id)
        for name in updates:
            if name not in _FIELDS:
                raise InvalidField(f"updates.{name}", f"there is none; there are: {', '.join(sorted(_FIELDS))}")

        def change(present: Character) -> Character:
            file = {**write_character(present), **camel_file(updates)}
            file["secrets"] = {**present.secrets, **(updates.get("secrets") or {})}
            return read_character(file).character

        names = [f"character.{name}" for name in updates]
        await parts.fleet.changes.update(self._caller, entry.agent_id, change, fields=names)

    # ---- Starting, stopping, deleting ----

    async def start_agents(self, agent_ids: Sequence[str] | None = None) -> None:
        """Start agents, all when none are given, then call their `init` functions.

        Raises AgentNotFound (`Agent <id> not found`) before any is started, and AgentsNotStarted when all were tried.
        """
        if agent_ids is None:
            _require_running(await self._parts.fleet.start(self._caller, []))
        elif agent_ids:
            ids = [self._get(agent_id).agent_id for agent_id in _texts(agent_ids)]
            _require_running(await self._parts.fleet.start(self._caller, ids))

    async def stop_agents(self, agent_ids: Sequence[str] | None = None, *, grace: timedelta | None = None) -> None:
        """Stop agents, all when none are given, once their runs have ended or `grace` is over (10 s by default).

        They stay in the registry. Unknown ids are ignored.
        """
        if agent_ids is None or agent_ids:
            await self._parts.fleet.stop(self._caller, _texts(agent_ids or ()), grace=grace)

    async def delete_agents(self, agents: Sequence[str | Runtime]) -> None:
        """Stop agents and take them out of the registry; ephemeral ones are named by their runtimes.

        What they remember stays. Unknown ids are ignored.
        """
        if agents:
            require_list(agents, "agents")
            ids = [one if isinstance(one, str) else one.agent_id for one in agents]
            await self._parts.fleet.delete(self._caller, ids)

    # ---- Finding ----

    def get_agent(self, agent_id: str) -> Runtime | None:
        """Return the runtime of an agent by id, or None; one that does not run is idle."""
        entry = self._listed(agent_id)
        return None if entry is None else entry.runtime or entry.idle

    def get_agents(self) -> list[Runtime]:
        """Return the runtimes of all agents, in order of adding."""
        listed = self._parts.registry.listed(self._parts.tenant)
        return [runtime for entry in listed if (runtime := entry.runtime or entry.idle)]

    def get_agents_by_ids(self, agent_ids: Sequence[str]) -> list[Runtime]:
        """Return the runtimes of agents by ids, in this order; unknown ones are left out."""
        return [runtime for agent_id in _texts(agent_ids) if (runtime := self.get_agent(agent_id))]

    def get_agent_by_name(self, name: str) -> Runtime | None:
        """Return the runtime of an agent by name, in any case, or None."""
        entry = self._parts.registry.find(self._parts.tenant, name)
        found = entry is not None and not entry.ephemeral and entry.character.name.casefold() == name.casefold()
        return (entry.runtime or entry.idle) if entry is not None and found else None

    def get_agents_by_names(self, names: Sequence[str]) -> list[Runtime]:
        """Return the runtimes of agents by names, in any case, in this order; unknown ones are left out."""
        return [runtime for name in _texts(names, "names") if (runtime := self.get_agent_by_name(name))]

    def get_runtime_accessor(self) -> RuntimeAccessor:
        """Return what looks into agents without changing them."""
        return RuntimeAccessor(self.get_agent, self._last_state)

    def _last_state(self, agent_id: str) -> State | None:
        entry = self._listed(agent_id)
        return None if entry is None or entry.runtime is None else entry.runtime.last_state()

    # ---- Health ----

    async def health_check(self, agent_ids: Sequence[str] | None = None) -> dict[str, AgentHealth]:
        """Probe agents, all when none are given, and return their health by id; an unknown one is not alive.

        It is measured: `responsive` tells that the store answered, on the way that a message takes, within two seconds.
        """
        if agent_ids is not None and not agent_ids:
            return {}
        healths = await self._parts.fleet.check_health(self._caller, _texts(agent_ids or ()))
        return {health.agent_id: health for health in healths}

    async def validate_api_keys(self, agent_ids: Sequence[str] | None = None) -> dict[AgentId, bool]:
        """Tell by id which agents, all when none are given, have the key that a model of theirs needs.

        Unknown ids are left out.
        """
        if agent_ids is not None and not agent_ids:
            return {}
        return await self._parts.fleet.validate_api_keys(self._caller, _texts(agent_ids or ()))

    def _get(self, agent_id: str) -> AgentEntry:
        entry = self._listed(agent_id)
        if entry is None:
            raise AgentNotFound(agent_id, f"Agent {agent_id} not found")
        return entry


class RuntimeAccessor:
    """Looks into agents (reference-values 1.6, "getRuntimeAccessor")."""

    def __init__(self, find: Callable[[str], Runtime | None], last_state: Callable[[str], State | None]) -> None:
        """Find agents and their states by these."""
        self._find = find
        self._state = last_state

    def get_agent(self, agent_id: str) -> Runtime | None:
        """Return the runtime of an agent by id, or None."""
        return self._find(agent_id)

    def get_state(self, agent_id: str) -> State | None:
        """Return the state that was composed or read last for an agent that runs, or None."""
        return self._state(agent_id)


def _require_running(agents: Sequence[Agent]) -> None:
    failed = {
        agent.agent_id: (agent.character.name, agent.last_error)
        for agent in agents
        if agent.state is AgentState.FAILED and agent.last_error is not None
    }
    if failed:
        raise AgentsNotStarted(failed)


def _texts(ids: Sequence[str], what: str = "agent_ids") -> list[str]:
    require_list(ids, what)
    return [str(one) for one in ids]
