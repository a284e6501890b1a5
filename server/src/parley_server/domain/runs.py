"""Runs: one handling of one message by one agent, with a log of numbered events."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum

from parley_server.domain.content import ActionResult, Content, Memory, State
from parley_server.domain.errors import Failure
from parley_server.domain.ids import AgentId, EntityId, MemoryId, RoomId, RunId
from parley_server.domain.json import JsonValue
from parley_server.domain.models import ModelUsage
from parley_server.domain.worlds import OverlapPolicy

MESSAGE_HANDLER = "messageHandler"


class RunStatus(Enum):
    """State of a run. QUEUED and STARTED are open, all others final."""

    QUEUED = "queued"
    STARTED = "started"
    COMPLETED = "completed"
    IGNORED = "ignored"
    BLOCKED = "blocked"
    MUTED = "muted"
    OFF = "off"
    REPLACED = "replaced"
    CANCELLED = "cancelled"
    ERROR = "error"
    TIMEOUT = "timeout"

    @property
    def is_open(self) -> bool:
        """True while the run may still do something."""
        return self in (RunStatus.QUEUED, RunStatus.STARTED)


OPEN_STATUSES = (RunStatus.QUEUED, RunStatus.STARTED)


class DisconnectPolicy(Enum):
    """What happens to the run when its caller goes away."""

    CONTINUE = "continue"
    CANCEL = "cancel"


class ModelSize(Enum):
    """Which text model to take; UNSPECIFIED leaves it to the agent's settings."""

    UNSPECIFIED = "unspecified"
    SMALL = "small"
    LARGE = "large"


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageOptions:
    """How a message is handled. None and UNSPECIFIED come from the agent's settings (reference-values 1.1)."""

    use_multi_step: bool | None = None
    max_multi_step_iterations: int | None = None
    timeout: timedelta | None = None
    max_retries: int | None = None
    should_respond_model: ModelSize = ModelSize.UNSPECIFIED
    overlap: OverlapPolicy = OverlapPolicy.UNSPECIFIED
    on_disconnect: DisconnectPolicy = DisconnectPolicy.CONTINUE
    continue_after_actions: bool | None = None
    keep_existing_responses: bool | None = None
    voice: bool = False
    include_state: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingMessage:
    """A message on its way to an agent; empty ids are filled in when the run is made."""

    content: Content
    memory_id: str = ""
    entity_id: str = ""
    room_id: str = ""
    world_id: str = ""
    created_at: datetime | None = None
    metadata: Mapping[str, JsonValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunInput:
    """What a run needs to start, also after a restart: the message with its ids, and how to handle it.

    `hops` agents have passed the message on, one to the next.
    """

    message: Memory
    options: MessageOptions
    hops: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One handling of one message by one agent, or what a caller groups under one id (`source` says who)."""

    run_id: RunId
    agent_id: AgentId
    message_id: MemoryId
    room_id: RoomId
    entity_id: EntityId
    status: RunStatus
    source: str = MESSAGE_HANDLER
    created_at: datetime
    started_at: datetime | None = None
    ended_at: datetime | None = None
    reason: str = ""
    error: Failure | None = None
    last_sequence: int = 0
    usage: ModelUsage = field(default_factory=ModelUsage)
    attempt: int = 1

    @property
    def has_message(self) -> bool:
        """True for the handling of a message; a run that a caller has opened by itself has none."""
        return bool(self.message_id)


class ResponseMode(Enum):
    """How the agent answered."""

    SIMPLE = "simple"
    ACTIONS = "actions"
    NONE = "none"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageResult:
    """What came of a message; partial after an error, a timeout or a cancel.

    `status` and `reason` say how the run ends: COMPLETED, IGNORED, BLOCKED, MUTED or OFF, and why in one sentence.
    """

    status: RunStatus = RunStatus.COMPLETED
    reason: str = ""
    did_respond: bool = False
    response_content: Content | None = None
    response_messages: tuple[Memory, ...] = ()
    mode: ResponseMode = ResponseMode.NONE
    action_results: tuple[ActionResult, ...] = ()
    state: State | None = None

    @property
    def text(self) -> str:
        """What the agent said last about the message; empty when it said nothing."""
        return self.response_content.text if self.response_content else ""


class StepKind(Enum):
    """What a step is."""

    PROVIDER = "provider"
    ACTION = "action"
    EVALUATOR = "evaluator"
    MODEL = "model"
    ATTACHMENT = "attachment"
    VOICE = "voice"
    SERVICE = "service"
    TASK = "task"


class StepPhase(Enum):
    """Where a step stands."""

    STARTED = "started"
    COMPLETED = "completed"
    FAILED = "failed"


# ---- Bodies of run events ----


@dataclass(frozen=True, slots=True, kw_only=True)
class RunStarted:
    """RUN_STARTED: work begins; again at each new attempt."""

    run: Run


@dataclass(frozen=True, slots=True, kw_only=True)
class TextChunk:
    """A piece of a reply's text.

    `index` (pieces before it) and `offset` (UTF-8 bytes before it) are counted when it is appended to the log.
    """

    message_id: MemoryId
    text: str
    index: int = 0
    offset: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """A whole reply, or one that an action sends on its way; `action_name` is empty for the reply itself."""

    message_id: MemoryId
    content: Content
    action_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A provider, action, evaluator or model call begins or ends. `duration` is in seconds."""

    step_id: str
    kind: StepKind
    name: str
    phase: StepPhase
    parent_step_id: str = ""
    duration: float | None = None
    result: ActionResult | None = None
    usage: ModelUsage | None = None
    error: Failure | None = None
    detail: Mapping[str, JsonValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageSent:
    """MESSAGE_SENT: a reply has been stored."""

    message: Memory
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RunEnded:
    """The one and last event: RUN_TIMEOUT when the run's status is TIMEOUT, else RUN_ENDED."""

    run: Run
    result: MessageResult


RunEventBody = RunStarted | TextChunk | Response | Step | MessageSent | RunEnded


@dataclass(frozen=True, slots=True, kw_only=True)
class RunQuery:
    """Which runs to list; None = any. With either time, queued runs are left out."""

    agent: str | None = None
    room_id: RoomId | None = None
    statuses: tuple[RunStatus, ...] = ()
    started_after: datetime | None = None
    started_before: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOutcome:
    """A run, and what came of it once it has ended."""

    run: Run
    result: MessageResult | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRequest:
    """A message for an agent (id or name), how to handle it, and the id that makes a repeat harmless.

    `background`: the caller does not wait for the end of the run. Of a message that an agent sends while it works,
    `sent_by` is the run that it works for, and `hops` counts how many agents have passed it on.
    """

    agent: str
    message: IncomingMessage
    options: MessageOptions
    request_id: str = ""
    background: bool = False
    sent_by: RunId | None = None
    hops: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenRunRequest:
    """Asks for a run without a message, to group calls; an empty room is the agent's own, no timeout the default."""

    agent: str
    room_id: str = ""
    source: str = ""
    timeout: timedelta | None = None
    request_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunEvent:
    """One entry of a run's log, with its number."""

    run_id: RunId
    sequence: int
    time: datetime
    body: RunEventBody
