"""The cache of a runtime, as plugins use it: with the server, or where an agent's own database keeps it."""

from __future__ import annotations

from parley_server.domain.ids import AgentId, TenantId
from parley_server.domain.json import JsonValue
from parley_server.plugin_api import CacheAdapter
from parley_server.storage.cache import CacheStore


class RuntimeCache:
    """Implements the protocol Cache for AgentRuntime."""

    _agent_id: AgentId
    _tenant: TenantId
    _cache: CacheStore

    async def get_cache(self, key: str) -> JsonValue:
        """Return the value of a key; None for a key that has none."""
        return await self._cache.get(self._tenant, self._agent_id, key)

    async def set_cache(self, key: str, value: JsonValue) -> None:
        """Keep a value, in place of the one before it. Raises InvalidField and TooLarge."""
        await self._cache.put(self._tenant, self._agent_id, key, value)

    async def delete_cache(self, key: str) -> bool:
        """Forget the value of a key; return whether there was one."""
        return await self._cache.delete(self._tenant, self._agent_id, key)


class AdapterCache:
    """Implements CacheStore on an agent's own database."""

    def __init__(self, adapter: CacheAdapter) -> None:
        """Keep values there."""
        self._adapter = adapter

    async def get(self, tenant: TenantId, agent_id: AgentId, key: str) -> JsonValue:
        """Return the value of a key; None for a key that has none."""
        return await self._adapter.get_cache(agent_id, key)

    async def put(self, tenant: TenantId, agent_id: AgentId, key: str, value: JsonValue) -> None:
        """Keep a value, in place of the one before it."""
        await self._adapter.set_cache(agent_id, key, value)

    async def delete(self, tenant: TenantId, agent_id: AgentId, key: str) -> bool:
        """Forget the value of a key; return whether there was one."""
        return await self._adapter.delete_cache(agent_id, key)
