"""Services of an agent: found by type, waited for, isolated; and the ways to platforms that they offer."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Self

import pytest

from parley_server.domain.content import Content
from parley_server.domain.errors import ComponentFailed, ComponentTimeout, NoSendHandler, NoService
from parley_server.plugin_api import Plugin, Runtime, SendTarget, Service, ServiceStatus
from parley_server.runtime.limits import ComponentLimits
from tests.fakes.agents import AgentBench, make_agent


class Quiet(Service):
    """A service that does nothing."""

    service_type = "quiet"

    @classmethod
    async def start(cls, runtime: Runtime) -> Self:  # noqa: ARG003 - the name is Service's
        return cls()

    async def stop(self) -> None:
        return


class Second(Quiet):
    """Another one of the same type."""


class Broken(Quiet):
    """A service that never starts."""

    service_type = "broken"

    @classmethod
    async def start(cls, runtime: Runtime) -> Self:  # noqa: ARG003 - the name is Service's
        raise RuntimeError("no power")


class Hanging(Quiet):
    """A service whose start never ends."""

    service_type = "hanging"

    @classmethod
    async def start(cls, runtime: Runtime) -> Self:  # noqa: ARG003 - the name is Service's
        await asyncio.Event().wait()
        return cls()


class Untyped(Quiet):
    """A service that forgot its type."""

    service_type = ""


class Needy(Quiet):
    """A service that needs another one, which comes after it."""

    service_type = "needy"
    needed: Service | None = None

    @classmethod
    async def start(cls, runtime: Runtime) -> Self:
        service = cls()
        service.needed = await runtime.get_service_load_promise("quiet")
        return service


async def agent(*services: type[Service], limits: ComponentLimits | None = None) -> AgentBench:
    return await make_agent(Plugin(name="test", services=services), limits=limits or ComponentLimits(), bootstrap=False)


async def test_services_are_found_by_type_and_by_class_in_order_of_registration() -> None:
    runtime = (await agent(Quiet, Second)).runtime

    first, second = runtime.get_services_by_type("quiet")

    assert (type(first), type(second)) == (Quiet, Second)
    assert runtime.get_service("quiet") is first
    assert (runtime.get_typed_service(Quiet), runtime.get_typed_service(Second)) == (first, second)
    assert runtime.get_all_services() == {"quiet": (first, second)}
    assert runtime.get_registered_service_types() == ("quiet",)
    assert runtime.has_service("quiet")
    assert not runtime.has_service("other")
    assert runtime.get_typed_service(Broken) is None


async def test_a_service_that_waits_for_a_later_one_lets_it_start() -> None:
    limits = ComponentLimits(service_turn=60.0, service_load=5.0)
    runtime = (await agent(Needy, Quiet, limits=limits)).runtime

    needy = runtime.get_typed_service(Needy)

    assert needy is not None
    assert needy.needed is runtime.get_service("quiet")


async def test_a_start_that_hangs_keeps_the_next_service_for_its_turn_only() -> None:
    limits = ComponentLimits(service_start=0.2, service_turn=0.0)
    runtime = (await agent(Hanging, Broken, Quiet, limits=limits)).runtime

    health = runtime.get_service_health()

    assert [(kind, one.status, one.instances) for kind, one in health.items()] == [
        ("hanging", ServiceStatus.FAILED, 0),
        ("broken", ServiceStatus.FAILED, 0),
        ("quiet", ServiceStatus.REGISTERED, 1),
    ]
    assert health["broken"].error == "no power"
    assert "0.2 s" in health["hanging"].error
    assert len(runtime.problems()) == 3  # the two services, and no text model


async def test_a_status_follows_a_service_through_its_life() -> None:
    bench = await make_agent(Plugin(name="test", services=(Quiet,)), initialize=False)
    seen = [bench.runtime.get_service_registration_status("quiet")]
    gate, begun = asyncio.Event(), asyncio.Event()

    class Slow(Quiet):
        service_type = "slow"

        @classmethod
        async def start(cls, runtime: Runtime) -> Self:  # noqa: ARG003 - the name is Service's
            begun.set()
            await gate.wait()
            return cls()

    await bench.runtime.register_service(Slow)
    seen.append(bench.runtime.get_service_registration_status("slow"))
    async with asyncio.TaskGroup() as group:
        group.create_task(bench.runtime.initialize())
        await begun.wait()
        seen.append(bench.runtime.get_service_registration_status("slow"))
        gate.set()
    seen.append(bench.runtime.get_service_registration_status("slow"))
    await bench.runtime.stop()
    seen.append(bench.runtime.get_service_registration_status("slow"))

    assert [status.value for status in seen] == ["unknown", "pending", "registering", "registered", "unknown"]


async def test_who_waits_for_a_service_gets_it_when_it_starts() -> None:
    runtime = (await agent()).runtime

    async with asyncio.TaskGroup() as group:
        waiting = group.create_task(runtime.get_service_load_promise("quiet"))
        await asyncio.sleep(0)
        awaited = runtime.get_service_health()["quiet"].awaited
        await runtime.register_service(Quiet)

    assert awaited
    assert waiting.result() is runtime.get_service("quiet")
    assert not runtime.get_service_health()["quiet"].awaited


async def test_who_waits_for_a_service_that_never_comes_is_told() -> None:
    assert ComponentLimits().service_load == 30.0
    runtime = (await agent(Broken, limits=ComponentLimits(service_load=0.0))).runtime

    with pytest.raises(ComponentTimeout, match="service quiet"):
        await runtime.get_service_load_promise("quiet")
    with pytest.raises(NoService):
        await runtime.get_service_load_promise("broken")

    assert "quiet" not in runtime.get_service_health()


async def test_who_registers_a_service_that_does_not_start_is_told() -> None:
    runtime = (await agent()).runtime

    with pytest.raises(ComponentFailed):
        await runtime.register_service(Broken, plugin="test")


async def test_a_service_without_a_type_is_left_out() -> None:
    runtime = (await agent()).runtime

    await runtime.register_service(Untyped, plugin="test")

    assert not runtime.get_service_health()


async def test_nobody_waits_for_a_service_whose_start_was_cut_off() -> None:
    runtime = (await agent()).runtime
    async with asyncio.timeout(5):
        async with asyncio.TaskGroup() as group:
            # Each goes as far as it can before the next one begins.
            registering = group.create_task(runtime.register_service(Hanging, plugin="test"))
            await asyncio.sleep(0)
            waiting = group.create_task(refused(runtime.get_service_load_promise("hanging")))
            await asyncio.sleep(0)
            registering.cancel()
            await waiting
        assert runtime.get_service_registration_status("hanging") is ServiceStatus.FAILED
        assert await runtime.unload_plugin("test")


async def refused(waiting: Awaitable[Service]) -> None:
    with pytest.raises(NoService):
        await waiting


async def test_a_service_is_started_once_also_when_two_start_what_waits() -> None:
    started = []

    class Counted(Quiet):
        service_type = "counted"

        @classmethod
        async def start(cls, runtime: Runtime) -> Self:  # noqa: ARG003 - the name is Service's
            # The other one comes in between.
            await asyncio.sleep(0)
            started.append(cls())
            return started[-1]

    runtime = (await agent()).runtime
    async with asyncio.TaskGroup() as group:
        for name in ("a", "b"):
            group.create_task(runtime.register_plugin(Plugin(name=name, services=(Counted, Second))))
    assert len(started) == len(runtime.get_services_by_type("counted")) == 2


async def test_a_service_that_starts_when_its_agent_stops_is_stopped() -> None:
    go_on, stopped = asyncio.Event(), asyncio.Event()

    class Late(Quiet):
        service_type = "late"

        @classmethod
        async def start(cls, runtime: Runtime) -> Self:  # noqa: ARG003 - the name is Service's
            await go_on.wait()
            return cls()

        async def stop(self) -> None:
            stopped.set()

    runtime = (await agent()).runtime
    async with asyncio.timeout(5), asyncio.TaskGroup() as group:
        group.create_task(runtime.register_service(Late))
        await asyncio.sleep(0)
        await runtime.stop()
        go_on.set()
        await stopped.wait()


async def test_a_service_registers_the_ways_to_its_platform() -> None:
    sent: list[tuple[Runtime, SendTarget, Content]] = []

    class Chat(Quiet):
        service_type = "chat"

        @classmethod
        def register_send_handlers(cls, runtime: Runtime, service: Service) -> None:
            assert isinstance(service, Chat)
            runtime.register_send_handler("chat", service.send)

        async def send(self, runtime: Runtime, target: SendTarget, content: Content) -> None:
            sent.append((runtime, target, content))

    runtime = (await agent(Chat)).runtime
    target, content = SendTarget(source="chat", channel_id="7"), Content(text="Hello.")

    await runtime.send_message_to_target(target, content)

    assert sent == [(runtime, target, content)]
    await runtime.stop()
    with pytest.raises(NoSendHandler, match="No send handler registered for source: chat"):
        await runtime.send_message_to_target(target, content)


async def test_what_a_send_handler_raises_reaches_the_sender_and_a_later_handler_takes_over() -> None:
    runtime = (await agent()).runtime

    async def broken(_runtime: Runtime, _target: SendTarget, _content: Content) -> None:
        raise RuntimeError("offline")

    async def fine(_runtime: Runtime, _target: SendTarget, _content: Content) -> None:
        return

    runtime.register_send_handler("chat", broken)
    with pytest.raises(RuntimeError, match="offline"):
        await runtime.send_message_to_target(SendTarget(source="chat"), Content())

    runtime.register_send_handler("chat", fine)
    await runtime.send_message_to_target(SendTarget(source="chat"), Content())
