"""kill -9 of a whole server with messages, tasks and embeddings at work: each is done, and no more often than told."""

from __future__ import annotations

import asyncio
import os
import random
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import orjson
import pytest

from parley.v1 import bus_pb2, components_pb2, messages_pb2, runtime_pb2
from parley_server.domain.content import MESSAGES_TABLE, Memory, MemoryFilter
from parley_server.domain.embeddings import EmbeddingSpace
from parley_server.domain.ids import DEFAULT_TENANT, AgentId, MemoryId, string_to_uuid
from parley_server.domain.tasks import TaskStatus
from parley_server.storage.sql.store import SqlStore
from tests.e2e.server import CALL_SECONDS, Api, ServerProcess, assert_whole, connect, spawn
from tests.fakes.databases import opened
from tests.faults.bus_clients import Endpoint, connected
from tests.faults.bus_site import rounds, wait_until
from tests.faults.conftest import Tell, on_both_databases
from tests.faults.whole_clients import Sender, Shown
from tests.faults.whole_plugin import EFFECTS, EMBEDDING_MODEL, TASKS

PLUGIN = "tests.faults.whole_plugin:busy"
KILLS = rounds(6, 1)
ROOMS = [f"00000000-0000-4000-8000-{number:012d}" for number in range(3)]
SPACE = EmbeddingSpace(model_id=EMBEDDING_MODEL, dimension=3)
REST_SECONDS = 40.0

pytestmark = pytest.mark.timeout(120 + KILLS * 10)


