"""A change whose caller was told that it failed may be stored all the same, just before the next one's write."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from parley_server.domain.errors import RevisionMismatch, StoreUnavailable
from parley_server.domain.world_settings import WorldSetting
from parley_server.runtime.agent_runtime import AgentRuntime
from parley_server.sql.database import Database
from parley_server.sql.queries import Backend, Outcome, Params, Query, Row, Unit
from parley_server.storage.sql.open import open_sqlite
from tests.fakes.bare_agents import stored_agent
from tests.fakes.places import ADA, HALL, HOME, person, room

TEMPLATE = {"PLATFORM": WorldSetting(name="Platform", required=True)}


class LateDatabase:
    """A Database that says of units that they failed, while `is_late`, and stores them just before the next one."""

    def __init__(self, inner: Database) -> None:
        self._inner = inner
        self._late: list[Unit] = []
        self.is_late = False

    @property
    def backend(self) -> Backend:
        return self._inner.backend

    async def write(self, unit: Unit) -> list[Outcome]:
        if self.is_late:
            self._late.append(unit)
            raise StoreUnavailable("cut off")
        while self._late:
            await self._inner.write(self._late.pop(0))
        return await self._inner.write(unit)

    async def read(self, query: Query, params: Params, *, few: bool = False) -> list[Row]:
        return await self._inner.read(query, params, few=few)

    async def ping(self) -> None:
        await self._inner.ping()


class Bench:
    """An agent on such a database."""

    def __init__(self, runtime: AgentRuntime, database: LateDatabase) -> None:
        self.runtime = runtime
        self._database = database

    async def cut_off(self, change: Callable[[], Awaitable[object]]) -> None:
        self._database.is_late = True
        with pytest.raises(StoreUnavailable):
            await change()
        self._database.is_late = False


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    made: list[LateDatabase] = []

    def wrap(inner: Database) -> Database:
        made.append(LateDatabase(inner))
        return made[0]

    async with open_sqlite(tmp_path, wrap=wrap) as store:
        runtime = await stored_agent(store)
        await runtime.create_world(HOME)
        await runtime.create_rooms([room(HALL)])
        await runtime.create_entities([person(ADA)])
        yield Bench(runtime, made[0])
        await runtime.stop()


async def test_the_next_change_is_made_to_what_it_has_left(bench: Bench) -> None:
    runtime = bench.runtime
    await bench.cut_off(lambda: runtime.change_world(HOME.world_id, lambda now: replace(now, name="late")))
    world = await runtime.change_world(HOME.world_id, lambda now: replace(now, metadata={"was": now.name}))
    assert (world.name, world.metadata["was"]) == ("late", "late")

    await bench.cut_off(lambda: runtime.change_room(HALL, lambda now: replace(now, name="late")))
    hall = await runtime.change_room(HALL, lambda now: replace(now, metadata={"was": now.name}))
    assert (hall.name, hall.metadata["was"]) == ("late", "late")

    await bench.cut_off(lambda: runtime.change_entity(ADA, lambda now: replace(now, names=("late",))))
    ada = await runtime.change_entity(ADA, lambda now: replace(now, metadata={"was": list(now.names)}))
    assert (ada.names, ada.metadata["was"]) == (("late",), ["late"])


async def test_what_replaces_whatever_is_there_replaces_it(bench: Bench) -> None:
    runtime = bench.runtime
    await bench.cut_off(lambda: runtime.change_world(HOME.world_id, lambda now: replace(now, name="late")))
    assert (await runtime.update_world(replace(HOME, name="new"))).name == "new"
    await bench.cut_off(lambda: runtime.change_room(HALL, lambda now: replace(now, name="late")))
    assert (await runtime.update_room(room(HALL, name="new"))).name == "new"
    await bench.cut_off(lambda: runtime.change_entity(ADA, lambda now: replace(now, names=("late",))))
    assert (await runtime.update_entity(person(ADA, "new"))).names == ("new",)


async def test_settings_are_changed_in_what_it_has_left(bench: Bench) -> None:
    runtime = bench.runtime
    for change in (
        lambda: runtime.initialize_onboarding(HOME, TEMPLATE),
        lambda: runtime.change_world_settings(HOME.server_id, {"PLATFORM": "discord"}),
        lambda: runtime.update_world_settings(HOME.server_id, TEMPLATE),
    ):
        await bench.cut_off(lambda: runtime.change_world(HOME.world_id, lambda now: replace(now, name=now.name + "!")))
        await change()
    world = await runtime.get_world(HOME.world_id)
    assert world is not None
    assert world.name == "home!!!"


async def test_who_has_read_what_was_there_before_is_told(bench: Bench) -> None:
    runtime = bench.runtime
    before = await runtime.get_world(HOME.world_id)
    assert before is not None
    await bench.cut_off(lambda: runtime.change_world(HOME.world_id, lambda now: replace(now, name="late")))
    with pytest.raises(RevisionMismatch):
        await runtime.update_world(before)
