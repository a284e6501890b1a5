"""Short words for tests of durable subscriptions."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from parley_server.bus.store import DeadLetter
from parley_server.domain.bus import EARLIEST, Ack, AckKind, AckResult, Subscription, SubscriptionStatus
from parley_server.domain.ids import DEFAULT_TENANT
from tests.fakes.bus_groups import Bench, Given

T = DEFAULT_TENANT


async def make(bench: Bench, **settings: Any) -> SubscriptionStatus:  # noqa: ANN401 - the settings of a subscription
    return await bench.groups.create(T, Subscription(subscription_id="s", **settings), EARLIEST)


async def say(
    bench: Bench, kind: AckKind, given: Sequence[Given], delay: float | None = None, reason: str = ""
) -> AckResult:
    wait = None if delay is None else timedelta(seconds=delay)
    ack = Ack(kind=kind, ack_ids=tuple(delivery.ack_id for delivery in given), delay=wait, reason=reason)
    return await bench.groups.acknowledge(T, "s", [ack])


async def ack(bench: Bench, *given: Given) -> AckResult:
    return await say(bench, AckKind.ACK, given)


async def nack(bench: Bench, *given: Given, delay: float | None = None, reason: str = "") -> AckResult:
    return await say(bench, AckKind.NACK, given, delay, reason)


async def status(bench: Bench) -> SubscriptionStatus:
    return await bench.groups.get(T, "s")


async def letters(bench: Bench) -> Sequence[DeadLetter]:
    return await bench.groups.dead_letters(T, "s", after=0, limit=1000)


def sequences(given: Sequence[Given]) -> list[int]:
    return [delivery.sequence for delivery in given]


def shown(given: Sequence[Given]) -> list[tuple[int, int]]:
    return [(delivery.sequence, delivery.attempt) for delivery in given]
