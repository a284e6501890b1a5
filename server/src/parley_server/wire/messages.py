"""Messages on their way to agents, and how to handle them."""

from collections.abc import Mapping
from dataclasses import replace

from google.protobuf.unknown_fields import UnknownFieldSet

from parley.v1 import common_pb2, memories_pb2, messages_pb2
from parley_server.domain.content import Memory
from parley_server.domain.ids import parse_uuid
from parley_server.domain.json import JsonValue
from parley_server.domain.runs import (
    DisconnectPolicy,
    IncomingMessage,
    MessageOptions,
    MessageRequest,
    ModelSize,
    OpenRunRequest,
    RunInput,
)
from parley_server.domain.worlds import OverlapPolicy
from parley_server.wire.content import content_from_proto, content_to_proto
from parley_server.wire.enums import EnumMap
from parley_server.wire.memories import memory_from_proto, memory_to_proto
from parley_server.wire.payloads import object_from_proto, object_to_proto
from parley_server.wire.times import span_from_proto, span_to_proto, time_from_proto, time_to_proto

MODEL_SIZES = EnumMap(ModelSize, messages_pb2.ModelSize, "MODEL_SIZE_", ModelSize.UNSPECIFIED)
OVERLAPS = EnumMap(OverlapPolicy, common_pb2.OverlapPolicy, "OVERLAP_POLICY_", OverlapPolicy.UNSPECIFIED)
DISCONNECTS = EnumMap(DisconnectPolicy, messages_pb2.DisconnectPolicy, "DISCONNECT_POLICY_", DisconnectPolicy.CONTINUE)

DEFAULT_OPTIONS = MessageOptions()

_HOPS_FIELD = 536_870_911
_HOPS_TAG = b"\xf8\xff\xff\xff\x0f"  # this field, as a varint; its value is one byte
_MOST_HOPS = 127

MessageCall = messages_pb2.HandleMessageRequest | messages_pb2.StreamMessageRequest | messages_pb2.SubmitMessageRequest
"""The three requests that send a message; they have the same fields."""


def message_request_from_proto(request: MessageCall) -> MessageRequest:
    """Return a message for an agent. Ids become lower case; a name stays as it is written."""
    return MessageRequest(
        agent=parse_uuid(request.agent_id) or request.agent_id,
        message=incoming_from_proto(request.message),
        options=options_from_proto(request.options) if request.HasField("options") else DEFAULT_OPTIONS,
        request_id=request.request_id,
    )


def message_request_to_proto(request: MessageRequest) -> messages_pb2.HandleMessageRequest:
    """Return a request as HandleMessage takes it."""
    return messages_pb2.HandleMessageRequest(
        agent_id=request.agent,
        message=incoming_to_proto(request.message),
        options=options_to_proto(request.options),
        request_id=request.request_id,
    )


def incoming_from_proto(message: memories_pb2.Memory) -> IncomingMessage:
    """Return a message on its way to an agent; only its content has to be there."""
    return IncomingMessage(
        content=content_from_proto(message.content),
        memory_id=message.memory_id.lower(),
        entity_id=message.entity_id.lower(),
        room_id=message.room_id.lower(),
        world_id=message.world_id.lower(),
        created_at=time_from_proto(message.create_time) if message.HasField("create_time") else None,
        metadata=_metadata_to_json(message.metadata) if message.HasField("metadata") else {},
    )


def incoming_to_proto(message: IncomingMessage) -> memories_pb2.Memory:
    """Return a message on its way to an agent; all its metadata are in `extra`."""
    return memories_pb2.Memory(
        content=content_to_proto(message.content),
        memory_id=message.memory_id,
        entity_id=message.entity_id,
        room_id=message.room_id,
        world_id=message.world_id,
        create_time=None if message.created_at is None else time_to_proto(message.created_at),
        metadata=memories_pb2.MemoryMetadata(extra=object_to_proto(message.metadata)) if message.metadata else None,
    )


