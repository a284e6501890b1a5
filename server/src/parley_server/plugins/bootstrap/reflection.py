"""REFLECTION: what the agent learns from a conversation, every few messages: facts, and who stands how to whom."""

from __future__ import annotations

import asyncio
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from parley_server.domain.clock import Clock
from parley_server.domain.content import (
    FACTS_TABLE,
    MESSAGES_TABLE,
    Content,
    Memory,
    MemoryFilter,
    MemoryMetadata,
    MemoryScope,
    Payload,
    State,
)
from parley_server.domain.embeddings import EmbeddingPriority
from parley_server.domain.errors import ComponentFailed, NotFound, Overloaded, RevisionMismatch
from parley_server.domain.ids import AgentId, EntityId, MemoryId, RelationshipId, RoomId, create_unique_uuid
from parley_server.domain.json import JsonValue
from parley_server.domain.shapes import Fields, FieldSpec, ResponseShape
from parley_server.domain.worlds import Entity, Relationship
from parley_server.plugin_api import Evaluation, Evaluator, EvaluatorPhase, Runtime
from parley_server.plugins.bootstrap.actions.asking import Question, ask, text_of
from parley_server.plugins.bootstrap.places import MOST_PEOPLE, find_person, indented, listed, name_of

PLACES_TABLE = "reflections"
"""Where the agent keeps how far it has reflected, one memory a room."""
MOST_FACTS = 10
MOST_RELATIONSHIPS = 10
LONGEST_FACT = 500
_LONGEST_ANSWER = 16_000
_LONGEST_MESSAGE = 1000
_MOST_TAGS = 5
_ALL_TAGS = 20
_LONGEST_TAG = 40
_KNOWN_IN_PROMPT = 30
_KNOWN = 500
_NOBODY = frozenset({"", "-", "nobody", "none", "no one", "all", "everybody"})
_WORDS = re.compile(r"\w+")
_STEP = timedelta(microseconds=1)

_QUESTION = Question(
    template="reflectionTemplate",
    task=(
        "{name} looks back at a conversation. Write down what is worth knowing later: facts about people that they "
        "said themselves, decisions, plans. Leave out small talk, what lasts a moment only, and what is known already. "
        "Then write down how the people below stand to one another, as far as the conversation shows it."
    ),
    shape=ResponseShape(
        name="reflection",
        fields=(
            FieldSpec(name="thought", description="In one or two sentences, how the conversation goes for you."),
            FieldSpec(
                name="facts",
                description=(
                    "One line for each new fact, in the form who | fact: who is a name or an id from the list, or "
                    "nobody for what is about no single person."
                ),
            ),
            FieldSpec(
                name="relationships",
                description=(
                    "One line for each, in the form from | to | tags: names or ids from the list, and one to three "
                    "words for how they stand to each other, with commas between them."
                ),
            ),
        ),
    ),
)

# Rooms of which it is known for how long it is not time; forgotten ones are counted again.
_ROOMS_AT_REST = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scene:
    """What there is to reflect about: the conversation, the people in it, and what is known."""

    runtime: Runtime
    message: Memory
    said: Sequence[Memory]
    people: Sequence[Entity]
    known: Sequence[Memory]

    def facts(self) -> str:
        """Return it as a model reads it."""
        names = {one.entity_id: name_of(one) for one in self.people}
        lines = [
            f"{names.get(memory.entity_id, 'Somebody')}: {indented(memory.content.text[:_LONGEST_MESSAGE])}"
            for memory in reversed(self.said)
        ]
        known = [f"- {memory.content.text}" for memory in self.known[:_KNOWN_IN_PROMPT]] or ["nothing yet"]
        sections = (
            "# People\n" + listed(self.people, EntityId("")),
            "# Known already\n" + "\n".join(known),
            "# Conversation\n" + "\n".join(lines),
        )
        return "\n\n".join(sections)


@dataclass(slots=True, kw_only=True)
class _Learned:
    """What came of a reflection; `dropped` counts lines about nobody who is there, and what was known."""

    facts: int = 0
    relationships: int = 0
    dropped: int = 0
    seen: set[str] = field(default_factory=set)


