"""Migrations of plugins' schemas: planned from what is noted, a transaction a step, finished by whoever comes next."""

from dataclasses import replace
from typing import NamedTuple

import structlog
from sqlalchemy import bindparam, select, update

from parley_server.domain.clock import Clock
from parley_server.domain.errors import DestructiveMigration, RevisionMismatch
from parley_server.domain.schemas import PluginSchema, TableIndex
from parley_server.sql.database import Database
from parley_server.sql.queries import Params, Query, Statement, insert_new
from parley_server.sql.tables import PLUGIN_SCHEMAS
from parley_server.sql.times import to_micros
from parley_server.storage.sql.documents import document_of
from parley_server.storage.sql.schemas.plan import (
    EMPTY,
    Step,
    check_addable,
    losses,
    new_unique_indexes,
    plan,
    table_of,
)
from parley_server.storage.sql.schemas.shapes import Namespace
from parley_server.storage.sql.schemas.statements import create_namespace, find_duplicates

_IS_PLUGIN = PLUGIN_SCHEMAS.c.plugin == bindparam("which")
_GET = Query(select(PLUGIN_SCHEMAS.c.present, PLUGIN_SCHEMAS.c.goal).where(_IS_PLUGIN))
_INSERT = insert_new(PLUGIN_SCHEMAS)
# Under the schema that was planned from alone: who comes second finds nothing to update, and plans again. On
# PostgreSQL this also keeps the row, and so the plugin's tables, for this transaction.
_UPDATE = Query(
    update(PLUGIN_SCHEMAS)
    .where(_IS_PLUGIN, PLUGIN_SCHEMAS.c.present == bindparam("before"))
    .values(present=bindparam("after"), goal=bindparam("aim"), updated_at=bindparam("now"))
)
_DONE = ""
# How often another process may be quicker.
_TRIES = 8

_log = structlog.get_logger("parley.schemas")


class Noted(NamedTuple):
    """What is noted of a plugin: the schema that is there, and the one that a migration under way is to reach."""

    present: str
    goal: str


class Migration:
    """Brings the tables of one plugin to a schema. One at a time a process; of several processes one is first."""

    def __init__(self, database: Database, clock: Clock, plugin: str) -> None:
        """Migrate here. The name has been checked."""
        self._database = database
        self._clock = clock
        self._plugin = plugin
        self._space = Namespace(database.backend, plugin)

    async def noted(self) -> Noted | None:
        """Return what is noted, None for a plugin that has never had tables here."""
        for present, goal in await self._database.read(_GET, {"which": self._plugin}):
            return Noted(present, goal)
        return None

    async def run(self, goal: PluginSchema, *, allow_destructive: bool) -> bool:
        """Do what is to be done, and tell whether anything was. Raises DestructiveMigration before the first step."""
        goal_text = dump_schema(goal)
        for _ in range(_TRIES):
            noted = await self.noted()
            if noted == (goal_text, _DONE):
                return False
            try:
                return await self._migrate(noted or await self._begin(), goal, goal_text, allow_destructive)
            except _Overtaken:
                continue
        raise RevisionMismatch("the schema of plugin", self._plugin)

    async def _migrate(self, noted: Noted, goal: PluginSchema, goal_text: str, allow_destructive: bool) -> bool:
        present = load_schema(noted.present)
        # What was allowed when it was begun may be finished.
        with_losses = document_of(PluginSchema).dump(replace(goal, allow_destructive=True))
        allowed = allow_destructive or goal.allow_destructive or noted.goal == with_losses
        check_addable(present, goal)
        doubled = await self._doubled(present, goal)
        lost = [
            *losses(present, goal),
            *(f"{name}: {_shown(index)} over values that are there twice" for name, index in doubled),
        ]
        if lost and not allowed:
            raise DestructiveMigration(self._plugin, tuple(lost))
        steps = plan(self._space, present, goal, doubled)
        if steps:
            noted = await self._note(noted, Noted(noted.present, with_losses if lost else goal_text))
        if lost:
            _log.warning("plugin_schema_loses_data", plugin=self._plugin, losses=lost)
        for step in steps:
            noted = await self._take(noted, step)
        await self._note(noted, Noted(goal_text, _DONE))
        if steps:
            _log.info("plugin_schema_migrated", plugin=self._plugin, steps=[step.words for step in steps])
        return bool(steps)

    async def _doubled(self, present: PluginSchema, goal: PluginSchema) -> list[tuple[str, TableIndex]]:
        found: list[tuple[str, TableIndex]] = []
        for table, index in new_unique_indexes(present, goal):
            before = table_of(present, table.name)
            if before and await self._database.read(find_duplicates(self._space, before, table, index.columns), {}):
                found.append((table.name, index))
        return found

    async def _begin(self) -> Noted:
        empty = Noted(dump_schema(EMPTY), _DONE)
        row: Params = {"plugin": self._plugin, **empty._asdict(), "updated_at": to_micros(self._clock.now())}
        await self._database.write([_INSERT.one(row), *create_namespace(self._space)])
        return empty

    async def _take(self, noted: Noted, step: Step) -> Noted:
        return await self._note(noted, Noted(dump_schema(step.schema), noted.goal), *step.statements)

    async def _note(self, before: Noted, after: Noted, *statements: Statement) -> Noted:
        """Note what is there after these statements, in their transaction."""
        params: Params = {
            "which": self._plugin,
            "before": before.present,
            "after": after.present,
            "aim": after.goal,
            "now": to_micros(self._clock.now()),
        }
        await self._database.write([_UPDATE.one(params, _Overtaken), *statements])
        return after


class _Overtaken(Exception):
    """Another process has changed the schema meanwhile."""


def dump_schema(schema: PluginSchema) -> str:
    """Return a schema as it is noted; what it allows is no part of it."""
    return document_of(PluginSchema).dump(replace(schema, allow_destructive=False))


def load_schema(text: str) -> PluginSchema:
    """Return the schema that `dump_schema` wrote."""
    return document_of(PluginSchema).load(text)


def _shown(index: TableIndex) -> str:
    return f"unique index ({', '.join(index.columns)})"
