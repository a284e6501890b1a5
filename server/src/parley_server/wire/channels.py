"""Channels, their messages, and what the bus tells of them."""

from dataclasses import replace

from parley.v1 import channels_pb2, events_pb2
from parley_server.domain.channels import (
    AgentResponse,
    Channel,
    ChannelMessage,
    ChannelParticipant,
    MessageError,
    Reaction,
    ServerAgentUpdate,
)
from parley_server.wire.content import content_to_proto
from parley_server.wire.errors import failure_to_status
from parley_server.wire.payloads import object_to_proto, payload_to_proto
from parley_server.wire.shown import shown_failure
from parley_server.wire.structs import struct_from_json
from parley_server.wire.times import span_to_proto, time_to_proto


def channel_message_to_proto(message: ChannelMessage) -> channels_pb2.ChannelMessage:
    """Return a message in a channel."""
    return channels_pb2.ChannelMessage(
        message_id=message.message_id,
        channel_id=message.channel_id,
        server_id=message.server_id,
        author_id=message.author_id,
        content=message.content,
        raw_message=None if message.raw_message is None else payload_to_proto(message.raw_message),
        source_id=message.source_id,
        source_type=message.source_type,
        in_reply_to_message_id=message.in_reply_to_message_id,
        create_time=time_to_proto(message.created_at),
        metadata=object_to_proto(message.metadata),
        author_name=message.author_name,
        edit_time=None if message.edited_at is None else time_to_proto(message.edited_at),
    )


def channel_to_proto(channel: Channel) -> channels_pb2.Channel:
    """Return a channel."""
    return channels_pb2.Channel(
        channel_id=channel.channel_id,
        server_id=channel.server_id,
        name=channel.name,
        type=channel.type,
        topic=channel.topic,
        source_type=channel.source_type,
        source_id=channel.source_id,
        metadata=struct_from_json(channel.metadata) if channel.metadata else None,
        create_time=time_to_proto(channel.created_at),
    )


def reaction_to_proto(reaction: Reaction) -> channels_pb2.Reaction:
    """Return a reaction to a message."""
    return channels_pb2.Reaction(
        message_id=reaction.message_id,
        channel_id=reaction.channel_id,
        participant_id=reaction.participant_id,
        reaction=reaction.reaction,
        create_time=time_to_proto(reaction.created_at),
    )


def participant_to_proto(participant: ChannelParticipant) -> events_pb2.ChannelParticipant:
    """Return who takes part in a channel, or no longer does."""
    return events_pb2.ChannelParticipant(channel_id=participant.channel_id, participant_id=participant.participant_id)


def agent_response_to_proto(response: AgentResponse) -> events_pb2.AgentResponse:
    """Return an agent's answer as the channel sees it: without its thoughts and without what its actions did."""
    shown = replace(response.response, thought="", action_result=None)
    return events_pb2.AgentResponse(
        original_message=channel_message_to_proto(response.original_message),
        response=content_to_proto(shown),
        agent_id=response.agent_id,
        processing_time=span_to_proto(response.processing_time),
    )


def message_error_to_proto(error: MessageError) -> events_pb2.MessageError:
    """Return why a message could not be handled, as far as the bus may tell."""
    return events_pb2.MessageError(message_id=error.message_id, error=failure_to_status(shown_failure(error.error)))


def server_agent_to_proto(update: ServerAgentUpdate) -> events_pb2.ServerAgentUpdate:
    """Return which agent now serves a message server, or no longer does."""
    return events_pb2.ServerAgentUpdate(agent_id=update.agent_id, server_id=update.server_id, added=update.added)
