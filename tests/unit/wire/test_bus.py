from datetime import timedelta

import pytest
from google.protobuf import json_format

from parley.v1 import bus_pb2, events_pb2
from parley_server.domain.bus import (
    DEFAULT_BACKOFF,
    EARLIEST,
    Ack,
    AckKind,
    BusMetrics,
    EventFilter,
    LogInfo,
    StartKind,
    StartPosition,
    Subscription,
    SubscriptionStatus,
    TypeMetrics,
)
from parley_server.wire.bus import (
    MAX_CREDIT_BYTES,
    ack_from_proto,
    filter_from_proto,
    filter_to_proto,
    metrics_to_proto,
    start_from_proto,
    status_to_proto,
    subscription_from_proto,
    subscription_to_proto,
)
from tests.fakes.values import NOW

ID = "01930000-0000-7000-8000-00000000abcd"
FILTER = EventFilter(
    types=("custom:*", "a"),
    exclude_types=("custom:b",),
    agent_ids=frozenset({ID, "Assistant"}),
    room_ids=frozenset({ID}),
    channel_ids=frozenset({"General"}),
    run_ids=frozenset({ID}),
    attributes=frozenset({("a", "b")}),
)


def test_filters_go_there_and_back() -> None:
    assert filter_from_proto(filter_to_proto(FILTER)) == FILTER


def test_ids_of_filters_become_lower_case_and_names_stay() -> None:
    message = events_pb2.EventFilter(agent_ids=[ID.upper(), "Assistant"], room_ids=[ID.upper()], run_ids=[ID.upper()])

    found = filter_from_proto(message)

    assert (set(found.agent_ids), set(found.room_ids), set(found.run_ids)) == ({ID, "Assistant"}, {ID}, {ID})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{}", StartPosition()),
        ('{"newest": {}}', StartPosition()),
        ('{"earliest": {}}', EARLIEST),
        ('{"afterSequence": "0"}', StartPosition(kind=StartKind.AFTER_SEQUENCE)),
        ('{"afterSequence": "7"}', StartPosition(kind=StartKind.AFTER_SEQUENCE, sequence=7)),
        ('{"resumeToken": "x"}', StartPosition(kind=StartKind.RESUME_TOKEN, token="x")),
    ],
)
def test_positions(text: str, expected: StartPosition) -> None:
    assert start_from_proto(json_format.Parse(text, bus_pb2.StartPosition())) == expected


def test_a_time_is_a_position() -> None:
    message = bus_pb2.StartPosition()
    message.at_time.FromDatetime(NOW)

    assert start_from_proto(message) == StartPosition(kind=StartKind.AT_TIME, time=NOW)


def test_a_position_that_is_not_said_is_the_default() -> None:
    assert start_from_proto(bus_pb2.StartPosition(), EARLIEST) == EARLIEST


def test_settings_go_there_and_back() -> None:
    settings = Subscription(
        subscription_id="billing",
        filter=FILTER,
        ack_deadline=timedelta(seconds=7),
        max_events=5,
        max_bytes=9,
        ordered=True,
        max_deliveries=2,
        backoff=(timedelta(milliseconds=5),),
        drop_dead_letters=True,
        idle_expiry=timedelta(days=1),
    )

    assert subscription_from_proto(subscription_to_proto(settings)) == settings


def test_settings_that_are_not_said_have_defaults() -> None:
    found = subscription_from_proto(bus_pb2.Subscription(subscription_id="billing"))

    assert found == Subscription(subscription_id="billing", backoff=DEFAULT_BACKOFF)


def test_no_limit_by_bytes_is_the_most_that_can_be_said() -> None:
    message = bus_pb2.Subscription(subscription_id="b", max_outstanding=bus_pb2.Credit(events=3))

    found = subscription_from_proto(message)

    assert (found.max_events, found.max_bytes) == (3, MAX_CREDIT_BYTES)


def test_counters_are_told() -> None:
    status = SubscriptionStatus(
        subscription=Subscription(subscription_id="b"),
        acked_sequence=1,
        member_count=2,
        backlog=3,
        outstanding=4,
        dead_letter_count=5,
    )

    message = status_to_proto(status)

    assert (message.acked_sequence, message.member_count, message.backlog) == (1, 2, 3)
    assert (message.outstanding, message.dead_letter_count) == (4, 5)


def test_an_ack_without_a_kind_is_an_ack() -> None:
    message = bus_pb2.Ack(ack_ids=["a", "b"])

    assert ack_from_proto(message) == Ack(kind=AckKind.ACK, ack_ids=("a", "b"))


def test_what_is_said_about_deliveries() -> None:
    message = bus_pb2.Ack(kind=bus_pb2.ACK_KIND_NACK, ack_ids=["a"], reason="busy")
    message.delay.FromMilliseconds(1500)

    expected = Ack(kind=AckKind.NACK, ack_ids=("a",), delay=timedelta(seconds=1.5), reason="busy")
    assert ack_from_proto(message) == expected


def test_metrics_without_a_time_say_none() -> None:
    metrics = BusMetrics(
        types=(TypeMetrics(type="a", published=3), TypeMetrics(type="b", delivered=1, failed=1, mean=0.5, p99=0.25)),
        log=LogInfo("log", 1, 9),
        open_subscriptions=2,
    )

    message = metrics_to_proto(metrics)

    assert not message.types[0].HasField("mean_time")
    assert message.types[1].mean_time.ToMilliseconds() == 500
    assert message.types[1].p99_time.ToMilliseconds() == 250
    assert (message.log.last_sequence, message.open_subscription_count) == (9, 2)
