"""The provider FACTS: what the agent has learned that may matter now."""

from __future__ import annotations

from collections.abc import Sequence

import structlog

from parley_server.domain.content import FACTS_TABLE, MESSAGES_TABLE, Memory, MemoryFilter, State
from parley_server.domain.errors import ParleyError
from parley_server.domain.models import TEXT_EMBEDDING
from parley_server.plugin_api import Provider, ProviderResult, Runtime
from parley_server.plugins.bootstrap.providers.texts import section, short

_MOST_FACTS = 6
_MESSAGES_ASKED_WITH = 5
_LONGEST_QUESTION = 4_000
_LONGEST_FACT = 500

_log = structlog.get_logger("parley.bootstrap")


async def _facts(runtime: Runtime, message: Memory, _state: State) -> ProviderResult:
    found = await _search(runtime, message)
    if not found:
        # Without vectors, and of facts that wait for theirs, the newest ones are the best there is.
        found = await runtime.find_memories(_of_room(message), count=_MOST_FACTS)
    lines = [f"- {short(fact.content.text, _LONGEST_FACT)}" for fact in found if fact.content.text]
    text = section(f"What {runtime.character.name} knows", lines)
    return ProviderResult(
        text=text, values={"facts": "\n".join(lines)}, data={"facts": [fact.memory_id for fact in found]}
    )


async def _search(runtime: Runtime, message: Memory) -> list[Memory]:
    """Search the facts of the room with the last messages, and order them by this one; empty where that fails."""
    if not runtime.has_model(TEXT_EMBEDDING):
        return []
    newest_first = await runtime.get_memories(message.room_id, table=MESSAGES_TABLE, count=_MESSAGES_ASKED_WITH)
    question = _question([*reversed([one for one in newest_first if one.memory_id != message.memory_id]), message])
    if not question:
        return []
    try:
        # Embeds with the model whose vectors the agent searches, which a call of the present model need not be.
        found = await runtime.get_relevant_memories(
            question, message.room_id, table=FACTS_TABLE, count=_MOST_FACTS, match_threshold=0.0
        )
    except ParleyError as error:
        _log.warning("facts_not_searched", agent_id=runtime.agent_id, error=str(error))
        return []
    return list(runtime.rerank_memories(message.content.text, found))


def _of_room(message: Memory) -> MemoryFilter:
    return MemoryFilter(table=FACTS_TABLE, room_ids=(message.room_id,))


def _question(memories: Sequence[Memory]) -> str:
    texts = [one.content.text for one in memories if one.content.text and one.metadata.type != "action_result"]
    return "\n".join(texts)[-_LONGEST_QUESTION:]


FACTS = Provider(name="FACTS", description="What the agent has learned that may matter now.", dynamic=True, get=_facts)
