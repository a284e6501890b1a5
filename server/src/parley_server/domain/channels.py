"""Channels: places where messages are exchanged, and what is said about them on the bus (document 1)."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from parley_server.domain.content import Content, Payload
from parley_server.domain.errors import Failure
from parley_server.domain.ids import AgentId
from parley_server.domain.json import JsonObject


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelMessage:
    """A message in a channel. `author_id` is a user or an agent; `edited_at` None = never edited."""

    message_id: str
    channel_id: str
    author_id: str
    content: str
    created_at: datetime
    server_id: str = ""
    raw_message: Payload | None = None
    source_id: str = ""
    source_type: str = ""
    in_reply_to_message_id: str = ""
    metadata: JsonObject = field(default_factory=dict)
    author_name: str = ""
    edited_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A place within a message server where messages are exchanged."""

    channel_id: str
    created_at: datetime
    server_id: str = ""
    name: str = ""
    type: str = ""
    topic: str = ""
    source_type: str = ""
    source_id: str = ""
    metadata: JsonObject = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelParticipant:
    """A user or an agent takes part in a channel, or no longer does."""

    channel_id: str
    participant_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaction:
    """A reaction of a user or an agent to a message."""

    message_id: str
    channel_id: str
    participant_id: str
    reaction: str
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentResponse:
    """An agent has answered a channel message; `processing_time` is the time from message to answer."""

    original_message: ChannelMessage
    response: Content
    agent_id: AgentId
    processing_time: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageError:
    """A message could not be handled."""

    message_id: str
    error: Failure


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerAgentUpdate:
    """An agent now serves a message server (`added`), or no longer does."""

    agent_id: AgentId
    server_id: str
    added: bool
