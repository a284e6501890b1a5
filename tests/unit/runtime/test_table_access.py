"""Migrations of plugins' tables that hang or break are left behind, each by itself."""

from __future__ import annotations

import asyncio

import structlog

from parley_server.domain.schemas import Column, PluginSchema, PluginTable
from parley_server.plugin_api import Plugin
from parley_server.runtime.table_access import PluginMigrations, faults_in_words

SCHEMA = PluginSchema(tables=(PluginTable(name="books", columns=(Column(name="id"),), primary_key=("id",)),))


class Stuck:
    """Implements what migrates of SchemaStore: one plugin hangs, one breaks."""

    def __init__(self) -> None:
        self.migrated: list[str] = []

    async def migrate(self, plugin: str, schema: PluginSchema, *, allow_destructive: bool) -> bool:
        if plugin == "hangs":
            await asyncio.Event().wait()
        if plugin == "breaks":
            raise RuntimeError("no paper")
        self.migrated.append(plugin)
        return True


class StuckStore:
    """As much of a Store as migrations ask for."""

    def __init__(self) -> None:
        self.schemas = Stuck()


async def test_a_migration_that_hangs_or_breaks_is_a_fault_of_its_plugin_alone() -> None:
    store = StuckStore()
    log = structlog.get_logger()
    migrations = PluginMigrations(store, log, seconds=0.05, allow_destructive=False)  # type: ignore[arg-type] # a part
    async with asyncio.timeout(5):
        for name in ("hangs", "breaks", "works"):
            await migrations.migrate(Plugin(name=name, schema=SCHEMA))
        await migrations.migrate(Plugin(name="without", description="Has no tables."))

    assert store.schemas.migrated == ["works"]
    assert {name: fault.reason for name, fault in migrations.faults.items()} == {
        "hangs": "COMPONENT_TIMEOUT",
        "breaks": "COMPONENT_FAILED",
    }
    assert faults_in_words(migrations.faults)[1] == "The tables of plugin breaks were not migrated: tables: no paper"
