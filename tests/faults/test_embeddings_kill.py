"""kill -9 with memories queued and models at work: each gets one vector, and only what was in flight is made again."""

from __future__ import annotations

import asyncio
import signal
import time
from collections import Counter
from collections.abc import Iterator

from parley_server.domain.embeddings import EmbeddingSpace
from parley_server.domain.ids import DEFAULT_TENANT, AgentId, MemoryId, RoomId, string_to_uuid
from parley_server.runtime.embeddings.limits import EmbeddingLimits
from tests.fakes.databases import opened
from tests.fakes.processes import python_process

AGENT = AgentId(string_to_uuid("Ann"))
TEXTS, KILLS = 250, 3
IN_FLIGHT = EmbeddingLimits().per_agent

# Says on its output what it asks the model.
SERVER = """
import asyncio, signal, sys
from parley_server.domain.clock import SystemClock
from parley_server.domain.ids import DEFAULT_TENANT
from parley_server.runtime.embeddings.limits import EmbeddingLimits
from tests.fakes.agents import FakeClock
from tests.fakes.embedding_bench import Embedding, embedding_bench


class LiveClock(FakeClock):
    now, monotonic = SystemClock.now, SystemClock.monotonic


PLACE, TEXTS, MODEL = sys.argv[1], int(sys.argv[2]), sys.argv[3]


async def work(text):
    if text.startswith("text"):
        print("asked", MODEL, text.split()[1], flush=True)
    await asyncio.sleep(0.02)


async def main():
    stopped = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    async with embedding_bench(PLACE, LiveClock(), EmbeddingLimits(lease=0.6, tick=0.05)) as bench:
        model = Embedding(model_id=MODEL, work=work)
        agent = await bench.agent(model.plugin())
        known = await agent.get_memories(agent.agent_id, table="messages", count=TEXTS)
        present = {memory.content.text for memory in known}
        for number in range(TEXTS):
            text = f"text {number}"
            if text not in present:
                memory = agent.to_be_embedded(bench.memory(agent, text), "high" if number % 3 else "low")
                await agent.create_memory(memory)
        while not stopped.is_set():
            space = await bench.store.embeddings.get_space(DEFAULT_TENANT, agent.agent_id)
            if not (await agent.get_embedding_queue()).total and space == model.space:
                break
            await asyncio.sleep(0.02)
        await agent.stop()

asyncio.run(main())
"""


def lives(place: str, model: str, ends: tuple[int, ...]) -> Iterator[Counter[str]]:
    """Run a server again and again, end it by these signals in the middle of its work, the last one not.

    Yield what each has asked the model, how often.
    """
    for end in (*ends, 0):
        asked: Counter[str] = Counter()
        with python_process("-c", SERVER, place, str(TEXTS), model) as process:
            assert process.stdout is not None
            until, sent = None, False
            for line in process.stdout:
                # Between them are lines of its log.
                word, *rest = line.split()
                if word != "asked" or not line.endswith("\n"):
                    continue
                asked[rest[1]] += 1
                until = until or time.monotonic() + 0.15
                if end and not sent and time.monotonic() > until:
                    process.send_signal(end)
                    sent = True
        yield asked


async def test_every_queued_memory_has_one_vector_and_no_more_is_made_again_than_was_in_flight(place: str) -> None:
    asked = await asyncio.to_thread(lambda: list(lives(place, "m-1", (signal.SIGKILL,) * KILLS)))
    await everything_is_there(place, "m-1")
    total = sum(asked, Counter())
    assert len(total) == TEXTS
    # The kills did cut some.
    assert TEXTS < total.total() <= TEXTS + KILLS * IN_FLIGHT
    assert all(max(life.values()) == 1 for life in asked if life)


async def test_a_stop_loses_nothing_and_what_it_cut_is_done_next(place: str) -> None:
    asked = await asyncio.to_thread(lambda: list(lives(place, "m-1", (signal.SIGTERM,) * 2)))
    await everything_is_there(place, "m-1")
    assert sum(asked, Counter()).total() <= TEXTS + 2 * IN_FLIGHT


async def test_a_change_of_model_survives_kills(place: str) -> None:
    await asyncio.to_thread(lambda: list(lives(place, "m-1", ())))
    asked = await asyncio.to_thread(lambda: list(lives(place, "m-2", (signal.SIGKILL,) * KILLS)))
    await everything_is_there(place, "m-2")
    assert sum(asked, Counter()).total() <= TEXTS + KILLS * IN_FLIGHT


async def everything_is_there(place: str, model: str) -> None:
    """Make sure that each memory has its vector in one space, that of the model, and that nobody waits."""
    space = EmbeddingSpace(model_id=model, dimension=3)
    async with opened(place) as store:
        memories = await store.memories.recent(DEFAULT_TENANT, AGENT, RoomId(AGENT), table="messages", limit=TEXTS + 1)
        assert len(memories) == TEXTS
        ids = [MemoryId(memory.memory_id) for memory in memories]
        found = await store.vectors.get(DEFAULT_TENANT, AGENT, space, ids)
        assert found.keys() == set(ids)
        for memory in memories:
            length = len(memory.content.text)
            assert found[memory.memory_id] == (length + 1.0, length + 2.0, length + 3.0)
        assert await store.vectors.spaces(DEFAULT_TENANT, AGENT) == {space: TEXTS}
        assert await store.embeddings.get_space(DEFAULT_TENANT, AGENT) == space
        assert await store.embeddings.counts(DEFAULT_TENANT, AGENT) == {}
