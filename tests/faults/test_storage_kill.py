"""kill -9: what was acknowledged is there afterwards, on every database, in both flush modes of SQLite."""

import asyncio
import signal
import time

import pytest

from parley_server.domain.ids import DEFAULT_TENANT, RunId
from tests.fakes.databases import opened
from tests.fakes.processes import python_process

WRITER = """
import asyncio, sys
from dataclasses import replace
from datetime import UTC, datetime
from parley_server.domain.content import Content, Memory
from parley_server.domain.ids import DEFAULT_TENANT, AgentId, EntityId, MemoryId, RoomId, RunId, WorldId
from parley_server.domain.runs import Run, RunStatus
from parley_server.domain.worlds import Connection, Entity, Room, World
from parley_server.storage.runs import LogRecord, RunAppend
from tests.fakes.databases import opened

AGENT, ENTITY, ROOM, WORLD = AgentId("agent"), EntityId("entity"), RoomId("room"), WorldId("world")
NOW = datetime.now(UTC)


async def write(store, number):
    run = Run(run_id=RunId(f"run {number}"), agent_id=AGENT, message_id=MemoryId("m"), room_id=ROOM, entity_id=ENTITY,
              status=RunStatus.STARTED, created_at=NOW, started_at=NOW)
    connection = Connection(entity=Entity(entity_id=ENTITY, agent_id=AGENT),
                            room=Room(room_id=ROOM, agent_id=AGENT, world_id=WORLD),
                            world=World(world_id=WORLD, agent_id=AGENT))
    await store.runs.start(DEFAULT_TENANT, run, input=b"", connection=connection)
    for sequence in range(1, 1_000_000):
        run = replace(run, last_sequence=sequence)
        record = LogRecord(sequence=sequence, data=b"x" * 100)
        await store.runs.append(DEFAULT_TENANT, RunAppend(run=run, records=[record]))
        sys.stdout.write(f"{number} {sequence}\\n")
        sys.stdout.flush()


async def main():
    async with opened(*sys.argv[1:]) as store, asyncio.TaskGroup() as group:
        for number in range(4):
            group.create_task(write(store, number))

asyncio.run(main())
"""


def acknowledged_until_killed(place: str, flush: str) -> dict[int, int]:
    """Let another process write, kill it in the middle; return the last sequence that it reported for each run."""
    last: dict[int, int] = {}
    with python_process("-c", WRITER, place, flush) as process:
        assert process.stdout is not None
        started = time.monotonic()
        for line in process.stdout:
            if not line.endswith("\n"):
                break  # cut by the kill
            number, sequence = map(int, line.split())
            last[number] = sequence
            if time.monotonic() - started > 1 and len(last) == 4 and process.poll() is None:
                process.send_signal(signal.SIGKILL)
    return last


@pytest.mark.parametrize(
    ("place", "flush"), [("sqlite", "process"), ("sqlite", "disk"), ("postgres", "process")], indirect=["place"]
)
async def test_nothing_acknowledged_is_lost(place: str, flush: str) -> None:
    last = await asyncio.to_thread(acknowledged_until_killed, place, flush)
    assert len(last) == 4
    async with opened(place) as store:
        for number, sequence in last.items():
            run_id = RunId(f"run {number}")
            found: list[int] = []
            while page := await store.runs.read_log(DEFAULT_TENANT, run_id, after=len(found), max_bytes=1_000_000):
                found += [record.sequence for record in page]
            assert len(found) >= sequence
            assert found == list(range(1, len(found) + 1))
            # The run and its log agree: a step is stored whole.
            assert (await store.runs.get(DEFAULT_TENANT, run_id)).run.last_sequence == len(found)
