"""The writer: from a character to the JSON of a character file in its current shape."""

from parley_server.domain.characters import Character, written_templates
from parley_server.domain.json import JsonValue
from parley_server.orchestrator.characters.examples import write_dialogues
from parley_server.orchestrator.characters.knowledge import write_knowledge
from parley_server.orchestrator.characters.settings import write_settings
from parley_server.orchestrator.characters.style import write_style
from parley_server.orchestrator.characters.values import filled


def write_character(character: Character) -> dict[str, JsonValue]:
    """Write a character without its secrets, with the keys of elizaOS; what is empty is left out.

    Keys without a field stand together under `extra`: beside the others they could hide one of them, and the reader
    would remark on them each time. What `read_character` has read comes back from this file the same, secrets apart.
    """
    members: dict[str, JsonValue] = {
        "id": character.id,
        "username": character.username,
        "system": character.system,
        "bio": list(character.bio),
        "lore": list(character.lore),
        "messageExamples": write_dialogues(character.message_examples),
        "postExamples": list(character.post_examples),
        "topics": list(character.topics),
        "adjectives": list(character.adjectives),
        "knowledge": write_knowledge(character.knowledge),
        "plugins": list(character.plugins),
        "style": write_style(character.style),
        "templates": written_templates(character),
        "settings": write_settings(character.settings),
        "modelProvider": character.model_provider,
        "clients": list(character.clients),
        "extra": dict(character.extra),
    }
    return {"name": character.name, **filled(members)}
