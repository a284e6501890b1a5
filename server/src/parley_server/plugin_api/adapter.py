"""A database of an agent's own: where it keeps its memories and its world, in place of the server's store."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol, TypeVar, runtime_checkable

from parley_server.domain.content import Memory
from parley_server.domain.ids import AgentId, EntityId, MemoryId, RoomId
from parley_server.domain.worlds import Connection, Entity, Room

T = TypeVar("T")


@runtime_checkable
class EntityContext(Protocol):
    """What an adapter may have besides: a way to work on behalf of somebody, for rows that only they may see."""

    async def with_entity_context(self, entity_id: EntityId, work: Callable[[], Awaitable[T]]) -> T:
        """Handle a message of this entity: do the work, and return what it returns."""
        ...


@runtime_checkable
class DatabaseAdapter(Protocol):
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

    async def ensure_connection(self, connection: Connection) -> None:
        """Create what is missing of entity, room and world, and let entity and agent take part in the room."""
        ...

    async def get_room(self, agent_id: AgentId, room_id: RoomId) -> Room | None:
        """Return a room, or None."""
        ...

    async def get_entities(self, agent_id: AgentId, entity_ids: Sequence[EntityId]) -> list[Entity]:
        """Return those that exist, in the order of the ids."""
        ...

    async def get_participants(self, agent_id: AgentId, room_id: RoomId) -> list[EntityId]:
        """Return who takes part in a room, in order of joining."""
        ...

    async def get_participant_state(self, agent_id: AgentId, room_id: RoomId, entity_id: EntityId) -> str | None:
        """Return "FOLLOWED", "MUTED" or None."""
        ...

    async def set_participant_state(
        self, agent_id: AgentId, room_id: RoomId, entity_id: EntityId, state: str | None
    ) -> None:
        """Set how a participant stands to a room."""
        ...
