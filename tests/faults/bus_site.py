"""What campaigns share: a server that is killed and started again, the clients on it, and what is read at the end."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from google.protobuf.duration_pb2 import Duration

from parley.v1 import bus_pb2
from tests.e2e.server import ServerProcess, spawn
from tests.faults.bus_clients import CALL_SECONDS, TYPE, Client, Endpoint, Stub, connected
from tests.faults.bus_history import History, Letter, Logged, ServerStarted, ServerStopped, Settings, now
from tests.faults.bus_validators import validate

LEAVE_SECONDS = 30.0


def rounds(short: int, long: float) -> int:
    """Return how often something is done: `short`, or `long` for each round that PARLEY_FAULT_ROUNDS asks for."""
    asked = int(os.environ.get("PARLEY_FAULT_ROUNDS") or 0)
    return max(1, round(asked * long)) if asked else short


@dataclass
class Report:
    """What a campaign did and found."""

    history: History
    figures: dict[str, float] = field(default_factory=dict)
    extra: dict[str, list[str]] = field(default_factory=dict)
    """What is wrong beside the history: memory, tasks, descriptors."""

    def wrong(self) -> dict[str, list[str]]:
        """Return all that is wrong, by the name of the rule."""
        return validate(self.history) | self.extra

    def __str__(self) -> str:
        """Show the figures in one line."""
        figures = {key: round(value, 3) for key, value in self.figures.items()}
        return f"{figures} {self.history.counts()}"


@dataclass
class Site:
    """A server on a folder, and everybody who talks to it."""

    data: Path
    history: History
    plugins: str = ""
    environment: Mapping[str, str] = field(default_factory=dict)
    endpoint: Endpoint = field(default_factory=Endpoint)
    server: ServerProcess | None = None
    clients: list[Client] = field(default_factory=list)
    kills: int = 0

    async def start(self) -> None:
        """Start the server and let the clients know."""
        self.server = await spawn(self.data, plugins=self.plugins, environment=self.environment)
        self.history.add(ServerStarted(now()))
        self.endpoint.at(self.server.address)

    async def kill(self) -> None:
        """Kill the server; returns when all clients have noticed."""
        assert self.server is not None
        self.endpoint.gone()
        self.history.add(ServerStopped(now(), "kill -9"))
        self.server.kill()
        await self.server.process.wait()
        self.kills += 1
        await self._all_noticed()

    async def terminate(self) -> float:
        """Ask the server to leave; return how long that took."""
        assert self.server is not None
        self.endpoint.gone()
        began = now()
        self.history.add(ServerStopped(began, "SIGTERM"))
        self.server.terminate()
        code = await self.server.wait()
        assert code == 0, code
        await self._all_noticed()
        return now() - began

    async def _all_noticed(self) -> None:
        await wait_until(lambda: not any(client.is_connected for client in self.clients), "clients notice the end")

    def memory(self) -> int:
        """Return the resident bytes of the server."""
        status = self._proc("status").read_text().splitlines()
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS:")) * 1024

    def descriptors(self) -> int:
        """Return how many descriptors the server has open."""
        return len(list(self._proc("fd").iterdir()))

    def threads(self) -> int:
        """Return how many threads the server has."""
        return len(list(self._proc("task").iterdir()))

    def _proc(self, name: str) -> Path:
        assert self.server is not None
        return Path(f"/proc/{self.server.process.pid}/{name}")

    async def read_end(self, groups: Sequence[str] = ()) -> None:
        """Read the log and the dead letters into the history."""
        async with connected(self.endpoint.address) as stub:
            self.history.log = await read_log(stub)
            for group in groups:
                self.history.letters[group] = await read_letters(stub, group)


@asynccontextmanager
async def site(data: Path, *, plugins: str = "", environment: Mapping[str, str] | None = None) -> AsyncIterator[Site]:
    """Run a server while the context is open; it is killed at the end."""
    one = Site(data, History(), plugins=plugins, environment=environment or {})
    await one.start()
    try:
        yield one
    finally:
        if one.server is not None:
            if one.server.process.returncode is None:
                one.server.kill()
            await one.server.process.wait()


@asynccontextmanager
async def at_work(one: Site, *clients: Client, seconds: float = 60.0) -> AsyncIterator[None]:
    """Run clients; at the end of the context wait until all are done."""
    one.clients += clients
    async with asyncio.timeout(None) as limit, asyncio.TaskGroup() as group:
        for client in clients:
            group.create_task(client.run())
        yield
        limit.reschedule(asyncio.get_running_loop().time() + seconds)
    for client in clients:
        one.clients.remove(client)


async def wait_until(condition: object, what: str, seconds: float = 30.0) -> None:
    """Wait until something holds. Raises AssertionError."""
    assert callable(condition)
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not in time: {what}"
        await asyncio.sleep(0.01)


async def create_group(
    one: Site,
    name: str,
    *,
    ack_deadline: float = 30.0,
    max_deliveries: int = 5,
    backoff: float = 0.05,
    ordered: bool = False,
) -> None:
    """Create a durable subscription from the earliest event on."""
    subscription = bus_pb2.Subscription(
        subscription_id=name, ordered=ordered, max_deliveries=max_deliveries, ack_deadline=span(ack_deadline)
    )
    subscription.filter.types.append(TYPE)
    subscription.backoff.append(span(backoff))
    start = bus_pb2.StartPosition()
    start.earliest.SetInParent()
    async with connected(one.endpoint.address) as stub:
        request = bus_pb2.CreateSubscriptionRequest(subscription=subscription, start=start)
        await stub.CreateSubscription(request, timeout=CALL_SECONDS)
    one.history.groups[name] = Settings(ack_deadline, max_deliveries, ordered)


async def drained(one: Site, group: str, seconds: float = 60.0) -> bus_pb2.Subscription:
    """Return a durable subscription once it has nothing left to do."""
    deadline = time.monotonic() + seconds
    async with connected(one.endpoint.address) as stub:
        while True:
            request = bus_pb2.GetSubscriptionRequest(subscription_id=group)
            found = (await stub.GetSubscription(request, timeout=CALL_SECONDS)).subscription
            if not found.backlog and not found.outstanding:
                one.history.finished.add(group)
                return found
            assert time.monotonic() < deadline, f"{group} is not drained: {found}"
            await asyncio.sleep(0.05)


async def outstanding(one: Site, group: str, number: int, seconds: float = 30.0) -> None:
    """Return once so many events are given out."""
    deadline = time.monotonic() + seconds
    async with connected(one.endpoint.address) as stub:
        request = bus_pb2.GetSubscriptionRequest(subscription_id=group)
        while (found := (await stub.GetSubscription(request, timeout=CALL_SECONDS)).subscription).outstanding < number:
            assert time.monotonic() < deadline, f"{group} has not given out {number}: {found}"
            await asyncio.sleep(0.05)


async def read_log(stub: Stub) -> list[Logged]:
    """Return all events that the clients published, as the log has them."""
    found: list[Logged] = []
    request = bus_pb2.ListEventsRequest(page_size=1000)
    request.filter.types.append(TYPE)
    while True:
        page = await stub.ListEvents(request, timeout=CALL_SECONDS)
        found += [Logged(event.sequence, event.event_id, event.ordering_key) for event in page.events]
        if not page.next_page_token:
            return found
        request.page_token = page.next_page_token


async def read_letters(stub: Stub, group: str) -> list[Letter]:
    """Return the dead letters of a durable subscription."""
    found: list[Letter] = []
    request = bus_pb2.ListDeadLettersRequest(subscription_id=group, page_size=1000)
    while True:
        page = await stub.ListDeadLetters(request, timeout=CALL_SECONDS)
        found += [Letter(one.event.sequence, one.event.event_id, one.deliveries) for one in page.dead_letters]
        if not page.next_page_token:
            return found
        request.page_token = page.next_page_token


async def open_subscriptions(address: str) -> int:
    """Return how many subscriptions the server has open."""
    async with connected(address) as stub:
        return (await stub.GetBusMetrics(bus_pb2.GetBusMetricsRequest(), timeout=CALL_SECONDS)).open_subscription_count


def span(seconds: float) -> Duration:
    """Return a span of time."""
    return Duration(seconds=int(seconds), nanos=round(seconds % 1 * 1e9))


def last_of(history: History) -> int:
    """Return the last sequence of the log as it was read."""
    return history.log[-1].sequence if history.log else 0
