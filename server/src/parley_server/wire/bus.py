"""The bus: filters, positions, durable subscriptions, acknowledgements, the log and its metrics."""

from datetime import datetime

from google.protobuf.duration_pb2 import Duration

from parley.v1 import bus_pb2, events_pb2
from parley_server.domain.bus import (
    DEFAULT_BACKOFF,
    NEWEST,
    Ack,
    AckKind,
    AckResult,
    BusMetrics,
    EventFilter,
    LogInfo,
    StartKind,
    StartPosition,
    Subscription,
    SubscriptionStatus,
    TypeMetrics,
)
from parley_server.domain.ids import parse_uuid
from parley_server.wire.times import seconds_to_proto, span_from_proto, span_to_proto, time_from_proto, time_to_proto

MAX_CREDIT_EVENTS = 1_000_000
MAX_CREDIT_BYTES = 1024 * 1024 * 1024
_STARTS = {
    "newest": StartKind.NEWEST,
    "earliest": StartKind.EARLIEST,
    "after_sequence": StartKind.AFTER_SEQUENCE,
    "at_time": StartKind.AT_TIME,
    "resume_token": StartKind.RESUME_TOKEN,
}


def filter_from_proto(message: events_pb2.EventFilter) -> EventFilter:
    """Return which events are wanted. Ids become lower case; names stay as they are written."""
    return EventFilter(
        types=tuple(message.types),
        exclude_types=tuple(message.exclude_types),
        agent_ids=frozenset(parse_uuid(agent) or agent for agent in message.agent_ids),
        room_ids=frozenset(room.lower() for room in message.room_ids),
        channel_ids=frozenset(message.channel_ids),
        run_ids=frozenset(run.lower() for run in message.run_ids),
        attributes=frozenset(message.attributes.items()),
    )


def filter_to_proto(events: EventFilter) -> events_pb2.EventFilter:
    """Return which events are wanted; sets in the order of their words."""
    return events_pb2.EventFilter(
        types=events.types,
        exclude_types=events.exclude_types,
        agent_ids=sorted(events.agent_ids),
        room_ids=sorted(events.room_ids),
        channel_ids=sorted(events.channel_ids),
        run_ids=sorted(events.run_ids),
        attributes=dict(sorted(events.attributes)),
    )


def start_from_proto(
    message: bus_pb2.StartPosition, default: StartPosition = NEWEST, *, path: str = "start"
) -> StartPosition:
    """Return where to start, `default` when nothing is said; `path` is the field of the request."""
    case = message.WhichOneof("position")
    if case is None:
        return default
    return StartPosition(
        kind=_STARTS[case],
        sequence=message.after_sequence,
        time=time_from_proto(message.at_time) if case == "at_time" else None,
        token=message.resume_token,
        path=path,
    )


def subscription_from_proto(message: bus_pb2.Subscription) -> Subscription:
    """Return the settings of a durable subscription, with defaults for what is not said."""
    default = Subscription(subscription_id=message.subscription_id)
    limit = message.max_outstanding
    has = message.HasField
    return Subscription(
        subscription_id=message.subscription_id,
        filter=filter_from_proto(message.filter),
        ack_deadline=span_from_proto(message.ack_deadline)
        if message.HasField("ack_deadline")
        else default.ack_deadline,
        max_events=limit.events or default.max_events,
        # 0 = no limit of its own, but never more than there is credit for.
        max_bytes=(limit.bytes or MAX_CREDIT_BYTES) if has("max_outstanding") else default.max_bytes,
        ordered=message.ordered,
        max_deliveries=message.max_deliveries or default.max_deliveries,
        backoff=tuple(map(span_from_proto, message.backoff)) or DEFAULT_BACKOFF,
        drop_dead_letters=message.drop_dead_letters,
        idle_expiry=span_from_proto(message.idle_expiry) if has("idle_expiry") else None,
    )


def subscription_to_proto(subscription: Subscription) -> bus_pb2.Subscription:
    """Return the settings of a durable subscription."""
    expiry = subscription.idle_expiry
    return bus_pb2.Subscription(
        subscription_id=subscription.subscription_id,
        filter=filter_to_proto(subscription.filter),
        ack_deadline=span_to_proto(subscription.ack_deadline),
        max_outstanding=bus_pb2.Credit(events=subscription.max_events, bytes=subscription.max_bytes),
        ordered=subscription.ordered,
        max_deliveries=subscription.max_deliveries,
        backoff=map(span_to_proto, subscription.backoff),
        drop_dead_letters=subscription.drop_dead_letters,
        idle_expiry=None if expiry is None else span_to_proto(expiry),
    )


def status_to_proto(status: SubscriptionStatus) -> bus_pb2.Subscription:
    """Return a durable subscription with its counters."""
    message = subscription_to_proto(status.subscription)
    message.acked_sequence = status.acked_sequence
    message.member_count = status.member_count
    message.backlog = status.backlog
    message.outstanding = status.outstanding
    message.dead_letter_count = status.dead_letter_count
    return message


def ack_from_proto(message: bus_pb2.Ack) -> Ack:
    """Return what is said about some deliveries; without a kind it is an ACK."""
    return Ack(
        kind=AckKind(message.kind or AckKind.ACK),
        ack_ids=tuple(message.ack_ids),
        delay=span_from_proto(message.delay) if message.HasField("delay") else None,
        reason=message.reason,
    )


def ack_result_to_proto(result: AckResult) -> bus_pb2.AcknowledgeResponse:
    """Return which acknowledgements had no effect."""
    return bus_pb2.AcknowledgeResponse(stale_ack_ids=result.stale, unknown_ack_ids=result.unknown)


def log_to_proto(log: LogInfo) -> bus_pb2.LogInfo:
    """Return the log as it is now."""
    return bus_pb2.LogInfo(log_id=log.log_id, first_sequence=log.first_sequence, last_sequence=log.last_sequence)


def metrics_to_proto(metrics: BusMetrics) -> bus_pb2.GetBusMetricsResponse:
    """Return metrics by type."""
    return bus_pb2.GetBusMetricsResponse(
        types=map(_type_metrics_to_proto, metrics.types),
        log=log_to_proto(metrics.log),
        open_subscription_count=metrics.open_subscriptions,
    )


def _type_metrics_to_proto(metrics: TypeMetrics) -> bus_pb2.EventTypeMetrics:
    return bus_pb2.EventTypeMetrics(
        type=metrics.type,
        published_count=metrics.published,
        delivered_count=metrics.delivered,
        failed_count=metrics.failed,
        mean_time=_seconds(metrics.mean),
        p50_time=_seconds(metrics.p50),
        p95_time=_seconds(metrics.p95),
        p99_time=_seconds(metrics.p99),
    )


def _seconds(value: float | None) -> Duration | None:
    return None if value is None else seconds_to_proto(value)


def dead_letter_to_proto(event: bytes, *, deliveries: int, reason: str, dead_at: datetime) -> bus_pb2.DeadLetter:
    """Return an event, in bytes, that a subscription gave up on."""
    return bus_pb2.DeadLetter(
        event=events_pb2.Event.FromString(event),
        deliveries=deliveries,
        reason=reason,
        dead_time=time_to_proto(dead_at),
    )
