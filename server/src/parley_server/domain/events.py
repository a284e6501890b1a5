"""Events: what a domain change announces on the bus, in the transaction of the change."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from parley_server.domain.ids import TenantId
from parley_server.domain.json import JsonValue

AGENT_ADDED = "agent:added"
AGENTS_ADDED = "agents:added"
AGENT_STARTED = "agent:started"
AGENTS_STARTED = "agents:started"
AGENT_STOPPED = "agent:stopped"
AGENTS_STOPPED = "agents:stopped"
AGENT_DELETED = "agent:deleted"
AGENTS_DELETED = "agents:deleted"
MESSAGE_SENT_TO_AGENT = "message:sent"
RUN_STARTED = "RUN_STARTED"
RUN_ENDED = "RUN_ENDED"
RUN_TIMEOUT = "RUN_TIMEOUT"
MESSAGE_SENT = "MESSAGE_SENT"


@dataclass(frozen=True, slots=True, kw_only=True)
class DomainEvent:
    """One event to be announced. `body` holds facts for the event's typed body, never contents of steps or secrets."""

    type: str
    tenant: TenantId
    agent_id: str = ""
    room_id: str = ""
    run_id: str = ""
    body: Mapping[str, JsonValue] = field(default_factory=dict)
