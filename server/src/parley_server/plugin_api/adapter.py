"""A database of an agent's own: where it keeps its memories and its world, in place of the server's store."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar, runtime_checkable

from parley_server.domain.ids import EntityId
from parley_server.plugin_api.memory_adapter import MemoryAdapter
from parley_server.plugin_api.world_adapter import WorldAdapter

T = TypeVar("T")


@runtime_checkable
class EntityContext(Protocol):
    """What an adapter may have besides: a way to work on behalf of somebody, for rows that only they may see."""

    async def with_entity_context(self, entity_id: EntityId, work: Callable[[], Awaitable[T]]) -> T:
        """Handle a message of this entity: do the work, and return what it returns."""
        ...


@runtime_checkable
class DatabaseAdapter(MemoryAdapter, WorldAdapter, Protocol):
    """Keeps memories, worlds, rooms and entities, keyed by (agent, id); runs, logs and tasks stay with the server.

    The agent opens it unless it is ready, and closes it at its stop if it has opened it. What fails is raised, and ends
    the run that it happens in.
    """

    async def is_ready(self) -> bool:
        """Tell whether it is open."""
        ...

    async def init(self) -> None:
        """Open it, and make its tables."""
        ...

    async def close(self) -> None:
        """Close it."""
        ...
