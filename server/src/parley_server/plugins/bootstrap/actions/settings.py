"""UPDATE_SETTINGS: what the owner of a world tells that the agent has to know there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from parley_server.domain.content import ActionResult, Memory, State
from parley_server.domain.errors import ConfigurationMissing, NotFound
from parley_server.domain.ids import WorldId
from parley_server.domain.setting_changes import SettingOutcome, is_visible, unset_required
from parley_server.domain.shapes import FieldSpec, ResponseShape
from parley_server.domain.world_settings import SettingValue, WorldSetting
from parley_server.domain.worlds import Role, World
from parley_server.plugin_api import Action, HandlerCallback, HandlerOptions, Runtime
from parley_server.plugin_api.roles import role_in
from parley_server.plugins.bootstrap.actions.asking import Question, Saying, ask, text_of
from parley_server.plugins.bootstrap.actions.examples import exchange
from parley_server.plugins.bootstrap.places import is_group, is_private, world_of

_MOST_WORLDS = 16
_MOST_ROOMS = 200
_MOST_CHANGES = 20
_LONGEST_VALUE = 4000
_LONGEST_SHOWN = 200

_QUESTION = Question(
    template="updateSettingsTemplate",
    task=(
        "The owner of a place sets it up with {name}. Write down which of the settings below the message gives a value "
        "for, and which value, exactly as the message says it. Leave out what the message does not speak of."
    ),
    shape=ResponseShape(
        name="settings",
        fields=(FieldSpec(name="updates", description="One line each, in the form KEY: value.", required=True),),
    ),
)


async def world_to_set_up(runtime: Runtime, message: Memory) -> tuple[World, dict[str, WorldSetting]] | None:
    """Return the world that the sender owns and may set up in this room, with its settings; None when there is none.

    Settings are spoken of in private rooms alone. The world of the room comes first, then those of the rooms of many in
    which the sender takes part; one with something still to be set before one without.
    """
    room = await runtime.get_room(message.room_id)
    if room is None or not is_private(room):
        return None
    found: list[tuple[World, dict[str, WorldSetting]]] = []
    here = await world_of(runtime, room)
    others = [one for one in await _shared_worlds(runtime, message) if here is None or one != here.world_id]
    for world in (here, *[await runtime.get_world(one) for one in others]):
        if world is None or role_in(world, message.entity_id) is not Role.OWNER:
            continue
        settings = await runtime.get_world_settings(world.world_id)
        if settings and unset_required(settings):
            return world, settings
        if settings:
            found.append((world, settings))
    return found[0] if found else None


async def _shared_worlds(runtime: Runtime, message: Memory) -> list[WorldId]:
    ids = [one for one in await runtime.get_rooms_for_participant(message.entity_id) if one != message.room_id]
    rooms = await runtime.get_rooms_by_ids(ids[:_MOST_ROOMS]) if ids else []
    return list(dict.fromkeys(room.world_id for room in rooms if room.world_id and is_group(room)))[:_MOST_WORLDS]


async def _validate(runtime: Runtime, message: Memory, _state: State) -> bool:
    return await world_to_set_up(runtime, message) is not None


async def _update(
    runtime: Runtime,
    message: Memory,
    state: State,
    _options: HandlerOptions,
    callback: HandlerCallback,
    _responses: Sequence[Memory],
) -> ActionResult:
    saying = Saying(action="UPDATE_SETTINGS", callback=callback)
    found = await world_to_set_up(runtime, message)
    if found is None:
        return await saying.failed("There is nothing here for you to set up.", "no world of the sender has settings")
    world, settings = found
    shown = {key: one for key, one in settings.items() if is_visible(one, settings)}
    facts = "# Settings\n" + "\n".join(_line(key, one) for key, one in shown.items())
    fields = await ask(runtime, message, state, _QUESTION, facts=facts)
    wanted = {} if fields is None else _read(text_of(fields, "updates", longest=_LONGEST_VALUE), shown)
    if not wanted:
        return await saying.unreadable("which setting you mean, and what to set it to")
    try:
        outcomes = await runtime.change_world_settings(world.world_id, wanted)
    except (ConfigurationMissing, NotFound) as error:
        return await saying.failed("I could not keep that, so nothing has changed.", error.message)
    after = await runtime.get_world_settings(world.world_id) or settings
    text = _told(outcomes, after)
    applied = [one.key for one in outcomes if one.applied]
    if not applied:
        return await saying.failed(text, "no setting was changed")
    missing: list[str] = list(unset_required(after))
    return await saying.done(text, values={"settings": applied, "missing": missing})


def _line(key: str, setting: WorldSetting) -> str:
    """Return a setting as a model reads it, on one line; the value of a secret is not in it."""
    about = " ".join(part for part in (setting.description, setting.usage_description) if part)
    needed = "required" if setting.required else "optional"
    return f"- {key} ({setting.name}, {needed}, now: {' '.join(setting.shown.split())[:_LONGEST_SHOWN]}): {about}"


def _read(text: str, settings: Mapping[str, WorldSetting]) -> dict[str, SettingValue]:
    """Return the values by key; lines about anything else are dropped."""
    keys = {key.casefold(): key for key in settings} | {one.name.casefold(): key for key, one in settings.items()}
    found: dict[str, SettingValue] = {}
    for line in text.splitlines()[:_MOST_CHANGES]:
        name, colon, value = line.strip().lstrip("-* ").partition(":")
        key = keys.get(name.strip().strip("`\"'").casefold())
        if colon and key is not None and value.strip():
            found[key] = value.strip()
    return found


def _told(outcomes: Sequence[SettingOutcome], after: Mapping[str, WorldSetting]) -> str:
    lines = [one.note for one in outcomes]
    missing = unset_required(after)
    if missing:
        first = next(iter(missing.values()))
        about = f" ({first.description})" if first.description else ""
        lines.append(f"What I need next is {first.name}{about}.")
    elif any(one.applied for one in outcomes):
        lines.append("That is all I need.")
    return " ".join(lines)


UPDATE_SETTINGS = Action(
    name="UPDATE_SETTINGS",
    description="Note what the owner tells you to set up: a value for one of the settings that you ask for.",
    similes=("SET_UP", "SAVE_SETTING", "CONFIGURE_PLACE", "CHANGE_SETTING"),
    examples=(exchange("The support channel is #help.", "I am noting it.", "UPDATE_SETTINGS"),),
    validate=_validate,
    handler=_update,
)
