"""The bus in values: which events, from where on, and how a durable subscription is kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum

CORE_TYPES = frozenset(
    {
        # Document 1 and reference-values E.
        *("new_message", "message_updated", "message_deleted", "agent_response", "message_error"),
        *("channel_created", "channel_updated", "channel_cleared", "channel_deleted"),
        *("participant_joined", "participant_left", "server_agent_update"),
        *("reaction_added", "reaction_removed"),
        # Documents 3 and 4.
        *("RUN_STARTED", "RUN_ENDED", "RUN_TIMEOUT", "MESSAGE_SENT", "MODEL_USED"),
        *("ACTION_STARTED", "ACTION_COMPLETED", "EVALUATOR_STARTED", "EVALUATOR_COMPLETED"),
        *("agent:added", "agents:added", "agent:registered", "agent:started", "agents:started"),
        *("agent:stopped", "agents:stopped", "agent:deleted", "agents:deleted", "agent:updated"),
        *("message:sent", "messages:sent", "mode:editable"),
    }
)
"""Names that the server alone publishes."""

CORE_PREFIX = "EMBEDDING_GENERATION_"

DEFAULT_BACKOFF = (timedelta(seconds=1), timedelta(seconds=5), timedelta(seconds=30), timedelta(minutes=2))


def is_core_type(name: str) -> bool:
    """Tell whether only the server publishes events of this type."""
    return name in CORE_TYPES or name.startswith(CORE_PREFIX)


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFilter:
    """Which events: fields of different names must all match, values of one field are alternatives.

    Types are exact or end in "*" for a prefix; `attributes` must all be there. Hashable: equal filters share work.
    """

    types: tuple[str, ...] = ()
    exclude_types: tuple[str, ...] = ()
    agent_ids: frozenset[str] = frozenset()
    room_ids: frozenset[str] = frozenset()
    channel_ids: frozenset[str] = frozenset()
    run_ids: frozenset[str] = frozenset()
    attributes: frozenset[tuple[str, str]] = frozenset()


class StartKind(IntEnum):
    """Where a reader starts in the log."""

    NEWEST = 0
    EARLIEST = 1
    AFTER_SEQUENCE = 2
    AT_TIME = 3
    RESUME_TOKEN = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class StartPosition:
    """Where a reader starts; `sequence`, `time` and `token` belong to one kind each.

    AT_TIME goes by the time at which the server stored an event. `path` is the field of the request that said it.
    """

    kind: StartKind = StartKind.NEWEST
    sequence: int = 0
    time: datetime | None = None
    token: str = ""
    path: str = field(default="start", compare=False)


NEWEST = StartPosition()
EARLIEST = StartPosition(kind=StartKind.EARLIEST)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """The settings of a durable subscription: a named group of readers that share the events.

    `max_events` and `max_bytes` bound what the whole group holds unacknowledged. `idle_expiry` None = kept for ever.
    """

    subscription_id: str
    filter: EventFilter = EventFilter()
    ack_deadline: timedelta = timedelta(seconds=30)
    max_events: int = 1000
    max_bytes: int = 16 * 1024 * 1024
    ordered: bool = False
    max_deliveries: int = 5
    backoff: tuple[timedelta, ...] = DEFAULT_BACKOFF
    drop_dead_letters: bool = False
    idle_expiry: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionStatus:
    """A durable subscription with its counters, as GetSubscription tells them."""

    subscription: Subscription
    acked_sequence: int
    member_count: int
    backlog: int
    outstanding: int
    dead_letter_count: int


class AckKind(IntEnum):
    """What a consumer says about a delivery; the numbers are those of the contract."""

    ACK = 1
    NACK = 2
    EXTEND = 3
    REJECT = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Ack:
    """The same said about some deliveries. `delay` None = the subscription's backoff (NACK), its deadline (EXTEND)."""

    kind: AckKind
    ack_ids: tuple[str, ...]
    delay: timedelta | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class AckResult:
    """Which ack ids had no effect. Those in neither list are stored."""

    stale: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LogInfo:
    """The log of a tenant as it is now. An empty log has last = first - 1."""

    log_id: str
    first_sequence: int
    last_sequence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeMetrics:
    """What happened to events of one type since the start of the server; times in seconds, None before the first."""

    type: str
    published: int = 0
    delivered: int = 0
    failed: int = 0
    mean: float | None = None
    p50: float | None = None
    p95: float | None = None
    p99: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BusMetrics:
    """Metrics by type, and how many subscriptions are open now."""

    types: tuple[TypeMetrics, ...]
    log: LogInfo
    open_subscriptions: int
