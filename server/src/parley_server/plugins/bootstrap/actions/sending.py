"""SEND_MESSAGE: words for another room or another person."""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from dataclasses import dataclass

from parley_server.domain.clock import Clock
from parley_server.domain.content import ActionResult, Content, Memory, MemoryMetadata, State
from parley_server.domain.errors import NoSendHandler, ParleyError
from parley_server.domain.ids import EntityId, MemoryId, RoomId, create_unique_uuid
from parley_server.domain.shapes import FieldSpec, ResponseShape
from parley_server.domain.worlds import Entity, Room
from parley_server.plugin_api import Action, EventType, HandlerCallback, HandlerOptions, Runtime, SendTarget
from parley_server.plugins.bootstrap.actions.asking import Question, Saying, ask, text_of
from parley_server.plugins.bootstrap.actions.examples import exchange
from parley_server.plugins.bootstrap.places import (
    MOST_PEOPLE,
    find_person,
    is_group,
    is_manager,
    listed,
    name_of,
    short_name,
    world_of,
)

_MOST_ROOMS = 50
_ROOMS_OF_PEOPLE = 10
_LONGEST = 4000

_QUESTION = Question(
    template="sendMessageTemplate",
    task=(
        "The message asks {name} to say something elsewhere: in one of the rooms or to one of the people below. Write "
        "down where or to whom, and what {name} says there."
    ),
    shape=ResponseShape(
        name="sending",
        fields=(
            FieldSpec(name="kind", description="What it goes to.", required=True, choices=("room", "person")),
            FieldSpec(name="to", description="The name or id of the room or person.", required=True),
            FieldSpec(name="words", description="What is said there, in the agent's own words.", required=True),
        ),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reach:
    """Where a sender may have the agent speak: rooms that both are in, rooms of many that they manage; people there."""

    here: Room
    rooms: Sequence[Room]
    people: Sequence[Entity]


async def _validate(runtime: Runtime, message: Memory, _state: State) -> bool:
    """Apply where the world has other rooms, or the room other people."""
    room = await runtime.get_room(message.room_id)
    if room is None:
        return False
    if room.world_id and len(await runtime.get_rooms_by_world(room.world_id)) > 1:
        return True
    return len(await runtime.get_participants(room.room_id)) > 2


async def _reach(runtime: Runtime, message: Memory) -> _Reach | None:
    here = await runtime.get_room(message.room_id)
    if here is None:
        return None
    agent = EntityId(runtime.agent_id)
    senders = set(await runtime.get_rooms_for_participant(message.entity_id))
    allowed = await runtime.get_rooms_by_ids(
        [one for one in await runtime.get_rooms_for_participant(agent) if one in senders]
    )
    if here.world_id and is_manager(await world_of(runtime, here), message.entity_id):
        others = [one for one in await runtime.get_rooms_by_world(here.world_id) if one.room_id not in senders]
        allowed += [one for one in others if is_group(one)]
    rooms = [one for one in allowed if one.room_id not in (here.room_id, RoomId(runtime.agent_id))][:_MOST_ROOMS]
    people: dict[EntityId, Entity] = {}
    for room in (here, *[one for one in rooms if one.world_id == here.world_id][:_ROOMS_OF_PEOPLE]):
        people |= {one.entity_id: one for one in await runtime.get_entities_for_room(room.room_id)}
    people.pop(agent, None)
    return _Reach(here=here, rooms=rooms, people=list(people.values())[:MOST_PEOPLE])


def sending_action(clock: Clock) -> Action:
    """Return the action; what is said in rooms of the server's own carries this clock's time."""

    async def handle(
        runtime: Runtime,
        message: Memory,
        state: State,
        _options: HandlerOptions,
        callback: HandlerCallback,
        _responses: Sequence[Memory],
    ) -> ActionResult:
        saying = Saying(action="SEND_MESSAGE", callback=callback)
        reach = await _reach(runtime, message)
        if reach is None or not (reach.rooms or reach.people):
            return await saying.failed("I know no other place where you could have me speak.", "nowhere to send to")
        rooms = "\n".join(f"- {short_name(one.name) or one.type} (id {one.room_id})" for one in reach.rooms) or "none"
        facts = f"# Rooms\n{rooms}\n\n# People\n{listed(reach.people, message.entity_id)}"
        fields = await ask(runtime, message, state, _QUESTION, facts=facts)
        if fields is None:
            return await saying.unreadable("what to say, and to whom")
        to, words = text_of(fields, "to"), text_of(fields, "words", longest=_LONGEST)
        wants_room = text_of(fields, "kind").casefold().startswith("room")
        room = _find_room(reach.rooms, to)
        person = find_person(reach.people, to, message.entity_id)
        way = _Way(runtime=runtime, message=message, words=words, clock=clock)
        if room is not None and (wants_room or person is None):
            return await _send(way.to_room(room), f"in {room.name or 'that room'}", saying)
        if person is not None:
            return await _send(way.to_person(person, reach.here), f"to {name_of(person)}", saying)
        return await saying.failed(
            f"I know no place or person called {to[:100]} where you may have me speak.", "unknown"
        )

    return Action(
        name="SEND_MESSAGE",
        description="Say something in another room, or to somebody in private. Not for answers in this conversation.",
        similes=("TELL_SOMEBODY", "PASS_ON", "WRITE_TO", "SEND_DM", "POST_IN_ROOM"),
        examples=(exchange("Tell Dana that the meeting is at three.", "I am telling her.", "SEND_MESSAGE"),),
        validate=_validate,
        handler=handle,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Way:
    """Brings words to their place: by the platform's own handler, or into the memory of a room of the server's own."""

    runtime: Runtime
    message: Memory
    words: str
    clock: Clock

    async def to_room(self, room: Room, person: Entity | None = None) -> Room:
        """Say it in a room, which is the private one of a `person` if that is given; return the room."""
        target = SendTarget(
            source=room.source,
            room_id=room.room_id,
            channel_id=room.channel_id,
            server_id=room.server_id,
            entity_id=person.entity_id if person else "",
        )
        try:
            await self.runtime.send_message_to_target(target, self._content(room))
        except NoSendHandler:
            await self._say_here(room)
        return room

    async def to_person(self, person: Entity, here: Room) -> Room | None:
        """Say it to a person in private; return the room where it is known, None when there is no way."""
        place = await _private_room(self.runtime, person)
        if place is not None:
            return await self.to_room(place, person)
        # The platform finds the private room by itself; in the present one others would read it, or others alone.
        target = SendTarget(source=here.source, server_id=here.server_id, entity_id=person.entity_id)
        try:
            await self.runtime.send_message_to_target(target, self._content(here))
        except NoSendHandler:
            return None
        return here

    async def _say_here(self, room: Room) -> None:
        """Say it in a room that no platform stands behind: there a message is what is remembered."""
        # The same again comes of a run that is begun anew; other words are another message.
        key = f"{self.message.memory_id}:{room.room_id}:{self.words}"
        memory = Memory(
            memory_id=MemoryId(create_unique_uuid(self.runtime.agent_id, key)),
            entity_id=EntityId(self.runtime.agent_id),
            agent_id=self.runtime.agent_id,
            room_id=room.room_id,
            world_id=room.world_id,
            content=self._content(room),
            created_at=self.clock.now(),
            metadata=MemoryMetadata(type="message", source=room.source),
        )
        await self.runtime.create_memory(memory)
        await self.runtime.emit_event(EventType.MESSAGE_SENT, {"message": memory, "source": room.source})

    def _content(self, room: Room) -> Content:
        return Content(text=self.words, source=room.source, channel_type=room.type)


async def _send(sending: Awaitable[Room | None], where: str, saying: Saying) -> ActionResult:
    try:
        room = await sending
    except ParleyError as error:
        return await saying.failed(f"I could not say it {where}.", error.message)
    except Exception as error:  # noqa: BLE001 - a platform's fault is told to who asked, it does not end the run
        return await saying.failed(f"I could not say it {where}.", str(error) or type(error).__name__)
    if room is None:
        return await saying.failed(f"I have no way to write {where}.", "no way to a private room")
    return await saying.done(f"I have said it {where}.", values={"sent": True}, data={"roomId": room.room_id})


def _find_room(rooms: Sequence[Room], wanted: str) -> Room | None:
    asked = wanted.strip().strip("\"'").removeprefix("#").casefold()
    by_id = next((one for one in rooms if asked and asked == one.room_id.casefold()), None)
    named = [one for one in rooms if asked and asked == one.name.removeprefix("#").casefold()]
    return by_id or (named[0] if len(named) == 1 else None)


async def _private_room(runtime: Runtime, person: Entity) -> Room | None:
    """Return the room where the agent and a person are among themselves, if there is one."""
    agent = EntityId(runtime.agent_id)
    theirs = set(await runtime.get_rooms_for_participant(person.entity_id))
    both = [one for one in await runtime.get_rooms_for_participant(agent) if one in theirs]
    for room in await runtime.get_rooms_by_ids(both):
        if room.type.upper() == "DM" and set(await runtime.get_participants(room.room_id)) <= {agent, person.entity_id}:
            return room
    return None
