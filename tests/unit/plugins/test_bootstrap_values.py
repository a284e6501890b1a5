"""The values that the page about templates promises are there."""

from __future__ import annotations

import re
from pathlib import Path

from tests.fakes.stored_agents import GROUP, stored_agent

PAGE = (Path(__file__).parents[3] / "docs" / "character-templates.md").read_text()


def _promised() -> list[str]:
    table = PAGE.partition("## Values")[2]
    cells = [line.split("|")[2] for line in table.splitlines() if line.startswith("| ")][1:]
    return [name for cell in cells for name in re.findall(r"`(\w+)`", cell)]


async def test_every_value_of_the_page_is_in_a_state(tmp_path: Path) -> None:
    async with stored_agent(tmp_path) as agent:
        everything = [provider.name for provider in agent.runtime.providers]
        state = await agent.runtime.compose_state(await agent.say("Hi", room=GROUP), everything)

    promised = _promised()
    assert len(promised) > 40
    assert [name for name in promised if name not in state.values] == []
