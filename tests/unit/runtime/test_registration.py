"""What plugins add to a runtime and look up in it, beside the components that they name."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import cast

from parley_server.domain.characters import Character
from parley_server.domain.content import Memory, State
from parley_server.domain.ids import DEFAULT_TENANT, AgentId, EntityId, RoomId, WorldId, string_to_uuid
from parley_server.domain.models import TEXT_LARGE, TEXT_SMALL
from parley_server.domain.worlds import Connection, Entity, Room, World
from parley_server.plugin_api import (
    Action,
    Evaluator,
    EventHandler,
    EventType,
    Orchestrator,
    Plugin,
    Provider,
    ProviderResult,
    Runtime,
    SettingLayer,
)
from parley_server.plugin_api.components import EventParams
from parley_server.runtime.limits import ComponentLimits
from tests.fakes.agents import ScriptedModel, make_agent
from tests.fakes.values import AGENT_ID, ENTITY_ID


async def _nothing(*_args: object) -> None:
    return None


async def _says(_runtime: Runtime, _message: Memory, _state: State) -> ProviderResult:
    return ProviderResult(text="here")


async def test_components_can_be_added_one_by_one() -> None:
    runtime = (await make_agent(bootstrap=False)).runtime
    action = Action(name="WORK", description="", handler=_nothing)
    provider = Provider(name="SAID", get=_says)
    evaluator = Evaluator(name="REFLECT", description="", handler=_nothing)

    added = [
        runtime.register_action(action),
        runtime.register_provider(provider),
        runtime.register_evaluator(evaluator),
        runtime.register_action(replace(action, description="another")),
    ]
    await runtime.register_plugin(Plugin(name="late"))

    assert added == [True, True, True, False]
    assert (runtime.actions, runtime.providers, runtime.evaluators) == ((action,), (provider,), (evaluator,))
    assert runtime.plugins == ("late",)


async def test_the_handler_that_would_be_asked_is_given() -> None:
    low, high = ScriptedModel("low"), ScriptedModel("high", priority=5)
    runtime = (await make_agent(low.plugin("low"), high.plugin("high"))).runtime

    assert runtime.get_model(TEXT_LARGE) is high.handler
    assert runtime.get_model("LARGE", "low") is low.handler
    assert runtime.get_model(TEXT_SMALL) is None


async def test_a_handler_is_registered_with_a_priority() -> None:
    runtime = (await make_agent(bootstrap=False)).runtime
    handler = ScriptedModel("hi").handler
    low, high, own = (replace(handler, priority=None), replace(handler, priority=None), replace(handler, priority=1))

    for model, priority in ((low, 0), (high, 5), (own, 9)):
        runtime.register_model(model, provider="test", priority=priority)

    assert runtime.get_model(TEXT_LARGE) is high


async def test_handlers_are_listed_by_event() -> None:
    runtime = (await make_agent(bootstrap=False)).runtime

    async def hear(_params: EventParams) -> None:
        return

    runtime.register_event("joined", hear)

    assert runtime.get_event("joined") == (hear,)
    assert runtime.events == {"joined": (hear,)}
    assert runtime.get_event("left") == ()


async def test_a_setting_can_be_asked_for_and_set() -> None:
    runtime = (await make_agent(character=Character(name="Ann", settings={"A": 0, "B": "b"}))).runtime

    runtime.set_setting("B", "true")
    runtime.set_setting("C", "new")
    found = runtime.get_setting_with_layer("C")

    assert (runtime.has_setting("A"), runtime.has_setting("D")) == (True, False)
    assert runtime.get_setting("B") is True
    assert found is not None
    assert (found.value, found.layer) == ("new", SettingLayer.CHARACTER)
    runtime.set_setting("B", None)
    assert runtime.get_setting("B") == "b"


async def test_the_orchestrator_is_known_until_the_agent_stops() -> None:
    runtime = (await make_agent()).runtime
    orchestrator = cast(Orchestrator, object())
    known = [runtime.has_elizaos()]

    runtime.attach_elizaos(orchestrator)
    known.append(runtime.has_elizaos())
    assert runtime.elizaos is orchestrator
    await runtime.stop()

    assert [*known, runtime.has_elizaos()] == [False, True, False]


async def test_the_adapter_is_given_as_it_is() -> None:
    bench = await make_agent()

    assert await bench.runtime.get_connection() is bench.store


def _world(agent_id: AgentId) -> World:
    return World(world_id=WorldId(string_to_uuid("world")), agent_id=agent_id, server_id="server")


async def test_a_connection_is_made_for_this_agent_whatever_it_names() -> None:
    bench = await make_agent()
    stranger, room_id = AgentId(string_to_uuid("stranger")), RoomId(string_to_uuid("room"))

    await bench.runtime.ensure_connection(
        Connection(
            entity=Entity(entity_id=ENTITY_ID, agent_id=stranger),
            room=Room(room_id=room_id, agent_id=stranger),
            world=_world(stranger),
        )
    )

    assert await bench.runtime.get_room(room_id) is not None
    assert await bench.store.worlds.get_room(DEFAULT_TENANT, stranger, room_id) is None


async def test_many_connections_are_made_at_once() -> None:
    runtime = (await make_agent()).runtime
    rooms = [Room(room_id=RoomId(string_to_uuid(f"room {n}")), agent_id=AGENT_ID) for n in range(3)]
    people = [Entity(entity_id=EntityId(string_to_uuid(f"entity {n}")), agent_id=AGENT_ID) for n in range(3)]

    await runtime.ensure_connections(people, rooms, source="chat", world=_world(AGENT_ID))
    await runtime.ensure_connections(people, [], source="chat", world=_world(AGENT_ID))

    found = [await runtime.get_room(room.room_id) for room in rooms]
    assert {(room.source, room.world_id, room.server_id) for room in found if room} == {
        ("chat", string_to_uuid("world"), "server")
    }
    everybody = [EntityId(AGENT_ID), *(one.entity_id for one in people)]
    assert sorted(await runtime.get_participants(rooms[0].room_id)) == sorted(everybody)
    assert await runtime.get_participants(rooms[1].room_id) == [EntityId(AGENT_ID)]


async def test_every_known_event_reaches_its_handler_in_the_order_of_the_call_even_after_one_that_hangs() -> None:
    runtime = (await make_agent(limits=ComponentLimits(event_handler=0.01), bootstrap=False)).runtime
    heard: list[str] = []

    async def hang(_params: EventParams) -> None:
        await asyncio.Event().wait()

    def hear(event: str) -> EventHandler:
        async def note(params: EventParams) -> None:
            assert (params["runtime"], params["source"], params["n"]) == (runtime, "runtime", 1)
            heard.append(event)

        return note

    runtime.register_event(EventType.WORLD_JOINED, hang)
    for event in EventType:
        runtime.register_event(event, hear(event))

    ran = await runtime.emit_event(list(EventType), {"n": 1})

    assert heard == [event.value for event in EventType]
    assert ran == len(EventType) + 1 == 30
