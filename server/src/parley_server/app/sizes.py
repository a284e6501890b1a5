"""How much is in memory, by name: what GetServerInfo tells of caches, and what a metric of each would be."""

import asyncio
from collections.abc import Mapping

from parley_server.app.build import House


def sizes_in_memory(house: House) -> Mapping[str, int]:
    """Return the sizes of all caches and registries; those of agents are sums. Takes about a microsecond an agent."""
    return {
        **house.fleet.sizes(),
        **house.host.sizes(),
        **house.store.sizes(),
        **house.bus.sizes(),
        "asyncio_tasks": len(asyncio.all_tasks()),
    }
