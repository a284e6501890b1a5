"""What keeps changes of one agent's worlds and entities from writing over each other."""

from __future__ import annotations

import asyncio
from functools import cached_property


class RuntimeChanges:
    """Two locks of AgentRuntime, each held from a read to its write: nothing but the store is waited for meanwhile.

    They count within this process, which is the only one that may write.
    """

    @cached_property
    def _changing_worlds(self) -> asyncio.Lock:
        return asyncio.Lock()

    @cached_property
    def _changing_entities(self) -> asyncio.Lock:
        return asyncio.Lock()
