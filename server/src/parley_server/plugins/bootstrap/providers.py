"""The providers CHARACTER, RECENT_MESSAGES, ACTIONS and TIME."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import structlog

from parley_server.domain.characters import Character, Dialogue
from parley_server.domain.clock import Clock
from parley_server.domain.content import MESSAGES_TABLE, Memory, State
from parley_server.domain.ids import EntityId
from parley_server.plugin_api import Action, Provider, ProviderResult, Runtime

_MOST_EXAMPLES = 5

_log = structlog.get_logger("parley.bootstrap")


def _section(title: str, lines: Sequence[str]) -> str:
    kept = [line for line in lines if line]
    return f"# {title}\n" + "\n".join(kept) if kept else ""


def _example(dialogue: Dialogue) -> str:
    return "\n".join(f"{turn.name}: {turn.content.text}" for turn in dialogue.turns)


def describe(character: Character) -> str:
    """Return a character as a model reads it; empty parts are left out."""
    style = (*character.style.all, *character.style.chat)
    examples = [_example(dialogue) for dialogue in character.message_examples[:_MOST_EXAMPLES]]
    sections = (
        _section(f"About {character.name}", character.bio),
        _section("Its past", character.lore),
        _section("Its adjectives", [", ".join(character.adjectives)]),
        _section("Its topics", [", ".join(character.topics)]),
        _section("How it writes", [f"- {line}" for line in style]),
        _section("How it talks", ["\n\n".join(examples)]),
    )
    return "\n\n".join(section for section in sections if section)


async def _character(runtime: Runtime, _message: Memory, _state: State) -> ProviderResult:
    character = runtime.character
    values = {
        "agentName": character.name,
        "system": character.system,
        "bio": " ".join(character.bio),
        "lore": " ".join(character.lore),
        "topics": ", ".join(character.topics),
        "adjectives": ", ".join(character.adjectives),
    }
    return ProviderResult(text=describe(character), values=values)


async def _recent_messages(runtime: Runtime, message: Memory, _state: State) -> ProviderResult:
    count = runtime.get_conversation_length()
    newest_first = await runtime.get_memories(message.room_id, table=MESSAGES_TABLE, count=count)
    said = [
        memory
        for memory in reversed(newest_first)
        if memory.metadata.type != "action_result" and memory.content.text and memory.memory_id != message.memory_id
    ]
    names = await _names(runtime, said)
    lines = [f"{names.get(memory.entity_id, 'Somebody')}: {memory.content.text}" for memory in said]
    text = _section("Conversation so far", lines)
    return ProviderResult(
        text=text,
        values={"recentMessages": "\n".join(lines)},
        data={"recentMessages": [memory.memory_id for memory in said]},
    )


async def _names(runtime: Runtime, memories: Sequence[Memory]) -> dict[EntityId, str]:
    ids = list(dict.fromkeys(memory.entity_id for memory in memories))
    names = {EntityId(runtime.agent_id): runtime.character.name}
    for entity in await runtime.get_entities([one for one in ids if one not in names]):
        names[entity.entity_id] = entity.names[0] if entity.names else "User"
    return names


async def _actions(runtime: Runtime, message: Memory, state: State) -> ProviderResult:
    async with asyncio.TaskGroup() as group:
        checks = [group.create_task(_applies(action, runtime, message, state)) for action in runtime.actions]
    applying = [action for action, check in zip(runtime.actions, checks, strict=True) if check.result()]
    names = [action.name for action in applying]
    return ProviderResult(
        text=_section("Available actions", [_line(action) for action in applying]),
        values={"actionNames": ", ".join(names)},
        data={"actions": names},
    )


async def _applies(action: Action, runtime: Runtime, message: Memory, state: State) -> bool:
    try:
        return await action.validate(runtime, message, state)
    except Exception as error:  # noqa: BLE001 - one broken action must not hide the others from the model
        _log.error("action_not_validated", action=action.name, error=str(error), exc_info=error)
        return False


def _line(action: Action) -> str:
    return f"- {action.name}: {action.description}"


ACTIONS = Provider(name="ACTIONS", description="What the agent can do about the message.", position=-1, get=_actions)
CHARACTER = Provider(name="CHARACTER", description="Who the agent is.", get=_character)
RECENT_MESSAGES = Provider(
    name="RECENT_MESSAGES", description="What was said in the room.", position=100, get=_recent_messages
)


def time_provider(clock: Clock) -> Provider:
    """Return the TIME provider: the present time, in UTC."""

    async def get(_runtime: Runtime, _message: Memory, _state: State) -> ProviderResult:
        now = clock.now()
        text = f"{now:%A, %d %B %Y, %H:%M:%S} UTC"
        return ProviderResult(text=f"# Time\nIt is {text}.", values={"time": text}, data={"time": now.isoformat()})

    return Provider(name="TIME", description="The present time.", get=get)
