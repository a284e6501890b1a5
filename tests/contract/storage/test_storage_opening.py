"""Opening: one server at a time, one schema however it came about, clear words when it cannot be."""

import os

import pytest
from sqlalchemy import text

from parley_server.domain.errors import StoreUnavailable
from parley_server.sql.errors import FolderInUse, StoreDamaged, StoreTooNew
from parley_server.sql.queries import Query
from parley_server.storage.sql.store import SqlStore
from parley_server.storage.store import Store
from tests.contract.storage.storage_builders import TENANT, StorageBackend, agent_of, stored_run


async def run(store: SqlStore, statement: str) -> None:
    """Run a statement that no store would."""
    await store.database.write([Query(text(statement)).one({})])


async def test_an_open_store_answers(store: SqlStore) -> None:
    door: Store = store  # mypy compares every role with its protocol
    await door.ping()
    assert store.flush in ("process", "disk")


async def test_a_second_server_is_refused_and_told_by_whom(backend: StorageBackend) -> None:
    async with backend.open() as store:
        await store.write_address("127.0.0.1:7777")
        with pytest.raises(FolderInUse) as refused:
            async with backend.open():
                pass
        holder = refused.value.holder
        assert holder is not None
        assert (holder.pid, holder.address) == (os.getpid(), "127.0.0.1:7777")
        await store.ping()
    async with backend.open() as store:
        await store.ping()


async def test_a_failed_opening_gives_the_lock_back(backend: StorageBackend) -> None:
    async with backend.open() as store:
        await run(store, "UPDATE alembic_version SET version_num = '9999'")
    for _ in range(2):
        with pytest.raises(StoreTooNew, match="9999"):
            async with backend.open():
                pass


async def test_a_database_of_something_else_is_refused(backend: StorageBackend) -> None:
    async with backend.open() as store:
        await run(store, "DROP TABLE alembic_version")
    with pytest.raises(StoreDamaged):
        async with backend.open():
            pass


async def test_a_database_without_a_revision_is_refused(backend: StorageBackend) -> None:
    async with backend.open() as store:
        await run(store, "DELETE FROM alembic_version")
    with pytest.raises(StoreDamaged):
        async with backend.open():
            pass


async def test_a_closed_store_refuses(backend: StorageBackend) -> None:
    async with backend.open() as store:
        pass
    with pytest.raises(StoreUnavailable):
        await store.agents.list_all(TENANT)
    with pytest.raises(StoreUnavailable):
        await store.agents.add(TENANT, [agent_of("Ada")])


async def test_an_exception_of_the_owner_passes_and_nothing_stored_is_lost(backend: StorageBackend) -> None:
    with pytest.raises(ZeroDivisionError):
        async with backend.open() as store:
            await stored_run(store)
            raise ZeroDivisionError
    async with backend.open() as store:
        assert len(await store.runs.list_open(TENANT)) == 1
