"""What a program hands over: agents and messages, as plain dictionaries or as the values of the domain."""

from __future__ import annotations

import copy
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any, TypeAlias, TypedDict
from uuid import UUID

from parley_server.domain.agents import AgentSpec
from parley_server.domain.characters import Character, Template
from parley_server.domain.content import Content, Media, MediaKind, MentionContext, Payload
from parley_server.domain.errors import InvalidField
from parley_server.domain.ids import parse_uuid
from parley_server.domain.json import JsonValue
from parley_server.domain.runs import IncomingMessage, MessageOptions
from parley_server.orchestrator.registry import LocalParts
from parley_server.plugin_api import DatabaseAdapter, Plugin, Runtime
from parley_server.runtime.plugins import only_valid

SQL_PLUGIN = "@elizaos/plugin-sql"
"""By this very name it is left out for an agent with a database of its own (reference-values 1.6)."""
UNKNOWN_SOURCE = "unknown"

Init = Callable[[Runtime], Awaitable[None]]


class NewAgent(TypedDict, total=False):
    """An agent to be added; `character` alone is needed.

    `character` may be a Character, or what a character file of elizaOS holds. `plugins` are objects, or names of
    plugins that are there. `init` is called once, with the runtime, when all that are started together run.
    """

    character: Character | Mapping[str, Any]
    plugins: Sequence[Plugin | str]
    settings: Mapping[str, Any]
    init: Init | None
    database_adapter: DatabaseAdapter | None
    agent_id: str | UUID


class NewMessage(TypedDict, total=False):
    """A message for an agent; `content` alone is needed: a Content, a dictionary, or the text itself.

    Ids are UUIDs. Without a room the message is for the direct room of its entity and the agent.
    """

    content: Content | Mapping[str, Any] | str
    entity_id: str | UUID
    room_id: str | UUID
    world_id: str | UUID
    id: str | UUID
    created_at: datetime


class Addressed(TypedDict, total=False):
    """One message of several: for whom (an id or a runtime), what, and how to handle it."""

    agent_id: Any
    message: Any
    options: MessageOptions | None


Message: TypeAlias = IncomingMessage | NewMessage | Mapping[str, Any]

_CAMEL = {"message_examples": "messageExamples", "post_examples": "postExamples", "model_provider": "modelProvider"}
_CONTENT = frozenset(field.name for field in fields(Content)) - {"extra", "mention"} | {"mention_context"}


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenAgent:
    """An agent to be added: what is stored of it, and what only this program can give it."""

    spec: AgentSpec
    parts: LocalParts


def require_list(given: object, path: str) -> None:
    """Refuse one thing where several belong: a text would be taken letter by letter. Raises InvalidField."""
    if isinstance(given, (str, Mapping)) or not isinstance(given, Iterable):
        raise InvalidField(path, "give a list, also of one")


def read_options(given: object) -> MessageOptions:
    """Return how to handle a message. Raises InvalidField."""
    if given is not None and not isinstance(given, MessageOptions):
        raise InvalidField("options", "give MessageOptions; callbacks are arguments of their own, such as on_response=")
    return given or MessageOptions()


def read_agent(given: NewAgent | Mapping[str, Any], index: int) -> GivenAgent:
    """Return an agent to be added; nothing of it is shared with the caller. Raises InvalidField."""
    path = f"agents[{index}]"
    if not isinstance(given, Mapping):
        raise InvalidField(path, "give a dictionary")
    _only_known(given, set(NewAgent.__annotations__), path)
    adapter = given.get("database_adapter")
    require_list(given.get("plugins") or (), f"{path}.plugins")
    names, objects = _plugins(given.get("plugins") or (), has_adapter=adapter is not None)
    character = copy.deepcopy(given.get("character"))
    file: Mapping[str, JsonValue] | None = None
    if isinstance(character, Mapping):
        file, character = _without_sql(camel_file(character), has_adapter=adapter is not None), None
    elif isinstance(character, Character) and adapter is not None:
        character = replace(character, plugins=tuple(name for name in character.plugins if name != SQL_PLUGIN))
    elif not isinstance(character, Character):
        raise InvalidField(f"{path}.character", "give a Character, or a dictionary")
    spec = AgentSpec(
        character=character,
        character_file=file,
        agent_id=str(given.get("agent_id") or ""),
        plugins=names,
        settings=copy.deepcopy(dict(given.get("settings") or {})),
    )
    parts = LocalParts(
        plugins=objects, init=given.get("init"), adapter=adapter, templates=_functions(given.get("character"))
    )
    return GivenAgent(spec=spec, parts=parts)


def _functions(character: Character | Mapping[str, Any] | None) -> dict[str, Template]:
    """Return the templates that are functions: they are kept beside the character, which is stored."""
    templates = character.templates if isinstance(character, Character) else (character or {}).get("templates")
    return {name: one for name, one in (templates or {}).items() if callable(one)}


