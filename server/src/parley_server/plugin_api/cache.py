"""Values that plugins keep by key for an agent, over restarts."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from parley_server.domain.ids import AgentId
from parley_server.domain.json import JsonValue


class Cache(Protocol):
    """The part of the runtime that keeps values by key (document 2: the runtime extends its database adapter).

    Each agent has its own. Nothing in it gets old; it goes with its agent. What is secret does not belong here.
    """

    async def get_cache(self, key: str) -> JsonValue:
        """Return the value of a key; None for a key that has none."""
        ...

    async def set_cache(self, key: str, value: JsonValue) -> None:
        """Keep a value, in place of the one before it.

        Raises InvalidField for what is not JSON and for a key that is no text, empty, holds a NUL or is not Unicode,
        TooLarge for a value above 1 MiB and a key above 1000 bytes.
        """
        ...

    async def delete_cache(self, key: str) -> bool:
        """Forget the value of a key; return whether there was one."""
        ...


@runtime_checkable
class CacheAdapter(Protocol):
    """What a DatabaseAdapter may have besides: the values that plugins keep by key. Without it the server keeps them.

    Keys and values come as plugins give them: limits are its own.
    """

    async def get_cache(self, agent_id: AgentId, key: str) -> JsonValue:
        """Return the value of a key; None for a key that has none."""
        ...

    async def set_cache(self, agent_id: AgentId, key: str, value: JsonValue) -> None:
        """Keep a value, in place of the one before it."""
        ...

    async def delete_cache(self, agent_id: AgentId, key: str) -> bool:
        """Forget the value of a key; return whether there was one."""
        ...
