"""AgentRuntime: its life, plugins, services, events, settings."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Self

import pytest

from parley_server.domain.characters import Character
from parley_server.domain.content import ActionResult, Content
from parley_server.domain.errors import ComponentFailed, ComponentTimeout, ConfigurationMissing, InvalidField
from parley_server.domain.ids import EntityId, RoomId, WorldId
from parley_server.domain.json import JsonObject, JsonValue
from parley_server.plugin_api import Action, Plugin, Runtime, Service
from parley_server.plugin_api.components import EventParams
from parley_server.runtime.limits import ComponentLimits
from parley_server.runtime.plugins import resolve
from tests.fakes.agents import make_agent, make_message
from tests.fakes.values import AGENT_ID


def service(kind: str, journal: list[str], *, broken: str = "") -> type[Service]:
    """Return a service that notes its life; `broken` at "start", "stop" or hanging at its "hang"."""

    class Noting(Service):
        service_type = kind

        @classmethod
        async def start(cls, runtime: Runtime) -> Self:  # noqa: ARG003 - the name is Service's
            if broken == "hang":
                await asyncio.Event().wait()
            if broken == "start":
                raise RuntimeError("no power")
            journal.append(f"start {kind}")
            return cls()

        async def stop(self) -> None:
            if broken == "stop":
                raise RuntimeError("stuck")
            journal.append(f"stop {kind}")

    return Noting


async def test_initialize_makes_the_agents_own_room_once() -> None:
    bench = await make_agent()
    before = len(bench.store.worlds.connections)

    await bench.runtime.initialize()

    own = RoomId(AGENT_ID)
    room = await bench.runtime.get_room(own)
    assert room is not None
    assert (room.type, room.name, room.world_id) == ("SELF", "Ann", WorldId(AGENT_ID))
    assert (room.channel_id, room.server_id) == (AGENT_ID, AGENT_ID)
    assert await bench.store.worlds.participants(bench.runtime._parts.tenant, AGENT_ID, own) == [EntityId(AGENT_ID)]
    assert len(bench.store.worlds.connections) == before


async def test_who_it_is_stays() -> None:
    character = Character(name="Ann")
    bench = await make_agent(character=character)

    assert (bench.runtime.agent_id, bench.runtime.character) == (AGENT_ID, character)


@pytest.mark.parametrize("plugin", [Plugin(name=""), None])
async def test_a_plugin_without_a_name_is_refused(plugin: Plugin) -> None:
    bench = await make_agent()

    with pytest.raises(InvalidField, match="Plugin or plugin name is undefined"):
        await bench.runtime.register_plugin(plugin)


async def test_a_plugin_is_initialised_once_with_its_config() -> None:
    calls: list[tuple[Mapping[str, str], Runtime]] = []

    async def init(config: Mapping[str, str], runtime: Runtime) -> None:
        calls.append((config, runtime))

    config: Mapping[str, Any] = {"KEY": "value", "COUNT": 3, "NONE": None}
    plugin = Plugin(name="test", init=init, config=config)
    bench = await make_agent(plugin)
    await bench.runtime.initialize()
    await bench.runtime.register_plugin(plugin)

    assert calls == [({"KEY": "value", "COUNT": "3"}, bench.runtime)]


@pytest.mark.parametrize("message", ["no API key", "check environment variables", "Invalid plugin configuration: x"])
async def test_a_plugin_that_lacks_configuration_is_loaded_all_the_same(message: str) -> None:
    async def init(_config: Mapping[str, str], _runtime: Runtime) -> None:
        raise RuntimeError(message)

    bench = await make_agent(Plugin(name="test", init=init))

    assert "test" in bench.runtime.plugins


async def test_a_plugin_that_fails_otherwise_is_not_registered() -> None:
    async def init(_config: Mapping[str, str], _runtime: Runtime) -> None:
        raise RuntimeError("broken")

    bench = await make_agent(Plugin(name="test", init=init), initialize=False)

    with pytest.raises(ComponentFailed, match=r"^init of plugin 'test': RuntimeError: broken$"):
        await bench.runtime.initialize()

    assert "test" not in bench.runtime.plugins


async def test_a_plugin_that_hangs_is_not_waited_for_endlessly() -> None:
    async def init(_config: Mapping[str, str], _runtime: Runtime) -> None:
        await asyncio.Event().wait()

    bench = await make_agent(Plugin(name="test", init=init), initialize=False, limits=ComponentLimits(plugin_init=0.0))

    with pytest.raises(ComponentTimeout):
        await bench.runtime.initialize()


async def test_services_start_after_initialisation_and_stop_in_isolation_last_first() -> None:
    notes: list[str] = []
    services = (service("a", notes), service("b", notes, broken="stop"), service("c", notes))
    bench = await make_agent(Plugin(name="test", services=services), initialize=False)
    assert bench.runtime.get_service("a") is None

    await bench.runtime.initialize()
    running = bench.runtime.get_service("a")
    await bench.runtime.stop()

    assert isinstance(running, services[0])
    assert notes == ["start a", "start b", "start c", "stop c", "stop a"]
    assert bench.runtime.get_service("a") is None


@pytest.mark.parametrize("broken", ["start", "hang"])
async def test_a_service_that_does_not_start_harms_no_other_and_is_named(broken: str) -> None:
    notes: list[str] = []
    services = (service("a", notes, broken=broken), service("b", notes))
    bench = await make_agent(
        Plugin(name="test", services=services), limits=ComponentLimits(service_start=0.0 if broken == "hang" else 30.0)
    )

    assert notes == ["start b"]
    assert any("Service a did not start" in problem for problem in bench.runtime.problems())


async def test_of_several_services_of_a_type_the_first_is_given() -> None:
    services = (service("same", []), service("same", []))
    bench = await make_agent(Plugin(name="test", services=services))

    assert isinstance(bench.runtime.get_service("same"), services[0])


async def test_a_plugin_that_comes_late_has_its_services_started() -> None:
    notes: list[str] = []
    bench = await make_agent()

    await bench.runtime.register_plugin(Plugin(name="late", services=(service("a", notes),)))

    assert notes == ["start a"]


async def test_handlers_hear_events_until_they_are_removed_and_one_that_fails_harms_no_other() -> None:
    heard: list[EventParams] = []

    async def hear(params: EventParams) -> None:
        heard.append(params)

    async def broken(_params: EventParams) -> None:
        raise RuntimeError("deaf")

    bench = await make_agent(Plugin(name="test", events={"RUNG": (broken, hear)}))

    both = await bench.runtime.emit_event(["RUNG", "UNKNOWN", "RUNG"], {"n": 1})
    bench.runtime.unregister_event("RUNG", hear)
    bench.runtime.unregister_event("UNKNOWN", hear)
    one = await bench.runtime.emit_event("RUNG", {"n": 2, "source": "door"})

    assert heard == [{"runtime": bench.runtime, "n": 1, "source": "runtime"}] * 2
    assert (both, one) == (4, 1)


async def test_a_handler_that_hangs_is_left_behind() -> None:
    async def hang(_params: EventParams) -> None:
        await asyncio.Event().wait()

    bench = await make_agent(Plugin(name="test", events={"RUNG": (hang,)}), limits=ComponentLimits(event_handler=0.0))

    assert await bench.runtime.emit_event("RUNG", {}) == 1


async def test_stopped_and_started_again_it_hears_events_once() -> None:
    heard: list[EventParams] = []

    async def hear(params: EventParams) -> None:
        heard.append(params)

    bench = await make_agent(Plugin(name="test", events={"RUNG": (hear,)}))
    await bench.runtime.stop()
    silent = await bench.runtime.emit_event("RUNG", {})
    await bench.runtime.initialize()

    assert (silent, await bench.runtime.emit_event("RUNG", {})) == (0, 1)


async def test_a_stop_forgets_states_and_results() -> None:
    async def work(*_args: object) -> ActionResult:
        return ActionResult(action_name="WORK")

    bench = await make_agent(Plugin(name="test", actions=(Action(name="WORK", description="", handler=work),)))
    message = make_message()
    await bench.runtime.process_actions(message, [replace(message, content=Content(actions=("WORK",)))])
    before = set(bench.runtime.sizes().values())

    await bench.runtime.stop()

    assert 0 not in before
    assert set(bench.runtime.sizes().values()) == {0}
    assert bench.runtime.get_action_results(message.memory_id) == ()


@pytest.mark.parametrize(
    ("secrets", "settings", "own", "environment", "expected"),
    [
        ({"KEY": "1"}, {"KEY": "2"}, {"KEY": "3"}, {"KEY": "4"}, "1"),
        ({}, {"KEY": "2"}, {"KEY": "3"}, {"KEY": "4"}, "2"),
        ({}, {}, {"KEY": "3"}, {"KEY": "4"}, "3"),
        ({}, {}, {}, {"KEY": "4"}, "4"),
        ({}, {}, {}, {}, None),
        ({"KEY": ""}, {"KEY": "2"}, {}, {}, ""),
        ({}, {"KEY": 0}, {"KEY": "3"}, {}, 0),
        ({}, {"KEY": False}, {"KEY": "3"}, {}, False),
        ({}, {"KEY": None}, {"KEY": "3"}, {}, "3"),
        ({}, {"KEY": "true"}, {}, {}, True),
        ({}, {}, {}, {"KEY": "false"}, False),
        ({}, {"KEY": {"nested": 1}}, {}, {}, None),
        ({}, {"KEY": 1.5}, {}, {}, 1.5),
    ],
)
async def test_a_setting_comes_from_the_most_particular_place_that_has_it(
    secrets: Mapping[str, str],
    settings: JsonObject,
    own: JsonObject,
    environment: Mapping[str, str],
    expected: JsonValue,
) -> None:
    bench = await make_agent(
        Plugin(name="test", settings_keys=("KEY",)),
        character=Character(name="Ann", secrets=secrets, settings=settings),
        settings=own,
        environment=environment,
    )

    value = bench.runtime.get_setting("KEY")

    assert (value, type(value)) == (expected, type(expected))


async def test_keys_of_the_environment_that_no_plugin_declares_are_not_seen() -> None:
    bench = await make_agent(environment={"AWS_SECRET": "x"})

    assert bench.runtime.get_setting("AWS_SECRET") is None


@pytest.mark.parametrize(("value", "length"), [(None, 32), ("10", 10), (5, 5), ("many", 32), (0, 32), (-1, 32)])
async def test_the_length_of_a_conversation_is_32_unless_set(value: JsonValue, length: int) -> None:
    bench = await make_agent(settings={"CONVERSATION_LENGTH": value})

    assert bench.runtime.get_conversation_length() == length


@pytest.mark.parametrize("names", [["d", "a"], ["@elizaos/plugin-d"], ["a", "b", "c", "plugin-d"], ["plugin-c", "D"]])
def test_dependencies_come_first_over_a_chain_by_any_form_of_their_names(names: list[str]) -> None:
    available = {
        "a": Plugin(name="a"),
        "b": Plugin(name="b", dependencies=("@elizaos/plugin-a",)),
        "c": Plugin(name="c", dependencies=("plugin-b",)),
        "d": Plugin(name="d", dependencies=("c", "a")),
    }

    assert [plugin.name for plugin in resolve(names, available)] == ["a", "b", "c", "d"]


def test_a_missing_plugin_is_named_with_what_would_bring_it() -> None:
    with pytest.raises(ConfigurationMissing, match=r"no plugin 'b'.*pip install"):
        resolve(["a"], {"a": Plugin(name="a", dependencies=("b",))})


def test_a_circle_of_dependencies_is_named() -> None:
    available = {"a": Plugin(name="a", dependencies=("b",)), "b": Plugin(name="b", dependencies=("a",))}

    with pytest.raises(ConfigurationMissing, match="circle"):
        resolve(["a"], available)
