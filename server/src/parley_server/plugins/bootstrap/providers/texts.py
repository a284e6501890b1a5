"""How providers write: sections, short lines, and a choice that is the same for the same message."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from parley_server.domain.characters import Dialogue
from parley_server.plugin_api import example_names

T = TypeVar("T")

_PLACEHOLDER = re.compile(r"\{\{\s*(?:(?:name|user)(\d{1,2})|(agentName))\s*\}\}")


def section(title: str, lines: Iterable[str]) -> str:
    """Return lines under a title; nothing when there are none."""
    kept = [line for line in lines if line]
    return f"# {title}\n" + "\n".join(kept) if kept else ""


def joined(*sections: str) -> str:
    """Return those sections that say something, with a line between them."""
    return "\n\n".join(one for one in sections if one)


def short(text: str, limit: int) -> str:
    """Return a text on one line, cut at `limit` characters."""
    line = " ".join(text[: 4 * limit].split())
    return line if len(line) <= limit else f"{line[: limit - 1].rstrip()}…"


def pick(items: Sequence[T], count: int, seed: str) -> list[T]:
    """Return so many of these, the same for the same seed, in an order of their own."""
    if len(items) <= 1:
        return list(items[:count])
    chance = random.Random(seed)  # noqa: S311 - it varies what is told, and keeps no secret
    return chance.sample(items, min(count, len(items)))


def pick_in_order(items: Sequence[T], count: int, seed: str) -> list[T]:
    """Return so many of these, the same for the same seed, in the order that they have."""
    if len(items) <= count:
        return list(items)
    chosen = set(pick(range(len(items)), count, seed))
    return [item for index, item in enumerate(items) if index in chosen]


def with_names(text: str, seed: str, agent: str) -> str:
    """Put names in the places of `{{name1}}`, `{{user1}}` and so on, and of `{{agentName}}`, of an example."""
    if "{{" not in text:
        return text
    names = example_names(seed)

    def name(match: re.Match[str]) -> str:
        if match[2]:
            return agent
        number = int(match[1])
        return names[number - 1] if 0 < number <= len(names) else match[0]

    return _PLACEHOLDER.sub(name, text)


def conversation(dialogue: Dialogue, seed: str, agent: str) -> str:
    """Write an example conversation, one line a turn, with the actions that were taken."""
    lines = []
    for turn in dialogue.turns:
        actions = f" (actions: {', '.join(turn.content.actions)})" if turn.content.actions else ""
        lines.append(f"{turn.name}: {turn.content.text}{actions}")
    return with_names("\n".join(lines), seed, agent)


def named(names: Mapping[str, str], entity_id: str) -> str:
    """Return an entity's name."""
    return names.get(entity_id) or "Somebody"
