"""Damage in the store: what was hit is told and left out, all else is served."""

import sqlite3
from contextlib import closing
from pathlib import Path

import asyncpg  # type: ignore[import-untyped] # it has no types
import pytest
from structlog.testing import capture_logs

from parley_server.bus.store import BusStore, ReadRow
from parley_server.sql.postgres.address import driver_url
from parley_server.sql.sqlite.connection import FILE_NAME
from tests.contract.bus.bus_builders import NOON, TENANT, checkpoint_of, draft_of, fill, letter_of, row_of, stored_of
from tests.contract.bus.conftest import SqlBackend


async def change(backend: SqlBackend, table: str, column: str, old: bytes, new: bytes, where: str = "true") -> None:
    """Put other bytes into a column, behind the back of the store."""
    read = f"SELECT {column} FROM {table} WHERE {where}"  # noqa: S608 - constants of this file
    if backend.url:
        connection = await asyncpg.connect(driver_url(backend.url))
        try:
            found = await connection.fetch(read)
            assert len(found) == 1
            value = found[0][0]
            assert old in value
            update = f"UPDATE {table} SET {column} = $1 WHERE {where}"  # noqa: S608 - constants of this file
            await connection.execute(update, value.replace(old, new, 1))
        finally:
            await connection.close()
        return
    with closing(sqlite3.connect(backend.folder / FILE_NAME, isolation_level=None)) as connection:
        ((value,),) = connection.execute(read).fetchall()
        assert old in value
        update = f"UPDATE {table} SET {column} = ? WHERE {where}"  # noqa: S608 - constants of this file
        connection.execute(update, (value.replace(old, new, 1),))


async def run(backend: SqlBackend, statement: str) -> None:
    """Run a statement behind the back of the store."""
    if backend.url:
        connection = await asyncpg.connect(driver_url(backend.url))
        try:
            await connection.execute(statement)
        finally:
            await connection.close()
        return
    with closing(sqlite3.connect(backend.folder / FILE_NAME, isolation_level=None)) as connection:
        connection.execute(statement)


async def rows_of(bus: BusStore, after: int = 0) -> list[ReadRow]:
    return await bus.log.read(TENANT, after=after, max_bytes=10**6)


def served(rows: list[ReadRow]) -> list[int]:
    return [sequence for row in rows for sequence, _ in row.events]


async def test_a_flipped_byte_costs_one_event(sql_backend: SqlBackend) -> None:
    async with sql_backend.open() as bus:
        await fill(bus, row_of(101, 5, size=40), row_of(106, 2))
        await change(sql_backend, "bus_log", "data", b"103...", b"1O3...", "last_sequence = 105")
        rows = await rows_of(bus)
        assert served(rows) == [101, 102, 104, 105, 106, 107]
        assert [list(row.damaged) for row in rows] == [[103], []]
        assert dict(rows[0].events)[104] == draft_of("104", size=40)


async def test_a_truncated_row_costs_its_last_events(sql_backend: SqlBackend) -> None:
    async with sql_backend.open() as bus:
        await fill(bus, row_of(1, 3, size=10), row_of(4))
        await change(sql_backend, "bus_log", "data", b"2.........3.........", b"2.....", "last_sequence = 3")
        rows = await rows_of(bus)
        assert served(rows) == [1, 4]
        assert list(rows[0].damaged) == [2, 3]


@pytest.mark.parametrize(
    ("old", "new"), [(b"user/ann", b"user/bob"), (b"]", b"}"), (b"[", b""), (b'"id-2"', b'"id-9"'), (b"7,", b"8,")]
)
async def test_a_damaged_head_costs_its_row(sql_backend: SqlBackend, old: bytes, new: bytes) -> None:
    async with sql_backend.open() as bus:
        await fill(bus, row_of(1), row_of(2, 3), row_of(5))
        await change(sql_backend, "bus_log", "heads", old, new, "last_sequence = 4")
        rows = await rows_of(bus)
        assert served(rows) == [1, 5]
        assert [(row.first, row.last, list(row.damaged)) for row in rows] == [(1, 1, []), (2, 4, [2, 3, 4]), (5, 5, [])]
        # Nothing else stumbles over it.
        assert (await bus.log.open(TENANT)).last_sequence == 5
        assert len(await bus.log.measure(TENANT)) == 3
        assert await bus.log.prune(TENANT, upto=4) == 5


