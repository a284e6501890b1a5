"""A home, its rooms and who is there."""

from __future__ import annotations

from parley_server.domain.ids import (
    AgentId,
    EntityId,
    RoomId,
    WorldId,
    string_to_uuid,
)
from parley_server.domain.worlds import (
    Entity,
    Room,
    World,
)

STRANGER = AgentId(string_to_uuid("stranger"))
ADA, BOB = EntityId(string_to_uuid("ada")), EntityId(string_to_uuid("bob"))
HALL, ATTIC = RoomId(string_to_uuid("hall")), RoomId(string_to_uuid("attic"))
HOME = World(world_id=WorldId(string_to_uuid("home")), agent_id=STRANGER, name="home", server_id="guild")


def person(entity_id: EntityId, *names: str, **metadata: str) -> Entity:
    """Return somebody, as discord knows them."""
    return Entity(
        entity_id=entity_id, agent_id=STRANGER, names=names, metadata={"discord": metadata} if metadata else {}
    )


def room(room_id: RoomId, world: World = HOME, name: str = "") -> Room:
    """Return a room of a world."""
    return Room(room_id=room_id, agent_id=STRANGER, world_id=world.world_id, name=name, source="discord", type="GROUP")
