"""Log entries of agents: what models, actions, evaluators and plugins did."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from parley_server.domain.ids import AgentId
from parley_server.domain.json import JsonValue


@dataclass(frozen=True, slots=True, kw_only=True)
class LogEntry:
    """One entry. `type` is "useModel:TEXT_LARGE", "action", "evaluator" and so on; `body` holds the details."""

    log_id: str
    type: str
    agent_id: AgentId
    created_at: datetime
    entity_id: str = ""
    room_id: str = ""
    run_id: str = ""
    body: Mapping[str, JsonValue] = field(default_factory=dict)
