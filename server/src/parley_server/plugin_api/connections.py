"""Who is where, as plugins make sure of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from parley_server.domain.worlds import Connection, Entity, Room, World
from parley_server.plugin_api.orchestrator import Orchestrator


class Connections(Protocol):
    """The part of the runtime that has to do with rooms and who takes part (document 2, "Connection Management")."""

    @property
    def elizaos(self) -> Orchestrator | None:
        """The orchestrator that this agent belongs to; None on its own and after `stop`."""
        ...

    def has_elizaos(self) -> bool:
        """Tell whether this agent belongs to an orchestrator (document 3, "ElizaOS Type Guard")."""
        ...

    async def get_connection(self) -> object:
        """Return the database adapter, by itself: its type is the server's own, and may change with it."""
        ...

    async def ensure_connection(self, connection: Connection) -> None:
        """Create what is missing of entity, room and world, and let entity and agent take part in the room.

        A known entity gets the names and, source by source, the metadata that are new. Without an id, the world's is
        made from its server's; without a name, it is "World for server ...".
        """
        ...

    async def ensure_connections(
        self, entities: Sequence[Entity], rooms: Sequence[Room], *, source: str, world: World
    ) -> None:
        """Do so for many: all rooms belong to the world and the source, all entities take part in the first room.

        Known rooms stay as they are. Entities are stored 5000 at once; after a failure some may be there.
        The agent takes part in every room. Nothing is done without a room.
        """
        ...
