"""Which agents are ready: for health checks, as a stream of changes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator


class ReadinessBoard:
    """Tells who is ready. Watchers see the latest state of each agent, not every change: nothing queues up."""

    def __init__(self) -> None:
        """Start with nobody."""
        self._ready: dict[str, bool] = {}
        self._changed = asyncio.Event()

    def set(self, name: str, *, ready: bool) -> None:
        """Say whether an agent is ready."""
        self._ready[name] = ready
        self._wake()

    def remove(self, name: str) -> None:
        """Say that an agent is gone."""
        self._ready.pop(name, None)
        self._wake()

    async def watch(self) -> AsyncGenerator[tuple[str, bool | None]]:
        """Yield (name, ready) for everybody, then changes; None = gone. Ends when it is closed or cancelled."""
        told: dict[str, bool] = {}
        while True:
            changed = self._changed
            now = dict(self._ready)
            for name, ready in now.items():
                if told.get(name) is not ready:
                    yield name, ready
            for name in told.keys() - now.keys():
                yield name, None
            told = now
            await changed.wait()

    def _wake(self) -> None:
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()
