"""Tables of plugins on a whole server: made at the start, kept, shown when they could not be made."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from parley_server.app.build import House, build
from parley_server.app.settings import Settings
from parley_server.app.testing import hosted
from parley_server.domain.agents import Agent, AgentSpec, AgentState
from parley_server.domain.callers import LOCAL_CALLER
from parley_server.domain.characters import Character
from parley_server.domain.errors import NotFound
from parley_server.domain.ids import AgentId, TenantId
from parley_server.domain.models import TEXT_LARGE, ModelResult
from parley_server.domain.schemas import PluginSchema
from parley_server.plugin_api import (
    Column,
    ColumnKind,
    ModelHandler,
    ModelRequest,
    Plugin,
    PluginTable,
    Runtime,
    TableIndex,
)
from parley_server.plugin_api.listing import ComponentKind, ComponentState, RegisteredComponent
from parley_server.runtime.agent_runtime import AgentRuntime
from tests.fakes.adapter import FakeAdapter


async def _answer(_runtime: Runtime, _request: ModelRequest) -> ModelResult:
    return ModelResult(text="Yes.", model_id="m")


MODEL = Plugin(name="model", models=(ModelHandler(model_type=TEXT_LARGE, generate=_answer),))


def keeping(*columns: Column, name: str = "shelf", **indexed: bool) -> Plugin:
    """Return a plugin with one table."""
    table = PluginTable(
        name="books",
        columns=(Column(name="id"), *columns),
        primary_key=("id",),
        indexes=tuple(TableIndex(columns=(column,), unique=unique) for column, unique in indexed.items()),
    )
    return Plugin(name=name, schema=PluginSchema(tables=(table,)))


PAGES = Column(name="pages", kind=ColumnKind.INTEGER, nullable=True)


@asynccontextmanager
async def server(data: Path, *plugins: Plugin, destructive: bool = False) -> AsyncIterator[House]:
    """Yield a server with these plugins, which every agent of it has."""
    settings = Settings(data=data, plugins=(), model_ports=(), allow_destructive_migrations=destructive)
    async with asyncio.timeout(30), build(settings, plugins=[MODEL, *plugins]) as house:
        yield house


async def add(house: House, *names: str, skip: bool = False) -> Sequence[Agent]:
    added = await house.fleet.add(
        LOCAL_CALLER,
        [AgentSpec(character=Character(name=name)) for name in names],
        ephemeral=False,
        auto_start=True,
        skip_migrations=skip,
        test_mode=False,
        request_id="",
    )
    return added.agents


def runtime_of(house: House, name: str) -> AgentRuntime:
    _, runtime = house.fleet._registry.running(LOCAL_CALLER.tenant, name)
    return runtime


async def tables(house: House, name: str) -> dict[str, RegisteredComponent]:
    found = await house.fleet.components.list_all(LOCAL_CALLER, name, kind=ComponentKind.TABLE, names=(), wait=0)
    return {one.name: one for one in found}


async def problems(house: House, name: str) -> str:
    (health,) = await house.fleet.check_health(LOCAL_CALLER, [name])
    assert health.alive
    return " ".join(health.problems)


async def test_the_tables_of_the_readme_work_and_outlive_the_server(tmp_path: Path) -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text()
    found = re.search(r"<!-- tables:begin -->\n```python\n(.*?)```\n<!-- tables:end -->", readme, re.DOTALL)
    assert found is not None
    names: dict[str, Any] = {}
    exec(found[1], names)  # noqa: S102 - our own page
    plan = {"thought": "A note.", "actions": ["TAKE_NOTE"], "text": ""}

    async with hosted(names["plugin"], data=tmp_path, plans=[plan]) as agent:
        assert await agent.say("Buy milk") == ["Buy milk"]
    async with hosted(names["plugin"], data=tmp_path, plans=[plan]) as agent:
        assert await agent.say("Call Zoe") == ["Buy milk; Call Zoe"]


@pytest.mark.parametrize("skip", [True, False])
async def test_migrations_run_unless_they_are_skipped(tmp_path: Path, skip: bool) -> None:
    async with server(tmp_path, keeping(PAGES)) as house:
        (agent,) = await add(house, "Ann", skip=skip)
        assert agent.state is AgentState.RUNNING
        books = runtime_of(house, "Ann").get_table("shelf", "books")
        if not skip:
            await books.insert([{"id": "a", "pages": 1}])
            return
        with pytest.raises(NotFound):
            await books.insert([{"id": "a"}])
        # It counts for as long as the server lives, and for plugins that come later.
        await house.fleet.stop(LOCAL_CALLER, ["Ann"], grace=None)
        await house.fleet.start(LOCAL_CALLER, ["Ann"])
        await runtime_of(house, "Ann").register_plugin(keeping(name="late"))
        for plugin in ("shelf", "late"):
            with pytest.raises(NotFound):
                await runtime_of(house, "Ann").get_table(plugin, "books").find()


async def test_skipped_migrations_leave_tables_usable_as_they_are(tmp_path: Path) -> None:
    async with server(tmp_path, keeping(PAGES)) as house:
        (agent,) = await add(house, "Ann")
        await runtime_of(house, "Ann").get_table("shelf", "books").insert([{"id": "a", "pages": 1}])
        await house.fleet.delete(LOCAL_CALLER, ["Ann"])
    # A column would go; nothing is changed, so nothing is refused.
    async with server(tmp_path, keeping()) as house:
        (again,) = await add(house, "Ann", skip=True)
        assert again.agent_id == agent.agent_id
        assert await runtime_of(house, "Ann").get_table("shelf", "books").find() == [{"id": "a", "pages": 1}]
        assert "tables" not in await problems(house, "Ann")


async def test_tables_that_cannot_be_made_harm_no_other_plugin_and_show_everywhere(tmp_path: Path) -> None:
    async with server(tmp_path, keeping(PAGES)) as house:
        await add(house, "Ann")
    with capture_logs() as logs:
        async with server(tmp_path, keeping(), keeping(PAGES, name="other")) as house:
            runtime = runtime_of(house, "Ann")
            found = await tables(house, "Ann")
            told = await problems(house, "Ann")
            with pytest.raises(NotFound, match=r"^no table 'shelf.books': the schema of plugin shelf would lose data"):
                runtime.get_table("shelf", "books")
            with pytest.raises(NotFound, match="the plugin's schema has no such table"):
                runtime.get_table("other", "bokks")
            with pytest.raises(NotFound, match="this agent has no plugin 'nowhere'"):
                runtime.get_table("nowhere", "books")
            await runtime.get_table("other", "books").insert([{"id": "a"}])

    assert found["other.books"].state is ComponentState.READY
    assert found["shelf.books"].state is ComponentState.FAILED
    error = found["shelf.books"].error
    assert error is not None
    assert error.reason == "DESTRUCTIVE_MIGRATION"
    assert "books.pages: removed" in error.message
    assert "The tables of plugin shelf were not migrated" in told
    (logged,) = [one for one in logs if one["event"] == "plugin_not_migrated"]
    assert (logged["plugin"], logged["log_level"]) == ("shelf", "error")


async def test_the_operator_allows_what_loses_data(tmp_path: Path) -> None:
    async with server(tmp_path, keeping(PAGES)) as house:
        await add(house, "Ann")
        await runtime_of(house, "Ann").get_table("shelf", "books").insert([{"id": "a", "pages": 1}])
    async with server(tmp_path, keeping(), destructive=True) as house:
        assert (await tables(house, "Ann"))["shelf.books"].state is ComponentState.READY
        assert await runtime_of(house, "Ann").get_table("shelf", "books").find() == [{"id": "a"}]


@pytest.mark.parametrize("name", ["PARLEY_ALLOW_DESTRUCTIVE_MIGRATIONS", "ELIZA_ALLOW_DESTRUCTIVE_MIGRATIONS"])
def test_the_environment_allows_it_under_both_names(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not Settings().allow_destructive_migrations
    monkeypatch.setenv(name, "true")
    assert Settings().allow_destructive_migrations


async def test_a_plugin_that_comes_later_gets_its_tables(tmp_path: Path) -> None:
    async with server(tmp_path) as house:
        await add(house, "Ann")
        runtime = runtime_of(house, "Ann")
        await runtime.register_plugin(keeping(name="@elizaos/plugin-late"))
        books = runtime.get_table("late", "books")
        await books.put([{"id": "a"}])
        assert await runtime.get_table("plugin-late", "books").get({"id": "a"}) == {"id": "a"}
        assert await books.delete({"id": "a"}) == 1
        # Its fault leaves with it.
        await runtime.register_plugin(keeping(Column(name="Bad"), name="bad"))
        assert "bad" in await problems(house, "Ann")
        await runtime.unload_plugin("bad")
        assert "bad" not in await problems(house, "Ann")


async def test_agents_that_start_at_once_migrate_once_and_keep_their_rows_apart(tmp_path: Path) -> None:
    names = [f"Agent {number}" for number in range(20)]
    with capture_logs() as logs:
        async with server(tmp_path, keeping(PAGES, pages=True)) as house:
            agents = await add(house, *names)
            assert {agent.state for agent in agents} == {AgentState.RUNNING}
            for name in names:
                await runtime_of(house, name).get_table("shelf", "books").insert([{"id": "same", "pages": 7}])
            assert [len(await runtime_of(house, name).get_table("shelf", "books").find()) for name in names] == [1] * 20
    assert [one["plugin"] for one in logs if one["event"] == "plugin_schema_migrated"] == ["shelf"]


async def test_an_agent_with_a_database_of_its_own_has_its_plugins_tables_with_the_server(tmp_path: Path) -> None:
    database = Plugin(name="database", adapter=lambda _runtime: FakeAdapter())
    async with server(tmp_path, database, keeping(PAGES)) as house:
        (agent,) = await add(house, "Ann")
        await runtime_of(house, "Ann").get_table("shelf", "books").insert([{"id": "a"}])
        rows = await house.store.schemas.find(
            TenantId(LOCAL_CALLER.tenant),
            AgentId(agent.agent_id),
            "shelf",
            "books",
            {},
            order_by=(),
            descending=False,
            limit=10,
        )
    assert rows == [{"id": "a", "pages": None}]


async def test_tables_that_were_not_declared_are_not_there(tmp_path: Path) -> None:
    async with server(tmp_path, keeping()) as house:
        await add(house, "Ann")
        for plugin, table in (("shelf", "other"), ("other", "books"), ("model", "books")):
            with pytest.raises(NotFound):
                runtime_of(house, "Ann").get_table(plugin, table)
