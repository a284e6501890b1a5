"""What a program hears of its agents, and who listens."""

from __future__ import annotations

import asyncio

import pytest

from parley_server import ElizaOS
from tests.fakes.embedded import Ear

pytestmark = pytest.mark.usefixtures("no_keys")

ANN = {"character": {"name": "Ann"}}


async def test_a_listener_that_fails_harms_nobody_and_one_that_is_removed_hears_no_more() -> None:
    heard: list[str] = []
    later = asyncio.Event()

    def bad(event: object) -> None:
        raise LookupError("no")

    async def slow(event: object) -> None:
        later.set()
        raise LookupError("no")

    def kept(event: object) -> None:
        heard.append("kept")

    def gone(event: object) -> None:
        heard.append("gone")

    async with ElizaOS() as elizaos:
        for listener in (bad, slow, kept, kept):
            elizaos.add_event_listener("agent:added", listener)
        elizaos.add_event_listener("agent:added", gone)
        elizaos.remove_event_listener("agent:added", gone)
        elizaos.remove_event_listener("agent:added", gone)
        await elizaos.add_agents([ANN])
        async with asyncio.timeout(5):
            await later.wait()
        with pytest.raises(ValueError, match="agent:aded"):
            elizaos.add_event_listener("agent:aded", gone)

    assert heard == ["kept"], "twice the same is once"


async def test_what_is_told_of_an_agent_has_no_secrets() -> None:
    ear = Ear()
    async with ElizaOS() as elizaos:
        ear.listen(elizaos)
        await elizaos.enable_editable_mode()
        (ann,) = await elizaos.add_agents([{"character": {"name": "Ann", "secrets": {"KEY": "sk-planted"}}}])
        await elizaos.update_agent(ann, {"secrets": {"OTHER_KEY": "sk-planted"}, "settings": {"A_TOKEN": "sk-planted"}})

    assert "sk-planted" not in repr([vars(event.detail) for event in ear.events])
    assert {"agent:added", "agent:updated", "mode:editable"} <= set(ear.types)
