"""The providers ENTITIES, RELATIONSHIPS and ROLES: who is there, who knows whom, who may do what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from parley_server.domain.characters import is_secret_name
from parley_server.domain.content import Memory, State
from parley_server.domain.ids import EntityId
from parley_server.domain.json import JsonValue
from parley_server.domain.worlds import Entity, EntityComponent, Relationship, Role, World
from parley_server.plugin_api import Provider, ProviderResult, Runtime, get_visible_components
from parley_server.plugins.bootstrap.places import name_of, short_name
from parley_server.plugins.bootstrap.providers.texts import named, section, short
from parley_server.plugins.bootstrap.reading import channel_type, world_of_message

_MOST_PEOPLE = 50
_MOST_NAMES = 5
_MOST_RELATIONSHIPS = 30
_MOST_ROLES = 50
_MOST_DETAILS = 20
_LONGEST_DETAIL = 200
_WITH_ROLES = frozenset({"GROUP", "VOICE_GROUP", "WORLD", "FORUM", "THREAD"})


# ---- ENTITIES ----


async def _entities(runtime: Runtime, message: Memory, _state: State) -> ProviderResult:
    present = await runtime.get_participants(message.room_id)
    first = (message.entity_id, EntityId(runtime.agent_id))
    ids = [*(one for one in first if one in present), *(one for one in present if one not in first)]
    people = await runtime.get_entities(ids[:_MOST_PEOPLE])
    details = await _details(runtime, message)
    lines = [_person(runtime, entity, details if entity.entity_id == message.entity_id else ()) for entity in people]
    if len(ids) > _MOST_PEOPLE:
        lines.append(f"- and {len(ids) - _MOST_PEOPLE} others")
    text = section("Who is here", lines)
    sender = next((name_of(one) for one in people if one.entity_id == message.entity_id and one.names), "User")
    data: list[JsonValue] = [{"id": entity.entity_id, "names": list(entity.names)} for entity in people]
    return ProviderResult(
        text=text,
        values={"entities": text, "actors": text, "senderName": sender},
        data={"entities": data, "senderName": sender},
    )


def _person(runtime: Runtime, entity: Entity, details: Sequence[str]) -> str:
    name = ", also ".join(map(short_name, entity.names[:_MOST_NAMES])) or "User"
    you = ", which is you" if entity.entity_id == EntityId(runtime.agent_id) else ""
    known = f": {'; '.join(details)}" if details else ""
    return f"- {name} (id {entity.entity_id}{you}){known}"


async def _details(runtime: Runtime, message: Memory) -> list[str]:
    """Return what the sender may see of what is known of the sender; no secrets."""
    sender, world = message.entity_id, await world_of_message(runtime, message)
    told = await get_visible_components(runtime, [sender], requester=sender, world=world)
    return [line for component in told for line in _facts_of(component)][:_MOST_DETAILS]


def _facts_of(component: EntityComponent) -> list[str]:
    return [
        f"{component.type} {key} {short(str(value), _LONGEST_DETAIL)}"
        for key, value in component.data.items()
        if isinstance(value, (str, int, float)) and value != "" and not is_secret_name(key)
    ]


# ---- RELATIONSHIPS ----


async def _relationships(runtime: Runtime, message: Memory, _state: State) -> ProviderResult:
    known = await runtime.get_relationships(message.entity_id)
    known = sorted(known, key=_interactions, reverse=True)[:_MOST_RELATIONSHIPS]
    if not known:
        return ProviderResult(values={"relationships": ""})
    others = [_other(one, message.entity_id) for one in known]
    entities = await runtime.get_entities(list(dict.fromkeys([message.entity_id, *others])))
    names: dict[str, str] = {entity.entity_id: name_of(entity) for entity in entities if entity.names}
    names[runtime.agent_id] = runtime.character.name
    lines = [_acquaintance(one, named(names, other)) for one, other in zip(known, others, strict=True)]
    text = section(f"Whom {named(names, message.entity_id)} knows", lines)
    return ProviderResult(text=text, values={"relationships": text}, data={"relationships": [*others]})


def _interactions(relationship: Relationship) -> float:
    count = relationship.metadata.get("interactions")
    return count if isinstance(count, (int, float)) else 0


def _other(relationship: Relationship, entity_id: EntityId) -> EntityId:
    is_source = relationship.source_entity_id == entity_id
    return relationship.target_entity_id if is_source else relationship.source_entity_id


def _acquaintance(relationship: Relationship, name: str) -> str:
    count = _interactions(relationship)
    parts = (", ".join(relationship.tags), f"{count:g} times in touch" if count else "")
    about = "; ".join(part for part in parts if part)
    return f"- {name}: {about}" if about else f"- {name}"


# ---- ROLES ----


async def _roles(runtime: Runtime, message: Memory, _state: State) -> ProviderResult:
    world = None
    if await channel_type(runtime, message) in _WITH_ROLES:
        world = await world_of_message(runtime, message)
    if world is None:
        return ProviderResult(values={"roles": ""})
    by_role = _holders(world)
    ids = [entity_id for holders in by_role.values() for entity_id in holders]
    names = {one.entity_id: name_of(one) for one in await runtime.get_entities(ids) if one.names} if ids else {}
    text = section(
        f"Who manages {world.name or 'this place'}",
        [_role_line(role, holders, names) for role, holders in by_role.items() if holders],
    )
    data: dict[str, JsonValue] = {role.value: [*holders] for role, holders in by_role.items()}
    return ProviderResult(text=text, values={"roles": text}, data={"roles": data})


def _holders(world: World) -> dict[Role, list[EntityId]]:
    """Return who holds which role; the owner is one, whatever the roles say."""
    by_role: dict[Role, list[EntityId]] = {Role.OWNER: [world.owner_id] if world.owner_id else [], Role.ADMIN: []}
    for entity_id, role in list(world.roles.items())[:_MOST_ROLES]:
        if role in by_role and entity_id != world.owner_id:
            by_role[role].append(EntityId(entity_id))
    return by_role


def _role_line(role: Role, holders: Sequence[EntityId], names: Mapping[EntityId, str]) -> str:
    word = {Role.OWNER: "Owner", Role.ADMIN: "Admins"}[role]
    return f"{word}: {', '.join(names.get(one) or one for one in holders)}"


ENTITIES = Provider(name="ENTITIES", description="Who takes part in the room.", dynamic=True, get=_entities)
RELATIONSHIPS = Provider(name="RELATIONSHIPS", description="Whom the sender knows.", dynamic=True, get=_relationships)
ROLES = Provider(name="ROLES", description="Who may manage what.", get=_roles)
