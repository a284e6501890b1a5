"""What entities may do in worlds, as plugins ask for it (reference-values 1.7)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from parley_server.domain.ids import EntityId, WorldId, create_unique_uuid
from parley_server.domain.json import JsonObject, JsonValue
from parley_server.domain.worlds import Role, World

if TYPE_CHECKING:
    from parley_server.plugin_api.runtime import Runtime


def role_in(world: World, entity_id: EntityId) -> Role:
    """Return what an entity may do in a world: the owner is an OWNER, who is not named has no role."""
    if entity_id and entity_id == world.owner_id:
        return Role.OWNER
    return world.roles.get(entity_id, Role.NONE)


def manages(role: Role) -> bool:
    """Tell whether a role lets somebody manage a world."""
    return role in (Role.OWNER, Role.ADMIN)


async def get_user_server_role(runtime: Runtime, entity_id: EntityId, server_id: str) -> Role:
    """Return what an entity may do in the world of a platform's server; NONE when either is unknown."""
    world = await runtime.get_world(WorldId(create_unique_uuid(runtime.agent_id, server_id)))
    if world is None:
        # A world that was made under an id of its own.
        worlds = await runtime.get_all_worlds()
        world = next((known for known in worlds if server_id and known.server_id == server_id), None)
    return role_in(world, entity_id) if world else Role.NONE


async def find_worlds_for_owner(runtime: Runtime, entity_id: EntityId) -> list[World] | None:
    """Return the worlds that an entity owns; None, never an empty list, when there are none."""
    if not entity_id:
        return None
    return [world for world in await runtime.get_all_worlds() if world.owner_id == entity_id] or None


def with_roles(world: World) -> World:
    """Return a world whose owner and roles are where they belong, also if it has them in the form of the reference.

    That form is `metadata.ownership.ownerId` and `metadata.roles`. What is found there is taken out and overrules what
    the world has; texts that are no role count for nothing, what has another form is left where it is.
    """
    metadata = dict(world.metadata)
    owner_id, roles = world.owner_id, dict(world.roles)
    ownership = metadata.get("ownership")
    if isinstance(ownership, Mapping) and isinstance(ownership.get("ownerId"), str):
        owner_id = EntityId(str(ownership["ownerId"])) or owner_id
        rest: JsonObject = {key: value for key, value in ownership.items() if key != "ownerId"}
        _replace(metadata, "ownership", rest)
    given = metadata.get("roles")
    if isinstance(given, Mapping):
        roles.update({who: role for who, value in given.items() if (role := _role(value)) is not None})
        del metadata["roles"]
    if (owner_id, roles, metadata) == (world.owner_id, dict(world.roles), dict(world.metadata)):
        return world
    return replace(world, owner_id=owner_id, roles=roles, metadata=metadata)


def _role(value: JsonValue) -> Role | None:
    text = value.strip().upper() if isinstance(value, str) else ""
    return Role(text) if text in Role.__members__ else None


def _replace(metadata: dict[str, JsonValue], key: str, value: JsonObject) -> None:
    if value:
        metadata[key] = value
    else:
        del metadata[key]
