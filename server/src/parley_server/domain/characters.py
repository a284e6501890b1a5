"""Who an agent is: the character, in domain types."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from parley_server.domain.content import Content, State
from parley_server.domain.json import JsonObject, JsonValue

# Names of settings that hold a secret, whatever the file calls them: no call may return their values.
_SECRET_NAMES = re.compile(
    r"((API|ACCESS|PRIVATE|SECRET)_?KEY|(^|(?<!MAX)_)TOKEN|(?-i:[a-z]Token)|SECRET(_SALT)?|PASSWORD|PASSPHRASE|MNEMONIC"
    r"|(^|_)CREDENTIALS?)$",
    re.IGNORECASE,
)
# An address with a password in it: "postgres://user:word@host/db".
_WITH_PASSWORD = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*://[^\s/?#:@]*:[^\s/?#]+@")

SECRETS_KEY = "secrets"
"""Under which character files keep secrets, beside the settings or among them."""


def is_secret_name(key: str) -> bool:
    """Tell whether a setting of this name holds a secret, for example OPENAI_API_KEY or botToken."""
    return _SECRET_NAMES.search(key) is not None


def is_secret(key: str, value: JsonValue) -> bool:
    """Tell whether a setting holds a secret: by its name, or since its value is an address with a password."""
    return is_secret_name(key) or (isinstance(value, str) and _WITH_PASSWORD.match(value) is not None)


def is_secret_text(key: str, value: JsonValue) -> bool:
    """Tell whether a setting holds a secret that can be sealed: numbers called TOKEN are counts."""
    return isinstance(value, str) and is_secret(key, value)


Template = str | Callable[[State], str]
"""A template of a character. In programs it may be a function that makes one; such ones are neither stored nor sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One turn of an example conversation. `{{name1}}` as name stands for any speaker."""

    name: str
    content: Content


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialogue:
    """An example conversation; evaluators also say what comes before it and what should come of it."""

    turns: tuple[Turn, ...] = ()
    prompt: str = ""
    outcome: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CharacterStyle:
    """How a character writes: everywhere, in conversations, in posts."""

    all: tuple[str, ...] = ()
    chat: tuple[str, ...] = ()
    post: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KnowledgeSource:
    """Something to learn: exactly one of `text`, `path` and `directory` is set."""

    text: str = ""
    path: str = ""
    directory: str = ""
    shared: bool = False
    source_id: str = ""
    source_path: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Character:
    """Who an agent is. The same keys as an elizaOS character file; keys without a field are kept in `extra`.

    Its repr leaves out what may hold secrets, also deep in settings.
    """

    name: str
    id: str = ""
    username: str = ""
    system: str = ""
    bio: tuple[str, ...] = ()
    lore: tuple[str, ...] = ()
    message_examples: tuple[Dialogue, ...] = ()
    post_examples: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    adjectives: tuple[str, ...] = ()
    knowledge: tuple[KnowledgeSource, ...] = ()
    plugins: tuple[str, ...] = ()
    style: CharacterStyle = field(default_factory=CharacterStyle)
    templates: Mapping[str, Template] = field(default_factory=dict)
    settings: JsonObject = field(default_factory=dict, repr=False)
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    model_provider: str = ""
    clients: tuple[str, ...] = ()
    extra: JsonObject = field(default_factory=dict, repr=False)


def written_templates(character: Character) -> dict[str, str]:
    """Return the templates that are text: those that can be stored and sent."""
    return {name: template for name, template in character.templates.items() if isinstance(template, str)}


@dataclass(frozen=True, slots=True, kw_only=True)
class CharacterChange:
    """One change that the reader made to a character file, or one thing that it left alone.

    `pointer` is a JSON pointer into the file, for example "/messageExamples/0/1/user".
    """

    pointer: str
    note: str


def without_secrets(character: Character) -> Character:
    """Return who an agent is as callers may see it: without its secrets, wherever the file keeps them."""
    return replace(
        character,
        secrets={},
        settings=_without_secrets(character.settings),
        extra=_without_secrets(character.extra),
    )


def _without_secrets(value: JsonObject) -> JsonObject:
    # However deep: what a plugin wants below a key of its own may be a secret as well.
    return {key: _shown(item) for key, item in value.items() if not _is_secret(key, item)}


def _shown(value: JsonValue) -> JsonValue:
    if isinstance(value, Mapping):
        return _without_secrets(value)
    return [_shown(item) for item in value] if isinstance(value, (list, tuple)) else value


def _is_secret(key: str, value: JsonValue) -> bool:
    return key.lower() == SECRETS_KEY or is_secret_text(key, value)
