"""Campaigns against a real server: what is done to it and to its clients. What they saw is judged by the validators."""

from __future__ import annotations

import asyncio
import random
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path

from parley.v1 import events_pb2
from parley_server.sql.sqlite.connection import FILE_NAME
from tests.fakes.cutting_proxy import cutting_proxy
from tests.faults.bus_clients import Client, Endpoint, Publisher, Reader
from tests.faults.bus_history import Answered, History
from tests.faults.bus_members import Decision, Member
from tests.faults.bus_site import Report, Site, at_work, create_group, drained, last_of, site, wait_until
from tests.faults.bus_validators import CUT

GROUP = "workers"
_LEAST_EVENTS = 200


async def kill_under_load(folder: Path, *, kills: int, plugins: str = "", seed: int = 1, tears: bool = False) -> Report:
    """Kill the server at random moments while all kinds of clients are busy, and start it again.

    With `tears` it flushes to the disk, and half of a last write is put behind what it has written.
    """
    chance = random.Random(seed)

    def decide(_event: events_pb2.Event) -> Decision:
        return ("nack" if chance.random() < 0.1 else "ack"), 0.0

    async with site(folder, plugins=plugins, environment={"PARLEY_STORE_FLUSH": "disk"} if tears else None) as one:
        await create_group(one, GROUP, ack_deadline=20.0, max_deliveries=100, backoff=0.0)
        history, endpoint = one.history, one.endpoint
        publishers = [Publisher(f"p{number}", endpoint, history, pause=0.002) for number in range(2)]
        readers = [
            Reader("tokens", endpoint, history, chance=chance),
            Reader("credit", endpoint, history, chance=chance, credit=50, max_events=7),
        ]
        members = [Member(f"m{number}", endpoint, history, group=GROUP, policy=decide) for number in range(2)]
        async with at_work(one, *publishers, *readers, *members):
            for _ in range(kills):
                await _some_are_answered(publishers)
                await asyncio.sleep(chance.uniform(0.0, 0.4))
                await one.kill()
                if tears:
                    await asyncio.to_thread(_tear, folder, chance)
                await one.start()
            await _some_are_answered(publishers)
            await finish(one, publishers, readers, members)
        await one.read_end([GROUP])
        return report_of(one.history, kills=one.kills)


def _tear(folder: Path, chance: random.Random) -> None:
    """Add to the write-ahead log what a write that was cut leaves: a part of a page that was there before."""
    with folder.joinpath(FILE_NAME + "-wal").open("r+b") as file:
        written = file.read()
        assert written
        start = chance.randrange(len(written))
        file.write(written[start : start + chance.randint(1, 4000)])


async def _some_are_answered(publishers: list[Publisher]) -> None:
    before = [publisher.answered for publisher in publishers]
    await wait_until(
        lambda: all(one.answered >= count + _LEAST_EVENTS for one, count in zip(publishers, before, strict=True)),
        "publishes are answered",
    )


async def _done(publishers: list[Publisher]) -> None:
    async with asyncio.timeout(30):
        for publisher in publishers:
            await publisher.done.wait()


async def cut_mid_stream(folder: Path, *, cuts: int, plugins: str = "", seed: int = 2) -> Report:
    """Reset the connections of all kinds of clients at random bytes of what they send or get."""
    chance = random.Random(seed)
    async with site(folder, plugins=plugins) as one, AsyncExitStack() as stack:
        await create_group(one, GROUP, ack_deadline=20.0, max_deliveries=100)
        history = one.history
        publishers = [Publisher(f"p{number}", Endpoint(), history, pause=0.02) for number in range(2)]
        readers = [
            Reader("tokens", Endpoint(), history, chance=chance, max_events=10),
            Reader("credit", Endpoint(), history, chance=chance, max_events=10, credit=40),
        ]
        members = [Member("m0", Endpoint(), history, group=GROUP, credit=20)]
        clients: list[Client] = [*publishers, *readers, *members]
        proxies = []
        for number, client in enumerate(clients):
            limits = [int(10 ** chance.uniform(2, 4)) for _ in range(-(-cuts // len(clients)))]
            opening = cutting_proxy(
                one.endpoint.address, limits=limits, upwards=number == 0, on_cut=partial(client.note_end, CUT)
            )
            proxies.append(await stack.enter_async_context(opening))
            client.endpoint.at(proxies[-1].address)
        members.append(Member("m1", one.endpoint, history, group=GROUP, credit=5))
        async with at_work(one, *clients, members[-1]):
            await wait_until(
                lambda: all(proxy.cuts == len(proxy.limits) for proxy in proxies), "all is cut", 60 + cuts * 2
            )
            await finish(one, publishers, readers, members)
        await one.read_end([GROUP])
        return report_of(history, cuts=sum(proxy.cuts for proxy in proxies))


async def repeat_after_restart(folder: Path, *, events: int, restarts: int, plugins: str = "") -> Report:
    """Publish the same events after every kill: each is answered with the place that it has."""
    async with site(folder, plugins=plugins) as one:
        for number in range(restarts + 1):
            publisher = Publisher("p", one.endpoint, one.history, number=events)
            async with at_work(one, publisher):
                pass
            if number < restarts:
                await one.kill()
                await one.start()
        await one.read_end()
        return report_of(one.history, kills=one.kills)


async def finish(
    one: Site, publishers: list[Publisher], readers: list[Reader], members: list[Member], *, drain: bool = True
) -> None:
    """Let all that is published arrive; those without a number to publish stop now."""
    for publisher in publishers:
        if publisher.number is None:
            publisher.stop()
    await _done(publishers)
    await one.read_end()
    for reader in readers:
        reader.finish_at(last_of(one.history))
    if drain:
        await drained(one, GROUP)
    for member in members:
        member.stop()


def report_of(history: History, **figures: float) -> Report:
    """Return what a campaign did, with its figures."""
    report = Report(history, figures=figures)
    report.figures["duplicates"] = sum(one.duplicate for one in history.of(Answered))
    return report
