"""That the bus fits its doors, and how it ends."""

from __future__ import annotations

import asyncio

import pytest

from parley_server.bus.bus import Bus
from parley_server.bus.cursor import TenantLog
from parley_server.bus.events import Published
from parley_server.bus.log import Log
from parley_server.domain.bus import LogInfo
from parley_server.domain.errors import Draining, ParleyError, StoreUnavailable
from parley_server.domain.ids import TenantId
from parley_server.rpc.bus.doors import BusDoor
from tests.fakes.bus import TENANT, DictLogStore, HeldStore, NoGroups, draft, running_bus


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

    async with running_bus(Stuck(), groups=NoGroups()) as rig:
        answers: list[Published | ParleyError] = []
        rig.bus.publish(TENANT, [draft("a")], answers.append)
    assert [type(answer) for answer in answers] == [StoreUnavailable]