def reflection(clock: Clock) -> Evaluator:
    """Return the evaluator; what it stores carries this clock's time.

    It runs once more than a quarter of the conversation's length is new since the last time (reference-values D), also
    when the agent kept silent. How far it came is kept in a memory of the agent, taken before the model is asked: runs
    at once never reflect about the same messages twice, and what is lost with a failure is looked at again next time,
    since each message is in the conversation for several reflections. Relationships grow one after the other.
    """
    rests: dict[tuple[AgentId, RoomId], int] = {}
    meeting = asyncio.Lock()

    async def validate(runtime: Runtime, message: Memory, _state: State) -> bool:
        key = (runtime.agent_id, message.room_id)
        if (rest := rests.pop(key, 0)) > 0:
            rests[key] = rest - 1
            return False
        place = await runtime.get_memory_by_id(_place_id(runtime, message.room_id))
        missing = interval(runtime) - await _count_new(runtime, message.room_id, _until(place))
        if len(rests) >= _ROOMS_AT_REST:
            rests.clear()
        # A message and its reply are two: so many messages later it cannot be time yet, and nobody has to count.
        rests[key] = missing // 2 if missing > 0 else 0
        return missing < 0

    async def handle(runtime: Runtime, message: Memory, state: State) -> Evaluation | None:
        scene = await _scene(runtime, message)
        if not scene.said or not await _take(scene, clock):
            return None
        # The conversation is among the facts, as far as it goes back.
        bare = State(values=state.values, data=state.data)
        fields = await ask(runtime, message, bare, _QUESTION, facts=scene.facts(), about_message=False)
        if fields is None:
            raise ComponentFailed("bootstrap", "REFLECTION", "the model's answer could not be read")
        learned = _Learned(seen=_already(runtime, scene))
        await _keep_facts(scene, fields, learned, clock)
        async with meeting:
            await _keep_relationships(scene, fields, learned, clock)
        data: dict[str, JsonValue] = {
            "thought": text_of(fields, "thought"),
            "facts": learned.facts,
            "relationships": learned.relationships,
            "dropped": learned.dropped,
        }
        return Evaluation(data=data)

    return Evaluator(
        name="REFLECTION",
        description="Look back at the conversation every few messages: what to remember, and who stands how to whom.",
        similes=("LOOK_BACK", "THINK_IT_OVER", "LEARN_FROM_CONVERSATION"),
        phase=EvaluatorPhase.POST,
        always_run=True,
        validate=validate,
        handler=handle,
    )


def interval(runtime: Runtime) -> int:
    """Return how many new messages it takes to be more than (reference-values D): a quarter of a conversation."""
    return math.ceil(runtime.get_conversation_length() / 4)


# ---- How far it has come ----


def _place_id(runtime: Runtime, room_id: RoomId) -> MemoryId:
    return MemoryId(create_unique_uuid(runtime.agent_id, f"reflection:{room_id}"))


def _until(place: Memory | None) -> datetime | None:
    """Return the time of the last message that was reflected about, None when there was none yet."""
    extra = place.metadata.extra if place is not None else None
    kept = extra.json if extra is not None else None
    text = kept.get("until") if isinstance(kept, Mapping) else None
    try:
        return datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None


async def _count_new(runtime: Runtime, room_id: RoomId, until: datetime | None) -> int:
    """Return how many messages are new; where there are more than it takes, as many of them as a conversation has.

    The newest of the room mostly tell. To count goes through all that was ever said there.
    """
    length = runtime.get_conversation_length()
    newest = await runtime.get_memories(room_id, table=MESSAGES_TABLE, count=length)
    new = [memory for memory in newest if until is None or memory.created_at > until]
    said = sum(memory.metadata.type == "message" for memory in new)
    if len(new) < length or said > interval(runtime):
        return said
    since = None if until is None else until + _STEP
    wanted = MemoryFilter(table=MESSAGES_TABLE, room_ids=(room_id,), types=("message",), start_time=since)
    return await runtime.count_memories(wanted)


async def _take(scene: _Scene, clock: Clock) -> bool:
    """Note that all that was said is reflected about now; False when somebody else was faster."""
    runtime, place_id = scene.runtime, _place_id(scene.runtime, scene.message.room_id)
    until = max(memory.created_at for memory in scene.said)
    place = await runtime.get_memory_by_id(place_id)
    if place is None:
        await runtime.create_memory(_new_place(scene, place_id, clock))
        place = await runtime.get_memory_by_id(place_id)
    before = _until(place)
    if place is None or (before is not None and before >= until):
        return False
    extra = Payload(form="json", json={"until": until.isoformat()})
    try:
        # Of those who have read the same place one may change it.
        await runtime.update_memory(replace(place, metadata=replace(place.metadata, extra=extra)))
    except (RevisionMismatch, NotFound):
        return False
    return True


def _new_place(scene: _Scene, place_id: MemoryId, clock: Clock) -> Memory:
    return Memory(
        memory_id=place_id,
        entity_id=EntityId(scene.runtime.agent_id),
        agent_id=scene.runtime.agent_id,
        room_id=scene.message.room_id,
        content=Content(),
        created_at=clock.now(),
        table=PLACES_TABLE,
        metadata=MemoryMetadata(type="reflection"),
    )


# ---- What was said, and what is kept of it ----


