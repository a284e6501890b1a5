"""Who is where, as plugins make sure of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from parley_server.domain.ids import AgentId, EntityId, RoomId, WorldId
from parley_server.domain.json import JsonObject
from parley_server.domain.worlds import Connection, Entity, Room, World
from parley_server.plugin_api.orchestrator import Orchestrator


def connection_of(
    *,
    entity_id: EntityId,
    room_id: RoomId,
    source: str,
    name: str = "",
    user_name: str = "",
    user_id: str = "",
    type: str = "",  # noqa: A002 - as the document has it
    channel_id: str = "",
    server_id: str = "",
    world_id: WorldId = WorldId(""),
    world_name: str = "",
    metadata: JsonObject | None = None,
) -> Connection:
    """Return the connection of what document 2 calls ConnectionParams; `ensure_connection` makes it the agent's own.

    What a platform tells of somebody stands in the entity's metadata under its source; `metadata` are the world's.
    """
    nobody = AgentId("")
    told = {key: value for key, value in (("id", user_id), ("name", name), ("userName", user_name)) if value}
    return Connection(
        entity=Entity(entity_id=entity_id, agent_id=nobody, names=(name, user_name), metadata={source: told}),
        room=Room(
            room_id=room_id,
            agent_id=nobody,
            world_id=world_id,
            name=name,
            source=source,
            type=type,
            channel_id=channel_id,
            server_id=server_id,
        ),
        world=World(world_id=world_id, agent_id=nobody, name=world_name, server_id=server_id, metadata=metadata or {}),
    )


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
