"""When to try again, and when to give up."""

import pytest

from parley_client import RetryPolicy, Unavailable
from parley_client.retry import Outage
from tests.fakes.fake_timer import FakeTimer


def outage(timer: FakeTimer, **policy: float) -> Outage:
    return Outage(RetryPolicy(**policy), timer)


async def fail(one: Outage, times: int, error: Unavailable | None = None) -> None:
    for _ in range(times):
        one.opened()
        await one.wait(error or Unavailable("gone"))


async def test_waits_grow_up_to_the_maximum(timer: FakeTimer) -> None:
    await fail(outage(timer, initial=1.0, multiplier=3.0, maximum=5.0), 4)
    assert timer.waits == [1.0, 3.0, 5.0, 5.0]


async def test_jitter_takes_off_up_to_one_half(timer: FakeTimer) -> None:
    timer.luck = 1.0
    await fail(outage(timer, initial=1.0), 1)
    assert timer.waits == [0.5]


async def test_the_servers_word_is_the_least(timer: FakeTimer) -> None:
    await fail(outage(timer, initial=4.0), 1, Unavailable(retry_after=1.0))
    await fail(outage(timer, initial=0.1), 1, Unavailable(retry_after=1.0))
    assert timer.waits == [4.0, 1.0]


async def test_the_last_attempt_is_made_when_time_is_up(timer: FakeTimer) -> None:
    one = outage(timer, initial=4.0, maximum=4.0, give_up_after=10.0)
    await fail(one, 3)
    assert timer.waits == [4.0, 4.0, 2.0]
    with pytest.raises(Unavailable):
        await fail(one, 1)


async def test_success_begins_a_new_outage(timer: FakeTimer) -> None:
    one = outage(timer, initial=1.0, give_up_after=2.0)
    for _ in range(5):
        await fail(one, 1)
        one.over()
    assert timer.waits == [1.0] * 5


async def test_a_connection_that_held_for_long_is_a_success(timer: FakeTimer) -> None:
    one = outage(timer, initial=1.0, give_up_after=2.0, stable_after=20.0)
    for _ in range(5):
        one.opened()
        timer.now += 20
        await one.wait(Unavailable())
    assert timer.waits == [1.0] * 5


async def test_a_connection_that_held_for_a_moment_is_none(timer: FakeTimer) -> None:
    one = outage(timer, initial=1.0, maximum=1.0, give_up_after=30.0, stable_after=20.0)
    for _ in range(2):
        one.opened()
        timer.now += 19
        await one.wait(Unavailable())
    one.opened()
    timer.now += 19
    with pytest.raises(Unavailable):
        await one.wait(Unavailable())
