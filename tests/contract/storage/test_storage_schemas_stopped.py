"""A migration that stops between any two steps is finished by the next one, and no row is lost, on every backend."""

import pytest

from parley_server.domain.errors import DestructiveMigration
from parley_server.domain.schemas import PluginSchema
from parley_server.storage.sql.schemas.store import SqlSchemas
from parley_server.storage.sql.store import SqlStore
from tests.contract.storage.schema_builders import (
    ADDED,
    CHANGED,
    ONE_RANK,
    PLUGIN,
    V1,
    Rows,
    Stopped,
    WatchedDatabase,
    row,
    schema_of,
    table_of,
)
from tests.contract.storage.storage_builders import StorageBackend

ROWS = [row(id=f"row {number}", rank=number, old="x") for number in range(5)]


async def prepare(store: SqlStore) -> None:
    await store.schemas.migrate(PLUGIN, V1, allow_destructive=False)
    await Rows(store.schemas).insert(*ROWS)


async def stopped(store: SqlStore, goal: PluginSchema, after: int, *, allowed: bool = False) -> bool:
    """Migrate, but let only so many transactions through; tell whether it was stopped."""
    schemas = SqlSchemas(WatchedDatabase(store.database, stop_after=after))
    try:
        await schemas.migrate(PLUGIN, goal, allow_destructive=allowed)
    except Stopped:
        return True
    return False


async def test_additions_are_finished_wherever_they_stopped(store: SqlStore) -> None:
    await prepare(store)
    after = 0
    # Each of these goes on where the one before it stopped, and adds a step; in the end nothing stops it.
    while await stopped(store, ADDED, after=1 + (after > 0)):
        after += 1
        # Whatever is there already: the rows are.
        assert [one["rank"] for one in await Rows(SqlSchemas(store.database)).find()] == [0, 1, 2, 3, 4]
    assert after > 4
    await expect_added(store)


# One transaction notes the goal, six change something, one notes that it is reached.
@pytest.mark.parametrize("after", range(8))
async def test_additions_that_stopped_once_are_finished(store: SqlStore, after: int) -> None:
    await prepare(store)
    assert await stopped(store, ADDED, after)
    assert await SqlSchemas(store.database).migrate(PLUGIN, ADDED, allow_destructive=False) is (after < 7)
    await expect_added(store)


async def expect_added(store: SqlStore) -> None:
    schemas = SqlSchemas(store.database)
    assert await schemas.migrate(PLUGIN, ADDED, allow_destructive=False) is False
    assert await Rows(schemas).find() == [{**one, "body": "", "done": False, "at": None} for one in ROWS]
    assert await Rows(schemas, "more").find() == []


@pytest.mark.parametrize("after", range(5))
async def test_what_was_allowed_when_it_began_is_finished_without_asking_again(store: SqlStore, after: int) -> None:
    await prepare(store)
    assert await stopped(store, CHANGED, after, allowed=True)
    schemas = SqlSchemas(store.database)
    if not after:
        # It had not begun: nothing was noted of what was allowed.
        with pytest.raises(DestructiveMigration):
            await schemas.migrate(PLUGIN, CHANGED, allow_destructive=False)
        return
    await schemas.migrate(PLUGIN, CHANGED, allow_destructive=False)
    assert await schemas.migrate(PLUGIN, CHANGED, allow_destructive=False) is False
    assert await Rows(schemas).find() == [{"id": 7, "rank": 0, "body": ""}]


async def test_another_goal_may_follow_one_that_was_not_reached(store: SqlStore) -> None:
    await prepare(store)
    assert await stopped(store, ADDED, after=3)
    # Back to what was there: what was added meanwhile would be lost, so it is asked for.
    schemas = SqlSchemas(store.database)
    with pytest.raises(DestructiveMigration):
        await schemas.migrate(PLUGIN, V1, allow_destructive=False)
    assert await schemas.migrate(PLUGIN, V1, allow_destructive=True) is True
    assert await Rows(schemas).find() == ROWS


async def test_the_first_tables_are_finished_after_a_restart(backend: StorageBackend) -> None:
    for after in range(4):
        async with backend.open() as store:
            await stopped(store, ADDED, after=min(after, 2))
    async with backend.open() as store:
        await store.schemas.migrate(PLUGIN, ADDED, allow_destructive=False)
        await Rows(store.schemas, "more").insert({"id": "1"})
        await Rows(store.schemas).insert({"id": "1"})


async def test_what_was_not_asked_for_when_it_began_is_refused_when_it_goes_on(store: SqlStore) -> None:
    goal = schema_of(table_of(*V1.tables[0].columns, indexes=[ONE_RANK]), V1.tables[1])
    await prepare(store)
    assert await stopped(store, goal, after=1)
    # Meanwhile there is a value twice: nobody has ever allowed to lose one of them.
    await Rows(SqlSchemas(store.database)).insert(row(id="twin", rank=0))
    with pytest.raises(DestructiveMigration):
        await SqlSchemas(store.database).migrate(PLUGIN, goal, allow_destructive=False)
    assert len(await Rows(SqlSchemas(store.database)).find(rank=0)) == 2