@pytest.mark.parametrize(
    "assignment",
    [
        "stored_at = stored_at + 1",
        "stored_at = 9223372036854775807",
        "first_sequence = 1",
        "first_sequence = 99",
        "first_sequence = -9223372036854775807",
        "checksum = checksum + 1",
    ],
)
async def test_damaged_columns_cost_their_row(sql_backend: SqlBackend, assignment: str) -> None:
    async with sql_backend.open() as bus:
        await fill(bus, row_of(1), row_of(2, 3), row_of(5))
        await run(sql_backend, "UPDATE bus_log SET " + assignment + " WHERE last_sequence = 4")  # noqa: S608 - constants
        rows = await rows_of(bus)
        assert served(rows) == [1, 5]
        damaged = rows[1].damaged
        assert damaged[-1] == 4
        assert len(damaged) <= 4
        assert rows[1].stored_at is not None


async def test_values_of_another_kind_cost_their_row(tmp_path: Path) -> None:
    # SQLite alone keeps the kind with each value.
    sql_backend = SqlBackend("sqlite-process", tmp_path)
    async with sql_backend.open() as bus:
        await fill(bus, row_of(1), row_of(2), row_of(3), row_of(4), row_of(5))
        await run(sql_backend, "UPDATE bus_log SET heads = CAST(x'ff00fe' AS TEXT) WHERE last_sequence = 1")
        await run(sql_backend, "UPDATE bus_log SET data = CAST(x'ff00fe' AS TEXT) WHERE last_sequence = 2")
        await run(sql_backend, "UPDATE bus_log SET first_sequence = 'odd' WHERE last_sequence = 3")
        await run(sql_backend, "UPDATE bus_log SET stored_at = x'00' WHERE last_sequence = 4")
        rows = await rows_of(bus)
        assert served(rows) == [5]
        assert [list(row.damaged) for row in rows] == [[1], [2], [3], [4], []]


async def test_damage_is_logged_once(sql_backend: SqlBackend) -> None:
    async with sql_backend.open() as bus:
        await fill(bus, row_of(1, 3, size=9))
        await change(sql_backend, "bus_log", "data", b"2", b"3")
        with capture_logs() as logs:
            for _ in range(3):
                await rows_of(bus)
        assert [(entry["event"], entry["first"], entry["last"]) for entry in logs] == [("bus.log_damaged", 2, 2)]


async def test_damage_at_the_newest_row_keeps_its_sequence(sql_backend: SqlBackend) -> None:
    async with sql_backend.open() as bus:
        await fill(bus, row_of(1), row_of(2, 3))
        await change(sql_backend, "bus_log", "heads", b"user", b"uzer", "last_sequence = 4")
    async with sql_backend.open() as bus:
        assert (await bus.log.open(TENANT)).last_sequence == 4
        assert await bus.log.last_before(TENANT, NOON) == 0


async def test_a_damaged_entry_of_the_outbox_holds_up_no_other(sql_backend: SqlBackend) -> None:
    from tests.contract.bus.test_bus_outbox import change_world

    async with sql_backend.parts() as parts:
        for text in ("one", "two", "three"):
            await change_world(parts, text)
        await change(sql_backend, "bus_outbox", "data", b"one", b"0ne", "position = 1")
        await change(sql_backend, "bus_outbox", "head", b'"user', b"'user", "position = 2")
        waiting = await parts.bus.log.list_waiting(TENANT, limit=1)
        assert [one.event for one in waiting] == [draft_of("three", "custom:change")]


async def test_a_damaged_dead_letter_is_left_out(sql_backend: SqlBackend) -> None:
    async with sql_backend.open() as bus:
        await bus.subscriptions.create(TENANT, stored_of())
        await bus.subscriptions.save(TENANT, [checkpoint_of(buried=[letter_of(7), letter_of(8), letter_of(9)])])
        await change(sql_backend, "bus_dead_letters", "data", b"7", b"6", "sequence = 7")
        found = await bus.subscriptions.dead_letters(TENANT, "billing", after=0, limit=1)
        assert found == [letter_of(8)]
