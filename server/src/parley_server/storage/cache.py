"""Values that plugins keep by key."""

from typing import Protocol

from parley_server.domain.ids import AgentId, TenantId
from parley_server.domain.json import JsonValue

MAX_KEY_BYTES = 1000
MAX_VALUE_BYTES = 1024 * 1024


class CacheStore(Protocol):
    """Keeps JSON values, keyed by (tenant, agent, key), until the agent is deleted."""

    async def get(self, tenant: TenantId, agent_id: AgentId, key: str) -> JsonValue:
        """Return the value of a key; None for a key that has none."""
        ...

    async def put(self, tenant: TenantId, agent_id: AgentId, key: str, value: JsonValue) -> None:
        """Keep a value, in place of the one before it. Raises InvalidField and TooLarge."""
        ...

    async def delete(self, tenant: TenantId, agent_id: AgentId, key: str) -> bool:
        """Forget the value of a key; return whether there was one."""
        ...
