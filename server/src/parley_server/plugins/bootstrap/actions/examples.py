"""Example conversations of actions."""

from __future__ import annotations

from parley_server.domain.characters import Dialogue, Turn
from parley_server.domain.content import Content


def exchange(said: str, answer: str, *actions: str) -> Dialogue:
    """Return what somebody says, and what the agent answers and does."""
    return Dialogue(
        turns=(
            Turn(name="{{name1}}", content=Content(text=said)),
            Turn(name="{{agentName}}", content=Content(text=answer, actions=actions)),
        )
    )
