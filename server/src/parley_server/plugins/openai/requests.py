"""Requests as the OpenAI API wants them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from parley_server.domain.errors import InvalidField
from parley_server.domain.json import JsonValue
from parley_server.domain.models import OBJECT_LARGE, OBJECT_SMALL
from parley_server.plugin_api import ModelRequest

OBJECT_MODELS = frozenset({OBJECT_SMALL, OBJECT_LARGE})

_NUMBERS = {
    "temperature": "temperature",
    "topP": "top_p",
    "seed": "seed",
    "frequencyPenalty": "frequency_penalty",
    "presencePenalty": "presence_penalty",
}
# OpenAI itself refuses what it does not know; others have these.
_FURTHER_NUMBERS = {"topK": "top_k", "minP": "min_p", "repetitionPenalty": "repetition_penalty"}
_JSON_ONLY = "Answer with one JSON object and nothing else."

# The package types the arguments of a request one by one; they are put together here by name.
Arguments = dict[str, Any]


def chat_arguments(request: ModelRequest, model: str, *, is_openai: bool) -> Arguments:
    """Return the arguments of a streamed chat completion."""
    arguments: Arguments = {
        "model": model,
        "messages": _messages(request),
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    params = request.params
    arguments |= {name: params[key] for key, name in _NUMBERS.items() if _is_number(params.get(key))}
    limit = params.get("maxTokens")
    if _is_number(limit):
        arguments["max_completion_tokens" if is_openai else "max_tokens"] = limit
    stop = params.get("stopSequences", params.get("stop"))
    if isinstance(stop, str | list | tuple) and stop:
        arguments["stop"] = stop
    if isinstance(user := params.get("user"), str) and user:
        arguments["user"] = user
    if request.model_type in OBJECT_MODELS:
        arguments["response_format"] = _format(params.get("schema"))
    further = {name: params[key] for key, name in _FURTHER_NUMBERS.items() if _is_number(params.get(key))}
    if further and not is_openai:
        arguments["extra_body"] = further
    return arguments


def _messages(request: ModelRequest) -> list[Mapping[str, str]]:
    system = [request.system] if request.system else []
    if request.model_type in OBJECT_MODELS and "json" not in (request.prompt + request.system).lower():
        system.append(_JSON_ONLY)
    messages = [{"role": "system", "content": "\n\n".join(system)}] if system else []
    given = request.params.get("messages")
    if not request.prompt and isinstance(given, Sequence) and not isinstance(given, str) and given:
        return [*messages, *map(_message, given)]
    return [*messages, {"role": "user", "content": request.prompt or request.user_text}]


def _message(given: JsonValue) -> Mapping[str, str]:
    """Return a message of a conversation that the caller has put together. Raises InvalidField."""
    if isinstance(given, Mapping):
        role, content = given.get("role"), given.get("content")
        if isinstance(role, str) and isinstance(content, str):
            return {"role": role, "content": content}
    raise InvalidField("params.messages", "each message needs the texts role and content")


def _format(schema: JsonValue) -> Mapping[str, JsonValue]:
    if isinstance(schema, Mapping) and schema:
        return {"type": "json_schema", "json_schema": {"name": "answer", "schema": dict(schema)}}
    return {"type": "json_object"}


def _is_number(value: JsonValue) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
