"""Reads of the SQLite file: in threads, and quick ones in the loop."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import literal_column, select, text

from parley_server.domain.errors import StoreUnavailable
from parley_server.sql.queries import Query
from parley_server.sql.sqlite.readers import Readers
from parley_server.sql.sqlite.schema import prepare

QUICK = Query(select(literal_column("1")), is_quick=True)


@pytest.fixture
async def readers(tmp_path: Path) -> AsyncIterator[Readers]:
    path = tmp_path / "parley.db"
    await asyncio.to_thread(prepare, path)
    opened = Readers(path)
    yield opened
    await opened.close()


async def test_a_quick_read_takes_no_thread(readers: Readers) -> None:
    assert await readers.read(QUICK, {}) == [(1,)]

    assert not any(thread.name.startswith("parley-reader") for thread in threading.enumerate())


async def test_a_quick_read_that_fails_is_an_error_of_ours(readers: Readers) -> None:
    with pytest.raises(StoreUnavailable):
        await readers.read(Query(text("SELECT * FROM nothing"), returns_rows=True, is_quick=True), {})


async def test_a_quick_read_after_the_end_is_refused(readers: Readers) -> None:
    await readers.read(QUICK, {})
    await readers.close()

    with pytest.raises(StoreUnavailable):
        await readers.read(QUICK, {})