class Server:
    """A server that is killed and started again on the same data."""

    def __init__(self, data: Path) -> None:
        self.endpoint = Endpoint()
        self._data = data
        self._process: ServerProcess | None = None

    async def start(self) -> None:
        self._process = await spawn(self._data, plugins=PLUGIN)
        self.endpoint.at(self._process.address)

    async def start_and_kill(self, seconds: float) -> None:
        """Start, and be killed so many seconds later, unless it is ready before."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self.start()
                await self.kill()

    async def kill(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            self.endpoint.gone()
            process.kill()
            await process.process.wait()

    async def leave(self) -> None:
        assert self._process is not None
        self.endpoint.gone()
        self._process.terminate()
        assert await self._process.wait() == 0
        self._process = None


@asynccontextmanager
async def serving(data: Path) -> AsyncIterator[Server]:
    server = Server(data)
    try:
        await server.start()
        yield server
    finally:
        await server.kill()


@on_both_databases
async def test_everything_is_done_once_whenever_the_server_is_killed(tmp_path: Path, database: str, tell: Tell) -> None:
    chance = random.Random(7)
    async with serving(tmp_path) as server:
        async with connect(server.endpoint.address) as api:
            agent_id = await api.add_agent()
        senders = [
            Sender(f"s{number}", server.endpoint, agent_id, room) for number, room in enumerate([*ROOMS, ROOMS[0]])
        ]
        async with asyncio.TaskGroup() as group:
            for sender in senders:
                group.create_task(sender.run())
            for _ in range(KILLS):
                # Half of them while it still takes up what the last one has cut.
                if chance.random() < 0.5:
                    await _all_are_accepted(senders)
                await asyncio.sleep(chance.uniform(0.0, 0.6))
                await server.kill()
                if chance.random() < 0.5:
                    await server.start_and_kill(chance.uniform(0.3, 1.0))
                await server.start()
            await _all_are_accepted(senders)
            for sender in senders:
                sender.stop()
        shown = {request_id: one for sender in senders for request_id, one in sender.shown.items()}
        async with connect(server.endpoint.address) as api:
            await _nothing_is_left(api, agent_id)
            ended = await _check_runs(api, agent_id, shown)
        assert await _announced(server.endpoint.address) == Counter(dict.fromkeys(ended, 1))
        await server.leave()
    cut = sum(sender.repeated for sender in senders)
    tell("kill -9 of everything", f"{database}: {KILLS} kills, {cut} calls cut, {dict(Counter(ended.values()))}")
    assert cut > 0

    async with opened(_place(tmp_path, database)) as store:
        await _check_store(store, AgentId(agent_id), shown)


async def _all_are_accepted(senders: Sequence[Sender]) -> None:
    before = [len(sender.shown) for sender in senders]
    await wait_until(
        lambda: all(len(sender.shown) > count for sender, count in zip(senders, before, strict=True)),
        "messages are accepted",
    )


async def _nothing_is_left(api: Api, agent_id: str) -> None:
    """Wait until no task, embedding or run waits any more; the repeating task comes to rest, else there is no end."""
    deadline = time.monotonic() + REST_SECONDS
    request = components_pb2.RouteRequest(method="GET", path="/busy/left")
    open_runs = messages_pb2.ListRunsRequest(
        statuses=[messages_pb2.RUN_STATUS_QUEUED, messages_pb2.RUN_STATUS_STARTED], page_size=1
    )
    while True:
        call = runtime_pb2.CallRouteRequest(agent_id=agent_id, request=request)
        left = orjson.loads((await api.runtime.CallRoute(call, timeout=CALL_SECONDS)).response.body)
        runs = (await api.messages.ListRuns(open_runs, timeout=CALL_SECONDS)).runs
        if not any(left) and not runs:
            return
        assert time.monotonic() < deadline, f"at work, tasks and embeddings left: {left}, a run: {runs}"
        await asyncio.sleep(0.1)


async def _check_runs(api: Api, agent_id: str, shown: dict[str, Shown]) -> dict[str, str]:
    """Check that each message has one run with one end, and what was shown of it; return how each run ended."""
    for one in shown.values():
        assert len(one.run_ids) == 1, one
    by_run = {one.run_ids.copy().pop(): one for one in shown.values()}
    assert len(by_run) == len(shown)
    assert await _list_runs(api, agent_id) == Counter(list(by_run))
    ended: dict[str, str] = {}
    for run_id, one in by_run.items():
        whole = await api.watch(run_id)
        assert_whole(whole)
        assert whole[: len(one.events)] == one.events
        run = whole[-1].ended.run
        if run.status == messages_pb2.RUN_STATUS_ERROR:
            assert "RUN_INTERRUPTED" in str(run.error.details[0].value), run
        else:
            assert run.status == messages_pb2.RUN_STATUS_COMPLETED, run
        ended[run_id] = messages_pb2.RunStatus.Name(run.status)
    return ended


async def _list_runs(api: Api, agent_id: str) -> Counter[str]:
    found: Counter[str] = Counter()
    request = messages_pb2.ListRunsRequest(agent_id=agent_id, page_size=100)
    while True:
        page = await api.messages.ListRuns(request, timeout=CALL_SECONDS)
        found.update(run.run_id for run in page.runs)
        if not page.next_page_token:
            return found
        request.page_token = page.next_page_token


async def _announced(address: str) -> Counter[str]:
    """Return the runs whose end is on the bus, and how often."""
    found: Counter[str] = Counter()
    request = bus_pb2.ListEventsRequest(page_size=1000)
    request.filter.types.append("RUN_ENDED")
    async with connected(address) as stub:
        while True:
            page = await stub.ListEvents(request, timeout=CALL_SECONDS)
            found.update(event.run.run_id for event in page.events)
            if not page.next_page_token:
                return found
            request.page_token = page.next_page_token


def _place(folder: Path, database: str) -> str:
    return os.environ["DATABASE_URL"] if database == "postgres" else str(folder)


async def _check_store(store: SqlStore, agent_id: AgentId, shown: dict[str, Shown]) -> None:
    assert await store.runs.list_open(DEFAULT_TENANT) == []
    said = Counter(one.content.text for one in await _memories(store, agent_id, MESSAGES_TABLE))
    assert {text: count for text, count in said.items() if text.startswith("message")} == {
        one.text: 1 for one in shown.values()
    }
    again = await _check_tasks(store, agent_id)
    assert await store.embeddings.counts(DEFAULT_TENANT, agent_id) == {}
    # Where a reflection has come to is a memory without words.
    memories = [memory for memory in await _memories(store, agent_id, "") if memory.content.text]
    ids = [MemoryId(memory.memory_id) for memory in memories]
    there = await store.vectors.get(DEFAULT_TENANT, agent_id, SPACE, ids)
    assert [memory for memory in memories if memory.memory_id not in there] == []
    assert await store.vectors.spaces(DEFAULT_TENANT, agent_id) == {SPACE: len(ids)}
    assert again > 0


async def _memories(store: SqlStore, agent_id: AgentId, table: str) -> list[Memory]:
    return await store.memories.find(DEFAULT_TENANT, agent_id, MemoryFilter(table=table), limit=100_000)


async def _check_tasks(store: SqlStore, agent_id: AgentId) -> int:
    """Check that each task had its effects, once; return how often the repeating one came."""
    (left,) = await store.tasks.find(DEFAULT_TENANT, agent_id)
    assert (left.name, left.status) == ("again", TaskStatus.PENDING)
    effects = await _memories(store, agent_id, EFFECTS)
    done = Counter(effect.content.text for effect in effects)
    repeated = done.pop("again")
    assert done == {f"once {number}": 1 for number in range(TASKS)}
    keys = {MemoryId(string_to_uuid(f"{left.task_id}:{number}")) for number in range(repeated)}
    assert keys == {effect.memory_id for effect in effects if effect.content.text == "again"}
    assert repeated in (left.occurrence, left.occurrence + 1)
    return repeated
