"""The stores on which the engine of the log is tried: add a backend here."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

from parley_server.bus.store import EventLogStore
from tests.fakes.bus import DictLogStore


@asynccontextmanager
async def _dict(_: Path) -> AsyncIterator[EventLogStore]:
    yield DictLogStore()


LOG_STORES: dict[str, Callable[[Path], AbstractAsyncContextManager[EventLogStore]]] = {"dict": _dict}
"""By name: what opens a store, an empty one, in a folder of its own."""
