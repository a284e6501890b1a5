"""How long to wait before trying again, and when to give up."""

import asyncio
import random
import time
from dataclasses import dataclass
from typing import Protocol

from parley_client.errors import ParleyRpcError


class Timer(Protocol):
    """Time as a dependency, so that tests need not wait."""

    def monotonic(self) -> float:
        """Return seconds that never go back."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait. A cancel ends it at once."""
        ...

    def jitter(self) -> float:
        """Return a random number, 0 or more and less than 1."""
        ...


class SystemTimer:
    """The machine's own time."""

    def monotonic(self) -> float:
        """Return seconds that never go back."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Wait. A cancel ends it at once."""
        await asyncio.sleep(seconds)

    def jitter(self) -> float:
        """Return a random number, 0 or more and less than 1."""
        return random.random()  # noqa: S311 - it parts clients in time, it hides nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryPolicy:
    """How a stream of a run comes back after its connection is lost; all times in seconds.

    The wait before attempt n is `initial` x `multiplier`^n, at most `maximum`, of which a random part up to one half
    is taken off. Where the server says when to come back, the wait is at least that long, plus up to as much again, so
    that many clients do not come back at once. After `give_up_after` without success the last error is raised. A
    connection that has held for `stable_after` counts as a success even when the run had nothing to tell meanwhile;
    it must be longer than an attempt to connect can take.
    """

    initial: float = 0.1
    multiplier: float = 2.0
    maximum: float = 5.0
    give_up_after: float = 60.0
    stable_after: float = 20.0


class Outage:
    """Tracks one stream's failures in a row."""

    def __init__(self, policy: RetryPolicy, timer: Timer) -> None:
        """Begin in good health."""
        self._policy = policy
        self._timer = timer
        self._began: float | None = None
        self._opened = timer.monotonic()
        self._attempts = 0

    def opened(self) -> None:
        """Note that an attempt begins."""
        self._opened = self._timer.monotonic()

    def over(self) -> None:
        """Note that the stream made progress: the next failure begins a new outage."""
        self._began = None
        self._attempts = 0

    async def wait(self, error: ParleyRpcError) -> None:
        """Wait until the next attempt is due after `error`. Raises `error` when it is time to give up."""
        now = self._timer.monotonic()
        if now - self._opened >= self._policy.stable_after:
            self.over()
        if self._began is None:
            self._began = now
        remaining = self._began + self._policy.give_up_after - now
        asked = error.retry_after or 0.0
        if remaining <= 0 or asked > remaining:
            # A caller who tries again nevertheless gets the whole time anew.
            self.over()
            raise error
        delay = max(self._backoff(), asked * (1 + self._timer.jitter()))
        self._attempts += 1
        # The last attempt is made exactly when the time is up, not left out.
        await self._timer.sleep(min(delay, remaining))

    def _backoff(self) -> float:
        policy = self._policy
        # 2^64 tries are out of reach, an overflow is not.
        full = min(policy.maximum, policy.initial * policy.multiplier ** min(self._attempts, 64))
        return full * (1 - self._timer.jitter() / 2)
