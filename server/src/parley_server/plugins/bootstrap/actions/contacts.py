"""UPDATE_CONTACT: how somebody is reached elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from parley_server.domain.clock import Clock
from parley_server.domain.content import ActionResult, Memory, State
from parley_server.domain.ids import ComponentId, EntityId, create_unique_uuid
from parley_server.domain.json import JsonObject, JsonValue
from parley_server.domain.shapes import Fields, FieldSpec, ResponseShape
from parley_server.domain.worlds import Entity, EntityComponent
from parley_server.plugin_api import Action, HandlerCallback, HandlerOptions, Runtime
from parley_server.plugins.bootstrap.actions.asking import Question, Saying, ask, text_of
from parley_server.plugins.bootstrap.actions.examples import exchange
from parley_server.plugins.bootstrap.places import MOST_PEOPLE, find_person, listed, name_of

_MOST_DETAILS = 20
_LONGEST = 300
_LONGEST_TYPE = 64

_QUESTION = Question(
    template="updateContactTemplate",
    task=(
        "The message tells how somebody is reached, or what else belongs to their contact. Write it down, as the "
        "message says it and nothing more."
    ),
    shape=ResponseShape(
        name="contact",
        fields=(
            FieldSpec(name="who", description="Whose contact it is: a name or an id from the list.", required=True),
            FieldSpec(
                name="platform",
                description="Where they are reached, in one word: telegram, email, phone and so on.",
                required=True,
            ),
            FieldSpec(name="handle", description="Their name, number or address there."),
            FieldSpec(name="details", description="What else is told, one line each, in the form key: value."),
        ),
    ),
)


def contact_action(clock: Clock) -> Action:
    """Return the action; what it stores carries this clock's time."""

    async def handle(
        runtime: Runtime,
        message: Memory,
        state: State,
        _options: HandlerOptions,
        callback: HandlerCallback,
        _responses: Sequence[Memory],
    ) -> ActionResult:
        saying = Saying(action="UPDATE_CONTACT", callback=callback)
        people = await _people(runtime, message)
        facts = f"# People here\n{listed(people, message.entity_id)}"
        fields = await ask(runtime, message, state, _QUESTION, facts=facts)
        if fields is None:
            return await saying.unreadable("whose contact you mean, and what to note")
        name, platform = text_of(fields, "who", longest=_LONGEST), _platform(fields)
        data = _data(fields)
        person = find_person(people, name, message.entity_id)
        if person is None:
            return await saying.failed(f"I do not know who {name} is.", "nobody here has that name")
        if not platform or not data:
            return await saying.unreadable("what to note")
        stored = await _store(runtime, message, person, platform, data, clock)
        text = f"I have noted how {name_of(person)} is reached by {platform}."
        return await saying.done(text, values={"platform": platform}, data={"componentId": stored.component_id})

    return Action(
        name="UPDATE_CONTACT",
        description="Note how somebody here is reached elsewhere, or another detail of their contact.",
        similes=("SAVE_CONTACT", "NOTE_CONTACT", "REMEMBER_HANDLE", "UPDATE_ENTITY"),
        examples=(exchange("My Telegram name is @dana_k.", "I am noting it.", "UPDATE_CONTACT"),),
        validate=_by_another,
        handler=handle,
    )


async def _by_another(runtime: Runtime, message: Memory, _state: State) -> bool:
    return message.entity_id != EntityId(runtime.agent_id)


async def _people(runtime: Runtime, message: Memory) -> list[Entity]:
    here = await runtime.get_entities_for_room(message.room_id)
    return [one for one in here if one.entity_id != EntityId(runtime.agent_id)][:MOST_PEOPLE]


def _platform(fields: Fields) -> str:
    words = text_of(fields, "platform", longest=_LONGEST_TYPE).casefold().split()
    return words[0].strip(".,:;") if words else ""


def _data(fields: Fields) -> dict[str, JsonValue]:
    data: dict[str, JsonValue] = {}
    for line in text_of(fields, "details", longest=_LONGEST * _MOST_DETAILS).splitlines()[:_MOST_DETAILS]:
        key, colon, value = line.strip().lstrip("-* ").partition(":")
        if colon and key.strip() and value.strip():
            data[key.strip()[:_LONGEST_TYPE]] = value.strip()[:_LONGEST]
    if handle := text_of(fields, "handle", longest=_LONGEST):
        data["handle"] = handle
    return data


async def _store(
    runtime: Runtime, message: Memory, person: Entity, platform: str, data: dict[str, JsonValue], clock: Clock
) -> EntityComponent:
    """Add to what this sender has told before: others tell for themselves, and nobody overwrites them."""
    room = await runtime.get_room(message.room_id)
    world_id = room.world_id if room is not None else message.world_id
    key = f"{person.entity_id}:{platform}:{world_id}:{message.entity_id}"
    return await runtime.put_component(
        EntityComponent(
            component_id=ComponentId(create_unique_uuid(runtime.agent_id, key)),
            entity_id=person.entity_id,
            agent_id=runtime.agent_id,
            type=platform,
            created_at=clock.now(),
            room_id=message.room_id,
            world_id=world_id,
            source_entity_id=message.entity_id,
            data=data,
        ),
        merge=lambda known: replace(known, room_id=message.room_id, data=_together(known.data, data)),
    )


def _together(before: JsonObject, data: JsonObject) -> JsonObject:
    return dict(list({**before, **data}.items())[: 2 * _MOST_DETAILS])
