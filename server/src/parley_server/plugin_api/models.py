"""Models: what is asked of a handler, and what it yields."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from parley_server.domain.json import JsonObject
from parley_server.domain.models import TEXT_LARGE, TEXT_SMALL, ModelResult
from parley_server.domain.shapes import ResponseShape

if TYPE_CHECKING:
    from parley_server.plugin_api.runtime import Runtime


class Purpose(Enum):
    """What a model call is for, so that no handler needs to guess it from a prompt."""

    GENERAL = "general"
    RESPOND = "respond"
    PLAN = "plan"
    REPLY = "reply"
    CONTINUE = "continue"


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelRequest:
    """One call of a model.

    `system` and `prompt` are what a language model reads. `user_text` is the raw text that is to be answered, `shape`
    the fields wanted; a handler that is `structured` answers in these fields directly, for others the caller has
    already put the syntax of a codec into the prompt. `params` holds temperature, maxTokens and the like.
    """

    model_type: str
    prompt: str = ""
    system: str = ""
    purpose: Purpose = Purpose.GENERAL
    user_text: str = ""
    shape: ResponseShape | None = None
    params: JsonObject = field(default_factory=dict)
    agent_id: str = ""
    room_id: str = ""


@dataclass(frozen=True, slots=True)
class TextDelta:
    """A piece of a model's raw output."""

    text: str


@dataclass(frozen=True, slots=True)
class FieldDelta:
    """A piece of one field of the wanted shape, from a handler that is `structured`."""

    field: str
    text: str


ModelPart = TextDelta | FieldDelta | ModelResult
"""What a streaming handler yields; the last part is the whole ModelResult."""

Generate = Callable[["Runtime", ModelRequest], Awaitable[ModelResult]]
Stream = Callable[["Runtime", ModelRequest], AsyncIterator[ModelPart]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelHandler:
    """A handler for one model type.

    `stream`, where given, yields pieces and at last the whole result. Both are cancelled when the run is; an async
    generator is closed. `priority` None takes the plugin's. `structured` handlers answer `ModelResult.object` with the
    fields of `ModelRequest.shape` and need no codec. A handler without `failover` is never asked in place of another
    one that is not available.
    """

    model_type: str
    generate: Generate
    stream: Stream | None = None
    priority: int | None = None
    model_id: str = ""
    structured: bool = False
    failover: bool = True


def text_model(runtime: Runtime, preferred: str) -> str:
    """Return the preferred type of text model, or the other one where the agent has that alone."""
    other = TEXT_SMALL if preferred == TEXT_LARGE else TEXT_LARGE
    return other if not runtime.has_model(preferred) and runtime.has_model(other) else preferred
