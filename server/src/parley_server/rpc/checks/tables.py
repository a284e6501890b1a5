"""What the descriptors do not say: which strings are ids, what is required, how many there may be.

Names of fields count in every message; "Message.field" overrules them for one.
"""

from collections.abc import Mapping

from parley_server.rpc.checks.faults import Fault
from parley_server.rpc.checks.texts import (
    TextRule,
    check_ack_id,
    check_name,
    check_request_id,
    check_subscription_id,
    check_type_filter,
    check_uuid,
    text_rule,
)
from parley_server.rpc.checks.values import (
    MAX_MAP_BYTES,
    check_limit_span,
    check_not_negative,
    check_positive,
    number_rule,
    object_rule,
    span_rule,
    struct_rule,
)
from parley_server.wire.bus import MAX_CREDIT_BYTES, MAX_CREDIT_EVENTS


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


KIB = 1024
MAX_TEXT_BYTES = 256 * KIB
MAX_ITEMS = 10_000

# The server's own ids, lower-case UUIDs. All other ids are free text: those of platforms (channel_id, server_id,
# source_id, thread_id, user_id), those that peers choose for themselves (client_id, instance_id, invocation_id,
# event_id, subscription_id), opaque ones (ack_id), and agent_id, which may be a name.
UUIDS = _words("""
    component_id document_id entity_id entity_ids in_reply_to in_reply_to_message_id memory_id memory_ids message_id
    owner_id relationship_id response_id room_id room_ids run_id run_ids source_entity_id target_entity_id task_id
    task_ids world_id world_ids
""")

NAMES = _words("author_name database model_type name names source table type user_name username")


def text_rule_of(key: str, field: str) -> TextRule:
    """Return the rule of the string field `key`, for example "Media.url", whose name is `field`."""
    special = _TEXTS.get(key) or _TEXTS.get(field)
    if special is not None:
        return special
    if field in UUIDS:
        return check_uuid
    if field in NAMES or field.endswith(("_id", "_ids")):
        return check_name
    return _DEFAULT_TEXT


def _check_nothing(value: str) -> None:
    """Leave it to those who made it."""


_DEFAULT_TEXT = text_rule(MAX_TEXT_BYTES)
_TEXTS: Mapping[str, TextRule] = {
    "request_id": check_request_id,
    "reason": text_rule(KIB),
    "subscription_id": check_subscription_id,
    "ack_ids": check_ack_id,
    "EventFilter.types": check_type_filter,
    "EventFilter.exclude_types": check_type_filter,
    "GetBusMetricsRequest.types": check_type_filter,
    "page_token": _check_nothing,
    # Here it is the id of a new agent, no name.
    "AgentSpec.agent_id": check_uuid,
    # A data address holds 256 KiB in base64.
    "Media.url": text_rule(352 * KIB),
    "KnowledgeSource.text": text_rule(1024 * KIB),
}

NUMBERS = {
    "count": check_not_negative,
    "max_multi_step_iterations": check_positive,
    "max_retries": check_not_negative,
    "offset": check_not_negative,
    "page_size": check_not_negative,
    "position": check_not_negative,
    "size_bytes": check_not_negative,
    "Batching.max_events": number_rule(0, 1000),
    "Credit.bytes": number_rule(0, MAX_CREDIT_BYTES),
    "Credit.events": number_rule(0, MAX_CREDIT_EVENTS),
    "Subscription.max_deliveries": number_rule(0, 100),
}
"""Signed numbers that cannot be negative, or have a limit."""

SPANS = {
    "timeout": check_limit_span,
    "Batching.linger": span_rule(0, 1),
    "Subscription.ack_deadline": span_rule(1, 600),
    "Subscription.backoff": span_rule(0, 24 * 3600),
    "Subscription.idle_expiry": check_limit_span,
}
"""Spans that are no spans when they are zero, or have limits."""

STRUCTS = {"AgentSpec.character_file": struct_rule(1024 * KIB)}
"""Structs that are more than metadata: a character file may bring much to learn."""

OBJECTS = {
    "Content.extra": object_rule(MAX_MAP_BYTES),
    "MemoryMetadata.extra": object_rule(MAX_MAP_BYTES),
    "ChannelMessage.metadata": object_rule(MAX_MAP_BYTES),
    "ActionResult.values": object_rule(MAX_TEXT_BYTES),
    "ActionResult.data": object_rule(MAX_TEXT_BYTES),
    "State.values": object_rule(None),
    "State.data": object_rule(None),
    "UseModelRequest.params": object_rule(None),
    "StreamModelRequest.params": object_rule(None),
    "CallServiceRequest.arguments": object_rule(None),
}
"""Payloads that hold one JSON object."""

