"""FOLLOW_ROOM, UNFOLLOW_ROOM, MUTE_ROOM and UNMUTE_ROOM: how the agent stands to a room."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from parley_server.domain.characters import Dialogue
from parley_server.domain.clock import Clock
from parley_server.domain.content import ActionResult, Content, Memory, MemoryMetadata, State
from parley_server.domain.errors import NotFound
from parley_server.domain.ids import EntityId, MemoryId, create_unique_uuid
from parley_server.domain.shapes import FieldSpec, ResponseShape
from parley_server.domain.worlds import ParticipantState
from parley_server.plugin_api import Action, HandlerCallback, HandlerOptions, Runtime
from parley_server.plugins.bootstrap.actions.asking import SAYING, Question, Saying, ask, text_of, yes_or_no
from parley_server.plugins.bootstrap.actions.examples import exchange

_DECISION = ResponseShape(
    name="decision",
    fields=(
        FieldSpec(name="reasoning", description="In one sentence, why you decide so."),
        FieldSpec(name="decision", description="Whether to do it.", required=True, choices=("yes", "no")),
        SAYING,
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Change:
    """One way to change how the agent stands to a room; `applies` says where it makes sense."""

    name: str
    description: str
    similes: tuple[str, ...]
    examples: tuple[Dialogue, ...]
    applies: Callable[[ParticipantState | None], bool]
    becomes: ParticipantState | None
    template: str
    task: str
    done: str
    left: str


_FOLLOW = _Change(
    name="FOLLOW_ROOM",
    description="Take part in all of this conversation from now on, also unasked. Only when somebody wants you to.",
    similes=("JOIN_IN", "STAY_IN_CONVERSATION", "TAKE_PART", "KEEP_LISTENING"),
    examples=(exchange("Stay with us for this, please, and chime in.", "Gladly, I am listening.", "FOLLOW_ROOM"),),
    applies=lambda state: state is None,
    becomes=ParticipantState.FOLLOWED,
    template="shouldFollowRoomTemplate",
    task=(
        "Decide whether {name} should follow this conversation from now on: take part in it without being named each "
        "time. Yes only when somebody asked {name} for that, or plainly wants it. When in doubt, no."
    ),
    done="I follow this conversation from now on.",
    left="I go on as before: I answer here when I am meant.",
)
_UNFOLLOW = _Change(
    name="UNFOLLOW_ROOM",
    description="Follow this conversation no more: answer only when you are meant. Only when somebody wants that.",
    similes=("LEAVE_CONVERSATION", "STEP_BACK", "STOP_TAKING_PART"),
    examples=(exchange("You need not follow along here any more.", "Then I step back.", "UNFOLLOW_ROOM"),),
    applies=lambda state: state is ParticipantState.FOLLOWED,
    becomes=None,
    template="shouldUnfollowRoomTemplate",
    task=(
        "Decide whether {name}, who follows this conversation, should do so no longer and answer only when meant. Yes "
        "only when somebody asked {name} to step back, or plainly has enough of it. When in doubt, no."
    ),
    done="I do not follow this conversation any more. Name me when you need me.",
    left="I keep following this conversation.",
)
_MUTE = _Change(
    name="MUTE_ROOM",
    description="Be quiet in this conversation until you are named. Only when somebody wants you to be quiet.",
    similes=("BE_QUIET", "HUSH", "QUIET_DOWN", "STOP_ANSWERING_HERE"),
    examples=(exchange("Enough for today, be quiet in here.", "I am quiet until you name me.", "MUTE_ROOM"),),
    applies=lambda state: state is not ParticipantState.MUTED,
    becomes=ParticipantState.MUTED,
    template="shouldMuteRoomTemplate",
    task=(
        "Decide whether {name} should be quiet in this conversation from now on, until somebody names {name}. Yes only "
        "when somebody asked {name} to be quiet, or {name} plainly disturbs. When in doubt, no."
    ),
    done="I am quiet here from now on. Name me when you need me.",
    left="I stay in the conversation.",
)
_UNMUTE = _Change(
    name="UNMUTE_ROOM",
    description="Speak in this conversation again, where you were told to be quiet. Only when somebody wants that.",
    similes=("SPEAK_AGAIN", "BREAK_SILENCE", "COME_BACK"),
    examples=(exchange("You may talk again.", "Good to be back.", "UNMUTE_ROOM"),),
    applies=lambda state: state is ParticipantState.MUTED,
    becomes=None,
    template="shouldUnmuteRoomTemplate",
    task=(
        "Decide whether {name}, who has to be quiet in this conversation, may speak in it again. Yes only when "
        "somebody asked {name} to speak again or to come back. When in doubt, no."
    ),
    done="I speak here again.",
    left="I stay quiet here.",
)


def room_actions(clock: Clock) -> tuple[Action, ...]:
    """Return the four actions; memories of what was decided carry this clock's time."""
    return tuple(_action(change, clock) for change in (_FOLLOW, _UNFOLLOW, _MUTE, _UNMUTE))


def _action(change: _Change, clock: Clock) -> Action:
    async def validate(runtime: Runtime, message: Memory, _state: State) -> bool:
        return change.applies(await _state_of(runtime, message))

    async def handle(
        runtime: Runtime,
        message: Memory,
        state: State,
        _options: HandlerOptions,
        callback: HandlerCallback,
        _responses: Sequence[Memory],
    ) -> ActionResult:
        saying = Saying(action=change.name, callback=callback)
        if not change.applies(await _state_of(runtime, message)):
            return await saying.done(change.done, values={"changed": False})
        question = Question(template=change.template, task=change.task, shape=_DECISION)
        fields = await ask(runtime, message, state, question)
        decision = None if fields is None else yes_or_no(fields, "decision")
        if fields is None or decision is None:
            return await saying.unreadable("whether you want that")
        if not decision:
            return await saying.done(text_of(fields, "text", change.left), values={"changed": False})
        try:
            await runtime.set_participant_state(message.room_id, EntityId(runtime.agent_id), change.becomes)
        except NotFound:
            return await saying.failed(
                "I take no part in this conversation, so I cannot change that.", "not in the room"
            )
        await _remember(runtime, message, change, clock)
        now = change.becomes.value if change.becomes else ""
        return await saying.done(text_of(fields, "text", change.done), values={"changed": True, "roomState": now})

    return Action(
        name=change.name,
        description=change.description,
        similes=change.similes,
        examples=change.examples,
        validate=validate,
        handler=handle,
    )


async def _state_of(runtime: Runtime, message: Memory) -> ParticipantState | None:
    return await runtime.get_participant_state(message.room_id, EntityId(runtime.agent_id))


async def _remember(runtime: Runtime, message: Memory, change: _Change, clock: Clock) -> None:
    """Keep the decision among the messages of the room, once for each message that brought it about."""
    memory_id = create_unique_uuid(runtime.agent_id, f"{message.memory_id}:{change.name}")
    await runtime.create_memory(
        Memory(
            memory_id=MemoryId(memory_id),
            entity_id=EntityId(runtime.agent_id),
            agent_id=runtime.agent_id,
            room_id=message.room_id,
            world_id=message.world_id,
            content=Content(thought=change.done, actions=(change.name,), source=message.content.source),
            created_at=clock.now(),
            metadata=MemoryMetadata(type="custom", source="action"),
        )
    )
