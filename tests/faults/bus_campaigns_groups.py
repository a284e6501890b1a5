"""Campaigns on durable subscriptions: leases that expire, dead letters, order by key, a member that stands still."""

from __future__ import annotations

import asyncio
import base64
import pickle
import random
import signal
import sys
from pathlib import Path

from parley.v1 import events_pb2
from tests.e2e.server import REPOSITORY
from tests.faults.bus_campaigns import finish, report_of
from tests.faults.bus_clients import Endpoint, Publisher, Reader
from tests.faults.bus_history import History, Record, merge, now
from tests.faults.bus_members import Decision, Member, always_ack
from tests.faults.bus_site import Report, at_work, create_group, drained, last_of, outstanding, site, wait_until

GROUP = "workers"
_DEADLINE = 1.0
# Later than the deadline, when somebody else has the event.
_LATE = 1.6
# So that the second delivery is still open then, and is done before its own deadline.
_HOLD = 0.8
_SOON = 0.5
RELEASE_SECONDS = 6.0
# Three beats of 10 s, and a little: the promise is 40.
SILENCE_SECONDS = 36.0


def misbehave(event: events_pb2.Event) -> Decision:
    """Decide by the number of an event what goes wrong with it."""
    number = int(event.event_id.rpartition("-")[2]) % 10
    attempt = event.delivery.attempt
    if number == 0:
        return "", 0.0
    if number == 1:
        return "nack", 0.0
    if number == 2:
        return "reject", 0.0
    if number == 3 and attempt < 3:
        return "ack", _LATE if attempt == 1 else _HOLD
    if number == 4 and attempt == 1:
        return "nack", 0.0
    if number == 5 and attempt == 1:
        return "extend", _LATE
    return "ack", 0.0


async def leases_expire(folder: Path, *, events: int, plugins: str = "") -> Report:
    """Let deliveries expire, fail, be rejected, be acknowledged too late and be extended, with four members."""
    async with site(folder, plugins=plugins) as one:
        await create_group(one, GROUP, ack_deadline=_DEADLINE, max_deliveries=3, backoff=0.05)
        publishers = [Publisher("p", one.endpoint, one.history, number=events)]
        members = [
            Member(f"m{number}", one.endpoint, one.history, group=GROUP, policy=misbehave, credit=50)
            for number in range(4)
        ]
        async with at_work(one, *publishers, *members):
            await finish(one, publishers, [], [])
            # A late ack is sent after its event is over for the group.
            await asyncio.sleep(_LATE)
            for member in members:
                member.stop()
        await one.read_end([GROUP])
        return report_of(one.history, dead=len(one.history.letters[GROUP]))


async def order_with_nacks(
    folder: Path, *, events: int, keys: int, members: int, kills: int, plugins: str = "", seed: int = 3
) -> Report:
    """Refuse deliveries of an ordered group by chance, reject some, and cut its members again and again."""
    chance = random.Random(seed)

    def decide(_event: events_pb2.Event) -> Decision:
        dice = chance.random()
        return ("nack", 0.0) if dice < 0.2 else ("reject", 0.0) if dice < 0.22 else ("ack", chance.choice([0.0, 0.01]))

    async with site(folder, plugins=plugins) as one:
        await create_group(one, GROUP, ack_deadline=20.0, max_deliveries=100, backoff=0.01, ordered=True)
        history = one.history
        publishers = [Publisher("p", one.endpoint, history, number=events, keys=keys)]
        readers = [
            Member(f"m{number}", one.endpoint, history, group=GROUP, policy=decide, credit=40, nack_delay=0.005)
            for number in range(members)
        ]
        async with at_work(one, *publishers, *readers, seconds=120):
            for _ in range(kills):
                await asyncio.sleep(chance.uniform(0.0, 0.1))
                chance.choice(readers).cut()
            await finish(one, publishers, [], readers)
        await one.read_end([GROUP])
        return report_of(history, dead=len(history.letters[GROUP]), cuts=kills)


def hold(_event: events_pb2.Event) -> Decision:
    """Say nothing."""
    return "", 0.0


