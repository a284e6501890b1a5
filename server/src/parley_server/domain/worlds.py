"""Rooms, worlds and entities as one agent sees them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from parley_server.domain.ids import AgentId, EntityId, RoomId, WorldId
from parley_server.domain.json import JsonObject, JsonValue


class OverlapPolicy(Enum):
    """What happens to a message that arrives while the agent has a run in the same room."""

    UNSPECIFIED = "unspecified"
    QUEUE = "queue"
    SUPERSEDE = "supersede"
    REJECT = "reject"
    PARALLEL = "parallel"


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """A platform's server, or any other group of rooms."""

    world_id: WorldId
    agent_id: AgentId
    name: str = ""
    server_id: str = ""
    metadata: JsonObject = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """A conversation. `type` is DM, GROUP and so on, as in Content.channel_type."""

    room_id: RoomId
    agent_id: AgentId
    world_id: WorldId = WorldId("")
    name: str = ""
    source: str = ""
    type: str = ""
    channel_id: str = ""
    server_id: str = ""
    overlap: OverlapPolicy = OverlapPolicy.UNSPECIFIED
    metadata: JsonObject = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A person, an agent or a thing."""

    entity_id: EntityId
    agent_id: AgentId
    names: tuple[str, ...] = ()
    metadata: Mapping[str, JsonValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """One entity in one room of one world: what ensureConnection makes sure of."""

    entity: Entity
    room: Room
    world: World
