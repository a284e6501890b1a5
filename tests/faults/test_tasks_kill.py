"""kill -9 with tasks due and at work: none is lost, and what is fenced happens once."""

from __future__ import annotations

import asyncio
import time
from collections import Counter, defaultdict
from collections.abc import Iterator

from parley_server.domain.ids import DEFAULT_TENANT, AgentId, MemoryId, RoomId, TaskId, string_to_uuid
from tests.fakes.databases import opened
from tests.fakes.processes import python_process

AGENT = AgentId(string_to_uuid("Ann"))
ONCE, REPEATING = 60, 4
KILLS = 4

# Says on its output what it begins; its effect is a memory under the key of the occurrence.
SERVER = """
import asyncio, sys
from datetime import timedelta
from parley_server.domain.clock import SystemClock
from parley_server.domain.content import Content, Memory
from parley_server.domain.ids import EntityId, MemoryId, RoomId, string_to_uuid
from parley_server.plugin_api import TaskWorker
from parley_server.runtime.tasks.scheduler import TaskLimits
from tests.fakes.agents import FakeClock
from tests.fakes.tasks import spec, task_bench


class LiveClock(FakeClock):
    now, monotonic = SystemClock.now, SystemClock.monotonic


ONCE, REPEATING = int(sys.argv[2]), int(sys.argv[3])


async def work(runtime, task):
    print("begun", task.name, task.task_id, task.fence, task.occurrence, flush=True)
    await asyncio.sleep(0.03)
    memory_id = MemoryId(string_to_uuid(task.occurrence_key))
    content = Content(text=str(task.fence))
    await runtime.create_memory(Memory(memory_id=memory_id, entity_id=EntityId(runtime.agent_id),
        agent_id=runtime.agent_id, room_id=RoomId(task.task_id), content=content, created_at=SystemClock().now()))
    await asyncio.sleep(0.03)


async def main():
    limits = TaskLimits(tick=0.05, lease=0.6, renew=0.15, per_agent=6)
    async with task_bench(sys.argv[1], LiveClock(), limits) as bench:
        workers = [TaskWorker(name=name, handler=work) for name in ("once", "again")]
        agent = await bench.agent()
        if not await agent.get_tasks(name="again"):
            for _ in range(ONCE):
                await agent.create_task(spec("once"))
            for _ in range(REPEATING):
                await agent.create_task(spec("again", "repeat", "immediate"))
        for worker in workers:
            agent.register_task_worker(worker)
        while await agent.get_tasks(name="once"):
            await asyncio.sleep(0.05)
        await agent.stop()

asyncio.run(main())
"""


def lives(place: str) -> Iterator[list[tuple[str, TaskId, int, int]]]:
    """Run a server again and again, kill it in the middle of its work, the last one not; yield what each began."""
    for life in range(KILLS + 1):
        begun: list[tuple[str, TaskId, int, int]] = []
        with python_process("-c", SERVER, place, str(ONCE), str(REPEATING)) as process:
            assert process.stdout is not None
            until = None
            for line in process.stdout:
                # Between them are lines of its log.
                if not line.startswith("begun ") or not line.endswith("\n"):
                    continue
                _, name, task_id, fence, occurrence = line.split()
                begun.append((name, TaskId(task_id), int(fence), int(occurrence)))
                until = until or time.monotonic() + 0.25
                if life < KILLS and time.monotonic() > until:
                    process.kill()
        yield begun


async def test_no_task_is_lost_and_what_is_fenced_happens_once(place: str) -> None:
    begun = [one for life in await asyncio.to_thread(lambda: list(lives(place))) for one in life]
    once = Counter(task_id for name, task_id, _, _ in begun if name == "once")
    repeating = {task_id for name, task_id, _, _ in begun if name == "again"}
    fences = defaultdict(list)
    for _, task_id, fence, _ in begun:
        fences[task_id].append(fence)

    async with opened(place) as store:
        left = await store.tasks.find(DEFAULT_TENANT, AGENT)
        assert {task.task_id for task in left} == repeating
        assert (len(once), len(repeating)) == (ONCE, REPEATING)
        # The kills did cut some, so that they were begun again, under higher fences.
        assert once.total() > ONCE
        assert all(numbers == sorted(set(numbers)) for numbers in fences.values())
        # One effect for each task that is done once.
        for task_id in once:
            memories = await store.memories.recent(DEFAULT_TENANT, AGENT, RoomId(task_id), table="messages", limit=9)
            assert [memory.memory_id for memory in memories] == [MemoryId(string_to_uuid(f"{task_id}:0"))]
        # And one for each occurrence of the others; the last may be there before it was recorded.
        for task in left:
            memories = await store.memories.recent(
                DEFAULT_TENANT, AGENT, RoomId(task.task_id), table="messages", limit=999
            )
            keys = [string_to_uuid(f"{task.task_id}:{number}") for number in range(len(memories))]
            assert [memory.memory_id for memory in memories[::-1]] == keys
            assert len(memories) in (task.occurrence, task.occurrence + 1)
