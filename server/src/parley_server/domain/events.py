"""Events: what a domain change announces on the bus, in the transaction of the change."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from parley_server.domain.agents import Agent
from parley_server.domain.channels import (
    AgentResponse,
    Channel,
    ChannelMessage,
    ChannelParticipant,
    MessageError,
    Reaction,
    ServerAgentUpdate,
)
from parley_server.domain.ids import AgentId, MemoryId, RunId, TenantId
from parley_server.domain.json import JsonValue
from parley_server.domain.runs import RunEvent

AGENT_ADDED = "agent:added"
AGENTS_ADDED = "agents:added"
AGENT_REGISTERED = "agent:registered"
AGENT_UPDATED = "agent:updated"
AGENT_STARTED = "agent:started"
AGENTS_STARTED = "agents:started"
AGENT_STOPPED = "agent:stopped"
AGENTS_STOPPED = "agents:stopped"
AGENT_DELETED = "agent:deleted"
AGENTS_DELETED = "agents:deleted"
MODE_EDITABLE = "mode:editable"
MESSAGE_SENT_TO_AGENT = "message:sent"
MESSAGES_SENT_TO_AGENTS = "messages:sent"
RUN_STARTED = "RUN_STARTED"
RUN_ENDED = "RUN_ENDED"
RUN_TIMEOUT = "RUN_TIMEOUT"
MESSAGE_SENT = "MESSAGE_SENT"
ACTION_STARTED = "ACTION_STARTED"
ACTION_COMPLETED = "ACTION_COMPLETED"
EVALUATOR_STARTED = "EVALUATOR_STARTED"
EVALUATOR_COMPLETED = "EVALUATOR_COMPLETED"
MODEL_USED = "MODEL_USED"

SERVER = "server"
"""Source of what the server itself announces."""


def agent_source(agent_id: str) -> str:
    """Return the source of what an agent did."""
    return f"agent/{agent_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentsChanged:
    """Agents have changed: one for agent:*, one or more for agents:*. `agent` is the agent as it is now."""

    agent_ids: tuple[AgentId, ...]
    agent: Agent | None = None
    updated_fields: tuple[str, ...] = ()
    ephemeral: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SentMessage:
    """A message was given to an agent; `background`: the caller does not wait for the end of the run."""

    agent_id: AgentId
    message_id: MemoryId
    run_id: RunId
    background: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagesSent:
    """Messages were given to agents: one for message:sent, one or more for messages:sent."""

    messages: tuple[SentMessage, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EditableMode:
    """Agents can be changed, or no longer."""

    editable: bool


EventBody = (
    RunEvent
    | AgentsChanged
    | MessagesSent
    | EditableMode
    | ChannelMessage
    | Channel
    | ChannelParticipant
    | Reaction
    | AgentResponse
    | MessageError
    | ServerAgentUpdate
    | Mapping[str, JsonValue]
)
"""What an event tells. A mapping is the payload of a type without a body of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DomainEvent:
    """One event to be announced.

    An `event_id` and a `time` are given where the same event may be announced twice; empty = made on the way to the
    bus. Of a `body` only what the bus may carry leaves the server: no prompts, contents of steps or secrets (the
    encoder sees to that).
    """

    type: str
    tenant: TenantId
    body: EventBody = field(default_factory=dict)
    source: str = SERVER
    agent_id: str = ""
    room_id: str = ""
    channel_id: str = ""
    run_id: str = ""
    event_id: str = ""
    time: datetime | None = None
