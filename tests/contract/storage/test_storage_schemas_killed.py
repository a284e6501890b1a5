"""kill -9 in the middle of migrations: the next one goes on, and every row is there, on every backend."""

import asyncio
import random
import signal
import time

from parley_server.domain.clock import SystemClock
from parley_server.storage.sql.schemas.migration import Migration
from tests.contract.storage.schema_builders import BODY, BY_RANK, ID, PLUGIN, RANK, Rows, row, schema_of, table_of
from tests.fakes.databases import opened
from tests.fakes.processes import python_process

ROWS = 3000
# From each to the other: a column more and less, an index more and less, a table more and less.
NARROW = schema_of(table_of(ID, RANK))
WIDE = schema_of(table_of(ID, RANK, BODY, indexes=[BY_RANK]), table_of(ID, name="more"))

MIGRATOR = """
import asyncio, sys
from tests.contract.storage.test_storage_schemas_killed import NARROW, PLUGIN, WIDE, opened

async def main():
    async with opened(sys.argv[1]) as store:
        print("open", flush=True)
        for _ in range(10_000):
            for goal in (WIDE, NARROW):
                await store.schemas.migrate(PLUGIN, goal, allow_destructive=True)
                print("reached", flush=True)

asyncio.run(main())
"""


def migrate_until_killed(place: str, seconds: float) -> int:
    """Let another process migrate to and fro, kill it after so many seconds; return how often it got there."""
    with python_process("-c", MIGRATOR, place) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
        return process.stdout.read().count("reached\n")


async def test_every_row_survives_kills_in_the_middle(place: str) -> None:
    async with opened(place) as store:
        await store.schemas.migrate(PLUGIN, NARROW, allow_destructive=False)
        for start in range(0, ROWS, 1000):
            await Rows(store.schemas).insert(*(row(id=f"{start + one:05}", rank=one) for one in range(1000)))
    chance = random.Random(5)
    interrupted = reached = 0
    for _ in range(4):
        reached += await asyncio.to_thread(migrate_until_killed, place, chance.uniform(0.02, 0.3))
        async with asyncio.timeout(20), opened(place) as store:
            noted = await Migration(store.database, SystemClock(), PLUGIN).noted()
            interrupted += bool(noted and noted.goal)
            await store.schemas.migrate(PLUGIN, WIDE, allow_destructive=True)
            assert await store.schemas.migrate(PLUGIN, WIDE, allow_destructive=False) is False
            rows = await Rows(store.schemas).find("id") + await Rows(store.schemas).find("id", descending=True)
            assert [one["rank"] for one in rows] == [*range(1000), *reversed(range(1000))]
            assert len(await Rows(store.schemas).find(rank=7)) == ROWS // 1000
    assert reached
    assert interrupted