async def _scene(runtime: Runtime, message: Memory) -> _Scene:
    room_id = message.room_id
    newest = await runtime.get_memories(room_id, table=MESSAGES_TABLE, count=runtime.get_conversation_length())
    return _Scene(
        runtime=runtime,
        message=message,
        said=[one for one in newest if one.metadata.type == "message" and one.content.text],
        people=(await runtime.get_entities_for_room(room_id))[:MOST_PEOPLE],
        known=await runtime.get_memories(room_id, table=FACTS_TABLE, count=_KNOWN),
    )


def _already(runtime: Runtime, scene: _Scene) -> set[str]:
    """Return what needs no keeping: known facts, and what the character says of itself."""
    character = runtime.character
    texts = [*(memory.content.text for memory in scene.known), *character.bio, *character.lore]
    return {_plain(text) for text in texts}


def _plain(text: str) -> str:
    return " ".join(_WORDS.findall(text.casefold()))


def _lines(fields: Fields, name: str, most: int) -> list[list[str]]:
    """Return the lines of a field in their parts, those without words left out."""
    lines = text_of(fields, name, longest=_LONGEST_ANSWER).splitlines()
    parts = [[part.strip() for part in line.strip().lstrip("-*").split("|")] for line in lines if _plain(line)]
    return parts[:most]


async def _keep_facts(scene: _Scene, fields: Fields, learned: _Learned, clock: Clock) -> None:
    for parts in _lines(fields, "facts", MOST_FACTS):
        who, said = (parts[0], " ".join(parts[1:])) if len(parts) > 1 else ("", parts[0])
        about = who.casefold() not in _NOBODY
        person = find_person(scene.people, who) if about else None
        said = said.strip()[:LONGEST_FACT]
        if (about and person is None) or not _plain(said):
            learned.dropped += 1
            continue
        text = said if person is None or _names(person, said) else f"{name_of(person)}: {said}"
        if {_plain(said), _plain(text)} & learned.seen:
            learned.dropped += 1
            continue
        learned.seen |= {_plain(said), _plain(text)}
        await _keep_fact(scene, person, text, clock)
        learned.facts += 1


def _names(person: Entity, text: str) -> bool:
    return any(name.casefold() in text.casefold() for name in person.names if name)


async def _keep_fact(scene: _Scene, person: Entity | None, text: str, clock: Clock) -> None:
    runtime, message = scene.runtime, scene.message
    entity_id = person.entity_id if person else EntityId(runtime.agent_id)
    key = f"fact:{message.room_id}:{entity_id}:{_plain(text)}"
    memory = Memory(
        memory_id=MemoryId(create_unique_uuid(runtime.agent_id, key)),
        entity_id=entity_id,
        agent_id=runtime.agent_id,
        room_id=message.room_id,
        world_id=message.world_id,
        content=Content(text=text, source="reflection"),
        created_at=clock.now(),
        table=FACTS_TABLE,
        metadata=MemoryMetadata(type="fact", source="reflection", scope=MemoryScope.ROOM),
    )
    await runtime.create_memory(memory)
    try:
        await runtime.queue_embedding_generation(memory, EmbeddingPriority.LOW)
    except Overloaded as error:
        # The fact is kept, and found by its words.
        runtime.logger.warning("fact_not_queued", memory_id=memory.memory_id, reason=error.reason)


async def _keep_relationships(scene: _Scene, fields: Fields, learned: _Learned, clock: Clock) -> None:
    for parts in _lines(fields, "relationships", MOST_RELATIONSHIPS):
        source = find_person(scene.people, parts[0])
        target = find_person(scene.people, parts[1]) if len(parts) > 1 else None
        if source is None or target is None or source.entity_id == target.entity_id:
            learned.dropped += 1
            continue
        tags = [tag.strip().casefold()[:_LONGEST_TAG] for part in parts[2:] for tag in part.split(",")]
        await _meet(scene.runtime, source, target, [tag for tag in tags if tag][:_MOST_TAGS], clock)
        learned.relationships += 1


async def _meet(runtime: Runtime, source: Entity, target: Entity, tags: Sequence[str], clock: Clock) -> None:
    """Count one more time that two have had to do with each other, and add how they stand to each other."""
    known = await runtime.get_relationship(source.entity_id, target.entity_id)
    metadata = dict(known.metadata) if known else {}
    count = metadata.get("interactions")
    metadata["interactions"] = (count if isinstance(count, int) else 0) + 1
    key = f"relationship:{source.entity_id}:{target.entity_id}"
    await runtime.put_relationship(
        Relationship(
            relationship_id=RelationshipId(create_unique_uuid(runtime.agent_id, key)),
            source_entity_id=source.entity_id,
            target_entity_id=target.entity_id,
            agent_id=runtime.agent_id,
            created_at=clock.now(),
            tags=tuple(dict.fromkeys((*(known.tags if known else ()), *tags)))[:_ALL_TAGS],
            metadata=metadata,
        )
    )
