"""Looks for damage in the log of the bus without opening the store: nothing is locked or changed. For the doctor."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import bindparam, select

from parley_server.bus.sql.log import COLUMNS
from parley_server.bus.sql.rows import PackedRow, unpack
from parley_server.sql.errors import StoreDamaged, StoreUnreachable
from parley_server.sql.postgres.address import driver_url, shown
from parley_server.sql.queries import Backend, Params, Query, Row
from parley_server.sql.sqlite.connection import FILE_NAME, connect_reader
from parley_server.sql.tables import BUS_LOG, BUS_LOGS

# Rows of each log that are looked at when nobody asks for more: at most so many, and so many bytes.
NEWEST_ROWS = 5_000
_NEWEST_BYTES = 64 * 1024 * 1024
_AT_ONCE = 64
_BEHIND_ALL = 2**63 - 1
_TIMEOUT_SECONDS = 5.0

_TENANTS = Query(select(BUS_LOGS.c.tenant).order_by(BUS_LOGS.c.tenant))
_NEWEST = Query(
    select(*COLUMNS)
    .where(BUS_LOG.c.tenant == bindparam("tenant"), BUS_LOG.c.last_sequence < bindparam("before"))
    .order_by(BUS_LOG.c.last_sequence.desc())
    .limit(bindparam("at_most"))
)

_Ask = Callable[[Query, Params], Awaitable[Sequence[Row]]]


@dataclass(slots=True)
class LogState:
    """What was found: how many events were looked at, and which are damaged, as (tenant, first, last).

    `is_whole` tells whether that was all there is.
    """

    place: str
    events: int = 0
    is_whole: bool = True
    damaged: list[tuple[str, int, int]] = field(default_factory=list)


async def inspect_log_sqlite(folder: Path, *, deep: bool = False) -> LogState:
    """Look at the newest events in the file of a data folder, `deep` at all. Raises StoreDamaged, StoreUnreachable."""
    path = folder / FILE_NAME
    try:
        with closing(await asyncio.to_thread(connect_reader, path)) as connection:

            async def ask(query: Query, params: Params) -> Sequence[Row]:
                text, bind, _ = query.compiled(Backend.SQLITE)
                return await asyncio.to_thread(lambda: connection.execute(text, bind(params)).fetchall())

            return await _inspect(ask, LogState(str(path)), deep)
    except sqlite3.OperationalError as error:
        raise StoreUnreachable(str(path), str(error)) from None
    except sqlite3.DatabaseError as error:
        raise StoreDamaged(str(path), f"is damaged ({error})") from None


async def inspect_log_postgres(url: str, *, deep: bool = False) -> LogState:
    """Look at the newest events in a PostgreSQL database, `deep` at all. Raises StoreUnreachable."""
    async with _asking(url) as ask:
        return await _inspect(ask, LogState(shown(url)), deep)


@asynccontextmanager
async def _asking(url: str) -> AsyncIterator[_Ask]:
    import asyncpg  # type: ignore[import-untyped] # on use: an extra, without types

    try:
        connection = await asyncpg.connect(driver_url(url), timeout=_TIMEOUT_SECONDS)
        try:

            async def ask(query: Query, params: Params) -> Sequence[Row]:
                text, bind, _ = query.compiled(Backend.POSTGRES)
                return [tuple(row) for row in await connection.fetch(text, *bind(params))]

            yield ask
        finally:
            connection.terminate()
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as error:
        raise StoreUnreachable(shown(url), type(error).__name__) from None


async def _inspect(ask: _Ask, state: LogState, deep: bool) -> LogState:
    for (tenant,) in await ask(_TENANTS, {}):
        await _inspect_one(ask, state, tenant, deep)
    return state


async def _inspect_one(ask: _Ask, state: LogState, tenant: str, deep: bool) -> None:
    before, rows, size = _BEHIND_ALL, 0, 0
    while found := await ask(_NEWEST, {"tenant": tenant, "before": before, "at_most": _AT_ONCE}):
        for row in map(PackedRow._make, found):
            read = unpack(row)
            state.events += len(read.events) + len(read.damaged)
            state.damaged += [(tenant, first, last) for first, last in _spans(read.damaged)]
            rows, size = rows + 1, size + len(row.data or b"")
        before = found[-1][0]
        if not deep and (rows >= NEWEST_ROWS or size >= _NEWEST_BYTES):
            state.is_whole = False
            return


def _spans(sequences: Sequence[int]) -> list[tuple[int, int]]:
    """Return runs of sequences one after the other as their first and last."""
    spans: list[tuple[int, int]] = []
    for sequence in sequences:
        if spans and spans[-1][1] == sequence - 1:
            spans[-1] = (spans[-1][0], sequence)
        else:
            spans.append((sequence, sequence))
    return spans
