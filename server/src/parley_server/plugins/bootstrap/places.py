"""Rooms, worlds and people as bootstrap's components ask for them: who manages what, and who is meant by a name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from parley_server.domain.ids import EntityId
from parley_server.domain.worlds import Entity, Room, World
from parley_server.plugin_api import Runtime
from parley_server.plugin_api.entities import Called, asked_for, folded_name, meant_exactly
from parley_server.plugin_api.roles import manages, role_in

PRIVATE_TYPES = frozenset({"DM", "VOICE_DM", "SELF", "API"})
MOST_PEOPLE = 50
"""So many people a model is told of."""
_LONGEST_NAME = 80


def is_private(room: Room) -> bool:
    """Tell whether somebody is alone with the agent in a room; one of no type is neither that nor a group."""
    return room.type.upper() in PRIVATE_TYPES


def is_group(room: Room) -> bool:
    """Tell whether a room is one of many people."""
    return bool(room.type) and not is_private(room)


async def world_of(runtime: Runtime, room: Room) -> World | None:
    """Return the world of a room, or None."""
    return await runtime.get_world(room.world_id) if room.world_id else None


def is_manager(world: World | None, entity_id: EntityId) -> bool:
    """Tell whether somebody manages a world."""
    return world is not None and manages(role_in(world, entity_id))


def name_of(entity: Entity) -> str:
    """Return what somebody is called, on one line: people choose their names themselves, and models read them."""
    return short_name(entity.names[0]) if entity.names else "Somebody"


def short_name(name: str) -> str:
    """Return a name that cannot be taken for anything else: on one line, and cut where it is too long."""
    return " ".join(name[: 4 * _LONGEST_NAME].split())[:_LONGEST_NAME]


def indented(text: str) -> str:
    """Return what somebody said so that none of its lines begins like what another one said."""
    return text.replace("\n", "\n  ")


def listed(people: Iterable[Entity], speaker: EntityId) -> str:
    """Return people as a model reads them, one a line, with their ids; who has written the message is marked."""
    lines = []
    for entity in people:
        mark = " - wrote the message" if entity.entity_id == speaker else ""
        lines.append(f"- {' / '.join(map(short_name, entity.names[:3])) or 'Somebody'} (id {entity.entity_id}){mark}")
    return "\n".join(lines)


def find_person(people: Sequence[Entity], wanted: str, speaker: EntityId | None = None) -> Entity | None:
    """Return who is meant, by id or by a name that only one of these people has; None for anybody else.

    "me" and the like are whoever speaks, if given. Rights hang on it: unlike `find_entity_by_name` it guesses nothing.
    """
    asked = asked_for(wanted)
    if speaker is not None and asked in {"me", "myself", "i", "the user", "user"}:
        asked = speaker.casefold()
    called = [Called(one, tuple(filter(None, map(folded_name, one.names)))) for one in people]
    found = meant_exactly(asked, called)
    return found[0] if len(found) == 1 else None
