"""Migrations: Alembic from nothing leads to the schema of the tables, on both databases."""

import asyncio
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import asyncpg  # type: ignore[import-untyped] # it has no types

from parley_server.domain.content import MemoryFilter
from parley_server.domain.ids import MemoryId, WorldId
from parley_server.sql.migrations.upgrade import revisions, upgrade_postgres, upgrade_sqlite
from parley_server.sql.postgres.address import driver_url
from parley_server.sql.schema import HEAD
from parley_server.sql.sqlite.schema import prepare
from parley_server.storage.sql.open import open_postgres, open_sqlite
from parley_server.storage.sql.store import SqlStore
from tests.contract.storage.storage_builders import AGENT, TENANT

# What revisions since 0001 make.
NEW_TABLES = (
    "bus_log",
    "bus_logs",
    "bus_outbox",
    "bus_subscriptions",
    "bus_dead_letters",
    "tasks",
    "memory_vectors",
    "embedding_jobs",
    "embedding_cache",
    "embedding_spaces",
    "entity_components",
    "relationships",
    "plugin_schemas",
    "cache_values",
)

# What they add to tables that were there.
NEW_INDEXES = ("memories_by_table", "memories_fragments")
NEW_COLUMNS = (
    *(("memories", name) for name in ("type", "tags", "fragment_of")),
    *((table, "revision") for table in ("worlds", "rooms", "entities")),
)

POSTGRES_SCHEMA = """
    SELECT 'column', table_name, column_name,
        concat_ws(
            ' ',
            row_number() OVER (PARTITION BY table_name ORDER BY ordinal_position),
            data_type, udt_name, is_nullable, column_default, collation_name
        )
    FROM information_schema.columns WHERE table_schema = 'public'
    UNION ALL SELECT 'index', tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid)
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT 'options', relname, '', array_to_string(reloptions, ',')
    FROM pg_class WHERE relnamespace = 'public'::regnamespace
    ORDER BY 1, 2, 3
"""


def sqlite_schema(path: Path) -> dict[str, str]:
    """Return the statement of each table and index, spaces aside."""
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL").fetchall()
    return {name: re.sub(r"\s", "", sql) for name, sql in rows}


async def postgres_schema(url: str) -> list[tuple[str, ...]]:
    """Return every column, index, constraint and option of a database, and empty it."""
    connection = await asyncpg.connect(driver_url(url))
    try:
        found = [tuple(row) for row in await connection.fetch(POSTGRES_SCHEMA)]
        await connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    finally:
        await connection.close()
    return found


def test_the_newest_revision_is_the_one_of_the_tables() -> None:
    assert revisions()[0] == HEAD


def test_both_ways_lead_to_one_schema_on_sqlite(tmp_path: Path) -> None:
    prepare(tmp_path / "script.db")
    upgrade_sqlite(tmp_path / "alembic.db", None)
    assert sqlite_schema(tmp_path / "alembic.db") == sqlite_schema(tmp_path / "script.db")
    # And a second time there is nothing to do.
    upgrade_sqlite(tmp_path / "alembic.db", HEAD)
    prepare(tmp_path / "alembic.db")


async def test_both_ways_lead_to_one_schema_on_postgres(postgres_database: str) -> None:
    async with open_postgres(postgres_database):
        pass
    by_script = await postgres_schema(postgres_database)
    await upgrade_postgres(postgres_database, None)
    by_alembic = await postgres_schema(postgres_database)
    assert len(by_script) > 100
    assert by_alembic == by_script