def camel_file(character: Mapping[str, Any]) -> dict[str, JsonValue]:
    """Return a character as a file of elizaOS has it: members may have the names of Character, too."""
    file = {_CAMEL.get(key, key): value for key, value in character.items()}
    if isinstance(templates := file.get("templates"), Mapping):
        file["templates"] = {name: one for name, one in templates.items() if not callable(one)}
    return file


def _without_sql(file: Mapping[str, JsonValue], *, has_adapter: bool) -> Mapping[str, JsonValue]:
    plugins = file.get("plugins")
    if not has_adapter or not isinstance(plugins, (list, tuple)):
        return file
    return {**file, "plugins": [name for name in plugins if name != SQL_PLUGIN]}


def _plugins(given: Sequence[Plugin | str], *, has_adapter: bool) -> tuple[tuple[str, ...], tuple[Plugin, ...]]:
    kept = [one for one in given if not (has_adapter and _name(one) == SQL_PLUGIN)]
    objects = only_valid(one for one in kept if not isinstance(one, str))
    names = tuple(_name(one) for one in kept if isinstance(one, str) or one in objects)
    return names, tuple(objects)


def _name(plugin: Plugin | str) -> str:
    return plugin if isinstance(plugin, str) else str(getattr(plugin, "name", ""))


def read_message(given: Message) -> IncomingMessage:
    """Return a message for an agent. Raises InvalidField, naming the field."""
    if isinstance(given, IncomingMessage):
        return replace(given, content=_with_source(given.content))
    if not isinstance(given, Mapping):
        raise InvalidField("message", "give an IncomingMessage, or a dictionary")
    _only_known(given, set(NewMessage.__annotations__), "message")
    return IncomingMessage(
        content=_with_source(_content(given.get("content"))),
        memory_id=_id(given, "id"),
        entity_id=_id(given, "entity_id"),
        room_id=_id(given, "room_id"),
        world_id=_id(given, "world_id"),
        created_at=given.get("created_at"),
    )


def _with_source(content: Content) -> Content:
    return content if content.source else replace(content, source=UNKNOWN_SOURCE)


def _id(given: Mapping[str, Any], name: str) -> str:
    value = given.get(name)
    if value is None or value == "":
        return ""
    known = parse_uuid(str(value))
    if known is None:
        raise InvalidField(f"message.{name}", "not an UUID")
    return known


def _content(value: object) -> Content:
    if isinstance(value, Content):
        return value
    if isinstance(value, str):
        return Content(text=value)
    if not isinstance(value, Mapping):
        raise InvalidField("message.content", "give a Content, a dictionary, or a text")
    _no_camel(value, _CONTENT, "message.content")
    known: dict[str, Any] = {key: value[key] for key in _CONTENT & value.keys()}
    mention = known.pop("mention_context", None)
    further = {str(key): item for key, item in value.items() if key not in _CONTENT}
    for key in ("actions", "providers"):
        known[key] = tuple(known.get(key) or ())
    known["attachments"] = tuple(
        one if isinstance(one, Media) else _media(one) for one in known.get("attachments") or ()
    )
    if mention is not None and not isinstance(mention, MentionContext):
        mention = _made(MentionContext, mention, "mention_context")
    try:
        extra = Payload(form="json", json=further) if further else None
        return Content(**known, mention=mention, extra=extra)
    except TypeError as error:
        raise InvalidField("message.content", str(error)) from None


def _media(value: object) -> Media:
    made: Media = _made(Media, value, "attachments")
    if isinstance(made.kind, MediaKind):
        return made
    known = {kind.value: kind for kind in MediaKind}
    if made.kind not in known:
        raise InvalidField("message.content.attachments.kind", f"must be one of {', '.join(known)}")
    return replace(made, kind=known[made.kind])


def _made(kind: type[Media | MentionContext], value: object, name: str) -> Any:  # noqa: ANN401 - of this kind
    path = f"message.content.{name}"
    if not isinstance(value, Mapping):
        raise InvalidField(path, "give a dictionary")
    _only_known(value, {field.name for field in fields(kind)}, path)
    try:
        return kind(**value)
    except TypeError as error:
        raise InvalidField(path, str(error)) from None


def _only_known(given: Mapping[str, Any], known: set[str], path: str) -> None:
    _no_camel(given, known, path)
    for key in given:
        if key not in known:
            raise InvalidField(f"{path}.{key}", f"there is none; there are: {', '.join(sorted(known))}")


def _no_camel(given: Mapping[str, Any], known: set[str] | frozenset[str], path: str) -> None:
    """Say how a key is called here that is written as in TypeScript: it must not be passed over in silence."""
    for key in given:
        here = "".join(f"_{one.lower()}" if one.isupper() else one for one in str(key))
        if key not in known and here in known:
            raise InvalidField(f"{path}.{key}", f"it is called {here} here")
