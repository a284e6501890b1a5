"""Changes of agents of a server: stored, told, noted, in force when they should be."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from parley_server.app.build import House, build
from parley_server.app.settings import Settings
from parley_server.domain.agents import Agent, AgentSpec, AgentState
from parley_server.domain.callers import LOCAL_CALLER
from parley_server.domain.characters import Character
from parley_server.domain.errors import AlreadyExists, BadCharacter, NotEditable, RevisionMismatch
from parley_server.domain.ids import DEFAULT_TENANT, AgentId

ANN = AgentSpec(character=Character(name="Ann", secrets={"API_KEY": "sk-1"}), plugins=("local_embeddings",))


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[House]:
    async with build(Settings(data=folder, plugins=(), model_ports=())) as house:
        yield house


async def add(house: House, *specs: AgentSpec, start: bool = True, ephemeral: bool = False) -> tuple[Agent, ...]:
    added = await house.fleet.add(
        LOCAL_CALLER,
        specs,
        ephemeral=ephemeral,
        auto_start=start,
        skip_migrations=False,
        test_mode=True,
        request_id="",
    )
    return added.agents


def to(**fields: object) -> Callable[[Character], Character]:
    return lambda present: replace(present, **fields)  # type: ignore[arg-type] # the fields of each test


async def change(house: House, agent: str, *, revision: int = 0, **fields: object) -> Agent:
    names = [f"character.{name}" for name in fields]
    return await house.fleet.changes.update(LOCAL_CALLER, agent, to(**fields), fields=names, revision=revision)


async def test_a_change_survives_a_restart_and_the_mode_does_not(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        (ann,) = await add(house, ANN)
        await house.fleet.changes.set_editable(LOCAL_CALLER, editable=True)
        changed = await change(house, "Ann", system="Be brief.", revision=ann.revision)
        assert (changed.revision, changed.state) == (2, AgentState.RUNNING)
        assert changed.updated_at > ann.updated_at

    async with opened(tmp_path) as house:
        again = house.fleet.get(LOCAL_CALLER, "Ann")
        assert (again.revision, again.character.system, again.state) == (2, "Be brief.", AgentState.RUNNING)
        assert again.character.secrets == {"API_KEY": "sk-1"}
        with pytest.raises(NotEditable):
            await change(house, "Ann", system="")


async def test_a_revision_of_before_is_refused_and_nothing_is_changed(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        await add(house, ANN)
        await house.fleet.changes.set_editable(LOCAL_CALLER, editable=True)
        await change(house, "Ann", system="one", revision=1)
        with pytest.raises(RevisionMismatch):
            await change(house, "Ann", system="two", revision=1)
        with pytest.raises(BadCharacter, match=r"agent\.character"):
            await change(house, "Ann", name="")
        assert house.fleet.get(LOCAL_CALLER, "Ann").character.system == "one"


async def test_plugins_take_effect_at_the_next_start_and_those_beside_the_character_stay(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        await add(house, ANN)
        await house.fleet.changes.set_editable(LOCAL_CALLER, editable=True)
        changed = await change(house, "Ann", plugins=("sql",))
        assert "sql" not in changed.plugins
        await house.fleet.stop(LOCAL_CALLER, ["Ann"], grace=None)
        (again,) = await house.fleet.start(LOCAL_CALLER, ["Ann"])
        assert {"sql", "local_embeddings"} <= set(again.plugins)


async def test_a_new_name_is_found_and_the_old_one_free(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        ann, _ = await add(house, ANN, AgentSpec(character=Character(name="Bob")))
        await house.fleet.changes.set_editable(LOCAL_CALLER, editable=True)
        with pytest.raises(AlreadyExists):
            await change(house, "Ann", name="bOB")
        await change(house, "Ann", name="Zoe")
        assert house.fleet.get(LOCAL_CALLER, "zoe").agent_id == ann.agent_id
        ready = house.fleet.readiness()
        assert {(await anext(ready))[0] for _ in range(2)} == {"Bob", "Zoe"}
        await ready.aclose()
        other = replace(ANN, agent_id="aaaaaaaa-0000-4000-8000-000000000001")
        assert [agent.character.name for agent in await add(house, other)] == ["Ann"]


async def test_settings_and_secrets_count_at_once(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        (ann,) = await add(house, ANN)
        await house.fleet.changes.set_editable(LOCAL_CALLER, editable=True)
        runtime = house.registry.at_work(DEFAULT_TENANT, ann.agent_id)
        runtime.set_setting("OWN", "set by a plugin")
        await change(house, "Ann", settings={"WORD": "new", "A_TOKEN": "sk-2"}, secrets={"API_KEY": "sk-3"})
        assert [runtime.get_setting(key) for key in ("WORD", "A_TOKEN", "API_KEY", "OWN")] == [
            "new",
            "sk-2",
            "sk-3",
            "set by a plugin",
        ]
        shown = {one.key: one.value for one in runtime.show_settings()}
        assert (shown["A_TOKEN"], shown["API_KEY"]) == (None, None)


async def test_who_changed_what_is_noted_without_values(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        (ann,) = await add(house, ANN)
        await house.fleet.changes.set_editable(LOCAL_CALLER, editable=True)
        await change(house, "Ann", system="sk-planted", secrets={"API_KEY": "sk-planted"})
        agent_id = ann.agent_id

    async with opened(tmp_path) as house:
        entries = await house.store.logs.recent(DEFAULT_TENANT, AgentId(agent_id), type_prefix="audit")
    noted = [entry.body for entry in entries if entry.body["what"] == "agent.updated"]
    assert noted == [
        {"who": "user/local", "what": "agent.updated", "fields": ["character.system", "character.secrets"]}
    ]


async def test_an_ephemeral_agent_is_changed_and_not_stored(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        await add(house, ANN, ephemeral=True)
        await house.fleet.changes.set_editable(LOCAL_CALLER, editable=True)
        changed = await change(house, "Ann", system="Be brief.")
        assert (changed.ephemeral, changed.character.system) == (True, "Be brief.")
        assert await house.store.agents.list_all(DEFAULT_TENANT) == []


async def test_a_caller_who_goes_away_leaves_no_agent_halfway(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is stored by then is what everybody sees: otherwise no later change would have the right revision."""
    async with opened(tmp_path) as house:
        await add(house, ANN)
        await house.fleet.changes.set_editable(LOCAL_CALLER, editable=True)
        stored, may_go, original = asyncio.Event(), asyncio.Event(), house.store.agents.update

        async def slow(*given: Any, **named: Any) -> None:  # noqa: ANN401 - as the original
            await original(*given, **named)
            stored.set()
            await may_go.wait()

        monkeypatch.setattr(house.store.agents, "update", slow)
        async with asyncio.TaskGroup() as group:
            task = group.create_task(change(house, "Ann", system="one"))
            await stored.wait()
            task.cancel()
        monkeypatch.setattr(house.store.agents, "update", original)
        may_go.set()
        assert (await change(house, "Ann", topics=("bread",), revision=2)).character.system == "one"
