"""Time that passes only when somebody waits."""

from __future__ import annotations

from collections.abc import Awaitable, Callable


class FakeTimer:
    """Remembers each wait and takes no time for it."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.waits: list[float] = []
        self.luck = 0.0
        self.on_sleep: Callable[[], Awaitable[None]] | None = None

    def monotonic(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds
        if self.on_sleep is not None:
            await self.on_sleep()

    def jitter(self) -> float:
        return self.luck
