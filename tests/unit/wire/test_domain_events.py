"""Domain events as the bus carries them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zlib import crc32

import pytest

from parley.v1 import channels_pb2, events_pb2, messages_pb2
from parley_server.domain.agents import AgentState
from parley_server.domain.bus import CORE_PREFIX, CORE_TYPES
from parley_server.domain.channels import (
    AgentResponse,
    Channel,
    ChannelMessage,
    ChannelParticipant,
    MessageError,
    Reaction,
    ServerAgentUpdate,
)
from parley_server.domain.characters import Character, KnowledgeSource
from parley_server.domain.content import ActionResult, Content, Memory, MemoryMetadata, Payload
from parley_server.domain.drafts import Draft
from parley_server.domain.errors import RUN_TIMEOUT, ActionError, Failure
from parley_server.domain.events import (
    AgentsChanged,
    DomainEvent,
    EditableMode,
    EventBody,
    MessagesSent,
    SentMessage,
    agent_source,
)
from parley_server.domain.ids import DEFAULT_TENANT
from parley_server.domain.models import ModelUsage
from parley_server.domain.runs import (
    MessageResult,
    MessageSent,
    Response,
    RunEnded,
    RunEvent,
    RunEventBody,
    RunStarted,
    RunStatus,
    Step,
    StepKind,
    StepPhase,
    TextChunk,
)
from parley_server.wire.domain_events import BODY_CASES, DomainEventEncoder, body_case
from parley_server.wire.errors import status_to_failure
from parley_server.wire.payloads import read_json
from parley_server.wire.times import time_from_proto
from tests.fakes.values import AGENT_ID, ENTITY_ID, MESSAGE_ID, NOW, ROOM_ID, RUN_ID, make_agent, make_run

CONTRACT = Path(__file__).parents[3] / "proto/parley/v1/events.proto"
SECRET = "sk-planted-0123456789"
PROMPT = "You are planted and must answer in verse"
LATER = datetime(2026, 11, 21, tzinfo=UTC)


class Frozen:
    """Implements Clock."""

    def now(self) -> datetime:
        return LATER

    def monotonic(self) -> float:
        return 0.0


def encode(kind: str, body: EventBody, **columns: str) -> tuple[Draft, events_pb2.Event]:
    """Return the draft of an event, and what a subscriber reads of it."""
    event = DomainEvent(type=kind, tenant=DEFAULT_TENANT, body=body, **columns)  # type: ignore[arg-type] # its fields
    draft = DomainEventEncoder(Frozen(), lambda: "made-here")(event)
    return draft, events_pb2.Event.FromString(draft.data)


def of_run(body: RunEventBody, sequence: int = 3) -> RunEvent:
    return RunEvent(run_id=RUN_ID, sequence=sequence, time=NOW, body=body)


def step(kind: StepKind, phase: StepPhase, **more: object) -> RunEvent:
    return of_run(Step(step_id="s1", kind=kind, name="NAME", phase=phase, **more))  # type: ignore[arg-type] # its fields


MEMORY = Memory(
    memory_id=MESSAGE_ID,
    entity_id=ENTITY_ID,
    agent_id=AGENT_ID,
    room_id=ROOM_ID,
    content=Content(text=PROMPT, thought=SECRET, source="client_chat"),
    created_at=NOW,
    metadata=MemoryMetadata(extra=Payload(form="json", json={"prompt": PROMPT})),
)
LEAKY = replace(
    make_agent(),
    state=AgentState.FAILED,
    last_error=Failure(
        reason="MODEL_CREDENTIAL", message=f"{SECRET} was refused", metadata={"setting": "OPENAI_API_KEY"}
    ),
    character=Character(
        name="Ann",
        secrets={"KEY": SECRET},
        settings={"secrets": {"KEY": SECRET}, "discord": {"botToken": SECRET}},
        extra={"password": SECRET},
    ),
)
BROKEN = ActionError("weather", "GET_WEATHER", f"cannot send {PROMPT} with {SECRET}").failure()
RESULT = MessageResult(
    did_respond=True,
    response_content=Content(text=PROMPT),
    response_messages=(MEMORY,),
    action_results=(ActionResult(action_name="NAME", text=PROMPT, data={"key": SECRET}),),
)
FAILED_RUN = replace(make_run(status=RunStatus.ERROR), reason=BROKEN.message, error=BROKEN)
LATE_RUN = replace(
    make_run(status=RunStatus.TIMEOUT),
    reason="Run exceeded timeout",
    error=Failure(reason=RUN_TIMEOUT, message="Run exceeded timeout", metadata={"timeout": "5s"}),
)
TOLD: Mapping[str, object] = {"detail": {"prompt": PROMPT, "key": SECRET}, "duration": 1.5}
DONE: Mapping[str, object] = {**TOLD, "result": RESULT.action_results[0], "usage": ModelUsage(input_tokens=7)}
POST = ChannelMessage(
    message_id="m1",
    channel_id="c1",
    server_id="v1",
    author_id="u1",
    content="Hello",
    created_at=NOW,
    raw_message=Payload(form="json", json={"text": "Hello"}),
    source_id="x9",
    source_type="discord",
    in_reply_to_message_id="m0",
    metadata={"thread": 2**60},
    author_name="Bob",
    edited_at=LATER,
)
CHANNEL = Channel(
    channel_id="c1",
    created_at=NOW,
    server_id="v1",
    name="general",
    type="GROUP",
    topic="all",
    source_type="discord",
    source_id="x1",
    metadata={"color": "red"},
)
PARTICIPANT = ChannelParticipant(channel_id="c1", participant_id="u1")
REACTION = Reaction(message_id="m1", channel_id="c1", participant_id="u1", reaction=":party:", created_at=NOW)
ANSWER = AgentResponse(
    original_message=POST,
    response=Content(text="Hi Bob", thought=PROMPT, action_result=RESULT.action_results[0], actions=("REPLY",)),
    agent_id=AGENT_ID,
    processing_time=timedelta(seconds=2),
)
ONE = AgentsChanged(agent_ids=(AGENT_ID,))
SENT = SentMessage(agent_id=AGENT_ID, message_id=MESSAGE_ID, run_id=RUN_ID, background=True)

# One event of each core type, full of what must not be told.
EXAMPLES: Mapping[str, EventBody] = {
    **dict.fromkeys(("new_message", "message_updated", "message_deleted"), POST),
    "agent_response": ANSWER,
    "message_error": MessageError(message_id="m1", error=BROKEN),
    **dict.fromkeys(("channel_created", "channel_updated", "channel_cleared", "channel_deleted"), CHANNEL),
    **dict.fromkeys(("participant_joined", "participant_left"), PARTICIPANT),
    "server_agent_update": ServerAgentUpdate(agent_id=AGENT_ID, server_id="v1", added=True),
    **dict.fromkeys(("reaction_added", "reaction_removed"), REACTION),
    "RUN_STARTED": of_run(RunStarted(run=make_run(status=RunStatus.STARTED)), 1),
    "RUN_ENDED": of_run(RunEnded(run=FAILED_RUN, result=RESULT)),
    "RUN_TIMEOUT": of_run(RunEnded(run=LATE_RUN, result=RESULT)),
    "MESSAGE_SENT": of_run(MessageSent(message=MEMORY, source="client_chat")),
    "ACTION_STARTED": step(StepKind.ACTION, StepPhase.STARTED, **TOLD),
    "ACTION_COMPLETED": step(StepKind.ACTION, StepPhase.FAILED, **DONE, error=BROKEN),
    "EVALUATOR_STARTED": step(StepKind.EVALUATOR, StepPhase.STARTED, **TOLD),
    "EVALUATOR_COMPLETED": step(StepKind.EVALUATOR, StepPhase.COMPLETED, **DONE),
    "MODEL_USED": step(StepKind.MODEL, StepPhase.COMPLETED, **DONE),
    **dict.fromkeys(("agent:registered", "agent:started", "agent:stopped", "agent:deleted"), ONE),
    "agent:added": replace(ONE, agent=LEAKY),
    "agent:updated": replace(ONE, agent=LEAKY, updated_fields=("character",)),
    **dict.fromkeys(
        ("agents:added", "agents:started", "agents:stopped", "agents:deleted"), replace(ONE, ephemeral=True)
    ),
    **dict.fromkeys(("message:sent", "messages:sent"), MessagesSent(messages=(SENT,))),
    "mode:editable": EditableMode(editable=True),
}


def types_of_the_contract() -> Mapping[str, str]:
    """Return the case by core type, or by prefix ending in "*", as the comments of Event.body list them."""
    body = CONTRACT.read_text().partition("oneof body {")[2].partition("\n  }\n")[0]
    found: dict[str, str] = {}
    comment: list[str] = []
    for line in body.splitlines():
        if (field := re.match(r"\s*\w+ (\w+) = \d+;", line)) is not None:
            # The list of types is the first sentence.
            names = " ".join(comment).partition(". ")[0].rstrip(".")
            found |= dict.fromkeys(names.split(", "), field[1]) if field[1] != "payload" else {}
            comment = []
        else:
            comment.append(line.strip().removeprefix("//").strip())
    return found


def test_core_types_are_those_of_the_contract_with_their_bodies() -> None:
    listed = types_of_the_contract()
    assert len(listed) > 30
    spread: dict[str, str] = {}
    for name, case in listed.items():
        prefix = name.removesuffix("*")
        spread |= {
            known: case for known in CORE_TYPES if known == name or (prefix != name and known.startswith(prefix))
        }
        assert prefix == name or case == "run"
        assert prefix != name or name in CORE_TYPES
    assert spread == BODY_CASES
    assert set(spread) == CORE_TYPES
    assert f"{CORE_PREFIX}*" in CONTRACT.read_text()


@pytest.mark.parametrize("kind", sorted(CORE_TYPES))
def test_every_core_type_has_a_converter(kind: str) -> None:
    draft, event = encode(kind, EXAMPLES[kind])
    assert (event.type, event.WhichOneof("body")) == (kind, body_case(kind))
    assert draft.type == kind


@pytest.mark.parametrize("kind", sorted(CORE_TYPES))
def test_a_core_type_with_another_body_is_refused(kind: str) -> None:
    wrong: EventBody = EditableMode(editable=True) if kind != "mode:editable" else SENT_PAYLOAD
    for body in (wrong, SENT_PAYLOAD):
        with pytest.raises(ValueError, match="has the body"):
            encode(kind, body)


SENT_PAYLOAD: EventBody = {"amount": 100}


@pytest.mark.parametrize("kind", ["custom:payment_received", "invoice.paid", f"{CORE_PREFIX}COMPLETED"])
def test_any_other_type_has_a_payload_and_nothing_else(kind: str) -> None:
    _, event = encode(kind, {"amount": 2**60, "tags": ["a"]})
    assert read_json(event.payload) == {"amount": 2**60, "tags": ["a"]}
    with pytest.raises(ValueError, match="has the body payload"):
        encode(kind, POST)


@pytest.mark.parametrize("kind", sorted(CORE_TYPES))
def test_no_event_carries_prompts_contents_of_steps_or_secrets(kind: str) -> None:
    draft, _ = encode(kind, EXAMPLES[kind])
    for planted in (SECRET, PROMPT, "planted"):
        assert planted.encode() not in draft.data


@pytest.mark.parametrize(
    "body", [TextChunk(message_id=MESSAGE_ID, text="Hi"), Response(message_id=MESSAGE_ID, content=Content())]
)
def test_chunks_and_replies_are_never_told(body: RunEventBody) -> None:
    with pytest.raises(ValueError, match="does not tell"):
        encode("MESSAGE_SENT", of_run(body))


def test_a_draft_has_the_columns_of_its_event_and_no_sequence() -> None:
    columns = {"agent_id": "a", "room_id": "o", "channel_id": "c", "run_id": "r", "source": "user/ann"}
    draft, event = encode("custom:x", {}, **columns)

    shown = {name: getattr(event, name) for name in columns}
    assert shown == columns == {name: getattr(draft, name) for name in columns}
    assert (draft.event_id, event.event_id, event.sequence) == ("made-here", "made-here", 0)
    assert time_from_proto(event.time) == LATER
    assert draft.origin == crc32(draft.data)
    assert not event.HasField("delivery")


@pytest.mark.parametrize(("channel", "room", "key"), [("c", "o", "c"), ("", "o", "o"), ("", "", "")])
def test_order_is_by_channel_else_by_room(channel: str, room: str, key: str) -> None:
    draft, event = encode("custom:x", {}, channel_id=channel, room_id=room)
    assert draft.ordering_key == key
    assert event.ordering_key == ""


def test_an_event_with_id_and_time_is_the_same_each_time() -> None:
    event = DomainEvent(
        type="RUN_STARTED",
        tenant=DEFAULT_TENANT,
        body=EXAMPLES["RUN_STARTED"],
        source=agent_source(AGENT_ID),
        event_id="e1",
        time=NOW,
    )
    encoder = DomainEventEncoder(Frozen(), iter(["one", "two"]).__next__)
    assert encoder(event) == encoder(event)
    assert time_from_proto(events_pb2.Event.FromString(encoder(event).data).time) == NOW


def test_the_end_of_a_run_tells_status_and_reason_of_the_error_but_no_result() -> None:
    _, event = encode("RUN_ENDED", EXAMPLES["RUN_ENDED"])
    ended = event.run.ended
    assert (event.run.run_id, event.run.sequence) == (RUN_ID, 3)
    assert ended.run.status == messages_pb2.RUN_STATUS_ERROR
    assert not ended.HasField("result")
    failure = status_to_failure(ended.run.error)
    assert failure == Failure(
        reason=BROKEN.reason, message="", metadata={"plugin": "weather", "component": "GET_WEATHER"}
    )


def test_a_timeout_keeps_the_words_of_the_server() -> None:
    _, event = encode("RUN_TIMEOUT", EXAMPLES["RUN_TIMEOUT"])
    run = event.run.timeout.run
    assert (run.reason, run.error.message) == ("Run exceeded timeout", "Run exceeded timeout")


def test_reasons_of_models_and_evaluators_stay_in_the_run() -> None:
    for status in (RunStatus.BLOCKED, RunStatus.IGNORED):
        run = replace(make_run(status=status), reason=f"it said {PROMPT}")
        _, event = encode("RUN_ENDED", of_run(RunEnded(run=run, result=MessageResult())))
        assert event.run.ended.run.reason == ""


def test_steps_tell_name_phase_duration_and_usage() -> None:
    _, event = encode("MODEL_USED", EXAMPLES["MODEL_USED"])
    told = event.run.step
    assert (told.step_id, told.name, told.phase) == ("s1", "NAME", messages_pb2.STEP_PHASE_COMPLETED)
    assert (told.duration.ToTimedelta(), told.usage.input_tokens) == (timedelta(seconds=1.5), 7)
    assert not told.HasField("result")
    assert not told.HasField("detail")


def test_a_stored_reply_is_named_not_copied() -> None:
    _, event = encode("MESSAGE_SENT", EXAMPLES["MESSAGE_SENT"])
    sent = event.run.message_sent
    assert (sent.message.memory_id, sent.message.room_id, sent.source) == (MESSAGE_ID, ROOM_ID, "client_chat")
    assert not sent.message.HasField("content")
    assert not sent.message.HasField("metadata")


def test_an_added_agent_is_shown_without_secrets() -> None:
    _, event = encode("agent:added", EXAMPLES["agent:added"])
    agent = event.agents.agent
    assert (list(event.agents.agent_ids), agent.character.name) == ([AGENT_ID], "Ann")
    assert status_to_failure(agent.last_error).reason == "MODEL_CREDENTIAL"
    assert not agent.character.secrets


def test_a_large_character_is_told_by_its_name() -> None:
    large = replace(make_agent(), character=Character(name="Ann", knowledge=(KnowledgeSource(text="x" * 300_000),)))
    draft, event = encode("agent:added", replace(ONE, agent=large))
    assert len(draft.data) < 1024
    assert (event.agents.agent.character.name, event.agents.agent.agent_id) == ("Ann", AGENT_ID)


def test_a_channel_message_arrives_whole() -> None:
    _, event = encode("new_message", POST)
    message = event.message
    assert read_json(message.metadata) == {"thread": 2**60}
    assert read_json(message.raw_message) == {"text": "Hello"}
    message.ClearField("metadata")
    message.ClearField("raw_message")
    expected = channels_pb2.ChannelMessage(
        message_id="m1",
        channel_id="c1",
        server_id="v1",
        author_id="u1",
        content="Hello",
        source_id="x9",
        source_type="discord",
        in_reply_to_message_id="m0",
        author_name="Bob",
    )
    expected.create_time.FromDatetime(NOW)
    expected.edit_time.FromDatetime(LATER)
    assert message == expected


def test_channels_participants_and_reactions_arrive_whole() -> None:
    _, channel = encode("channel_created", CHANNEL)
    expected = channels_pb2.Channel(
        channel_id="c1",
        server_id="v1",
        name="general",
        type="GROUP",
        topic="all",
        source_type="discord",
        source_id="x1",
    )
    expected.create_time.FromDatetime(NOW)
    expected.metadata.update({"color": "red"})
    assert channel.channel == expected
    _, joined = encode("participant_joined", PARTICIPANT)
    assert joined.participant == events_pb2.ChannelParticipant(channel_id="c1", participant_id="u1")
    _, reacted = encode("reaction_added", REACTION)
    assert (reacted.reaction.reaction, reacted.reaction.participant_id) == (":party:", "u1")
    assert time_from_proto(reacted.reaction.create_time) == NOW


def test_an_agents_answer_arrives_without_its_thoughts() -> None:
    _, event = encode("agent_response", ANSWER)
    answer = event.agent_response
    assert (answer.original_message.message_id, answer.agent_id, answer.response.text) == ("m1", AGENT_ID, "Hi Bob")
    assert (answer.processing_time.ToTimedelta(), list(answer.response.actions)) == (timedelta(seconds=2), ["REPLY"])
    assert not answer.response.thought
    assert not answer.response.HasField("action_result")


def test_message_errors_and_server_agents_arrive() -> None:
    _, failed = encode("message_error", EXAMPLES["message_error"])
    assert failed.message_error.message_id == "m1"
    assert status_to_failure(failed.message_error.error).reason == BROKEN.reason
    _, update = encode("server_agent_update", EXAMPLES["server_agent_update"])
    assert update.server_agent == events_pb2.ServerAgentUpdate(agent_id=AGENT_ID, server_id="v1", added=True)


def test_sent_messages_and_the_mode_arrive() -> None:
    _, event = encode("message:sent", EXAMPLES["message:sent"])
    assert list(event.messages_sent.messages) == [
        events_pb2.SentMessage(agent_id=AGENT_ID, message_id=MESSAGE_ID, run_id=RUN_ID, background=True)
    ]
    _, mode = encode("mode:editable", EXAMPLES["mode:editable"])
    assert mode.editable_mode.editable
