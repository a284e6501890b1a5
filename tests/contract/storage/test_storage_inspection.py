"""Looking at a store without opening it, as the doctor does."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from parley_server.sql.errors import StoreTooNew, StoreUnreachable
from parley_server.sql.inspection import inspect_postgres, inspect_sqlite
from parley_server.sql.schema import HEAD
from parley_server.storage.sql.open import open_postgres, open_sqlite
from tests.contract.storage.test_storage_postgres import execute


async def test_an_empty_database_has_no_schema_yet(postgres_database: str) -> None:
    state = await inspect_postgres(postgres_database)

    assert (state.revision, state.is_current) == ("", False)
    assert state.version.startswith("PostgreSQL ")


async def test_a_database_in_use_is_seen_and_stays_in_use(postgres_database: str) -> None:
    async with open_postgres(postgres_database) as store:
        state = await inspect_postgres(postgres_database)
        await store.ping()

    assert (state.revision, state.is_current) == (HEAD, True)


async def test_a_newer_database_is_told(postgres_database: str) -> None:
    async with open_postgres(postgres_database):
        pass
    await execute(postgres_database, "UPDATE alembic_version SET version_num = '9999'")

    with pytest.raises(StoreTooNew, match="9999"):
        await inspect_postgres(postgres_database)


async def test_a_database_that_is_not_there_is_told_without_user_and_password() -> None:
    with pytest.raises(StoreUnreachable) as refused:
        await inspect_postgres("postgresql://ada:secret@127.0.0.1:1/parley")

    assert "secret" not in str(refused.value)
    assert "ada" not in str(refused.value)


async def test_a_file_in_use_is_seen_and_stays_in_use(tmp_path: Path) -> None:
    async with open_sqlite(tmp_path) as store:
        state = await asyncio.to_thread(inspect_sqlite, tmp_path)
        await store.ping()

    assert (state.revision, state.is_current) == (HEAD, True)


def test_a_folder_without_a_file_is_left_without_one(tmp_path: Path) -> None:
    assert inspect_sqlite(tmp_path).revision == ""
    assert list(tmp_path.iterdir()) == []
