"""Who is meant and what is known of them, as plugins ask for it (reference-values 1.7)."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeGuard

from parley_server.domain import ids
from parley_server.domain.content import Memory
from parley_server.domain.ids import EntityId, RoomId, WorldId
from parley_server.domain.json import JsonObject, JsonValue
from parley_server.domain.worlds import Entity, EntityComponent, World
from parley_server.plugin_api.roles import manages, role_in

if TYPE_CHECKING:
    from parley_server.plugin_api.runtime import Runtime

# Under which keys platforms and components tell how somebody is called, folded.
_NAME_KEYS = frozenset(("name", "username", "displayname", "globalname", "nickname", "nick", "handle", "screenname"))
# Outside the room nobody looks further than this.
_ROOMS_AT_MOST = 50
_ENTITIES_AT_MOST = 5000
# So many are read at once: a room of thousands must not hold up the event loop.
_AT_ONCE = 500
# Shorter texts are somewhere in too many names.
_SHORTEST_MIDDLE = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityDetails:
    """What may be told of somebody: `name` is the one of the room's platform, `data` all that is known, merged."""

    entity_id: EntityId
    name: str
    names: tuple[str, ...]
    data: JsonObject


def create_unique_uuid(runtime: Runtime, base: str) -> str:
    """Derive the id under which an agent knows something that has the id `base` elsewhere; its own id stays."""
    return ids.create_unique_uuid(runtime.agent_id, base)


async def find_entity_by_name(runtime: Runtime, message: Memory, name: str) -> Entity | None:
    """Return who is called `name`, as the sender of a message means it; None when nobody is, or it is not clear.

    Names, names on platforms and those that visible components tell all count, in any case, with or without an "@"; an
    entity's id does, too. The whole name comes before a part of it; the participants of the room before those whom the
    sender knows, and these before the rest of the world. Of several with the whole name, the one whom the sender has
    most to do with is meant, and the agent last; of several with a part of it, nobody, unless the sender has more to do
    with one of them.
    """
    wanted = asked_for(name)
    if not wanted:
        return None
    known_id = ids.parse_uuid(wanted)
    if known_id:
        return next(iter(await runtime.get_entities([EntityId(known_id)])), None)
    world = await _world_of(runtime, message.room_id, message.world_id)
    met = await _interactions(runtime, message.entity_id)
    circles: list[list[Called]] = []
    async for entity_ids in _circles(runtime, message, world, tuple(met)):
        circle = await _with_names(runtime, entity_ids, message.entity_id, world)
        if exact := meant_exactly(wanted, circle):
            others = [entity for entity in exact if entity.entity_id != EntityId(runtime.agent_id)]
            return max(others or exact, key=lambda entity: met.get(entity.entity_id, 0))
        circles.append(circle)
    for matches in (_begins_a_word, _is_in_the_middle):
        for circle in circles:
            found = [one.entity for one in circle if any(matches(wanted, called) for called in one.names)]
            if found:
                return _only_one(found, met)
    return None


async def get_visible_components(
    runtime: Runtime, entity_ids: Sequence[EntityId], *, requester: EntityId | None = None, world: World | None = None
) -> list[EntityComponent]:
    """Return the components of entities that somebody may see in a world.

    That is what the requester told, what an OWNER or ADMIN of the world did, and what the agent itself did; of these,
    what was told in this world, or in none: what somebody says in one place is not carried to another.
    """
    return [
        component
        for component in await runtime.get_components_of(entity_ids)
        if _is_visible(runtime, component, requester, world)
    ]


async def get_entity_details(
    runtime: Runtime, room_id: RoomId, *, requester: EntityId | None = None
) -> list[EntityDetails]:
    """Return what may be told to a requester of everybody who takes part in a room, in order of joining."""
    room = await runtime.get_room(room_id)
    world = await _world_of(runtime, room_id, None)
    participants = await runtime.get_participants(room_id)
    return [
        EntityDetails(
            entity_id=entity.entity_id,
            name=_name_at(entity, room.source if room else ""),
            names=entity.names,
            data={**_merged(component.data for component in components), **entity.metadata},
        )
        async for entity, components in _with_components(runtime, participants, requester, world)
    ]


def format_entities(entities: Iterable[Entity]) -> str:
    """Return people as text for a prompt: their names, their ids and what platforms told of them."""
    return "\n\n".join(_format(entity) for entity in entities)


def _format(entity: Entity) -> str:
    lines = [" aka ".join(f'"{name}"' for name in entity.names) or '""', f"ID: {entity.entity_id}"]
    if entity.metadata:
        lines.append(f"Data: {json.dumps(entity.metadata, ensure_ascii=False, default=_plain)}")
    return "\n".join(lines)


# ---- Who may be meant ----


@dataclass(frozen=True, slots=True)
class Called:
    """Somebody, and the folded names that count for them."""

    entity: Entity
    names: tuple[str, ...]


def asked_for(wanted: str) -> str:
    """Return a name as names are compared, of what a person or a model has written: perhaps in quotes."""
    return folded_name(wanted.strip().strip("\"'"))


def meant_exactly(asked: str, people: Sequence[Called]) -> list[Entity]:
    """Return whom an id or a whole name means, of these people: the one with the id, else all who are called so."""
    by_id = [one.entity for one in people if one.entity.entity_id.casefold() == asked]
    return by_id or [one.entity for one in people if asked in one.names]


