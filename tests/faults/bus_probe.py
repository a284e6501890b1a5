"""A plugin that shows what a server has inside: PARLEY_PLUGINS=tests.faults.bus_probe:tasks.

Whoever asks for GetBusMetrics finds the number of its tasks in the file that PARLEY_TEST_PROBE names.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from pathlib import Path

from parley_server.bus.bus import Bus
from parley_server.domain.bus import BusMetrics
from parley_server.domain.ids import TenantId
from parley_server.plugin_api import Plugin

VARIABLE = "PARLEY_TEST_PROBE"


def tasks() -> Plugin:
    """Let the server count its tasks."""
    place = Path(os.environ[VARIABLE])
    metrics = Bus.metrics

    async def counted(self: Bus, tenant: TenantId, types: Sequence[str]) -> BusMetrics:
        names = [str(task.get_coro()) for task in asyncio.all_tasks()]
        await asyncio.to_thread(place.write_text, "\n".join(names))
        return await metrics(self, tenant, types)

    Bus.metrics = counted  # type: ignore[method-assign] # the probe itself
    return Plugin(name="bus-probe")
