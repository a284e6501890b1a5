"""What only PostgreSQL can do to us: cut connections, deadlocks, a lock that was lost."""

import asyncio
from contextlib import suppress
from dataclasses import replace

import asyncpg  # type: ignore[import-untyped] # it has no types
import pytest
from sqlalchemy import text

from parley_server.domain.embeddings import EmbeddingSpace
from parley_server.domain.errors import InvalidField, StoreUnavailable
from parley_server.sql.errors import StoreUnreachable
from parley_server.sql.postgres import lock
from parley_server.sql.postgres.address import driver_url, is_postgres, shown
from parley_server.sql.postgres.errors import not_opened
from parley_server.sql.queries import Backend, Params, Query
from parley_server.storage.sql import vectors
from parley_server.storage.sql.memory_rows import FilterShape
from parley_server.storage.sql.open import open_postgres
from tests.contract.storage.storage_builders import AGENT, TENANT, agent_of, memory_of

CUT_LOCK = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid()"
CUT_ALL = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'parley%'"


async def execute(url: str, statement: str) -> None:
    """Run a statement from outside."""
    connection = await asyncpg.connect(driver_url(url))
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+asyncpg"])
async def test_every_form_of_the_address_opens(postgres_database: str, scheme: str) -> None:
    url = postgres_database.replace("postgresql://", f"{scheme}://")
    assert is_postgres(url)
    async with open_postgres(url) as store:
        await store.ping()


def test_an_address_is_shown_without_user_and_password() -> None:
    assert (
        shown("postgres://ada:secret@db.example:5433/parley?sslmode=require") == "postgresql://db.example:5433/parley"
    )
    assert shown("postgresql:///parley?host=/run/sockets") == "postgresql:///run/sockets/parley"


async def test_another_kind_of_address_is_refused() -> None:
    with pytest.raises(ValueError, match="postgresql://"):
        async with open_postgres("mysql://localhost/x"):
            pass


async def test_a_server_that_is_not_there_is_told_without_the_password() -> None:
    with pytest.raises(StoreUnreachable) as refused:
        async with open_postgres("postgresql://ada:secret@127.0.0.1:1/parley"):
            pass
    assert "secret" not in str(refused.value)


async def test_a_lost_lock_is_taken_again_before_the_next_write(postgres_database: str) -> None:
    async with open_postgres(postgres_database) as store:
        await execute(postgres_database, CUT_LOCK)
        with suppress(StoreUnavailable):
            await store.ping()  # a cut is noticed by use, or by itself a moment later
        await store.agents.add(TENANT, [agent_of("Ada")])
        with pytest.raises(Exception, match="in use"):
            async with open_postgres(postgres_database):
                pass


async def test_several_who_ask_at_once_whether_the_store_answers_cost_no_lock(postgres_database: str) -> None:
    pool = asyncpg.create_pool(driver_url(postgres_database), min_size=1, max_size=1)
    async with open_postgres(postgres_database) as store, pool:
        held = "SELECT pid FROM pg_locks WHERE locktype = 'advisory'"
        before = await pool.fetchval(held)
        async with asyncio.TaskGroup() as group:
            for _ in range(5):
                group.create_task(store.ping())
        assert await pool.fetchval(held) == before is not None


async def test_a_server_that_lost_its_place_writes_no_more(postgres_database: str) -> None:
    async with open_postgres(postgres_database) as old:
        await execute(postgres_database, CUT_LOCK)
        async with open_postgres(postgres_database) as new:
            with suppress(StoreUnavailable):
                await old.ping()
            with pytest.raises(StoreUnavailable, match="taken over"):
                await old.agents.add(TENANT, [agent_of("Ada")])
            with pytest.raises(StoreUnavailable):
                await old.ping()
            assert await new.agents.list_all(TENANT) == []
        await old.agents.add(TENANT, [agent_of("Ada")])


async def test_cut_connections_fail_once_and_heal(postgres_database: str) -> None:
    async with open_postgres(postgres_database) as store:
        await store.agents.list_all(TENANT)
        await execute(postgres_database, CUT_ALL)
        for _ in range(20):
            try:
                await store.ping()
                break
            except StoreUnavailable as error:
                assert error.__cause__ is None
                assert error.__suppress_context__
        await store.agents.add(TENANT, [agent_of("Ada")])
        assert len(await store.agents.list_all(TENANT)) == 1


async def test_units_in_a_deadlock_both_succeed(postgres_database: str) -> None:
    async with open_postgres(postgres_database) as store:
        await store.database.write([Query(text("CREATE TABLE counts (name TEXT PRIMARY KEY, n BIGINT)")).one({})])
        await store.database.write([Query(text("INSERT INTO counts VALUES ('a', 0), ('b', 0)")).one({})])
        bump = Query(text("UPDATE counts SET n = n + 1 WHERE name = :name"))
        pause = Query(text("SELECT pg_sleep(0.05)"), returns_rows=True)
        async with asyncio.TaskGroup() as group:
            for first, second in (("a", "b"), ("b", "a")):
                unit = [bump.one({"name": first}), pause.one({}), bump.one({"name": second})]
                group.create_task(store.database.write(unit))
        total = await store.database.read(Query(text("SELECT sum(n)::bigint FROM counts"), returns_rows=True), {})
        assert total == [(4,)]


