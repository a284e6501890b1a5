"""Damage to the file of a whole server: what was hit is told, all else is served; a broken file is not opened."""

from __future__ import annotations

import asyncio
import json
import os
import random
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from parley_server.sql.sqlite.connection import FILE_NAME
from tests.e2e.server import REPOSITORY, clean_environment
from tests.faults.bus_clients import Publisher, Reader
from tests.faults.bus_history import Missed
from tests.faults.bus_site import at_work, last_of, site

EVENTS = 60
HIT = "p-33"


async def _publish(folder: Path) -> int:
    """Publish some events, stop the server in order, and return the place of one of them."""
    async with site(folder) as one:
        async with at_work(one, Publisher("p", one.endpoint, one.history, number=EVENTS)):
            pass
        await one.read_end()
        await one.terminate()
    return next(logged.sequence for logged in one.history.log if logged.event_id == HIT)


def _flip(folder: Path) -> None:
    """Change one bit of one event, as a bad disk would."""
    with closing(sqlite3.connect(folder / FILE_NAME, isolation_level=None)) as connection:
        rows = connection.execute("SELECT last_sequence, data FROM bus_log").fetchall()
        ((row, data),) = [(row, data) for row, data in rows if HIT.encode() in data]
        place = data.index(HIT.encode()) + len(HIT) + 2
        changed = data[:place] + bytes([data[place] ^ 4]) + data[place + 1 :]
        connection.execute("UPDATE bus_log SET data = ? WHERE last_sequence = ?", (changed, row))


def _break(folder: Path) -> None:
    """Write nonsense over the pages of the file."""
    path = folder / FILE_NAME
    content = bytearray(path.read_bytes())
    for start in range(4096, len(content), 4096):
        content[start : start + 64] = b"\xa5" * 64
    path.write_bytes(content)


async def _parley(folder: Path, *words: str) -> tuple[int | None, str, str]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "parley_server", *words),
        cwd=REPOSITORY,
        env={**os.environ, **clean_environment(folder, "")},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(60):
        out, err = await process.communicate()
    return process.returncode, out.decode(), err.decode()

    return dict(os.environ)


@pytest.mark.timeout(120)
async def test_a_flipped_byte_costs_its_event_alone(tmp_path: Path) -> None:
    sequence = await _publish(tmp_path)
    await asyncio.to_thread(_flip, tmp_path)

    async with site(tmp_path) as one:
        one.history.unreadable.add(sequence)
        reader = Reader("r", one.endpoint, one.history, chance=random.Random(1))
        async with at_work(one, reader):
            await one.read_end()
            reader.finish_at(last_of(one.history))
        gaps = list(one.history.of(Missed))

    assert len(one.history.log) == EVENTS - 1
    assert reader.received == EVENTS - 1
    assert [(gap.first, gap.last) for gap in gaps] == [(sequence, sequence)]
    code, out, _ = await _parley(tmp_path, "doctor", "--json")
    found = [one for one in json.loads(out) if str(sequence) in one["found"] and "damaged" in one["found"]]
    assert code == 1
    assert len(found) == 1, out


@pytest.mark.timeout(120)
async def test_a_broken_file_is_refused_with_what_to_do(tmp_path: Path) -> None:
    await _publish(tmp_path)
    await asyncio.to_thread(_break, tmp_path)
    code, out, err = await _parley(tmp_path, "serve")
    assert code == 1
    assert "READY" not in out
    assert "parley doctor" in err
    code, out, _ = await _parley(tmp_path, "doctor")
    assert code == 1
    assert FILE_NAME in out
