"""That the bus fits its doors, and how it ends."""

from __future__ import annotations

import asyncio

import pytest

from parley_server.bus.bus import Bus
from parley_server.bus.cursor import TenantLog
from parley_server.bus.events import Published
from parley_server.bus.log import Log
from parley_server.bus.store import Waiting
from parley_server.domain.bus import LogInfo
from parley_server.domain.errors import Draining, ParleyError, StoreUnavailable
from parley_server.domain.ids import TenantId
from parley_server.rpc.bus.doors import BusDoor
from tests.fakes.bus import TENANT, DictLogStore, HeldStore, draft, running_bus


def _door(bus: Bus) -> BusDoor:
    return bus


def _tenant_log(log: Log) -> TenantLog:
    return log


async def test_the_bus_and_its_logs_fit_their_doors() -> None:
    async with running_bus(DictLogStore()) as rig:
        door, log = _door(rig.bus), _tenant_log(await rig.bus.log(TENANT))
        assert await door.log_info(TENANT) == log.info


async def test_an_error_of_the_body_is_raised_as_it_is() -> None:
    answers: list[Published | ParleyError] = []
    with pytest.raises(KeyError):
        async with running_bus(DictLogStore()) as rig:
            rig.bus.publish(TENANT, [draft("a")], answers.append)
            raise KeyError
    assert answers == [Published(1, 1)]


async def test_a_cancelled_bus_leaves_at_once_and_tells_those_who_wait() -> None:
    store = HeldStore(DictLogStore())
    answers: list[Published | ParleyError] = []

    async def work() -> None:
        async with running_bus(store) as rig:
            rig.bus.publish(TENANT, [draft("a")], answers.append)
            await store.appending.wait()
            rig.bus.publish(TENANT, [draft("b")], answers.append)

    store.gate.clear()
    async with asyncio.TaskGroup() as group:
        task = group.create_task(work())
        await store.appending.wait()
        await asyncio.sleep(0)
        task.cancel()
    assert [type(answer) for answer in answers] == [Draining, Draining]


async def test_who_waits_for_a_log_that_never_opens_is_told_when_the_bus_ends() -> None:
    class Stuck(DictLogStore):
        async def open(self, tenant: TenantId) -> LogInfo:
            raise StoreUnavailable("away")

    async with running_bus(Stuck()) as rig:
        answers: list[Published | ParleyError] = []
        rig.bus.publish(TENANT, [draft("a")], answers.append)
    assert [type(answer) for answer in answers] == [StoreUnavailable]


async def test_what_comes_while_the_outbox_is_read_is_not_left_for_the_next_look() -> None:
    class Slow(DictLogStore):
        async def list_waiting(self, tenant: TenantId, *, limit: int) -> list[Waiting]:
            found = await super().list_waiting(tenant, limit=limit)
            if reading.is_set():
                return found
            reading.set()
            await written.wait()
            return found

    reading, written = asyncio.Event(), asyncio.Event()
    store = Slow()
    async with running_bus(store) as rig:
        log = await rig.bus.log(TENANT)
        rig.bus.outbox_written(TENANT)
        await reading.wait()
        store.outbox[TENANT].append(Waiting(1, draft("a")))
        rig.bus.outbox_written(TENANT)
        written.set()
        for _ in range(20):
            await asyncio.sleep(0)
        assert log.last == 1
