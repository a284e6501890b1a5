"""Locks by name."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from parley_server.domain.ids import TenantId


class KeyedLocks:
    """One lock a key, there only while somebody holds or wants it."""

    def __init__(self) -> None:
        """Start without locks."""
        self._locks: dict[tuple[TenantId, str], tuple[asyncio.Lock, int]] = {}

    @asynccontextmanager
    async def hold(self, tenant: TenantId, key: str) -> AsyncIterator[None]:
        """Hold the lock of a key."""
        name = (tenant, key)
        lock, users = self._locks.get(name, (asyncio.Lock(), 0))
        self._locks[name] = (lock, users + 1)
        try:
            async with lock:
                yield
        finally:
            lock, users = self._locks[name]
            if users == 1:
                del self._locks[name]
            else:
                self._locks[name] = (lock, users - 1)
