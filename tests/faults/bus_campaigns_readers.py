"""Campaigns on connections: readers that stall, streams that come and go, and storms of reconnects."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path

import grpc

from parley.v1 import bus_pb2
from tests.faults.bus_campaigns import finish, report_of
from tests.faults.bus_clients import CALL_SECONDS, TYPE, Exchange, Publisher, Reader, Stub, connected
from tests.faults.bus_history import Delivered, History, Sent, now
from tests.faults.bus_probe import VARIABLE
from tests.faults.bus_site import Report, Site, at_work, create_group, open_subscriptions, site, wait_until

MEMORY_BOUND = 64 * 1024 * 1024
BACK_SECONDS = 15.0
# How much more of each there may be than before: readers of the store, of which there are some more when they are used
# at the same time, and what others ask for at this moment. A leak grows with the cycles.
_AT_REST = {"subscriptions": 0, "tasks": 3, "descriptors": 12, "threads": 6}
_PROBE = "tests.faults.bus_probe:tasks"
_BULK = 16 * 1024
_BULK_FRAME = 50


async def stalled_readers(
    folder: Path, *, stalled: int, fast: int, seconds: float, megabytes: int, plugins: str = ""
) -> Report:
    """Let readers take nothing while others read on, at a steady pace and then in bulk."""
    async with site(folder, plugins=plugins) as one, AsyncExitStack() as stack:
        history = one.history
        readers = [Reader(f"r{number}", one.endpoint, history, chance=random.Random(number)) for number in range(fast)]
        steady = Publisher("steady", one.endpoint, history, pause=0.02)
        async with at_work(one, steady, *readers):
            # What fills up in any case, such as the end of the log that is in memory, is filled before it is measured.
            await _bulk(one, "warm", 48, readers)
            began = now()
            await asyncio.sleep(seconds)
            calm = _p99(history, began)
            for _ in range(stalled):
                await _stall(await stack.enter_async_context(connected(one.endpoint.address)))
            began, memory = now(), one.memory()
            await asyncio.sleep(seconds)
            loaded = _p99(history, began)
            await _bulk(one, "bulk", megabytes, readers)
            grown = one.memory() - memory
            await finish(one, [steady], readers, [], drain=False)
        report = report_of(history, calm_p99=calm, loaded_p99=loaded, grown_mib=grown / 2**20)
        if grown > MEMORY_BOUND:
            report.extra["memory"] = [f"the server grew by {grown / 2**20:.0f} MiB"]
        return report


async def _bulk(one: Site, name: str, megabytes: int, readers: Sequence[Reader]) -> None:
    """Publish so much, and wait until the readers have it."""
    number = megabytes * 2**20 // _BULK
    publisher = Publisher(name, one.endpoint, one.history, number=number, batch=_BULK_FRAME, in_flight=2, size=_BULK)
    before = [reader.received for reader in readers]
    async with at_work(one, publisher):
        pass
    await wait_until(
        lambda: all(reader.received >= count + number for reader, count in zip(readers, before, strict=True)),
        "fast readers get all",
        seconds=30 + megabytes,
    )


async def _stall(stub: Stub) -> None:
    """Subscribe, and never read again."""
    call: Exchange = stub.Exchange()
    subscribe = bus_pb2.SubscribeRequest()
    subscribe.filter.types.append(TYPE)
    await call.write(bus_pb2.ExchangeRequest(subscribe=subscribe))
    await call.read()


def _p99(history: History, since: float) -> float:
    """Return how old events were when they came, in seconds, 99 of 100 at the most."""
    sent = {one.event_id: one.time for one in history.of(Sent) if one.time >= since and one.publisher == "steady"}
    ages = sorted(one.time - sent[one.event_id] for one in history.of(Delivered) if one.event_id in sent)
    return ages[int(len(ages) * 0.99)] if ages else 0.0


async def come_and_go(folder: Path, *, cycles: int, at_once: int = 10, plugins: str = "", seed: int = 6) -> Report:
    """Open streams, subscribe in all ways and cut them at any moment; nothing of them may be left."""
    chance = random.Random(seed)
    folder.joinpath("data").mkdir()
    probe = folder / "tasks"
    both = ",".join(filter(None, (_PROBE, plugins)))
    async with site(folder / "data", plugins=both, environment={VARIABLE: str(probe)}) as one:
        await create_group(one, "workers")
        steady = Publisher("p", one.endpoint, one.history, pause=0.02)
        watcher = Reader("watcher", one.endpoint, one.history, chance=chance)
        async with at_work(one, steady, watcher):
            await wait_until(lambda: watcher.received > 0, "the watcher reads")
            await _cycles(one, at_once, at_once, chance)  # whatever is made once is there
            before = await _inside(one, probe, 1)
            for _ in range(cycles // (at_once * 10) or 1):
                await _cycles(one, min(cycles, at_once * 10), at_once, chance)
            after = await _inside(one, probe, 1)
            await finish(one, [steady], [watcher], [], drain=False)
        report = report_of(one.history, cycles=cycles, tasks=after[1], descriptors=after[2])
        for name, was, is_ in zip(_AT_REST, before, after, strict=True):
            if is_ > was + _AT_REST[name]:
                report.extra[name] = [f"{is_}, {was} before"]
        return report


async def _inside(one: Site, probe: Path, expected: int) -> tuple[int, int, int, int]:
    """Return how many subscriptions, tasks, descriptors and threads the server has, once it has come to rest."""
    seen = []
    for _ in range(20):
        subscriptions = await open_subscriptions(one.endpoint.address)
        await asyncio.sleep(0.05)
        seen.append((subscriptions, one.descriptors()))
        if len(seen) > 5 and subscriptions <= expected:
            break
    # Connections that ask for this are among those counted, for a moment.
    descriptors = min(number for _, number in seen)
    tasks = (await asyncio.to_thread(probe.read_text)).count("\n")
    return seen[-1][0], tasks, descriptors, one.threads()


async def _cycles(one: Site, number: int, at_once: int, chance: random.Random) -> None:
    limit = asyncio.Semaphore(at_once)

    async def cycle(stub: Stub) -> None:
        async with limit:
            await _come_and_go(stub, chance)

    async with connected(one.endpoint.address) as shared, asyncio.TaskGroup() as group:
        for _ in range(number):
            group.create_task(cycle(shared))


async def _come_and_go(stub: Stub, chance: random.Random) -> None:
    subscribe = bus_pb2.SubscribeRequest(subscription_id=chance.choice(["", "", "workers"]))
    if not subscribe.subscription_id:
        subscribe.filter.types.append(chance.choice([TYPE, "custom:nothing"]))
    if chance.random() < 0.3:
        calls = stub.Subscribe(subscribe, timeout=CALL_SECONDS)
        await _cut_somewhere(calls, chance)
        return
    call: Exchange = stub.Exchange(timeout=CALL_SECONDS)
    try:
        if chance.random() < 0.3:
            await call.write(bus_pb2.ExchangeRequest(hello=bus_pb2.BusHello()))
        await call.write(bus_pb2.ExchangeRequest(subscribe=subscribe))
    except (grpc.aio.AioRpcError, asyncio.InvalidStateError):
        return
    await _cut_somewhere(call, chance)


async def _cut_somewhere(
    call: Exchange | grpc.aio.UnaryStreamCall[bus_pb2.SubscribeRequest, bus_pb2.SubscribeResponse],
    chance: random.Random,
) -> None:
    for _ in range(chance.randint(0, 2)):
        try:
            async with asyncio.timeout(0.05):
                await call.read()
        except (TimeoutError, grpc.aio.AioRpcError):
            break
    call.cancel()


async def reconnect_storm(folder: Path, *, clients: int, plugins: str = "", seed: int = 7) -> Report:
    """Drop all clients at once, then let the server drain and start again: all come back, and miss nothing."""
    chance = random.Random(seed)
    async with site(folder, plugins=plugins) as one:
        history = one.history
        readers = [Reader(f"r{number}", one.endpoint, history, chance=chance) for number in range(clients)]
        publisher = Publisher("p", one.endpoint, history, batch=2, pause=0.2)
        async with at_work(one, publisher, *readers, seconds=120):
            await _all_back(readers, 120)
            for reader in readers:
                reader.cut()
            dropped = await _all_back(readers, 120)
            draining = await one.terminate()
            began = now()
            await one.start()
            started = now() - began
            restarted = await _all_back(readers, 120)
            await asyncio.sleep(0.5)
            await finish(one, [publisher], readers, [], drain=False)
        report = report_of(
            history, clients=clients, back_after_drop=dropped, drained=draining, started=started, back=restarted
        )
        report.extra |= {
            name: [f"{seconds:.1f} s"]
            for name, seconds in (("dropped", dropped), ("restarted", restarted))
            if seconds > BACK_SECONDS
        }
        return report


async def _all_back(readers: Sequence[Reader], seconds: float) -> float:
    """Return how long it takes until all are subscribed."""
    began = now()
    await wait_until(lambda: all(reader.is_open for reader in readers), "all are back", seconds)
    return now() - began
