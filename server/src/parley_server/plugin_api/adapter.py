"""A database of an agent's own: where it keeps its memories and its world, in place of the server's store."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from parley_server.domain.content import Memory
from parley_server.domain.ids import AgentId, MemoryId, RoomId
from parley_server.plugin_api.world_adapter import WorldAdapter


@runtime_checkable
class DatabaseAdapter(WorldAdapter, Protocol):
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

    async def create_memories(self, memories: Sequence[Memory]) -> None:
        """Store memories, all or none; one whose id is there already is left as it is."""
        ...

    async def get_memories_by_ids(self, agent_id: AgentId, memory_ids: Sequence[MemoryId]) -> list[Memory]:
        """Return those that exist, in the order of the ids."""
        ...

    async def get_memories(self, agent_id: AgentId, room_id: RoomId, *, table: str, count: int) -> list[Memory]:
        """Return the newest memories of a room in one table, newest first by the order of storing."""
        ...
