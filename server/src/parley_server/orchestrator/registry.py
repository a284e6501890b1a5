"""Who is there: agents by id and by name, with their running runtimes."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from parley_server.domain.agents import DEFAULT_CONVERSATION_LENGTH, Agent, AgentState, StoredAgent
from parley_server.domain.characters import Character, Template
from parley_server.domain.errors import AgentNotFound, AgentNotRunning, AlreadyExists, Failure
from parley_server.domain.ids import AgentId, TenantId, parse_uuid
from parley_server.plugin_api import DatabaseAdapter, Plugin, Runtime
from parley_server.runtime.agent_runtime import AgentRuntime


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalParts:
    """What only a program in this process can give to an agent; a restart forgets it.

    `plugins` stand in the place of those of the same name. `init` is called once, when the agent and those that are
    started with it run. `runtime` is one that the program has made by itself. `templates` of its character may be
    functions here.
    """

    plugins: tuple[Plugin, ...] = ()
    init: Callable[[Runtime], Awaitable[None]] | None = None
    adapter: DatabaseAdapter | None = None
    runtime: AgentRuntime | None = None
    templates: Mapping[str, Template] = field(default_factory=dict)

    def completed(self, character: Character) -> Character:
        """Return a character with what no file of it can hold."""
        return replace(character, templates={**character.templates, **self.templates}) if self.templates else character


NO_PARTS = LocalParts()


@dataclass(slots=True, kw_only=True)
class AgentEntry:
    """An agent of this server: its definition, where it stands, and its runtime while it runs.

    `idle` is a runtime that is not at work: made ahead, or stopped; it is kept where a program may ask for it.

    `started` and `last_used` are monotonic seconds; `lock` is held while the agent is started or stopped. One that is
    `leaving` is about to be taken off the list and is not started any more. In `test_mode` plugins have what they need
    for their tests; with `skip_migrations` their tables stay as they are. A restart of the server ends both.
    """

    tenant: TenantId
    stored: StoredAgent
    character: Character
    ephemeral: bool = False
    test_mode: bool = False
    skip_migrations: bool = False
    leaving: bool = False
    state: AgentState = AgentState.ADDED
    runtime: AgentRuntime | None = None
    idle: AgentRuntime | None = None
    local: LocalParts = NO_PARTS
    last_error: Failure | None = None
    started: float | None = None
    last_used: float = 0.0
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def agent_id(self) -> AgentId:
        """Id of the agent."""
        return self.stored.agent_id

    def view(self) -> Agent:
        """Return the agent as callers see it."""
        length = self.runtime.get_conversation_length() if self.runtime else DEFAULT_CONVERSATION_LENGTH
        return Agent(
            agent_id=self.agent_id,
            character=self.character,
            state=self.state,
            plugins=self.runtime.plugins if self.runtime else (),
            ephemeral=self.ephemeral,
            last_error=self.last_error,
            conversation_length=length,
            created_at=self.stored.created_at,
            updated_at=self.stored.updated_at,
            revision=self.stored.revision,
        )


@dataclass(slots=True)
class _Tenant:
    by_id: dict[AgentId, AgentEntry] = field(default_factory=dict)
    by_name: dict[str, AgentEntry] = field(default_factory=dict)


class AgentRegistry:
    """Finds agents. Names are compared without case; a reference may be an id or a name."""

    def __init__(self) -> None:
        """Start empty."""
        self._tenants: dict[TenantId, _Tenant] = {}

    def add(self, entry: AgentEntry) -> None:
        """Take an agent in. Raises AlreadyExists when its id or name is taken."""
        tenant = self._tenants.setdefault(entry.tenant, _Tenant())
        self.require_free(entry.tenant, entry.agent_id, entry.character.name)
        tenant.by_id[entry.agent_id] = entry
        tenant.by_name[_key(entry.character.name)] = entry

    def require_free(self, tenant: TenantId, agent_id: AgentId, name: str) -> None:
        """Raise AlreadyExists when an id or name is taken."""
        known = self._tenants.get(tenant, _Tenant())
        if agent_id in known.by_id:
            raise AlreadyExists("agent", agent_id)
        if _key(name) in known.by_name:
            raise AlreadyExists("agent", name)

    def remove(self, entry: AgentEntry) -> None:
        """Let an agent go; unknown ones are ignored."""
        tenant = self._tenants.get(entry.tenant)
        if tenant is not None and tenant.by_id.pop(entry.agent_id, None) is not None:
            tenant.by_name.pop(_key(entry.character.name), None)

    def require_name(self, entry: AgentEntry, name: str) -> None:
        """Raise AlreadyExists when another agent has this name."""
        if self._tenants.setdefault(entry.tenant, _Tenant()).by_name.get(_key(name), entry) is not entry:
            raise AlreadyExists("agent", name)

    def rename(self, entry: AgentEntry, character: Character) -> None:
        """Give an agent another character, and find it by its name. Raises AlreadyExists when that is taken."""
        self.require_name(entry, character.name)
        names = self._tenants[entry.tenant].by_name
        names.pop(_key(entry.character.name), None)
        entry.character = character
        names[_key(character.name)] = entry

    def find(self, tenant: TenantId, reference: str) -> AgentEntry | None:
        """Return an agent by id or name, or None."""
        known = self._tenants.get(tenant)
        if known is None:
            return None
        agent_id = parse_uuid(reference)
        found = known.by_id.get(AgentId(agent_id)) if agent_id else None
        return found or known.by_name.get(_key(reference))

    def get(self, tenant: TenantId, reference: str) -> AgentEntry:
        """Return an agent by id or name. Raises AgentNotFound."""
        entry = self.find(tenant, reference)
        if entry is None:
            raise AgentNotFound(reference)
        return entry

    def running(self, tenant: TenantId, reference: str) -> tuple[AgentEntry, AgentRuntime]:
        """Return an agent that runs. Raises AgentNotFound or AgentNotRunning."""
        entry = self.get(tenant, reference)
        if entry.state is not AgentState.RUNNING or entry.runtime is None:
            raise AgentNotRunning(reference, entry.state.value)
        return entry, entry.runtime

    def at_work(self, tenant: TenantId, agent_id: AgentId) -> AgentRuntime:
        """Return the runtime of an agent that runs or is about to stop. Raises AgentNotFound or AgentNotRunning."""
        entry = self.get(tenant, agent_id)
        if entry.runtime is None:
            raise AgentNotRunning(agent_id, entry.state.value)
        return entry.runtime

    def listed(self, tenant: TenantId) -> Sequence[AgentEntry]:
        """Return the agents on the list, in order of adding; ephemeral ones are not on it."""
        known = self._tenants.get(tenant, _Tenant())
        return [entry for entry in known.by_id.values() if not entry.ephemeral]

    def everyone(self) -> Sequence[AgentEntry]:
        """Return every agent of every tenant."""
        return [entry for tenant in self._tenants.values() for entry in tenant.by_id.values()]


def _key(name: str) -> str:
    return name.casefold()
