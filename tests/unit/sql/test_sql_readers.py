"""Reads of the file: few rows are read where they are asked for, all others in threads."""

import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text

from parley_server.domain.errors import StoreUnavailable
from parley_server.sql.queries import Query, Row
from parley_server.sql.sqlite import readers
from parley_server.sql.sqlite.database import SqliteDatabase, open_database

_ADD = Query(text("INSERT INTO request_keys VALUES ('t', 'k', x'', x'', 1)"))
_KEYS = Query(text("SELECT request_id FROM request_keys"), returns_rows=True)
_NOWHERE = Query(text("SELECT 1 FROM nowhere"), returns_rows=True)


@pytest.fixture(params=["process", "disk"])
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[SqliteDatabase]:
    async with open_database(tmp_path, flush=request.param) as opened:
        yield opened


async def test_few_rows_are_read_without_a_thread(database: SqliteDatabase, monkeypatch: pytest.MonkeyPatch) -> None:
    threads: list[threading.Thread] = []
    read = readers._rows

    def noting(*given: object) -> list[Row]:
        threads.append(threading.current_thread())
        return read(*given)  # type: ignore[arg-type] # as they came

    monkeypatch.setattr(readers, "_rows", noting)
    for few in (True, False):
        await database.read(_KEYS, {}, few=few)
    assert threads[0] is threading.current_thread()
    assert threads[1] is not threading.current_thread()


@pytest.mark.parametrize("few", [True, False])
async def test_a_read_sees_what_was_written(database: SqliteDatabase, *, few: bool) -> None:
    assert await database.read(_KEYS, {}, few=few) == []
    await database.write([_ADD.one({})])
    assert await database.read(_KEYS, {}, few=few) == [("k",)]


@pytest.mark.parametrize("few", [True, False])
async def test_a_read_that_fails_says_so_as_the_store(database: SqliteDatabase, *, few: bool) -> None:
    with pytest.raises(StoreUnavailable):
        await database.read(_NOWHERE, {}, few=few)


@pytest.mark.parametrize("few", [True, False])
async def test_nothing_is_read_of_a_closed_store(tmp_path: Path, *, few: bool) -> None:
    async with open_database(tmp_path, flush="process") as database:
        pass
    with pytest.raises(StoreUnavailable):
        await database.read(_KEYS, {}, few=few)