async def _circles(
    runtime: Runtime, message: Memory, world: World | None, met: Sequence[EntityId]
) -> AsyncIterator[Sequence[EntityId]]:
    """Yield those who may be meant, nearest first, each once: of the room, known to the sender, of the world."""
    near = await runtime.get_participants(message.room_id)
    yield near
    seen = set(near)
    yield [one for one in met if one not in seen]
    seen.update(met)
    if world is None:
        return
    for room in (await runtime.get_rooms_by_world(world.world_id))[:_ROOMS_AT_MOST]:
        new = [one for one in await runtime.get_participants(room.room_id) if one not in seen]
        seen.update(new)
        yield new[:_ENTITIES_AT_MOST]
        if len(seen) > _ENTITIES_AT_MOST:
            return


async def _with_names(
    runtime: Runtime, entity_ids: Sequence[EntityId], requester: EntityId, world: World | None
) -> list[Called]:
    return [
        Called(entity, tuple(_names(entity, (component.data for component in components))))
        async for entity, components in _with_components(runtime, entity_ids, requester, world)
    ]


async def _with_components(
    runtime: Runtime, entity_ids: Sequence[EntityId], requester: EntityId | None, world: World | None
) -> AsyncIterator[tuple[Entity, list[EntityComponent]]]:
    """Yield entities with what the requester may see of them; in groups, so that a full room holds nobody up."""
    for start in range(0, len(entity_ids), _AT_ONCE):
        some = entity_ids[start : start + _AT_ONCE]
        told: dict[EntityId, list[EntityComponent]] = {}
        for component in await get_visible_components(runtime, some, requester=requester, world=world):
            told.setdefault(component.entity_id, []).append(component)
        for entity in await runtime.get_entities(some):
            yield entity, told.get(entity.entity_id, [])


def _names(entity: Entity, told: Iterable[JsonObject]) -> Iterator[str]:
    """Yield all folded names of somebody."""
    yield from filter(None, map(folded_name, entity.names))
    for place in (entity.metadata, *told):
        for part in (place, *(value for value in place.values() if isinstance(value, Mapping))):
            for key, value in part.items():
                if isinstance(value, str) and folded_name(key).replace("_", "") in _NAME_KEYS and folded_name(value):
                    yield folded_name(value)


async def _interactions(runtime: Runtime, sender: EntityId) -> dict[EntityId, float]:
    """Return whom the sender knows, and how often they had to do with each other, most often first."""
    met: dict[EntityId, float] = {}
    for relationship in await runtime.get_relationships(sender):
        source, target = relationship.source_entity_id, relationship.target_entity_id
        count = relationship.metadata.get("interactions")
        other = target if source == sender else source
        met[other] = met.get(other, 0) + (count if isinstance(count, int | float) else 0)
    return dict(sorted(met.items(), key=lambda item: -item[1]))


def _only_one(found: Sequence[Entity], met: Mapping[EntityId, float]) -> Entity | None:
    ranked = sorted(found, key=lambda entity: -met.get(entity.entity_id, 0))
    if len(ranked) > 1 and met.get(ranked[0].entity_id, 0) == met.get(ranked[1].entity_id, 0):
        return None
    return ranked[0]


def _begins_a_word(wanted: str, name: str) -> bool:
    place = name.find(wanted)
    while place > 0 and name[place - 1].isalnum():
        place = name.find(wanted, place + 1)
    return place >= 0


def _is_in_the_middle(wanted: str, name: str) -> bool:
    return len(wanted) >= _SHORTEST_MIDDLE and wanted in name


def folded_name(text: str) -> str:
    """Return a name in the form in which names are compared: without case, width, spare spaces and an "@"."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split()).removeprefix("@").strip()


# ---- What may be told ----


def _is_visible(runtime: Runtime, component: EntityComponent, requester: EntityId | None, world: World | None) -> bool:
    source = component.source_entity_id
    here = component.world_id in ("", world.world_id if world else "")
    if not (source and here):
        return False
    return source in (requester, runtime.agent_id) or (world is not None and manages(role_in(world, source)))


async def _world_of(runtime: Runtime, room_id: RoomId, world_id: WorldId | None) -> World | None:
    room = await runtime.get_room(room_id)
    world_id = room.world_id if room and room.world_id else world_id
    return await runtime.get_world(world_id) if world_id else None


def _name_at(entity: Entity, source: str) -> str:
    there = entity.metadata.get(source)
    name = there.get("name") if isinstance(there, Mapping) else None
    return name if isinstance(name, str) and name else next(iter(entity.names), "")


def _merged(told: Iterable[JsonObject]) -> dict[str, JsonValue]:
    """Return what several tell: lists and objects are put together, of other values the first one counts."""
    data: dict[str, JsonValue] = {}
    for more in told:
        for key, value in more.items():
            known = data.setdefault(key, value)
            if isinstance(known, Mapping) and isinstance(value, Mapping):
                data[key] = {**known, **value}
            elif _is_list(known) and _is_list(value):
                data[key] = [*known, *(item for item in value if item not in known)]
    return data


def _is_list(value: JsonValue) -> TypeGuard[Sequence[JsonValue]]:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _plain(value: object) -> object:
    return dict(value) if isinstance(value, Mapping) else list(value) if isinstance(value, Sequence) else str(value)
