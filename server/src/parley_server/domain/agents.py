"""Agents: who they are and where they stand."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from parley_server.domain.characters import Character, CharacterChange
from parley_server.domain.errors import Failure
from parley_server.domain.ids import AgentId
from parley_server.domain.json import JsonObject

DEFAULT_CONVERSATION_LENGTH = 32


class AgentState(Enum):
    """Where an agent stands."""

    ADDED = "added"
    STARTING = "starting"
    RUNNING = "running"
    STOPPING = "stopping"
    STOPPED = "stopped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredAgent:
    """An agent as it is kept over restarts.

    `character` is the character file in its current shape, without secrets; those are in `sealed_secrets`, encrypted.
    `should_run` is what its operators want, not where it stands.
    """

    agent_id: AgentId
    name: str
    character: JsonObject
    sealed_secrets: bytes = b""
    plugins: tuple[str, ...] = ()
    settings: JsonObject = field(default_factory=dict)
    database: str = ""
    should_run: bool = False
    created_at: datetime
    updated_at: datetime
    revision: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent:
    """An agent as callers see it. `plugins` are those that are loaded, in loading order."""

    agent_id: AgentId
    character: Character
    state: AgentState
    plugins: tuple[str, ...]
    ephemeral: bool
    last_error: Failure | None
    conversation_length: int
    created_at: datetime
    updated_at: datetime
    revision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentHealth:
    """How an agent is doing. `problems` are sentences; none when it is ready. `uptime` is in seconds."""

    agent_id: str
    alive: bool
    responsive: bool
    ready: bool
    problems: tuple[str, ...] = ()
    memory_bytes: int | None = None
    uptime: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentSpec:
    """An agent to be added: a typed character, or the JSON of a character file of any age."""

    character: Character | None = None
    character_file: JsonObject | None = field(default=None, repr=False)
    agent_id: str = ""
    plugins: tuple[str, ...] = ()
    settings: JsonObject = field(default_factory=dict, repr=False)
    database: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecChange:
    """A change that the reader made to the character file of the agent at `index` of a request."""

    index: int
    change: CharacterChange


@dataclass(frozen=True, slots=True, kw_only=True)
class AddedAgents:
    """What became of AddAgents, in the order of the request."""

    agents: tuple[Agent, ...]
    changes: tuple[SpecChange, ...] = ()
