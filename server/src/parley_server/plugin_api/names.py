"""Names that plugins of all makers agree on (reference-values 1.4 and 1.5). Any other text is allowed, too."""

from __future__ import annotations

from enum import StrEnum


class EventType(StrEnum):
    """Events that handlers may hear. Of runs, the server itself emits them; the others are emitted by plugins."""

    WORLD_JOINED = "WORLD_JOINED"
    WORLD_CONNECTED = "WORLD_CONNECTED"
    WORLD_LEFT = "WORLD_LEFT"
    ENTITY_JOINED = "ENTITY_JOINED"
    ENTITY_LEFT = "ENTITY_LEFT"
    ENTITY_UPDATED = "ENTITY_UPDATED"
    ROOM_JOINED = "ROOM_JOINED"
    ROOM_LEFT = "ROOM_LEFT"
    MESSAGE_RECEIVED = "MESSAGE_RECEIVED"
    MESSAGE_SENT = "MESSAGE_SENT"
    MESSAGE_DELETED = "MESSAGE_DELETED"
    CHANNEL_CLEARED = "CHANNEL_CLEARED"
    VOICE_MESSAGE_RECEIVED = "VOICE_MESSAGE_RECEIVED"
    VOICE_MESSAGE_SENT = "VOICE_MESSAGE_SENT"
    REACTION_RECEIVED = "REACTION_RECEIVED"
    POST_GENERATED = "POST_GENERATED"
    INTERACTION_RECEIVED = "INTERACTION_RECEIVED"
    RUN_STARTED = "RUN_STARTED"
    RUN_ENDED = "RUN_ENDED"
    RUN_TIMEOUT = "RUN_TIMEOUT"
    ACTION_STARTED = "ACTION_STARTED"
    ACTION_COMPLETED = "ACTION_COMPLETED"
    EVALUATOR_STARTED = "EVALUATOR_STARTED"
    EVALUATOR_COMPLETED = "EVALUATOR_COMPLETED"
    MODEL_USED = "MODEL_USED"
    EMBEDDING_GENERATION_REQUESTED = "EMBEDDING_GENERATION_REQUESTED"
    EMBEDDING_GENERATION_COMPLETED = "EMBEDDING_GENERATION_COMPLETED"
    EMBEDDING_GENERATION_FAILED = "EMBEDDING_GENERATION_FAILED"
    CONTROL_MESSAGE = "CONTROL_MESSAGE"


class ServiceType(StrEnum):
    """Types of services that are known by name."""

    TRANSCRIPTION = "transcription"
    VIDEO = "video"
    BROWSER = "browser"
    PDF = "pdf"
    AWS_S3 = "aws_s3"
    WEB_SEARCH = "web_search"
    EMAIL = "email"
    TEE = "tee"
    TASK = "task"
    EMBEDDING_GENERATION = "embedding-generation"
    WALLET = "wallet"
    LP_POOL = "lp_pool"
    TOKEN_DATA = "token_data"
    MESSAGE_SERVICE = "message_service"
    MESSAGE = "message"
    POST = "post"
    UNKNOWN = "unknown"
