"""Rooms, worlds and entities as one agent sees them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum
from typing import TypeVar

from parley_server.domain.ids import AgentId, ComponentId, EntityId, RelationshipId, RoomId, WorldId
from parley_server.domain.json import JsonObject, JsonValue


class OverlapPolicy(Enum):
    """What happens to a message that arrives while the agent has a run in the same room."""

    UNSPECIFIED = "unspecified"
    QUEUE = "queue"
    SUPERSEDE = "supersede"
    REJECT = "reject"
    PARALLEL = "parallel"


class Role(Enum):
    """What an entity may do in a world. OWNER and ADMIN manage it."""

    OWNER = "OWNER"
    ADMIN = "ADMIN"
    NONE = "NONE"


class ParticipantState(Enum):
    """How a participant stands to a room: takes part in all of it, or wants to be left alone unless named."""

    FOLLOWED = "FOLLOWED"
    MUTED = "MUTED"


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """A platform's server, or any other group of rooms. Who is missing in `roles`, by entity id, has none.

    `revision` counts what was stored of it, from 1; 0 says that it was not read from there. So it does for a room and
    an entity.
    """

    world_id: WorldId
    agent_id: AgentId
    name: str = ""
    server_id: str = ""
    owner_id: EntityId = EntityId("")
    roles: Mapping[str, Role] = field(default_factory=dict)
    metadata: JsonObject = field(default_factory=dict)
    revision: int = field(default=0, compare=False)


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
    revision: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A person, an agent or a thing."""

    entity_id: EntityId
    agent_id: AgentId
    names: tuple[str, ...] = ()
    metadata: Mapping[str, JsonValue] = field(default_factory=dict)
    revision: int = field(default=0, compare=False)


Revised = TypeVar("Revised", World, Room, Entity)


def with_revision(value: Revised) -> Revised:
    """Return a value as it is stored first: one without a revision has the first one."""
    return value if value.revision else replace(value, revision=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """One entity in one room of one world: what ensureConnection makes sure of."""

    entity: Entity
    room: Room
    world: World


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityComponent:
    """A piece of data about an entity, told by a source; entity, type, world and source identify it."""

    component_id: ComponentId
    entity_id: EntityId
    agent_id: AgentId
    type: str
    created_at: datetime
    room_id: RoomId = RoomId("")
    world_id: WorldId = WorldId("")
    source_entity_id: EntityId = EntityId("")
    data: JsonObject = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Relationship:
    """How two entities know each other, as one agent sees it; agent, source and target identify it."""

    relationship_id: RelationshipId
    source_entity_id: EntityId
    target_entity_id: EntityId
    agent_id: AgentId
    created_at: datetime
    tags: tuple[str, ...] = ()
    metadata: JsonObject = field(default_factory=dict)