async def test_a_value_that_no_column_can_hold_is_the_caller_s_fault(postgres_database: str) -> None:
    async with open_postgres(postgres_database) as store:
        with pytest.raises(InvalidField):
            await store.requests.find(TENANT, "nul \x00")
        with pytest.raises(InvalidField):
            await store.agents.set_should_run(TENANT, ["nul \x00"], True)  # type: ignore[list-item] # no id at all


async def test_a_cancelled_writer_leaves_nothing_behind(postgres_database: str) -> None:
    async with open_postgres(postgres_database) as store:
        await store.database.write([Query(text("CREATE TABLE names (name TEXT)")).one({})])
        insert = Query(text("INSERT INTO names VALUES ('a')"))
        pause = Query(text("SELECT pg_sleep(30)"), returns_rows=True)
        async with asyncio.TaskGroup() as group:
            gone = group.create_task(store.database.write([insert.one({}), pause.one({})]))
            await asyncio.sleep(0.2)
            gone.cancel()
        assert await store.database.read(Query(text("SELECT * FROM names"), returns_rows=True), {}) == []


async def test_a_user_who_may_not_make_the_extension_is_told_of_pgvector(postgres_database: str) -> None:
    await execute(postgres_database, "CREATE ROLE weak LOGIN; GRANT ALL ON SCHEMA public TO weak")
    weak = postgres_database.replace("postgres:@", "weak:@", 1)
    try:
        with pytest.raises(StoreUnreachable, match="CREATE EXTENSION vector"):
            async with open_postgres(weak):
                pass
        await execute(postgres_database, "CREATE EXTENSION vector")
        async with open_postgres(weak) as store:
            await store.ping()
    finally:
        await execute(postgres_database, "DROP OWNED BY weak; DROP ROLE weak")


@pytest.mark.parametrize(
    "words",
    ['extension "vector" is not available', 'could not open file "/x/vector.control"', 'type "vector" is missing'],
)
def test_a_server_without_pgvector_is_told_of_it(words: str) -> None:
    assert "needs pgvector" in str(not_opened(asyncpg.PostgresError(words), "postgresql://host/db"))


async def test_an_extension_in_a_schema_of_its_own_will_do(postgres_database: str) -> None:
    await execute(
        postgres_database,
        "CREATE SCHEMA extras; CREATE EXTENSION vector SCHEMA extras;"
        "ALTER DATABASE postgres SET search_path = public, extras",
    )
    try:
        async with open_postgres(postgres_database) as store:
            memory = replace(memory_of("east"), embedding=(1.0, 0.0))
            await store.memories.create(TENANT, [memory])
            space = EmbeddingSpace(model_id="unknown", dimension=2)
            assert await store.vectors.get(TENANT, AGENT, space, [memory.memory_id]) == {memory.memory_id: (1.0, 0.0)}
    finally:
        await execute(postgres_database, "ALTER DATABASE postgres RESET search_path; DROP SCHEMA extras CASCADE")


async def test_a_search_before_there_are_statistics_joins_by_the_key(postgres_database: str) -> None:
    async with open_postgres(postgres_database) as store:
        query = vectors._nearest(FilterShape()).compiled(Backend.POSTGRES)
        params: Params = {
            "tenant": TENANT,
            "agent_id": AGENT,
            "model_id": "m",
            "dimension": 2,
            "vector": b"",
            "wanted": 3,
        }
        explained = query.text
        for place, value in reversed(list(enumerate(query.bind(params), start=1))):
            explained = explained.replace(
                f"${place}", f"'{value}'" if isinstance(value, str) else str(value or "'[1,0]'")
            )
        plan = await store.database.read(Query(text(f"EXPLAIN {explained}"), returns_rows=True), {})
        steps = "\n".join(step for (step,) in plan)
        assert "memory_id = memories.memory_id" in steps
        assert "Join Filter" not in steps


async def test_many_memories_at_once_are_looked_at_so_that_one_is_found_by_its_id(postgres_database: str) -> None:
    async with open_postgres(postgres_database) as store:
        for _ in range(3):
            await store.memories.create(TENANT, [memory_of() for _ in range(200)])
        known = Query(text("SELECT n_distinct FROM pg_stats WHERE attname = 'memory_id'"), returns_rows=True)
        assert await store.database.read(known, {}) == [(-1.0,)]
        plan = await store.database.read(
            Query(
                text(
                    f"EXPLAIN SELECT 1 FROM memories WHERE tenant = '{TENANT}' AND agent_id = '{AGENT}'"  # noqa: S608 - constants
                    " AND memory_id = 'm'"
                ),
                returns_rows=True,
            ),
            {},
        )
        assert any("memory_id = 'm'" in step and "Index Cond" in step for (step,) in plan), plan


async def test_a_server_that_was_killed_is_waited_for_until_its_connection_is_gone(postgres_database: str) -> None:
    dead = await asyncpg.connect(driver_url(postgres_database))
    assert await dead.fetchval("SELECT pg_try_advisory_lock($1)", lock._KEY)
    asyncio.get_running_loop().call_later(0.15, dead.terminate)
    async with open_postgres(postgres_database) as store:
        await store.ping()
