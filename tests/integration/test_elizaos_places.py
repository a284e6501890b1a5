"""Where the agents of a program are kept: in a folder of theirs, or in one that is gone at the end."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from parley_server import ElizaOS
from parley_server.app import build as build_module
from parley_server.domain.errors import (
    AgentNotFound,
    NotEditable,
)
from parley_server.domain.models import TEXT_LARGE, ModelResult
from parley_server.plugin_api import (
    ModelHandler,
    ModelRequest,
    Plugin,
    Runtime,
)
from tests.fakes.embedded import speaking

pytestmark = pytest.mark.usefixtures("no_keys")

ANN = {"character": {"name": "Ann"}}
BOB = {"character": {"name": "Bob"}}


async def test_a_folder_keeps_agents_and_their_changes_until_the_next_program(tmp_path: Path) -> None:
    mine = speaking(name="mine")
    given: list[dict[str, Any]] = [{**ANN, "plugins": [mine]}, BOB]
    async with ElizaOS(data=tmp_path) as elizaos:
        ids = await elizaos.add_agents(given, auto_start=True)
        await elizaos.enable_editable_mode()
        await elizaos.update_agent(ids[1], {"system": "Be brief."})

    async with ElizaOS(data=tmp_path) as elizaos:
        # Bob is back at work; Ann waits for her plugin, which only this program can bring.
        assert {key: one.alive for key, one in (await elizaos.health_check()).items()} == {ids[0]: False, ids[1]: True}
        bob = elizaos.get_agent_by_name("Bob")
        assert bob is not None
        assert bob.character.system == "Be brief."
        with pytest.raises(NotEditable):
            await elizaos.update_agent(ids[1], {"system": ""})
        assert await elizaos.add_agents(given[:1]) == ids[:1]
        await elizaos.start_agents()
        assert all(one.alive for one in (await elizaos.health_check()).values())


async def test_messages_that_a_program_leaves_behind_are_answered_when_the_next_one_starts_their_agent(
    tmp_path: Path,
) -> None:
    waiting, may_go = asyncio.Event(), asyncio.Event()

    async def answer(_runtime: Runtime, request: ModelRequest) -> ModelResult:
        waiting.set()
        await may_go.wait()
        return ModelResult(object={"thought": "t", "actions": ["REPLY"], "text": f"re: {request.user_text}"})

    slow = Plugin(name="slow", models=(ModelHandler(model_type=TEXT_LARGE, generate=answer, structured=True),))
    given = {**ANN, "plugins": [slow]}
    async with ElizaOS(data=tmp_path, grace=0) as elizaos:
        (ann,) = await elizaos.add_agents([given], auto_start=True)
        for text in ("one", "two"):
            message = {"content": text, "room_id": "0b0b0b0b-0000-4000-8000-000000000001"}
            await elizaos.handle_message(ann, message, on_response=ignored, on_error=ignored)
        await waiting.wait()

    replies: list[str] = []
    both = asyncio.Event()

    async def answered(params: Mapping[str, Any]) -> None:
        replies.append(params["message"].content.text)
        if len(replies) == 2:
            both.set()

    ear = Plugin(name="ear", events={"MESSAGE_SENT": (answered,)})
    may_go.set()
    async with ElizaOS(data=tmp_path, plugins=[ear]) as elizaos:
        assert replies == []
        await elizaos.add_agents([given], auto_start=True)
        async with asyncio.timeout(10):
            await both.wait()

    assert replies == ["re: one", "re: two"]


def ignored(_anything: object) -> None:
    """Take no notice."""


async def test_a_temporary_folder_is_gone_at_the_end_whatever_the_environment_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PARLEY_DATA", str(tmp_path / "servers"))
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing")
    folders: list[Path] = []
    original = build_module.open_store

    def remember(settings: Any, **further: Any) -> Any:  # noqa: ANN401 - as the original
        folders.append(settings.data)
        return original(settings, **further)

    monkeypatch.setattr(build_module, "open_store", remember)
    async with ElizaOS() as elizaos:
        await elizaos.add_agents([ANN])
        assert folders[0].exists()

    assert [folder.exists() for folder in (*folders, tmp_path / "servers")] == [False, False]


async def test_two_in_one_process_know_nothing_of_each_other() -> None:
    async with ElizaOS() as one, ElizaOS() as two:
        (ann,) = await one.add_agents([ANN], auto_start=True)
        (other,) = await two.add_agents([ANN], auto_start=True)
        assert ann == other
        theirs = two.get_agent(other)
        assert theirs is not None
        assert one.get_agent(ann) is not theirs
        with pytest.raises(AgentNotFound, match="not found in registry"):
            await one.handle_message(theirs, {"content": "hello"})
        await one.delete_agents([ann])
        assert two.get_agent(ann) is not None


async def test_it_must_be_open_and_opens_again() -> None:
    elizaos = ElizaOS()
    for _ in range(2):
        with pytest.raises(RuntimeError, match="async with"):
            elizaos.get_agents()
        async with elizaos:
            assert elizaos.get_agents() == []
            with pytest.raises(RuntimeError, match="open already"):
                await elizaos.__aenter__()
