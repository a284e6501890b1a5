"""Pages of dead letters."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from parley.v1 import bus_pb2, bus_pb2_grpc, common_pb2, events_pb2
from parley_server.bus.store import DeadLetter
from tests.fakes.bus import draft
from tests.fakes.serving import Served

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def letter(sequence: int, size: int) -> DeadLetter:
    data = events_pb2.Event(sequence=sequence, payload=common_pb2.Payload(raw=b"x" * size)).SerializeToString()
    return DeadLetter(sequence=sequence, event=draft("e", data=data), deliveries=1, reason="", dead_at=NOW)


@pytest.mark.parametrize(
    ("number", "event_size", "page_size", "pages"),
    [
        (0, 100, 5, [0]),
        (3, 100, 1, [1, 1, 1]),
        (20, 100, 20, [20]),
        (21, 100, 20, [20, 1]),
        (50, 100, 1000, [50]),
        (12, 200_000, 1000, [5, 5, 2]),
    ],
)
async def test_letters_come_once_each_in_pages_that_fit_into_a_message(
    served: Served, number: int, event_size: int, page_size: int, pages: list[int]
) -> None:
    stub = bus_pb2_grpc.BusServiceStub(served.channel)
    settings = bus_pb2.Subscription(subscription_id="billing")
    await stub.CreateSubscription(bus_pb2.CreateSubscriptionRequest(subscription=settings))
    served.bus.groups["billing"].dead = [letter(sequence, event_size) for sequence in range(1, number + 1)]

    seen: list[list[int]] = []
    token = ""
    while token or not seen:
        request = bus_pb2.ListDeadLettersRequest(subscription_id="billing", page_size=page_size, page_token=token)
        answer = await stub.ListDeadLetters(request, timeout=5)
        seen.append([one.event.sequence for one in answer.dead_letters])
        token = answer.next_page_token

    assert [len(page) for page in seen] == pages
    assert [sequence for page in seen for sequence in page] == list(range(1, number + 1))