class Apart:
    """A reader and a member in a process of their own, which can stand still."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    @classmethod
    async def start(cls, address: str, group: str, *, holds: bool = False) -> Apart:
        """Start it; it is connected soon after. `holds`: it says nothing about what it gets."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.faults.bus_campaigns_groups", address, group, "holds" if holds else "acks"),
            cwd=REPOSITORY,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        return cls(process)

    def stand_still(self) -> None:
        """Let it do nothing."""
        self._process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """Let it do what it has to."""
        self._process.send_signal(signal.SIGCONT)

    async def finish(self, sequence: int) -> tuple[list[Record], set[str]]:
        """Let it read up to an event and leave; return what it saw, and which chains saw everything."""
        async with asyncio.timeout(60):
            seen, _ = await self._process.communicate(f"{sequence}\n".encode())
        records, finished = pickle.loads(base64.b64decode(seen))  # noqa: S301 - our own process wrote it
        return records, finished

    def kill(self) -> None:
        """End it whatever it does."""
        if self._process.returncode is None:
            self._process.kill()

    async def wait(self) -> None:
        """Return when it has ended."""
        await self._process.wait()


async def stand_still(folder: Path, *, stops: int, plugins: str = "") -> Report:
    """SIGSTOP a subscribing process under load, for longer than its leases last, and let it go on."""
    async with site(folder, plugins=plugins) as one:
        await create_group(one, GROUP, ack_deadline=_DEADLINE, max_deliveries=100)
        history = one.history
        apart = await Apart.start(one.endpoint.address, GROUP)
        try:
            publishers = [Publisher("p", one.endpoint, history, batch=60, pause=0.1)]
            readers = [Reader("fast", one.endpoint, history, chance=random.Random(4))]
            members = [Member("m", one.endpoint, history, group=GROUP, credit=20)]
            async with at_work(one, *publishers, *readers, *members):
                await wait_until(lambda: publishers[0].answered > 100, "publishes are answered")
                for _ in range(stops):
                    apart.stand_still()
                    await asyncio.sleep(_LATE)
                    apart.go_on()
                    await asyncio.sleep(_SOON)
                await finish(one, publishers, readers, [])
                seen, finished = await apart.finish(last_of(history))
                for member in members:
                    member.stop()
            await one.read_end([GROUP])
        finally:
            apart.kill()
        history.records = merge([history.records, seen])
        history.finished |= finished
        history.paused |= {"slow reader", "slow member"}
        return report_of(history, stops=stops)


async def members_die(
    folder: Path, *, deaths: int, events: int = 20, silent: bool = False, plugins: str = ""
) -> Report:
    """Kill -9 a process that holds all events, again and again; another one gets them, long before the leases end.

    With `silent` the process stands still instead, so that nothing but its silence tells of it.
    """
    slowest = 0.0
    async with site(folder, plugins=plugins) as one:
        await create_group(one, GROUP, ack_deadline=120.0, max_deliveries=100)
        for number in range(deaths):
            apart = await Apart.start(one.endpoint.address, GROUP, holds=True)
            try:
                async with at_work(one, Publisher(f"p{number}", one.endpoint, one.history, number=events)):
                    pass
                await outstanding(one, GROUP, events)
                member = Member(f"m{number}", one.endpoint, one.history, group=GROUP)
                async with at_work(one, member):
                    await wait_until(lambda member=member: member.is_open, "the heir is there")
                    died = now()
                    if silent:
                        apart.stand_still()
                    else:
                        apart.kill()
                    await wait_until(lambda member=member: member.received >= events, "the heir gets all", 60)
                    slowest = max(slowest, now() - died)
                    await drained(one, GROUP)
                    member.stop()
            finally:
                apart.kill()
                await apart.wait()
        await one.read_end([GROUP])
        report = report_of(one.history, deaths=deaths, slowest=slowest)
        if slowest > (SILENCE_SECONDS if silent else RELEASE_SECONDS):
            report.extra["released"] = [f"{slowest:.1f} s after the death of a process"]
        return report


async def _main(address: str, group: str, manner: str) -> None:
    history, endpoint = History(), Endpoint()
    endpoint.at(address)
    reader = Reader("slow reader", endpoint, history, chance=random.Random(5))
    policy = always_ack if manner == "acks" else hold
    member = Member("slow member", endpoint, history, group=group, policy=policy, credit=20, greets=True)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(reader.run())
        tasks.create_task(member.run())
        line = await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)
        reader.finish_at(int(line))
        await reader.done.wait()
        member.stop()
    sys.stdout.buffer.write(base64.b64encode(pickle.dumps((history.records, history.finished))))


if __name__ == "__main__":
    asyncio.run(_main(*sys.argv[1:]))