COUNTS: Mapping[str, tuple[int, int]] = {
    "Ack.ack_ids": (1, 1000),
    "AcknowledgeRequest.acks": (1, 1000),
    "AddAgentsRequest.agents": (1, 100),
    "AddChannelParticipantsRequest.participant_ids": (1, 1000),
    "AddParticipantsRequest.entity_ids": (1, 5000),
    "CheckHealthRequest.agent_ids": (0, 1000),
    "Content.actions": (0, 100),
    "Content.attachments": (0, 32),
    "Content.providers": (0, 100),
    "CreateEntitiesRequest.entities": (1, 5000),
    "CreateMemoriesRequest.memories": (1, 1000),
    "CreateRoomsRequest.rooms": (1, 1000),
    "DeleteAgentsRequest.agent_ids": (1, 1000),
    "DeleteMemoriesRequest.memory_ids": (1, 1000),
    "DiscardDeadLettersRequest.event_ids": (0, 1000),
    "EmitEventRequest.types": (1, 16),
    "EnsureConnectionsRequest.entities": (0, 5000),
    "EnsureConnectionsRequest.rooms": (0, 1000),
    "EventFilter.agent_ids": (0, 1000),
    "EventFilter.channel_ids": (0, 1000),
    "EventFilter.exclude_types": (0, 100),
    "EventFilter.room_ids": (0, 1000),
    "EventFilter.run_ids": (0, 1000),
    "EventFilter.types": (0, 100),
    "GetBusMetricsRequest.types": (0, 100),
    "HandleMessagesRequest.requests": (1, 100),
    "ListAgentsRequest.agent_ids": (0, 1000),
    "ListAgentsRequest.names": (0, 1000),
    "ListMemoriesRequest.memory_ids": (0, 1000),
    "ListRunsRequest.statuses": (0, 32),
    "MemoryMetadata.tags": (0, 100),
    "ProcessAttachmentsRequest.attachments": (1, 32),
    "ProcessActionsRequest.responses": (1, 100),
    "PublishRequest.events": (1, 1000),
    "QueueEmbeddingsRequest.memory_ids": (1, 1000),
    "RedriveDeadLettersRequest.event_ids": (0, 1000),
    "RemoveChannelParticipantsRequest.participant_ids": (1, 1000),
    "RemoveParticipantsRequest.entity_ids": (1, 5000),
    "StartAgentsRequest.agent_ids": (0, 1000),
    "StopAgentsRequest.agent_ids": (0, 1000),
    "ValidateApiKeysRequest.agent_ids": (0, 1000),
    "Subscription.backoff": (0, 20),
}
"""Least and most items of repeated fields."""

BYTES: Mapping[str, int] = {"Media.data": 256 * KIB, "UploadMediaRequest.chunk": 256 * KIB}
"""Most bytes of fields that hold some."""

DEFERRED = frozenset({"HandleMessagesRequest.requests", "PublishRequest.events"})
"""Items that are checked one by one by their service: a bad one is an item with an error, not a failed call."""

REQUIRED: Mapping[str, tuple[str, ...]] = {
    "AgentSpec": ("character?.name",),
    "BeginRunRequest": ("agent_id",),
    "CallServiceRequest": ("agent_id", "service", "method"),
    "CancelRunRequest": ("run_id",),
    "ComposeStateRequest": ("agent_id", "message", "message.content"),
    "CreateSubscriptionRequest": ("subscription", "subscription.subscription_id"),
    "DeleteSubscriptionRequest": ("subscription_id",),
    "DiscardDeadLettersRequest": ("subscription_id",),
    "EndRunRequest": ("run_id",),
    "GetAgentRequest": ("agent_id",),
    "GetRunRequest": ("run_id",),
    "GetSubscriptionRequest": ("subscription_id",),
    "HandleMessageRequest": ("agent_id", "message", "message.content"),
    "ListDeadLettersRequest": ("subscription_id",),
    "ProcessActionsRequest": ("agent_id", "message", "message.content", "responses"),
    "RedriveDeadLettersRequest": ("subscription_id",),
    # Nothing said would be the newest event, and skip all that waits: that must be meant.
    "SeekSubscriptionRequest": ("subscription_id", "to"),
    "StreamModelRequest": ("agent_id", "model_type"),
    "StreamMessageRequest": ("agent_id", "message", "message.content"),
    "SubmitMessageRequest": ("agent_id", "message", "message.content"),
    "UpdateAgentRequest": ("agent_id", "agent"),
    "UpdateSubscriptionRequest": ("subscription", "subscription.subscription_id"),
    "UseModelRequest": ("agent_id", "model_type"),
    "WatchRunRequest": ("run_id",),
}
"""Fields that must be there; a path looks into messages, "a?.b" only where a is there."""

ONE_OF: Mapping[str, tuple[str, str]] = {"AgentSpec": ("definition", "character or character_file")}
"""Choices that must be made, and how to name them."""


def check_same_agent(top: str, nested: str) -> None:
    """Refuse another agent inside of a request about one, as far as ids tell."""
    if not nested or nested.lower() == top.lower():
        return
    try:
        check_uuid(top)
        check_uuid(nested)
    except Fault:
        # One of them is a name; whoever knows the agents decides.
        return
    raise Fault("another agent than the one of the request")