def _metadata_to_json(message: memories_pb2.MemoryMetadata) -> Mapping[str, JsonValue]:
    # The keys of an elizaOS memory's metadata; typed fields win over the same keys in `extra`.
    metadata = object_from_proto(message.extra)
    typed: dict[str, JsonValue] = {
        "type": message.type,
        "source": message.source,
        "sourceId": message.source_id,
        "tags": list(message.tags),
        "documentId": message.document_id.lower(),
        "position": message.position,
    }
    if message.scope:
        scope = memories_pb2.MemoryScope.Name(message.scope)
        typed["scope"] = scope.removeprefix("MEMORY_SCOPE_").lower()
    metadata.update({key: value for key, value in typed.items() if value})
    return metadata


def options_to_proto(options: MessageOptions) -> messages_pb2.MessageOptions:
    """Return how to handle a message."""
    return messages_pb2.MessageOptions(
        use_multi_step=options.use_multi_step,
        max_multi_step_iterations=options.max_multi_step_iterations,
        timeout=None if options.timeout is None else span_to_proto(options.timeout),
        max_retries=options.max_retries,
        should_respond_model=MODEL_SIZES.to_wire(options.should_respond_model),
        overlap=OVERLAPS.to_wire(options.overlap),
        on_disconnect=DISCONNECTS.to_wire(options.on_disconnect),
        continue_after_actions=options.continue_after_actions,
        keep_existing_responses=options.keep_existing_responses,
        voice=options.voice,
        include_state=options.include_state,
    )


def options_from_proto(message: messages_pb2.MessageOptions) -> MessageOptions:
    """Return how to handle a message; what is not set is None."""
    has = message.HasField
    return MessageOptions(
        use_multi_step=message.use_multi_step if has("use_multi_step") else None,
        max_multi_step_iterations=message.max_multi_step_iterations if has("max_multi_step_iterations") else None,
        timeout=span_from_proto(message.timeout) if has("timeout") else None,
        max_retries=message.max_retries if has("max_retries") else None,
        should_respond_model=MODEL_SIZES.to_domain(message.should_respond_model),
        overlap=OVERLAPS.to_domain(message.overlap),
        on_disconnect=DISCONNECTS.to_domain(message.on_disconnect),
        continue_after_actions=message.continue_after_actions if has("continue_after_actions") else None,
        keep_existing_responses=message.keep_existing_responses if has("keep_existing_responses") else None,
        voice=message.voice,
        include_state=message.include_state,
    )


def input_to_bytes(run_input: RunInput) -> bytes:
    """Return what a run needs to start; equal inputs have equal bytes.

    Behind the request stands what is no part of the contract, as a field with the highest number that there is.
    """
    data = input_to_proto(run_input).SerializeToString(deterministic=True)
    return data + _HOPS_TAG + bytes((min(run_input.hops, _MOST_HOPS),)) if run_input.hops else data


def input_from_bytes(data: bytes) -> RunInput:
    """Return what a run needs to start."""
    message = messages_pb2.HandleMessageRequest.FromString(data)
    unknown = UnknownFieldSet(message)
    further = [unknown[place] for place in range(len(unknown))]
    hops = [int(field.data) for field in further if field.field_number == _HOPS_FIELD]
    return replace(input_from_proto(message), hops=hops[-1] if hops else 0)


def input_to_proto(run_input: RunInput) -> messages_pb2.HandleMessageRequest:
    """Return what a run needs to start, as the request that would send it."""
    return messages_pb2.HandleMessageRequest(
        agent_id=run_input.message.agent_id,
        message=memory_to_proto(run_input.message),
        options=options_to_proto(run_input.options),
    )


def input_from_proto(message: messages_pb2.HandleMessageRequest) -> RunInput:
    """Return what a run needs to start."""
    memory: Memory = memory_from_proto(message.message)
    return RunInput(message=memory, options=options_from_proto(message.options))


def open_run_from_proto(message: messages_pb2.BeginRunRequest) -> OpenRunRequest:
    """Return the wish for a run without a message."""
    return OpenRunRequest(
        agent=message.agent_id,
        room_id=message.room_id.lower(),
        source=message.source,
        timeout=span_from_proto(message.timeout) if message.HasField("timeout") else None,
        request_id=message.request_id,
    )


def open_run_to_proto(request: OpenRunRequest) -> messages_pb2.BeginRunRequest:
    """Return the wish for a run without a message."""
    return messages_pb2.BeginRunRequest(
        agent_id=request.agent,
        room_id=request.room_id,
        source=request.source,
        timeout=None if request.timeout is None else span_to_proto(request.timeout),
        request_id=request.request_id,
    )
