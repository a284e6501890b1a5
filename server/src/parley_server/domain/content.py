"""What is said, and what surrounds it: contents, attachments, memories, the composed state."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Literal

from parley_server.domain.embeddings import EmbeddingPriority
from parley_server.domain.ids import AgentId, EntityId, MemoryId, RoomId, RunId, WorldId
from parley_server.domain.json import JsonObject, JsonValue

MESSAGES_TABLE = "messages"
FACTS_TABLE = "facts"
DOCUMENTS_TABLE = "documents"
MEMORIES_TABLE = "memories"
FRAGMENT_TYPE = "fragment"
"""The type of a part of a document, which `MemoryMetadata.document_id` names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Payload:
    """A free-form value that is passed on unchanged, in the form in which it came.

    `raw` is set for bytes, `text` for text, otherwise `json` holds the value.
    """

    form: Literal["json", "raw", "text"]
    json: JsonValue = None
    raw: bytes = b""
    text: str = ""
    content_type: str = ""


class MediaKind(Enum):
    """What an attachment is."""

    UNSPECIFIED = "unspecified"
    IMAGE = "image"
    VIDEO = "video"
    AUDIO = "audio"
    DOCUMENT = "document"
    LINK = "link"


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """One attachment: an address, its bytes, or the id of an upload."""

    media_id: str = ""
    url: str = ""
    data: bytes = b""
    mime_type: str = ""
    kind: MediaKind = MediaKind.UNSPECIFIED
    title: str = ""
    source: str = ""
    description: str = ""
    text: str = ""
    file_name: str = ""
    size_bytes: int = 0
    sha256: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MentionContext:
    """How the platform says that a message addresses the agent."""

    is_mention: bool = False
    is_reply: bool = False
    is_thread: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionResult:
    """What one action did. `error` is empty on success."""

    action_name: str
    success: bool = True
    text: str = ""
    values: JsonObject = field(default_factory=dict)
    data: JsonObject = field(default_factory=dict)
    error: str = ""
    action_id: str = ""
    run_id: RunId = RunId("")


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What someone said: text plus what the agent needs to know about it."""

    text: str = ""
    thought: str = ""
    actions: tuple[str, ...] = ()
    providers: tuple[str, ...] = ()
    attachments: tuple[Media, ...] = ()
    source: str = ""
    in_reply_to: str = ""
    channel_type: str = ""
    mention: MentionContext | None = None
    url: str = ""
    target: str = ""
    simple: bool = False
    response_id: str = ""
    action_result: ActionResult | None = None
    extra: Payload | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionsDone:
    """What actions did, and what they sent to their callback, each in order."""

    results: tuple[ActionResult, ...]
    callbacks: tuple[Content, ...]


class MemoryScope(Enum):
    """Who may see a memory."""

    UNSPECIFIED = "unspecified"
    SHARED = "shared"
    PRIVATE = "private"
    ROOM = "room"


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryMetadata:
    """Facts about a memory."""

    type: str = "message"
    source: str = ""
    source_id: str = ""
    scope: MemoryScope = MemoryScope.UNSPECIFIED
    tags: tuple[str, ...] = ()
    document_id: str = ""
    position: int = 0
    extra: Payload | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """One thing that an agent remembers.

    `embedding` is its vector where one was asked for or given, made by `embedding_model`; vectors of different models
    are never compared. `similarity` (0 to 1) is there in search results alone. With `unique` it is not stored where a
    nearly equal one is in the same table and room already. With an `embedding_priority` it is queued for its vector in
    the transaction that stores it; that is no part of the memory and never comes back.
    """

    memory_id: MemoryId
    entity_id: EntityId
    agent_id: AgentId
    room_id: RoomId
    content: Content
    created_at: datetime
    world_id: WorldId = WorldId("")
    table: str = MESSAGES_TABLE
    metadata: MemoryMetadata = field(default_factory=MemoryMetadata)
    unique: bool = False
    revision: int = 1
    embedding: tuple[float, ...] = field(default=(), repr=False)
    embedding_model: str = ""
    similarity: float | None = None
    embedding_priority: EmbeddingPriority | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryFilter:
    """Which memories of an agent; what is set must match: any of `types`, all of `tags`. Times: from, and before.

    With `unique`, those that are unique alone.
    """

    table: str = ""
    room_ids: tuple[RoomId, ...] = ()
    world_id: WorldId = WorldId("")
    entity_id: EntityId = EntityId("")
    types: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    start_time: datetime | None = None
    end_time: datetime | None = None
    unique: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Context that providers put together for one message: template values, structured data, text for the prompt."""

    text: str = ""
    values: Mapping[str, JsonValue] = field(default_factory=dict)
    data: Mapping[str, JsonValue] = field(default_factory=dict)
