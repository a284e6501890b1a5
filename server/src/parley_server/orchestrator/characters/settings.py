"""Settings and secrets. Nothing here, nor in any report, ever shows the value of a secret."""

from collections.abc import Collection, Mapping

from parley_server.domain.characters import SECRETS_KEY, is_secret, is_secret_text
from parley_server.domain.json import JsonObject, JsonValue
from parley_server.orchestrator.characters.members import Members
from parley_server.orchestrator.characters.node import NULL_DROPPED, Node
from parley_server.orchestrator.characters.texts import EMPTY_DROPPED
from parley_server.orchestrator.characters.values import number_text


def read_settings(settings: Node | None, secrets: Node | None) -> tuple[dict[str, JsonValue], dict[str, str]]:
    """Read settings and secrets. Secrets inside the settings are moved out; the character's own come first."""
    found = _read_secrets(secrets)
    members = Members.of(settings) if settings else None
    if members is None:
        return {}, found
    _move_secrets(members.take(SECRETS_KEY), found)
    kept: dict[str, JsonValue] = {}
    for key, node in members.rest().items():
        if node.value is None:
            node.changed(NULL_DROPPED)
        elif is_secret_text(key, node.value):
            _move_named_secret(key, node, found)
        else:
            kept[key] = node.free_value()
    return kept, found


def part_secrets(settings: JsonObject, declared: Collection[str] = ()) -> tuple[dict[str, JsonValue], dict[str, str]]:
    """Return settings without the secrets among them, and these: by name or value, or under the key "secrets".

    Those that are `declared` to be secrets are, whatever they are called.
    """
    nested = settings.get(SECRETS_KEY)
    secrets = {key: str(value) for key, value in nested.items() if value} if isinstance(nested, Mapping) else {}
    plain: dict[str, JsonValue] = {}
    for key, value in settings.items():
        if isinstance(value, str) and (key in declared or is_secret(key, value)):
            secrets[key] = value
        elif key != SECRETS_KEY:
            plain[key] = value
    return plain, {key: value for key, value in secrets.items() if value}


def write_settings(settings: JsonObject) -> dict[str, JsonValue]:
    """Write settings without nulls, and without the secrets that a typed character may hide there."""
    plain, _ = part_secrets(settings)
    return {key: value for key, value in plain.items() if value is not None}


def _move_named_secret(key: str, node: Node, found: dict[str, str]) -> None:
    """Move a setting whose name or value says that it is a secret; one that secrets has already wins."""
    text = _read_secret(node)
    if not text:
        return
    node.changed("left out, secrets has it too" if key in found else "moved to secrets")
    found.setdefault(key, text)


def _move_secrets(node: Node | None, found: dict[str, str]) -> None:
    """Add secrets from the settings to those that are found already, which win."""
    if node is None:
        return
    node.changed("moved to secrets" if node.value else EMPTY_DROPPED)
    for key, text in _read_secrets(node).items():
        if key in found:
            node.child(key, None).changed("left out, secrets has it too")
        found.setdefault(key, text)


def _read_secrets(node: Node | None) -> dict[str, str]:
    """Read secrets by key. An empty one is dropped: files leave it empty so that the environment's is taken."""
    members = node.members() if node else {}
    if node is not None and members is None:
        node.refused("must be an object")
    texts = {key: _read_secret(secret) for key, secret in (members or {}).items()}
    return {key: text for key, text in texts.items() if text}


def _read_secret(node: Node) -> str:
    """Read one secret as text; the empty text when there is none."""
    if isinstance(node.value, bool):
        node.changed("made text")
        return "true" if node.value else "false"
    if isinstance(node.value, (int, float)):
        node.changed("made text")
        return number_text(node.value)
    if node.value is None or node.value == "":
        node.changed(NULL_DROPPED if node.value is None else EMPTY_DROPPED)
    elif not isinstance(node.value, str):
        node.refused("a secret must be text, a number, true or false")
    return node.value if isinstance(node.value, str) else ""