async def test_a_database_of_the_first_revision_gets_what_came_since_on_sqlite(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    await asyncio.to_thread(prepare, path)
    fresh = sqlite_schema(path)
    with closing(sqlite3.connect(path)) as connection:
        for name in NEW_TABLES:
            connection.execute(f"DROP TABLE {name}")
        for name in NEW_INDEXES:
            connection.execute(f"DROP INDEX {name}")
        for table, name in NEW_COLUMNS:
            connection.execute(f"ALTER TABLE {table} DROP COLUMN {name}")
        connection.execute("UPDATE alembic_version SET version_num = '0001'")
        connection.execute("INSERT INTO worlds VALUES ('default', 'a', 'w', '{}')")
        connection.commit()
    await asyncio.to_thread(prepare, path)
    assert sqlite_schema(path) == fresh
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT world_id FROM worlds").fetchall() == [("w",)]


async def test_a_database_of_the_first_revision_gets_what_came_since_on_postgres(postgres_database: str) -> None:
    async with open_postgres(postgres_database):
        pass
    connection = await asyncpg.connect(driver_url(postgres_database))
    try:
        fresh = [tuple(row) for row in await connection.fetch(POSTGRES_SCHEMA)]
        await connection.execute("".join(f"DROP TABLE {name};" for name in NEW_TABLES))
        await connection.execute("".join(f"DROP INDEX {name};" for name in NEW_INDEXES))
        await connection.execute("".join(f"ALTER TABLE {table} DROP COLUMN {name};" for table, name in NEW_COLUMNS))
        await connection.execute("UPDATE alembic_version SET version_num = '0001'")
    finally:
        await connection.close()
    async with open_postgres(postgres_database) as store:
        await store.ping()
    assert await postgres_schema(postgres_database) == fresh


OLD_MEMORY = """
    INSERT INTO memories SELECT
        {position}, 'default', '{agent}', 'm{position}', 'e', 'r', 'w', 'messages', '{{}}', '{metadata}', 0, 0, 1
"""
OLD_WORLD = """INSERT INTO worlds VALUES ('default', '{agent}', 'w', '{{"world_id":"w","agent_id":"{agent}"}}')"""
OLD_METADATA = (
    '{"type":"message"}',
    '{"type":"fragment","document_id":"d","tags":["a","\u00e9"]}',
    'exact:{"type":"odd \\ud83d\\u0000","tags":["half \\ud83d"]}',
)


def back_to_0003() -> str:
    """Return what undoes 0004 and stores memories as it was done before."""
    tables = [f"DROP TABLE {name}" for name in NEW_TABLES if not name.startswith(("bus", "tasks"))]
    indexes = [f"DROP INDEX {name}" for name in NEW_INDEXES]
    columns = [f"ALTER TABLE {table} DROP COLUMN {name}" for table, name in NEW_COLUMNS]
    rows = [
        OLD_MEMORY.format(position=number, agent=AGENT, metadata=metadata)
        for number, metadata in enumerate(OLD_METADATA, start=1)
    ]
    world = OLD_WORLD.format(agent=AGENT)
    return ";".join([*tables, *indexes, *columns, *rows, world, "UPDATE alembic_version SET version_num = '0003'"])


async def check_found(store: SqlStore) -> None:
    """Look for memories of before by what their metadata say."""
    for wanted, expected in (
        (MemoryFilter(types=("message",)), ["m1"]),
        (MemoryFilter(types=("fragment",), tags=("\u00e9",)), ["m2"]),
        (MemoryFilter(types=("odd \ud83d\x00",)), ["m3"]),
        (MemoryFilter(), ["m3", "m2", "m1"]),
    ):
        found = await store.memories.find(TENANT, AGENT, wanted, limit=5)
        assert [memory.memory_id for memory in found] == expected
    # A world of before has the first revision.
    world = await store.worlds.get_world(TENANT, AGENT, WorldId("w"))
    assert world is not None
    assert (await store.worlds.update_world(TENANT, world)).revision == 2
    assert await store.memories.delete(TENANT, AGENT, [MemoryId("d")]) == 0
    assert await store.memories.count(TENANT, AGENT, MemoryFilter()) == 2


async def test_memories_of_before_are_found_by_their_metadata_on_sqlite(tmp_path: Path) -> None:
    await asyncio.to_thread(prepare, tmp_path / "parley.db")
    with closing(sqlite3.connect(tmp_path / "parley.db")) as connection:
        connection.executescript(back_to_0003())
    async with open_sqlite(tmp_path) as store:
        await check_found(store)


async def test_memories_of_before_are_found_by_their_metadata_on_postgres(postgres_database: str) -> None:
    async with open_postgres(postgres_database):
        pass
    connection = await asyncpg.connect(driver_url(postgres_database))
    try:
        await connection.execute(back_to_0003())
    finally:
        await connection.close()
    async with open_postgres(postgres_database) as store:
        await check_found(store)
