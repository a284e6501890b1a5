"""The providers WORLD and SETTINGS: where the conversation is, and what that place has still to be asked for."""

from __future__ import annotations

from parley_server.domain.content import Memory, State
from parley_server.domain.json import JsonValue
from parley_server.domain.setting_changes import is_visible, unset_required
from parley_server.domain.world_settings import WorldSetting, WorldSettings, read_settings
from parley_server.domain.worlds import World
from parley_server.plugin_api import Provider, ProviderResult, Runtime
from parley_server.plugins.bootstrap.actions.settings import world_to_set_up
from parley_server.plugins.bootstrap.places import PRIVATE_TYPES, is_private
from parley_server.plugins.bootstrap.providers.texts import joined, section, short
from parley_server.plugins.bootstrap.reading import channel_type, world_of_message

_MOST_ROOMS = 50
_MOST_SETTINGS = 50
_LONGEST_VALUE = 200
_LONGEST_NOTE = 300


# ---- WORLD ----


async def _world(runtime: Runtime, message: Memory, _state: State) -> ProviderResult:
    room = await runtime.get_room(message.room_id)
    world = await world_of_message(runtime, message)
    if room is None or world is None:
        return ProviderResult(values={"world": "", "worldInfo": "", "worldName": ""})
    rooms = await runtime.get_rooms_by_world(world.world_id)
    present = await runtime.get_participants(room.room_id)
    shown = [one for one in rooms if not is_private(one) or one.room_id == room.room_id]
    lines = [
        f"World: {world.name or 'without a name'}",
        f"This room: {room.name or 'without a name'} ({room.type or 'of no type'}), {len(present)} take part",
        *(f"- {one.name} ({one.type})" for one in shown[:_MOST_ROOMS] if one.name and one.room_id != room.room_id),
    ]
    if len(shown) > _MOST_ROOMS:
        lines.append(f"- and {len(shown) - _MOST_ROOMS} others")
    text = section("Where this is", lines)
    data: dict[str, JsonValue] = {
        "id": world.world_id,
        "name": world.name,
        "serverId": world.server_id,
        "currentRoom": {"id": room.room_id, "name": room.name, "type": room.type},
        "roomCount": len(rooms),
        "participantCount": len(present),
    }
    return ProviderResult(
        text=text,
        values={"world": text, "worldInfo": text, "worldName": world.name, "currentRoom": room.name},
        data={"world": data},
    )


# ---- SETTINGS ----


async def _settings(runtime: Runtime, message: Memory, _state: State) -> ProviderResult:
    """Tell all settings to who owns a world and talks in private, to others the public ones of the room's world."""
    if await channel_type(runtime, message) in PRIVATE_TYPES:
        found = await world_to_set_up(runtime, message)
        text = _for_owner(runtime, *found) if found else ""
    else:
        world = await world_of_message(runtime, message)
        settings = (read_settings(world.metadata) if world else None) or {}
        public = {key: one for key, one in settings.items() if one.public and one.is_set}
        title = f"How {world.name if world and world.name else 'this place'} is set up"
        text = section(title, _lines(public, settings, usage=False))
    return ProviderResult(text=text, values={"settings": text})


def _for_owner(runtime: Runtime, world: World, settings: WorldSettings) -> str:
    name = world.name or "this world"
    missing = unset_required(settings)
    listed = section(f"Settings of {name}", _lines(settings, settings, usage=True))
    if not missing:
        return joined(listed, f"All that {runtime.character.name} needs to know of {name} is set.")
    first = next(iter(missing.values()))
    return joined(
        listed,
        f"{len(missing)} of them must be set before {runtime.character.name} can work in {name}. Ask for {first.name} "
        "next, one thing at a time. When the message tells a value, take UPDATE_SETTINGS.",
    )


def _lines(shown: WorldSettings, settings: WorldSettings, *, usage: bool) -> list[str]:
    """Write settings without the values of secrets."""
    visible = [(key, one) for key, one in shown.items() if is_visible(one, settings)]
    return [_line(key, one, usage=usage) for key, one in visible[:_MOST_SETTINGS]]


def _line(key: str, setting: WorldSetting, *, usage: bool) -> str:
    needed = ", required" if usage and setting.required else ""
    about = short(setting.usage_description or setting.description, _LONGEST_NOTE) if usage else ""
    return f"- {setting.name} ({key}{needed}): {short(setting.shown, _LONGEST_VALUE)}{'. ' if about else ''}{about}"


SETTINGS = Provider(name="SETTINGS", description="What a world's owner is asked for.", get=_settings)
WORLD = Provider(name="WORLD", description="The world around the room.", dynamic=True, get=_world)
