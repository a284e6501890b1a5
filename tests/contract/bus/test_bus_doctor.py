"""The doctor: finds damaged events and broken files, says how to mend them, and changes nothing."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import SecretStr

from parley_server.app.doctor.findings import Finding, Level
from parley_server.app.doctor.store import check_store
from parley_server.app.settings import Settings
from parley_server.bus.sql import inspection
from parley_server.sql.errors import StoreDamaged
from parley_server.sql.sqlite import schema
from parley_server.sql.sqlite.connection import FILE_NAME
from parley_server.storage.sql.open import open_sqlite
from tests.contract.bus.bus_builders import OTHER, TENANT, fill, row_of, sequences
from tests.contract.bus.conftest import SqlBackend
from tests.contract.bus.test_bus_damage import change

PAGE = 4096


async def look(backend: SqlBackend, *, deep: bool = False) -> dict[str, Finding]:
    """Return what the doctor finds at a store, by what it looked at."""
    settings = Settings(data=backend.folder, database_url=SecretStr(backend.url))
    return {one.check: one for one in await check_store(settings, deep=deep)}


async def test_a_log_that_is_whole_is_fine(sql_backend: SqlBackend) -> None:
    async with sql_backend.open() as bus:
        await fill(bus, row_of(1, 3), row_of(4))
        found = await look(sql_backend)  # also while a server uses it
    assert found["bus log"].level is Level.FINE
    assert found["bus log"].found == "4 events are as they were stored"
    assert (await look(sql_backend, deep=True)) == found


async def test_damaged_events_are_found_and_named(sql_backend: SqlBackend) -> None:
    async with sql_backend.open() as bus:
        await fill(bus, row_of(1, 3, size=9), row_of(4))
        await fill(bus, row_of(1, 4), tenant=OTHER)
        await change(sql_backend, "bus_log", "data", b"2", b"6", f"tenant = '{TENANT}' AND last_sequence = 3")
        await change(sql_backend, "bus_log", "heads", b"user", b"uzer", f"tenant = '{OTHER}'")
    found = (await look(sql_backend))["bus log"]
    assert found.level is Level.PROBLEM
    assert found.found.startswith("5 of 8 events in ")
    assert found.found.endswith(" are damaged: 2 (default), 1-4 (other)")
    assert "all others are served" in found.remedy
    assert "put a backup in the place" in found.remedy
    async with sql_backend.open() as bus:
        assert await sequences(bus) == [1, 3, 4]


async def test_of_a_long_log_the_newest_part_is_looked_at(
    sql_backend: SqlBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inspection, "NEWEST_ROWS", 100)
    async with sql_backend.open() as bus:
        await bus.log.open(TENANT)
        await bus.log.append(TENANT, [row_of(first) for first in range(1, 301)])
        await change(sql_backend, "bus_log", "data", b"7", b"6", "last_sequence = 7")
    newest, everything = (await look(sql_backend))["bus log"], (await look(sql_backend, deep=True))["bus log"]
    assert newest.level is Level.FINE
    assert newest.found == "128 of the newest (all with --deep) events are as they were stored"
    assert everything.level is Level.PROBLEM
    assert everything.found.startswith("1 of 300 events")


def broken(path: Path) -> None:
    """Overwrite pages in the middle of a file."""
    content = bytearray(path.read_bytes())
    pages = len(content) // PAGE
    for page in range(pages // 2, pages // 2 + 8):
        content[page * PAGE : page * PAGE + 100] = b"\xa5" * 100
    path.write_bytes(content)


def truncated(path: Path) -> None:
    """Cut the end of a file off."""
    path.write_bytes(path.read_bytes()[: -8 * PAGE])


@pytest.mark.parametrize("damage", [broken, truncated])
async def test_a_broken_file_is_refused_at_start_with_the_recipe(
    tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    backend = SqlBackend("sqlite-process", tmp_path / "data")
    async with backend.open() as bus:
        await bus.log.open(TENANT)
        # Small rows: large values fill pages that only their own row points to.
        await bus.log.append(TENANT, [row_of(first, size=200) for first in range(1, 1001)])
    damage(backend.folder / FILE_NAME)
    before = (backend.folder / FILE_NAME).read_bytes()

    with pytest.raises(StoreDamaged, match=r"parley\.db is damaged .* move it away .* backup .*`parley doctor`"):
        async with open_sqlite(backend.folder):
            pass
    found = (await look(backend))["store"]

    assert found.level is Level.PROBLEM
    assert "parley.db-wal" in found.remedy
    assert ".recover" in found.remedy
    assert "backup" in found.remedy
    assert (backend.folder / FILE_NAME).read_bytes() == before


async def test_a_value_that_is_damaged_keeps_no_server_from_starting(tmp_path: Path) -> None:
    backend = SqlBackend("sqlite-process", tmp_path / "data")
    async with backend.open() as bus:
        await fill(bus, row_of(1, 3, size=PAGE))
    path = backend.folder / FILE_NAME
    content = path.read_bytes()
    await asyncio.to_thread(path.write_bytes, content.replace(b"2..........", b"3..........", 1))
    assert content.count(b"2..........") == 1
    async with backend.open() as bus:
        assert await sequences(bus) == [1, 3]


async def test_a_large_file_is_not_looked_through_at_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema, "_CHECKED_BYTES", 1000)
    backend = SqlBackend("sqlite-process", tmp_path / "data")
    async with backend.open() as bus:
        await bus.log.open(TENANT)
        await bus.log.append(TENANT, [row_of(first, size=200) for first in range(1, 1001)])
    broken(backend.folder / FILE_NAME)
    async with backend.open():
        pass
    assert (await look(backend))["store"].level is Level.PROBLEM
