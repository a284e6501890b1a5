"""The provider CHARACTER: who the agent is."""

from __future__ import annotations

from collections.abc import Sequence

from parley_server.domain.characters import Character
from parley_server.domain.content import Memory, State
from parley_server.domain.json import JsonValue
from parley_server.plugin_api import Provider, ProviderResult, Runtime
from parley_server.plugins.bootstrap.providers.texts import (
    conversation,
    joined,
    pick,
    pick_in_order,
    section,
    with_names,
)
from parley_server.plugins.bootstrap.reading import POSTING, channel_type

_MOST_BIO = 10
_MOST_LORE = 10
_MOST_TOPICS = 5
_MOST_EXAMPLES = 5
_MOST_POSTS = 10


class _Portrait:
    """A character as it shows itself for one message: the same for the same message, another one for the next."""

    def __init__(self, character: Character, seed: str, *, posting: bool) -> None:
        self._character = character
        self._posting = posting
        self.bio = pick_in_order(character.bio, _MOST_BIO, seed)
        self.lore = pick_in_order(character.lore, _MOST_LORE, seed)
        self.topic, *others = pick(character.topics, 1 + _MOST_TOPICS, seed) or [""]
        self.topics = others
        self.adjective = next(iter(pick(character.adjectives, 1, seed)), "")
        self.posts = [
            with_names(post, seed, character.name) for post in pick(character.post_examples, _MOST_POSTS, seed)
        ]
        self.dialogues = [
            conversation(dialogue, seed, character.name)
            for dialogue in pick(character.message_examples, _MOST_EXAMPLES, seed)
        ]
        style = character.style
        self.message_directions = _bullets((*style.all, *style.chat))
        self.post_directions = _bullets((*style.all, *style.post))

    def sections(self) -> dict[str, str]:
        """Return the parts of the portrait as a model reads them, under the reference's names."""
        name = self._character.name
        return {
            "bio": section(f"About {name}", self.bio),
            "lore": section(f"The past of {name}", self.lore),
            "adjective": f"{name} is {self.adjective}." if self.adjective else "",
            "topic": f"{name} likes to talk about {self.topic}." if self.topic else "",
            "topics": f"{name} knows about {', '.join(self.topics)}, too." if self.topics else "",
            "messageDirections": section(f"How {name} writes", self.message_directions),
            "postDirections": section(f"How {name} writes posts", self.post_directions),
            "characterMessageExamples": section(f"How {name} talks, for example", ["\n\n".join(self.dialogues)]),
            "characterPostExamples": section(f"What {name} posts, for example", self.posts),
        }

    def text(self, parts: dict[str, str]) -> str:
        """Return the portrait for the room that it is in."""
        facts = " ".join(parts[key] for key in ("adjective", "topic", "topics") if parts[key])
        directions, examples = parts["messageDirections"], parts["characterMessageExamples"]
        if self._posting:
            directions, examples = parts["postDirections"], parts["characterPostExamples"]
        return joined(parts["bio"], parts["lore"], facts, directions, examples)

    def values(self, parts: dict[str, str]) -> dict[str, JsonValue]:
        """Return what templates may name."""
        character = self._character
        posting = self._posting
        return {
            "agentName": character.name,
            "username": character.username,
            "system": character.system,
            "bio": " ".join(self.bio),
            "lore": " ".join(self.lore),
            "adjective": self.adjective,
            "adjectives": ", ".join(character.adjectives),
            "topic": self.topic,
            "topics": parts["topics"],
            "messageDirections": parts["messageDirections"],
            "postDirections": parts["postDirections"],
            "directions": parts["postDirections" if posting else "messageDirections"],
            "characterMessageExamples": parts["characterMessageExamples"],
            "characterPostExamples": parts["characterPostExamples"],
            "examples": parts["characterPostExamples" if posting else "characterMessageExamples"],
        }


def _bullets(lines: Sequence[str]) -> list[str]:
    return [f"- {line}" for line in lines]


async def _character(runtime: Runtime, message: Memory, _state: State) -> ProviderResult:
    posting = await channel_type(runtime, message) in POSTING
    portrait = _Portrait(runtime.character, message.memory_id, posting=posting)
    parts = portrait.sections()
    return ProviderResult(text=portrait.text(parts), values=portrait.values(parts))


CHARACTER = Provider(name="CHARACTER", description="Who the agent is.", get=_character)
