"""How long components may take before the agent goes on without them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from parley_server.domain.errors import ComponentTimeout


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentLimits:
    """Seconds that one call of a component may take. Actions and models are bounded by their run alone.

    `service_turn` is how long the start of one service keeps the next one from starting; `service_load` how long a
    caller waits for one.
    """

    plugin_init: float = 30.0
    plugin_migration: float = 30.0
    service_start: float = 30.0
    service_turn: float = 1.0
    service_load: float = 30.0
    service_stop: float = 10.0
    provider: float = 30.0
    evaluator: float = 30.0
    event_handler: float = 10.0
    route: float = 30.0
    service_call: float = 30.0


@asynccontextmanager
async def within(seconds: float, plugin: str, component: str) -> AsyncIterator[None]:
    """Cancel the work in this block when its time is over and raise ComponentTimeout; its own timeouts pass."""
    limit = asyncio.timeout(seconds)
    try:
        async with limit:
            yield
    except TimeoutError:
        if limit.expired():
            raise ComponentTimeout(plugin, component, seconds) from None
        raise
