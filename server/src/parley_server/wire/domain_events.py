"""The encoder of domain events: from a change to the bytes of the event that announces it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from zlib import crc32

from google.protobuf.message import Message

from parley.v1 import agents_pb2, common_pb2, events_pb2
from parley_server.domain.agents import Agent
from parley_server.domain.channels import (
    AgentResponse,
    Channel,
    ChannelMessage,
    ChannelParticipant,
    MessageError,
    Reaction,
    ServerAgentUpdate,
)
from parley_server.domain.clock import Clock
from parley_server.domain.drafts import NO_ATTRIBUTES, Draft
from parley_server.domain.events import (
    AgentsChanged,
    DomainEvent,
    EditableMode,
    EventBody,
    MessagesSent,
    SentMessage,
)
from parley_server.domain.ids import IdSource
from parley_server.domain.json import JsonObject
from parley_server.domain.runs import RunEvent
from parley_server.wire.agents import agent_to_proto
from parley_server.wire.bus_runs import bus_run_event_to_proto
from parley_server.wire.channels import (
    agent_response_to_proto,
    channel_message_to_proto,
    channel_to_proto,
    message_error_to_proto,
    participant_to_proto,
    reaction_to_proto,
    server_agent_to_proto,
)
from parley_server.wire.payloads import json_to_proto
from parley_server.wire.shown import shown_failure
from parley_server.wire.times import time_to_proto

PAYLOAD = "payload"

_TYPES_BY_CASE: Mapping[str, str] = {
    "message": "new_message message_updated message_deleted",
    "run": (
        "RUN_STARTED RUN_ENDED RUN_TIMEOUT MESSAGE_SENT ACTION_STARTED ACTION_COMPLETED EVALUATOR_STARTED"
        " EVALUATOR_COMPLETED MODEL_USED"
    ),
    "agent_response": "agent_response",
    "channel": "channel_created channel_updated channel_cleared channel_deleted",
    "participant": "participant_joined participant_left",
    "message_error": "message_error",
    "server_agent": "server_agent_update",
    "agents": (
        "agent:added agents:added agent:registered agent:started agents:started agent:stopped agents:stopped"
        " agent:deleted agents:deleted agent:updated"
    ),
    "messages_sent": "message:sent messages:sent",
    "editable_mode": "mode:editable",
    "reaction": "reaction_added reaction_removed",
}

BODY_CASES: Mapping[str, str] = {name: case for case, names in _TYPES_BY_CASE.items() for name in names.split()}
"""The case of `Event.body` by core type; its twin are the comments of `proto/parley/v1/events.proto`."""

# An event has at most 256 KiB; a character above this is told by its name alone.
_MAX_AGENT_BYTES = 192 * 1024


def body_case(event_type: str) -> str:
    """Return the one case of `Event.body` that events of a type have."""
    return BODY_CASES.get(event_type, PAYLOAD)


class DomainEventEncoder:
    """Makes drafts of domain events: their bytes, complete but for the sequence, without prompts and secrets."""

    def __init__(self, clock: Clock, new_id: IdSource) -> None:
        """Take time and ids from outside."""
        self._clock = clock
        self._new_id = new_id

    def __call__(self, event: DomainEvent) -> Draft:
        """Return the draft of an event. Raises ValueError for a body that its type does not have."""
        case, body = _convert(event.body)
        if case != body_case(event.type):
            raise ValueError(f"{event.type} has the body {body_case(event.type)}, not {case}")
        event_id = event.event_id or self._new_id()
        message = events_pb2.Event(
            event_id=event_id,
            type=event.type,
            time=time_to_proto(event.time or self._clock.now()),
            source=event.source,
            agent_id=event.agent_id,
            room_id=event.room_id,
            channel_id=event.channel_id,
            run_id=event.run_id,
            **{case: body},
        )
        data = message.SerializeToString(deterministic=True)
        return Draft(
            event_id=event_id,
            type=event.type,
            source=event.source,
            agent_id=event.agent_id,
            room_id=event.room_id,
            channel_id=event.channel_id,
            run_id=event.run_id,
            ordering_key=event.channel_id or event.room_id,
            attributes=NO_ATTRIBUTES,
            origin=crc32(data),
            data=data,
        )


def _convert(body: EventBody) -> tuple[str, Any]:
    known = _CONVERTERS.get(type(body))
    if known is not None:
        case, convert = known
        return case, convert(body)
    if isinstance(body, Mapping):
        return PAYLOAD, _payload_to_proto(body)
    raise ValueError(f"no event has a body of the type {type(body).__name__}")


def _payload_to_proto(body: JsonObject) -> common_pb2.Payload:
    return json_to_proto(body)


def _agents_to_proto(change: AgentsChanged) -> events_pb2.AgentChange:
    return events_pb2.AgentChange(
        agent_ids=change.agent_ids,
        agent=None if change.agent is None else _shown_agent(change.agent),
        updated_fields=change.updated_fields,
        ephemeral=change.ephemeral,
    )


def _shown_agent(agent: Agent) -> agents_pb2.Agent:
    error = None if agent.last_error is None else shown_failure(agent.last_error)
    message = agent_to_proto(replace(agent, last_error=error))
    if message.ByteSize() > _MAX_AGENT_BYTES:
        message.character.CopyFrom(agents_pb2.Character(name=agent.character.name))
    return message


def _messages_to_proto(sent: MessagesSent) -> events_pb2.MessagesSent:
    return events_pb2.MessagesSent(messages=map(_sent_to_proto, sent.messages))


def _sent_to_proto(sent: SentMessage) -> events_pb2.SentMessage:
    return events_pb2.SentMessage(
        agent_id=sent.agent_id, message_id=sent.message_id, run_id=sent.run_id, background=sent.background
    )


def _editable_to_proto(mode: EditableMode) -> events_pb2.EditableMode:
    return events_pb2.EditableMode(editable=mode.editable)


_CONVERTERS: Mapping[type, tuple[str, Callable[[Any], Message]]] = {
    RunEvent: ("run", bus_run_event_to_proto),
    AgentsChanged: ("agents", _agents_to_proto),
    MessagesSent: ("messages_sent", _messages_to_proto),
    EditableMode: ("editable_mode", _editable_to_proto),
    ChannelMessage: ("message", channel_message_to_proto),
    Channel: ("channel", channel_to_proto),
    ChannelParticipant: ("participant", participant_to_proto),
    Reaction: ("reaction", reaction_to_proto),
    AgentResponse: ("agent_response", agent_response_to_proto),
    MessageError: ("message_error", message_error_to_proto),
    ServerAgentUpdate: ("server_agent", server_agent_to_proto),
}
