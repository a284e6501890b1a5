"""Steps of runs per second through the store: many runs at once, one event a step, in both flush modes.

    python benchmarks/storage_writer.py [--runs 300] [--seconds 5] [--size 150] [--postgres URL]

Prints a table and one line of JSON. Look at ratios within one run: shared machines are noisy.
"""

import argparse
import asyncio
import json
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from parley_server.domain.ids import DEFAULT_TENANT, AgentId, EntityId, MemoryId, RoomId, RunId, WorldId, new_id
from parley_server.domain.runs import Run, RunStatus
from parley_server.domain.worlds import Connection, Entity, Room, World
from parley_server.storage.runs import LogRecord, RunAppend
from parley_server.storage.sql.open import open_postgres, open_sqlite
from parley_server.storage.sql.store import SqlStore

AGENT = AgentId(new_id())


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One row of the table. Times in milliseconds, `cpu` in microseconds of this process a step."""

    backend: str
    steps_per_second: float
    p50: float
    p99: float
    cpu: float


def new_run() -> tuple[Run, Connection]:
    """Return a run at work in a room of its own, and its surroundings."""
    room, entity, world = RoomId(new_id()), EntityId(new_id()), WorldId(new_id())
    now = datetime.now(UTC)
    run = Run(
        run_id=RunId(new_id()),
        agent_id=AGENT,
        message_id=MemoryId(new_id()),
        room_id=room,
        entity_id=entity,
        status=RunStatus.STARTED,
        created_at=now,
        started_at=now,
    )
    return run, Connection(
        entity=Entity(entity_id=entity, agent_id=AGENT),
        room=Room(room_id=room, agent_id=AGENT, world_id=world),
        world=World(world_id=world, agent_id=AGENT),
    )


async def measure(name: str, store: SqlStore, *, runs: int, seconds: float, size: int) -> Measured:
    """Let so many runs append one event after the other; return what was reached."""
    times: list[float] = []
    data = b"x" * size

    async def work(run: Run) -> None:
        while (begin := time.perf_counter()) < deadline:
            run = replace(run, last_sequence=run.last_sequence + 1)
            record = LogRecord(sequence=run.last_sequence, data=data)
            await store.runs.append(DEFAULT_TENANT, RunAppend(run=run, records=[record]))
            times.append(time.perf_counter() - begin)

    made = [new_run() for _ in range(runs)]
    for run, connection in made:
        await store.runs.start(DEFAULT_TENANT, run, input=b"", connection=connection)
    cpu = time.process_time()
    deadline = time.perf_counter() + seconds
    async with asyncio.TaskGroup() as group:
        for run, _ in made:
            group.create_task(work(run))
    cpu = time.process_time() - cpu
    times.sort()
    return Measured(
        backend=name,
        steps_per_second=round(len(times) / seconds),
        p50=round(times[len(times) // 2] * 1000, 2),
        p99=round(times[len(times) * 99 // 100] * 1000, 2),
        cpu=round(cpu / len(times) * 1e6, 1),
    )


@asynccontextmanager
async def opened(name: str, postgres: str) -> AsyncIterator[SqlStore]:
    """Open an empty SQLite store, or the given database."""
    if name == "postgres":
        async with open_postgres(postgres) as store:
            yield store
        return
    with tempfile.TemporaryDirectory() as folder:
        async with open_sqlite(Path(folder), flush="disk" if name == "sqlite disk" else "process") as store:
            yield store


async def main() -> None:
    """Measure each backend and print what came out."""
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    arguments.add_argument("--runs", type=int, default=300)
    arguments.add_argument("--seconds", type=float, default=5)
    arguments.add_argument("--size", type=int, default=150)
    arguments.add_argument("--postgres", default="")
    given = arguments.parse_args()
    rows = []
    print(f"{'backend':<16}{'steps/s':>10}{'p50 ms':>10}{'p99 ms':>10}{'cpu us':>10}")
    for name in ("sqlite process", "sqlite disk", *(["postgres"] if given.postgres else [])):
        async with opened(name, given.postgres) as store:
            row = await measure(name, store, runs=given.runs, seconds=given.seconds, size=given.size)
        rows.append(asdict(row))
        print(f"{row.backend:<16}{row.steps_per_second:>10}{row.p50:>10}{row.p99:>10}{row.cpu:>10}")
    print(json.dumps(rows))


if __name__ == "__main__":
    asyncio.run(main())
